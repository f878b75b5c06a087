import { describe, expect, it } from 'vitest';
import type { Node, Pod } from '../../../kinds/schema/types.gen.ts';
import { EMPTY_ROOT } from '../../etcd/store.ts';
import { EMPTY_CACHE, nodeOf, placePod, type SchedulerCache, setNode } from '../cache.ts';
import { filterNodes } from '../filter.ts';
import type { Cycle, PluginName } from '../framework.ts';
import { nodeFactsOf } from '../node-facts.ts';
import { SortedMap } from '../../../base/sorted-map.ts';
import { placed } from '../placed.ts';
import { classOf } from '../pod-class.ts';
import { nonZeroRequestsOf, requestsOf } from '../../../kinds/core/pod-requests.ts';
import { bestOf, normalise, scoreNodes } from '../score.ts';
import { NO_ASSUMED } from '../volumes/assumed.ts';
import { node, pod } from '../world.testing.ts';

type PodSpec = Pod['spec'];
const cacheOf = (...nodes: object[]): SchedulerCache => nodes.reduce((cache: SchedulerCache, each) => setNode(cache, nodeFactsOf(each as Node)), EMPTY_CACHE);
const cycleOf = (cache: SchedulerCache, of: object): Cycle => ({
  pod: of as Pod,
  key: 'default/p',
  cls: classOf(of as Pod),
  priority: 0,
  root: EMPTY_ROOT,
  cache,
  assumedVolumes: NO_ASSUMED,
});
const verdict = (one: object, of: object, others: readonly object[] = []) => {
  let cache = cacheOf(one);
  for (const other of others) cache = placePod(cache, placed(other as Pod, (one as Node).metadata.name, false));
  const { rejected } = filterNodes(cycleOf(cache, of), SortedMap.empty(), 0);
  const [first] = rejected;
  return first && { plugin: first.rejection.plugin, code: first.rejection.code, reasons: first.rejection.reasons };
};
const required = (term: object): object => ({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } } } });
const expression = (key: string, operator: string, values?: string[]): object => ({ matchExpressions: [{ key, operator, ...(values ? { values } : {}) }] });
const taint = (key: string, effect: string, value?: string): object => ({ key, effect, ...(value === undefined ? {} : { value }) });
const port = (hostPort: number, hostIP?: string, protocol = 'TCP'): object => ({
  containers: [{ name: 'a', image: 'x', ports: [{ containerPort: 80, hostPort, protocol, ...(hostIP ? { hostIP } : {}) }] }],
});

const SELECTOR = ['NodeAffinity', "node(s) didn't match Pod's node affinity/selector"] as const;
const TAINT = ['TaintToleration', 'node(s) had untolerated taint(s)'] as const;

