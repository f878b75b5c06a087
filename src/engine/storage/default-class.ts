import type { StorageClass } from '../../kinds/schema/types.gen.ts';
import { DEFAULT_CLASS } from './annotations.ts';

/** Name of the one dynamic provisioner there is. */
export const DISK_DRIVER = 'disk.csi.cutaway.dev';

/** The class of a cluster that makes disks on demand. */
export const standardClass: StorageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard', annotations: { [DEFAULT_CLASS]: 'true' } },
  provisioner: DISK_DRIVER,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
  allowVolumeExpansion: true,
};
