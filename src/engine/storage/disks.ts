import { SortedMap } from '../../base/sorted-map.ts';
import type { SimTime } from '../../base/time.ts';
import type { Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';

/** The controller that attaches disks to machines and detaches them. */
export const ATTACH_DETACH = 'persistentvolume-attach-detach-controller';

/** A disk of the storage behind the cluster. It lives apart from nodes and pods: what is on it survives both. */
export interface Disk {
  /** The volumeHandle of the PersistentVolume. */
  readonly id: string;
  /** The CSI driver that attaches it to machines; disks of other volumes need no attaching. */
  readonly driver?: string | undefined;
  readonly size: string;
  readonly storageClass: string;
  /** The volume it was made for. */
  readonly volume: string;
  /** `ns/name` of the claim it was made for. */
  readonly claim: string;
  readonly zone: string;
  readonly madeAt: SimTime;
  /** The node it is attached to, or `` . */
  readonly node: string;
  /** When attaching it to `node` will be done. */
  readonly attachedAt: SimTime;
  /** `ns/name` of the pods on that node that use it. */
  readonly users: readonly string[];
  /** Pods of other nodes that were told once that they have to wait. */
  readonly refused: readonly string[];
  /** Since when no pod in the API needs it on its node, while the kubelet there has not let go of it. */
  readonly unwantedSince?: SimTime | undefined;
  /** The kubelet there is growing its file system. */
  readonly growing?: boolean | undefined;
}

export const disks = slot<SortedMap<Disk>>('storage/disks', () => SortedMap.empty());

/**
 * What is written on disks: a tree of files per disk, kept by the container runtime (engine/node/runtime/volumes.ts) under this
 * very slot; here only to be wiped together with the disk.
 */
const contents = slot<SortedMap<unknown>>('runtime/disks', () => SortedMap.empty());

export const diskOf = (sim: Sim, id: string): Disk | undefined => sim.get(disks).get(id);
export const setDisk = (sim: Sim, disk: Disk): void => sim.set(disks, sim.get(disks).set(disk.id, disk));

/** The disk and all that is on it are gone for good. */
export function destroyDisk(sim: Sim, id: string): void {
  const disk = diskOf(sim, id);
  sim.set(disks, sim.get(disks).delete(id));
  sim.set(
    contents,
    sim
      .get(contents)
      .delete(id)
      .delete(disk?.volume ?? id),
  );
}

/** What the picture shows of the storage; pure. */
export const disksPart = (sim: Sim): readonly Disk[] => [...sim.get(disks).values()];
