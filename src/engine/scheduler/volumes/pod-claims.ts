import type { PersistentVolumeClaim, Pod, StorageClass } from '../../../kinds/schema/types.gen.ts';
import { getObject } from '../../etcd/store.ts';
import { BIND_COMPLETED, hasAnnotation } from '../../storage/annotations.ts';
import { classOfClaim } from '../../storage/matching.ts';
import type { Cycle } from '../framework.ts';
import { claimOf } from './assumed.ts';

/** The claims of a pod, by what is still to be done for them. */
export interface PodClaims {
  readonly bound: readonly PersistentVolumeClaim[];
  /** Their class waits for a pod: the scheduler chooses volume or node. */
  readonly delayed: readonly PersistentVolumeClaim[];
  /** Unbound although their class binds at once: the pod has to wait. */
  readonly immediate: readonly PersistentVolumeClaim[];
}

/** Namespaced names of the claims a pod mounts, in the order of its volumes. */
export function claimKeysOf(pod: Pod): readonly string[] {
  const { volumes } = pod.spec;
  if (!volumes) return NONE;
  const out: string[] = [];
  for (const volume of volumes) {
    const name = claimNameOf(pod, volume);
    if (name !== undefined) out.push(`${pod.metadata.namespace ?? 'default'}/${name}`);
  }
  return out.length === 0 ? NONE : out;
}
const NONE: readonly string[] = [];

const claimNameOf = (pod: Pod, volume: NonNullable<Pod['spec']['volumes']>[number]): string | undefined =>
  volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${pod.metadata.name}-${volume.name}` : undefined);

const isEphemeral = (pod: Pod, claim: string): boolean =>
  pod.spec.volumes?.some(({ name, ephemeral }) => ephemeral && `${pod.metadata.name}-${name}` === claim) === true;

/** A claim is bound when it names its volume and the controller has completed the binding. */
export const isFullyBound = (claim: PersistentVolumeClaim): boolean => Boolean(claim.spec.volumeName) && hasAnnotation(claim, BIND_COMPLETED);

export const storageClassOf = (cycle: Cycle, claim: PersistentVolumeClaim): StorageClass | undefined => {
  const name = classOfClaim(claim);
  return name === '' ? undefined : getObject<StorageClass>(cycle.root, 'storageclasses', name);
};

/** Either the pod's claims or why they cannot be judged, in upstream's words (podHasPVCs, GetPodVolumeClaims). */
export function podClaims(cycle: Cycle): PodClaims | string {
  const bound: PersistentVolumeClaim[] = [];
  const delayed: PersistentVolumeClaim[] = [];
  const immediate: PersistentVolumeClaim[] = [];
  for (const key of claimKeysOf(cycle.pod)) {
    const name = key.slice(key.indexOf('/') + 1);
    const claim = claimOf(cycle.root, cycle.assumedVolumes, key);
    if (!claim)
      return isEphemeral(cycle.pod, name)
        ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
        : `persistentvolumeclaim "${name}" not found`;
    if (claim.status?.phase === 'Lost') return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName ?? ''}"`;
    if (claim.metadata.deletionTimestamp) return `persistentvolumeclaim "${name}" is being deleted`;
    if (isFullyBound(claim)) bound.push(claim);
    else if (storageClassOf(cycle, claim)?.volumeBindingMode === 'WaitForFirstConsumer' && !claim.spec.volumeName) delayed.push(claim);
    else immediate.push(claim);
  }
  return { bound, delayed, immediate };
}
