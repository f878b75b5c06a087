import { deepEqual, type Json } from '../../../base/json.ts';
import type { PodCondition, PodStatus } from '../../../kinds/schema/types.gen.ts';
import { KUBELET_CONDITIONS } from './conditions.ts';

/** Fields of a pod's status that the kubelet writes. */
const FIELDS = [
  'phase',
  'observedGeneration',
  'reason',
  'message',
  'hostIP',
  'podIP',
  'startTime',
  'qosClass',
  'initContainerStatuses',
  'containerStatuses',
] as const;

/**
 * The strategic merge patch that leads from a pod's status in the API to the wanted one, or undefined when there is nothing to write
 * (upstream: pkg/util/pod PatchPodStatus). Conditions of others are not touched.
 */
export function statusPatch(uid: string, from: PodStatus, to: PodStatus): Json | undefined {
  const status: Record<string, unknown> = {};
  for (const field of FIELDS) if (!deepEqual(from[field], to[field])) status[field] = to[field] ?? null;
  const conditions = conditionPatch(from.conditions ?? [], to.conditions ?? []);
  if (conditions) Object.assign(status, conditions);
  for (const field of ['podIPs', 'hostIPs'] as const)
    if (!deepEqual(from[field], to[field])) {
      const gone = (from[field] ?? []).filter(({ ip }) => !to[field]?.some((entry) => entry.ip === ip)).map(({ ip }) => ({ $patch: 'delete', ip }));
      status[field] = [...gone, ...(to[field] ?? [])];
    }
  if (Object.keys(status).length === 0) return undefined;
  return { metadata: { uid }, status } as Json;
}

function conditionPatch(from: readonly PodCondition[], to: readonly PodCondition[]): Record<string, unknown> | undefined {
  const changed: unknown[] = [];
  for (const condition of to) {
    if (!KUBELET_CONDITIONS.includes(condition.type)) continue;
    const old = from.find(({ type }) => type === condition.type);
    const fields = changedFields(old, condition);
    if (!fields) continue;
    fields['type'] = condition.type;
    changed.push(fields);
  }
  // A pod that was refused is not the kubelet's: it says nothing of it any more.
  for (const { type } of from) if (KUBELET_CONDITIONS.includes(type) && !to.some((entry) => entry.type === type)) changed.push({ $patch: 'delete', type });
  if (changed.length === 0) return undefined;
  const others = from.filter(({ type }) => !KUBELET_CONDITIONS.includes(type) && !to.some((entry) => entry.type === type));
  return { '$setElementOrder/conditions': [...others, ...to].map(({ type }) => ({ type })), conditions: changed };
}

function changedFields(old: PodCondition | undefined, next: PodCondition): Record<string, unknown> | undefined {
  if (!old) return Object.assign<Record<string, unknown>, PodCondition>({}, next);
  const fields: Record<string, unknown> = {};
  for (const key of ['status', 'reason', 'message', 'observedGeneration', 'lastTransitionTime'] as const)
    if (old[key] !== next[key]) fields[key] = next[key] ?? null;
  return Object.keys(fields).length === 0 ? undefined : fields;
}
