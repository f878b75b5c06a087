import { extended } from '../../base/json.ts';
import { ageColumn, containerColumns, nameColumn, textColumn } from '../columns.ts';
import { podTemplateDefaults } from '../core/pod-spec/defaults.ts';
import { templateWarnings } from '../core/pod-warnings.ts';
import { forbiddenField, invalid, notSupported } from '../errors.ts';
import { intValue, percentOf } from '../int-or-string.ts';
import type { FieldError, Kind } from '../kind.ts';
import { immutableErrors, objectMetaErrors, objectMetaUpdateErrors } from '../metadata.ts';
import { nameIsSubdomain, NOT_NEGATIVE, percentErrors } from '../names.ts';
import type { Errors } from '../remember.ts';
import { changeField, onceClean, onceComplete, withDefaults } from '../remember.ts';
import type { Deployment, DeploymentSpec, DeploymentStrategy, RollingUpdateDeployment } from '../schema/types.gen.ts';
import { formatLabelSelector } from '../selector.ts';
import { ALL_VERBS, emptyStatus, keepStatus, onlyStatusAndNoMetadata, raiseGeneration, withGeneration } from '../strategy.ts';
import { deploymentSamples } from './samples.ts';
import { checkCounts, checkNotNegative, checkSelectorAndTemplate } from './template-rules.ts';

const rules = { namespaced: true, nameErrors: nameIsSubdomain };

/** SetDefaults_Deployment (pkg/apis/apps/v1/defaults.go). */
const strategyDefaults = (strategy: DeploymentStrategy): DeploymentStrategy => {
  const typed = withDefaults(strategy, { type: 'RollingUpdate' });
  if (typed.type !== 'RollingUpdate') return typed;
  const rolling = withDefaults(typed.rollingUpdate ?? {}, { maxUnavailable: '25%', maxSurge: '25%' });
  return rolling === typed.rollingUpdate ? typed : { ...typed, rollingUpdate: rolling };
};

