import type { PersistentVolumeDecisions, VolumeVerdictRecord } from '../../../../wire/decisions/persistent-volume.ts';
import { verdictCounts } from '../verdict-counts.ts';
import type { Sentences } from '../texts.ts';

/** Why a volume was not taken, for lists of verdicts. */
export const VOLUME_VERDICTS: Readonly<Record<string, string>> = {
  chosen: 'chosen',
  reserved: 'reserved for this claim',
  fits: 'fits, but another is better',
  'claimed-by-other': 'belongs to another claim',
  'too-small': 'too small',
  'volume-mode': 'other volumeMode',
  terminating: 'being deleted',
  'not-available': 'not Available',
  selector: 'labels do not match',
  class: 'other class',
  'access-modes': 'lacks an access mode',
  'node-affinity': 'not reachable from the node',
  'waits-for-consumer': 'waits until a pod needs it',
};

function count(volumes: readonly VolumeVerdictRecord[]): string {
  return [...verdictCounts(volumes)].map(([verdict, count]) => `${count} ${VOLUME_VERDICTS[verdict] ?? verdict}`).join(', ');
}

const looked = (volumes: readonly VolumeVerdictRecord[]): string =>
  volumes.length === 0 ? 'There is no volume at all.' : `Of ${volumes.length === 1 ? '1 volume' : `${volumes.length} volumes`}: ${count(volumes)}.`;

const BY = {
  smallest: 'it is the smallest that satisfies the claim',
  reserved: 'it is reserved for this claim',
  asked: 'the claim asks for it by name',
} as const;

const POLICY: Readonly<Record<string, string>> = {
  Retain: 'Keeps the volume and its data, but gives it to nobody: a person has to decide.',
  Delete: 'Volume and data are to be deleted.',
  Recycle: 'Its files are deleted, then it is free again.',
};

