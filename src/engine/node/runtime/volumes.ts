import { SortedMap } from '../../../base/sorted-map.ts';
import type { SimTime } from '../../../base/time.ts';
import { type FileError, type Files, type FileStat, resolvePath } from '../../images/files.ts';
import type { Sim } from '../../sim/sim.ts';
import { slot } from '../../sim/slot.ts';
import { type ContainerMount, type ContainerRef, containerOf, runtimePod, setContainer, setRuntimePod } from './records.ts';
import { type Change, grafted, mkdirIn, namesIn, nodeAt, removeIn, statIn, subtree, type Tree, EMPTY_TREE, withDirectory, writeIn } from './tree.ts';

export type { Tree } from './tree.ts';

/** A volume set up on the node for one pod. */
export type MountedVolume =
  /** Files made from ConfigMaps, Secrets, tokens and the pod itself. `sources`: the objects they were made from, to see a change cheaply. */
  | { readonly kind: 'files'; readonly tree: Tree; readonly sources: readonly unknown[]; readonly tokens?: readonly HeldToken[] | undefined }
  | { readonly kind: 'emptyDir'; readonly tree: Tree }
  /** A directory (or file) of the machine's own disk. */
  | { readonly kind: 'hostPath'; readonly path: string }
  /** A persistent volume: its content lives as long as the disk. */
  | { readonly kind: 'disk'; readonly disk: string; readonly readOnly: boolean };

/** A token of the pod's ServiceAccount as the kubelet holds it. */
export interface HeldToken {
  /** Name of its file, unique within the volume. */
  readonly path: string;
  readonly token: string;
  /** From then on the kubelet asks for a new one. */
  readonly renewAt: SimTime;
  readonly expiresAt: SimTime;
}

/** What lies on disks, by disk; and on the machines' own disks, by node. */
const diskTrees = slot<SortedMap<Tree>>('runtime/disks', () => SortedMap.empty());
export const hostTrees = slot<SortedMap<Tree>>('runtime/host-disks', () => SortedMap.empty());

/** The files a container sees. Made for one call, never kept: it reads and writes the state of the runtime. */
export const containerFiles = (sim: Sim, ref: ContainerRef): Files => new ContainerFiles(sim, ref);

class ContainerFiles implements Files {
  private readonly sim: Sim;
  private readonly ref: ContainerRef;

  constructor(sim: Sim, ref: ContainerRef) {
    this.sim = sim;
    this.ref = ref;
  }

  read(path: string): string | undefined {
    const spot = this.at(path);
    const node = spot.tree.get(spot.path);
    return node?.type === 'file' ? node.content : undefined;
  }

  stat(path: string): FileStat | undefined {
    const spot = this.at(path);
    return statIn(spot.tree, spot.path) ?? (isAboveMount(this.sim, this.ref, path) ? { type: 'directory', sizeBytes: 4096 } : undefined);
  }

  list(path: string): readonly string[] | undefined {
    const spot = this.at(path);
    return withMountPoints(this.sim, this.ref, path, namesIn(spot.tree, spot.path));
  }

  write(path: string, content: string): FileError | undefined {
    const spot = this.at(path);
    return this.change(spot, writeIn(spot.tree, spot.path, content));
  }

  append(path: string, content: string): FileError | undefined {
    const spot = this.at(path);
    const node = spot.tree.get(spot.path);
    return this.change(spot, writeIn(spot.tree, spot.path, (node?.type === 'file' ? node.content : '') + content));
  }

  mkdir(path: string): FileError | undefined {
    const spot = this.at(path);
    return this.change(spot, mkdirIn(spot.tree, spot.path));
  }

  remove(path: string, recursive: boolean): FileError | undefined {
    const spot = this.at(path);
    return spot.mount?.mountPath === tidy(path) ? 'EBUSY' : this.change(spot, removeIn(spot.tree, spot.path, recursive));
  }

  rename(from: string, to: string): FileError | undefined {
    const [source, target] = [this.at(from), this.at(to)];
    if (source.readOnly || target.readOnly) return 'EROFS';
    const node = source.tree.get(source.path);
    if (!node) return 'ENOENT';
    const branch = node.type === 'directory' ? subtree(source.tree, source.path) : EMPTY_TREE;
    const removed = removeIn(source.tree, source.path, true);
    if (removed.error) return removed.error;
    const same = source.tree === target.tree;
    const base = same ? removed.tree! : target.tree;
    const next = node.type === 'file' ? writeIn(base, target.path, node.content) : { tree: grafted(withDirectory(base, target.path), target.path, branch) };
    if (next.error) return next.error;
    if (!same) save(this.sim, this.ref, source, removed.tree!);
    save(this.sim, this.ref, target, next.tree!);
    return undefined;
  }

  private at(path: string): Spot {
    return spotOf(this.sim, this.ref, tidy(path));
  }

  private change(spot: Spot, change: Change): FileError | undefined {
    if (spot.readOnly) return 'EROFS';
    if (change.error) return change.error;
    save(this.sim, this.ref, spot, change.tree!);
    return undefined;
  }
}

/** Most paths are tidy already. */
const tidy = (path: string): string =>
  path.startsWith('/') && !path.includes('/.') && !path.includes('//') && !path.endsWith('/') ? path : resolvePath('/', path);

