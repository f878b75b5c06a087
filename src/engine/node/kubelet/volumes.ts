import { SortedMap } from '../../../base/sorted-map.ts';
import type { SimTime } from '../../../base/time.ts';
import { minutes, ms, seconds } from '../../../base/time.ts';
import type { Volume } from '../../../kinds/schema/types.gen.ts';
import { kubelet } from '../../../wire/actors.ts';
import type { Sim } from '../../sim/sim.ts';
import { aboutPod } from '../runtime/names.ts';
import { type RuntimePod, runtimePod, setRuntimePod } from '../runtime/records.ts';
import { openRuntimePod } from '../runtime/sandboxes.ts';
import { EMPTY_TREE, nodeAt, type Tree, withDirectory, withFile } from '../runtime/tree.ts';
import { type HeldToken, hostTrees, type MountedVolume } from '../runtime/volumes.ts';
import { claimVolume } from './claims.ts';
import { growVolumes } from './grow-volumes.ts';
import { decide, podEvent } from './say.ts';
import type { Outcome, View } from './stage.ts';
import { nodeObject, nodeState, patchSync, patchWorker, type PodWorker, viewOf, workerOf } from './state.ts';
import { podToken } from './tokens.ts';
import { filesOf, sourcesOf } from './volume-files.ts';
import { endSync, waitFor } from './worker.ts';

/** The kubelet looks this often whether all volumes of a pod are there, and gives up after so long. */
const POLL_US = ms(300);
const TIMEOUT_US = seconds(123);
/** A volume that could not be set up is tried again after half a second, then twice as long each time, up to 2 min 2 s. */
const RETRY_FIRST_US = ms(500);
/** A claim that is not bound may stay so for long: from then on its waiting does not count as work. */
const PROBLEM_US = seconds(8);
const RETRY_MOST_US = minutes(2) + seconds(2);

export type SetUp =
  | { readonly volume: MountedVolume }
  /** `event`: told as FailedMount and tried again with back-off. `againUs`: nothing is wrong, it takes time. `problem`: the whole wait has failed. */
  | { readonly error: string; readonly event?: string; readonly againUs?: number; readonly problem?: true };

/** WaitForAttachAndMount: every volume of the pod has to be set up before anything starts. */
export function setUpVolumes(sim: Sim, { node, worker }: View): Outcome {
  const { pod } = worker;
  const volumes = pod.spec.volumes ?? [];
  const runtime = openRuntimePod(sim, node.name, pod);
  const missing = volumes.filter(({ name }) => !runtime.volumes.has(name));
  if (missing.length === 0) {
    refreshFiles(sim, node.name, worker);
    growVolumes(sim, node.name, worker);
    patchWorker(sim, node.name, worker.uid, { volumes: { waitingSince: undefined, retries: SortedMap.empty(), unmounted: false } });
    patchSync(sim, node.name, worker.uid, { volumesReady: true });
    return 'go';
  }
  const since = worker.volumes.waitingSince ?? sim.now;
  if (worker.volumes.waitingSince === undefined) patchWorker(sim, node.name, worker.uid, { volumes: { ...worker.volumes, waitingSince: since } });
  if (sim.now - since >= TIMEOUT_US) return giveUp(sim, node.name, worker, missing, [], 'context deadline exceeded');
  for (const volume of missing) {
    const problem = trySetUp(sim, node.name, worker.uid, volume);
    if (problem !== undefined) return giveUp(sim, node.name, worker, missing, [volume.name], problem);
  }
  return waitForVolumes(sim, node.name, worker.uid, missing, since);
}

/** Looks again at the next poll; while everything fails only when something is tried again. */
function waitForVolumes(sim: Sim, node: string, uid: string, asked: readonly Volume[], since: SimTime): Outcome {
  const worker = workerOf(sim, node, uid)!;
  const done = runtimePod(sim, node, uid)!.volumes;
  const waiting = asked.filter(({ name }) => !done.has(name));
  if (waiting.length === 0) {
    waitFor(sim, node, uid, POLL_US);
    return 'wait';
  }
  let next = (since + TIMEOUT_US) as SimTime;
  let long = false;
  for (const { name } of waiting) {
    const retry = worker.volumes.retries.get(name);
    if (!retry) continue;
    next = Math.min(next, Math.max(retry.at, sim.now + ms(100))) as SimTime;
    if (retry.us >= seconds(4)) long = true;
  }
  waitFor(sim, node, uid, next - sim.now, long);
  return 'wait';
}

