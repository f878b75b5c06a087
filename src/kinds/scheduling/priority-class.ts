import { ageColumn, boolColumn, countColumn, nameColumn, textColumn } from '../columns.ts';
import { checkPreemptionPolicy } from '../core/pod-spec/pod-spec.ts';
import { forbiddenField } from '../errors.ts';
import type { FieldError, Kind } from '../kind.ts';
import { immutableErrors, objectMetaUpdateErrors } from '../metadata.ts';
import { nameIsSubdomain } from '../names.ts';
import { withDefaults } from '../remember.ts';
import type { PriorityClass } from '../schema/types.gen.ts';
import { ALL_VERBS, plainStrategy, raiseGeneration, withGeneration } from '../strategy.ts';

/** pkg/apis/scheduling: users' classes stay below those of the system. */
const HIGHEST_USER_PRIORITY = 1_000_000_000;

/** The two classes every cluster has; the API server makes them when it starts. */
export const SYSTEM_CLASSES: readonly PriorityClass[] = [
  {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'system-node-critical' },
    value: 2_000_001_000,
    description: 'Used for system critical pods that must not be moved from their current node.',
    preemptionPolicy: 'PreemptLowerPriority',
  },
  {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'system-cluster-critical' },
    value: 2_000_000_000,
    description: 'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
    preemptionPolicy: 'PreemptLowerPriority',
  },
];

function classErrors(object: PriorityClass): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { name } = object.metadata;
  if (name.startsWith('system-')) {
    const known = SYSTEM_CLASSES.find(({ metadata }) => metadata.name === name);
    const wrong = systemClassProblem(object, known);
    if (wrong) errors.push(forbiddenField('metadata.name', `priority class names with 'system-' prefix are reserved for system use only. error: ${wrong}`));
  } else if ((object.value ?? 0) > HIGHEST_USER_PRIORITY) {
    errors.push(forbiddenField('value', `maximum allowed value of a user defined priority is ${HIGHEST_USER_PRIORITY}`));
  }
  checkPreemptionPolicy(object.preemptionPolicy, 'preemptionPolicy', errors);
  return errors;
}

function systemClassProblem(object: PriorityClass, known: PriorityClass | undefined): string | undefined {
  const { name } = object.metadata;
  if (!known) return `${name} is not a known system priority class`;
  if (object.value !== known.value) return `value of ${name} PriorityClass must be ${known.value}`;
  if ((object.globalDefault ?? false) !== (known.globalDefault ?? false)) return `globalDefault of ${name} PriorityClass must be false`;
  return undefined;
}

function validateUpdate(next: PriorityClass, previous: PriorityClass): readonly FieldError[] {
  const errors: FieldError[] = objectMetaUpdateErrors(next.metadata, previous.metadata);
  if (next.value !== previous.value) errors.push(forbiddenField('value', 'may not be changed in an update.'));
  return [...errors, ...immutableErrors(next.preemptionPolicy, previous.preemptionPolicy, 'preemptionPolicy')];
}

export const priorityClass: Kind<PriorityClass> = {
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  resource: 'priorityclasses',
  singular: 'priorityclass',
  shortNames: ['pc'],
  categories: [],
  namespaced: false,
  definition: 'io.k8s.api.scheduling.v1.PriorityClass',
  verbs: ALL_VERBS,
  subresources: [],
  nameErrors: nameIsSubdomain,
  strategy: plainStrategy<PriorityClass>(
    { namespaced: false, nameErrors: nameIsSubdomain },
    {
      defaults: (object) => withDefaults(object, { preemptionPolicy: 'PreemptLowerPriority', value: 0 } as Partial<PriorityClass>),
      prepareForCreate: (object) => withGeneration(object, 1),
      prepareForUpdate: (next, previous) => raiseGeneration(next, previous, ['value', 'globalDefault', 'description', 'preemptionPolicy']),
      errors: classErrors,
      validateUpdate,
    },
  ),
  selectableFields: {},
  columns: [
    nameColumn(),
    countColumn(
      'Value',
      'value represents the integer value of this priority class. This is the actual priority that pods receive when they have the name of this class in their pod spec.',
      ({ value }: PriorityClass) => value ?? 0,
    ),
    boolColumn(
      'Global-Default',
      'globalDefault specifies whether this PriorityClass should be considered as the default priority for pods that do not have any priority class.',
      ({ globalDefault }: PriorityClass) => globalDefault ?? false,
    ),
    ageColumn(),
    textColumn(
      'PreemptionPolicy',
      'preemptionPolicy is the Policy for preempting pods with lower priority. One of Never, PreemptLowerPriority. Defaults to PreemptLowerPriority if unset.',
      ({ preemptionPolicy }: PriorityClass) => preemptionPolicy ?? '',
    ),
  ],
  samples: [
    { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'high' }, value: 1000, description: 'for what users wait for' },
    ...SYSTEM_CLASSES,
  ],
};
