import type { KubeObject } from './object.ts';
import { parseApiVersion } from './registry.ts';
import type {
  EndpointSlice,
  Endpoints,
  Event,
  EventsEvent,
  Lease,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  ReplicaSet,
  Deployment,
  Service,
  ServiceAccount,
} from './schema/types.gen.ts';
import type { Selector } from './selector.ts';
import { matches, selectorOf, selectorOfLabels } from './selector.ts';
import { podReferences } from './core/pod-references.ts';

/**
 * How objects of different kinds belong together, as data: what an object names (a pod its node, a claim its volume) and what
 * it selects (a Service its pods). Views draw these joins, `describe` and the inspector follow them.
 */

/** One end of a join: an object by name. Whether it exists is for the reader to find out. */
export interface ObjectRef {
  readonly group: string;
  readonly kind: string;
  /** undefined for kinds without namespace. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly uid?: string;
  /** The field that names it: `spec.nodeName`. */
  readonly field: string;
}

/** What an object selects by labels in its own namespace. */
export interface Selection {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly selector: Selector;
}

export interface Relation {
  /** `pod-node`; texts and colours are found by it. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** What the object names. */
  readonly names?: (object: KubeObject) => readonly ObjectRef[];
  /** What the object selects; undefined when it selects nothing. */
  readonly selects?: (object: KubeObject) => Selection | undefined;
}

const ref = (
  kind: string,
  name: string | undefined,
  where: { readonly namespace?: string | undefined; readonly field: string; readonly group?: string },
): readonly ObjectRef[] => (name ? [{ group: where.group ?? '', kind, namespace: where.namespace, name, field: where.field }] : []);

/** A relation whose `from` side has the type T; the registry of relations looks at the kind before it calls. */
const naming = <T extends KubeObject>(id: string, from: string, to: string, names: (object: T) => readonly ObjectRef[]): Relation => ({
  id,
  from,
  to,
  names: names as unknown as (object: KubeObject) => readonly ObjectRef[],
});
const selecting = <T extends KubeObject>(id: string, from: string, to: string, selects: (object: T) => Selection | undefined): Relation => ({
  id,
  from,
  to,
  selects: selects as unknown as (object: KubeObject) => Selection | undefined,
});

const podsOf = (object: KubeObject, selector: Selector): Selection => ({ group: '', kind: 'Pod', namespace: object.metadata.namespace, selector });

const SERVICE_NAME = 'kubernetes.io/service-name';

const targetsOf = (
  list: readonly { readonly targetRef?: { readonly kind?: string; readonly name?: string; readonly namespace?: string } }[],
  field: string,
): readonly ObjectRef[] =>
  list.flatMap(({ targetRef }) => (targetRef?.kind === 'Pod' ? ref('Pod', targetRef.name, { namespace: targetRef.namespace, field }) : []));

