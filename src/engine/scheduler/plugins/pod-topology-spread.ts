import { logarithm } from '../../../base/exact.ts';
import type { KubeObject } from '../../../kinds/object.ts';
import type { Pod, TopologySpreadConstraint } from '../../../kinds/schema/types.gen.ts';
import { matches, type Selector, selectorText } from '../../../kinds/selector.ts';
import { orderOf } from '../cache.ts';
import { type Cycle, MAX_NODE_SCORE, type Plugin, rejection } from '../framework.ts';
import type { NodeFacts } from '../node-facts.ts';
import type { NodeInfo, PlacedPod } from '../node-info.ts';
import { changeOn, podSet } from '../pod-sets.ts';
import { defaultSelector, merged } from '../pod-terms.ts';
import { isTolerated } from '../../../kinds/core/toleration.ts';
import { matchesNode } from './node-affinity.ts';

const SKEWED = rejection('PodTopologySpread', 'Unschedulable', "node(s) didn't match pod topology spread constraints");
const NO_LABEL = rejection(
  'PodTopologySpread',
  'UnschedulableAndUnresolvable',
  "node(s) didn't match pod topology spread constraints (missing required label)",
);
const HOSTNAME = 'kubernetes.io/hostname';

/** One constraint with what it counts. */
interface Constraint {
  readonly key: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly honorAffinity: boolean;
  readonly honorTaints: boolean;
  readonly selfMatch: 0 | 1;
  readonly counts: (pod: PlacedPod) => boolean;
  readonly perNode: ReadonlyMap<string, number>;
}

/** Spreads alike pods over zones and nodes: `DoNotSchedule` filters, `ScheduleAnyway` scores. Without constraints of its own, a pod of a Service or a ReplicaSet is spread by the system's default. */
export const podTopologySpread: Plugin = {
  name: 'PodTopologySpread',
  filters: (cycle) => hard(cycle).length > 0,
  filter: (cycle, node) => skewOn(cycle, node),
  score: {
    weight: 2,
    skip: (cycle) => soft(cycle).constraints.length === 0,
    ofAll: scoreAll,
  },
  wakes: {
    // Any pod that is counted, coming or going, shifts the balance.
    assignedPod: (pod, { before, after }) => [before, after].some((other) => other !== undefined && isCounted(pod, other)),
    node: (pod, { factsBefore, factsAfter }) =>
      (pod.spec.topologySpreadConstraints ?? []).some(({ topologyKey }) => factsBefore?.labels[topologyKey] !== factsAfter?.labels[topologyKey]),
  },
};

const isCounted = (pod: Pod, other: KubeObject): boolean =>
  other.metadata.namespace === pod.metadata.namespace &&
  (pod.spec.topologySpreadConstraints ?? []).some((one) =>
    matches(merged(one.labelSelector, pod.metadata.labels ?? {}, { match: one.matchLabelKeys }), other.metadata.labels),
  );

function constraintsOf(cycle: Cycle, when: TopologySpreadConstraint['whenUnsatisfiable']): readonly Constraint[] {
  const own = cycle.pod.spec.topologySpreadConstraints ?? [];
  const labels = cycle.pod.metadata.labels ?? {};
  return own
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === when)
    .map((one) => constraint(cycle, one, merged(one.labelSelector, labels, { match: one.matchLabelKeys })));
}

type Limits = Pick<TopologySpreadConstraint, 'topologyKey' | 'maxSkew' | 'minDomains' | 'nodeAffinityPolicy' | 'nodeTaintsPolicy'>;

function constraint(cycle: Cycle, one: Limits, selector: Selector): Constraint {
  const namespace = cycle.pod.metadata.namespace ?? '';
  const counts = (pod: PlacedPod): boolean => !pod.terminating && pod.namespace === namespace && matches(selector, pod.labels);
  return {
    key: one.topologyKey,
    maxSkew: one.maxSkew,
    minDomains: one.minDomains ?? 1,
    honorAffinity: one.nodeAffinityPolicy !== 'Ignore',
    honorTaints: one.nodeTaintsPolicy === 'Honor',
    selfMatch: matches(selector, cycle.pod.metadata.labels) ? 1 : 0,
    counts,
    perNode: podSet(cycle.cache.pods, `spread|${namespace}|${selectorText(selector)}`, counts).perNode,
  };
}

/** Whether pods on the node count for this constraint (nodeAffinityPolicy, nodeTaintsPolicy). */
const isEligible = (cycle: Cycle, { honorAffinity, honorTaints }: Constraint, facts: NodeFacts): boolean =>
  (!honorAffinity || matchesNode(cycle.cls, facts)) &&
  (!honorTaints || facts.taints.every((taint) => taint.effect === 'PreferNoSchedule' || isTolerated(taint, cycle.cls.tolerations)));

/** Per hard constraint: how many pods each domain has, and the least of them. */
interface Spread {
  readonly constraint: Constraint;
  readonly domains: ReadonlyMap<string, number>;
  readonly least: number;
}

const hardOf = new WeakMap<Cycle, readonly Spread[]>();

function hard(cycle: Cycle): readonly Spread[] {
  const known = hardOf.get(cycle);
  if (known) return known;
  const constraints = constraintsOf(cycle, 'DoNotSchedule');
  const made = constraints.map((each) => spread(cycle, each, constraints));
  hardOf.set(cycle, made);
  return made;
}

