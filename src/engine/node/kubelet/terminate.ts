import { ms } from '../../../base/time.ts';
import { kubelet } from '../../../wire/actors.ts';
import type { Sim } from '../../sim/sim.ts';
import { aboutPod } from '../runtime/names.ts';
import { runtimePod } from '../runtime/records.ts';
import { removeRuntimePod, stopSandbox } from '../runtime/sandboxes.ts';
import { releaseVolumes } from './claims.ts';
import { finalStatus } from './final-status.ts';
import { endHooks } from './hooks.ts';
import { stopAll, stopOrders } from './kill.ts';
import { dropStartupProbes } from './probes.ts';
import { refreshStatus } from './report.ts';
import { decide } from './say.ts';
import { patchWorker, workerOf } from './state.ts';
import { deleteWhenDone, setStatus } from './status-manager.ts';
import { removeWorker, waitFor } from './worker.ts';

/** Unmounting, and looking every 300 ms whether it is done. */
const UNMOUNT_US = ms(300);

/**
 * Ends a pod: because it was deleted, because all its containers have ended for good, because its time is over (upstream:
 * SyncTerminatingPod). A sync under way is abandoned.
 */
export function beginTerminating(sim: Sim, node: string, uid: string): void {
  const worker = workerOf(sim, node, uid);
  if (!worker || worker.phase !== 'sync') return;
  const { pod } = worker;
  const deleted = pod.metadata.deletionTimestamp !== undefined || worker.orphan;
  patchWorker(sim, node, uid, { phase: 'terminating', sync: undefined, pending: false, syncAt: undefined });
  const graceSeconds = pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
  const orders = stopOrders(sim, node, uid, graceSeconds);
  if (deleted) decide(sim, node, 'kubelet.terminate', { pod: worker.key, containers: orders.length, graceSeconds });
  else decide(sim, node, 'kubelet.done', { pod: worker.key, phase: worker.status?.phase ?? 'Failed' });
  dropStartupProbes(sim, node, uid);
  refreshStatus(sim, node, uid);
  if (!runtimePod(sim, node, uid)) waitForEnd(sim, node, uid);
  else stopAll(sim, node, uid, orders, true);
}

/**
 * A shorter grace period arrived while the pod is being stopped: the stop under way is cancelled and begins anew, preStop hooks included,
 * with the new period in full (pkg/kubelet/pod_workers.go: cancelFn, then the next update).
 */
export function shortenGrace(sim: Sim, node: string, uid: string, graceSeconds: number): void {
  const worker = workerOf(sim, node, uid);
  if (worker?.phase !== 'terminating' || worker.stops.size === 0) return;
  endHooks(sim, node, uid);
  const orders = stopOrders(sim, node, uid, graceSeconds);
  decide(sim, node, 'kubelet.terminate', { pod: worker.key, containers: orders.length, graceSeconds });
  stopAll(sim, node, uid, orders, true);
}

/** No container runs any more: the last status, with how they ended. */
export function containersStopped(sim: Sim, node: string, uid: string): void {
  stopSandbox(sim, node, uid);
  waitForEnd(sim, node, uid);
}

function waitForEnd(sim: Sim, node: string, uid: string): void {
  patchWorker(sim, node, uid, { phase: 'terminated' });
  refreshStatus(sim, node, uid, true);
  const token = waitFor(sim, node, uid, undefined);
  const { key, pod } = workerOf(sim, node, uid)!;
  if ((pod.spec.volumes ?? []).length > 0) sim.note({ code: 'volume.step', actor: kubelet(node), ...aboutPod(sim, key), args: { step: 'unmount', pod: key } });
  sim.schedule({ after: UNMOUNT_US, to: 'kubelet.unmounted', args: { node, uid, token } });
}

/** Its volumes are unmounted: nothing of it is left but dead containers. */
export function podEnded(sim: Sim, node: string, uid: string): void {
  const worker = patchWorker(sim, node, uid, { phase: 'finished', busy: false });
  if (!worker) return;
  releaseVolumes(sim, node, uid);
  if (worker.orphan) return forgetPod(sim, node, uid);
  const status = worker.status ?? worker.pod.status ?? {};
  const last = finalStatus(worker.pod, status);
  if (last !== status) setStatus(sim, node, uid, last);
  deleteWhenDone(sim, node, uid);
}

/** The API forgot the pod: so do the kubelet and the runtime. */
export function forgetPod(sim: Sim, node: string, uid: string): void {
  removeWorker(sim, node, uid);
  removeRuntimePod(sim, node, uid);
}
