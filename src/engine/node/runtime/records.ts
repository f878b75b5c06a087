import { SortedMap } from '../../../base/sorted-map.ts';
import type { SimTime } from '../../../base/time.ts';
import type { Vector } from '../../../base/vector.ts';
import type { Pod } from '../../../kinds/schema/types.gen.ts';
import type { Image } from '../../images/catalog.ts';
import type { ExecState } from '../../images/exec.ts';
import type { ProgramContext, ProgramState } from '../../images/program.ts';
import type { Sim } from '../../sim/sim.ts';
import { slot } from '../../sim/slot.ts';
import type { MountedVolume, Tree } from './volumes.ts';

/**
 * What containerd of one machine knows: sandboxes, containers, images. It outlives the kubelet; when the machine is off nothing of it
 * runs, and after a reboot every container is found exited.
 */
export interface NodeRuntime {
  readonly node: string;
  readonly on: boolean;
  /** By pod uid. */
  readonly pods: SortedMap<RuntimePod>;
  /** By canonical name, `docker.io/library/nginx:1.28`. */
  readonly images: SortedMap<Image>;
  /** Last host part given to a sandbox; host-local gives addresses in turn and only then looks for free ones again. */
  readonly lastAddress: number;
  readonly execs: SortedMap<ExecRun>;
  readonly nextExec: number;
}

export interface RuntimePod {
  readonly uid: string;
  /** As its labels tell: enough to stop it when the API no longer knows it. */
  readonly pod: Pod;
  readonly sandbox: Sandbox | undefined;
  /** Oldest first; of each name only the newest two are kept. */
  readonly containers: readonly ContainerRecord[];
  /** Volumes set up for the pod, by name; they outlive containers. */
  readonly volumes: SortedMap<MountedVolume>;
}

export interface Sandbox {
  readonly id: string;
  readonly attempt: number;
  readonly ready: boolean;
  /** The pod's address; the node's for host-network pods. */
  readonly ip: string;
  readonly hostNetwork: boolean;
  readonly createdAt: SimTime;
}

export type ContainerState = 'created' | 'running' | 'exited';

export interface ContainerRecord {
  readonly id: string;
  readonly name: string;
  readonly attempt: number;
  /** As the pod's spec names it. */
  readonly image: string;
  readonly imageID: string;
  readonly state: ContainerState;
  readonly createdAt: SimTime;
  readonly startedAt?: SimTime;
  readonly finishedAt?: SimTime;
  readonly exitCode?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly context: ProgramContext;
  readonly program?: ProgramState;
  /** Which wake-up is the valid one. */
  readonly wake: number;
  readonly listening: readonly number[];
  /** A StopContainer call is under way. */
  readonly stopping: boolean;
  /** When the grace period of the last such call is over: earlier ones were given up. */
  readonly killAt?: SimTime;
  readonly log: Vector<LogLine>;
  /** The container's writable layer. */
  readonly layer: Tree;
  readonly mounts: readonly ContainerMount[];
  readonly terminationMessagePath: string;
  readonly logsAsMessage: boolean;
}

export interface ContainerMount {
  readonly volume: string;
  readonly mountPath: string;
  readonly subPath: string;
  readonly readOnly: boolean;
  /** What a volume of files held when the container was made: a mount by subPath stays on it (a bind mount keeps its inode). */
  readonly pinned?: Tree;
}

export interface LogLine {
  readonly t: SimTime;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** A command run beside a container's main process. */
export interface ExecRun {
  readonly id: number;
  readonly ref: ContainerRef;
  readonly state: ExecState;
  readonly wake: number;
  readonly background: boolean;
  readonly reply: { readonly to: string; readonly args: unknown };
}

export interface ContainerRef {
  readonly node: string;
  readonly uid: string;
  readonly id: string;
}

export const runtimes = slot<SortedMap<NodeRuntime>>('runtime', () => SortedMap.empty());
/** Address of a sandbox → whose it is. */
export const podAddresses = slot<SortedMap<{ readonly node: string; readonly uid: string }>>('runtime/addresses', () => SortedMap.empty());

const NO_RUNTIME: Omit<NodeRuntime, 'node'> = {
  on: false,
  pods: SortedMap.empty(),
  images: SortedMap.empty(),
  lastAddress: 1,
  execs: SortedMap.empty(),
  nextExec: 1,
};

export const runtimeOf = (sim: Sim, node: string): NodeRuntime => sim.get(runtimes).get(node) ?? { ...NO_RUNTIME, node };
export const setRuntime = (sim: Sim, runtime: NodeRuntime): void => sim.set(runtimes, sim.get(runtimes).set(runtime.node, runtime));
export const runtimePod = (sim: Sim, node: string, uid: string): RuntimePod | undefined => runtimeOf(sim, node).pods.get(uid);

export function setRuntimePod(sim: Sim, node: string, pod: RuntimePod): void {
  const { on, pods, images, lastAddress, execs, nextExec } = runtimeOf(sim, node);
  setRuntime(sim, { node, on, pods: pods.set(pod.uid, pod), images, lastAddress, execs, nextExec });
}

export function containerOf(sim: Sim, ref: ContainerRef): ContainerRecord | undefined {
  return runtimePod(sim, ref.node, ref.uid)?.containers.find((container) => container.id === ref.id);
}

export function setContainer(sim: Sim, ref: ContainerRef, next: ContainerRecord): void {
  const known = runtimePod(sim, ref.node, ref.uid);
  if (!known) return;
  const { uid, pod, sandbox, volumes } = known;
  setRuntimePod(sim, ref.node, { uid, pod, sandbox, containers: known.containers.map((one) => (one.id === ref.id ? next : one)), volumes });
}

/** The newest container of a name. */
export function newestOf(pod: RuntimePod | undefined, name: string): ContainerRecord | undefined {
  const { containers } = pod ?? { containers: [] };
  for (let i = containers.length - 1; i >= 0; i--) if (containers[i]!.name === name) return containers[i];
  return undefined;
}
