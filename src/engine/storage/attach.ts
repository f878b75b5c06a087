import { ms, type SimTime } from '../../base/time.ts';
import { keyOf } from '../../kinds/object.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod, Volume } from '../../kinds/schema/types.gen.ts';
import { CONTROLLER_MANAGER } from '../../wire/actors.ts';
import { recordEvent } from '../client/recorder.ts';
import { getObject, type Root } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';
import { isFullyBound } from '../scheduler/volumes/pod-claims.ts';
import { ATTACH_DETACH, type Disk, diskOf, setDisk } from './disks.ts';
import { isAttaching, isReportedAttached, reportSoon } from './report-attached.ts';

/** Where the data of a claim lies, for the node that mounts it. */
export type VolumeSource =
  | { readonly kind: 'disk'; readonly disk: string; readonly volume: string; readonly readOnly: boolean }
  /** hostPath and local volumes: a directory of the node's own disk. */
  | { readonly kind: 'hostPath'; readonly path: string; readonly volume: string; readonly readOnly: boolean };

/** Whether a volume can be mounted now. `waiting`: ask again after `againUs`. `problem`: the text of the kubelet's error. */
export type VolumeState =
  | { readonly state: 'ready'; readonly source: VolumeSource }
  | { readonly state: 'waiting'; readonly againUs: number; readonly volume: string; readonly step: 'attach' }
  | { readonly state: 'problem'; readonly message: string };

/** How long attaching a disk to a machine takes. */
const ATTACH_US = ms(1_500);
/** kubelets look for an attached volume again after this long. */
const AGAIN_US = ms(500);
/** For the word that it is attached, they look this often. */
const LOOK_US = ms(100);

/**
 * Called by the kubelet for each volume of a pod that names a claim, until it is ready: finds the volume behind the claim and sees
 * to it that its disk is attached to the pod's node. `root`: the kubelet's view of the cluster.
 * Simplified: real Kubernetes writes a VolumeAttachment object, which the driver's attacher carries out; here the disk is attached
 * when the kubelet asks for it.
 */
export function volumeReady(sim: Sim, root: Root, pod: Pod, volume: Volume): VolumeState {
  const found = volumeOfPod(root, pod, volume);
  if (typeof found === 'string') return { state: 'problem', message: found };
  const { persistentVolume, readOnly } = found;
  const { name } = persistentVolume.metadata;
  const path = persistentVolume.spec.hostPath?.path ?? persistentVolume.spec.local?.path;
  if (path !== undefined) return { state: 'ready', source: { kind: 'hostPath', path, volume: name, readOnly } };
  return attached(sim, root, pod, found);
}

/** The pod no longer uses the volume on its node; the last one to go detaches the disk. */
export function volumeReleased(sim: Sim, pod: Pod, id: string): void {
  const disk = diskOf(sim, id);
  const key = keyOf(pod.metadata);
  if (!disk?.users.includes(key)) return;
  const users = disk.users.filter((user) => user !== key);
  setDisk(sim, users.length > 0 ? { ...disk, users } : { ...disk, users, refused: [], node: '', unwantedSince: undefined });
  sim.note({
    code: 'volume.step',
    actor: ATTACH_DETACH,
    args: { step: users.length > 0 ? 'release' : 'detach', volume: disk.volume, disk: id, node: disk.node, pod: key },
  });
  reportSoon(sim, disk.node);
}

interface Found {
  readonly persistentVolume: PersistentVolume;
  readonly readOnly: boolean;
}

/** The volume behind a pod's volume, or the kubelet's error text (desired_state_of_world_populator.go). */
function volumeOfPod(root: Root, pod: Pod, volume: Volume): Found | string {
  const namespace = pod.metadata.namespace ?? '';
  const name = volume.persistentVolumeClaim?.claimName ?? `${pod.metadata.name}-${volume.name}`;
  const claim = getObject<PersistentVolumeClaim>(root, 'persistentvolumeclaims', `${namespace}/${name}`);
  const broken = (why: string): string => `error processing PVC ${namespace}/${name}: ${why}`;
  if (!claim) return broken(`failed to fetch PVC from API server: persistentvolumeclaims "${name}" not found`);
  if (claim.metadata.deletionTimestamp) return broken('PVC is being deleted');
  if (claim.status?.phase !== 'Bound' || !isFullyBound(claim)) return broken('PVC is not bound');
  const volumeName = claim.spec.volumeName ?? '';
  const persistentVolume = getObject<PersistentVolume>(root, 'persistentvolumes', volumeName);
  if (!persistentVolume) return broken(`failed to fetch PV ${volumeName} from API server: persistentvolumes "${volumeName}" not found`);
  const readOnly = volume.persistentVolumeClaim?.readOnly ?? persistentVolume.spec.csi?.readOnly ?? false;
  return { persistentVolume, readOnly };
}

