/** What the parts of storage decide: persistentvolume-binder, the two protection controllers, the provisioner, attach and detach. */

/** What each volume was to the claim, in order of names. */
export type VolumeVerdictRecord = {
  volume: string;
  /** chosen, reserved, fits, claimed-by-other, too-small, volume-mode, terminating, not-available, selector, class, access-modes, node-affinity, waits-for-consumer */
  verdict: string;
};

export interface PersistentVolumeDecisions {
  /** Claim and volume belong together from now on: it fits best, it was reserved, or the claim asked for it. */
  'volume.bind': { claim: string; volume: string; by: 'smallest' | 'reserved' | 'asked'; wanted: string; volumes: VolumeVerdictRecord[] };
  /** Nothing fits, and there is no class that could make one. */
  'volume.no-match': { claim: string; wanted: string; volumes: VolumeVerdictRecord[] };
  /** Nothing fits; its class exists and makes volumes on demand. */
  'volume.provision': { claim: string; wanted: string; storageClass: string; provisioner: string; volumes: VolumeVerdictRecord[] };
  /** Nothing fits, and nothing can be made: the class does not exist, or has no provisioner of that name. */
  'volume.cannot-provision': { claim: string; storageClass: string; message: string; volumes: VolumeVerdictRecord[] };
  /** The class waits until a pod needs the volume. */
  'volume.wait-for-consumer': { claim: string; storageClass: string; pods: string[] };
  /** The claim named no class; it gets the default one now. */
  'volume.default-class': { claim: string; storageClass: string };
  /** The volume asked for does not satisfy the claim. */
  'volume.mismatch': { claim: string; volume: string; why: string };
  'volume.taken': { claim: string; volume: string; by: string };
  'volume.missing': { claim: string; volume: string };
  /** Volume or claim lost the other half. */
  'volume.lost': { claim: string; volume: string };
  'volume.available': { volume: string };
  'volume.bound': { volume: string; claim: string };
  /** Its claim is gone; what now follows from the reclaim policy. */
  'volume.released': { volume: string; claim: string; policy: 'Delete' | 'Retain' | 'Recycle' };
  'volume.delete': { volume: string };
  'volume.recycle': { volume: string };
  'volume.reclaim-failed': { volume: string; message: string };
  'volume.unbind': { volume: string; claim: string };
  /** It may not go yet: these pods use it. */
  'volume.claim-in-use': { claim: string; pods: string[] };
  'volume.claim-released': { claim: string };
  'volume.volume-in-use': { volume: string; claim: string };
  'volume.volume-freed': { volume: string };
  'volume.protect': { object: string };
  /** A pod's generic ephemeral volume gets its claim. */
  'ephemeral-volume.create': { pod: string; claim: string };
  /** The provisioner makes a disk, has made it, deletes it, could not. */
  'provisioner.provision': { claim: string; size: string; storageClass: string; node: string };
  'provisioner.provisioned': { claim: string; volume: string; disk: string };
  'provisioner.failed': { claim: string; message: string };
  'provisioner.delete': { volume: string; disk: string };
  'provisioner.deleted': { volume: string; disk: string };
  /** The resizer has a disk enlarged. */
  'resizer.expand': { claim: string; volume: string; disk: string; from: string; to: string };
}
