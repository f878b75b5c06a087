import { deepEqual } from '../../base/json.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { forbiddenField, invalid, notSupported, required } from '../errors.ts';
import type { FieldError, Kind } from '../kind.ts';
import { immutableErrors, objectMetaErrors, objectMetaUpdateErrors } from '../metadata.ts';
import { FIELD_IS_IMMUTABLE, MUST_BE_POSITIVE, nameIsSubdomain } from '../names.ts';
import { quantity } from '../quantity.ts';
import type { Errors } from '../remember.ts';
import { changeField, onceClean, withDefaults } from '../remember.ts';
import type { PersistentVolume, PersistentVolumeSpec } from '../schema/types.gen.ts';
import { ALL_VERBS, keepStatus, onlyStatus } from '../strategy.ts';
import { checkAccessModes, checkClassName, VOLUME_MODES } from './claim-spec.ts';
import { volumeSourceDiff } from './go-structs.ts';
import { checkNodeSelector } from './pod-spec/affinity.ts';
import { sourceDefaults } from './pod-spec/volume-defaults.ts';
import { checkSources, VOLUME_SOURCES } from './pod-spec/volume-sources.ts';
import { accessModesText } from './volume-text.ts';

const rules = { namespaced: false, nameErrors: nameIsSubdomain };
const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];

