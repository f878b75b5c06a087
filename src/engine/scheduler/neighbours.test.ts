import { describe, expect, it } from 'vitest';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import { SortedMap } from '../../base/sorted-map.ts';
import { placed } from './placed.ts';
import { podSet } from './pod-sets.ts';
import { node, nodeOfPod, pod, testWorld, type TestWorld } from './world.testing.ts';

/** Where pods go because of other pods. */
function three(labels: (name: string) => Record<string, string> = () => ({})): TestWorld {
  const world = testWorld();
  for (const name of ['node-1', 'node-2', 'node-3']) world.put('nodes', node(name, { labels: labels(name) }));
  return world;
}

const labelled = (name: string, app: string, spec: object = {}, over: object = {}): object => {
  const made = pod(name, spec) as Pod;
  return { ...made, metadata: { ...made.metadata, labels: { app }, ...over } };
};
const term = (app: string, topologyKey = 'kubernetes.io/hostname', more: object = {}): object => ({
  labelSelector: { matchLabels: { app } },
  topologyKey,
  ...more,
});
const near = (app: string, key?: string): object => ({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term(app, key)] } } });
const far = (app: string, key?: string): object => ({ affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term(app, key)] } } });
const spread = (app: string, over: object = {}): object => ({
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app } }, ...over },
  ],
});
const perNode = (world: TestWorld, app: string): number[] => {
  const counts = new Map<string, number>();
  for (const each of world.list<Pod>('pods'))
    if (each.metadata.labels?.app === app && each.spec.nodeName) counts.set(each.spec.nodeName, (counts.get(each.spec.nodeName) ?? 0) + 1);
  return [...counts.values()].sort();
};

describe('pod anti-affinity', () => {
  it('puts one per node; the next waits, and takes the place of one that goes', () => {
    const world = three();
    for (let i = 0; i < 4; i++) world.put('pods', labelled(`anti-${i}`, 'anti', far('anti')));
    world.run(2);
    expect(perNode(world, 'anti')).toEqual([1, 1, 1]);
    expect(world.messages('FailedScheduling')).toEqual([
      "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
    ]);
    world.remove('pods', `default/${world.list<Pod>('pods').find(({ spec }) => spec.nodeName)?.metadata.name}`);
    world.run(2);
    expect(perNode(world, 'anti')).toEqual([1, 1, 1]);
  });

  it('counts in both directions', () => {
    const world = testWorld();
    world.put('nodes', node('node-1'));
    world.put('pods', labelled('hermit', 'hermit', far('noisy')));
    world.run(1);
    world.put('pods', labelled('noisy', 'noisy'));
    world.run(1);
    expect(world.messages('FailedScheduling')[0]).toContain("1 node(s) didn't satisfy existing pods anti-affinity rules.");
  });

  it('may be won by preemption', () => {
    const world = testWorld();
    world.put('nodes', node('node-1'));
    world.put('pods', labelled('low', 'x'));
    world.run(1);
    world.put('pods', labelled('high', 'y', { ...far('x'), priority: 1000 }));
    world.run(1);
    expect(world.decisions('scheduler.preempt')[0]?.args?.victims).toEqual(['default/low']);
  });
});

describe('pod affinity', () => {
  it('waits for what it wants to be near to, and follows it', () => {
    const world = three();
    for (let i = 0; i < 3; i++) world.put('pods', labelled(`aff-${i}`, 'aff', near('cache')));
    world.run(2);
    expect(new Set(world.messages('FailedScheduling'))).toEqual(
      new Set([
        "0/3 nodes are available: 3 node(s) didn't match pod affinity rules. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
      ]),
    );
    world.put('pods', labelled('cache', 'cache'));
    world.run(3);
    for (let i = 0; i < 3; i++) expect(nodeOfPod(world, `aff-${i}`)).toBe(nodeOfPod(world, 'cache'));
  });

  it('lets the first of a group that wants to be together go anywhere', () => {
    const world = three((name) => ({ zone: name === 'node-3' ? 'b' : 'a' }));
    for (let i = 0; i < 4; i++) world.put('pods', labelled(`g-${i}`, 'g', near('g', 'zone')));
    world.run(2);
    const zones = new Set(world.list<Pod>('pods').map(({ spec }) => (spec.nodeName === 'node-3' ? 'b' : spec.nodeName ? 'a' : 'none')));
    expect(zones.size).toBe(1);
    expect(zones.has('none')).toBe(false);
  });

  it('prefers by weight, and pods that run wish too', () => {
    const world = three();
    world.put('pods', labelled('cache', 'cache', { nodeSelector: { 'kubernetes.io/hostname': 'node-2' } }));
    world.run(1);
    const preferred = { affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term('cache') }] } } };
    world.put('pods', labelled('web', 'web', preferred));
    world.run(1);
    expect(nodeOfPod(world, 'web')).toBe('node-2');
    const [, decision] = world.decisions('scheduler.bind');
    const nodes = decision?.args?.nodes as { node: string; scores: Record<string, number> }[];
    expect(Object.fromEntries(nodes.map((each) => [each.node, each.scores.InterPodAffinity]))).toEqual({ 'node-1': 0, 'node-2': 200, 'node-3': 0 });
  });
});

