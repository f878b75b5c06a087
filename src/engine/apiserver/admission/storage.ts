import { byText } from '../../../base/order.ts';
import type { KubeObject } from '../../../kinds/object.ts';
import { compareQuantities, quantity } from '../../../kinds/quantity.ts';
import type { PersistentVolumeClaim, StorageClass } from '../../../kinds/schema/types.gen.ts';
import { getObject, listObjects } from '../../etcd/store.ts';
import { type Call, rootOf } from '../call.ts';
import type { AdmissionPlugin } from './plugin.ts';
import { forbid, isOf } from './refused.ts';

const PROTECTION: Readonly<Record<string, string>> = {
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  persistentvolumes: 'kubernetes.io/pv-protection',
};

/** Claims and volumes are born with a finalizer that holds them while they are in use. */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  admit(call, object, previous) {
    const finalizer = PROTECTION[call.kind.resource];
    if (previous !== undefined || finalizer === undefined || call.subresource !== '') return object;
    const finalizers = object.metadata.finalizers ?? [];
    return finalizers.includes(finalizer) ? object : { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } };
  },
};

const IS_DEFAULT = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

/** A claim that names no class gets the default one; among several the newest (plugin/pkg/admission/storage/storageclass/setdefault). */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  admit(call, object, previous) {
    if (previous !== undefined || !isOf(call, 'persistentvolumeclaims')) return object;
    const spec = (object['spec'] ?? {}) as { storageClassName?: string };
    if (spec.storageClassName !== undefined || object.metadata.annotations?.[CLASS_ANNOTATION] !== undefined) return object;
    const chosen = newestDefault(call);
    return chosen ? { ...object, spec: { ...spec, storageClassName: chosen.metadata.name } } : object;
  },
};

function newestDefault(call: Call): KubeObject | undefined {
  const defaults = [...listObjects(rootOf(call), 'storageclasses')].filter(({ metadata }) => IS_DEFAULT.some((key) => metadata.annotations?.[key] === 'true'));
  const order = (a: KubeObject, b: KubeObject): number =>
    byText(b.metadata.creationTimestamp ?? '', a.metadata.creationTimestamp ?? '') || byText(a.metadata.name, b.metadata.name);
  return defaults.sort(order)[0];
}

/** Only bound claims whose class allows it may grow (plugin/pkg/admission/storage/persistentvolume/resize). */
export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  validate(call, object, previous) {
    if (previous === undefined || !isOf(call, 'persistentvolumeclaims')) return;
    const [next, before] = [object as unknown as PersistentVolumeClaim, previous as unknown as PersistentVolumeClaim];
    const [size, old] = [next.spec?.resources?.requests?.['storage'], before.spec?.resources?.requests?.['storage']];
    if (size === undefined || old === undefined || compareQuantities(quantity(size), quantity(old)) <= 0) return;
    if (before.status?.phase !== 'Bound') forbid(call, object, 'Only bound persistent volume claims can be expanded');
    if (!mayGrow(call, next, before))
      forbid(call, object, 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize');
  },
};

function mayGrow(call: Call, next: PersistentVolumeClaim, before: PersistentVolumeClaim): boolean {
  const name = next.spec?.storageClassName;
  if (!name || name !== before.spec?.storageClassName) return false;
  const found = getObject(rootOf(call), 'storageclasses', name) as unknown as StorageClass | undefined;
  return found?.allowVolumeExpansion === true;
}
