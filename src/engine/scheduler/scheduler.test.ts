import { describe, expect, it } from 'vitest';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import { processState } from '../client/process.ts';
import { schedulerCache } from './cache.ts';
import { schedulerPart, startScheduler, stopScheduler } from './component.ts';
import { nominatedPods } from './nominated.ts';
import { node, nodeOfPod, pod, scheduledCondition, testWorld } from './world.testing.ts';

const NEVER = 'no new claims to deallocate, preemption: ';

function three(over: object = {}) {
  const world = testWorld();
  for (const name of ['node-1', 'node-2', 'node-3']) world.put('nodes', node(name, over));
  return world;
}

describe('scheduling a pod', () => {
  it('binds it, with an event and a record of every node', () => {
    const world = three();
    world.put('pods', pod('web', {}, { cpu: '500m', memory: '512Mi' }));
    world.run(1);
    const chosen = nodeOfPod(world, 'web') as string;
    expect(chosen).toMatch(/^node-[123]$/);
    expect(world.messages('Scheduled')).toEqual([`Successfully assigned default/web to ${chosen}`]);
    const [decision] = world.decisions('scheduler.bind');
    expect(decision?.args).toMatchObject({ pod: 'default/web', node: chosen, total: 3, examined: 3, feasible: 3, by: 'tie', tied: 3 });
    const nodes = decision?.args?.nodes as { node: string; total: number; scores: Record<string, number> }[];
    expect(nodes.map((each) => each.node).sort()).toEqual(['node-1', 'node-2', 'node-3']);
    expect(nodes[0]?.scores).toEqual({ TaintToleration: 300, NodeResourcesFit: 90, NodeResourcesBalancedAllocation: 73, ImageLocality: 0 });
    expect(nodes[0]?.total).toBe(463);
  });

  it('spreads equal pods over equal nodes', () => {
    const world = three();
    for (let i = 0; i < 6; i++) world.put('pods', pod(`web-${i}`, {}, { cpu: '500m', memory: '512Mi' }));
    world.run(1);
    const counts = new Map<string, number>();
    for (const each of world.list<Pod>('pods')) counts.set(each.spec.nodeName ?? '', (counts.get(each.spec.nodeName ?? '') ?? 0) + 1);
    expect([...counts.values()]).toEqual([2, 2, 2]);
  });

  it('counts a pod as placed before its binding is confirmed', () => {
    const world = testWorld();
    world.put('nodes', node('node-1', { cpu: '1' }));
    world.put('pods', pod('a', {}, { cpu: '800m' }));
    world.put('pods', pod('b', {}, { cpu: '800m' }));
    world.run(1);
    expect([nodeOfPod(world, 'a'), nodeOfPod(world, 'b')].filter(Boolean)).toHaveLength(1);
  });

  it('is the same history for the same seed', () => {
    const live = (seed: number) => {
      const world = testWorld(undefined, seed);
      for (let i = 0; i < 5; i++) world.put('nodes', node(`node-${i}`));
      for (let i = 0; i < 10; i++) world.put('pods', pod(`p-${i}`));
      world.run(2);
      return world.list<Pod>('pods').map((each) => each.spec.nodeName);
    };
    expect(live(7)).toEqual(live(7));
    expect(live(7)).not.toEqual(live(8));
  });
});