describe('filters that look at the node alone', () => {
  it.each<[string, object, object, readonly [PluginName, string] | undefined]>([
    ['a plain pod on a plain node', node('n'), {}, undefined],
    ['a cordoned node', node('n', { unschedulable: true }), {}, ['NodeUnschedulable', 'node(s) were unschedulable']],
    [
      'a cordoned node, tolerated',
      node('n', { unschedulable: true }),
      { tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }] },
      undefined,
    ],
    ['another node name', node('n'), { nodeName: 'm' }, ['NodeName', "node(s) didn't match the requested node name"]],
    ['NoSchedule taint', node('n', { taints: [taint('a', 'NoSchedule', 'b')] }), {}, TAINT],
    ['NoExecute taint', node('n', { taints: [taint('a', 'NoExecute', 'b')] }), {}, TAINT],
    ['PreferNoSchedule taint', node('n', { taints: [taint('a', 'PreferNoSchedule', 'b')] }), {}, undefined],
    [
      'taint tolerated by value',
      node('n', { taints: [taint('a', 'NoSchedule', 'b')] }),
      { tolerations: [{ key: 'a', operator: 'Equal', value: 'b', effect: 'NoSchedule' }] },
      undefined,
    ],
    ['another value', node('n', { taints: [taint('a', 'NoSchedule', 'b')] }), { tolerations: [{ key: 'a', operator: 'Equal', value: 'c' }] }, TAINT],
    ['another effect', node('n', { taints: [taint('a', 'NoSchedule')] }), { tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute' }] }, TAINT],
    ['everything tolerated', node('n', { taints: [taint('a', 'NoSchedule'), taint('b', 'NoExecute')] }), { tolerations: [{ operator: 'Exists' }] }, undefined],
    [
      'one of two tolerated',
      node('n', { taints: [taint('a', 'NoSchedule'), taint('b', 'NoSchedule')] }),
      { tolerations: [{ key: 'a', operator: 'Exists' }] },
      TAINT,
    ],
    ['nodeSelector matches', node('n', { labels: { disk: 'ssd' } }), { nodeSelector: { disk: 'ssd' } }, undefined],
    ['nodeSelector differs', node('n', { labels: { disk: 'hdd' } }), { nodeSelector: { disk: 'ssd' } }, SELECTOR],
    ['In', node('n', { labels: { zone: 'a' } }), required(expression('zone', 'In', ['a', 'b'])), undefined],
    ['not In', node('n', { labels: { zone: 'c' } }), required(expression('zone', 'In', ['a', 'b'])), SELECTOR],
    ['NotIn without the label', node('n'), required(expression('zone', 'NotIn', ['a'])), undefined],
    ['Exists', node('n', { labels: { gpu: '' } }), required(expression('gpu', 'Exists')), undefined],
    ['DoesNotExist', node('n', { labels: { gpu: '' } }), required(expression('gpu', 'DoesNotExist')), SELECTOR],
    ['Gt', node('n', { labels: { cores: '8' } }), required(expression('cores', 'Gt', ['4'])), undefined],
    ['Gt of a text', node('n', { labels: { cores: 'many' } }), required(expression('cores', 'Gt', ['4'])), SELECTOR],
    ['Lt', node('n', { labels: { cores: '8' } }), required(expression('cores', 'Lt', ['8'])), SELECTOR],
    ['an empty term matches nothing', node('n'), required({}), SELECTOR],
    [
      'cordon comes before taint, taint before selector',
      node('n', { unschedulable: true, taints: [taint('a', 'NoSchedule')] }),
      { nodeSelector: { a: 'b' } },
      ['NodeUnschedulable', 'node(s) were unschedulable'],
    ],
  ])('%s', (_name, one, spec, expected) => {
    const found = verdict(one, pod('p', spec));
    expect(found && [found.plugin, found.reasons[0]]).toEqual(expected);
    if (found) expect(found.code).toBe('UnschedulableAndUnresolvable');
  });
});

describe('host ports', () => {
  it.each<[string, object, object, boolean]>([
    ['the same port', port(8080), port(8080), true],
    ['another port', port(8080), port(8081), false],
    ['another protocol', port(53), port(53, undefined, 'UDP'), false],
    ['two addresses', port(80, '10.0.0.1'), port(80, '10.0.0.2'), false],
    ['every address and one', port(80), port(80, '10.0.0.2'), true],
  ])('%s', (_name, mine, other, clash) => {
    const found = verdict(node('n'), pod('p', mine), [pod('other', other)]);
    expect(found).toEqual(
      clash ? { plugin: 'NodePorts', code: 'Unschedulable', reasons: ["node(s) didn't have free ports for the requested pod ports"] } : undefined,
    );
  });
});