/** Directories named by subPath are made when the volume has nothing of that name; files the kubelet wrote are bound as they are now. */
export function makeSubPaths(sim: Sim, ref: ContainerRef): void {
  for (const mount of containerOf(sim, ref)?.mounts ?? []) {
    if (mount.subPath === '') continue;
    const volume = runtimePod(sim, ref.node, ref.uid)?.volumes.get(mount.volume);
    if (volume?.kind === 'files') {
      const container = containerOf(sim, ref)!;
      setContainer(sim, ref, { ...container, mounts: container.mounts.map((other) => (other === mount ? { ...mount, pinned: volume.tree } : other)) });
      continue;
    }
    const spot = mountedSpot(sim, ref, { ...mount, subPath: '', readOnly: false }, '/');
    const path = resolvePath(spot.path, mount.subPath);
    if (!spot.readOnly && !statIn(spot.tree, path)) save(sim, ref, spot, withDirectory(spot.tree, path));
  }
}

/** Where a path leads, for reading. */
interface Spot {
  readonly tree: Tree;
  readonly path: string;
  readonly readOnly: boolean;
  readonly volume: MountedVolume | undefined;
  readonly mount: ContainerMount | undefined;
}

function spotOf(sim: Sim, ref: ContainerRef, path: string): Spot {
  const container = containerOf(sim, ref);
  const mount = container && deepestMount(container.mounts, path);
  if (!container) return { tree: EMPTY_TREE, path, readOnly: true, volume: undefined, mount };
  if (!mount) return { tree: container.layer, path, readOnly: false, volume: undefined, mount };
  const inner = path.slice(mount.mountPath === '/' ? 0 : mount.mountPath.length) || '/';
  return mountedSpot(sim, ref, mount, inner);
}

function mountedSpot(sim: Sim, ref: ContainerRef, mount: ContainerMount, inner: string): Spot {
  const volume = runtimePod(sim, ref.node, ref.uid)?.volumes.get(mount.volume);
  const path = mount.subPath === '' ? inner : resolvePath('/', `/${mount.subPath}${inner}`);
  const { readOnly } = mount;
  switch (volume?.kind) {
    case 'files':
      return mount.pinned && mount.pinned !== volume.tree
        ? { ...boundBefore(mount.pinned, mount.subPath, inner, path), readOnly: true, volume, mount }
        : { tree: volume.tree, path, readOnly: true, volume, mount };
    case 'emptyDir':
      return { tree: volume.tree, path, readOnly, volume, mount };
    case 'hostPath':
      return {
        tree: sim.get(hostTrees).get(ref.node) ?? EMPTY_TREE,
        path: resolvePath('/', `${volume.path}${path === '/' ? '' : path}`),
        readOnly,
        volume,
        mount,
      };
    case 'disk':
      return { tree: sim.get(diskTrees).get(volume.disk) ?? EMPTY_TREE, path, readOnly: readOnly || volume.readOnly, volume, mount };
    case undefined:
      return { tree: EMPTY_TREE, path, readOnly: true, volume, mount };
  }
}

/**
 * The volume was written anew after the container was made (upstream: AtomicWriter swings the link ..data to a new directory and removes
 * the old one): a bound file keeps its old inode with its content, a bound directory is the removed one and empty.
 */
const boundBefore = (pinned: Tree, subPath: string, inner: string, path: string): { readonly tree: Tree; readonly path: string } =>
  nodeAt(pinned, resolvePath('/', `/${subPath}`))?.type === 'file' ? { tree: pinned, path } : { tree: EMPTY_TREE, path: inner };

/** Puts a changed tree back where it came from. */
function save(sim: Sim, ref: ContainerRef, { volume, mount }: Spot, tree: Tree): void {
  if (!mount) {
    setContainer(sim, ref, { ...containerOf(sim, ref)!, layer: tree });
    return;
  }
  const pod = runtimePod(sim, ref.node, ref.uid)!;
  if (volume?.kind === 'emptyDir') setRuntimePod(sim, ref.node, { ...pod, volumes: pod.volumes.set(mount.volume, { kind: 'emptyDir', tree }) });
  else if (volume?.kind === 'hostPath') sim.set(hostTrees, sim.get(hostTrees).set(ref.node, tree));
  else if (volume?.kind === 'disk') sim.set(diskTrees, sim.get(diskTrees).set(volume.disk, tree));
}

function deepestMount(mounts: readonly ContainerMount[], path: string): ContainerMount | undefined {
  let best: ContainerMount | undefined;
  for (const mount of mounts) {
    const under = path === mount.mountPath || path.startsWith(mount.mountPath === '/' ? '/' : `${mount.mountPath}/`);
    if (under && (!best || mount.mountPath.length > best.mountPath.length)) best = mount;
  }
  return best;
}

function isAboveMount(sim: Sim, ref: ContainerRef, path: string): boolean {
  const mounts = containerOf(sim, ref)?.mounts ?? [];
  if (mounts.length === 0) return false;
  const prefix = path === '/' ? '/' : `${tidy(path)}/`;
  return mounts.some((mount) => `${mount.mountPath}/`.startsWith(prefix));
}

function withMountPoints(sim: Sim, ref: ContainerRef, path: string, names: readonly string[] | undefined): readonly string[] | undefined {
  const mounts = containerOf(sim, ref)?.mounts ?? [];
  if (mounts.length === 0) return names;
  const directory = tidy(path);
  const prefix = directory === '/' ? '/' : `${directory}/`;
  const extra = mounts.filter((mount) => mount.mountPath.startsWith(prefix)).map((mount) => mount.mountPath.slice(prefix.length).split('/')[0]!);
  if (extra.length === 0) return names;
  return [...new Set([...(names ?? []), ...extra])].sort((a, b) => (a < b ? -1 : 1));
}