describe('why a pod is not scheduled', () => {
  it.each([
    ['cpu', { cpu: '8' }, `0/3 nodes are available: 3 Insufficient cpu. ${NEVER}0/3 nodes are available: 3 Preemption is not helpful for scheduling.`],
    [
      'memory',
      { cpu: '1', memory: '64Gi' },
      `0/3 nodes are available: 3 Insufficient memory. ${NEVER}0/3 nodes are available: 3 Preemption is not helpful for scheduling.`,
    ],
    [
      'both',
      { cpu: '8', memory: '64Gi' },
      `0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory. ${NEVER}0/3 nodes are available: 3 Preemption is not helpful for scheduling.`,
    ],
    [
      'gpu',
      { 'nvidia.com/gpu': '1' },
      `0/3 nodes are available: 3 Insufficient nvidia.com/gpu. ${NEVER}0/3 nodes are available: 3 Preemption is not helpful for scheduling.`,
    ],
  ])('%s', (_name, requests, message) => {
    const world = three();
    world.put('pods', pod('huge', {}, requests as Record<string, string>));
    world.run(1);
    expect(world.messages('FailedScheduling')).toEqual([message]);
    expect(scheduledCondition(world, 'huge')).toMatchObject({ status: 'False', reason: 'Unschedulable', message });
  });

  it('a full node has no victims of equal priority', () => {
    const world = three({ cpu: '1' });
    for (let i = 0; i < 4; i++) world.put('pods', pod(`p-${i}`, {}, { cpu: '600m' }));
    world.run(1);
    expect(world.messages('FailedScheduling')).toEqual([
      `0/3 nodes are available: 3 Insufficient cpu. ${NEVER}0/3 nodes are available: 3 No preemption victims found for incoming pod.`,
    ]);
  });

  it('mixes the reasons of different nodes, sorted as text', () => {
    const world = testWorld();
    world.put('nodes', node('node-1', { unschedulable: true, taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] }));
    world.put('nodes', node('node-2'));
    world.put('nodes', node('node-3', { taints: [{ key: 'maint', value: 'yes', effect: 'NoSchedule' }] }));
    world.put('pods', pod('mixed', { nodeSelector: { 'kubernetes.io/hostname': 'node-1' } }));
    world.run(1);
    expect(world.messages('FailedScheduling')[0]).toBe(
      "0/3 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable. " +
        `${NEVER}0/3 nodes are available: 3 Preemption is not helpful for scheduling.`,
    );
  });

  it.each([
    ['a missing claim', 'missing', 'persistentvolumeclaim "missing" not found'],
    ['an unbound claim', 'unbound', 'pod has unbound immediate PersistentVolumeClaims'],
  ])('%s refuses the pod as a whole', (_name, claimName, reason) => {
    const world = three();
    world.put('persistentvolumeclaims', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'unbound', namespace: 'default' },
      spec: {},
      status: {},
    });
    world.put('pods', pod('user', { volumes: [{ name: 'd', persistentVolumeClaim: { claimName } }] }));
    world.run(1);
    expect(world.messages('FailedScheduling')[0]).toBe(
      `0/3 nodes are available: ${reason}. ${NEVER}0/3 nodes are available: 3 Preemption is not helpful for scheduling.`,
    );
  });

  it('there may be no nodes at all; the first one wakes the pod', () => {
    const world = testWorld();
    world.put('pods', pod('early'));
    world.run(1);
    expect(world.messages('FailedScheduling')).toEqual(['no nodes available to schedule pods']);
    world.put('nodes', node('node-1'));
    world.run(2);
    expect(nodeOfPod(world, 'early')).toBe('node-1');
  });

  it('pods pinned by metadata.name look at their node only', () => {
    const world = three();
    const term = { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-2'] }] };
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } } };
    world.put('pods', pod('agent', { affinity }));
    world.put('pods', pod('fat-agent', { affinity }, { cpu: '9' }));
    world.run(1);
    expect(nodeOfPod(world, 'agent')).toBe('node-2');
    expect(world.messages('FailedScheduling')[0]).toContain("1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity].");
  });
});