function attached(sim: Sim, root: Root, pod: Pod, { persistentVolume: volume, readOnly }: Found): VolumeState {
  const id = diskIdOf(volume);
  const name = volume.metadata.name;
  const node = pod.spec.nodeName ?? '';
  const key = keyOf(pod.metadata);
  const disk = diskOf(sim, id) ?? byHand(sim, volume, id);
  // Without the controller nothing is attached to a machine that does not have it yet.
  if (disk.node !== node && !isAttaching(sim)) return { state: 'waiting', againUs: AGAIN_US, volume: name, step: 'attach' };
  const shared = (volume.spec.accessModes ?? []).some((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany');
  if (disk.node !== '' && disk.node !== node && !shared) {
    const message = `Multi-Attach error for volume "${name}" ${multiAttachText(disk, pod)}`;
    // Told once, not every time the kubelet asks.
    if (!disk.refused.includes(key)) {
      eventAbout(sim, pod, 'Warning', 'FailedAttachVolume', message);
      setDisk(sim, { ...disk, refused: [...disk.refused, key] });
    }
    return { state: 'waiting', againUs: AGAIN_US, volume: name, step: 'attach' };
  }
  const users = disk.users.includes(key) ? disk.users : [...disk.users, key];
  if (disk.node === '') {
    setDisk(sim, { ...disk, node, users, attachedAt: (sim.now + ATTACH_US) as SimTime });
    sim.note({
      code: 'volume.step',
      actor: ATTACH_DETACH,
      until: (sim.now + ATTACH_US) as SimTime,
      args: { step: 'attach', volume: name, disk: id, node, pod: key },
    });
    sim.schedule({ after: ATTACH_US, to: 'storage.report', args: { node } });
    return { state: 'waiting', againUs: ATTACH_US, volume: name, step: 'attach' };
  }
  if (disk.attachedAt > sim.now) {
    if (users !== disk.users) setDisk(sim, { ...disk, users });
    return { state: 'waiting', againUs: disk.attachedAt - sim.now, volume: name, step: 'attach' };
  }
  if (users !== disk.users || disk.attachedAt !== 0) {
    if (disk.attachedAt !== 0) eventAbout(sim, pod, 'Normal', 'SuccessfulAttachVolume', `AttachVolume.Attach succeeded for volume "${name}" `);
    setDisk(sim, { ...disk, users, attachedAt: 0 as SimTime });
  }
  if (!isReportedAttached(root, disk, node)) return { state: 'waiting', againUs: LOOK_US, volume: name, step: 'attach' };
  return { state: 'ready', source: { kind: 'disk', disk: id, volume: name, readOnly } };
}

/** generateAttachMultiAttachErr: whose pods hold the disk is said as far as they are of the same namespace. */
function multiAttachText({ users }: Disk, pod: Pod): string {
  if (users.length === 0) return "Volume is already exclusively attached to one node and can't be attached to another";
  const prefix = `${pod.metadata.namespace ?? ''}/`;
  const mine = users.filter((user) => user.startsWith(prefix)).map((user) => user.slice(prefix.length));
  const others = users.length - mine.length;
  if (mine.length === 0) return `Volume is already used by ${others} pod(s) in different namespaces`;
  return `Volume is already used by pod(s) ${mine.join(', ')}${others > 0 ? ` and ${others} pod(s) in different namespaces` : ''}`;
}

/** Volumes that people wrote down by hand name a disk that was there before; it is taken into the books when first used. */
function byHand(sim: Sim, volume: PersistentVolume, id: string): Disk {
  const ref = volume.spec.claimRef;
  const disk: Disk = {
    id,
    driver: volume.spec.csi?.driver,
    size: volume.spec.capacity?.storage ?? '',
    storageClass: volume.spec.storageClassName ?? '',
    volume: volume.metadata.name,
    claim: `${ref?.namespace ?? ''}/${ref?.name ?? ''}`,
    zone: '',
    madeAt: sim.now,
    node: '',
    attachedAt: 0 as SimTime,
    users: [],
    refused: [],
  };
  setDisk(sim, disk);
  return disk;
}

/** The disk a volume stands for: two PersistentVolumes with one handle are one disk, so data outlives the object. */
export const diskIdOf = (volume: PersistentVolume): string =>
  volume.spec.csi?.volumeHandle ?? (volume.spec.nfs ? `${volume.spec.nfs.server}:${volume.spec.nfs.path}` : volume.metadata.name);

function eventAbout(sim: Sim, pod: Pod, type: 'Normal' | 'Warning', reason: string, message: string): void {
  recordEvent(sim, { actor: ATTACH_DETACH, process: CONTROLLER_MANAGER, component: 'attachdetach-controller', about: pod, type, reason, message });
}
