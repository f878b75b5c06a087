import type { SimTime } from '../../../base/time.ts';
import { goDuration, seconds, toSeconds } from '../../../base/time.ts';
import type { Container } from '../../../kinds/schema/types.gen.ts';
import type { Sim } from '../../sim/sim.ts';
import { formatPod } from '../runtime/names.ts';
import { newestOf, runtimePod } from '../runtime/records.ts';
import { inBackOff, nextBackOff } from './back-off.ts';
import { failStart } from './create-container.ts';
import { ensureImage } from './pull-image.ts';
import { containerSpec } from './restart.ts';
import { decide, podEvent } from './say.ts';
import type { Outcome, View } from './stage.ts';
import { patchSync, patchWorker, type PodWorker, workerOf } from './state.ts';

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

function noteInit(sim: Sim, node: string, worker: PodWorker, name: string): void {
  const inits = worker.pod.spec.initContainers ?? [];
  const done = inits.findIndex((container) => container.name === name);
  decide(sim, node, 'kubelet.wait-init', { pod: worker.key, container: name, done, total: inits.length });
}
