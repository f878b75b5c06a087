import { deepEqual } from '../../../base/json.ts';
import { matches, selectorOfLabels } from '../../../kinds/selector.ts';
import type { Pod, ReplicaSet, ReplicaSetCondition, ReplicaSetStatus } from '../../../kinds/schema/types.gen.ts';
import type { Context, Intent } from '../controller.ts';
import { isPodAvailable, isPodReady } from '../pods.ts';

/** Status of a ReplicaSet (upstream: pkg/controller/replicaset/replica_set_utils.go). */

export interface Counts {
  readonly replicas: number;
  readonly fullyLabeled: number;
  readonly ready: number;
  readonly available: number;
  readonly terminating: number;
}

export function countPods(
  rs: ReplicaSet,
  pods: { readonly active: readonly Pod[]; readonly terminating: number },
  context: Pick<Context, 'now' | 'epochMs'>,
): Counts {
  const labels = selectorOfLabels(rs.spec.template?.metadata?.labels);
  const minReadySeconds = rs.spec.minReadySeconds ?? 0;
  let [fullyLabeled, ready, available] = [0, 0, 0];
  for (const pod of pods.active) {
    if (matches(labels, pod.metadata.labels)) fullyLabeled++;
    if (!isPodReady(pod)) continue;
    ready++;
    if (isPodAvailable(pod, minReadySeconds, context)) available++;
  }
  return { replicas: pods.active.length, fullyLabeled, ready, available, terminating: pods.terminating };
}

/** What the ReplicaSet could not do in this sync. */
export interface Failure {
  readonly reason: 'FailedCreate' | 'FailedDelete';
  readonly message: string;
}

/** The write of the status, or nothing when it would change nothing. */
export function statusIntents(rs: ReplicaSet, counts: Counts, { failure, timestamp }: { failure: Failure | undefined; timestamp: string }): Intent[] {
  const status = nextStatus(rs, counts, { failure, timestamp });
  if (deepEqual(rs.status, status)) return [];
  return [{ do: 'setStatus', resource: 'replicasets', object: { ...rs, status } as unknown as ReplicaSet }];
}

function nextStatus(rs: ReplicaSet, counts: Counts, { failure, timestamp }: { failure: Failure | undefined; timestamp: string }): ReplicaSetStatus {
  const conditions = nextConditions(rs.status?.conditions ?? [], failure, timestamp);
  const observedGeneration = rs.metadata.generation;
  const status: { -readonly [K in keyof ReplicaSetStatus]?: ReplicaSetStatus[K] } = {};
  if (counts.available > 0) status.availableReplicas = counts.available;
  if (conditions.length > 0) status.conditions = conditions;
  if (counts.fullyLabeled > 0) status.fullyLabeledReplicas = counts.fullyLabeled;
  if (observedGeneration !== undefined) status.observedGeneration = observedGeneration;
  if (counts.ready > 0) status.readyReplicas = counts.ready;
  status.replicas = counts.replicas;
  status.terminatingReplicas = counts.terminating;
  return status as ReplicaSetStatus;
}

/** A failure is noted when there was none (its text is not renewed), and taken off when all went well. */
function nextConditions(conditions: readonly ReplicaSetCondition[], failure: Failure | undefined, timestamp: string): readonly ReplicaSetCondition[] {
  const known = conditions.some((condition) => condition.type === 'ReplicaFailure');
  if (failure && !known)
    return [...conditions, { type: 'ReplicaFailure', status: 'True', lastTransitionTime: timestamp, reason: failure.reason, message: failure.message }];
  return failure || !known ? conditions : conditions.filter((condition) => condition.type !== 'ReplicaFailure');
}