/** Returns what is wrong when there is no use in waiting. */
function trySetUp(sim: Sim, node: string, uid: string, volume: Volume): string | undefined {
  const worker = workerOf(sim, node, uid)!;
  const retry = worker.volumes.retries.get(volume.name);
  if (retry && sim.now < retry.at) return undefined;
  const made = setUp(sim, node, worker, volume);
  if ('volume' in made) {
    const pod = runtimePod(sim, node, uid)!;
    setRuntimePod(sim, node, { ...pod, volumes: pod.volumes.set(volume.name, made.volume) });
    sim.note({
      code: 'volume.step',
      actor: kubelet(node),
      ...aboutPod(sim, worker.key),
      args: { step: 'mount', pod: worker.key, volume: volume.name, kind: made.volume.kind },
    });
    return undefined;
  }
  if (made.problem) {
    if (!retry) decide(sim, node, 'kubelet.wait-volumes', { pod: worker.key, volumes: [volume.name], error: made.error });
    const retries = worker.volumes.retries.set(volume.name, { us: PROBLEM_US, at: sim.now, error: made.error });
    patchWorker(sim, node, uid, { volumes: { ...worker.volumes, retries } });
    return made.error;
  }
  if (made.event !== undefined) podEvent(sim, node, worker.pod, { type: 'Warning', reason: 'FailedMount', message: made.event });
  const us = made.againUs ?? Math.min(retry ? retry.us * 2 : RETRY_FIRST_US, RETRY_MOST_US);
  if (!retry) decide(sim, node, 'kubelet.wait-volumes', { pod: worker.key, volumes: [volume.name], error: made.error });
  const retries = worker.volumes.retries.set(volume.name, { us, at: (sim.now + us) as SimTime, error: made.error });
  patchWorker(sim, node, uid, { volumes: { ...workerOf(sim, node, uid)!.volumes, retries } });
  return undefined;
}

function giveUp(sim: Sim, node: string, worker: PodWorker, missing: readonly Volume[], unprocessed: readonly string[], error: string): Outcome {
  const names = missing.map(({ name }) => name).join(' ');
  const message = `Unable to attach or mount volumes: unmounted volumes=[${names}], unattached volumes=[], failed to process volumes=[${unprocessed.join(' ')}]: ${error}`;
  podEvent(sim, node, worker.pod, { type: 'Warning', reason: 'FailedMount', message });
  patchWorker(sim, node, worker.uid, { volumes: { ...workerOf(sim, node, worker.uid)!.volumes, waitingSince: undefined }, reasons: worker.reasons });
  endSync(sim, node, worker.uid, 'error');
  return 'wait';
}

/** Sets up one volume, by its type. */
function setUp(sim: Sim, node: string, worker: PodWorker, volume: Volume): SetUp {
  const made = filesOf(volume, filesInput(sim, node, worker));
  if (made) return 'error' in made ? failed(volume, made.error) : { volume: { kind: 'files', ...made } };
  if (volume.emptyDir) return { volume: { kind: 'emptyDir', tree: EMPTY_TREE } };
  if (volume.hostPath) return hostPath(sim, node, volume, volume.hostPath.path, volume.hostPath.type ?? '');
  if (volume.persistentVolumeClaim || volume.ephemeral) return claimVolume(sim, node, worker.pod, volume);
  // Simplified: an image volume is mounted without what the image holds.
  if (volume.image) return { volume: { kind: 'files', tree: EMPTY_TREE, sources: [] } };
  return failed(volume, unsupported(volume, worker.uid));
}

const failed = (volume: Volume, error: string): SetUp => ({ error, event: `MountVolume.SetUp failed for volume "${volume.name}" : ${error}` });

/** Types whose plugin is not on this cluster. */
function unsupported(volume: Volume, uid: string): string {
  if (volume.csi)
    return `kubernetes.io/csi: mounter.SetUpAt failed to get CSI client: driver name ${volume.csi.driver} not found in the list of registered CSI drivers`;
  if (volume.nfs) {
    const target = `/var/lib/kubelet/pods/${uid}/volumes/kubernetes.io~nfs/${volume.name}`;
    const source = `${volume.nfs.server}:${volume.nfs.path}`;
    return `mount failed: exit status 32\nMounting command: mount\nMounting arguments: -t nfs ${source} ${target}\nOutput: mount.nfs: Connection timed out for ${source} on ${target}\n`;
  }
  return 'no volume plugin matched';
}

