import { nodeCount, orderOf } from './cache.ts';
import { memoOf, refusalOf, remember } from './class-memo.ts';
import { type Cycle, type Plugin, type Rejection, rejection } from './framework.ts';
import type { NodeInfo } from './node-info.ts';
import { type Nominated, withNominated } from './nominated.ts';
import { PLUGINS } from './plugins/registry.ts';

/** What the filters said. Nodes that were not looked at, since enough had been found, are in neither list. */
export interface Filtered {
  readonly feasible: readonly NodeInfo[];
  /** Places of the feasible nodes in the scheduler's cache. */
  readonly places: readonly number[];
  readonly rejected: readonly { readonly node: NodeInfo; readonly rejection: Rejection }[];
  /** A plugin refused the pod as a whole, before any node was looked at. */
  readonly whole?: Rejection;
  /** A plugin left only some nodes to look at; what the others count as. */
  readonly absent?: Rejection;
  /** Where the next cycle begins. */
  readonly nextStart: number;
}

const CYCLE_FILTERS = PLUGINS.filter((plugin) => plugin.filter);
const MIN_FEASIBLE = 100;
const MIN_PERCENT = 5;

/** How many feasible nodes are enough: all below 100 nodes, then a share that shrinks as the cluster grows (numFeasibleNodesToFind). */
export function feasibleNodesToFind(nodes: number): number {
  if (nodes < MIN_FEASIBLE) return nodes;
  const percent = Math.max(50 - Math.trunc(nodes / 125), MIN_PERCENT);
  return Math.max(Math.trunc((nodes * percent) / 100), MIN_FEASIBLE);
}

/** Filters nodes from where the last cycle stopped until enough fit (findNodesThatFitPod). */
export function filterNodes(cycle: Cycle, nominated: Nominated, start: number): Filtered {
  const { cache, cls } = cycle;
  const narrowed = preFilter(cycle);
  if (narrowed.whole) return { feasible: [], places: [], rejected: [], whole: narrowed.whole, nextStart: start };
  const filters = activeFilters(cycle);
  const first = nominatedPlace(cycle);
  const firstNode = first === undefined ? undefined : cache.nodes.get(first);
  if (first !== undefined && firstNode && !judge(cycle, firstNode, filters, nominated)) {
    remember(memoOf(cls), cls, first, firstNode);
    return { feasible: [firstNode], places: [first], rejected: [], nextStart: start };
  }
  const candidates = narrowed.nodes ? narrowed.nodes.flatMap((name) => cache.places.get(name) ?? []) : orderOf(cache);
  const found = filterPlaces(cycle, { candidates, start, filters, nominated });
  const all = nodeCount(cache);
  const nextStart = all === 0 ? 0 : (start + found.feasible.length + found.rejected.length) % all;
  const { feasible, places, rejected } = found;
  return narrowed.absent ? { feasible, places, rejected, nextStart, absent: narrowed.absent } : { feasible, places, rejected, nextStart };
}

interface Walk {
  readonly candidates: readonly number[];
  readonly start: number;
  readonly filters: readonly Plugin[];
  readonly nominated: Nominated;
}

function filterPlaces(cycle: Cycle, { candidates, start, filters, nominated }: Walk): Pick<Filtered, 'feasible' | 'places' | 'rejected'> {
  const { cls } = cycle;
  const { nodes } = cycle.cache;
  const memo = memoOf(cls);
  const total = candidates.length;
  const enough = feasibleNodesToFind(total);
  const feasible: NodeInfo[] = [];
  const places: number[] = [];
  const rejected: { node: NodeInfo; rejection: Rejection }[] = [];
  for (let i = 0; i < total && feasible.length < enough; i++) {
    const place = candidates[(start + i) % total] as number;
    const node = nodes.get(place);
    if (!node?.facts) continue;
    remember(memo, cls, place, node);
    let refused = memo.rejections[place];
    if (!refused && nominated.size > 0) refused = judge(cycle, node, filters, nominated);
    else if (!refused && filters.length > 0) refused = runFilters(cycle, node, filters);
    if (refused) rejected.push({ node, rejection: refused });
    else {
      feasible.push(node);
      places.push(place);
    }
  }
  return { feasible, places, rejected };
}

interface Narrowed {
  readonly nodes?: readonly string[];
  readonly whole?: Rejection;
  readonly absent?: Rejection;
}

const PRE_FILTERS = PLUGINS.filter((plugin) => plugin.preFilter);

function preFilter(cycle: Cycle): Narrowed {
  let nodes: readonly string[] | undefined;
  const narrowing: string[] = [];
  for (const plugin of PRE_FILTERS) {
    const result = plugin.preFilter?.(cycle);
    if (result?.rejection) return { whole: result.rejection };
    if (!result?.nodes) continue;
    const before = nodes;
    nodes = before ? before.filter((name) => result.nodes?.includes(name)) : result.nodes;
    narrowing.push(plugin.name);
  }
  if (!nodes) return {};
  const text = `node(s) didn't satisfy plugin(s) [${narrowing.sort().join(' ')}]`;
  return { nodes, absent: rejection('NodeAffinity', 'UnschedulableAndUnresolvable', text) };
}

/** Filters that look at more than class and node, as far as they have anything to check for this pod. */
export const activeFilters = (cycle: Cycle): readonly Plugin[] => CYCLE_FILTERS.filter((plugin) => !plugin.filters || plugin.filters(cycle));

function nominatedPlace({ pod, cache }: Cycle): number | undefined {
  const name = pod.status?.nominatedNodeName;
  const place = name ? cache.places.get(name) : undefined;
  return place !== undefined && cache.nodes.get(place)?.facts ? place : undefined;
}

/**
 * The first refusal, or undefined when the pod fits. Pods nominated to the node count as there, and it must fit without them
 * too: they may never come (RunFilterPluginsWithNominatedPods).
 */
export function judge(cycle: Cycle, node: NodeInfo, filters: readonly Plugin[], nominated: Nominated): Rejection | undefined {
  const expected = nominated.size === 0 ? undefined : withNominated(nominated, node, cycle.key, cycle.priority);
  return (expected && refuse(cycle, expected, filters)) ?? refuse(cycle, node, filters);
}

const refuse = (cycle: Cycle, node: NodeInfo, filters: readonly Plugin[]): Rejection | undefined =>
  refusalOf(cycle.cls, node) ?? runFilters(cycle, node, filters);

function runFilters(cycle: Cycle, node: NodeInfo, filters: readonly Plugin[]): Rejection | undefined {
  for (const plugin of filters) {
    const refused = plugin.filter?.(cycle, node);
    if (refused) return refused;
  }
  return undefined;
}
