import type { Node, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../kinds/schema/types.gen.ts';
import { EXTERNAL_DELETION_PROTECTION, PROVISIONED_BY } from './annotations.ts';
import { claimReference } from './claim-reference.ts';
import { DISK_DRIVER } from './default-class.ts';

const ZONE = 'topology.kubernetes.io/zone';

/** The PersistentVolume an external provisioner writes for a disk it has made: bound to the claim from the start. */
export function volumeObject(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
  made: { readonly disk: string; readonly node: Node | undefined },
): PersistentVolume {
  const { metadata, spec } = claim;
  const zone = made.node?.metadata.labels?.[ZONE];
  const deletes = (storageClass.reclaimPolicy ?? 'Delete') === 'Delete';
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: `pvc-${metadata.uid ?? ''}`,
      annotations: { [PROVISIONED_BY]: DISK_DRIVER },
      ...(deletes ? { finalizers: [EXTERNAL_DELETION_PROTECTION] } : {}),
    },
    spec: {
      accessModes: spec.accessModes ?? [],
      capacity: { storage: spec.resources?.requests?.storage ?? '0' },
      claimRef: claimReference(claim),
      csi: { driver: DISK_DRIVER, fsType: 'ext4', volumeHandle: made.disk, volumeAttributes: { 'storage.kubernetes.io/csiProvisionerIdentity': DISK_DRIVER } },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata.name,
      volumeMode: spec.volumeMode ?? 'Filesystem',
      ...(storageClass.mountOptions ? { mountOptions: storageClass.mountOptions } : {}),
      ...(zone === undefined
        ? {}
        : { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: 'In', values: [zone] }] }] } } }),
    },
    status: {},
  };
}
