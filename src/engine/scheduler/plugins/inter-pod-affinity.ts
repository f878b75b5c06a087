import type { Pod, PodAffinityTerm } from '../../../kinds/schema/types.gen.ts';
import { EMPTY_ROOT } from '../../etcd/store.ts';
import { type Cycle, MAX_NODE_SCORE, type Plugin, type Rejection, rejection } from '../framework.ts';
import type { NodeFacts } from '../node-facts.ts';
import type { NodeInfo, PlacedPod } from '../node-info.ts';
import { changeOn, podSet } from '../pod-sets.ts';
import { type PodTerm, podTerm } from '../pod-terms.ts';

const NO_AFFINITY = rejection('InterPodAffinity', 'UnschedulableAndUnresolvable', "node(s) didn't match pod affinity rules");
const ANTI_AFFINITY = rejection('InterPodAffinity', 'Unschedulable', "node(s) didn't match pod anti-affinity rules");
const OTHERS_ANTI_AFFINITY = rejection('InterPodAffinity', 'Unschedulable', "node(s) didn't satisfy existing pods anti-affinity rules");

/** What required affinity of a running pod is worth to a new one that matches it (hardPodAffinityWeight). */
const HARD_WEIGHT = 1;

/** Near to some pods, far from others, in the sense of a topology key; the wishes of pods that run already count too. */
export const interPodAffinity: Plugin = {
  name: 'InterPodAffinity',
  filters: (cycle) => {
    const { affinity, anti, others } = rulesOf(cycle);
    return affinity.length + anti.length + others.length > 0;
  },
  filter: check,
  score: {
    weight: 2,
    skip: (cycle) => preferencesOf(cycle).length === 0,
    ofAll: scoreAll,
  },
  wakes: {
    assignedPod: (pod, { action, before, after }) =>
      (action !== 'add' && isShunned(pod, before as Pod)) || (action !== 'delete' && isWanted(pod, after as Pod)),
    node: (pod, { factsBefore, factsAfter }) =>
      factsAfter !== undefined &&
      (!factsBefore ||
        [...required(pod, 'podAffinity'), ...required(pod, 'podAntiAffinity')].some(
          ({ topologyKey }) => factsBefore.labels[topologyKey] !== factsAfter.labels[topologyKey],
        )),
  },
};

/** A new neighbour may be the one that was looked for. */
function isWanted(pod: Pod, other: Pod): boolean {
  const terms = required(pod, 'podAffinity');
  return terms.length > 0 && terms.every((term) => means(pod, term, other));
}

/** One that has gone may be the one that was shunned, or that shunned others. */
const isShunned = (pod: Pod, other: Pod): boolean =>
  required(pod, 'podAntiAffinity').some((term) => means(pod, term, other)) || required(other, 'podAntiAffinity').some((term) => means(other, term, pod));

const selfOf = ({ metadata }: Pod): Pick<PlacedPod, 'namespace' | 'labels'> => ({ namespace: metadata.namespace ?? '', labels: metadata.labels ?? {} });

/** Namespaces chosen by label cannot be looked up here: the term may mean any. */
const means = (owner: Pod, term: PodAffinityTerm, other: Pod): boolean =>
  term.namespaceSelector !== undefined || podTerm(EMPTY_ROOT, selfOf(owner), term).matches(selfOf(other));

const required = (pod: Pod, which: 'podAffinity' | 'podAntiAffinity'): readonly PodAffinityTerm[] =>
  pod.spec.affinity?.[which]?.requiredDuringSchedulingIgnoredDuringExecution ?? [];

/** Pods a rule is about, counted per value of its topology key. */
interface Rule {
  readonly key: string;
  readonly matches: (pod: PlacedPod) => boolean;
  readonly domains: ReadonlyMap<string, number>;
}

interface Rules {
  readonly affinity: readonly Rule[];
  /** The pod satisfies its own affinity: the first of a group may go anywhere. */
  readonly selfAffine: boolean;
  readonly anti: readonly Rule[];
  /** Required anti-affinity of pods that run, as far as it means this pod. */
  readonly others: readonly Rule[];
}

