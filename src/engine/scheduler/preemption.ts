import type { Pod } from '../../kinds/schema/types.gen.ts';
import { getObject } from '../etcd/store.ts';
import { nodeCount } from './cache.ts';
import { activeFilters, type Filtered, judge } from './filter.ts';
import { fitErrorText } from './fit-error.ts';
import { type Cycle, type Plugin, type Rejection, rejection } from './framework.ts';
import { type NodeInfo, type PlacedPod, withoutPod, withPod } from './node-info.ts';
import type { Nominated } from './nominated.ts';

/** What DefaultPreemption came to (PostFilter). */
export type Preemption =
  /** Deleting these pods makes room on this node. */
  | { readonly outcome: 'victims'; readonly node: string; readonly victims: readonly Pod[]; readonly candidates: number }
  /** The pod may not preempt, or has to wait for victims that are still ending; its nominated node stays. */
  | { readonly outcome: 'not-eligible'; readonly message: string }
  | { readonly outcome: 'no-candidate'; readonly message: string; readonly rejections: readonly { readonly node: NodeInfo; readonly rejection: Rejection }[] };

const NOT_HELPFUL = rejection('DefaultPreemption', 'UnschedulableAndUnresolvable', 'Preemption is not helpful for scheduling');
const NO_VICTIMS = rejection('DefaultPreemption', 'UnschedulableAndUnresolvable', 'No preemption victims found for incoming pod');
const MIN_CANDIDATES = 100;
const MIN_CANDIDATES_PERCENT = 10;

/** `draw` gives a whole number from 0 up to, not including, its argument. */
export function preempt(cycle: Cycle, filtered: Filtered, nominated: Nominated, draw: (below: number) => number): Preemption {
  const refusal = whyNotEligible(cycle, filtered);
  if (refusal) return { outcome: 'not-eligible', message: refusal };
  const potential = filtered.rejected.filter(({ rejection: { code } }) => code === 'Unschedulable').map(({ node }) => node);
  const rejections: { node: NodeInfo; rejection: Rejection }[] = [];
  const candidates: Candidate[] = [];
  if (potential.length > 0) {
    const filters = activeFilters(cycle);
    const offset = draw(potential.length);
    const wanted = Math.min(Math.max(Math.trunc((potential.length * MIN_CANDIDATES_PERCENT) / 100), MIN_CANDIDATES), potential.length);
    for (let i = 0; i < potential.length && candidates.length < wanted; i++) {
      const node = potential[(offset + i) % potential.length] as NodeInfo;
      const result = selectVictims(cycle, node, filters, nominated);
      if ('victims' in result) candidates.push(result);
      else rejections.push({ node, rejection: result });
    }
  }
  if (candidates.length === 0) {
    const text = fitErrorText({ nodes: nodeCount(cycle.cache), rejections: rejections.map((each) => each.rejection), absent: NOT_HELPFUL });
    return { outcome: 'no-candidate', message: text, rejections };
  }
  const best = pickOne(cycle, candidates);
  return { outcome: 'victims', node: best.node, victims: best.victims.map(({ pod }) => pod), candidates: candidates.length };
}

interface Candidate {
  readonly node: string;
  /** Most important first. */
  readonly victims: readonly Victim[];
}

interface Victim {
  readonly placed: PlacedPod;
  readonly pod: Pod;
}

function whyNotEligible(cycle: Cycle, { rejected }: Filtered): string | undefined {
  const { pod, cache, priority, root } = cycle;
  if (pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const name = pod.status?.nominatedNodeName;
  if (!name) return undefined;
  const status = rejected.find(({ node }) => node.name === name)?.rejection;
  if (status?.code === 'UnschedulableAndUnresolvable') return undefined;
  const place = cache.places.get(name);
  const node = place === undefined ? undefined : cache.nodes.get(place);
  for (const placed of node?.pods.values() ?? []) {
    if (placed.priority >= priority) continue;
    const other = getObject<Pod>(root, 'pods', placed.key);
    if (other && isEndingByPreemption(other)) return 'not eligible due to a terminating pod on the nominated node.';
  }
  return undefined;
}

const isEndingByPreemption = (pod: Pod): boolean =>
  pod.metadata.deletionTimestamp !== undefined &&
  (pod.status?.conditions ?? []).some(({ type, status, reason }) => type === 'DisruptionTarget' && status === 'True' && reason === 'PreemptionByScheduler');

/**
 * The fewest pods whose removal lets the pod in: take all less important ones away, then give back as many as possible, the most
 * important first (SelectVictimsOnNode). PodDisruptionBudgets will split `potential` into violating and others here.
 */
function selectVictims(cycle: Cycle, node: NodeInfo, filters: readonly Plugin[], nominated: Nominated): Candidate | Rejection {
  const potential: Victim[] = [];
  let view = node;
  for (const placed of node.pods.values()) {
    if (placed.priority >= cycle.priority) continue;
    const pod = getObject<Pod>(cycle.root, 'pods', placed.key);
    if (!pod) continue;
    potential.push({ placed, pod });
    view = withoutPod(view, placed.key);
  }
  if (potential.length === 0) return NO_VICTIMS;
  const refused = judge(cycle, view, filters, nominated);
  if (refused) return refused;
  potential.sort(byImportance);
  const victims: Victim[] = [];
  for (const victim of potential) {
    const again = withPod(view, victim.placed);
    if (judge(cycle, again, filters, nominated)) victims.push(victim);
    else view = again;
  }
  return { node: node.name, victims };
}

/** More important first: higher priority, then longer running (util.MoreImportantPod). */
function byImportance(a: Victim, b: Victim): number {
  if (a.placed.priority !== b.placed.priority) return b.placed.priority - a.placed.priority;
  const [x, y] = [startOf(a.pod), startOf(b.pod)];
  return x < y ? -1 : x > y ? 1 : a.placed.key < b.placed.key ? -1 : 1;
}

const startOf = (pod: Pod): string => pod.status?.startTime ?? pod.metadata.creationTimestamp ?? '';

/**
 * pickOneNodeForPreemption: no budget violated (later), then the least important first victim, the smallest sum of
 * priorities, the fewest victims, the latest start of the most important victims; then the first.
 */
function pickOne(_cycle: Cycle, candidates: readonly Candidate[]): Candidate {
  let left = candidates;
  for (const score of SCORES) {
    if (left.length === 1) break;
    const scores = left.map(score);
    const top = scores.reduce((a, b) => (b > a ? b : a));
    left = left.filter((_, at) => scores[at] === top);
  }
  if (left.length > 1) {
    const starts = left.map(earliestStart);
    const latest = starts.reduce((a, b) => (b > a ? b : a));
    left = left.filter((_, at) => starts[at] === latest);
  }
  return left[0] as Candidate;
}

const HALF_RANGE = 2_147_483_648;
const SCORES: readonly ((candidate: Candidate) => number)[] = [
  ({ victims }) => -(victims[0]?.placed.priority ?? -HALF_RANGE),
  ({ victims }) => -victims.reduce((sum, { placed }) => sum + placed.priority + HALF_RANGE, 0),
  ({ victims }) => -victims.length,
];

/** When the longest-running of the most important victims started (GetEarliestPodStartTime). */
function earliestStart({ victims }: Candidate): string {
  const top = victims[0]?.placed.priority;
  return (
    victims
      .filter(({ placed }) => placed.priority === top)
      .map(({ pod }) => startOf(pod))
      .sort()[0] ?? ''
  );
}
