import type { Sim } from '../../sim/sim.ts';
import { createContainer, startContainer } from '../runtime/containers.ts';
import { criTime, noteCri } from '../runtime/cri.ts';
import { makeSubPaths } from '../runtime/volumes.ts';
import { configOf } from './container-config.ts';
import { runHook } from './hooks.ts';
import { stopAll } from './kill.ts';
import { beginProbes } from './probes.ts';
import { containerSpec, isSidecar } from './restart.ts';
import { decide, podEvent } from './say.ts';
import type { Outcome } from './stage.ts';
import { type CurrentStart, patchSync, patchWorker, workerOf } from './state.ts';
import { noticeAtRelist, waitFor } from './worker.ts';

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

export function containerCreated(sim: Sim, node: string, uid: string, config: Parameters<typeof createContainer>[3]): Outcome {
  const worker = workerOf(sim, node, uid)!;
  const current = worker.sync!.current!;
  const ref = createContainer(sim, node, uid, config);
  if (!ref) return 'go';
  makeSubPaths(sim, ref);
  podEvent(sim, node, worker.pod, { type: 'Normal', reason: 'Created', message: 'Container created', container: config.name });
  const takesUs = criTime(sim, node, 'StartContainer');
  noteCri(sim, { node, method: 'StartContainer', pod: worker.key, container: config.name, takesUs });
  const token = waitFor(sim, node, uid, undefined);
  patchSync(sim, node, uid, { current: { plan: current.plan, step: 'start', id: ref.id, ...(current.pull ? { pull: current.pull } : undefined) } });
  sim.schedule({ after: takesUs, to: 'kubelet.started', args: { node, uid, token } });
  return 'wait';
}

export function containerStarted(sim: Sim, node: string, uid: string): Outcome {
  const worker = workerOf(sim, node, uid)!;
  const current = worker.sync!.current as CurrentStart & { readonly id: string };
  const name = current.plan.name;
  const ref = { node, uid, id: current.id };
  const failure = startContainer(sim, ref);
  noticeAtRelist(sim, node, uid);
  if (failure !== undefined) {
    podEvent(sim, node, worker.pod, { type: 'Warning', reason: 'Failed', message: `Error: ${failure}`, container: name });
    failStart(sim, node, uid, name, { reason: 'RunContainerError', message: failure });
    return 'go';
  }
  podEvent(sim, node, worker.pod, { type: 'Normal', reason: 'Started', message: 'Container started', container: name });
  beginProbes(sim, ref);
  const hook = containerSpec(worker.pod, name)?.lifecycle?.postStart;
  if (!hook) return startSucceeded(sim, node, uid, name);
  const token = waitFor(sim, node, uid, undefined);
  patchSync(sim, node, uid, { current: { ...current, step: 'postStart' } });
  runHook(sim, ref, hook, { kind: 'postStart', limitUs: undefined, token });
  return 'wait';
}

/** The postStart hook ended; when it failed (with this message) the container is stopped, preStop hook and all, before the sync goes on. */
export function postStartDone(sim: Sim, node: string, uid: string, failure: string | undefined): Outcome {
  const worker = workerOf(sim, node, uid)!;
  const current = worker.sync!.current!;
  const name = current.plan.name;
  if (failure === undefined) return startSucceeded(sim, node, uid, name);
  podEvent(sim, node, worker.pod, { type: 'Warning', reason: 'FailedPostStartHook', message: 'PostStartHook failed', container: name });
  failStart(sim, node, uid, name, { reason: 'PostStartHookError', message: failure });
  const graceSeconds = worker.pod.spec.terminationGracePeriodSeconds ?? 30;
  stopAll(sim, node, uid, [{ id: current.id!, name, message: 'FailedPostStartHook', graceSeconds, after: [] }]);
  return 'wait';
}

function startSucceeded(sim: Sim, node: string, uid: string, name: string): Outcome {
  const worker = workerOf(sim, node, uid)!;
  const { [name]: _gone, ...reasons } = worker.reasons;
  patchWorker(sim, node, uid, { reasons, sync: { ...worker.sync!, current: undefined, next: worker.sync!.next + 1 } });
  return 'go';
}
