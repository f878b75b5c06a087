import { describe, expect, it } from 'vitest';
import { minutes, seconds } from '../../../base/time.ts';
import type { Namespace } from '../../../kinds/schema/types.gen.ts';
import { type Cluster, deployment, DEPLOYMENTS, startCluster } from '../cluster.testing.ts';
import { controllers } from '../index.ts';

function start(): Cluster {
  const cluster = startCluster(controllers);
  cluster.call('POST', DEPLOYMENTS, deployment('web'));
  cluster.settle();
  expect(cluster.pods()).toHaveLength(3);
  expect(cluster.sim.lastCrash).toBeUndefined();
  return cluster;
}

/** Kinds in the order in which their last objects went. */
function goingOrder(cluster: Cluster): string[] {
  const gone: string[] = [];
  while (cluster.sim.workPending > 0 && cluster.sim.step()) {
    for (const kind of ['deployments', 'replicasets', 'pods']) if (!gone.includes(kind) && cluster.all(kind).length === 0) gone.push(kind);
  }
  return gone;
}

describe('deletion of a Deployment', () => {
  it('background: the owner goes first', () => {
    const cluster = start();
    cluster.call('DELETE', `${DEPLOYMENTS}/web`, { propagationPolicy: 'Background' });
    expect(goingOrder(cluster)).toEqual(['deployments', 'replicasets', 'pods']);
  });

  it('foreground: the owner goes last', () => {
    const cluster = start();
    cluster.call('DELETE', `${DEPLOYMENTS}/web`, { propagationPolicy: 'Foreground' });
    expect(goingOrder(cluster)).toEqual(['pods', 'replicasets', 'deployments']);
  });

  it('orphan: the ReplicaSet stays without owner, and a Deployment of the same name adopts it', () => {
    const cluster = start();
    const [before] = cluster.sets();
    cluster.call('DELETE', `${DEPLOYMENTS}/web`, { propagationPolicy: 'Orphan' });
    cluster.settle();
    expect(cluster.deployments()).toEqual([]);
    expect(cluster.sets()[0]!.metadata.ownerReferences ?? []).toEqual([]);
    cluster.call('POST', DEPLOYMENTS, deployment('web'));
    cluster.settle();
    expect(cluster.sets().map((rs) => rs.metadata.uid)).toEqual([before!.metadata.uid]);
    expect(cluster.sets()[0]!.metadata.ownerReferences![0]!.uid).toBe(cluster.deployments()[0]!.metadata.uid);
    expect(cluster.pods()).toHaveLength(3);
  });
});

describe('owners that are absent', () => {
  const configMap = (name: string, ownerReferences: object[], namespace = 'default') => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, ownerReferences },
  });
  const ref = (uid: string, name = 'x') => ({ apiVersion: 'v1', kind: 'ConfigMap', name, uid });

  it('an object none of whose owners exists is removed; one with a solid owner only loses the reference', () => {
    const cluster = start();
    const path = '/api/v1/namespaces/default/configmaps';
    const owner = cluster.call('POST', path, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owner', namespace: 'default' } }).body;
    cluster.call('POST', path, configMap('lost', [ref('00000000-0000-4000-8000-000000000000')]));
    cluster.call('POST', path, configMap('half', [ref('00000000-0000-4000-8000-000000000000'), ref(owner.metadata.uid, 'owner')]));
    cluster.settle();
    expect(cluster.call('GET', `${path}/lost`).code).toBe(404);
    expect(cluster.call('GET', `${path}/half`).body.metadata.ownerReferences).toEqual([expect.objectContaining({ uid: owner.metadata.uid })]);
  });

  it('an owner in another namespace counts as absent and is told of', () => {
    const cluster = start();
    cluster.call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } });
    const owner = cluster.call('POST', '/api/v1/namespaces/other/configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'owner', namespace: 'other' },
    }).body;
    cluster.call('POST', '/api/v1/namespaces/default/configmaps', configMap('stray', [ref(owner.metadata.uid, 'owner')]));
    cluster.settle();
    expect(cluster.call('GET', '/api/v1/namespaces/default/configmaps/stray').code).toBe(404);
    expect(cluster.events('OwnerRefInvalidNamespace')[0]).toBe(
      `ownerRef [v1/ConfigMap, namespace: default, name: owner, uid: ${owner.metadata.uid}] does not exist in namespace "default"`,
    );
  });
});

describe('namespaces', () => {
  function withNamespace(): Cluster {
    const cluster = startCluster(controllers);
    cluster.call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 's14' } });
    cluster.settle();
    return cluster;
  }

  it('a new one gets its ServiceAccount and the root certificate, and gets them back', () => {
    const cluster = withNamespace();
    expect(cluster.all('serviceaccounts', 's14').map((object) => object.metadata.name)).toEqual(['default']);
    expect(cluster.all('configmaps', 's14').map((object) => object.metadata.name)).toEqual(['kube-root-ca.crt']);
    cluster.call('DELETE', '/api/v1/namespaces/s14/configmaps/kube-root-ca.crt');
    cluster.call('DELETE', '/api/v1/namespaces/s14/serviceaccounts/default');
    cluster.settle();
    expect(cluster.all('serviceaccounts', 's14')).toHaveLength(1);
    expect(cluster.all('configmaps', 's14')).toHaveLength(1);
  });

  it('a terminating one loses its pods first, then the rest, then goes', () => {
    const cluster = withNamespace();
    const made = deployment('web');
    cluster.call('POST', '/apis/apps/v1/namespaces/s14/deployments', { ...made, metadata: { ...made.metadata, namespace: 's14' } });
    cluster.settle();
    expect(cluster.all('pods', 's14')).toHaveLength(3);
    const from = cluster.sim.now;
    cluster.call('DELETE', '/api/v1/namespaces/s14');
    let podsGone = 0;
    let deploymentGone = 0;
    while (cluster.sim.workPending > 0 && cluster.sim.step()) {
      if (podsGone === 0 && cluster.all('pods', 's14').length === 0) podsGone = cluster.sim.now;
      if (deploymentGone === 0 && cluster.all('deployments', 's14').length === 0) deploymentGone = cluster.sim.now;
    }
    expect(cluster.call('GET', '/api/v1/namespaces/s14').code).toBe(404);
    expect(podsGone - from).toBeGreaterThanOrEqual(seconds(5));
    expect(deploymentGone).toBeGreaterThan(podsGone);
    expect([...cluster.all('configmaps', 's14'), ...cluster.all('events', 's14')]).toEqual([]);
  });

  it('a finalizer inside holds it', () => {
    const cluster = withNamespace();
    cluster.call('POST', '/api/v1/namespaces/s14/configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'held', namespace: 's14', finalizers: ['example.com/hold'] },
    });
    cluster.call('DELETE', '/api/v1/namespaces/s14');
    cluster.settle(minutes(2));
    const namespace = cluster.call('GET', '/api/v1/namespaces/s14').body as Namespace;
    const told = Object.fromEntries(namespace.status.conditions!.map(({ type, status, message }) => [type, `${status}: ${message}`]));
    expect(told['NamespaceContentRemaining']).toBe('True: Some resources are remaining: configmaps. has 1 resource instances');
    expect(told['NamespaceFinalizersRemaining']).toBe('True: Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances');
    cluster.call('PATCH', '/api/v1/namespaces/s14/configmaps/held', { metadata: { finalizers: null } }, { contentType: 'application/merge-patch+json' });
    cluster.sim.runUntil((cluster.sim.now + minutes(1)) as never);
    expect(cluster.call('GET', '/api/v1/namespaces/s14').code).toBe(404);
  });
});