export const relations: readonly Relation[] = [
  selecting<Service>('service-pods', 'Service', 'Pod', (service) => {
    const { selector, type } = service.spec;
    return type !== 'ExternalName' && selector && Object.keys(selector).length > 0 ? podsOf(service, selectorOfLabels(selector)) : undefined;
  }),
  selecting<ReplicaSet>('replica-set-pods', 'ReplicaSet', 'Pod', (set) => podsOf(set, selectorOf(set.spec.selector))),
  selecting<Deployment>('deployment-replica-sets', 'Deployment', 'ReplicaSet', (deployment) => ({
    group: 'apps',
    kind: 'ReplicaSet',
    namespace: deployment.metadata.namespace,
    selector: selectorOf(deployment.spec.selector),
  })),
  selecting<Service>('service-endpoint-slices', 'Service', 'EndpointSlice', (service) => ({
    group: 'discovery.k8s.io',
    kind: 'EndpointSlice',
    namespace: service.metadata.namespace,
    selector: selectorOfLabels({ [SERVICE_NAME]: service.metadata.name }),
  })),
  naming<Service>('service-endpoints', 'Service', 'Endpoints', ({ metadata }) =>
    ref('Endpoints', metadata.name, { namespace: metadata.namespace, field: 'metadata.name' }),
  ),
  naming<EndpointSlice>('endpoint-slice-service', 'EndpointSlice', 'Service', ({ metadata }) =>
    ref('Service', metadata.labels?.[SERVICE_NAME], { namespace: metadata.namespace, field: `metadata.labels[${SERVICE_NAME}]` }),
  ),
  naming<EndpointSlice>('endpoint-slice-pods', 'EndpointSlice', 'Pod', ({ endpoints = [] }) => targetsOf(endpoints, 'endpoints')),
  naming<Endpoints>('endpoints-pods', 'Endpoints', 'Pod', ({ subsets = [] }) =>
    subsets.flatMap(({ addresses = [], notReadyAddresses = [] }) => [
      ...targetsOf(addresses, 'subsets.addresses'),
      ...targetsOf(notReadyAddresses, 'subsets.notReadyAddresses'),
    ]),
  ),
  naming<Pod>('pod-node', 'Pod', 'Node', ({ spec }) => ref('Node', spec.nodeName, { field: 'spec.nodeName' })),
  naming<Pod>('pod-nominated-node', 'Pod', 'Node', ({ status }) => ref('Node', status?.nominatedNodeName, { field: 'status.nominatedNodeName' })),
  naming<Pod>('pod-claims', 'Pod', 'PersistentVolumeClaim', (pod) => podReferences(pod, 'PersistentVolumeClaim')),
  naming<Pod>('pod-config-maps', 'Pod', 'ConfigMap', (pod) => podReferences(pod, 'ConfigMap')),
  naming<Pod>('pod-secrets', 'Pod', 'Secret', (pod) => podReferences(pod, 'Secret')),
  naming<Pod>('pod-service-account', 'Pod', 'ServiceAccount', ({ metadata, spec }) =>
    ref('ServiceAccount', spec.serviceAccountName, { namespace: metadata.namespace, field: 'spec.serviceAccountName' }),
  ),
  naming<Pod>('pod-priority-class', 'Pod', 'PriorityClass', ({ spec }) =>
    ref('PriorityClass', spec.priorityClassName, { group: 'scheduling.k8s.io', field: 'spec.priorityClassName' }),
  ),
  naming<PersistentVolumeClaim>('claim-volume', 'PersistentVolumeClaim', 'PersistentVolume', ({ spec }) =>
    ref('PersistentVolume', spec.volumeName, { field: 'spec.volumeName' }),
  ),
  naming<PersistentVolumeClaim>('claim-class', 'PersistentVolumeClaim', 'StorageClass', ({ spec }) =>
    ref('StorageClass', spec.storageClassName, { group: 'storage.k8s.io', field: 'spec.storageClassName' }),
  ),
  naming<PersistentVolume>('volume-claim', 'PersistentVolume', 'PersistentVolumeClaim', ({ spec }) => {
    const { claimRef } = spec;
    return ref('PersistentVolumeClaim', claimRef?.name, { namespace: claimRef?.namespace, field: 'spec.claimRef' }).map((one) => ({
      ...one,
      ...(claimRef?.uid ? { uid: claimRef.uid } : {}),
    }));
  }),
  naming<PersistentVolume>('volume-class', 'PersistentVolume', 'StorageClass', ({ spec }) =>
    ref('StorageClass', spec.storageClassName, { group: 'storage.k8s.io', field: 'spec.storageClassName' }),
  ),
  naming<ServiceAccount>('service-account-secrets', 'ServiceAccount', 'Secret', ({ metadata, secrets = [], imagePullSecrets = [] }) => [
    ...secrets.flatMap(({ name }) => ref('Secret', name, { namespace: metadata.namespace, field: 'secrets' })),
    ...imagePullSecrets.flatMap(({ name }) => ref('Secret', name, { namespace: metadata.namespace, field: 'imagePullSecrets' })),
  ]),
  naming<Lease>('lease-node', 'Lease', 'Node', ({ metadata }) =>
    metadata.namespace === 'kube-node-lease' ? ref('Node', metadata.name, { field: 'metadata.name' }) : [],
  ),
  naming<Event | EventsEvent>('event-object', 'Event', '*', (event) => {
    const about = 'involvedObject' in event ? (event as Event).involvedObject : (event as EventsEvent).regarding;
    if (!about?.kind || !about.name) return [];
    const { group } = parseApiVersion(about.apiVersion ?? 'v1');
    return ref(about.kind, about.name, { group, namespace: about.namespace || undefined, field: 'involvedObject' }).map((one) => ({
      ...one,
      ...(about.uid ? { uid: about.uid } : {}),
    }));
  }),
];

/** Owners are of any kind and in the same namespace, or have none. */
const ownersOf = ({ metadata }: KubeObject): readonly ObjectRef[] =>
  (metadata.ownerReferences ?? []).map(({ apiVersion, kind, name, uid }) => ({
    group: parseApiVersion(apiVersion).group,
    kind,
    namespace: metadata.namespace,
    name,
    uid,
    field: 'metadata.ownerReferences',
  }));

const byKind = new Map<string, readonly Relation[]>();
for (const relation of relations) byKind.set(relation.from, [...(byKind.get(relation.from) ?? []), relation]);

/** The relations in which objects of a kind are on the `from` side. */
export const relationsFrom = (kind: string): readonly Relation[] => byKind.get(kind) ?? [];

/** All that an object names: owners first. */
export const namedBy = (object: KubeObject): readonly ObjectRef[] => [
  ...ownersOf(object),
  ...relationsFrom(object.kind).flatMap(({ names }) => names?.(object) ?? []),
];

/** Whether the two objects are joined by the relation. */
export function isJoined(relation: Relation, from: KubeObject, to: KubeObject): boolean {
  const { group } = parseApiVersion(to.apiVersion);
  const fits = (end: { readonly group: string; readonly kind: string; readonly namespace: string | undefined }): boolean =>
    end.group === group && end.kind === to.kind && (end.namespace ?? '') === (to.metadata.namespace ?? '');
  const selection = relation.selects?.(from);
  if (selection && fits(selection) && matches(selection.selector, to.metadata.labels)) return true;
  return relation.names?.(from).some((end) => fits(end) && end.name === to.metadata.name && (end.uid === undefined || end.uid === to.metadata.uid)) ?? false;
}
