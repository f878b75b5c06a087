import { describe, expect, it } from 'vitest';
import { minutes, rfc3339Micro, seconds } from '../../../base/time.ts';
import type { Node, Pod } from '../../../kinds/schema/types.gen.ts';
import { type Cluster, startCluster } from '../cluster.testing.ts';
import { controllers } from '../index.ts';
import { rateOf, stateOfZone } from './zones.ts';

const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';

/** Nodes that are Ready and renew their Leases as long as `beat` is called for them. */
function start(names: readonly string[]): Cluster {
  const cluster = startCluster(controllers, { withNodes: false });
  if (cluster.call('GET', '/api/v1/namespaces/kube-node-lease').code === 404)
    cluster.call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-node-lease' } });
  for (const name of names) {
    const made = cluster.call('POST', '/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name } }).body as Node;
    const conditions = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map((type) => ({
      type,
      status: type === 'Ready' ? 'True' : 'False',
      reason: 'Kubelet',
      message: 'fine',
      lastHeartbeatTime: cluster.sim.timestamp,
      lastTransitionTime: cluster.sim.timestamp,
    }));
    expect(cluster.call('PUT', `/api/v1/nodes/${name}/status`, { ...made, status: { ...made.status, conditions } }).code).toBe(200);
    cluster.call('POST', LEASES, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace: 'kube-node-lease' },
      spec: { holderIdentity: name, leaseDurationSeconds: 40 },
    });
  }
  cluster.settle();
  return cluster;
}

function live(cluster: Cluster, names: readonly string[], us: number): void {
  const end = cluster.sim.now + us;
  while (cluster.sim.now < end) {
    for (const name of names) {
      const renewTime = rfc3339Micro(cluster.sim.config.epochMs, cluster.sim.now);
      cluster.call('PATCH', `${LEASES}/${name}`, { spec: { renewTime } }, { contentType: 'application/merge-patch+json' });
    }
    cluster.sim.runUntil(Math.min(end, cluster.sim.now + seconds(10)) as never);
  }
}

