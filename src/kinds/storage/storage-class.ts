import { deepEqual } from '../../base/json.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { duplicate, forbiddenField, invalid, notSupported, required, tooLong } from '../errors.ts';
import type { FieldError, Kind } from '../kind.ts';
import { immutableErrors, objectMetaUpdateErrors } from '../metadata.ts';
import { byteLength, nameIsSubdomain, qualifiedNameErrors } from '../names.ts';
import { withDefaults } from '../remember.ts';
import type { StorageClass } from '../schema/types.gen.ts';
import { ALL_VERBS, plainStrategy } from '../strategy.ts';

/** pkg/apis/storage: validation and defaults. */

const RECLAIM_POLICIES = ['Delete', 'Retain'];
const BINDING_MODES = ['Immediate', 'WaitForFirstConsumer'];
const MAX_PARAMETERS = 512;
const MAX_PARAMETER_BYTES = 256 * 1024;

function classErrors(object: StorageClass): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { provisioner, parameters = {}, reclaimPolicy, volumeBindingMode: mode } = object;
  if (!provisioner) errors.push(required('provisioner'));
  else for (const message of qualifiedNameErrors(provisioner.toLowerCase())) errors.push(invalid('provisioner', provisioner, message));
  const names = Object.keys(parameters);
  if (names.length > MAX_PARAMETERS) errors.push(tooLong('parameters', MAX_PARAMETERS));
  for (const name of names) if (name === '') errors.push(invalid('parameters', name, 'field can not be empty.'));
  const bytes = names.reduce((sum, name) => sum + byteLength(name) + byteLength(parameters[name] as string), 0);
  if (bytes > MAX_PARAMETER_BYTES) errors.push(tooLong('parameters', MAX_PARAMETER_BYTES));
  if (!reclaimPolicy || !RECLAIM_POLICIES.includes(reclaimPolicy)) errors.push(notSupported('reclaimPolicy', reclaimPolicy ?? '', RECLAIM_POLICIES));
  if (mode === undefined) errors.push(required('volumeBindingMode'));
  else if (!BINDING_MODES.includes(mode)) errors.push(notSupported('volumeBindingMode', mode, BINDING_MODES));
  return [...errors, ...topologyErrors(object)];
}

function topologyErrors({ allowedTopologies = [] }: StorageClass): readonly FieldError[] {
  const errors: FieldError[] = [];
  allowedTopologies.forEach((term, i) => {
    const path = `allowedTopologies[${i}]`;
    const keys = new Set<string>();
    term.matchLabelExpressions?.forEach(({ key, values }, j) => {
      const at = `${path}.matchLabelExpressions[${j}]`;
      if (values.length === 0) errors.push(required(`${at}.values`));
      values.forEach((value, k) => {
        if (values.indexOf(value) < k) errors.push(duplicate(`${at}.values[${k}]`, value));
      });
      for (const message of qualifiedNameErrors(key)) errors.push(invalid(`${at}.key`, key, message));
      if (keys.has(key)) errors.push(duplicate(`${at}.key`, key));
      keys.add(key);
    });
    if (allowedTopologies.findIndex((other) => deepEqual(other, term)) < i) errors.push(duplicate(`${path}.matchLabelExpressions`, ''));
  });
  return errors;
}

function validateUpdate(next: StorageClass, previous: StorageClass): readonly FieldError[] {
  const errors: FieldError[] = objectMetaUpdateErrors(next.metadata, previous.metadata);
  for (const field of ['parameters', 'provisioner', 'reclaimPolicy'] as const) {
    if (!deepEqual(next[field], previous[field])) errors.push(forbiddenField(field, `updates to ${field} are forbidden.`));
  }
  return [...errors, ...immutableErrors(next.volumeBindingMode, previous.volumeBindingMode, 'volumeBindingMode')];
}

export const isDefaultClass = ({ metadata }: StorageClass): boolean =>
  metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true' ||
  metadata.annotations?.['storageclass.beta.kubernetes.io/is-default-class'] === 'true';

export const storageClass: Kind<StorageClass> = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  resource: 'storageclasses',
  singular: 'storageclass',
  shortNames: ['sc'],
  categories: [],
  namespaced: false,
  definition: 'io.k8s.api.storage.v1.StorageClass',
  verbs: ALL_VERBS,
  subresources: [],
  nameErrors: nameIsSubdomain,
  strategy: plainStrategy<StorageClass>(
    { namespaced: false, nameErrors: nameIsSubdomain },
    {
      defaults: (object) => withDefaults(object, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' } as Partial<StorageClass>),
      errors: classErrors,
      validateUpdate,
    },
  ),
  selectableFields: {},
  columns: [
    { ...nameColumn<StorageClass>(), cell: (object) => (isDefaultClass(object) ? `${object.metadata.name} (default)` : object.metadata.name) },
    textColumn('Provisioner', 'provisioner indicates the type of the provisioner.', ({ provisioner }: StorageClass) => provisioner),
    textColumn(
      'ReclaimPolicy',
      'reclaimPolicy controls the reclaimPolicy for dynamically provisioned PersistentVolumes of this storage class. Defaults to Delete.',
      ({ reclaimPolicy }: StorageClass) => reclaimPolicy ?? 'Delete',
    ),
    textColumn(
      'VolumeBindingMode',
      'volumeBindingMode indicates how PersistentVolumeClaims should be provisioned and bound. When unset, VolumeBindingImmediate is used. This field is only honored by servers that enable the VolumeScheduling feature.',
      ({ volumeBindingMode }: StorageClass) => volumeBindingMode ?? 'Immediate',
    ),
    textColumn(
      'AllowVolumeExpansion',
      'allowVolumeExpansion shows whether the storage class allow volume expand.',
      ({ allowVolumeExpansion }: StorageClass) => allowVolumeExpansion ?? false,
    ),
    ageColumn(),
  ],
  samples: [
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'disks.example.com',
      volumeBindingMode: 'WaitForFirstConsumer',
      allowVolumeExpansion: true,
    },
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'keep' },
      provisioner: 'disks.example.com',
      reclaimPolicy: 'Retain',
      parameters: { tier: 'ssd' },
    },
  ],
};