/** The checks of pkg/volume/hostpath. */
function hostPath(sim: Sim, node: string, volume: Volume, path: string, type: string): SetUp {
  const tree = sim.get(hostTrees).get(node) ?? EMPTY_TREE;
  const there = nodeAt(tree, path)?.type;
  const create = (next: typeof tree): void => sim.set(hostTrees, sim.get(hostTrees).set(node, next));
  switch (type) {
    case 'DirectoryOrCreate':
      if (there === 'file') return failed(volume, `hostPath type check failed: ${path} is not a directory`);
      create(withDirectory(tree, path));
      break;
    case 'FileOrCreate':
      if (there === 'directory') return failed(volume, `hostPath type check failed: ${path} is not a file`);
      if (!there) create(withFile(tree, path, ''));
      break;
    case 'Directory':
      // Simplified: directories every Linux machine has are taken to be there.
      if (there !== 'directory' && !USUAL.test(path)) return failed(volume, `hostPath type check failed: ${path} is not a directory`);
      create(withDirectory(tree, path));
      break;
    case 'File':
      if (there !== 'file') return failed(volume, `hostPath type check failed: ${path} is not a file`);
      break;
    case 'Socket':
    case 'CharDevice':
    case 'BlockDevice':
      if (!/\.sock$|^\/dev\//.test(path))
        return failed(
          volume,
          `hostPath type check failed: ${path} is not a ${type === 'Socket' ? 'socket' : type === 'CharDevice' ? 'character device' : 'block device'}`,
        );
      break;
    default:
      // Without a type nothing is checked; the runtime makes a directory when there is nothing.
      if (!there) create(withDirectory(tree, path));
  }
  return { volume: { kind: 'hostPath', path } };
}

const USUAL =
  /^\/(?:bin|boot|dev|etc|home|lib|lib64|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)?(?:\/(?:lib|log|run|cache|local|bin|lib\/kubelet|lib\/containerd|log\/pods|log\/containers))?\/?$/;

/** At each sync: files whose ConfigMap, Secret or pod fields changed are written anew when their content did (AtomicWriter). */
function refreshFiles(sim: Sim, node: string, worker: PodWorker): void {
  const runtime: RuntimePod = runtimePod(sim, node, worker.uid)!;
  let { volumes } = runtime;
  for (const volume of worker.pod.spec.volumes ?? []) {
    const mounted = volumes.get(volume.name);
    if (mounted?.kind !== 'files') continue;
    const stale = mounted.tokens?.some(({ renewAt }) => sim.now >= renewAt) ?? false;
    if (!stale && sameSources(sourcesOf(volume, worker.pod, viewOf(sim, node)), mounted.sources)) continue;
    const made = filesOf(volume, filesInput(sim, node, worker, mounted.tokens));
    if (!made || 'error' in made) continue;
    const same = sameTree(made.tree, mounted.tree);
    volumes = volumes.set(volume.name, { kind: 'files', ...made, ...(same ? { tree: mounted.tree } : {}) });
    if (!same)
      sim.note({ code: 'volume.step', actor: kubelet(node), ...aboutPod(sim, worker.key), args: { step: 'update', pod: worker.key, volume: volume.name } });
  }
  if (volumes !== runtime.volumes) setRuntimePod(sim, node, { ...runtime, volumes });
}

function sameTree(a: Tree, b: Tree): boolean {
  if (a.size !== b.size) return false;
  for (const [path, node] of a.entries()) {
    const other = b.get(path);
    if (node.type !== other?.type) return false;
    if (node.type === 'file' && other.type === 'file' && (node.content !== other.content || node.mode !== other.mode)) return false;
  }
  return true;
}

const sameSources = (a: readonly unknown[], b: readonly unknown[]): boolean => a.length === b.length && a.every((source, i) => source === b[i]);

function filesInput(sim: Sim, node: string, worker: PodWorker, held?: readonly HeldToken[]): Parameters<typeof filesOf>[1] {
  const podIP = runtimePod(sim, node, worker.uid)?.sandbox?.ip ?? '';
  return {
    pod: worker.pod,
    view: viewOf(sim, node),
    host: { podIP, hostIP: nodeState(sim, node)!.spec.address },
    node: nodeObject(sim, node),
    tokenFor: (source) => podToken(sim, { node, pod: worker.pod, held: held?.find(({ path }) => path === source.path) }, source),
  };
}
