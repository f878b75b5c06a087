import { changeField, changeItems, onceComplete, withDefaults } from '../../remember.ts';
import type { DownwardAPIVolumeFile, PersistentVolumeSpec, Volume, VolumeProjection } from '../../schema/types.gen.ts';
import { defaultPullPolicy } from './image-name.ts';

/** SetDefaults_Volume and those of its sources (pkg/apis/core/v1/defaults.go). */

const MODE = 0o644;
const EMPTY_DIR = Object.freeze({});

const fieldRefDefaults = (file: DownwardAPIVolumeFile): DownwardAPIVolumeFile =>
  changeField(file, 'fieldRef', (ref) => withDefaults(ref, { apiVersion: 'v1' }));

const projectionDefaults = onceComplete((source: VolumeProjection): VolumeProjection => {
  const token = changeField(source, 'serviceAccountToken', (projection) => withDefaults(projection, { expirationSeconds: 3600 }));
  return changeField(token, 'downwardAPI', (api) => changeField(api, 'items', (items) => changeItems(items, fieldRefDefaults)));
});

export const volumeDefaults = onceComplete((volume: Volume): Volume => {
  const named = Object.keys(volume).some((key) => key !== 'name' && volume[key as keyof Volume] !== undefined);
  if (!named) return { ...volume, emptyDir: EMPTY_DIR };
  let out = changeField(volume, 'secret', (secret) => withDefaults(secret, { defaultMode: MODE }));
  out = changeField(out, 'configMap', (map) => withDefaults(map, { defaultMode: MODE }));
  out = changeField(out, 'hostPath', (path) => withDefaults(path, { type: '' }));
  out = changeField(out, 'downwardAPI', (api) =>
    withDefaults(
      changeField(api, 'items', (items) => changeItems(items, fieldRefDefaults)),
      { defaultMode: MODE },
    ),
  );
  out = changeField(out, 'projected', (projected) =>
    withDefaults(
      changeField(projected, 'sources', (sources) => changeItems(sources, projectionDefaults)),
      { defaultMode: MODE },
    ),
  );
  out = changeField(out, 'ephemeral', (ephemeral) =>
    changeField(ephemeral, 'volumeClaimTemplate', (template) => changeField(template, 'spec', (spec) => withDefaults(spec, { volumeMode: 'Filesystem' }))),
  );
  out = changeField(out, 'image', (image) => withDefaults(image, { pullPolicy: defaultPullPolicy(image.reference ?? '') }));
  return sourceDefaults(out);
});

/** What volumes of pods and PersistentVolumes have in common. */
export function sourceDefaults<T extends Pick<Volume, 'azureDisk'> & Pick<PersistentVolumeSpec, 'iscsi' | 'rbd' | 'scaleIO'>>(of: T): T {
  type Sources = Pick<Volume, 'azureDisk'> & Pick<PersistentVolumeSpec, 'iscsi' | 'rbd' | 'scaleIO'>;
  let out: Sources = changeField(of as Sources, 'iscsi', (iscsi) => withDefaults(iscsi, { iscsiInterface: 'default' }));
  out = changeField(out, 'rbd', (rbd) => withDefaults(rbd, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }));
  out = changeField(out, 'azureDisk', (disk) => withDefaults(disk, { cachingMode: 'ReadWrite', kind: 'Shared', fsType: 'ext4', readOnly: false }));
  return changeField(out, 'scaleIO', (scale) => withDefaults(scale, { storageMode: 'ThinProvisioned', fsType: 'xfs' })) as T;
}
