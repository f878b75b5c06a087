import type { Json } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { compareQuantities, quantity } from '../../kinds/quantity.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../kinds/schema/types.gen.ts';
import { deepEqual } from '../../base/json.ts';
import { BIND_COMPLETED, BOUND_BY_CONTROLLER, hasAnnotation } from '../storage/annotations.ts';
import { claimedBy } from '../storage/claim-reference.ts';
import type { Decision, Intent } from './controller.ts';
import { type Script, written } from './script.ts';

/** The writes of the binder, one object at a time, each made from the answer to the one before (pv_controller.go). */

const annotated = <T extends KubeObject>(object: T, name: string, value: string): T => ({
  ...object,
  metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [name]: value } },
});

const update = (resource: string, object: KubeObject, why?: Decision): Intent => ({ do: 'update', resource, object, ...(why ? { why } : {}) });
const setStatus = (resource: string, object: KubeObject, why?: Decision): Intent => ({ do: 'setStatus', resource, object, ...(why ? { why } : {}) });

/** Volume, its phase, claim, its phase: in this order, each only if it is not so already. Whatever fails is finished by a later sync. */
export function* bind(volume: PersistentVolume, claim: PersistentVolumeClaim, why: Decision): Script<void> {
  let reason: Decision | undefined = why;
  const once = (): Decision | undefined => {
    const said = reason;
    reason = undefined;
    return said;
  };
  const claimed = claimedBy(volume, claim);
  const held = claimed === volume ? volume : yield* written<PersistentVolume>(update('persistentvolumes', claimed, once()));
  yield* setVolumePhase(held, 'Bound', '', once);
  const bound = boundClaim(claim, held.metadata.name);
  const named = bound === claim ? claim : yield* written<PersistentVolumeClaim>(update('persistentvolumeclaims', bound, once()));
  yield* setClaimStatus(named, 'Bound', held, once);
}

function boundClaim(claim: PersistentVolumeClaim, volume: string): PersistentVolumeClaim {
  let next = claim;
  if (claim.spec.volumeName !== volume) {
    next = { ...next, spec: { ...next.spec, volumeName: volume } };
    if (!hasAnnotation(next, BOUND_BY_CONTROLLER)) next = annotated(next, BOUND_BY_CONTROLLER, 'yes');
  }
  return hasAnnotation(next, BIND_COMPLETED) ? next : annotated(next, BIND_COMPLETED, 'yes');
}

export function* setVolumePhase(
  volume: PersistentVolume,
  phase: NonNullable<PersistentVolume['status']['phase']>,
  message: string,
  why?: () => Decision | undefined,
): Script<PersistentVolume> {
  if (volume.status?.phase === phase) return volume;
  const { message: _old, ...status } = volume.status ?? {};
  const next = { ...volume, status: { ...status, phase, ...(message === '' ? {} : { message }) } };
  return yield* written<PersistentVolume>(setStatus('persistentvolumes', next, why?.()));
}

/** Phase, modes and size of a claim; without a volume, modes and size are taken off. */
export function* setClaimStatus(
  claim: PersistentVolumeClaim,
  phase: NonNullable<PersistentVolumeClaim['status']['phase']>,
  volume: PersistentVolume | undefined,
  why?: () => Decision | undefined,
): Script<PersistentVolumeClaim> {
  const next = claimStatus(claim, phase, volume);
  if (deepEqual(next, claim.status ?? {})) return claim;
  return yield* written<PersistentVolumeClaim>(setStatus('persistentvolumeclaims', { ...claim, status: next }, why?.()));
}

function claimStatus(
  claim: PersistentVolumeClaim,
  phase: NonNullable<PersistentVolumeClaim['status']['phase']>,
  volume: PersistentVolume | undefined,
): PersistentVolumeClaim['status'] {
  const { accessModes: _modes, capacity, ...rest } = claim.status ?? {};
  if (!volume) return { ...rest, phase };
  const modes = volume.spec.accessModes ? { accessModes: volume.spec.accessModes } : {};
  // A claim that is bound already may differ in size on purpose: its file system is being resized.
  if (claim.status?.phase === phase) return { ...rest, ...modes, phase, ...(capacity ? { capacity } : {}) };
  const size = volume.spec.capacity?.storage;
  const same = capacity?.storage !== undefined && size !== undefined && compareQuantities(quantity(capacity.storage), quantity(size)) === 0;
  return { ...rest, ...modes, phase, ...(same ? { capacity } : volume.spec.capacity ? { capacity: volume.spec.capacity } : {}) };
}

/** Rolls a binding back. A volume a person reserved stays reserved, without the uid. */
export function* unbind(volume: PersistentVolume, why: Decision): Script<void> {
  const freed = yield* written<PersistentVolume>(update('persistentvolumes', unbound(volume), why));
  yield* setVolumePhase(freed, 'Available', '');
}

function unbound(volume: PersistentVolume): PersistentVolume {
  if (!hasAnnotation(volume, BOUND_BY_CONTROLLER)) {
    const { uid: _uid, ...claimRef } = volume.spec.claimRef ?? {};
    return { ...volume, spec: { ...volume.spec, claimRef } };
  }
  const { [BOUND_BY_CONTROLLER]: _by, ...annotations } = volume.metadata.annotations ?? {};
  const { annotations: _all, ...metadata } = volume.metadata;
  const { claimRef: _ref, ...spec } = volume.spec;
  return { ...volume, metadata: Object.keys(annotations).length > 0 ? { ...metadata, annotations } : metadata, spec };
}

export const decision = (say: string, args: { readonly [name: string]: Json | undefined }): Decision => ({ say, args });
