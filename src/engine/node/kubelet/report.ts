import type { Pod, PodStatus } from '../../../kinds/schema/types.gen.ts';
import type { Sim } from '../../sim/sim.ts';
import { runtimePod } from '../runtime/records.ts';
import { conditionsOf, KUBELET_CONDITIONS } from './conditions.ts';
import { containerStatuses } from './container-status.ts';
import { phaseOf } from './phase.ts';
import { qosClassOf } from '../../../kinds/core/quality-of-service.ts';
import { nodeState, type PodWorker, workerOf } from './state.ts';
import { setStatus } from './status-manager.ts';

export const isTerminal = (phase: PodStatus['phase']): boolean => phase === 'Succeeded' || phase === 'Failed';

export const podReachedItsEnd = (worker: PodWorker): boolean => isTerminal(worker.status?.phase);

/** The status as it should be written (upstream: generateAPIPodStatus). */
export function statusOf(sim: Sim, node: string, worker: PodWorker, over: boolean): PodStatus {
  const { pod } = worker;
  const runtime = runtimePod(sim, node, worker.uid);
  const input = { worker, runtime, epochMs: sim.config.epochMs };
  const init = containerStatuses(input, true);
  const main = containerStatuses(input, false);
  const before = worker.status ?? pod.status ?? {};
  const started = main.some(({ state }) => state?.running !== undefined || state?.terminated !== undefined);
  const phase = lastingPhase(pod, before, worker.failure ? 'Failed' : phaseOf(pod, [...main, ...init], over, started));
  const kept = phase === before.phase ? { reason: before.reason ?? pod.status?.reason, message: before.message ?? pod.status?.message } : {};
  const { reason, message } = worker.failure ?? kept;
  const host = nodeState(sim, node)!.spec.address;
  const ip = runtime?.sandbox?.ready ? runtime.sandbox.ip : pod.spec.hostNetwork ? host : undefined;
  return {
    phase: phase ?? 'Pending',
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    conditions: conditionsOf({
      pod,
      statuses: [...init, ...main],
      phase,
      sandboxReady: runtime?.sandbox?.ready ?? false,
      before: before.conditions ?? [],
      now: sim.timestamp,
    }),
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    hostIP: host,
    hostIPs: [{ ip: host }],
    ...(ip === undefined ? keptAddress(before, phase) : { podIP: ip, podIPs: [{ ip }] }),
    startTime: before.startTime ?? sim.timestamp,
    ...(init.length > 0 ? { initContainerStatuses: init } : {}),
    containerStatuses: main,
    qosClass: pod.status?.qosClass ?? qosClassOf(pod),
  };
}

/** The whole status of a pod that was refused: it never was the kubelet's, so there is nothing to say of containers (kubelet.go, rejectPod). */
export function rejectedStatus(sim: Sim, pod: Pod, why: { readonly reason: string; readonly message: string }): PodStatus {
  const { generation } = pod.metadata;
  return {
    phase: 'Failed',
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    conditions: (pod.status?.conditions ?? []).filter(({ type }) => !KUBELET_CONDITIONS.includes(type)),
    reason: why.reason,
    message: `Pod was rejected: ${why.message}`,
    startTime: pod.status?.startTime ?? sim.timestamp,
    qosClass: pod.status?.qosClass ?? qosClassOf(pod),
  };
}

/** A terminal phase never changes. */
function lastingPhase(pod: Pod, before: PodStatus, phase: PodStatus['phase']): PodStatus['phase'] {
  if (isTerminal(pod.status?.phase)) return pod.status?.phase;
  return isTerminal(before.phase) ? before.phase : phase;
}

/** The address of a pod that has ended stays in its status. */
function keptAddress(before: PodStatus, phase: PodStatus['phase']): Pick<PodStatus, 'podIP' | 'podIPs'> {
  if (!isTerminal(phase) || before.podIP === undefined) return {};
  return { podIP: before.podIP, podIPs: before.podIPs ?? [{ ip: before.podIP }] };
}

/** Says again how the pod is, outside the order of a sync (a probe changed its mind, the pod is being stopped). */
export function refreshStatus(sim: Sim, node: string, uid: string, over = false): void {
  const worker = workerOf(sim, node, uid);
  if (worker) setStatus(sim, node, uid, statusOf(sim, node, worker, over));
}
