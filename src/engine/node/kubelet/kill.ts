import { SortedMap } from '../../../base/sorted-map.ts';
import { seconds, toSeconds } from '../../../base/time.ts';
import type { Sim } from '../../sim/sim.ts';
import { criTime, noteCri } from '../runtime/cri.ts';
import { stopContainer } from '../runtime/containers.ts';
import { type ContainerRecord, type ContainerRef, containerOf, runtimePod } from '../runtime/records.ts';
import { runHook } from './hooks.ts';
import { containerSpec, isSidecar } from './restart.ts';
import { decide, podEvent } from './say.ts';
import type { Outcome, View } from './stage.ts';
import { type KillPlan, patchSync, patchWorker, type PodWorker, type StopWork, workerOf } from './state.ts';
import { waitFor } from './worker.ts';

/** Every container gets at least this to shut down in (minimumGracePeriodInSeconds). */
const LEAST_GRACE_SECONDS = 2;

interface StopOrder {
  readonly id: string;
  readonly name: string;
  readonly message: string;
  readonly graceSeconds: number;
  readonly after: readonly string[];
}

/** Containers that failed a probe or whose definition changed are stopped before anything is started. */
export function killPlanned(sim: Sim, { node, worker, sync }: View): Outcome {
  patchSync(sim, node.name, worker.uid, { killed: true });
  for (const kill of sync.plan!.kill) decide(sim, node.name, 'kubelet.kill', { pod: worker.key, container: kill.name, why: kill.message });
  stopAll(
    sim,
    node.name,
    worker.uid,
    sync.plan!.kill.map((kill) => orderOf(worker, kill)),
  );
  return 'wait';
}

function orderOf(worker: View['worker'], kill: KillPlan): StopOrder {
  const spec = containerSpec(worker.pod, kill.name);
  const probe = kill.probe === 'liveness' ? spec?.livenessProbe : kill.probe === 'startup' ? spec?.startupProbe : undefined;
  const graceSeconds = probe?.terminationGracePeriodSeconds ?? worker.pod.spec.terminationGracePeriodSeconds ?? 30;
  return { id: kill.id, name: kill.name, message: kill.message, graceSeconds, after: [] };
}

/** Nothing of the pod is to run any more: what still runs is stopped, then the sandbox. */
export function killWholePod(sim: Sim, { node, worker }: View): Outcome {
  patchSync(sim, node.name, worker.uid, { killed: true });
  stopAll(sim, node.name, worker.uid, stopOrders(sim, node.name, worker.uid, worker.pod.spec.terminationGracePeriodSeconds ?? 30), true);
  return 'wait';
}

/** All running containers of a pod; sidecars wait until those that may need them have ended, in reverse order of their start. */
export function stopOrders(sim: Sim, node: string, uid: string, graceSeconds: number): StopOrder[] {
  const pod = runtimePod(sim, node, uid);
  const running = (pod?.containers ?? []).filter(({ state }) => state === 'running');
  const sidecars = (pod?.pod.spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name);
  const idsOf = (test: (record: ContainerRecord) => boolean): string[] => running.filter(test).map(({ id }) => id);
  return running.map((record) => {
    const place = sidecars.indexOf(record.name);
    const after = place < 0 ? [] : idsOf(({ name }) => !sidecars.includes(name) || sidecars.indexOf(name) > place);
    return { id: record.id, name: record.name, message: `Stopping container ${record.name}`, graceSeconds, after };
  });
}

/** Begins to stop containers; `kubelet.stopped-all` follows when the last has ended. With `sandbox` it is stopped after them. */
export function stopAll(sim: Sim, node: string, uid: string, orders: readonly StopOrder[], sandbox = false): void {
  const worker = workerOf(sim, node, uid)!;
  const token = waitFor(sim, node, uid, undefined);
  let stops = SortedMap.empty<StopWork>();
  for (const order of orders) {
    podEvent(sim, node, worker.pod, { type: 'Normal', reason: 'Killing', message: order.message, container: order.name });
    stops = stops.set(order.id, { id: order.id, name: order.name, step: 'preStop', graceSeconds: order.graceSeconds, startedAt: sim.now, after: order.after });
  }
  patchWorker(sim, node, uid, { stops });
  if (orders.length === 0) sim.schedule({ after: sandbox ? stopSandboxSoon(sim, node, uid) : 0, to: 'kubelet.stopped-all', args: { node, uid, token } });
  else for (const order of orders) beginStop(sim, { node, uid, id: order.id });
}