const known = new WeakMap<Cycle, Rules>();

function rulesOf(cycle: Cycle): Rules {
  const before = known.get(cycle);
  if (before) return before;
  const self = selfOf(cycle.pod);
  const near = required(cycle.pod, 'podAffinity').map((term) => podTerm(cycle.root, self, term));
  const far = required(cycle.pod, 'podAntiAffinity').map((term) => podTerm(cycle.root, self, term));
  // A pod counts for affinity only if it satisfies all terms at once.
  const all = (pod: PlacedPod): boolean => near.every((term) => term.matches(pod));
  const text = near.map((term) => term.text).join('&');
  const made: Rules = {
    affinity: near.map((term) => rule(cycle, term.topologyKey, `near|${text}`, all)),
    selfAffine: near.every((term) => term.matches(self)),
    anti: far.map((term) => rule(cycle, term.topologyKey, `far|${term.text}`, term.matches)),
    others: othersRules(cycle, self),
  };
  known.set(cycle, made);
  return made;
}

function rule(cycle: Cycle, key: string, text: string, matches: (pod: PlacedPod) => boolean): Rule {
  return { key, matches, domains: domainsOf(cycle, key, podSet(cycle.cache.pods, text, matches).perNode) };
}

function domainsOf(cycle: Cycle, key: string, perNode: ReadonlyMap<string, number>): Map<string, number> {
  const domains = new Map<string, number>();
  for (const [node, pods] of perNode) {
    const value = factsOf(cycle, node)?.labels[key];
    if (value !== undefined) domains.set(value, (domains.get(value) ?? 0) + pods);
  }
  return domains;
}

function factsOf(cycle: Cycle, node: string): NodeFacts | undefined {
  const place = cycle.cache.places.get(node);
  return place === undefined ? undefined : cycle.cache.nodes.get(place)?.facts;
}

function othersRules(cycle: Cycle, self: Pick<PlacedPod, 'namespace' | 'labels'>): readonly Rule[] {
  const shy = podSet(
    cycle.cache.affine,
    'with anti-affinity',
    (pod) => (pod.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).length > 0,
  );
  if (shy.pods.size === 0) return [];
  const means = (pod: PlacedPod, key?: string): boolean =>
    (pod.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).some(
      (term) => (key === undefined || term.topologyKey === key) && podTerm(cycle.root, pod, term).matches(self),
    );
  const perKey = new Map<string, Map<string, number>>();
  for (const pod of shy.pods.values())
    for (const term of pod.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
      if (!podTerm(cycle.root, pod, term).matches(self)) continue;
      const perNode = perKey.get(term.topologyKey) ?? new Map<string, number>();
      perNode.set(pod.node, (perNode.get(pod.node) ?? 0) + 1);
      perKey.set(term.topologyKey, perNode);
    }
  return [...perKey].map(([key, perNode]) => ({ key, matches: (pod: PlacedPod) => means(pod, key), domains: domainsOf(cycle, key, perNode) }));
}

function check(cycle: Cycle, node: NodeInfo): Rejection | undefined {
  const { facts } = node;
  if (!facts) return undefined;
  const { affinity, selfAffine, anti, others } = rulesOf(cycle);
  if (affinity.length > 0 && !isNear(cycle, node, { affinity, selfAffine })) return NO_AFFINITY;
  if (anti.some((one) => countOn(cycle, node, one) > 0)) return ANTI_AFFINITY;
  return others.some((one) => countOn(cycle, node, one) > 0) ? OTHERS_ANTI_AFFINITY : undefined;
}

function isNear(cycle: Cycle, node: NodeInfo, { affinity, selfAffine }: Pick<Rules, 'affinity' | 'selfAffine'>): boolean {
  if (affinity.some(({ key }) => node.facts?.labels[key] === undefined)) return false;
  if (affinity.every((one) => countOn(cycle, node, one) > 0)) return true;
  return selfAffine && affinity.every(({ domains }) => domains.size === 0);
}

