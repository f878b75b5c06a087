import { SortedMap } from '../../../base/sorted-map.ts';
import { type FileError, type Files, type FileStat, resolvePath } from '../../images/files.ts';
import type { Sim } from '../../sim/sim.ts';
import { slot } from '../../sim/slot.ts';
import { type ContainerMount, type ContainerRef, containerOf, runtimePod, setContainer, setRuntimePod } from './records.ts';
import { type Change, grafted, mkdirIn, namesIn, removeIn, statIn, subtree, type Tree, EMPTY_TREE, withDirectory, writeIn } from './tree.ts';

export type { Tree } from './tree.ts';

/** A volume set up on the node for one pod. */
export type MountedVolume =
  /** Files made from ConfigMaps, Secrets, tokens and the pod itself. `sources`: the objects they were made from, to see a change cheaply. */
  | { readonly kind: 'files'; readonly tree: Tree; readonly sources: readonly unknown[] }
  | { readonly kind: 'emptyDir'; readonly tree: Tree }
  /** A directory (or file) of the machine's own disk. */
  | { readonly kind: 'hostPath'; readonly path: string }
  /** A persistent volume: its content lives as long as the disk. */
  | { readonly kind: 'disk'; readonly disk: string; readonly readOnly: boolean };

/** What lies on disks, by disk; and on the machines' own disks, by node. */
export const diskTrees = slot<SortedMap<Tree>>('runtime/disks', () => SortedMap.empty());
export const hostTrees = slot<SortedMap<Tree>>('runtime/host-disks', () => SortedMap.empty());

/** A place where a path leads: a tree that can be read and replaced, and the path inside it. */
interface Place {
  readonly tree: Tree;
  readonly path: string;
  readonly readOnly: boolean;
  readonly mountPoint: boolean;
  readonly save: (tree: Tree) => void;
}

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
    const place = this.at(path);
    const node = place.tree.get(place.path);
    return node?.type === 'file' ? node.content : undefined;
  }

  stat(path: string): FileStat | undefined {
    const place = this.at(path);
    return statIn(place.tree, place.path) ?? (isAboveMount(this.sim, this.ref, path) ? { type: 'directory', sizeBytes: 4096 } : undefined);
  }

  list(path: string): readonly string[] | undefined {
    const place = this.at(path);
    return withMountPoints(this.sim, this.ref, path, namesIn(place.tree, place.path));
  }

  write(path: string, content: string): FileError | undefined {
    const place = this.at(path);
    return changed(place, writeIn(place.tree, place.path, content));
  }

  append(path: string, content: string): FileError | undefined {
    const place = this.at(path);
    const node = place.tree.get(place.path);
    return changed(place, writeIn(place.tree, place.path, (node?.type === 'file' ? node.content : '') + content));
  }

  mkdir(path: string): FileError | undefined {
    const place = this.at(path);
    return changed(place, mkdirIn(place.tree, place.path));
  }

  remove(path: string, recursive: boolean): FileError | undefined {
    const place = this.at(path);
    return place.mountPoint ? 'EBUSY' : changed(place, removeIn(place.tree, place.path, recursive));
  }

  rename(from: string, to: string): FileError | undefined {
    return rename(this.at(from), this.at(to));
  }

  private at(path: string): Place {
    return placeOf(this.sim, this.ref, resolvePath('/', path));
  }
}

function changed(place: Place, change: Change): FileError | undefined {
  if (place.readOnly) return 'EROFS';
  if (change.error) return change.error;
  place.save(change.tree!);
  return undefined;
}

/** Directories named by subPath are made when the volume has nothing of that name. */
export function makeSubPaths(sim: Sim, ref: ContainerRef): void {
  for (const mount of containerOf(sim, ref)?.mounts ?? []) {
    if (mount.subPath === '') continue;
    const place = volumePlace(sim, ref, { ...mount, subPath: '', readOnly: false }, '/');
    const path = resolvePath(place.path, mount.subPath);
    if (!place.readOnly && !statIn(place.tree, path)) place.save(withDirectory(place.tree, path));
  }
}

