import type { SimTime } from '../../../base/time.ts';
import { goDuration, seconds, toSeconds } from '../../../base/time.ts';
import type { Container } from '../../../kinds/schema/types.gen.ts';
import type { Sim } from '../../sim/sim.ts';
import { createContainer, startContainer, stopContainer } from '../runtime/containers.ts';
import { criTime, noteCri } from '../runtime/cri.ts';
import { formatPod } from '../runtime/names.ts';
import { newestOf, runtimePod } from '../runtime/records.ts';
import { makeSubPaths } from '../runtime/volumes.ts';
import { inBackOff, nextBackOff } from './back-off.ts';
import { configOf } from './container-config.ts';
import { runHook } from './hooks.ts';
import { ensureImage } from './pull-image.ts';
import { beginProbes } from './probes.ts';
import { containerSpec, isSidecar } from './restart.ts';
import { decide, podEvent } from './say.ts';
import { goOn, type Outcome, type View } from './stages.ts';
import { type CurrentStart, patchSync, patchWorker, type PodWorker, workerOf } from './state.ts';
import { noticeAtRelist, waitFor } from './worker.ts';

/** Starts the next container of the plan: back-off, image, create, start, postStart (upstream: startContainer). */
export function startNext(sim: Sim, { node, worker, sync, runtime }: View): Outcome {
  const plan = sync.plan!.start[sync.next]!;
  const container = containerSpec(worker.pod, plan.name);
  if (!container) return skip(sim, node.name, worker.uid);
  const last = newestOf(runtime, plan.name);
  if (last?.state === 'exited' && !allowsRestart(sim, node.name, worker, container, last.finishedAt ?? sim.now)) return 'go';
  if (plan.init) noteInit(sim, node.name, worker, plan.name);
  patchSync(sim, node.name, worker.uid, { current: { plan, step: 'pull' } });
  return ensureImage(sim, node.name, worker.uid, container);
}

function skip(sim: Sim, node: string, uid: string): Outcome {
  const sync = workerOf(sim, node, uid)?.sync;
  if (sync) patchSync(sim, node, uid, { next: sync.next + 1, current: undefined });
  return 'go';
}

/** False: it is in back-off; the container is passed over in this sync. */
function allowsRestart(sim: Sim, node: string, worker: PodWorker, container: Container, finishedAt: SimTime): boolean {
  const key = `restart/${container.name}`;
  const backOff = worker.backOffs.get(key);
  if (!inBackOff(backOff, finishedAt, sim.now)) {
    patchWorker(sim, node, worker.uid, { backOffs: worker.backOffs.set(key, nextBackOff(backOff, finishedAt, sim.now)) });
    return true;
  }
  const last = newestOf(runtimePod(sim, node, worker.uid), container.name);
  const args = {
    pod: worker.key,
    container: container.name,
    exitCode: last?.exitCode ?? 0,
    backOffSeconds: toSeconds(backOff!.us),
    restarts: last?.attempt ?? 0,
  };
  decide(sim, node, 'kubelet.wait-restart', args, backOff!.us >= seconds(40));
  podEvent(sim, node, worker.pod, {
    type: 'Warning',
    reason: 'BackOff',
    message: `Back-off restarting failed container ${container.name} in pod ${formatPod(worker.pod)}`,
    container: container.name,
  });
  const message = `back-off ${goDuration(backOff!.us)} restarting failed container=${container.name} pod=${formatPod(worker.pod)}`;
  failStart(sim, node, worker.uid, container.name, { reason: 'CrashLoopBackOff', message });
  return false;
}

/** The container could not be started in this sync. An init container that is not a sidecar stops the sync there. */
export function failStart(sim: Sim, node: string, uid: string, name: string, why: { reason: string; message: string }): void {
  const worker = workerOf(sim, node, uid);
  if (!worker?.sync) return;
  const { plan } = worker.sync;
  const start = plan!.start[worker.sync.next];
  const stops = start?.init === true && !isSidecar(containerSpec(worker.pod, name)!);
  patchWorker(sim, node, uid, {
    reasons: { ...worker.reasons, [name]: why },
    sync: { ...worker.sync, failed: true, current: undefined, next: stops ? plan!.start.length : worker.sync.next + 1 },
  });
}

