import { extended } from '../../base/json.ts';
import { ageColumn, containerColumns, countColumn, nameColumn, textColumn } from '../columns.ts';
import { podTemplateDefaults } from '../core/pod-spec/defaults.ts';
import { templateWarnings } from '../core/pod-warnings.ts';
import type { FieldError, Kind } from '../kind.ts';
import { immutableErrors, objectMetaErrors, objectMetaUpdateErrors } from '../metadata.ts';
import { nameIsSubdomain } from '../names.ts';
import { changeField, onceClean, onceComplete, withDefaults } from '../remember.ts';
import type { ReplicaSet, ReplicaSetSpec } from '../schema/types.gen.ts';
import { formatLabelSelector } from '../selector.ts';
import { ALL_VERBS, emptyStatus, keepStatus, onlyStatus, raiseGeneration, withGeneration } from '../strategy.ts';
import { replicaSetSamples } from './samples.ts';
import { checkCounts, checkNotNegative, checkSelectorAndTemplate } from './template-rules.ts';

const rules = { namespaced: true, nameErrors: nameIsSubdomain };

const specDefaults = onceComplete((spec: ReplicaSetSpec): ReplicaSetSpec => changeField(withDefaults(spec, { replicas: 1 }), 'template', podTemplateDefaults));

const defaults = (object: ReplicaSet): ReplicaSet => {
  const filled = changeField(object, 'spec', specDefaults);
  return filled.status === undefined ? extended(filled, { status: { replicas: 0 } }) : filled;
};

const checkSpec = onceClean((spec: ReplicaSetSpec, path, errors) => {
  checkNotNegative(spec.replicas, `${path}.replicas`, errors);
  checkNotNegative(spec.minReadySeconds, `${path}.minReadySeconds`, errors);
  checkSelectorAndTemplate(spec, path, errors);
});

function validate(object: ReplicaSet): readonly FieldError[] {
  const errors = objectMetaErrors(object.metadata, rules);
  checkSpec(object.spec, 'spec', errors);
  return errors;
}

function validateUpdate(next: ReplicaSet, previous: ReplicaSet): readonly FieldError[] {
  const errors = objectMetaUpdateErrors(next.metadata, previous.metadata);
  checkSpec(next.spec, 'spec', errors);
  return [...errors, ...immutableErrors(next.spec.selector, previous.spec.selector, 'spec.selector')];
}

const COUNTS = {
  all: ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'terminatingReplicas', 'observedGeneration'],
  parts: ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'],
};

function validateStatusUpdate(next: ReplicaSet, previous: ReplicaSet): readonly FieldError[] {
  const errors = objectMetaUpdateErrors(next.metadata, previous.metadata);
  checkCounts(next.status as unknown as { readonly [field: string]: unknown }, COUNTS, errors);
  return errors;
}

export const replicaSet: Kind<ReplicaSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  resource: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  definition: 'io.k8s.api.apps.v1.ReplicaSet',
  verbs: ALL_VERBS,
  subresources: ['scale', 'status'],
  nameErrors: nameIsSubdomain,
  strategy: {
    defaults,
    prepareForCreate: (object) => withGeneration({ ...emptyStatus(object), status: { replicas: 0 } }, 1),
    prepareForUpdate: (next, previous) => raiseGeneration(keepStatus(next, previous), previous),
    prepareForStatusUpdate: onlyStatus,
    validate,
    validateUpdate,
    validateStatusUpdate,
    warnings: (object, previous) => (object.spec.template ? templateWarnings(object.spec.template, previous?.spec.template, 'spec.template') : []),
  },
  selectableFields: { 'status.replicas': (object) => String(object.status?.replicas ?? 0) },
  columns: [
    nameColumn(),
    countColumn(
      'Desired',
      'Replicas is the number of desired pods. This is a pointer to distinguish between explicit zero and unspecified. Defaults to 1.',
      ({ spec }: ReplicaSet) => spec.replicas ?? 0,
    ),
    countColumn('Current', 'Replicas is the most recently observed number of non-terminating pods.', ({ status }: ReplicaSet) => status?.replicas ?? 0),
    countColumn(
      'Ready',
      'The number of non-terminating pods targeted by this ReplicaSet with a Ready Condition.',
      ({ status }: ReplicaSet) => status?.readyReplicas ?? 0,
    ),
    ageColumn(),
    ...containerColumns<ReplicaSet>(({ spec }) => spec.template?.spec.containers),
    textColumn(
      'Selector',
      "Selector is a label query over pods that should match the replica count. Label keys and values that must match in order to be controlled by this replica set. It must match the pod template's labels.",
      ({ spec }: ReplicaSet) => formatLabelSelector(spec.selector),
      1,
    ),
  ],
  samples: replicaSetSamples,
};