describe('who waits, and what wakes', () => {
  it('only a change that can help brings a pod back', () => {
    const world = three();
    world.put('pods', pod('selector', { nodeSelector: { disk: 'ssd' } }));
    world.run(2);
    world.put('nodes', node('node-1', { cpu: '16' }));
    world.run(20);
    expect(world.decisions('scheduler.no-fit')).toHaveLength(1);
    world.put('nodes', node('node-2', { labels: { disk: 'ssd' } }));
    world.run(2);
    expect(nodeOfPod(world, 'selector')).toBe('node-2');
    expect(world.decisions('scheduler.wake')[0]?.args).toMatchObject({
      pod: 'default/selector',
      plugin: 'NodeAffinity',
      resource: 'node',
      action: 'update',
      object: 'node-2',
    });
  });

  it('is woken by the deletion of a pod that held the room', () => {
    const world = testWorld();
    world.put('nodes', node('node-1', { cpu: '1' }));
    world.put('pods', pod('first', {}, { cpu: '1' }));
    world.run(1);
    world.put('pods', pod('second', {}, { cpu: '1' }));
    world.run(1);
    expect(nodeOfPod(world, 'second')).toBeUndefined();
    world.remove('pods', 'default/first');
    world.run(2);
    expect(nodeOfPod(world, 'second')).toBe('node-1');
  });

  it('a gated pod is not looked at until its gates are gone', () => {
    const world = three();
    world.put('pods', pod('gated', { schedulingGates: [{ name: 'example.com/wait' }] }));
    world.run(5);
    expect(nodeOfPod(world, 'gated')).toBeUndefined();
    expect(schedulerPart(world.sim).gated).toEqual(['default/gated']);
    world.put('pods', pod('gated'));
    world.run(1);
    expect(nodeOfPod(world, 'gated')).toBeDefined();
  });

  it('is tried again after five minutes without any change', () => {
    const world = three();
    world.put('pods', pod('huge', {}, { cpu: '100' }));
    world.run(299);
    expect(world.decisions('scheduler.no-fit')).toHaveLength(1);
    world.run(40);
    expect(world.decisions('scheduler.no-fit')).toHaveLength(2);
    world.run(340);
    expect(world.decisions('scheduler.no-fit')).toHaveLength(3);
  });

  it('leaves pods of other schedulers, and bound ones, alone', () => {
    const world = three();
    world.put('pods', pod('other', { schedulerName: 'mine' }));
    world.put('pods', pod('fixed', { nodeName: 'node-3' }));
    world.run(2);
    expect(nodeOfPod(world, 'other')).toBeUndefined();
    expect(world.decisions()).toEqual([]);
  });

  it('is quiet when all are placed or wait', () => {
    const world = three();
    world.put('pods', pod('huge', {}, { cpu: '100' }));
    world.put('pods', pod('web'));
    world.run(3);
    expect(world.sim.workPending).toBe(0);
  });
});

describe('preemption', () => {
  function crowded() {
    const world = three();
    for (const name of ['low-1', 'low-2', 'low-3']) world.put('pods', pod(name, { priority: 100 }, { cpu: '3' }));
    world.run(1);
    return world;
  }

  it('deletes the least, nominates the node, and takes it when it is free', () => {
    const world = crowded();
    world.put('pods', pod('high', { priority: 1000 }, { cpu: '2' }));
    world.run(2);
    const victim = world.decisions('scheduler.preempt')[0]?.args as { node: string; victims: string[] };
    expect(victim.victims).toHaveLength(1);
    expect(world.messages('FailedScheduling')).toEqual(['0/3 nodes are available: 3 Insufficient cpu.']);
    const high = world.get<Pod>('pods', 'default/high') as Pod;
    expect(world.messages('Preempted')).toEqual([`Preempted by pod ${high.metadata.uid} on node ${victim.node}`]);
    expect(high.status.nominatedNodeName ?? high.spec.nodeName).toBe(victim.node);
    const gone = world.get<Pod>('pods', victim.victims[0] as string);
    if (gone) {
      expect(gone.metadata.deletionTimestamp).toBeDefined();
      expect(gone.status.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({ status: 'True', reason: 'PreemptionByScheduler' });
      world.remove('pods', victim.victims[0] as string);
    }
    world.run(3);
    expect(nodeOfPod(world, 'high')).toBe(victim.node);
  });

  it('keeps the room for the nominated pod', () => {
    const world = crowded();
    world.put('pods', pod('high', { priority: 1000 }, { cpu: '2' }));
    world.run(0.05);
    world.put('pods', pod('late', { priority: 100 }, { cpu: '3' }));
    world.run(5);
    for (const each of world.list<Pod>('pods')) if (each.metadata.deletionTimestamp) world.remove('pods', `default/${each.metadata.name}`);
    world.run(5);
    expect(nodeOfPod(world, 'high')).toBeDefined();
    expect(nodeOfPod(world, 'late')).toBeUndefined();
  });

  it('preemptionPolicy Never waits', () => {
    const world = crowded();
    world.put('pods', pod('polite', { priority: 1000, preemptionPolicy: 'Never' }, { cpu: '2' }));
    world.run(3);
    expect(world.messages('FailedScheduling')).toEqual([`0/3 nodes are available: 3 Insufficient cpu. ${NEVER}not eligible due to preemptionPolicy=Never.`]);
    expect(world.decisions('scheduler.preempt')).toEqual([]);
  });

  it('takes as few and as unimportant pods as will do', () => {
    const world = testWorld();
    world.put('nodes', node('node-1'));
    for (const [name, priority, cpu] of [
      ['a', 10, '1'],
      ['b', 20, '1'],
      ['c', 30, '2'],
    ] as const)
      world.put('pods', pod(name, { priority }, { cpu }));
    world.run(1);
    world.put('pods', pod('high', { priority: 1000 }, { cpu: '2' }));
    world.run(1);
    expect(world.decisions('scheduler.preempt')[0]?.args?.victims).toEqual(['default/b', 'default/a']);
  });
});

describe('volumes that are still to be made', () => {
  const storage = (world: ReturnType<typeof testWorld>) => {
    world.put('nodes', node('node-1'));
    world.put('storageclasses', {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'late' },
      provisioner: 'disk.example.com',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
    world.put('persistentvolumeclaims', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'c', namespace: 'default' },
      spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'late', resources: { requests: { storage: '1Gi' } } },
      status: { phase: 'Pending' },
    });
    world.put('pods', pod('a', { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'c' } }] }));
  };
  const nominated = (world: ReturnType<typeof testWorld>) => world.get<Pod>('pods', 'default/a')?.status.nominatedNodeName;

  it('the pod says where it is going while its volume is made', () => {
    const world = testWorld();
    storage(world);
    world.run(5);
    expect(nodeOfPod(world, 'a')).toBeUndefined();
    expect(nominated(world)).toBe('node-1');
    expect(world.sim.get(nominatedPods).size).toBe(0);
  });

  it('that is taken back when the volume does not come', () => {
    const world = testWorld();
    storage(world);
    world.run(5);
    world.remove('persistentvolumeclaims', 'default/c');
    world.run(5);
    expect(nominated(world)).toBeUndefined();
    expect(world.messages('FailedScheduling')).toContainEqual(expect.stringContaining('running PreBind plugin "VolumeBinding"'));
  });
});

