import type { Json } from '../../../base/json.ts';
import { SortedMap } from '../../../base/sorted-map.ts';
import { type SimTime, toSeconds } from '../../../base/time.ts';
import { Recent } from '../../../kinds/recent.ts';
import { usageOf } from '../../images/program.ts';
import type { Sim } from '../../sim/sim.ts';
import { imageList } from './node-status.ts';
import { type NodeRuntime, newestOf, runtimeOf, type RuntimePod } from '../runtime/records.ts';
import { allContainers } from './restart.ts';
import { type NodeState, nodeState, type PodWorker, workersOf } from './state.ts';

/** A part is a function of these three, and of the time only where a program's use of the machine changes by itself. */
interface Made {
  readonly runtime: NodeRuntime;
  readonly node: NodeState | undefined;
  readonly workers: SortedMap<PodWorker>;
  readonly part: NodePart;
  readonly steady: boolean;
}

interface NodePart {
  readonly [field: string]: Json | undefined;
  readonly usage: { readonly cpuMilli: number; readonly memoryMi: number };
}

/** The last of each machine, by name: older ones would hold on to what has long been changed, logs of containers above all. */
const known = new Recent<Made, string>(8_192);

/**
 * What a machine shows of itself: power, network, images, what its kubelet is doing with each pod. Times in microseconds of virtual time.
 * The same object as long as nothing changes on the machine, so that a frame costs the machines that changed.
 */
export function nodePart(sim: Sim, name: string): Json {
  const node = nodeState(sim, name);
  const runtime = runtimeOf(sim, name);
  const workers = workersOf(sim, name);
  const before = known.get(name);
  const same = before?.runtime === runtime && before.node === node && before.workers === workers ? before : undefined;
  if (same?.steady) return same.part;
  const usage = usageOfNode(runtime, sim.now);
  if (same && same.part.usage.cpuMilli === usage.cpuMilli && same.part.usage.memoryMi === usage.memoryMi) return same.part;
  const part: NodePart = same ? { ...same.part, usage } : { ...partOf(node, runtime, workers), usage };
  known.set(name, { runtime, node, workers, part, steady: same?.steady ?? isSteady(runtime) });
  return part;
}

function partOf(node: NodeState | undefined, runtime: NodeRuntime, workers: SortedMap<PodWorker>): { readonly [field: string]: Json } {
  const images = imageList(runtime.images.values()).map(({ names, sizeBytes }) => ({ name: names?.[1] ?? '', size: sizeBytes ?? 0 }));
  const diskUse = images.reduce((sum, { size }) => sum + size, 0);
  const pods = [...runtime.pods.values()].map((pod) => podPartOf(pod, workers.get(pod.uid)));
  for (const worker of workers.values()) if (!runtime.pods.has(worker.uid)) pods.push(podPart(unstarted(worker), worker));
  return { on: node?.on ?? false, connected: node?.connected ?? false, kubelet: node?.kubelet ?? false, images, pods, diskUse };
}

const isSteady = (runtime: NodeRuntime): boolean =>
  [...runtime.pods.values()].every(({ containers }) =>
    containers.every(({ program }) => !program || (program.usage.load.perSecond === 0 && program.usage.growsBytesPerSecond === 0)),
  );

/** The last of each pod, by uid. */
const knownPods = new Recent<{ readonly pod: RuntimePod; readonly worker: PodWorker | undefined; readonly part: Json }, string>(32_768);

function podPartOf(pod: RuntimePod, worker: PodWorker | undefined): Json {
  const before = knownPods.get(pod.uid);
  if (before?.pod === pod && before.worker === worker) return before.part;
  const part = podPart(pod, worker);
  knownPods.set(pod.uid, { pod, worker, part });
  return part;
}

/** CPU (tens of millicores) and memory (MiB) that running programs use now, in steps coarse enough not to flicker. */
function usageOfNode(runtime: NodeRuntime, now: SimTime): NodePart['usage'] {
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
