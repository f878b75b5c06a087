import { byText } from '../../../base/order.ts';
import { parseRfc3339, type SimTime } from '../../../base/time.ts';
import type { ContainerStatus, Pod } from '../../../kinds/schema/types.gen.ts';
import { isPodActive, isPodReady, readySince } from '../pods.ts';

/** Which pods go first when there are too many (upstream: ActivePodsWithRanks in pkg/controller/controller_utils.go). */

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

export interface Ranked {
  readonly pod: Pod;
  /** Active pods of the same Deployment on the same node. */
  readonly onNode: number;
}

export interface RankClock {
  readonly now: SimTime;
  readonly epochMs: number;
}

/** Pods in the order in which they would go. `related` = pods of all ReplicaSets of the same owner, this one's included. */
export function rankedForDeletion(pods: readonly Pod[], related: Iterable<Pod>, clock: RankClock): Ranked[] {
  const perNode = new Map<string, number>();
  for (const pod of related) {
    if (!isPodActive(pod)) continue;
    const node = pod.spec.nodeName ?? '';
    perNode.set(node, (perNode.get(node) ?? 0) + 1);
  }
  const ranked = pods.map((pod) => ({ pod, onNode: perNode.get(pod.spec.nodeName ?? '') ?? 0 }));
  return ranked.sort((a, b) => compare(a, b, clock));
}

function compare(a: Ranked, b: Ranked, clock: RankClock): number {
  const bound = Number(Boolean(a.pod.spec.nodeName)) - Number(Boolean(b.pod.spec.nodeName));
  if (bound !== 0) return bound;
  const phase = phaseOf(a.pod) - phaseOf(b.pod);
  if (phase !== 0) return phase;
  const ready = Number(isPodReady(a.pod)) - Number(isPodReady(b.pod));
  if (ready !== 0) return ready;
  const cost = deletionCost(a.pod) - deletionCost(b.pod);
  if (cost !== 0) return cost;
  if (a.onNode !== b.onNode) return b.onNode - a.onNode;
  if (isPodReady(a.pod)) {
    const byAge = compareTimes(a, b, { from: (pod) => readySince(pod, clock.epochMs), now: clock.now });
    if (byAge !== 0) return byAge;
  }
  const restarts = compareRestarts(a.pod, b.pod);
  if (restarts !== 0) return restarts;
  return compareTimes(a, b, { from: (pod) => createdAt(pod, clock.epochMs), now: clock.now });
}

/** Younger first, but ages within a power of two count as equal, and then the uid decides (feature LogarithmicScaleDown). */
function compareTimes(a: Ranked, b: Ranked, by: { readonly from: (pod: Pod) => SimTime | undefined; readonly now: SimTime }): number {
  const [x, y] = [by.from(a.pod) ?? by.now, by.from(b.pod) ?? by.now];
  if (x === y) return 0;
  const rank = magnitude(by.now - x) - magnitude(by.now - y);
  return rank !== 0 ? rank : byText(a.pod.metadata.uid ?? '', b.pod.metadata.uid ?? '');
}

const magnitude = (ageUs: number): number => (ageUs > 0 ? Math.floor(Math.log2(ageUs * 1_000)) : -1);
const phaseOf = (pod: Pod): number => PHASES[pod.status?.phase ?? 'Pending'] ?? 0;
const createdAt = (pod: Pod, epochMs: number): SimTime | undefined => parseRfc3339(epochMs, pod.metadata.creationTimestamp ?? '');

export function deletionCost(pod: Pod): number {
  const text = pod.metadata.annotations?.[DELETION_COST];
  return text !== undefined && /^(0|-?[1-9]\d{0,9})$/.test(text) ? Number(text) : 0;
}

/** The most restarts of a regular container; only when those are equal, of a sidecar. */
function compareRestarts(a: Pod, b: Pod): number {
  const regular = most(b.status?.containerStatuses) - most(a.status?.containerStatuses);
  return regular !== 0 ? regular : sidecarRestarts(b) - sidecarRestarts(a);
}

const most = (statuses: readonly ContainerStatus[] | undefined): number => (statuses ?? []).reduce((max, status) => Math.max(max, status.restartCount), 0);

function sidecarRestarts(pod: Pod): number {
  const sidecars = new Set((pod.spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always').map((container) => container.name));
  return most(pod.status?.initContainerStatuses?.filter((status) => sidecars.has(status.name)));
}
