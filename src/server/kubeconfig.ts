import fs from 'node:fs';
import path from 'node:path';

/** The file a client reads: one cluster, one user, one context. Written for its owner only: the secret stands in it. */
export function writeKubeconfig(file: string, server: string): void {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'cutaway', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'kubernetes-admin', user: {} }],
    contexts: [{ name: 'cutaway', context: { cluster: 'cutaway', user: 'kubernetes-admin', namespace: 'default' } }],
    'current-context': 'cutaway',
  };
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(config, undefined, 2)}\n`, { mode: 0o600 });
}