const specDefaults = onceComplete((spec: DeploymentSpec): DeploymentSpec => {
  const filled = withDefaults(spec, { replicas: 1, strategy: {}, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  return changeField(changeField(filled, 'strategy', strategyDefaults), 'template', podTemplateDefaults);
});

const defaults = (object: Deployment): Deployment => {
  const filled = changeField(object, 'spec', specDefaults);
  return filled.status === undefined ? extended(filled, { status: {} }) : filled;
};

function checkIntOrPercent(value: number | string, path: string, errors: Errors): void {
  if (typeof value === 'number') {
    if (value < 0) errors.push(invalid(path, value, NOT_NEGATIVE));
  } else for (const message of percentErrors(value)) errors.push(invalid(path, value, message));
}

function checkRolling({ maxUnavailable = 0, maxSurge = 0 }: RollingUpdateDeployment, path: string, errors: Errors): void {
  checkIntOrPercent(maxUnavailable, `${path}.maxUnavailable`, errors);
  checkIntOrPercent(maxSurge, `${path}.maxSurge`, errors);
  if (intValue(maxUnavailable) === 0 && intValue(maxSurge) === 0)
    errors.push(invalid(`${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  if ((percentOf(maxUnavailable) ?? 0) > 100) errors.push(invalid(`${path}.maxUnavailable`, maxUnavailable, 'must not exceed 100%'));
}

function checkStrategy(strategy: DeploymentStrategy, path: string, errors: Errors): void {
  if (strategy.type === 'Recreate') {
    if (strategy.rollingUpdate) errors.push(forbiddenField(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'"));
  } else if (strategy.type === 'RollingUpdate') {
    checkRolling(strategy.rollingUpdate ?? {}, `${path}.rollingUpdate`, errors);
  } else {
    errors.push(notSupported(path, { Type: strategy.type, RollingUpdate: strategy.rollingUpdate ?? null }, ['Recreate', 'RollingUpdate']));
  }
}

const checkSpec = onceClean((spec: DeploymentSpec, path, errors) => {
  checkNotNegative(spec.replicas, `${path}.replicas`, errors);
  checkSelectorAndTemplate(spec, path, errors);
  checkStrategy(spec.strategy ?? {}, `${path}.strategy`, errors);
  checkNotNegative(spec.minReadySeconds, `${path}.minReadySeconds`, errors);
  checkNotNegative(spec.revisionHistoryLimit, `${path}.revisionHistoryLimit`, errors);
  const deadline = spec.progressDeadlineSeconds;
  checkNotNegative(deadline, `${path}.progressDeadlineSeconds`, errors);
  if (deadline !== undefined && deadline <= (spec.minReadySeconds ?? 0)) {
    errors.push(invalid(`${path}.progressDeadlineSeconds`, deadline, 'must be greater than minReadySeconds'));
  }
});

function validate(object: Deployment): readonly FieldError[] {
  const errors = objectMetaErrors(object.metadata, rules);
  checkSpec(object.spec, 'spec', errors);
  return errors;
}

function validateUpdate(next: Deployment, previous: Deployment): readonly FieldError[] {
  const errors = objectMetaUpdateErrors(next.metadata, previous.metadata);
  checkSpec(next.spec, 'spec', errors);
  return [...errors, ...immutableErrors(next.spec.selector, previous.spec.selector, 'spec.selector')];
}

const COUNTS = {
  all: [
    'observedGeneration',
    'replicas',
    'updatedReplicas',
    'terminatingReplicas',
    'readyReplicas',
    'availableReplicas',
    'unavailableReplicas',
    'collisionCount',
  ],
  parts: ['updatedReplicas', 'readyReplicas', 'availableReplicas'],
};

function validateStatusUpdate(next: Deployment, previous: Deployment): readonly FieldError[] {
  const errors = objectMetaUpdateErrors(next.metadata, previous.metadata);
  checkCounts(next.status as { readonly [field: string]: unknown }, COUNTS, errors);
  const collisions = next.status.collisionCount;
  if ((collisions ?? 0) < (previous.status.collisionCount ?? 0)) errors.push(invalid('status.collisionCount', collisions, 'cannot be decremented'));
  return errors;
}

/** Changes of annotations count as changes, too: they say what a rollout was for. */
const raised = (next: Deployment, previous: Deployment): Deployment => {
  const bySpec = raiseGeneration(next, previous);
  const byAnnotations = !sameMap(next.metadata.annotations, previous.metadata.annotations);
  return byAnnotations ? withGeneration(bySpec, (previous.metadata.generation ?? 0) + 1) : bySpec;
};

const sameMap = (a: Readonly<Record<string, string>> = {}, b: Readonly<Record<string, string>> = {}): boolean =>
  a === b || (Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((key) => Object.hasOwn(b, key) && a[key] === b[key]));

export const deployment: Kind<Deployment> = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  resource: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  definition: 'io.k8s.api.apps.v1.Deployment',
  verbs: ALL_VERBS,
  subresources: ['scale', 'status'],
  nameErrors: nameIsSubdomain,
  strategy: {
    defaults,
    prepareForCreate: (object) => withGeneration(emptyStatus(object), 1),
    prepareForUpdate: (next, previous) => raised(keepStatus(next, previous), previous),
    prepareForStatusUpdate: onlyStatusAndNoMetadata,
    validate,
    validateUpdate,
    validateStatusUpdate,
    warnings: (object, previous) => templateWarnings(object.spec.template, previous?.spec.template, 'spec.template'),
  },
  selectableFields: {},
  columns: [
    nameColumn(),
    textColumn('Ready', 'Number of the pod with ready state', ({ spec, status }: Deployment) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`),
    textColumn(
      'Up-to-date',
      'Total number of non-terminated pods targeted by this deployment that have the desired template spec.',
      ({ status }: Deployment) => status?.updatedReplicas ?? 0,
    ),
    textColumn(
      'Available',
      'Total number of available non-terminating pods (ready for at least minReadySeconds) targeted by this deployment.',
      ({ status }: Deployment) => status?.availableReplicas ?? 0,
    ),
    ageColumn(),
    ...containerColumns<Deployment>(({ spec }) => spec.template.spec.containers),
    textColumn(
      'Selector',
      "Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones affected by this deployment. It must match the pod template's labels.",
      ({ spec }: Deployment) => formatLabelSelector(spec.selector),
      1,
    ),
  ],
  samples: deploymentSamples,
};
