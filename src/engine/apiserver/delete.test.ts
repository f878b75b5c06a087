import { describe, expect, it } from 'vitest';
import { seconds } from '../../base/time.ts';
import { commitAt, etcd } from '../etcd/store.ts';
import { bindingOf, configMap, DEPLOYMENTS, deploymentManifest, NS, PATCHES, PODS, podManifest, type Server, startServer } from './server.testing.ts';

const typesSince = ({ sim }: Server, rev: number): readonly string[] => {
  const state = sim.get(etcd);
  return Array.from({ length: state.root.rev - rev }, (_, i) => commitAt(state, rev + 1 + i)!.type);
};
const revOf = ({ sim }: Server): number => sim.get(etcd).root.rev;

function running(server: Server): void {
  server.call('POST', PODS, podManifest('a'));
  server.call('POST', `${PODS}/a/binding`, bindingOf('a', 'node-1'));
}

describe('deleting pods', () => {
  it('takes an unscheduled pod at once, in two revisions', () => {
    const server = startServer();
    server.call('POST', PODS, podManifest('a'));
    const rev = revOf(server);
    const { body, code } = server.call('DELETE', `${PODS}/a`);
    expect([code, body.kind, body.metadata.deletionGracePeriodSeconds]).toEqual([200, 'Pod', 0]);
    expect(typesSince(server, rev)).toEqual(['MODIFIED', 'DELETED']);
  });

  it('marks a scheduled pod and lets the kubelet finish', () => {
    const server = startServer();
    running(server);
    const marked = server.call('DELETE', `${PODS}/a`).body;
    expect(marked.metadata).toMatchObject({ deletionTimestamp: '2026-01-01T00:00:30Z', deletionGracePeriodSeconds: 30, generation: 2 });
    const rev = revOf(server);
    expect(server.call('DELETE', `${PODS}/a`).body).toBe(marked);
    expect(server.call('DELETE', `${PODS}/a?gracePeriodSeconds=60`).body).toBe(marked);
    expect(revOf(server)).toBe(rev);
    const sooner = server.call('DELETE', `${PODS}/a`, { gracePeriodSeconds: 5 }).body.metadata;
    expect(sooner).toMatchObject({ deletionTimestamp: '2026-01-01T00:00:05Z', deletionGracePeriodSeconds: 5, generation: 2 });
    server.call('DELETE', `${PODS}/a`, { gracePeriodSeconds: 0, preconditions: { uid: marked.metadata.uid } });
    expect(typesSince(server, rev)).toEqual(['MODIFIED', 'MODIFIED', 'DELETED']);
    expect(server.call('GET', `${PODS}/a`).code).toBe(404);
  });

  it('never moves the deletion later nor takes it back', () => {
    const server = startServer();
    running(server);
    const marked = server.call('DELETE', `${PODS}/a`).body;
    const { deletionTimestamp: _d, deletionGracePeriodSeconds: _g, ...metadata } = marked.metadata;
    const next = server.call('PUT', `${PODS}/a`, { ...marked, metadata: { ...metadata, labels: { x: 'y' } } }).body;
    expect(next.metadata).toMatchObject({ deletionTimestamp: '2026-01-01T00:00:30Z', deletionGracePeriodSeconds: 30, labels: { x: 'y' } });
    const finalizer = server.call('PATCH', `${PODS}/a`, { metadata: { finalizers: ['example.com/late'] } }, { contentType: PATCHES.merge });
    expect(finalizer.code).toBe(422);
    expect(finalizer.body.message).toContain('metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted');
  });

  it('treats a negative grace period as one second', () => {
    const server = startServer();
    running(server);
    expect(server.call('DELETE', `${PODS}/a`, { gracePeriodSeconds: -5 }).body.metadata.deletionGracePeriodSeconds).toBe(1);
  });

  it('says so when a name is still going', () => {
    const server = startServer();
    running(server);
    server.call('DELETE', `${PODS}/a`);
    expect(server.call('POST', PODS, podManifest('a')).body.message).toBe('object is being deleted: pods "a" already exists');
  });

  it('evicts without a budget', () => {
    const server = startServer();
    running(server);
    const answer = server.call('POST', `${PODS}/a/eviction`, { metadata: { name: 'a' }, deleteOptions: { gracePeriodSeconds: 3 } });
    expect([answer.code, answer.body.status]).toEqual([201, 'Success']);
    const { metadata, status } = server.call('GET', `${PODS}/a`).body;
    expect(metadata.deletionGracePeriodSeconds).toBe(3);
    expect(status.conditions).toContainEqual(
      expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting' }),
    );
  });

  it('an eviction that is only tried, or meant for another version, changes nothing', () => {
    const server = startServer();
    running(server);
    const before = server.call('GET', `${PODS}/a`).body;
    expect(server.call('POST', `${PODS}/a/eviction`, { metadata: { name: 'a' }, deleteOptions: { dryRun: ['All'] } }).code).toBe(201);
    const stale = { metadata: { name: 'a' }, deleteOptions: { preconditions: { resourceVersion: '1' } } };
    expect(server.call('POST', `${PODS}/a/eviction`, stale).code).toBe(409);
    expect(server.call('GET', `${PODS}/a`).body).toEqual(before);
    const exact = { metadata: { name: 'a' }, deleteOptions: { preconditions: { resourceVersion: before.metadata.resourceVersion } } };
    expect(server.call('POST', `${PODS}/a/eviction`, exact).code).toBe(201);
  });
});