/** First the preStop hook, within the grace period. */
function beginStop(sim: Sim, ref: ContainerRef): void {
  const worker = workerOf(sim, ref.node, ref.uid);
  const stop = worker?.stops.get(ref.id);
  if (!worker || !stop) return;
  const hook = containerSpec(worker.pod, stop.name)?.lifecycle?.preStop;
  if (hook && stop.graceSeconds > 0) runHook(sim, ref, hook, { kind: 'preStop', limitUs: seconds(stop.graceSeconds), token: worker.token });
  else awaitTurn(sim, ref);
}

/** The hook has ended, failed or run out of time; then it waits for its turn. */
export function awaitTurn(sim: Sim, ref: ContainerRef): void {
  const worker = workerOf(sim, ref.node, ref.uid);
  const stop = worker?.stops.get(ref.id);
  if (!worker || !stop || stop.step === 'stop') return;
  const running = stop.after.some((id) => containerOf(sim, { ...ref, id })?.state === 'running');
  const usedSeconds = Math.floor(toSeconds(sim.now - stop.startedAt));
  const left = stop.graceSeconds - usedSeconds;
  if (running && left > 0) {
    if (stop.step !== 'turn') sim.schedule({ after: seconds(left), to: 'kubelet.turn', args: { ref, token: worker.token } });
    patchWorker(sim, ref.node, ref.uid, { stops: worker.stops.set(ref.id, { ...stop, step: 'turn' }) });
    return;
  }
  const graceSeconds = Math.max(left, LEAST_GRACE_SECONDS);
  patchWorker(sim, ref.node, ref.uid, { stops: worker.stops.set(ref.id, { ...stop, step: 'stop' }) });
  noteCri(sim, { node: ref.node, method: 'StopContainer', pod: worker.key, container: stop.name, takesUs: 0 });
  if (containerOf(sim, ref)?.state === 'running') stopContainer(sim, ref, graceSeconds);
  else stopEnded(sim, ref);
}

/** A container that was being stopped has ended. */
export function stopEnded(sim: Sim, ref: ContainerRef): void {
  const worker = workerOf(sim, ref.node, ref.uid);
  if (!worker?.stops.has(ref.id)) return;
  const stops = worker.stops.delete(ref.id);
  patchWorker(sim, ref.node, ref.uid, { stops });
  for (const stop of stops.values()) if (stop.step === 'turn') awaitTurn(sim, { ...ref, id: stop.id });
  const now = workerOf(sim, ref.node, ref.uid)!;
  if (now.stops.size > 0 || !now.busy) return;
  const whole = now.phase !== 'sync' || stopsWholePod(now);
  sim.schedule({
    after: whole ? stopSandboxSoon(sim, ref.node, ref.uid) : 0,
    to: 'kubelet.stopped-all',
    args: { node: ref.node, uid: ref.uid, token: now.token },
  });
}

/** Whether a sync is at making an end of the whole pod; later in the same sync only what failed to start is stopped. */
export const stopsWholePod = ({ sync }: PodWorker): boolean => sync?.plan?.killPod === true && !sync.sandboxed;

function stopSandboxSoon(sim: Sim, node: string, uid: string): number {
  const pod = runtimePod(sim, node, uid);
  if (!pod?.sandbox?.ready) return 0;
  const takesUs = criTime(sim, node, 'StopPodSandbox');
  noteCri(sim, { node, method: 'StopPodSandbox', pod: workerOf(sim, node, uid)?.key ?? '', takesUs });
  return takesUs;
}