/** The image is there: the container is created. */
export function createNext(sim: Sim, node: string, uid: string): Outcome {
  const worker = workerOf(sim, node, uid)!;
  const current = worker.sync!.current!;
  const made = configOf(sim, node, worker, containerSpec(worker.pod, current.plan.name)!);
  if ('error' in made) {
    podEvent(sim, node, worker.pod, { type: 'Warning', reason: 'Failed', message: `Error: ${made.error}`, container: current.plan.name });
    failStart(sim, node, uid, current.plan.name, { reason: 'CreateContainerConfigError', message: made.error });
    return 'go';
  }
  decide(sim, node, 'kubelet.start', { pod: worker.key, container: current.plan.name, attempt: made.attempt });
  const takesUs = criTime(sim, node, 'CreateContainer');
  noteCri(sim, { node, method: 'CreateContainer', pod: worker.key, container: current.plan.name, takesUs });
  const token = waitFor(sim, node, uid, undefined);
  patchSync(sim, node, uid, { current: { ...current, step: 'create' } });
  sim.schedule({ after: takesUs, to: 'kubelet.created', args: { node, uid, token, config: made } });
  return 'wait';
}

export function containerCreated(sim: Sim, node: string, uid: string, config: Parameters<typeof createContainer>[3]): void {
  const worker = workerOf(sim, node, uid)!;
  const current = worker.sync!.current!;
  const ref = createContainer(sim, node, uid, config);
  if (!ref) return goOn(sim, node, uid);
  makeSubPaths(sim, ref);
  podEvent(sim, node, worker.pod, { type: 'Normal', reason: 'Created', message: 'Container created', container: config.name });
  const takesUs = criTime(sim, node, 'StartContainer');
  noteCri(sim, { node, method: 'StartContainer', pod: worker.key, container: config.name, takesUs });
  const token = waitFor(sim, node, uid, undefined);
  patchSync(sim, node, uid, { current: { ...current, step: 'start', id: ref.id } });
  sim.schedule({ after: takesUs, to: 'kubelet.started', args: { node, uid, token } });
}

export function containerStarted(sim: Sim, node: string, uid: string): void {
  const worker = workerOf(sim, node, uid)!;
  const current = worker.sync!.current as CurrentStart & { readonly id: string };
  const name = current.plan.name;
  const ref = { node, uid, id: current.id };
  const failure = startContainer(sim, ref);
  noticeAtRelist(sim, node, uid);
  if (failure !== undefined) {
    podEvent(sim, node, worker.pod, { type: 'Warning', reason: 'Failed', message: `Error: ${failure}`, container: name });
    failStart(sim, node, uid, name, { reason: 'RunContainerError', message: failure });
    return goOn(sim, node, uid);
  }
  podEvent(sim, node, worker.pod, { type: 'Normal', reason: 'Started', message: 'Container started', container: name });
  beginProbes(sim, ref);
  const hook = containerSpec(worker.pod, name)?.lifecycle?.postStart;
  if (!hook) return startSucceeded(sim, node, uid, name);
  const token = waitFor(sim, node, uid, undefined);
  patchSync(sim, node, uid, { current: { ...current, step: 'postStart' } });
  runHook(sim, ref, hook, { kind: 'postStart', limitUs: undefined, token });
}

/** The postStart hook ended; when it failed the container is killed. */
export function postStartDone(sim: Sim, node: string, uid: string, ok: boolean): void {
  const worker = workerOf(sim, node, uid)!;
  const current = worker.sync!.current!;
  const name = current.plan.name;
  if (ok) return startSucceeded(sim, node, uid, name);
  podEvent(sim, node, worker.pod, { type: 'Warning', reason: 'FailedPostStartHook', message: 'PostStartHook failed', container: name });
  podEvent(sim, node, worker.pod, { type: 'Normal', reason: 'Killing', message: 'FailedPostStartHook', container: name });
  failStart(sim, node, uid, name, { reason: 'PostStartHookError', message: 'PostStartHook failed' });
  stopContainer(sim, { node, uid, id: current.id! }, worker.pod.spec.terminationGracePeriodSeconds ?? 30);
  goOn(sim, node, uid);
}

function startSucceeded(sim: Sim, node: string, uid: string, name: string): void {
  const worker = workerOf(sim, node, uid)!;
  const { [name]: _gone, ...reasons } = worker.reasons;
  patchWorker(sim, node, uid, { reasons, sync: { ...worker.sync!, current: undefined, next: worker.sync!.next + 1 } });
  goOn(sim, node, uid);
}

function noteInit(sim: Sim, node: string, worker: PodWorker, name: string): void {
  const inits = worker.pod.spec.initContainers ?? [];
  const done = inits.findIndex((container) => container.name === name);
  decide(sim, node, 'kubelet.wait-init', { pod: worker.key, container: name, done, total: inits.length });
}
