import { deepEqual, extended } from '../../base/json.ts';
import { forbiddenField, invalid } from '../errors.ts';
import type { FieldError, Kind } from '../kind.ts';
import { objectMetaErrors, objectMetaUpdateErrors } from '../metadata.ts';
import { nameIsSubdomain } from '../names.ts';
import { changeField, fieldFrom } from '../remember.ts';
import type { Errors } from '../remember.ts';
import type { LabelSelectorRequirement, Pod, PodAffinityTerm, PodSpec } from '../schema/types.gen.ts';
import { ALL_VERBS, keepStatus, withGeneration } from '../strategy.ts';
import { podColumns } from './pod-columns.ts';
import { qosClassOf } from './quality-of-service.ts';
import { podSamples } from './pod-samples.ts';
import { checkImageSpace } from './pod-spec/containers.ts';
import { podOnlyDefaults, podSpecDefaults } from './pod-spec/defaults.ts';
import { checkPodSpec } from './pod-spec/pod-spec.ts';
import { checkPodUpdate, podStatusErrors } from './pod-update.ts';
import { podWarnings } from './pod-warnings.ts';

const rules = { namespaced: true, nameErrors: nameIsSubdomain };

/** SetDefaults_Pod: first what pods and templates share, then what only pods get. */
const defaults = (pod: Pod): Pod => {
  const filled = changeField(pod, 'spec', (spec) => podOnlyDefaults(podSpecDefaults(spec)));
  return filled.status === undefined ? extended(filled, { status: {} }) : filled;
};

function podErrors(pod: Pod): Errors {
  const errors: Errors = objectMetaErrors(pod.metadata, rules);
  checkSpecificAnnotations(pod, errors);
  checkPodSpec(pod.spec, pod.metadata.name, 'spec', errors);
  if (!pod.spec.serviceAccountName) checkNoTokens(pod.spec, errors);
  for (const field of ['containers', 'initContainers'] as const) {
    pod.spec[field]?.forEach(({ image }, i) => {
      checkImageSpace(image, `spec.${field}[${i}]`, errors);
    });
  }
  return errors;
}

function checkNoTokens(spec: PodSpec, errors: Errors): void {
  spec.volumes?.forEach(({ projected }, i) => {
    projected?.sources?.forEach(({ serviceAccountToken }, j) => {
      if (!serviceAccountToken) return;
      errors.push(forbiddenField(`spec.volumes[${i}].projected.sources[${j}].serviceAccountToken`, 'must not be specified when serviceAccountName is not set'));
    });
  });
}

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

function checkSpecificAnnotations(pod: Pod, errors: Errors): void {
  const { annotations } = pod.metadata;
  const mirror = annotations?.['kubernetes.io/config.mirror'];
  if (mirror !== undefined && !pod.spec.nodeName) {
    errors.push(invalid('metadata.annotations[kubernetes.io/config.mirror]', mirror, 'must set spec.nodeName if mirror pod annotation is set'));
  }
  const cost = annotations?.[DELETION_COST];
  if (cost !== undefined && !/^(0|-?[1-9][0-9]{0,9})$/.test(cost))
    errors.push(invalid(`metadata.annotations[${DELETION_COST}]`, cost, 'must be a 32bit integer'));
}