describe('deleting other objects', () => {
  it('answers with a Status that names what went', () => {
    const server = startServer();
    const made = server.call('POST', DEPLOYMENTS, deploymentManifest('web')).body;
    const { code, body } = server.call('DELETE', `${DEPLOYMENTS}/web`);
    expect(code).toBe(200);
    expect(body).toMatchObject({ kind: 'Status', status: 'Success', details: { name: 'web', group: 'apps', kind: 'deployments', uid: made.metadata.uid } });
  });

  it.each([
    [{ propagationPolicy: 'Foreground' }, ['foregroundDeletion']],
    [{ propagationPolicy: 'Orphan' }, ['orphan']],
    [{ orphanDependents: true }, ['orphan']],
  ])('%j holds the object by a finalizer', (options, finalizers) => {
    const server = startServer();
    server.call('POST', DEPLOYMENTS, deploymentManifest('web'));
    const marked = server.call('DELETE', `${DEPLOYMENTS}/web`, options).body;
    expect(marked.metadata).toMatchObject({ finalizers, deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 0, generation: 2 });
    const rev = revOf(server);
    const freed = server.call('PATCH', `${DEPLOYMENTS}/web`, { metadata: { finalizers: null } }, { contentType: PATCHES.merge });
    expect(freed.code).toBe(200);
    expect(typesSince(server, rev)).toEqual(['DELETED']);
    expect(server.call('GET', `${DEPLOYMENTS}/web`).code).toBe(404);
  });

  it('waits for foreign finalizers', () => {
    const server = startServer();
    server.call('POST', `${NS}/configmaps`, configMap('a', {}, { finalizers: ['example.com/x'] }));
    server.call('DELETE', `${NS}/configmaps/a`);
    const rev = revOf(server);
    server.call('DELETE', `${NS}/configmaps/a`);
    expect(revOf(server)).toBe(rev);
    server.call('PATCH', `${NS}/configmaps/a`, [{ op: 'remove', path: '/metadata/finalizers/0' }], { contentType: PATCHES.json });
    expect(server.call('GET', `${NS}/configmaps/a`).code).toBe(404);
  });

  it.each([
    [
      { preconditions: { uid: 'other' } },
      409,
      /^Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition \(other\) does not match the UID in record \(.*\)\. The object might have been deleted and then recreated$/,
    ],
    [
      { preconditions: { resourceVersion: '1' } },
      409,
      /^Operation cannot be fulfilled on ConfigMap "a": the ResourceVersion in the precondition \(1\) does not match the ResourceVersion in record \(\d+\)\. The object might have been modified$/,
    ],
    [
      { propagationPolicy: 'Sideways' },
      422,
      /^DeleteOptions\.meta\.k8s\.io "" is invalid: propagationPolicy: Unsupported value: "Sideways": supported values: "Foreground", "Background", "Orphan", "nil"$/,
    ],
    [
      { propagationPolicy: 'Orphan', orphanDependents: true },
      422,
      /^DeleteOptions\.meta\.k8s\.io "" is invalid: propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set$/,
    ],
  ])('%j is refused', (options, code, message) => {
    const server = startServer();
    server.call('POST', `${NS}/configmaps`, configMap('a'));
    const rev = revOf(server);
    const answer = server.call('DELETE', `${NS}/configmaps/a`, options);
    expect(answer.code).toBe(code);
    expect(answer.body.message).toMatch(message);
    expect(revOf(server)).toBe(rev);
  });

  it('deletes a collection by selector', () => {
    const server = startServer();
    for (const name of ['a', 'b', 'c']) server.call('POST', `${NS}/configmaps`, configMap(name, {}, { labels: { keep: name === 'b' ? 'yes' : 'no' } }));
    expect(server.call('DELETE', `${NS}/configmaps?labelSelector=keep%3Dno`).body.items).toHaveLength(2);
    expect(server.call('GET', `${NS}/configmaps`).body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(['b']);
  });
});

describe('namespaces', () => {
  it('terminate, refuse new content, and go when they are finalized', () => {
    const server = startServer();
    const made = server.call('POST', '/api/v1/namespaces', { metadata: { name: 'shop' } }).body;
    expect(made).toMatchObject({
      metadata: { labels: { 'kubernetes.io/metadata.name': 'shop' } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
    server.call('POST', '/api/v1/namespaces/shop/configmaps', configMap('kept'));
    const going = server.call('DELETE', '/api/v1/namespaces/shop');
    expect(going.body).toMatchObject({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' }, status: { phase: 'Terminating' } });
    const refused = server.call('POST', '/api/v1/namespaces/shop/configmaps', configMap('a'));
    expect(refused.code).toBe(403);
    expect(refused.body.message).toBe('configmaps "a" is forbidden: unable to create new content in namespace shop because it is being terminated');
    expect(refused.body.details.causes).toEqual([
      { reason: 'NamespaceTerminating', message: 'namespace shop is being terminated', field: 'metadata.namespace' },
    ]);
    expect(server.call('PUT', '/api/v1/namespaces/shop/configmaps/kept', configMap('kept', { x: '1' })).code).toBe(200);
    expect(server.call('DELETE', '/api/v1/namespaces/shop').body.status.phase).toBe('Terminating');
    const done = server.call('PUT', '/api/v1/namespaces/shop/finalize', { ...going.body, spec: { finalizers: [] } });
    expect(done.code).toBe(200);
    expect(server.call('GET', '/api/v1/namespaces/shop').code).toBe(404);
  });
});

describe('Events', () => {
  it('expire with their lease', () => {
    const server = startServer({ settings: { eventTTLUs: seconds(600) } });
    const event = (name: string): object => ({
      metadata: { name, namespace: 'default' },
      involvedObject: { kind: 'Pod', namespace: 'default', name: 'a' },
      reason: 'X',
      message: 'x',
      type: 'Normal',
      source: { component: 'test' },
    });
    expect(server.call('POST', `${NS}/events`, event('a')).code).toBe(201);
    server.sim.runUntil(seconds(400) as never);
    server.call('POST', `${NS}/events`, event('b'));
    const names = (): string[] => server.call('GET', `${NS}/events`).body.items.map((item: { metadata: { name: string } }) => item.metadata.name);
    server.sim.runUntil(seconds(599) as never);
    expect(names()).toEqual(['a', 'b']);
    server.sim.runUntil(seconds(640) as never);
    expect(names()).toEqual(['b']);
    server.sim.runUntil(seconds(1100) as never);
    expect(names()).toEqual([]);
  });
});
