import { fromBase64, textFromBase64 } from '../../kinds/base64.ts';
import { formatLabels } from '../../kinds/columns.ts';
import type { ConfigMap, Event, Namespace, PriorityClass, Secret, ServiceAccount } from '../../kinds/schema/types.gen.ts';
import { isSuccess } from '../../wire/request.ts';
import { aligned } from './align.ts';
import { longTime } from './clock.ts';
import { resourcePath } from '../../kinds/paths.ts';
import type { Describer } from './describer.ts';
import { page } from './events.ts';
import { annotations, field, type Lines, labels, multiline, sortedKeys } from './lines.ts';
import { type Answers, eventsAbout, itemsOf, list, subjectOf } from './needs.ts';

/** Upstream: ConfigMapDescriber, SecretDescriber, ServiceAccountDescriber, PriorityClassDescriber, NamespaceDescriber. */
export const configMapDescriber: Describer<ConfigMap> = {
  // Here kubectl does not go on without the Events.
  needs: (mapping, configMap, settings) => eventsAbout(subjectOf(mapping, configMap), settings).map(({ mayFail: _, ...need }) => need),
  text: ({ metadata, data, binaryData }, answers, now) =>
    page(
      [
        ...named(metadata),
        '',
        'Data',
        '====',
        ...sortedKeys(data).flatMap((key) => [`${key}:`, '----', data?.[key] as string, '']),
        '',
        'BinaryData',
        '====',
        ...sortedKeys(binaryData).map((key) => `${key}: ${fromBase64(binaryData?.[key] as string).length} bytes`),
        '',
      ],
      itemsOf<Event>(answers, 'events'),
      now,
    ),
};

const named = (metadata: ConfigMap['metadata']): Lines => [
  field('Name', metadata.name),
  field('Namespace', metadata.namespace ?? ''),
  ...labels('Labels', metadata.labels),
  ...annotations('Annotations', metadata.annotations),
];

export const secretDescriber: Describer<Secret> = {
  needs: () => [],
  text: ({ metadata, type = '', data }) =>
    aligned([
      ...named(metadata),
      '',
      field('Type', type),
      '',
      'Data',
      '====',
      ...sortedKeys(data).map((key) => {
        const value = data?.[key] as string;
        const isToken = key === 'token' && type === 'kubernetes.io/service-account-token';
        return field(key, isToken ? textFromBase64(value) : `${fromBase64(value).length} bytes`);
      }),
    ]),
};

export const serviceAccountDescriber: Describer<ServiceAccount> = {
  needs: (mapping, account, settings) => eventsAbout(subjectOf(mapping, account), settings),
  text: ({ metadata, imagePullSecrets = [] }, answers, now) =>
    page(
      [
        ...named(metadata),
        ...multiline(
          'Image pull secrets',
          imagePullSecrets.map(({ name = '' }) => name),
        ),
      ],
      itemsOf<Event>(answers, 'events'),
      now,
    ),
};

export const priorityClassDescriber: Describer<PriorityClass> = {
  needs: (mapping, priorityClass, settings) => eventsAbout(subjectOf(mapping, priorityClass), settings),
  text: ({ metadata, value = 0, globalDefault = false, preemptionPolicy = '', description = '' }, answers, now) =>
    page(
      [
        field('Name', metadata.name),
        field('Value', value),
        field('GlobalDefault', globalDefault),
        field('PreemptionPolicy', preemptionPolicy),
        field('Description', description),
        field('Annotations', formatLabels(metadata.annotations)),
      ],
      itemsOf<Event>(answers, 'events'),
      now,
    ),
};

const QUOTAS = 'resourcequotas';
const RANGES = 'limitranges';

export const namespaceDescriber: Describer<Namespace> = {
  needs: (_mapping, { metadata: { name } }, settings) =>
    [QUOTAS, RANGES].map((resource) => ({
      ...list([resource, resourcePath({ group: '', version: 'v1', resource }, name)], {}, settings),
      mayFail: true,
    })),
  text: ({ metadata, status }, answers) =>
    aligned([
      field('Name', metadata.name),
      ...labels('Labels', metadata.labels),
      ...annotations('Annotations', metadata.annotations),
      field('Status', status?.phase ?? ''),
      ...conditions(status?.conditions),
      ...noneOf(answers, QUOTAS, 'No resource quota.'),
      ...noneOf(answers, RANGES, 'No LimitRange resource.'),
    ]),
};

/** Simplified: ResourceQuota and LimitRange are not served; kubectl says nothing of kinds that are not there, and lists those that are. */
const noneOf = (answers: Answers, resource: string, words: string): Lines => {
  const answer = answers[resource];
  return answer && isSuccess(answer) ? ['', words] : [];
};

function conditions(list: NonNullable<Namespace['status']>['conditions']): Lines {
  if (!list || list.length === 0) return [];
  return [
    'Conditions:',
    '  Type\tStatus\tLastTransitionTime\tReason\tMessage',
    '  ----\t------\t------------------\t------\t-------',
    ...list.map(
      ({ type, status, lastTransitionTime, reason = '', message = '' }) => `  ${type}\t${status}\t${longTime(lastTransitionTime)}\t${reason}\t${message}`,
    ),
  ];
}
