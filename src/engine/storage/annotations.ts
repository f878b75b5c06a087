/** Annotations and finalizers by which the parts of storage speak to each other (component-helpers storage/volume). */
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
export const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
export const STORAGE_PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
/** Written beside the new one for provisioners of old. */
export const BETA_STORAGE_PROVISIONER = 'volume.beta.kubernetes.io/storage-provisioner';
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
export const BETA_STORAGE_CLASS = 'volume.beta.kubernetes.io/storage-class';
export const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
export const BETA_DEFAULT_CLASS = 'storageclass.beta.kubernetes.io/is-default-class';

export const PV_PROTECTION = 'kubernetes.io/pv-protection';
export const PVC_PROTECTION = 'kubernetes.io/pvc-protection';
/** Held by an external provisioner until its disk is gone (HonorPVReclaimPolicy). */
export const EXTERNAL_DELETION_PROTECTION = 'external-provisioner.volume.kubernetes.io/finalizer';

/** The provisioner of classes whose volumes people make by hand. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

interface Annotated {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
}

export const annotation = (object: Annotated, name: string): string | undefined => object.metadata.annotations?.[name];
export const hasAnnotation = (object: Annotated, name: string): boolean => annotation(object, name) !== undefined;