function createErrors(pod: Pod): readonly FieldError[] {
  const errors = podErrors(pod);
  if (pod.spec.ephemeralContainers?.length) errors.push(forbiddenField('spec.ephemeralContainers', 'cannot be set on create'));
  if (pod.spec.nodeName && pod.spec.schedulingGates?.length) {
    errors.push(forbiddenField('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  }
  return errors;
}

function updateErrors(next: Pod, previous: Pod): readonly FieldError[] {
  const errors: Errors = objectMetaUpdateErrors(next.metadata, previous.metadata);
  // A spec that is the very one that is stored has been found good before.
  if (next.spec !== previous.spec) errors.push(...podErrors(next));
  checkPodUpdate(next, previous, errors);
  return errors;
}

/** A pod held back by scheduling gates says so in its status from the beginning. */
const gatedCondition = (now: string) => ({
  type: 'PodScheduled',
  status: 'False' as const,
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
  lastTransitionTime: now,
});

function prepareForCreate(pod: Pod, now: string): Pod {
  const gated = (pod.spec.schedulingGates?.length ?? 0) > 0;
  const status: Pod['status'] = { phase: 'Pending', qosClass: qosClassOf(pod), ...(gated ? { conditions: [gatedCondition(now)] } : {}) };
  return withGeneration({ ...withLabelKeys(pod), status }, 1);
}

const AFFINITIES = ['podAffinity', 'podAntiAffinity'] as const;
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** mutatePodAffinity: matchLabelKeys become expressions with the values this pod's labels have. */
function withLabelKeys(pod: Pod): Pod {
  const labels = pod.metadata.labels ?? {};
  let affinity = pod.spec.affinity;
  for (const field of AFFINITIES) {
    affinity =
      affinity &&
      changeField(affinity, field, (terms) => {
        const hard = changeField(terms, REQUIRED, (list) => list.map((term) => withExpressions(term, labels)));
        return changeField(hard, PREFERRED, (list) => list.map((item) => ({ ...item, podAffinityTerm: withExpressions(item.podAffinityTerm, labels) })));
      });
  }
  return affinity === undefined || deepEqual(affinity, pod.spec.affinity) ? pod : { ...pod, spec: { ...pod.spec, affinity } };
}

function withExpressions(term: PodAffinityTerm, labels: Readonly<Record<string, string>>): PodAffinityTerm {
  if (!term.labelSelector) return term;
  const expressions = (keys: readonly string[] | undefined, operator: 'In' | 'NotIn'): LabelSelectorRequirement[] =>
    (keys ?? []).filter((key) => Object.hasOwn(labels, key)).map((key) => ({ key, operator, values: [labels[key] as string] }));
  const added = [...expressions(term.matchLabelKeys, 'In'), ...expressions(term.mismatchLabelKeys, 'NotIn')];
  if (added.length === 0) return term;
  return { ...term, labelSelector: { ...term.labelSelector, matchExpressions: [...(term.labelSelector.matchExpressions ?? []), ...added] } };
}

function prepareForUpdate(next: Pod, previous: Pod): Pod {
  const kept = keepStatus(next, previous);
  const generation = previous.metadata.generation ?? 0;
  return withGeneration(kept, deepEqual(kept.spec, previous.spec) ? generation : generation + 1);
}

/** Status writes leave spec, owners and generation alone; the class of service is filled in when it was left out. */
function prepareForStatusUpdate(next: Pod, previous: Pod): Pod {
  const sent = fieldFrom(next, 'spec', previous);
  const kept = sent.status?.qosClass || !previous.status?.qosClass ? sent : { ...sent, status: { ...sent.status, qosClass: previous.status.qosClass } };
  const metadata = fieldFrom(fieldFrom(kept.metadata, 'ownerReferences', previous.metadata), 'generation', previous.metadata);
  return metadata === kept.metadata ? kept : { ...kept, metadata };
}

/** podStrategy.CheckGracefulDelete: what the client asks, else what the pod says; at once when it never reached a node or is over. */
function gracePeriodSeconds(pod: Pod, asked: number | undefined): number {
  const period = asked ?? pod.spec.terminationGracePeriodSeconds ?? 30;
  if (!pod.spec.nodeName || pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded') return 0;
  return period < 0 ? 1 : period;
}

export const pod: Kind<Pod> = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  resource: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  definition: 'io.k8s.api.core.v1.Pod',
  verbs: ALL_VERBS,
  subresources: ['attach', 'binding', 'ephemeralcontainers', 'eviction', 'exec', 'log', 'portforward', 'proxy', 'resize', 'status'],
  nameErrors: nameIsSubdomain,
  strategy: {
    defaults,
    prepareForCreate: (object, { now }) => prepareForCreate(object, now),
    prepareForUpdate,
    prepareForStatusUpdate,
    validate: createErrors,
    validateUpdate: updateErrors,
    validateStatusUpdate: podStatusErrors,
    warnings: podWarnings,
    gracePeriodSeconds,
  },
  selectableFields: {
    'spec.nodeName': (object) => object.spec.nodeName ?? '',
    'spec.restartPolicy': (object) => object.spec.restartPolicy ?? '',
    'spec.schedulerName': (object) => object.spec.schedulerName ?? '',
    'spec.serviceAccountName': (object) => object.spec.serviceAccountName ?? '',
    'spec.hostNetwork': (object) => String(object.spec.hostNetwork ?? false),
    'status.phase': (object) => object.status?.phase ?? '',
    'status.podIP': (object) => object.status?.podIPs?.[0]?.ip ?? object.status?.podIP ?? '',
    'status.nominatedNodeName': (object) => object.status?.nominatedNodeName ?? '',
  },
  columns: podColumns,
  samples: podSamples,
};