function podOn(cluster: Cluster, node: string, name: string): void {
  const tolerations = ['not-ready', 'unreachable'].map((key) => ({
    key: `node.kubernetes.io/${key}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 60,
  }));
  const spec = { nodeName: node, tolerations, containers: [{ name: 'main', image: 'nginx' }] };
  const made = cluster.call('POST', '/api/v1/namespaces/default/pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec });
  expect(made.code).toBe(201);
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: cluster.sim.timestamp }];
  const marked = cluster.call('PUT', `/api/v1/namespaces/default/pods/${name}/status`, {
    ...made.body,
    status: { ...made.body.status, phase: 'Running', conditions },
  });
  expect(marked.body.message).toBeUndefined();
}

const nodeOf = (cluster: Cluster, name: string): Node => cluster.all<Node>('nodes').find((node) => node.metadata.name === name)!;
const podOf = (cluster: Cluster, name: string): Pod | undefined => cluster.pods().find((pod) => pod.metadata.name === name);
const ready = (cluster: Cluster, name: string): string => nodeOf(cluster, name).status.conditions!.find((condition) => condition.type === 'Ready')!.status;
const taints = (cluster: Cluster, name: string): string[] => (nodeOf(cluster, name).spec?.taints ?? []).map((taint) => `${taint.key}:${taint.effect}`);

describe('a node without a kubelet', () => {
  it('is left alone for a minute, then marked and tainted; its status has what every status has', () => {
    const cluster = start(['a', 'b']);
    cluster.call('POST', '/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'paper' } });
    expect(nodeOf(cluster, 'paper').status).toMatchObject({
      daemonEndpoints: { kubeletEndpoint: { Port: 0 } },
      nodeInfo: { kubeletVersion: '', machineID: '' },
    });
    live(cluster, ['a', 'b'], seconds(50));
    expect(taints(cluster, 'paper').filter((taint) => taint.endsWith('NoExecute'))).toEqual([]);
    live(cluster, ['a', 'b'], seconds(30));
    expect(ready(cluster, 'paper')).toBe('Unknown');
    expect(taints(cluster, 'paper')).toContain('node.kubernetes.io/unreachable:NoExecute');
  });
});

describe('a node that falls silent', () => {
  it('is marked after the grace period, tainted, and emptied after the pods’ tolerations', () => {
    const cluster = start(['a', 'b', 'c']);
    podOn(cluster, 'a', 'web');
    live(cluster, ['a', 'b', 'c'], seconds(60));
    expect(taints(cluster, 'a')).toEqual([]);
    live(cluster, ['b', 'c'], seconds(39));
    expect(ready(cluster, 'a')).toBe('True');
    live(cluster, ['b', 'c'], seconds(12));
    expect(cluster.sim.lastCrash).toBeUndefined();
    expect(ready(cluster, 'a')).toBe('Unknown');
    expect(nodeOf(cluster, 'a').status.conditions!.every((condition) => condition.reason === 'NodeStatusUnknown')).toBe(true);
    expect(taints(cluster, 'a').sort()).toEqual(['node.kubernetes.io/unreachable:NoExecute', 'node.kubernetes.io/unreachable:NoSchedule']);
    expect(podOf(cluster, 'web')!.status.conditions!.find((condition) => condition.type === 'Ready')!.status).toBe('False');
    expect(cluster.events('NodeNotReady')).toEqual(expect.arrayContaining(['Node a status is now: NodeNotReady', 'Node is not ready']));
    live(cluster, ['b', 'c'], seconds(40));
    expect(podOf(cluster, 'web')!.metadata.deletionTimestamp).toBeUndefined();
    live(cluster, ['b', 'c'], seconds(25));
    expect(cluster.events('TaintManagerEviction')).toEqual(['Marking for deletion Pod default/web']);
    const disrupted = podOf(cluster, 'web')?.status.conditions!.find((condition) => condition.type === 'DisruptionTarget');
    expect(disrupted === undefined || disrupted.reason === 'DeletionByTaintManager').toBe(true);
  });

  it('that comes back in time keeps its pods', () => {
    const cluster = start(['a', 'b', 'c']);
    podOn(cluster, 'a', 'web');
    live(cluster, ['b', 'c'], seconds(65));
    expect(ready(cluster, 'a')).toBe('Unknown');
    const node = nodeOf(cluster, 'a');
    const conditions = node.status.conditions!.map((condition) => ({
      ...condition,
      status: condition.type === 'Ready' ? 'True' : 'False',
      lastHeartbeatTime: cluster.sim.timestamp,
    }));
    cluster.call('PUT', '/api/v1/nodes/a/status', { ...node, status: { ...node.status, conditions } });
    live(cluster, ['a', 'b', 'c'], seconds(15));
    expect(taints(cluster, 'a')).toEqual([]);
    expect(cluster.events('TaintManagerEviction')).toEqual(['Cancelling deletion of Pod default/web']);
    live(cluster, ['a', 'b', 'c'], minutes(3));
    expect(podOf(cluster, 'web')!.metadata.deletionTimestamp).toBeUndefined();
  });

  it('when all are silent nobody is emptied', () => {
    const cluster = start(['a', 'b', 'c']);
    podOn(cluster, 'a', 'web');
    live(cluster, [], minutes(4));
    expect(['a', 'b', 'c'].map((name) => ready(cluster, name))).toEqual(['Unknown', 'Unknown', 'Unknown']);
    expect(taints(cluster, 'a')).toEqual(['node.kubernetes.io/unreachable:NoSchedule']);
    expect(podOf(cluster, 'web')!.metadata.deletionTimestamp).toBeUndefined();
  });
});

describe('zones', () => {
  it('judges by the share of nodes that are not ready', () => {
    expect(stateOfZone({ ready: 0, notReady: 2 })).toBe('FullDisruption');
    expect(stateOfZone({ ready: 2, notReady: 2 })).toBe('Normal');
    expect(stateOfZone({ ready: 2, notReady: 3 })).toBe('PartialDisruption');
    expect(rateOf('PartialDisruption', { ready: 2, notReady: 3 })).toBe(0);
    expect(rateOf('PartialDisruption', { ready: 20, notReady: 40 })).toBe(0.01);
  });
});

describe('registration, ranges, lost nodes', () => {
  it('tells of new nodes and gives each a range, taking back those of nodes that are gone only after all others', () => {
    const cluster = start(['a', 'b']);
    live(cluster, ['a', 'b'], seconds(10));
    expect(cluster.events('RegisteredNode')).toEqual(['Node a event: Registered Node a in Controller', 'Node b event: Registered Node b in Controller']);
    expect(['a', 'b'].map((name) => nodeOf(cluster, name).spec.podCIDR).sort()).toEqual(['10.244.0.0/24', '10.244.1.0/24']);
    cluster.call('DELETE', '/api/v1/nodes/a');
    cluster.call('POST', '/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'c' } });
    cluster.settle();
    expect(nodeOf(cluster, 'c').spec.podCIDR).toBe('10.244.2.0/24');
  });

  it('a cordoned node gets its taint and loses it again', () => {
    const cluster = start(['a', 'b']);
    const merge = { contentType: 'application/merge-patch+json' };
    cluster.call('PATCH', '/api/v1/nodes/a', { spec: { unschedulable: true } }, merge);
    cluster.settle();
    expect(taints(cluster, 'a')).toEqual(['node.kubernetes.io/unschedulable:NoSchedule']);
    cluster.call('PATCH', '/api/v1/nodes/a', { spec: { unschedulable: null } }, merge);
    cluster.settle();
    expect(taints(cluster, 'a')).toEqual([]);
  });

  it('pods of a node that is gone are removed after a while', () => {
    const cluster = start(['a', 'b']);
    podOn(cluster, 'a', 'web');
    cluster.call('DELETE', '/api/v1/nodes/a');
    live(cluster, ['b'], seconds(35));
    expect(podOf(cluster, 'web')).toBeDefined();
    live(cluster, ['b'], seconds(45));
    expect(podOf(cluster, 'web')).toBeUndefined();
  });
});
