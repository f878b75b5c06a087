import type { Container, Pod } from '../../../kinds/schema/types.gen.ts';
import { type ContainerRecord, newestOf, type RuntimePod } from '../runtime/records.ts';
import { isSidecar, restartsAfterKill, shouldBeStarted, shouldRestart } from './restart.ts';
import type { KillPlan, Plan, PodWorker, StartPlan } from './state.ts';
import { probeResult } from './probe-results.ts';

/** What has to be done for the containers of a pod, from what it should be and what the runtime has (upstream: computePodActions).
 *  Simplified: no ephemeral containers (`kubectl debug`) and no resizing in place; the API server does not serve these paths of pods. */
export function planFor(worker: PodWorker, runtime: RuntimePod | undefined): Plan {
  const { pod } = worker;
  if (!runtime?.sandbox?.ready) return planNewSandbox(pod, runtime);
  const init = planInit(worker, runtime);
  if (init.killPod) return { killPod: true, createSandbox: false, kill: [], start: [] };
  if (!init.done) return { killPod: false, createSandbox: false, kill: init.kill, start: init.start };
  const kill: KillPlan[] = [...init.kill];
  const start: StartPlan[] = [];
  let keep = 0;
  for (const container of pod.spec.containers) {
    const record = newestOf(runtime, container.name);
    if (record?.state !== 'running') {
      if (shouldBeStarted(container, pod, record)) start.push({ name: container.name, init: false });
      continue;
    }
    const why = killReason(worker, container, record);
    if (!why) {
      keep++;
      continue;
    }
    const restart = why.always === true || restartsAfterKill(container, pod);
    kill.push({ ...why, message: restart ? `${why.message}, will be restarted` : why.message });
    if (restart) start.push({ name: container.name, init: false });
  }
  // Sidecars do not keep a pod alive whose containers are done.
  if (keep === 0 && start.length === 0) return { killPod: true, createSandbox: false, kill: [], start: [] };
  return { killPod: false, createSandbox: false, kill, start: [...init.start, ...start] };
}

function planNewSandbox(pod: Pod, runtime: RuntimePod | undefined): Plan {
  const killPod = runtime?.sandbox !== undefined;
  const started = (runtime?.containers.length ?? 0) > 0;
  const anyRestarts = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].some((container) => restartsAfterKill(container, pod));
  const wanted = pod.spec.containers.filter((container) => {
    const record = newestOf(runtime, container.name);
    return !record || record.state !== 'exited' || shouldRestart(container, pod, record.exitCode ?? 0);
  });
  // A pod that is done, or may not be restarted, gets no second sandbox.
  if ((runtime?.sandbox && started && !anyRestarts) || wanted.length === 0) return { killPod: true, createSandbox: false, kill: [], start: [] };
  const first = pod.spec.initContainers?.[0];
  const start = first ? [{ name: first.name, init: true }] : wanted.map(({ name }) => ({ name, init: false }));
  return { killPod, createSandbox: true, kill: [], start };
}

interface InitPlan {
  readonly done: boolean;
  readonly killPod?: boolean;
  readonly kill: readonly KillPlan[];
  readonly start: readonly StartPlan[];
}

/**
 * Init containers one after the other; sidecars are kept running. Walks from the last to the first, since those that ended
 * may have been removed from the runtime (upstream: computeInitContainerActions).
 */
function planInit(worker: PodWorker, runtime: RuntimePod): InitPlan {
  const { pod } = worker;
  const inits = pod.spec.initContainers ?? [];
  if (inits.length === 0) return { done: true, kill: [], start: [] };
  let done = pod.spec.containers.some(({ name }) => {
    const state = currentOf(runtime, name)?.state;
    return state === 'running' || state === 'created';
  });
  let initialised = done;
  const kill: KillPlan[] = [];
  const start: number[] = [];
  for (let i = inits.length - 1; i >= 0; i--) {
    const container = inits[i]!;
    const record = currentOf(runtime, container.name);
    if (!record) {
      if (initialised && isSidecar(container)) start.push(i);
      continue;
    }
    if (initialised && !isSidecar(container)) continue;
    const next = lookAtInit(worker, container, record);
    if (next === 'fail') return { done: false, killPod: true, kill: [], start: [] };
    if (next === 'passed') {
      if (i === inits.length - 1) done = true;
      else if (!initialised) start.push(i + 1);
    } else if (next === 'start') start.push(i);
    if (next !== 'passed' || isSidecar(container)) {
      const why = record.state === 'running' && isSidecar(container) ? killReason(worker, container, record, 'Init container') : undefined;
      if (why) {
        kill.push(why);
        start.push(i);
      }
    }
    initialised = true;
  }
  if (!initialised) start.push(0);
  const order = [...new Set(start)].sort((a, b) => a - b);
  return { done, kill, start: order.map((i) => ({ name: inits[i]!.name, init: true })) };
}

type InitVerdict = 'passed' | 'start' | 'wait' | 'fail';

function lookAtInit(worker: PodWorker, container: Container, record: ContainerRecord): InitVerdict {
  if (record.state === 'created') return 'start';
  if (record.state === 'running') {
    if (!isSidecar(container)) return 'wait';
    return !container.startupProbe || probeResult(worker, container.name, 'startup', record.id) === 'success' ? 'passed' : 'wait';
  }
  if (isSidecar(container)) return 'start';
  if (record.exitCode === 0) return 'passed';
  return shouldRestart(container, worker.pod, record.exitCode ?? 1) ? 'start' : 'fail';
}

/** Why a running container has to go. */
function killReason(worker: PodWorker, container: Container, record: ContainerRecord, what = 'Container'): (KillPlan & { readonly always?: true }) | undefined {
  const base = { id: record.id, name: container.name };
  if (record.image !== container.image) return { ...base, message: `${what} ${container.name} definition changed`, always: true };
  if (probeResult(worker, container.name, 'liveness', record.id) === 'failure')
    return { ...base, message: `${what} ${container.name} failed liveness probe`, probe: 'liveness' };
  if (probeResult(worker, container.name, 'startup', record.id) === 'failure')
    return { ...base, message: `${what} ${container.name} failed startup probe`, probe: 'startup' };
  return undefined;
}

/** The newest container of a name that belongs to the present sandbox. */
function currentOf(runtime: RuntimePod, name: string): ContainerRecord | undefined {
  const record = newestOf(runtime, name);
  return record && runtime.sandbox && record.createdAt >= runtime.sandbox.createdAt ? record : undefined;
}
