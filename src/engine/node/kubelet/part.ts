import type { Json } from '../../../base/json.ts';
import { SortedMap } from '../../../base/sorted-map.ts';
import { type SimTime, toSeconds } from '../../../base/time.ts';
import { usageOf } from '../../images/program.ts';
import type { Sim } from '../../sim/sim.ts';
import { imageList } from './node-status.ts';
import { type NodeRuntime, newestOf, runtimeOf, type RuntimePod } from '../runtime/records.ts';
import { allContainers } from './restart.ts';
import { nodeState, type PodWorker, workerOf, workersOf } from './state.ts';

/** What a machine shows of itself: power, network, images, what its kubelet is doing with each pod. Times in microseconds of virtual time. */
export function nodePart(sim: Sim, name: string): Json {
  const node = nodeState(sim, name);
  const runtime = runtimeOf(sim, name);
  const images = imageList(runtime.images.values()).map(({ names, sizeBytes }) => ({ name: names?.[1] ?? '', size: sizeBytes ?? 0 }));
  const imageBytes = images.reduce((sum, { size }) => sum + size, 0);
  const pods = [...runtime.pods.values()].map((pod) => podPart(pod, workerOf(sim, name, pod.uid)));
  for (const worker of workersOf(sim, name).values()) if (!runtime.pods.has(worker.uid)) pods.push(podPart(unstarted(worker), worker));
  return {
    on: node?.on ?? false,
    connected: node?.connected ?? false,
    kubelet: node?.kubelet ?? false,
    images,
    pods,
    diskUse: imageBytes,
    usage: usageOfNode(runtime, sim.now),
  };
}

/** CPU (tens of millicores) and memory (MiB) that running programs use now, in steps coarse enough not to flicker. */
function usageOfNode(runtime: NodeRuntime, now: SimTime): Json {
  let cpuMilli = 0;
  let memoryBytes = 0;
  for (const pod of runtime.pods.values())
    for (const { program } of pod.containers) {
      if (!program) continue;
      const usage = usageOf(program, now);
      cpuMilli += usage.cpuMilli;
      memoryBytes += usage.memoryBytes;
    }
  return { cpuMilli: Math.round(cpuMilli / 10) * 10, memoryMi: Math.round(memoryBytes / 1_048_576) };
}

function podPart(pod: RuntimePod, worker: PodWorker | undefined): Json {
  const spec = worker?.pod ?? pod.pod;
  const containers = allContainers(spec).map(({ name }) => {
    const record = newestOf(pod, name);
    const since = record?.finishedAt ?? record?.startedAt ?? record?.createdAt ?? null;
    return { name, state: record?.state ?? 'none', since, listening: record?.listening ?? [] };
  });
  const pull = worker?.sync?.current?.pull;
  const pulling = pull && worker?.sync?.current?.step === 'pull' ? { pullProgress: { from: pull.from, until: pull.until } } : {};
  return {
    uid: pod.uid,
    known: worker !== undefined,
    stage: stageOf(pod, worker),
    waitingFor: waitingFor(worker),
    ...pulling,
    ip: pod.sandbox?.ready ? pod.sandbox.ip : '',
    containers,
  };
}

const unstarted = (worker: PodWorker): RuntimePod => ({ uid: worker.uid, pod: worker.pod, sandbox: undefined, containers: [], volumes: SortedMap.empty() });

/** What the kubelet is doing with a pod, in one word. */
function stageOf(pod: RuntimePod, worker: PodWorker | undefined): string {
  if (!worker) return pod.containers.some(({ state }) => state === 'running') ? 'unattended' : 'dead';
  if (worker.phase !== 'sync') return worker.phase;
  const { sync } = worker;
  if (sync?.current) return sync.current.step;
  if (sync && !sync.volumesReady) return 'volumes';
  if (sync?.plan?.createSandbox && !sync.sandboxed) return 'sandbox';
  return Object.keys(worker.reasons).length > 0 ? 'waiting' : 'running';
}

function waitingFor(worker: PodWorker | undefined): Json {
  const failing = worker && [...worker.volumes.retries.entries()].map(([volume, { error }]) => `${volume}: ${error}`)[0];
  if (failing) return { what: 'volume', detail: failing };
  const [name, reason] = Object.entries(worker?.reasons ?? {})[0] ?? [];
  if (name === undefined || !reason) return null;
  const backOff = worker?.backOffs.get(`restart/${name}`);
  return { what: reason.reason, detail: name, ...(backOff ? { backOffSeconds: toSeconds(backOff.us) } : {}) };
}