describe('resources', () => {
  const small = node('n', { cpu: '2', memory: '2Gi', pods: '2' });
  it.each<[string, Record<string, string>, Record<string, string>, string[], string]>([
    ['what is left, exactly', { cpu: '1', memory: '1Gi' }, { cpu: '1', memory: '1Gi' }, [], ''],
    ['a millicore too much', { cpu: '1001m' }, { cpu: '1' }, ['Insufficient cpu'], 'Unschedulable'],
    ['cpu and memory', { cpu: '2', memory: '2Gi' }, { cpu: '1', memory: '1Gi' }, ['Insufficient cpu', 'Insufficient memory'], 'Unschedulable'],
    ['more than the whole node', { cpu: '3' }, { cpu: '1' }, ['Insufficient cpu'], 'UnschedulableAndUnresolvable'],
    ['an extended resource the node has not', { 'example.com/fpga': '1' }, {}, ['Insufficient example.com/fpga'], 'UnschedulableAndUnresolvable'],
    ['nothing asked on a full node', {}, { cpu: '2' }, [], ''],
  ])('%s', (_name, asked, used, reasons, code) => {
    const found = verdict(small, pod('p', {}, asked), [pod('other', {}, used)]);
    expect(found).toEqual(reasons.length === 0 ? undefined : { plugin: 'NodeResourcesFit', code, reasons });
  });

  it('counts pods', () => {
    const found = verdict(small, pod('p'), [pod('a'), { ...pod('b'), metadata: { name: 'b', namespace: 'default', uid: 'b' } }]);
    expect(found?.reasons).toEqual(['Too many pods']);
  });
});

describe('what a pod asks for', () => {
  const c = (cpu: string, restartPolicy?: string): object => ({ name: 'c', resources: { requests: { cpu } }, ...(restartPolicy ? { restartPolicy } : {}) });
  it.each<[string, object, number]>([
    ['containers add up', { containers: [c('1'), c('500m')] }, 1500],
    ['the greatest init container', { initContainers: [c('2'), c('3')], containers: [c('1')] }, 3000],
    ['sidecars add to the containers', { initContainers: [c('1', 'Always')], containers: [c('1')] }, 2000],
    ['an init container runs beside the sidecars before it', { initContainers: [c('1', 'Always'), c('2')], containers: [c('500m')] }, 3000],
    ['but not beside those after it', { initContainers: [c('2'), c('1', 'Always')], containers: [c('500m')] }, 2000],
    ['overhead comes on top', { containers: [c('1')], overhead: { cpu: '250m' } }, 1250],
    ['pod-level requests win', { containers: [c('1')], resources: { requests: { cpu: '4' } } }, 4000],
  ])('%s', (_name, spec, milli) => expect(requestsOf(spec as PodSpec).cpu).toBe(milli));

  it('scoring takes 100m and 200Mi for those who ask for nothing', () => {
    expect(nonZeroRequestsOf({ containers: [{ name: 'a' }, { name: 'b', resources: { requests: { cpu: '1' } } }] } as unknown as PodSpec)).toEqual({
      cpu: 1100,
      memory: 2 * 200 * 1024 * 1024,
    });
  });
});

