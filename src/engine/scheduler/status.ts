import type { Json, JsonObject } from '../../base/json.ts';
import type { Pod, PodCondition } from '../../kinds/schema/types.gen.ts';
import { SCHEDULER } from '../../wire/actors.ts';
import { send } from '../client/client.ts';
import { recordEvent } from '../client/recorder.ts';
import type { Sim } from '../sim/sim.ts';
import { apiPath } from '../controllers/requests.ts';
import { clientLimit, DEFAULT_SCHEDULER, SCHEDULER_USER } from './control.ts';
import { truncated } from './fit-error.ts';

type Action = 'Scheduling' | 'Binding' | 'Preempting';

export function recordPodEvent(
  sim: Sim,
  pod: Pod,
  event: { type: 'Normal' | 'Warning'; reason: string; message: string; action: Action; related?: Pod },
): void {
  recordEvent(sim, { actor: SCHEDULER, process: SCHEDULER, component: DEFAULT_SCHEDULER, about: pod, ...event, message: truncated(event.message) });
}

/**
 * Writes the pod's PodScheduled condition, and its nominated node when that changes (updatePod in schedule_one.go). Nothing is sent
 * when nothing changes.
 */
export function patchUnscheduled(
  sim: Sim,
  pod: Pod,
  change: { reason: 'Unschedulable' | 'SchedulerError'; message: string; nominatedNode?: string | undefined },
): void {
  const { reason, message, nominatedNode } = change;
  const old = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  const status: { [field: string]: Json } = {};
  if (!old || old.status !== 'False' || old.reason !== reason || old.message !== message)
    status.conditions = [condition(sim, pod, { type: 'PodScheduled', status: 'False', reason, message }, old)];
  if (nominatedNode !== undefined && nominatedNode !== (pod.status?.nominatedNodeName ?? ''))
    status.nominatedNodeName = nominatedNode === '' ? null : nominatedNode;
  if (Object.keys(status).length > 0) patchStatus(sim, pod, status);
}

export const clearNomination = (sim: Sim, pod: Pod): void => patchStatus(sim, pod, { nominatedNodeName: null });

/** Marks a victim before it is deleted. */
export const disruptionTarget = (sim: Sim, pod: Pod): JsonObject => ({
  conditions: [
    condition(sim, pod, {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'PreemptionByScheduler',
      message: `${DEFAULT_SCHEDULER}: preempting to accommodate a higher priority pod`,
    }),
  ],
});

function condition(sim: Sim, pod: Pod, { type, status, reason, message }: PodCondition, old?: PodCondition): JsonObject {
  return {
    type,
    status,
    reason,
    message,
    lastProbeTime: null,
    lastTransitionTime: old && old.status === status ? old.lastTransitionTime : sim.timestamp,
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
  };
}

export function patchStatus(sim: Sim, pod: Pod, status: JsonObject, reply?: { readonly to: string; readonly args: unknown }): void {
  const { namespace, name } = pod.metadata;
  const path = apiPath('pods', namespace, name, 'status');
  send(sim, {
    actor: SCHEDULER,
    process: SCHEDULER,
    request: { method: 'PATCH', path, contentType: 'application/strategic-merge-patch+json', body: { status }, user: SCHEDULER_USER },
    limit: clientLimit(sim),
    ...(reply ? { reply } : {}),
  });
}
