import { eventView } from '../core/event.ts';
import { eventColumns } from '../core/event-columns.ts';
import { immutableErrors, objectMetaErrors, objectMetaUpdateErrors } from '../metadata.ts';
import { invalid, required, tooLong } from '../errors.ts';
import type { FieldError, Kind } from '../kind.ts';
import { byteLength, nameIsSubdomain, qualifiedNameErrors } from '../names.ts';
import type { Event as CoreEvent, EventsEvent } from '../schema/types.gen.ts';
import { ALL_VERBS, plainStrategy } from '../strategy.ts';

/** The same events under events.k8s.io: stored once, as core events, and shown in either form (pkg/apis/events/v1/conversion.go). */

export function toCore(event: EventsEvent): CoreEvent {
  const { regarding, note, deprecatedSource, deprecatedFirstTimestamp, deprecatedLastTimestamp, deprecatedCount, reportingController, ...same } = event;
  return {
    ...(same as unknown as CoreEvent),
    apiVersion: 'v1',
    involvedObject: regarding ?? {},
    source: deprecatedSource ?? {},
    ...(note === undefined ? {} : { message: note }),
    ...(deprecatedFirstTimestamp === undefined ? {} : { firstTimestamp: deprecatedFirstTimestamp }),
    ...(deprecatedLastTimestamp === undefined ? {} : { lastTimestamp: deprecatedLastTimestamp }),
    ...(deprecatedCount === undefined ? {} : { count: deprecatedCount }),
    ...(reportingController === undefined ? {} : { reportingComponent: reportingController }),
  };
}

export function fromCore(event: CoreEvent): EventsEvent {
  const { involvedObject, message, source, firstTimestamp, lastTimestamp, count, reportingComponent, ...same } = event;
  return {
    ...(same as unknown as EventsEvent),
    apiVersion: 'events.k8s.io/v1',
    regarding: involvedObject ?? {},
    ...(message === undefined ? {} : { note: message }),
    ...(source === undefined ? {} : { deprecatedSource: source }),
    ...(firstTimestamp === undefined ? {} : { deprecatedFirstTimestamp: firstTimestamp }),
    ...(lastTimestamp === undefined ? {} : { deprecatedLastTimestamp: lastTimestamp }),
    ...(count === undefined ? {} : { deprecatedCount: count }),
    ...(reportingComponent === undefined ? {} : { reportingController: reportingComponent }),
  };
}

const rules = { namespaced: true, nameErrors: nameIsSubdomain };

/** ValidateEventCreate for events.k8s.io/v1 (pkg/apis/core/validation/events.go). */
function createErrors(event: EventsEvent): readonly FieldError[] {
  const errors: FieldError[] = objectMetaErrors(event.metadata, rules);
  const { eventTime, reportingController: who = '', reportingInstance: where = '', action = '', reason = '', type = '', note = '' } = event;
  if (eventTime === undefined) errors.push(required('eventTime'));
  if (type !== 'Normal' && type !== 'Warning') errors.push(invalid('type', type, 'has invalid value: '.concat(type)));
  if (who === '') errors.push(required('reportingController'));
  for (const message of who === '' ? [] : qualifiedNameErrors(who)) errors.push(invalid('reportingController', who, message));
  for (const [field, value] of [
    ['reportingInstance', where],
    ['action', action],
    ['reason', reason],
  ] as const) {
    if (value === '') errors.push(required(field));
    if (byteLength(value) > 128) errors.push(tooLong(field, 128));
  }
  if (byteLength(note) > 1024) errors.push(tooLong('message', 1024));
  if (event.series && event.series.count < 2) errors.push(invalid('series.count', event.series.count, 'should be at least 2'));
  return errors;
}

/** Only the series, labels and annotations of an event change. */
function updateErrors(next: EventsEvent, previous: EventsEvent): readonly FieldError[] {
  const fields = ['regarding', 'reason', 'note', 'type', 'eventTime', 'action', 'related', 'reportingController', 'reportingInstance'] as const;
  return [...objectMetaUpdateErrors(next.metadata, previous.metadata), ...fields.flatMap((field) => immutableErrors(next[field], previous[field], field))];
}

export const eventsEvent: Kind<EventsEvent> = {
  group: 'events.k8s.io',
  version: 'v1',
  kind: 'Event',
  resource: 'events',
  singular: 'event',
  shortNames: ['ev'],
  categories: [],
  namespaced: true,
  definition: 'io.k8s.api.events.v1.Event',
  verbs: ALL_VERBS,
  subresources: [],
  nameErrors: nameIsSubdomain,
  strategy: plainStrategy<EventsEvent>(rules, { validate: createErrors, validateUpdate: updateErrors }),
  selectableFields: {
    'regarding.kind': ({ regarding }) => regarding?.kind ?? '',
    'regarding.namespace': ({ regarding }) => regarding?.namespace ?? '',
    'regarding.name': ({ regarding }) => regarding?.name ?? '',
    'regarding.uid': ({ regarding }) => regarding?.uid ?? '',
    reason: ({ reason }) => reason ?? '',
    reportingController: ({ reportingController }) => reportingController ?? '',
    type: ({ type }) => type ?? '',
  },
  columns: eventColumns((event) => eventView(toCore(event))),
  samples: [
    {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: 'web.17a1b2c3d4e5f608', namespace: 'default' },
      eventTime: '2026-01-01T00:00:01.000000Z',
      regarding: { apiVersion: 'v1', kind: 'Pod', name: 'web', namespace: 'default' },
      reportingController: 'default-scheduler',
      reportingInstance: 'control-plane',
      action: 'Binding',
      reason: 'Scheduled',
      type: 'Normal',
      note: 'Successfully assigned default/web to worker-1',
    },
  ],
};