describe('topology spread', () => {
  it('keeps the balance, over nodes that are there to be used or not', () => {
    const world = three();
    for (let i = 0; i < 6; i++) world.put('pods', labelled(`s-${i}`, 's', spread('s')));
    world.run(2);
    expect(perNode(world, 's')).toEqual([2, 2, 2]);
    world.put('nodes', node('node-3', { unschedulable: true }));
    world.run(1);
    for (let i = 6; i < 9; i++) world.put('pods', labelled(`s-${i}`, 's', spread('s')));
    world.run(2);
    expect(perNode(world, 's')).toEqual([2, 3, 3]);
    expect(world.messages('FailedScheduling')[0]).toContain(
      "0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) didn't match pod topology spread constraints.",
    );
    world.put('nodes', node('node-3'));
    world.run(3);
    expect(perNode(world, 's')).toEqual([3, 3, 3]);
  });

  it('needs the label', () => {
    const world = three();
    world.put('pods', labelled('s', 's', spread('s', { topologyKey: 'zone' })));
    world.run(1);
    expect(world.messages('FailedScheduling')[0]).toContain("3 node(s) didn't match pod topology spread constraints (missing required label).");
  });

  it('minDomains counts missing domains as empty', () => {
    const world = three(() => ({ zone: 'a' }));
    for (let i = 0; i < 2; i++) world.put('pods', labelled(`s-${i}`, 's', spread('s', { topologyKey: 'zone', minDomains: 2 })));
    world.run(2);
    expect(perNode(world, 's')).toEqual([1]);
  });

  it('spreads pods of a Service over nodes by default, even where there is less room', () => {
    const world = three();
    world.put('services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'default' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    });
    world.put('pods', pod('heavy', { nodeSelector: { 'kubernetes.io/hostname': 'node-1' } }, { cpu: '1', memory: '2Gi' }));
    world.run(1);
    for (let i = 0; i < 3; i++) {
      world.put('pods', labelled(`web-${i}`, 'web'));
      world.run(1);
    }
    expect(perNode(world, 'web')).toEqual([1, 1, 1]);
  });
});

describe('sets of pods', () => {
  it('are the same whether counted at once or step by step', () => {
    const all = Array.from({ length: 60 }, (_, i) => placed(labelled(`p-${i}`, i % 3 === 0 ? 'a' : 'b', {}, { uid: `u-${i}` }) as Pod, `node-${i % 5}`, false));
    const isA = (each: { labels: Readonly<Record<string, string>> }): boolean => each.labels.app === 'a';
    let map = SortedMap.empty<(typeof all)[number]>();
    for (const each of all) {
      map = map.set(each.key, each);
      podSet(map, 'step by step', isA);
    }
    for (let i = 0; i < 30; i++) {
      map = map.delete(`default/p-${i}`);
      podSet(map, 'step by step', isA);
    }
    const [a, b] = [podSet(map, 'step by step', isA), podSet(map, 'at once', isA)];
    expect([...a.pods.keys()].sort()).toEqual([...b.pods.keys()].sort());
    expect(new Map([...a.perNode].sort())).toEqual(new Map([...b.perNode].sort()));
    expect(a.pods.size).toBe(10);
  });
});
