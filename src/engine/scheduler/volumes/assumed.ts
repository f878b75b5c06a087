import { SortedMap } from '../../../base/sorted-map.ts';
import { type KubeObject, keyOf } from '../../../kinds/object.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../../kinds/schema/types.gen.ts';
import { getObject, listObjects, type Root } from '../../etcd/store.ts';
import { slot } from '../../sim/slot.ts';

/**
 * Volumes and claims as the scheduler has promised them to pods it is binding, on top of the informer cache (the assume cache of
 * pkg/scheduler/util/assumecache). A promise counts until the cache has a newer version of the object.
 */
export interface AssumedVolumes {
  readonly volumes: SortedMap<PersistentVolume>;
  readonly claims: SortedMap<PersistentVolumeClaim>;
}

export const NO_ASSUMED: AssumedVolumes = { volumes: SortedMap.empty(), claims: SortedMap.empty() };
export const assumedVolumes = slot<AssumedVolumes>('scheduler/volumes', () => NO_ASSUMED);

const revOf = (object: KubeObject): number => Number(object.metadata.resourceVersion ?? 0);

/** The assumed object unless the cache is ahead of the version it was made from. */
function latest<T extends KubeObject>(cached: T | undefined, assumed: T | undefined): T | undefined {
  if (!assumed || !cached || cached.metadata.uid !== assumed.metadata.uid) return cached;
  return revOf(cached) > revOf(assumed) ? cached : assumed;
}

export const volumeOf = (root: Root, assumed: AssumedVolumes, name: string): PersistentVolume | undefined =>
  latest(getObject<PersistentVolume>(root, 'persistentvolumes', name), assumed.volumes.get(name));

export const claimOf = (root: Root, assumed: AssumedVolumes, key: string): PersistentVolumeClaim | undefined =>
  latest(getObject<PersistentVolumeClaim>(root, 'persistentvolumeclaims', key), assumed.claims.get(key));

export function* allVolumes(root: Root, assumed: AssumedVolumes): Generator<PersistentVolume> {
  for (const volume of listObjects<PersistentVolume>(root, 'persistentvolumes')) yield latest(volume, assumed.volumes.get(volume.metadata.name)) ?? volume;
}

export function assume(assumed: AssumedVolumes, volumes: readonly PersistentVolume[], claims: readonly PersistentVolumeClaim[]): AssumedVolumes {
  let next = assumed;
  for (const volume of volumes) next = { ...next, volumes: next.volumes.set(volume.metadata.name, volume) };
  for (const claim of claims) next = { ...next, claims: next.claims.set(keyOf(claim.metadata), claim) };
  return next;
}

export function revert(assumed: AssumedVolumes, volumes: readonly string[], claims: readonly string[]): AssumedVolumes {
  let next = assumed;
  for (const name of volumes) next = { ...next, volumes: next.volumes.delete(name) };
  for (const key of claims) next = { ...next, claims: next.claims.delete(key) };
  return next;
}
