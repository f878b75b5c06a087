import { describe, expect, it } from 'vitest';
import { minutes, seconds, type SimTime } from '../../../base/time.ts';
import type { Pod } from '../../../kinds/schema/types.gen.ts';
import { type Cluster, startCluster } from '../cluster.testing.ts';
import { replicaSetController } from './replica-set.ts';
import { rankedForDeletion } from './ranking.ts';

const SETS = '/apis/apps/v1/namespaces/default/replicasets';
const PODS = '/api/v1/namespaces/default/pods';
const MERGE = { contentType: 'application/merge-patch+json' };

function start(replicas = 3): Cluster {
  const cluster = startCluster([replicaSetController]);
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'nginx' }] } };
  const spec = { replicas, selector: { matchLabels: { app: 'web' } }, template };
  expect(cluster.call('POST', SETS, { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web', namespace: 'default' }, spec }).code).toBe(201);
  cluster.settle();
  return cluster;
}

describe('a ReplicaSet', () => {
  it('makes its pods in batches of 1, 2, 4, …', () => {
    const cluster = start(10);
    const batches = [...cluster.sim.happenings].filter(({ say }) => say?.startsWith('replicaset.create')).map(({ args }) => args!['now']);
    expect(batches).toEqual([1, 2, 4, 3]);
    expect(cluster.pods()).toHaveLength(10);
    expect(cluster.events('SuccessfulCreate')[0]).toMatch(/^Created pod: web-[a-z0-9]{5}$/);
  });

  it('replaces a deleted pod, and removes what is too many', () => {
    const cluster = start();
    cluster.call('DELETE', `${PODS}/${cluster.pods()[0]!.metadata.name}`);
    cluster.settle();
    expect(cluster.pods()).toHaveLength(3);
    cluster.call('PATCH', `${SETS}/web`, { spec: { replicas: 1 } }, MERGE);
    cluster.settle();
    expect(cluster.pods()).toHaveLength(1);
    expect(cluster.events('SuccessfulDelete')).toHaveLength(2);
  });

  it('lets a relabelled pod go, replaces it, and takes it back when it matches again', () => {
    const cluster = start();
    const { name } = cluster.pods()[0]!.metadata;
    cluster.call('PATCH', `${PODS}/${name}`, { metadata: { labels: { app: 'other' } } }, MERGE);
    cluster.settle();
    expect(cluster.pods()).toHaveLength(4);
    expect(cluster.pods().find((pod) => pod.metadata.name === name)!.metadata.ownerReferences ?? []).toEqual([]);
    cluster.call('PATCH', `${PODS}/${name}`, { metadata: { labels: { app: 'web' } } }, MERGE);
    cluster.settle();
    expect(cluster.pods()).toHaveLength(3);
    expect(cluster.pods().every((pod) => pod.metadata.ownerReferences?.[0]?.name === 'web')).toBe(true);
  });

  it('says that it could not make pods, tries again with growing pauses, and takes the condition off', () => {
    const cluster = startCluster([replicaSetController]);
    cluster.call('DELETE', '/api/v1/namespaces/default/serviceaccounts/default');
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'nginx' }] } };
    const spec = { replicas: 2, selector: { matchLabels: { app: 'web' } }, template };
    cluster.call('POST', SETS, { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web', namespace: 'default' }, spec });
    cluster.sim.runUntil(seconds(5) as SimTime);
    const [failure] = cluster.sets()[0]!.status.conditions!;
    expect(failure).toMatchObject({ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' });
    expect(failure!.message).toContain('serviceaccount "default" not found');
    expect(cluster.events('FailedCreate')).toEqual([`Error creating: ${failure!.message}`]);
    const tries = [...cluster.sim.happenings].filter(({ say }) => say === 'replicaset.failed').length;
    expect(tries).toBeGreaterThan(5);
    expect(tries).toBeLessThan(20);
    cluster.call('POST', '/api/v1/namespaces/default/serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } });
    cluster.sim.runUntil((cluster.sim.now + minutes(1)) as SimTime);
    expect(cluster.pods()).toHaveLength(2);
    expect(cluster.sets()[0]!.status.conditions).toBeUndefined();
  });

  it('writes nothing when it is looked at again', () => {
    const cluster = start();
    const before = cluster.sets()[0]!.metadata.resourceVersion;
    cluster.sim.dispatch('controllers.restart', {});
    cluster.settle();
    expect(cluster.sets()[0]!.metadata.resourceVersion).toBe(before);
    expect(cluster.pods()).toHaveLength(3);
  });
});

describe('who goes first', () => {
  const clock = { now: seconds(1000) as SimTime, epochMs: 1_767_225_600_000 };
  const at = (second: number): string => new Date(clock.epochMs + second * 1000).toISOString().replace('.000', '');
  const pod = (name: string, over: { node?: string; phase?: string; ready?: number; cost?: string; restarts?: number; born?: number } = {}): Pod =>
    ({
      metadata: {
        name,
        uid: name,
        creationTimestamp: at(over.born ?? 0),
        ...(over.cost === undefined ? {} : { annotations: { 'controller.kubernetes.io/pod-deletion-cost': over.cost } }),
      },
      spec: { ...(over.node === '' ? {} : { nodeName: over.node ?? 'a' }), containers: [] },
      status: {
        phase: over.phase ?? 'Running',
        conditions: over.ready === undefined ? [] : [{ type: 'Ready', status: 'True', lastTransitionTime: at(over.ready) }],
        containerStatuses: [{ name: 'main', restartCount: over.restarts ?? 0 }],
      },
    }) as never;
  const order = (...pods: Pod[]): string[] => rankedForDeletion(pods, pods, clock).map((ranked) => ranked.pod.metadata.name);

  it('unscheduled, pending, not ready; then the cheaper', () => {
    expect(
      order(
        pod('ready', { ready: 10 }),
        pod('not-ready'),
        pod('pending', { phase: 'Pending' }),
        pod('unscheduled', { node: '', phase: 'Pending' }),
        pod('cheap', { ready: 10, cost: '-5' }),
      ),
    ).toEqual(['unscheduled', 'pending', 'not-ready', 'cheap', 'ready']);
  });

  it('those on the fuller node', () => {
    expect(order(pod('alone', { node: 'a', ready: 900 }), pod('two', { node: 'b', ready: 10 }), pod('pair', { node: 'b', ready: 900 })).slice(-1)).toEqual([
      'alone',
    ]);
  });

  it('the younger, but only by powers of two; then the uid decides', () => {
    expect(order(pod('old', { ready: 0 }), pod('young', { ready: 990 }))).toEqual(['young', 'old']);
    expect(order(pod('b', { ready: 100 }), pod('a', { ready: 0 }))).toEqual(['a', 'b']);
  });

  it('those that restarted more, when equally ready', () => {
    expect(order(pod('calm', { ready: 10 }), pod('restless', { ready: 10, restarts: 3 }))).toEqual(['restless', 'calm']);
  });
});