describe('failures', () => {
  it('a pod that is gone when its binding arrives is forgotten, and its room is free', () => {
    const world = testWorld();
    world.put('nodes', node('node-1', { cpu: '1' }));
    world.put('pods', pod('a', {}, { cpu: '1' }));
    world.run(0.0045);
    world.remove('pods', 'default/a');
    world.put('pods', pod('b', {}, { cpu: '1' }));
    world.run(30);
    expect(nodeOfPod(world, 'b')).toBe('node-1');
    expect(schedulerPart(world.sim)).toEqual({ on: true, active: [], backoff: [], unschedulable: [], gated: [], binding: [], busy: null });
  });

  it('another pod of the same name does not inherit the place of the first', () => {
    const world = three();
    world.put('pods', pod('a'));
    world.run(0.0045);
    world.remove('pods', 'default/a');
    world.put('pods', pod('a'));
    world.run(15);
    const uid = world.get<Pod>('pods', 'default/a')?.metadata.uid;
    expect(nodeOfPod(world, 'a')).toBeDefined();
    expect(world.messages('Scheduled')).toHaveLength(1);
    expect(world.sim.get(schedulerCache).pods.get('default/a')).toMatchObject({ uid, assumed: false });
  });

  it('a binding that is refused is told, and tried again after a back-off', () => {
    const world = three();
    world.put('pods', pod('a'));
    world.run(0.0045);
    world.put('pods', {
      ...pod('a'),
      metadata: { name: 'a', namespace: 'default', deletionTimestamp: '2026-01-01T00:00:30Z', deletionGracePeriodSeconds: 30 },
    });
    world.run(0.1);
    expect(world.messages('FailedScheduling')).toEqual([
      'running Bind plugin "DefaultBinder": Operation cannot be fulfilled on pods/binding "a": pod a is being deleted, cannot be assigned to a host',
    ]);
    expect(scheduledCondition(world, 'a')).toMatchObject({ status: 'False', reason: 'SchedulerError' });
    expect(schedulerPart(world.sim).backoff).toEqual(['default/a']);
    world.run(2);
    expect(world.messages('FailedScheduling')).toContain('skip schedule deleting pod: default/a');
    expect(schedulerPart(world.sim).backoff).toEqual([]);
  });

  it('starts anew from what the API server has', () => {
    const world = three();
    for (let i = 0; i < 5; i++) world.put('pods', pod(`p-${i}`, {}, { cpu: '1' }));
    world.run(0.006);
    stopScheduler(world.sim);
    world.run(20);
    expect(processState(world.sim, 'kube-scheduler')?.running).toBe(false);
    startScheduler(world.sim);
    world.run(5);
    expect(world.list<Pod>('pods').every((each) => each.spec.nodeName)).toBe(true);
  });
});