const specDefaults = (spec: PersistentVolumeSpec): PersistentVolumeSpec => {
  const filled = withDefaults(spec, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' });
  return sourceDefaults(changeField(filled, 'hostPath', (source) => withDefaults(source, { type: '' })));
};

const defaults = (object: PersistentVolume): PersistentVolume => {
  const filled = changeField(object, 'spec', specDefaults);
  return filled.status?.phase === undefined ? { ...filled, status: { ...filled.status, phase: 'Pending' } } : filled;
};

/** ValidatePersistentVolumeSpec. */
const checkSpec = onceClean((spec: PersistentVolumeSpec, path, errors) => {
  const modes = spec.accessModes ?? [];
  if (modes.length === 0) errors.push(required(`${path}.accessModes`));
  checkAccessModes(modes, `${path}.accessModes`, errors);
  checkCapacity(spec.capacity ?? {}, `${path}.capacity`, errors);
  const policy = spec.persistentVolumeReclaimPolicy;
  if (policy && !RECLAIM_POLICIES.includes(policy)) errors.push(notSupported(`${path}.persistentVolumeReclaimPolicy`, policy, RECLAIM_POLICIES));
  if (spec.nodeAffinity?.required) checkNodeSelector(spec.nodeAffinity.required, `${path}.nodeAffinity.required`, errors);
  else if (spec.nodeAffinity) errors.push(required(`${path}.nodeAffinity.required`, 'must specify required node constraints'));
  const sources = checkSources(spec as unknown as { readonly [field: string]: unknown }, VOLUME_SOURCES, path, errors);
  if (sources[0] === 'local' && !spec.nodeAffinity) errors.push(required(`${path}.nodeAffinity`, 'Local volume requires node affinity'));
  if (spec.hostPath && /^\/*$/.test(spec.hostPath.path.replaceAll('/.', '/')) && policy === 'Recycle') {
    errors.push(forbiddenField(`${path}.persistentVolumeReclaimPolicy`, "may not be 'recycle' for a hostPath mount of '/'"));
  }
  if (spec.storageClassName) checkClassName(spec.storageClassName, `${path}.storageClassName`, errors);
  if (spec.volumeMode !== undefined && !VOLUME_MODES.includes(spec.volumeMode)) errors.push(notSupported(`${path}.volumeMode`, spec.volumeMode, VOLUME_MODES));
  const attributes = spec.volumeAttributesClassName;
  if (attributes === undefined) return;
  if (attributes === '') errors.push(required(`${path}.volumeAttributesClassName`, 'an empty string is disallowed'));
  else checkClassName(attributes, `${path}.volumeAttributesClassName`, errors);
  if (!spec.csi) errors.push(required(`${path}.csi`, 'has to be specified when using volumeAttributesClassName'));
});

function checkCapacity(capacity: Readonly<Record<string, string>>, path: string, errors: Errors): void {
  const names = Object.keys(capacity);
  if (names.length === 0) errors.push(required(path));
  if (!Object.hasOwn(capacity, 'storage') || names.length > 1) errors.push(notSupported(path, capacity, ['storage']));
  for (const name of names) {
    const text = capacity[name] as string;
    if (quantity(text).nanos < 0n) errors.push(invalid(`${path}[${name}]`, text, 'must be a valid resource quantity'));
    if (quantity(text).nanos <= 0n) errors.push(invalid(`${path}[${name}]`, text, MUST_BE_POSITIVE));
  }
}

function validate(object: PersistentVolume): readonly FieldError[] {
  const errors = objectMetaErrors(object.metadata, rules);
  checkSpec(object.spec, 'spec', errors);
  return errors;
}

const SOURCES: readonly string[] = VOLUME_SOURCES.map(({ field }) => field);
const sourceOf = (spec: PersistentVolumeSpec): object => Object.fromEntries(Object.entries(spec).filter(([field]) => SOURCES.includes(field)));

/** ValidatePersistentVolumeUpdate: what the volume is stays; who may use it and what becomes of it may change. */
function validateUpdate(next: PersistentVolume, previous: PersistentVolume): readonly FieldError[] {
  const errors: Errors = [...objectMetaUpdateErrors(next.metadata, previous.metadata), ...validate(next)];
  const allowed = previous.spec.csi && !previous.spec.csi.controllerExpandSecretRef;
  const withoutExpand = ({ csi, ...rest }: PersistentVolumeSpec): object => {
    const { controllerExpandSecretRef: _secret, ...kept } = csi ?? { driver: '', volumeHandle: '' };
    return sourceOf({ ...rest, ...(csi ? { csi: allowed ? (kept as NonNullable<PersistentVolumeSpec['csi']>) : csi } : {}) });
  };
  if (!deepEqual(withoutExpand(next.spec), withoutExpand(previous.spec))) {
    errors.push(
      forbiddenField(
        'spec.persistentvolumesource',
        `spec.persistentvolumesource is immutable after creation\n${volumeSourceDiff(sourceOf(previous.spec), sourceOf(next.spec))}`,
      ),
    );
  }
  errors.push(...immutableErrors(next.spec.volumeMode, previous.spec.volumeMode, 'volumeMode'));
  if (previous.spec.nodeAffinity && !deepEqual(next.spec.nodeAffinity, previous.spec.nodeAffinity)) {
    errors.push(invalid('nodeAffinity', next.spec.nodeAffinity, `${FIELD_IS_IMMUTABLE}, except for updating from beta label to GA`));
  }
  if (previous.spec.volumeAttributesClassName !== undefined && next.spec.volumeAttributesClassName === undefined) {
    errors.push(forbiddenField('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden'));
  }
  return errors;
}

const claimText = ({ spec }: PersistentVolume): string => (spec.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '');

export const persistentVolume: Kind<PersistentVolume> = {
  group: '',
  version: 'v1',
  kind: 'PersistentVolume',
  resource: 'persistentvolumes',
  singular: 'persistentvolume',
  shortNames: ['pv'],
  categories: [],
  namespaced: false,
  definition: 'io.k8s.api.core.v1.PersistentVolume',
  verbs: ALL_VERBS,
  subresources: ['status'],
  nameErrors: nameIsSubdomain,
  strategy: {
    defaults,
    prepareForCreate: (object, { now }) => ({ ...object, status: { phase: 'Pending', lastPhaseTransitionTime: now } }),
    prepareForUpdate: keepStatus,
    prepareForStatusUpdate: onlyStatus,
    validate,
    validateUpdate,
    validateStatusUpdate: (next, previous) => objectMetaUpdateErrors(next.metadata, previous.metadata),
    warnings: ({ spec }, previous) =>
      !previous && spec.persistentVolumeReclaimPolicy === 'Recycle'
        ? ['spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.']
        : [],
  },
  selectableFields: {},
  columns: [
    nameColumn(),
    textColumn(
      'Capacity',
      "capacity is the description of the persistent volume's resources and capacity.",
      ({ spec }: PersistentVolume) => spec.capacity?.['storage'] ?? '',
    ),
    textColumn('Access Modes', 'accessModes contains all ways the volume can be mounted.', ({ spec }: PersistentVolume) => accessModesText(spec.accessModes)),
    textColumn(
      'Reclaim Policy',
      'persistentVolumeReclaimPolicy defines what happens to a persistent volume when released from its claim.',
      ({ spec }: PersistentVolume) => spec.persistentVolumeReclaimPolicy ?? '',
    ),
    textColumn('Status', 'phase indicates if a volume is available, bound to a claim, or released by a claim.', ({ metadata, status }: PersistentVolume) =>
      metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating',
    ),
    textColumn('Claim', 'claimRef is part of a bi-directional binding between PersistentVolume and PersistentVolumeClaim.', claimText),
    textColumn('StorageClass', 'StorageClass of the pv', ({ spec }: PersistentVolume) => spec.storageClassName ?? ''),
    textColumn('VolumeAttributesClass', 'VolumeAttributesClass of the pv', ({ spec }: PersistentVolume) => spec.volumeAttributesClassName ?? '<unset>'),
    textColumn(
      'Reason',
      'reason is a brief CamelCase string that describes any failure and is meant for machine parsing and tidy display in the CLI.',
      ({ status }: PersistentVolume) => status?.reason ?? '',
    ),
    ageColumn(),
    textColumn(
      'VolumeMode',
      'volumeMode defines if a volume is intended to be used with a formatted filesystem or to remain in raw block state.',
      ({ spec }: PersistentVolume) => spec.volumeMode ?? '<unset>',
      1,
    ),
  ],
  samples: [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'disk-1' },
      spec: { capacity: { storage: '10Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'manual', hostPath: { path: '/mnt/data' } },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'disk-2' },
      spec: {
        capacity: { storage: '100Gi' },
        accessModes: ['ReadWriteOnce'],
        persistentVolumeReclaimPolicy: 'Delete',
        local: { path: '/mnt/disks/ssd1' },
        nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['worker-1'] }] }] } },
      },
    },
  ],
};