export const persistentVolume: Sentences<PersistentVolumeDecisions> = {
  'volume.bind': ({ claim, volume, by, wanted, volumes }) => ({
    saw: `Claim ${claim} asks for ${wanted}. ${looked(volumes)}`,
    decided: `Binds it to volume ${volume}: ${BY[by]}.`,
    result: 'From now on they belong to each other; nobody else gets the volume.',
  }),
  'volume.no-match': ({ claim, wanted, volumes }) => ({
    saw: `Claim ${claim} asks for ${wanted}. ${looked(volumes)}`,
    decided: 'Leaves it Pending: nothing fits, and it names no class that could make a volume.',
    result: 'Looks again every 15 seconds.',
  }),
  'volume.provision': ({ claim, wanted, storageClass, provisioner, volumes }) => ({
    saw: `Claim ${claim} asks for ${wanted}. ${looked(volumes)}`,
    decided: `Hands it to provisioner ${provisioner}, as class ${storageClass} says.`,
    result: 'The claim stays Pending until there is a volume.',
  }),
  'volume.cannot-provision': ({ claim, message, volumes }) => ({
    saw: `Nothing fits claim ${claim}. ${looked(volumes)}`,
    decided: `Cannot have a volume made: ${message}.`,
    result: 'The claim stays Pending; looks again every 15 seconds.',
  }),
  'volume.wait-for-consumer': ({ claim, storageClass, pods }) => ({
    saw: `Class ${storageClass} of claim ${claim} waits for the first consumer (WaitForFirstConsumer).`,
    decided: pods.length > 0 ? `Waits until ${pods.join(', ')} gets a node.` : 'Waits until a pod uses the claim.',
    result: 'So the volume will be where the pod can run.',
  }),
  'volume.default-class': ({ claim, storageClass }) => ({
    saw: `Claim ${claim} names no class, and there is a default one.`,
    decided: `Gives it class ${storageClass}.`,
  }),
  'volume.mismatch': ({ claim, volume, why }) => ({
    saw: `Claim ${claim} asks for volume ${volume}: ${why}.`,
    decided: 'Does not bind them; the claim stays Pending.',
  }),
  'volume.taken': ({ claim, volume, by }) => ({ saw: `Claim ${claim} asks for volume ${volume}, which belongs to ${by}.`, decided: 'Leaves it Pending.' }),
  'volume.missing': ({ claim, volume }) => ({
    saw: `Claim ${claim} asks for volume ${volume}, which does not exist.`,
    decided: 'Leaves it Pending and looks again every 15 seconds.',
  }),
  'volume.lost': ({ claim, volume }) => ({
    saw: `Claim ${claim} was bound to ${volume === '' ? 'a volume' : `volume ${volume}`} that it has no more.`,
    decided: 'Marks the claim as Lost.',
    result: 'Its data is gone for the cluster.',
  }),
  'volume.available': ({ volume }) => ({ saw: `Volume ${volume} belongs to no claim.`, decided: 'Marks it as Available.' }),
  'volume.bound': ({ volume, claim }) => ({ saw: `Volume ${volume} and claim ${claim} name each other.`, decided: 'Marks the volume as Bound.' }),
  'volume.released': ({ volume, claim, policy }) => ({
    saw: `Claim ${claim} of volume ${volume} is gone.`,
    decided: 'Marks the volume as Released.',
    result: `Reclaim policy ${policy}: ${POLICY[policy] ?? ''}`,
  }),
  'volume.delete': ({ volume }) => ({ saw: `Volume ${volume} is Released, its policy is Delete.`, decided: 'Deletes it with its data.' }),
  'volume.recycle': ({ volume }) => ({ saw: `Volume ${volume} is Released, its policy is Recycle.`, decided: 'Empties it and makes it Available again.' }),
  'volume.reclaim-failed': ({ volume, message }) => ({ saw: `Volume ${volume} cannot be reclaimed: ${message}.`, decided: 'Marks it as Failed.' }),
  'volume.unbind': ({ volume, claim }) => ({
    saw: `Volume ${volume} was meant for claim ${claim}, which has another.`,
    decided: 'Takes the binding back; the volume is Available again.',
  }),
  'volume.claim-in-use': ({ claim, pods }) => ({
    saw: `Claim ${claim} is to be deleted, but is used by ${pods.join(', ')}.`,
    decided: 'Holds it (finalizer kubernetes.io/pvc-protection).',
    result: 'It stays Terminating until the last of them is gone.',
  }),
  'volume.claim-released': ({ claim }) => ({
    saw: `Claim ${claim} is to be deleted and no pod uses it.`,
    decided: 'Takes its finalizer off.',
    result: 'Now it goes.',
  }),
  'volume.volume-in-use': ({ volume, claim }) => ({
    saw: `Volume ${volume} is to be deleted, but is bound to claim ${claim}.`,
    decided: 'Holds it (finalizer kubernetes.io/pv-protection).',
    result: 'It stays Terminating until the claim is gone.',
  }),
  'volume.volume-freed': ({ volume }) => ({
    saw: `Volume ${volume} is to be deleted and is bound to no claim.`,
    decided: 'Takes its finalizer off.',
    result: 'Now it goes.',
  }),
  'volume.protect': ({ object }) => ({
    saw: `${object} has no protection yet.`,
    decided: 'Adds the finalizer that keeps it from vanishing while it is in use.',
  }),
  'ephemeral-volume.create': ({ pod, claim }) => ({
    saw: `Pod ${pod} has a generic ephemeral volume, and there is no claim for it yet.`,
    decided: `Creates the claim ${claim}, owned by the pod.`,
    result: 'It goes together with the pod.',
  }),
  'provisioner.provision': ({ claim, size, storageClass, node }) => ({
    saw: `Claim ${claim} of class ${storageClass} was handed over${node === '' ? '' : `; its pod will run on ${node}`}.`,
    decided: `Has the storage make a disk of ${size}.`,
  }),
  'provisioner.provisioned': ({ claim, volume, disk }) => ({
    saw: `Disk ${disk} is there.`,
    decided: `Has written PersistentVolume ${volume} for it, reserved for claim ${claim}.`,
    result: 'The binder now binds the two.',
  }),
  'provisioner.failed': ({ claim, message }) => ({
    saw: `No volume for claim ${claim}: ${message}.`,
    decided: 'Tries again after a pause that doubles each time.',
  }),
  'provisioner.delete': ({ volume, disk }) => ({
    saw: `Volume ${volume} is Released, its policy is Delete.`,
    decided: `Has the storage delete disk ${disk}.`,
    result: 'All data on it is lost.',
  }),
  'provisioner.deleted': ({ volume, disk }) => ({ saw: `Disk ${disk} is gone.`, decided: `Deletes volume ${volume}.` }),
  'resizer.expand': ({ claim, volume, disk, from, to }) => ({
    saw: `Claim ${claim} asks for ${to}; its volume ${volume} has ${from}.`,
    decided: `Has the storage enlarge disk ${disk}.`,
    result: 'The file system on it is grown afterwards, by the kubelet of a node where a pod uses it.',
  }),
};
