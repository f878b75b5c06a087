import { parseRfc3339, seconds, type SimTime } from '../../base/time.ts';
import type { Pod, PodCondition } from '../../kinds/schema/types.gen.ts';

/** What controllers ask of a pod (upstream: pkg/api/v1/pod/util.go, pkg/controller/controller_utils.go). */

export const isPodTerminal = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
export const isPodActive = (pod: Pod): boolean => !isPodTerminal(pod) && pod.metadata.deletionTimestamp === undefined;
export const isPodTerminating = (pod: Pod): boolean => !isPodTerminal(pod) && pod.metadata.deletionTimestamp !== undefined;

/** The Ready condition, which is asked for over and over. */
export function readyCondition(pod: Pod): PodCondition | undefined {
  const conditions = pod.status?.conditions;
  if (conditions) for (let i = 0; i < conditions.length; i++) if (conditions[i]!.type === 'Ready') return conditions[i];
  return undefined;
}

export const isPodReady = (pod: Pod): boolean => readyCondition(pod)?.status === 'True';

/** Since when it is ready, or undefined when it is not (or does not say). */
export function readySince(pod: Pod, epochMs: number): SimTime | undefined {
  const condition = readyCondition(pod);
  if (condition?.status !== 'True' || condition.lastTransitionTime === undefined) return undefined;
  return parseRfc3339(epochMs, condition.lastTransitionTime);
}

/** Ready for at least minReadySeconds. */
export function isPodAvailable(pod: Pod, minReadySeconds: number, clock: { readonly now: SimTime; readonly epochMs: number }): boolean {
  if (!isPodReady(pod)) return false;
  if (minReadySeconds === 0) return true;
  const since = readySince(pod, clock.epochMs);
  return since !== undefined && since + seconds(minReadySeconds) <= clock.now;
}

/** How long until a ready pod counts as available; undefined when it is, or is not ready. */
export function availableInUs(pod: Pod, minReadySeconds: number, clock: { readonly now: SimTime; readonly epochMs: number }): number | undefined {
  const since = readySince(pod, clock.epochMs);
  if (since === undefined || minReadySeconds === 0) return undefined;
  const left = since + seconds(minReadySeconds) - clock.now;
  return left > 0 ? left : undefined;
}
