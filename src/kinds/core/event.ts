import { invalid, required } from '../errors.ts';
import type { FieldError, Kind } from '../kind.ts';
import { objectMetaUpdateErrors } from '../metadata.ts';
import { nameIsSubdomain, qualifiedNameErrors } from '../names.ts';
import { withDefaults } from '../remember.ts';
import type { Event } from '../schema/types.gen.ts';
import { ALL_VERBS, plainStrategy } from '../strategy.ts';
import type { EventView } from './event-columns.ts';
import { eventColumns } from './event-columns.ts';

/** Kinds of the core group that have no namespace: events about them are in `default`. */
const CLUSTER_KINDS: ReadonlySet<string> = new Set(['Node', 'Namespace', 'PersistentVolume', 'ComponentStatus']);
const OTHER_CLUSTER_KINDS: ReadonlySet<string> = new Set([
  'PriorityClass',
  'StorageClass',
  'CSIDriver',
  'CSINode',
  'VolumeAttachment',
  'ClusterRole',
  'ClusterRoleBinding',
  'IngressClass',
  'RuntimeClass',
]);
const SYSTEM_NAMESPACES = ['', 'default', 'kube-system'];

/** legacyValidateEvent (pkg/apis/core/validation/events.go). */
function eventErrors({ metadata, involvedObject: about, reportingComponent = '', reportingInstance = '', eventTime, action }: Event): readonly FieldError[] {
  const errors: FieldError[] = [];
  const namespace = metadata.namespace ?? '';
  const [kind, where] = [about?.kind ?? '', about?.namespace ?? ''];
  if (where === '') {
    if (!SYSTEM_NAMESPACES.includes(namespace)) errors.push(invalid('involvedObject.namespace', where, 'does not match event.namespace'));
  } else if (namespace !== where) {
    errors.push(invalid('involvedObject.namespace', where, 'does not match event.namespace'));
  }
  const isClusterKind = about?.apiVersion?.includes('/') ? OTHER_CLUSTER_KINDS.has(kind) : CLUSTER_KINDS.has(kind);
  if (isClusterKind && where !== '' && where !== 'default') errors.push(invalid('involvedObject.namespace', where, `namespaced not allowed for kind: ${kind}`));
  // Only events of the new form say when; they must say who, too.
  if (eventTime === undefined) return errors;
  if (reportingComponent === '') errors.push(required('reportingController'));
  else for (const message of qualifiedNameErrors(reportingComponent)) errors.push(invalid('reportingController', reportingComponent, message));
  if (reportingInstance === '') errors.push(required('reportingInstance'));
  if (!action) errors.push(required('action'));
  return errors;
}

const defaults = (object: Event): Event => withDefaults(object, { source: {}, involvedObject: {} } as Partial<Event>);

/** formatEventSource. */
function sourceText({ source = {}, reportingComponent, reportingInstance }: Event): string {
  const component = source.component || reportingComponent || '';
  const host = source.host || reportingInstance || '';
  return host === '' ? component : `${component}, ${host}`;
}

/** Of an event in either form: it is printed as the core event it is stored as. */
export function eventView(event: Event): EventView {
  const first = event.firstTimestamp ?? event.eventTime;
  return {
    first,
    last: event.series ? event.series.lastObservedTime : (event.lastTimestamp ?? first),
    count: event.series?.count ?? (event.count || 1),
    type: event.type ?? '',
    reason: event.reason ?? '',
    message: event.message ?? '',
    subject: event.involvedObject ?? {},
    source: sourceText(event),
  };
}

export const event: Kind<Event> = {
  group: '',
  version: 'v1',
  kind: 'Event',
  resource: 'events',
  singular: 'event',
  shortNames: ['ev'],
  categories: [],
  namespaced: true,
  definition: 'io.k8s.api.core.v1.Event',
  verbs: ALL_VERBS,
  subresources: [],
  nameErrors: nameIsSubdomain,
  strategy: plainStrategy<Event>(
    { namespaced: true, nameErrors: nameIsSubdomain },
    {
      defaults,
      errors: eventErrors,
      validateUpdate: (next, previous) => [...objectMetaUpdateErrors(next.metadata, previous.metadata), ...eventErrors(next)],
    },
  ),
  selectableFields: {
    'involvedObject.kind': ({ involvedObject }) => involvedObject?.kind ?? '',
    'involvedObject.namespace': ({ involvedObject }) => involvedObject?.namespace ?? '',
    'involvedObject.name': ({ involvedObject }) => involvedObject?.name ?? '',
    'involvedObject.uid': ({ involvedObject }) => involvedObject?.uid ?? '',
    'involvedObject.apiVersion': ({ involvedObject }) => involvedObject?.apiVersion ?? '',
    'involvedObject.resourceVersion': ({ involvedObject }) => involvedObject?.resourceVersion ?? '',
    'involvedObject.fieldPath': ({ involvedObject }) => involvedObject?.fieldPath ?? '',
    reason: ({ reason }) => reason ?? '',
    reportingComponent: ({ reportingComponent }) => reportingComponent ?? '',
    source: ({ source, reportingComponent }) => source?.component || reportingComponent || '',
    type: ({ type }) => type ?? '',
  },
  columns: eventColumns(eventView),
  samples: [
    {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'web.17a1b2c3d4e5f607', namespace: 'default' },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', name: 'web', namespace: 'default' },
      reason: 'Scheduled',
      message: 'Successfully assigned default/web to worker-1',
      type: 'Normal',
      source: { component: 'default-scheduler' },
      firstTimestamp: '2026-01-01T00:00:01Z',
      lastTimestamp: '2026-01-01T00:00:01Z',
      count: 1,
    },
  ],
};
