import { deepEqual } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import { controllerOf } from '../../kinds/object.ts';
import { formatLabelSelector, selectorOf, selectorText } from '../../kinds/selector.ts';
import type { Deployment, Event, Pod, PodTemplateSpec, ReplicaSet } from '../../kinds/schema/types.gen.ts';
import { isSuccess } from '../../wire/request.ts';
import { longTime } from './clock.ts';
import { resourcePath } from '../../kinds/paths.ts';
import type { Describer } from './describer.ts';
import { page } from './events.ts';
import { annotations, field, type Lines, labels, NONE, table } from './lines.ts';
import { type Answers, eventsAbout, itemsOf, list, subjectOf } from './needs.ts';
import { controlledBy } from './pod.ts';
import { podTemplate } from './template.ts';

/** Upstream: DeploymentDescriber, ReplicaSetDescriber. */
export const deploymentDescriber: Describer<Deployment> = {
  needs: (mapping, deployment, settings) => {
    const path = resourcePath({ group: 'apps', version: 'v1', resource: 'replicasets' }, deployment.metadata.namespace);
    const query = { labelSelector: selectorText(selectorOf(deployment.spec.selector)) };
    return [...eventsAbout(subjectOf(mapping, deployment), settings), { ...list(['replicasets', path], query, settings), mayFail: true }];
  },
  text: (deployment, answers, now) => {
    const { metadata, spec, status } = deployment;
    const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, unavailableReplicas = 0 } = status ?? {};
    const rolling = spec.strategy?.rollingUpdate;
    return page(
      [
        field('Name', metadata.name),
        field('Namespace', metadata.namespace ?? ''),
        field('CreationTimestamp', longTime(metadata.creationTimestamp)),
        ...labels('Labels', metadata.labels),
        ...annotations('Annotations', metadata.annotations),
        field('Selector', selectorText(selectorOf(spec.selector))),
        field(
          'Replicas',
          `${spec.replicas} desired | ${updatedReplicas} updated | ${replicas} total | ${availableReplicas} available | ${unavailableReplicas} unavailable`,
        ),
        field('StrategyType', spec.strategy?.type ?? ''),
        field('MinReadySeconds', spec.minReadySeconds ?? 0),
        ...(rolling ? [field('RollingUpdateStrategy', `${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge`)] : []),
        ...podTemplate(spec.template),
        ...conditions(status?.conditions),
        ...replicaSets(deployment, itemsOf<ReplicaSet>(answers, 'replicasets')),
      ],
      itemsOf<Event>(answers, 'events'),
      now,
    );
  },
};

export const replicaSetDescriber: Describer<ReplicaSet> = {
  needs: (mapping, { metadata, spec, ...rest }, settings) => {
    const path = resourcePath({ group: '', version: 'v1', resource: 'pods' }, metadata.namespace);
    const query = { labelSelector: selectorText(selectorOf(spec.selector)) };
    return [{ ...list(['pods', path], query, settings), mayFail: true }, ...eventsAbout(subjectOf(mapping, { metadata, ...rest }), settings)];
  },
  text: ({ metadata, spec, status }, answers, now) =>
    page(
      [
        field('Name', metadata.name),
        field('Namespace', metadata.namespace ?? ''),
        field('Selector', formatLabelSelector(spec.selector)),
        ...labels('Labels', metadata.labels),
        ...annotations('Annotations', metadata.annotations),
        ...controlledBy(metadata),
        field('Replicas', `${status?.replicas ?? 0} current / ${spec.replicas} desired`),
        field('Pods Status', podsStatus(metadata.uid, answers)),
        ...podTemplate(spec.template),
        ...conditions(status?.conditions),
      ],
      itemsOf<Event>(answers, 'events'),
      now,
    ),
};

function podsStatus(uid: string | undefined, answers: Answers): string {
  const answer = answers['pods'];
  if (answer && !isSuccess(answer)) return `error in fetching pods: ${(answer.body as { readonly message?: string }).message ?? ''}`;
  const own = (itemsOf<Pod>(answers, 'pods') ?? []).filter(({ metadata }) => controllerOf(metadata)?.uid === uid);
  const count = (phase: string): number => own.filter(({ status }) => status?.phase === phase).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

function conditions(list: readonly Condition[] | undefined): Lines {
  if (!list || list.length === 0) return [];
  return table(
    'Conditions',
    ['Type', 'Status', 'Reason'],
    list.map(({ type, status, reason = '' }) => [`${type} `, status, reason]),
  );
}

/** Those of this template are the new one: the oldest counts (kubectl pkg/util/deployment). */
function replicaSets(deployment: Deployment, all: readonly ReplicaSet[] | undefined): Lines {
  const own = (all ?? [])
    .filter(({ metadata }) => controllerOf(metadata)?.uid === deployment.metadata.uid)
    .sort((a, b) => byText(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') || byText(a.metadata.name, b.metadata.name));
  if (own.length === 0) return [];
  const current = own.find(({ spec }) => isSameTemplate(spec.template, deployment.spec.template));
  return [field('OldReplicaSets', names(own.filter((set) => set !== current))), field('NewReplicaSet', names(current ? [current] : []))];
}

const names = (sets: readonly ReplicaSet[]): string =>
  sets.map(({ metadata, spec, status }) => `${metadata.name} (${status?.replicas ?? 0}/${spec.replicas} replicas created)`).join(', ') || NONE;

function isSameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  return deepEqual(withoutHash(a), withoutHash(b));
}

function withoutHash(template: PodTemplateSpec | undefined): PodTemplateSpec | undefined {
  if (!template?.metadata?.labels) return template;
  const { 'pod-template-hash': _hash, ...rest } = template.metadata.labels;
  return { ...template, metadata: { ...template.metadata, labels: rest } };
}