describe('scores', () => {
  const parts = (cache: SchedulerCache, of: object): Record<string, readonly number[]> => {
    const cycle = cycleOf(cache, of);
    const scored = scoreNodes(cycle, filterNodes(cycle, SortedMap.empty(), 0));
    return Object.fromEntries(scored.plugins.map((plugin, at) => [plugin, scored.parts[at] as readonly number[]]));
  };

  it('likes the emptier node, and the balanced one', () => {
    let cache = cacheOf(node('a', { cpu: '4', memory: '8Gi' }), node('b', { cpu: '4', memory: '8Gi' }));
    cache = placePod(cache, placed(pod('x', {}, { cpu: '2' }) as Pod, 'a', false));
    const found = parts(cache, pod('p', {}, { cpu: '1', memory: '2Gi' }));
    // a: cpu 25 % left, memory (8 GiB - 200 MiB - 2 GiB) / 8 GiB; b: 75 % and 75 %.
    expect(found.NodeResourcesFit).toEqual([48, 75]);
    // a: 50 % of cpu and no memory in use, then 75 % and 25 %: as crooked as before. b: level before and after.
    expect(found.NodeResourcesBalancedAllocation).toEqual([75, 75]);
  });

  it('shuns PreferNoSchedule, three times over', () => {
    const cache = cacheOf(
      node('a', { taints: [taint('x', 'PreferNoSchedule')] }),
      node('b'),
      node('c', { taints: [taint('x', 'PreferNoSchedule'), taint('y', 'PreferNoSchedule')] }),
    );
    expect(parts(cache, pod('p')).TaintToleration).toEqual([150, 300, 0]);
  });

  it('adds preferred node affinity up', () => {
    const preferred = [
      { weight: 80, preference: expression('disk', 'In', ['ssd']) },
      { weight: 20, preference: expression('zone', 'In', ['a']) },
    ];
    const cache = cacheOf(node('a', { labels: { disk: 'ssd', zone: 'a' } }), node('b', { labels: { zone: 'a' } }), node('c'));
    const found = parts(cache, pod('p', { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } } }));
    expect(found.NodeAffinity).toEqual([200, 40, 0]);
    expect(parts(cache, pod('p')).NodeAffinity).toBeUndefined();
  });

  it('likes nodes that have the image, the less the more common it is', () => {
    const image = [{ names: ['nginx:1.29'], sizeBytes: 1000 * 1024 * 1024 }];
    expect(parts(cacheOf(node('a', { images: image }), node('b')), pod('p')).ImageLocality).toEqual([48, 0]);
    expect(parts(cacheOf(node('a', { images: image }), node('b', { images: image })), pod('p')).ImageLocality).toEqual([100, 100]);
  });

  it('leaves balance out for pods that ask for nothing', () => {
    expect(parts(cacheOf(node('a'), node('b')), pod('p')).NodeResourcesBalancedAllocation).toBeUndefined();
  });

  it.each<[number[], 'best' | 'least', number[]]>([
    [[0, 5, 10], 'best', [0, 50, 100]],
    [[0, 5, 10], 'least', [100, 50, 0]],
    [[0, 0], 'best', [0, 0]],
    [[0, 0], 'least', [100, 100]],
    [[1, 3], 'best', [33, 100]],
  ])('normalises %j as %s', (raw, how, expected) => {
    const scores = [...raw];
    normalise(scores, { normalise: how, weight: 1 });
    expect(scores).toEqual(expected);
  });

  it('finds all that share the best', () => expect(bestOf([3, 7, 7, 1])).toEqual([1, 2]));
});

describe('the nodes a cycle looks at', () => {
  it('come zone by zone in turn, and begin where the last cycle stopped', () => {
    const zone = (name: string, of: string): object => node(name, { labels: { 'topology.kubernetes.io/zone': of } });
    const cache = cacheOf(zone('a1', 'a'), zone('a2', 'a'), zone('b1', 'b'), zone('c1', 'c'), zone('a3', 'a'));
    const names = (start: number): string[] => filterNodes(cycleOf(cache, pod('p')), SortedMap.empty(), start).feasible.map(({ name }) => name);
    expect(names(0)).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
    expect(names(2)).toEqual(['c1', 'a2', 'a3', 'a1', 'b1']);
  });

  it('are as many as are needed', () => {
    const cache = cacheOf(...Array.from({ length: 300 }, (_, i) => node(`n-${i}`)));
    const filtered = filterNodes(cycleOf(cache, pod('p')), SortedMap.empty(), 290);
    expect(filtered.feasible).toHaveLength(144);
    expect(filtered.nextStart).toBe((290 + 144) % 300);
  });

  it('keep their sums whatever comes and goes', () => {
    let cache = cacheOf(node('a'));
    const p = (name: string): Pod => ({ ...(pod(name, {}, { cpu: '100m', memory: '1Gi' }) as Pod), metadata: { name, namespace: 'default', uid: name } });
    for (let i = 0; i < 20; i++) cache = placePod(cache, placed(p(`p-${i}`), 'a', i % 2 === 0));
    for (let i = 0; i < 20; i++) cache = placePod(cache, placed(p(`p-${i}`), i < 5 ? 'b' : 'a', false));
    expect(nodeOf(cache, 'a')).toMatchObject({ cpu: 1500, memory: 15 * 2 ** 30 });
    expect(nodeOf(cache, 'a')?.pods.size).toBe(15);
    expect(nodeOf(cache, 'b')).toMatchObject({ cpu: 500, facts: undefined });
  });
});
