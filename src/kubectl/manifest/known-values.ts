import { ACCESS_MODES } from '../../kinds/core/claim-spec.ts';
import { ENV_FIELDS } from '../../kinds/core/pod-spec/downward.ts';
import type { Field, FieldType } from '../../kinds/schema/structure.ts';

/** What most people want stands first. */
const MODES: readonly string[] = ['ReadWriteOnce', ...ACCESS_MODES.filter((mode) => mode !== 'ReadWriteOnce')];

/** Values the schema does not name, by definition and field. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  'PersistentVolumeSpec.accessModes': MODES,
  'PersistentVolumeClaimSpec.accessModes': MODES,
  'LabelSelectorRequirement.operator': ['In', 'NotIn', 'Exists', 'DoesNotExist'],
  'EmptyDirVolumeSource.medium': ['Memory'],
  'ObjectFieldSelector.fieldPath': ENV_FIELDS,
  'ResourceFieldSelector.resource': [
    'limits.cpu',
    'limits.memory',
    'limits.ephemeral-storage',
    'requests.cpu',
    'requests.memory',
    'requests.ephemeral-storage',
  ],
};

/** Keys a map is likely to have. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  'ResourceRequirements.limits': ['cpu', 'memory', 'ephemeral-storage'],
  'ResourceRequirements.requests': ['cpu', 'memory', 'ephemeral-storage'],
  'VolumeResourceRequirements.requests': ['storage'],
  'VolumeResourceRequirements.limits': ['storage'],
  'PersistentVolumeSpec.capacity': ['storage'],
  'PodSpec.nodeSelector': ['kubernetes.io/hostname', 'kubernetes.io/os', 'kubernetes.io/arch', 'topology.kubernetes.io/zone'],
};

const nameOf = (owner: string | undefined, field: Field | undefined): string => `${owner?.slice(owner.lastIndexOf('.') + 1)}.${field?.name}`;

/** The values a scalar may have, as far as they are known. */
export function knownValues(type: FieldType, field: Field | undefined, owner: string | undefined): readonly string[] {
  if (type.is !== 'scalar') return [];
  if (type.scalar === 'boolean') return ['true', 'false'];
  return field?.enum ?? MORE[nameOf(owner, field)] ?? [];
}

export const knownKeys = (field: Field | undefined, owner: string | undefined): readonly string[] => KEYS[nameOf(owner, field)] ?? [];
