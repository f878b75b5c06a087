import { describe, expect, it } from 'vitest';
import { textFromBase64 } from '../../kinds/base64.ts';
import type { Secret, ServiceAccount } from '../../kinds/schema/types.gen.ts';
import { type Cluster, startCluster } from './cluster.testing.ts';
import { serviceAccountTokenController } from './service-account-token.ts';

const NAME = 'kubernetes.io/service-account.name';
const UID = 'kubernetes.io/service-account.uid';
const SECRETS = '/api/v1/namespaces/default/secrets';
const ACCOUNTS = '/api/v1/namespaces/default/serviceaccounts';

const start = (): Cluster => startCluster([serviceAccountTokenController], { withNodes: false });
const make = (cluster: Cluster, name: string, account: string): void =>
  void cluster.call('POST', SECRETS, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, annotations: { [NAME]: account } },
    type: 'kubernetes.io/service-account-token',
  });
const secret = (cluster: Cluster, name: string): Secret | undefined => cluster.all<Secret>('secrets').find(({ metadata }) => metadata.name === name);

interface Reviewed {
  readonly status: {
    readonly authenticated?: boolean;
    readonly error?: string;
    readonly user: { readonly username?: string; readonly uid?: string; readonly extra?: unknown };
  };
}

const review = (cluster: Cluster, token: string): Reviewed['status'] =>
  (
    cluster.call('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } })
      .body as unknown as Reviewed
  ).status;

describe('Secrets with tokens of ServiceAccounts', () => {
  it('are filled, and the token is one that the server knows as long as the Secret holds it', () => {
    const cluster = start();
    make(cluster, 'filled', 'default');
    cluster.settle();
    const { data = {}, metadata } = secret(cluster, 'filled')!;
    const account = cluster.all<ServiceAccount>('serviceaccounts').find((one) => one.metadata.namespace === 'default')!;
    expect(Object.keys(data).sort()).toEqual(['ca.crt', 'namespace', 'token']);
    expect(textFromBase64(data['namespace']!)).toBe('default');
    expect(metadata.annotations?.[UID]).toBe(account.metadata.uid);
    const token = textFromBase64(data['token']!);
    expect(review(cluster, token)).toMatchObject({
      authenticated: true,
      user: { username: 'system:serviceaccount:default:default', uid: account.metadata.uid },
    });
    cluster.call('DELETE', `${SECRETS}/filled`);
    expect(review(cluster, token).error).toBe('[invalid bearer token, Token has been invalidated]');
  });

  it('are made whole again when somebody takes something out', () => {
    const cluster = start();
    make(cluster, 'mended', 'default');
    cluster.settle();
    const before = secret(cluster, 'mended')!.data!['token'];
    cluster.call('PATCH', `${SECRETS}/mended`, { data: { token: null } }, { contentType: 'application/merge-patch+json' });
    cluster.settle();
    expect(secret(cluster, 'mended')!.data!['token']).toBe(before);
  });

  it('go with their ServiceAccount, and at once when there never was one', () => {
    const cluster = start();
    make(cluster, 'lost', 'nobody');
    cluster.settle();
    expect(secret(cluster, 'lost')).toBeUndefined();
    cluster.call('POST', ACCOUNTS, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } });
    make(cluster, 'robots', 'robot');
    cluster.settle();
    expect(secret(cluster, 'robots')?.data?.['token']).toBeDefined();
    cluster.call('DELETE', `${ACCOUNTS}/robot`);
    cluster.settle();
    expect(secret(cluster, 'robots')).toBeUndefined();
  });

  it('leave no reference behind in their ServiceAccount', () => {
    const cluster = start();
    make(cluster, 'named', 'default');
    cluster.settle();
    cluster.call('PATCH', `${ACCOUNTS}/default`, { secrets: [{ name: 'named' }, { name: 'other' }] }, { contentType: 'application/merge-patch+json' });
    cluster.call('DELETE', `${SECRETS}/named`);
    cluster.settle();
    expect(cluster.all<ServiceAccount>('serviceaccounts').find(({ metadata }) => metadata.namespace === 'default')?.secrets).toEqual([{ name: 'other' }]);
  });
});
