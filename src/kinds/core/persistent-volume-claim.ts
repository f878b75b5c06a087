import { deepEqual } from '../../base/json.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { forbiddenField, goQuote, invalid } from '../errors.ts';
import type { FieldError, Kind } from '../kind.ts';
import { immutableErrors, objectMetaErrors, objectMetaUpdateErrors } from '../metadata.ts';
import { nameIsSubdomain } from '../names.ts';
import { compareQuantities, milliOf, quantity } from '../quantity.ts';
import type { Errors } from '../remember.ts';
import { changeField, fieldFrom, withDefaults } from '../remember.ts';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../schema/types.gen.ts';
import { ALL_VERBS, keepStatus, onlyStatus } from '../strategy.ts';
import { claimSpecDiff } from './go-structs.ts';
import { checkClaimSpec } from './claim-spec.ts';
import { accessModesText } from './volume-text.ts';

const rules = { namespaced: true, nameErrors: nameIsSubdomain };
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

const defaults = (object: PersistentVolumeClaim): PersistentVolumeClaim => {
  const filled = changeField(object, 'spec', (spec) => withDefaults(spec, { volumeMode: 'Filesystem', resources: {} }));
  return filled.status?.phase === undefined ? { ...filled, status: { ...filled.status, phase: 'Pending' } } : filled;
};

/** NormalizeDataSources: each of dataSource and dataSourceRef is filled from the other, unless it names a namespace. */
function normalized(object: PersistentVolumeClaim): PersistentVolumeClaim {
  const { dataSource, dataSourceRef } = object.spec;
  if (dataSource && !dataSourceRef) return { ...object, spec: { ...object.spec, dataSourceRef: dataSource } };
  if (dataSourceRef && !dataSource && !dataSourceRef.namespace) {
    const { namespace: _none, ...rest } = dataSourceRef;
    return { ...object, spec: { ...object.spec, dataSource: rest } };
  }
  return object;
}

function validate(object: PersistentVolumeClaim): readonly FieldError[] {
  const errors = objectMetaErrors(object.metadata, rules);
  checkClaimSpec(object.spec, 'spec', errors);
  return errors;
}

/** ValidatePersistentVolumeClaimUpdate. */
function validateUpdate(next: PersistentVolumeClaim, previous: PersistentVolumeClaim): readonly FieldError[] {
  const errors: Errors = [...objectMetaUpdateErrors(next.metadata, previous.metadata), ...validate(next)];
  checkSpecKept(next, previous, errors);
  checkSize(next, previous, errors);
  errors.push(...immutableErrors(next.spec.volumeMode, previous.spec.volumeMode, 'volumeMode'));
  const [now, old] = [next.spec.volumeAttributesClassName, previous.spec.volumeAttributesClassName];
  if (old !== undefined && now === undefined) errors.push(forbiddenField('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden'));
  else if (old && now === '') errors.push(forbiddenField('spec.volumeAttributesClassName', 'update from non-nil value to an empty string is forbidden'));
  return errors;
}

/** The spec stays, but: volumeName is set once, a class may be added, a bound claim may grow. */
function checkSpecKept(next: PersistentVolumeClaim, previous: PersistentVolumeClaim, errors: Errors): void {
  let now = next.spec;
  let old = previous.spec;
  if (!old.volumeName && now.volumeName) old = { ...old, volumeName: now.volumeName };
  const annotated = previous.metadata.annotations?.[CLASS_ANNOTATION];
  if (old.storageClassName === undefined && now.storageClassName !== undefined && (annotated === undefined || annotated === now.storageClassName)) {
    now = fieldFrom(now, 'storageClassName', old);
  }
  const annotation = next.metadata.annotations?.[CLASS_ANNOTATION];
  if (annotation !== annotated) errors.push(...immutableErrors(annotation ?? '', annotated ?? '', `metadata.annotations[${CLASS_ANNOTATION}]`));
  if (next.status?.phase === 'Bound') now = withOldSize(now, old);
  if (deepEqual(now, old)) return;
  errors.push(
    forbiddenField(
      'spec',
      `spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${claimSpecDiff(old, now)}`,
    ),
  );
}

function withOldSize(next: PersistentVolumeClaimSpec, previous: PersistentVolumeClaimSpec): PersistentVolumeClaimSpec {
  const storage = previous.resources?.requests?.['storage'];
  const sized =
    next.resources?.requests && storage !== undefined ? { ...next, resources: { ...next.resources, requests: { ...next.resources.requests, storage } } } : next;
  return next.volumeAttributesClassName === undefined ? sized : fieldFrom(sized, 'volumeAttributesClassName', previous);
}

