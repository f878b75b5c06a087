import type { ObjectReference, PersistentVolume, PersistentVolumeClaim } from '../../kinds/schema/types.gen.ts';
import { BOUND_BY_CONTROLLER } from './annotations.ts';
import { isBoundTo } from './matching.ts';

/** What a volume says of the claim it belongs to (client-go tools/reference). */
export const claimReference = ({ metadata }: PersistentVolumeClaim): ObjectReference => ({
  kind: 'PersistentVolumeClaim',
  apiVersion: 'v1',
  namespace: metadata.namespace ?? '',
  name: metadata.name,
  uid: metadata.uid ?? '',
  resourceVersion: metadata.resourceVersion ?? '',
});

/** The volume as it is once it belongs to the claim: the same object when nothing is to be changed (component-helpers storage/volume: GetBindVolumeToClaim). */
export function claimedBy(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { metadata, spec } = volume;
  const boundByUs = !isBoundTo(volume, claim);
  if (!boundByUs && spec.claimRef?.uid === claim.metadata.uid) return volume;
  const next: PersistentVolume = { ...volume, spec: { ...spec, claimRef: { ...spec.claimRef, ...claimReference(claim) } } };
  return boundByUs ? { ...next, metadata: { ...metadata, annotations: { ...metadata.annotations, [BOUND_BY_CONTROLLER]: 'yes' } } } : next;
}