function countOn(cycle: Cycle, node: NodeInfo, { key, matches, domains }: Rule): number {
  const value = node.facts?.labels[key];
  if (value === undefined) return 0;
  const place = cycle.cache.places.get(node.name);
  return (domains.get(value) ?? 0) + changeOn(place === undefined ? undefined : cycle.cache.nodes.get(place), node, matches);
}

/** Points for nodes of one domain. */
interface Preference {
  readonly key: string;
  readonly value: string;
  readonly points: number;
}

const preferred = new WeakMap<Cycle, readonly Preference[]>();

function preferencesOf(cycle: Cycle): readonly Preference[] {
  const before = preferred.get(cycle);
  if (before) return before;
  const made = [...ownPreferences(cycle), ...othersPreferences(cycle)];
  preferred.set(cycle, made);
  return made;
}

function* ownPreferences(cycle: Cycle): Generator<Preference> {
  const self = selfOf(cycle.pod);
  const { podAffinity, podAntiAffinity } = cycle.pod.spec.affinity ?? {};
  for (const [sign, list] of [[1, podAffinity] as const, [-1, podAntiAffinity] as const])
    for (const { weight, podAffinityTerm } of list?.preferredDuringSchedulingIgnoredDuringExecution ?? []) {
      const term = podTerm(cycle.root, self, podAffinityTerm);
      const { domains } = rule(cycle, term.topologyKey, `far|${term.text}`, term.matches);
      for (const [value, pods] of domains) yield { key: term.topologyKey, value, points: sign * weight * pods };
    }
}

/** Wishes of running pods that mean this one; required affinity counts a little too. */
function* othersPreferences(cycle: Cycle): Generator<Preference> {
  const self = selfOf(cycle.pod);
  const wishing = podSet(cycle.cache.affine, 'with wishes', hasWishes);
  for (const pod of wishing.pods.values()) {
    const labels = factsOf(cycle, pod.node)?.labels;
    if (!labels) continue;
    for (const { term, points } of wishesOf(cycle, pod)) {
      const value = labels[term.topologyKey];
      if (value !== undefined && term.matches(self)) yield { key: term.topologyKey, value, points };
    }
  }
}

const hasWishes = ({ affinity }: PlacedPod): boolean =>
  (affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).length +
    (affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).length +
    (affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).length >
  0;

function* wishesOf(cycle: Cycle, pod: PlacedPod): Generator<{ readonly term: PodTerm; readonly points: number }> {
  const { podAffinity, podAntiAffinity } = pod.affinity ?? {};
  for (const term of podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) yield { term: podTerm(cycle.root, pod, term), points: HARD_WEIGHT };
  for (const { weight, podAffinityTerm } of podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
    yield { term: podTerm(cycle.root, pod, podAffinityTerm), points: weight };
  for (const { weight, podAffinityTerm } of podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
    yield { term: podTerm(cycle.root, pod, podAffinityTerm), points: -weight };
}

/** Sums per node, stretched so that the lowest becomes 0 and the highest 100. */
function scoreAll(cycle: Cycle, nodes: readonly NodeInfo[]): number[] {
  const points = new Map<string, number>();
  const keys = new Set<string>();
  for (const { key, value, points: more } of preferencesOf(cycle)) {
    keys.add(key);
    points.set(`${key}=${value}`, (points.get(`${key}=${value}`) ?? 0) + more);
  }
  const sums = nodes.map(({ facts }) => {
    let sum = 0;
    for (const key of keys) {
      const value = facts?.labels[key];
      if (value !== undefined) sum += points.get(`${key}=${value}`) ?? 0;
    }
    return sum;
  });
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const sum of sums) [min, max] = [Math.min(min, sum), Math.max(max, sum)];
  return sums.map((sum) => (max > min ? Math.trunc((MAX_NODE_SCORE * (sum - min)) / (max - min)) : 0));
}
