import type { Cycle, Plugin, Rejection } from './framework.ts';
import { rejection } from './framework.ts';
import type { NodeFacts } from './node-facts.ts';
import type { NodeInfo } from './node-info.ts';
import { type Nominated, withNominated } from './nominated.ts';
import type { PodClass } from './pod-class.ts';
import { PLUGINS } from './plugins/registry.ts';

/** What the filters said. Nodes that were not looked at, since enough had been found, are in neither list. */
export interface Filtered {
  readonly feasible: readonly NodeInfo[];
  readonly rejected: readonly { readonly node: NodeInfo; readonly rejection: Rejection }[];
  /** A plugin refused the pod as a whole, before any node was looked at. */
  readonly whole?: Rejection;
  /** A plugin left only some nodes to look at; what the others count as. */
  readonly absent?: Rejection;
  /** Where the next cycle begins. */
  readonly nextStart: number;
}

/** What a node says to a class of pods by its Node object alone. */
interface FactsVerdict {
  readonly rejection: Rejection | undefined;
  /** Raw score per plugin of `SCORERS`; 0 where the plugin scores by the node's pods. */
  readonly scores: readonly number[];
}

const FACT_FILTERS = PLUGINS.filter((plugin) => plugin.filterFacts);
const NODE_FILTERS = PLUGINS.filter((plugin) => plugin.filter);
export const SCORERS = PLUGINS.filter((plugin) => plugin.score);

const remembered = new WeakMap<NodeFacts, Map<PodClass, FactsVerdict>>();
const PER_NODE_LIMIT = 512;

export function factsVerdict(cls: PodClass, facts: NodeFacts): FactsVerdict {
  let ofNode = remembered.get(facts);
  if (!ofNode) remembered.set(facts, (ofNode = new Map()));
  const known = ofNode.get(cls);
  if (known) return known;
  let refused: Rejection | undefined;
  for (const plugin of FACT_FILTERS) {
    refused = plugin.filterFacts?.(cls, facts);
    if (refused) break;
  }
  const made: FactsVerdict = { rejection: refused, scores: SCORERS.map((plugin) => plugin.score?.ofFacts?.(cls, facts) ?? 0) };
  if (ofNode.size >= PER_NODE_LIMIT) ofNode.clear();
  ofNode.set(cls, made);
  return made;
}

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
  const narrowed = preFilter(cycle);
  if (narrowed.whole) return { feasible: [], rejected: [], whole: narrowed.whole, nextStart: start };
  const filters = activeFilters(cycle);
  const first = nominatedNode(cycle);
  if (first && !judge(cycle, first, filters, nominated)) return { feasible: [first], rejected: [], nextStart: start };
  const { order, nodes, places } = cycle.cache;
  const candidates = narrowed.nodes ? narrowed.nodes.flatMap((name) => places.get(name) ?? []) : order;
  const total = candidates.length;
  const enough = feasibleNodesToFind(total);
  const feasible: NodeInfo[] = [];
  const rejected: { node: NodeInfo; rejection: Rejection }[] = [];
  for (let i = 0; i < total && feasible.length < enough; i++) {
    const node = nodes.get(candidates[(start + i) % total] as number);
    if (!node?.facts) continue;
    const refused = judge(cycle, node, filters, nominated);
    if (refused) rejected.push({ node, rejection: refused });
    else feasible.push(node);
  }
  const nextStart = order.length === 0 ? 0 : (start + feasible.length + rejected.length) % order.length;
  return { feasible, rejected, nextStart, ...(narrowed.absent ? { absent: narrowed.absent } : {}) };
}

interface Narrowed {
  readonly nodes?: readonly string[];
  readonly whole?: Rejection;
  readonly absent?: Rejection;
}

function preFilter(cycle: Cycle): Narrowed {
  let nodes: readonly string[] | undefined;
  const narrowing: string[] = [];
  for (const plugin of PLUGINS) {
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

export const activeFilters = (cycle: Cycle): readonly Plugin[] => NODE_FILTERS.filter((plugin) => !plugin.filters || plugin.filters(cycle));

function nominatedNode({ pod, cache }: Cycle): NodeInfo | undefined {
  const name = pod.status?.nominatedNodeName;
  const place = name ? cache.places.get(name) : undefined;
  const node = place === undefined ? undefined : cache.nodes.get(place);
  return node?.facts ? node : undefined;
}

/**
 * The first refusal, or undefined when the pod fits. Pods nominated to the node count as there, and it must fit without them
 * too: they may never come (RunFilterPluginsWithNominatedPods).
 */
export function judge(cycle: Cycle, node: NodeInfo, filters: readonly Plugin[], nominated: Nominated): Rejection | undefined {
  const fixed = factsVerdict(cycle.cls, node.facts as NodeFacts).rejection;
  if (fixed) return fixed;
  const expected = nominated.size === 0 ? undefined : withNominated(nominated, node, cycle.key, cycle.priority);
  return (expected && runFilters(cycle, expected, filters)) ?? runFilters(cycle, node, filters);
}

function runFilters(cycle: Cycle, node: NodeInfo, filters: readonly Plugin[]): Rejection | undefined {
  for (const plugin of filters) {
    const refused = plugin.filter?.(cycle, node);
    if (refused) return refused;
  }
  return undefined;
}