function rename(from: Place, to: Place): FileError | undefined {
  if (from.readOnly || to.readOnly) return 'EROFS';
  const node = from.tree.get(from.path);
  if (!node) return 'ENOENT';
  const branch = node.type === 'directory' ? subtree(from.tree, from.path) : EMPTY_TREE;
  const removed = removeIn(from.tree, from.path, true);
  if (removed.error) return removed.error;
  const same = from.tree === to.tree;
  const base = same ? removed.tree! : to.tree;
  const next = node.type === 'file' ? writeIn(base, to.path, node.content) : { tree: grafted(withDirectory(base, to.path), to.path, branch) };
  if (next.error) return next.error;
  if (!same) from.save(removed.tree!);
  to.save(next.tree!);
  return undefined;
}

function placeOf(sim: Sim, ref: ContainerRef, path: string): Place {
  const container = containerOf(sim, ref);
  const mount = container && deepestMount(container.mounts, path);
  if (!container) return { tree: EMPTY_TREE, path, readOnly: true, mountPoint: false, save: () => undefined };
  if (!mount) {
    const layer = container.layer;
    return { tree: layer, path, readOnly: false, mountPoint: false, save: (tree) => setContainer(sim, ref, { ...containerOf(sim, ref)!, layer: tree }) };
  }
  const inner = path.slice(mount.mountPath === '/' ? 0 : mount.mountPath.length) || '/';
  return volumePlace(sim, ref, mount, inner);
}

function volumePlace(sim: Sim, ref: ContainerRef, mount: ContainerMount, inner: string): Place {
  const pod = runtimePod(sim, ref.node, ref.uid);
  const volume = pod?.volumes.get(mount.volume);
  const sub = mount.subPath === '' ? '' : `/${mount.subPath}`;
  const path = resolvePath('/', `${sub}${inner === '/' && sub !== '' ? '' : inner}`);
  const common = { path, readOnly: mount.readOnly, mountPoint: inner === '/' };
  switch (volume?.kind) {
    case 'files':
      return { ...common, tree: volume.tree, readOnly: true, save: () => undefined };
    case 'emptyDir':
      return {
        ...common,
        tree: volume.tree,
        save: (tree) => setRuntimePod(sim, ref.node, { ...pod!, volumes: pod!.volumes.set(mount.volume, { kind: 'emptyDir', tree }) }),
      };
    case 'hostPath':
      return {
        ...common,
        tree: sim.get(hostTrees).get(ref.node) ?? EMPTY_TREE,
        path: resolvePath('/', `${volume.path}${path === '/' ? '' : path}`),
        save: (tree) => sim.set(hostTrees, sim.get(hostTrees).set(ref.node, tree)),
      };
    case 'disk':
      return {
        ...common,
        readOnly: mount.readOnly || volume.readOnly,
        tree: sim.get(diskTrees).get(volume.disk) ?? EMPTY_TREE,
        save: (tree) => sim.set(diskTrees, sim.get(diskTrees).set(volume.disk, tree)),
      };
    case undefined:
      return { ...common, tree: EMPTY_TREE, readOnly: true, save: () => undefined };
  }
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
  const prefix = path === '/' ? '/' : `${resolvePath('/', path)}/`;
  return containerOf(sim, ref)?.mounts.some((mount) => `${mount.mountPath}/`.startsWith(prefix)) ?? false;
}

function withMountPoints(sim: Sim, ref: ContainerRef, path: string, names: readonly string[] | undefined): readonly string[] | undefined {
  const directory = resolvePath('/', path);
  const prefix = directory === '/' ? '/' : `${directory}/`;
  const extra = (containerOf(sim, ref)?.mounts ?? [])
    .filter((mount) => mount.mountPath.startsWith(prefix))
    .map((mount) => mount.mountPath.slice(prefix.length).split('/')[0]!);
  if (extra.length === 0) return names;
  return [...new Set([...(names ?? []), ...extra])].sort((a, b) => (a < b ? -1 : 1));
}