/** A claim may shrink only back towards what its volume already has, to recover from a failed expansion. */
function checkSize(next: PersistentVolumeClaim, previous: PersistentVolumeClaim, errors: Errors): void {
  const size = (object: PersistentVolumeClaim) => quantity(object.spec.resources?.requests?.['storage']);
  if (compareQuantities(size(next), size(previous)) >= 0) return;
  if (compareQuantities(size(next), quantity(previous.status?.capacity?.['storage'])) <= 0) {
    errors.push(forbiddenField('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  }
}

function validateStatusUpdate(next: PersistentVolumeClaim, previous: PersistentVolumeClaim): readonly FieldError[] {
  const errors: Errors = objectMetaUpdateErrors(next.metadata, previous.metadata);
  for (const [name, text] of Object.entries(next.status?.capacity ?? {})) {
    if (quantity(text).nanos < 0n) errors.push(invalid(`status.capacity[${name}]`, text, 'must be a valid resource quantity'));
  }
  return errors;
}

const isBound = ({ spec }: PersistentVolumeClaim): boolean => (spec.volumeName ?? '') !== '';
const classOf = ({ spec, metadata }: PersistentVolumeClaim): string => metadata.annotations?.[CLASS_ANNOTATION] ?? spec.storageClassName ?? '';

/** Upstream: pkg/api/persistentvolumeclaim/util.go, GetWarningsForPersistentVolumeClaim. */
function warningsOf({ metadata, spec }: PersistentVolumeClaim): readonly string[] {
  const out: string[] = [];
  if (metadata.annotations?.[CLASS_ANNOTATION] !== undefined)
    out.push('metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use "storageClassName" attribute instead');
  for (const which of ['requests', 'limits'] as const) {
    const value = spec.resources?.[which]?.['storage'];
    if (value !== undefined && milliOf(value) % 1000 !== 0)
      out.push(`spec.resources.${which}[storage]: fractional byte value ${goQuote(value)} is invalid, must be an integer`);
  }
  return out;
}

export const persistentVolumeClaim: Kind<PersistentVolumeClaim> = {
  group: '',
  version: 'v1',
  kind: 'PersistentVolumeClaim',
  resource: 'persistentvolumeclaims',
  singular: 'persistentvolumeclaim',
  shortNames: ['pvc'],
  categories: [],
  namespaced: true,
  definition: 'io.k8s.api.core.v1.PersistentVolumeClaim',
  verbs: ALL_VERBS,
  subresources: ['status'],
  nameErrors: nameIsSubdomain,
  strategy: {
    defaults,
    prepareForCreate: (object) => ({ ...normalized(object), status: { phase: 'Pending' } }),
    prepareForUpdate: (next, previous) => keepStatus(normalized(next), previous),
    prepareForStatusUpdate: onlyStatus,
    validate,
    validateUpdate,
    validateStatusUpdate,
    warnings: warningsOf,
  },
  selectableFields: {},
  columns: [
    nameColumn(),
    textColumn('Status', 'phase represents the current phase of PersistentVolumeClaim.', ({ metadata, status }: PersistentVolumeClaim) =>
      metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating',
    ),
    textColumn(
      'Volume',
      'volumeName is the binding reference to the PersistentVolume backing this claim.',
      ({ spec }: PersistentVolumeClaim) => spec.volumeName ?? '',
    ),
    textColumn('Capacity', 'capacity represents the actual resources of the underlying volume.', (object: PersistentVolumeClaim) =>
      isBound(object) ? (object.status?.capacity?.['storage'] ?? '0') : '',
    ),
    textColumn('Access Modes', 'accessModes contains the actual access modes the volume backing the PVC has.', (object: PersistentVolumeClaim) =>
      isBound(object) ? accessModesText(object.status?.accessModes) : '',
    ),
    textColumn('StorageClass', 'StorageClass of the pvc', classOf),
    textColumn('VolumeAttributesClass', 'VolumeAttributesClass of the pvc', ({ spec }: PersistentVolumeClaim) => spec.volumeAttributesClassName ?? '<unset>'),
    ageColumn(),
    textColumn(
      'VolumeMode',
      'volumeMode defines what type of volume is required by the claim. Value of Filesystem is implied when not included in claim spec.',
      ({ spec }: PersistentVolumeClaim) => spec.volumeMode ?? '<unset>',
      1,
    ),
  ],
  samples: [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'web', namespace: 'default' },
      spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'standard', resources: { requests: { storage: '1Gi' } } },
    },
  ],
};
