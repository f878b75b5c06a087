import { keyOf } from '../../kinds/object.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../kinds/schema/types.gen.ts';
import { byClaim } from '../etcd/indexes.ts';
import { getObject, listIndexed, type Root } from '../etcd/store.ts';
import { annotation, hasAnnotation, PROVISIONED_BY } from '../storage/annotations.ts';
import { decision, setVolumePhase, unbind } from './persistent-volume-binder-writes.ts';
import { type Script, written } from './script.ts';

/** What one sync of a volume looks at. */
export interface VolumeView {
  readonly volume: PersistentVolume;
  /** The claim its claimRef means, uid included. */
  readonly claim?: PersistentVolumeClaim;
  /** Pods that still use what the claim was called. */
  readonly users: readonly string[];
}

export function volumeView(cache: Root, volume: PersistentVolume): VolumeView {
  const ref = volume.spec.claimRef;
  if (!ref?.name) return { volume, users: [] };
  const claim = getObject<PersistentVolumeClaim>(cache, 'persistentvolumeclaims', `${ref.namespace ?? ''}/${ref.name}`);
  const users: string[] = [];
  for (const pod of listIndexed<Pod>(cache, 'pods', byClaim(ref.namespace ?? '', ref.name)))
    if (pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed') users.push(keyOf(pod.metadata));
  return { volume, users, ...(claim && claim.metadata.uid === ref.uid ? { claim } : {}) };
}

/** Whether the claim has to finish this binding: the volume is made for it, and it does not know yet. */
export const isForUnboundClaim = ({ volume, claim }: VolumeView): boolean =>
  Boolean(volume.spec.claimRef?.uid) && claim !== undefined && !claim.spec.volumeName;

/** Such a claim can never use the volume. */
export const isModeMismatch = ({ volume, claim }: VolumeView): boolean => (volume.spec.volumeMode ?? 'Filesystem') !== (claim?.spec.volumeMode ?? 'Filesystem');

/** syncVolume */
export function* syncVolume(view: VolumeView): Script {
  const { volume, claim } = view;
  const name = volume.metadata.name;
  const ref = volume.spec.claimRef;
  if (!ref?.uid) {
    yield* setVolumePhase(volume, 'Available', '', () => decision('volume.available', { volume: name }));
    return {};
  }
  const refKey = `${ref.namespace ?? ''}/${ref.name ?? ''}`;
  if (!claim) return yield* release(view, refKey);
  if (!claim.spec.volumeName) return yield* forUnboundClaim(view, claim);
  if (claim.spec.volumeName === name) {
    yield* setVolumePhase(volume, 'Bound', '', () => decision('volume.bound', { volume: name, claim: refKey }));
    return {};
  }
  if (hasAnnotation(volume, PROVISIONED_BY) && volume.spec.persistentVolumeReclaimPolicy === 'Delete') return yield* release(view, refKey);
  yield* unbind(volume, decision('volume.unbind', { volume: name, claim: refKey }));
  return {};
}

/** The claim's own sync finishes the binding, unless it never could. */
function* forUnboundClaim(view: VolumeView, claim: PersistentVolumeClaim): Script {
  const { volume } = view;
  if (!isModeMismatch(view)) return {};
  const text = (what: string): string => `Cannot bind PersistentVolume ${what} due to incompatible volumeMode.`;
  yield {
    do: 'event',
    about: volume,
    type: 'Warning',
    reason: 'VolumeMismatch',
    message: text(`to requested PersistentVolumeClaim ${JSON.stringify(claim.metadata.name)}`),
  };
  yield {
    do: 'event',
    about: claim,
    type: 'Warning',
    reason: 'VolumeMismatch',
    message: text(`${JSON.stringify(volume.metadata.name)} to requested PersistentVolumeClaim`),
  };
  return {};
}

/** Its claim is gone. A Released volume is never given to another claim: its data belongs to the first. */
function* release(view: VolumeView, claim: string): Script {
  const { volume } = view;
  const policy = volume.spec.persistentVolumeReclaimPolicy ?? 'Retain';
  const known = volume.status?.phase === 'Released' || volume.status?.phase === 'Failed';
  const released = known
    ? volume
    : yield* setVolumePhase(volume, 'Released', '', () => decision('volume.released', { volume: volume.metadata.name, claim, policy }));
  switch (policy) {
    case 'Retain':
      return {};
    case 'Delete':
      return yield* remove(released);
    case 'Recycle':
      return yield* recycle(released, view.users);
  }
}

/** Disks of external provisioners are deleted by those; of the rest, only directories under /tmp can be (deleteVolumeOperation). */
function* remove(volume: PersistentVolume): Script {
  const problem = whyNotDeletable(volume);
  const name = volume.metadata.name;
  if (problem === 'external') return {};
  if (problem === undefined) {
    yield* written({ do: 'remove', resource: 'persistentvolumes', name, why: decision('volume.delete', { volume: name }) });
    return {};
  }
  return yield* failed(volume, 'VolumeFailedDelete', problem);
}

function whyNotDeletable(volume: PersistentVolume): string | undefined {
  const by = annotation(volume, PROVISIONED_BY);
  if (by !== undefined && !by.startsWith('kubernetes.io/')) return 'external';
  const path = volume.spec.hostPath?.path;
  if (path === undefined) return `error getting deleter volume plugin for volume ${JSON.stringify(volume.metadata.name)}: no deletable volume plugin matched`;
  return /^\/tmp\/.+/.test(path) ? undefined : `host_path deleter only supports /tmp/.+ but received provided ${path}`;
}

/**
 * Deprecated policy: the content is scrubbed and the volume is free again.
 * Simplified: real Kubernetes runs a pod (recycler-for-NAME) that deletes the files; here they are simply gone.
 */
function* recycle(volume: PersistentVolume, users: readonly string[]): Script {
  const name = volume.metadata.name;
  if (users.length > 0) {
    yield { do: 'event', about: volume, type: 'Normal', reason: 'VolumeFailedRecycle', message: `Volume is used by pods: ${users.join(',')}` };
    return { failed: true };
  }
  if (!volume.spec.hostPath && !volume.spec.nfs) return yield* failed(volume, 'VolumeFailedRecycle', 'No recycler plugin found for the volume!');
  yield { do: 'event', about: volume, type: 'Normal', reason: 'VolumeRecycled', message: 'Volume recycled' };
  yield* unbind(volume, decision('volume.recycle', { volume: name }));
  return {};
}

function* failed(volume: PersistentVolume, reason: string, message: string): Script {
  if (volume.status?.phase === 'Failed') return {};
  const why = decision('volume.reclaim-failed', { volume: volume.metadata.name, message });
  yield* setVolumePhase(volume, 'Failed', message, () => why);
  yield { do: 'event', about: volume, type: 'Warning', reason, message };
  return {};
}
