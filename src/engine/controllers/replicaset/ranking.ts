import { binaryMagnitude } from '../../../base/exact.ts';
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
  const standings = pods.map((pod) => standingOf(pod, perNode.get(pod.spec.nodeName ?? '') ?? 0, clock));
  return standings.sort((a, b) => compare(a, b, clock.now)).map(({ pod, onNode }) => ({ pod, onNode }));
}

/** What is compared of a pod, read once per pod and not once per comparison. */
interface Standing extends Ranked {
  readonly bound: number;
  readonly phase: number;
  readonly ready: number;
  readonly cost: number;
  readonly readyAt: SimTime;
  readonly createdAt: SimTime;
}

const standingOf = (pod: Pod, onNode: number, { now, epochMs }: RankClock): Standing => ({
  pod,
  onNode,
  bound: Number(Boolean(pod.spec.nodeName)),
  phase: phaseOf(pod),
  ready: Number(isPodReady(pod)),
  cost: deletionCost(pod),
  readyAt: readySince(pod, epochMs) ?? now,
  createdAt: parseRfc3339(epochMs, pod.metadata.creationTimestamp ?? '') ?? now,
});

function compare(a: Standing, b: Standing, now: SimTime): number {
  const plain = a.bound - b.bound || a.phase - b.phase || a.ready - b.ready || a.cost - b.cost || b.onNode - a.onNode;
  if (plain !== 0) return plain;
  const byAge = a.ready === 1 ? compareTimes(a, b, { x: a.readyAt, y: b.readyAt, now }) : 0;
  return byAge || compareRestarts(a.pod, b.pod) || compareTimes(a, b, { x: a.createdAt, y: b.createdAt, now });
}

/** Younger first, but ages within a power of two count as equal, and then the uid decides (feature LogarithmicScaleDown). */
function compareTimes(a: Ranked, b: Ranked, { x, y, now }: { readonly x: SimTime; readonly y: SimTime; readonly now: SimTime }): number {
  if (x === y) return 0;
  return magnitude(now - x) - magnitude(now - y) || byText(a.pod.metadata.uid ?? '', b.pod.metadata.uid ?? '');
}

const magnitude = (ageUs: number): number => (ageUs > 0 ? binaryMagnitude(ageUs * 1_000) : -1);
const phaseOf = (pod: Pod): number => PHASES[pod.status?.phase ?? 'Pending'] ?? 0;

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