function spread(cycle: Cycle, one: Constraint, all: readonly Constraint[]): Spread {
  const domains = new Map<string, number>();
  for (const place of orderOf(cycle.cache)) {
    const facts = cycle.cache.nodes.get(place)?.facts;
    if (!facts || !all.every(({ key }) => facts.labels[key] !== undefined) || !isEligible(cycle, one, facts)) continue;
    const value = facts.labels[one.key] as string;
    domains.set(value, (domains.get(value) ?? 0) + (one.perNode.get(facts.name) ?? 0));
  }
  const least = domains.size < one.minDomains ? 0 : Math.min(...domains.values());
  return { constraint: one, domains, least: Number.isFinite(least) ? least : 0 };
}

function skewOn(cycle: Cycle, node: NodeInfo): typeof SKEWED | undefined {
  const { facts } = node;
  if (!facts) return undefined;
  for (const { constraint: one, domains, least } of hard(cycle)) {
    const value = facts.labels[one.key];
    if (value === undefined) return NO_LABEL;
    const place = cycle.cache.places.get(node.name);
    const change = changeOn(place === undefined ? undefined : cycle.cache.nodes.get(place), node, one.counts);
    const here = (domains.get(value) ?? 0) + change;
    const lowest = change < 0 && domains.size >= one.minDomains ? Math.min(least, here) : least;
    if (here + one.selfMatch - lowest > one.maxSkew) return SKEWED;
  }
  return undefined;
}

interface Soft {
  readonly constraints: readonly Constraint[];
  /** Nodes without the labels are left out; not so for the default constraints. */
  readonly requireLabels: boolean;
}

const softOf = new WeakMap<Cycle, Soft>();
/** The system's default constraints (pod_topology_spread: systemDefaultConstraints). */
const DEFAULTS: readonly Limits[] = [
  { topologyKey: HOSTNAME, maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5 },
];

function soft(cycle: Cycle): Soft {
  const known = softOf.get(cycle);
  if (known) return known;
  const made = makeSoft(cycle);
  softOf.set(cycle, made);
  return made;
}

function makeSoft(cycle: Cycle): Soft {
  if ((cycle.pod.spec.topologySpreadConstraints ?? []).length > 0) return { constraints: constraintsOf(cycle, 'ScheduleAnyway'), requireLabels: true };
  const selector = defaultSelector(cycle.root, cycle.pod);
  return { constraints: selector.length === 0 ? [] : DEFAULTS.map((each) => constraint(cycle, each, selector)), requireLabels: false };
}

/** PreScore, Score and NormalizeScore in one: the fewer alike pods in the node's domains, the better. */
function scoreAll(cycle: Cycle, nodes: readonly NodeInfo[]): number[] {
  const { constraints, requireLabels } = soft(cycle);
  const ignored = nodes.map(({ facts }) => requireLabels && !constraints.every(({ key }) => facts?.labels[key] !== undefined));
  const counted = nodes.length - ignored.filter(Boolean).length;
  const sums = new Array<number>(nodes.length).fill(0);
  for (const one of constraints) {
    const domains = one.key === HOSTNAME ? undefined : domainCounts(cycle, one, { nodes, ignored, requireLabels, constraints });
    const weight = logarithm((domains ? domains.size : counted) + 2);
    for (let i = 0; i < nodes.length; i++) {
      const facts = nodes[i]?.facts;
      const value = facts?.labels[one.key];
      if (!facts || ignored[i] || value === undefined) continue;
      const pods = domains ? (domains.get(value) ?? 0) : (one.perNode.get(facts.name) ?? 0);
      sums[i] = (sums[i] as number) + pods * weight + (one.maxSkew - 1);
    }
  }
  return inverted(sums.map(Math.round), ignored);
}

interface Scope {
  readonly nodes: readonly NodeInfo[];
  readonly ignored: readonly boolean[];
  readonly requireLabels: boolean;
  readonly constraints: readonly Constraint[];
}

/** Pods per domain, for the domains the feasible nodes lie in, counted over all nodes. */
function domainCounts(cycle: Cycle, one: Constraint, { nodes, ignored, requireLabels, constraints }: Scope): Map<string, number> {
  const domains = new Map<string, number>();
  nodes.forEach(({ facts }, i) => {
    const value = facts?.labels[one.key];
    if (!ignored[i] && value !== undefined) domains.set(value, 0);
  });
  if (domains.size === 0) return domains;
  for (const [name, pods] of one.perNode) {
    const place = cycle.cache.places.get(name);
    const facts = place === undefined ? undefined : cycle.cache.nodes.get(place)?.facts;
    const value = facts?.labels[one.key];
    if (!facts || value === undefined || !domains.has(value) || !isEligible(cycle, one, facts)) continue;
    if (requireLabels && !constraints.every(({ key }) => facts.labels[key] !== undefined)) continue;
    domains.set(value, (domains.get(value) as number) + pods);
  }
  return domains;
}

function inverted(sums: readonly number[], ignored: readonly boolean[]): number[] {
  let min = Number.POSITIVE_INFINITY;
  let max = 0;
  for (let i = 0; i < sums.length; i++) {
    if (ignored[i]) continue;
    min = Math.min(min, sums[i] as number);
    max = Math.max(max, sums[i] as number);
  }
  return sums.map((sum, i) => (ignored[i] ? 0 : max === 0 ? MAX_NODE_SCORE : Math.trunc((MAX_NODE_SCORE * (max + min - sum)) / max)));
}
