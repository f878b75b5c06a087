import { keyOf } from '../../../kinds/object.ts';
import type { Endpoint, EndpointSlice, Service } from '../../../kinds/schema/types.gen.ts';
import { byService } from '../../etcd/indexes.ts';
import { type Commit, getObject, listIndexed, type Root } from '../../etcd/store.ts';
import type { Context, Controller, Decision, Intent, Plan } from '../controller.ts';
import { controllerReference } from '../owners.ts';
import { type PortGroup, packed, type SliceChanges } from './packing.ts';
import { type Selected, selectedPods } from './selected.ts';
import { hasSelector, HEADLESS_LABEL, isHeadless, podCount, servicesOfPod, triggered, US_PER_POD } from './services.ts';

/**
 * Keeps the EndpointSlices of a Service with selector (upstream: pkg/controller/endpointslice, k8s.io/endpointslice, 1.36).
 */
export const endpointSliceController: Controller = {
  name: 'endpoint-slice-controller',
  workers: 5,
  resource: 'services',
  serviceAccount: 'endpointslice-controller',
  watches: {
    services: (change) => [change.key],
    pods: servicesOfPod,
    endpointslices: serviceOfSlice,
  },
  reconcile,
  computeUs: (key, cache) => 500 + US_PER_POD * podCount(cache, key),
};

const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const MANAGER = 'endpointslice-controller.k8s.io';

function reconcile(context: Context, key: string): Plan {
  const { cache } = context;
  const service = getObject<Service>(cache, 'services', key);
  if (!service || !hasSelector(service)) return {};
  const existing = [...listIndexed<EndpointSlice>(cache, 'endpointslices', byService(service.metadata.namespace as string, service.metadata.name))].filter(
    (slice) => slice.metadata.labels?.[MANAGED_BY] === MANAGER && slice.metadata.deletionTimestamp === undefined,
  );
  const selected = selectedPods(cache, service);
  const groups = wantedGroups(selected);
  const changes = packed(existing, groups, { blank: (ports) => blankSlice(service, ports), labels: labelsOf(service), owner: service.metadata.uid as string });
  const intents = intentsOf(service, changes, selected.changedAt ?? service.metadata.creationTimestamp);
  const why = intents.length > 0 ? decision(service, changes, groups) : undefined;
  const plan: { -readonly [K in keyof Plan]: Plan[K] } = { intents };
  if (why) plan.why = why;
  if (selected.homeless) plan.failed = true;
  return plan;
}

/** Endpoints by the set of ports they have: pods may resolve a named port differently. */
function wantedGroups({ rows }: Selected): PortGroup[] {
  const groups = new Map<string, PortGroup>();
  let group: PortGroup | undefined;
  for (const { name, ports, endpoint } of rows) {
    if (!endpoint) continue;
    if (group?.name !== name) group = groups.get(name);
    if (!group) groups.set(name, (group = { name, ports, endpoints: [] }));
    group.endpoints.push(endpoint);
  }
  return [...groups.values()];
}

function labelsOf(service: Service): Record<string, string> {
  const { [SERVICE_NAME]: _name, [MANAGED_BY]: _by, [HEADLESS_LABEL]: _headless, ...own } = service.metadata.labels ?? {};
  return { ...own, [MANAGED_BY]: MANAGER, [SERVICE_NAME]: service.metadata.name, ...(isHeadless(service) ? { [HEADLESS_LABEL]: '' } : {}) };
}

function blankSlice(service: Service, ports: PortGroup['ports']): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${service.metadata.name}-`,
      namespace: service.metadata.namespace,
      labels: labelsOf(service),
      ownerReferences: [controllerReference(service)],
    },
    addressType: service.spec.ipFamilies?.[0] === 'IPv6' ? 'IPv6' : 'IPv4',
    endpoints: [],
    ports,
  } as unknown as EndpointSlice;
}

function intentsOf(service: Service, { create, update, remove }: SliceChanges, time: string | undefined): Intent[] {
  const timed = (slice: EndpointSlice): EndpointSlice =>
    ({ ...slice, metadata: { ...slice.metadata, annotations: triggered(slice.metadata.annotations, time) } }) as EndpointSlice;
  const leaving = service.metadata.deletionTimestamp !== undefined;
  return [
    ...(leaving ? [] : create).map((slice): Intent => ({ do: 'create', resource: 'endpointslices', object: timed(slice) })),
    ...update.map((slice): Intent => ({ do: 'update', resource: 'endpointslices', object: timed(slice) })),
    ...remove.map((slice): Intent => ({ do: 'remove', resource: 'endpointslices', namespace: slice.metadata.namespace as string, name: slice.metadata.name })),
  ];
}

/** What the picture tells: which pods came, went, or changed, and how many are ready now. */
function decision(service: Service, { added, removed, changed }: SliceChanges, groups: readonly PortGroup[]): Decision {
  let [ready, total] = [0, 0];
  for (const { endpoints } of groups) {
    total += endpoints.length;
    for (const endpoint of endpoints) if (endpoint.conditions?.ready) ready++;
  }
  const few = (list: readonly Endpoint[]): string[] => list.slice(0, 20).map((endpoint) => endpoint.targetRef?.name ?? endpoint.addresses[0] ?? '');
  return {
    say: 'endpoint-slice.update',
    args: { service: service.metadata.name, ready, total, added: few(added), removed: few(removed), changed: few(changed) },
  };
}

function serviceOfSlice(change: Commit, cache: Root): string[] {
  const labels = change.after.metadata.labels;
  if (change.type === 'ADDED' || labels?.[MANAGED_BY] !== MANAGER || labels[SERVICE_NAME] === undefined) return [];
  const key = keyOf({ namespace: change.after.metadata.namespace, name: labels[SERVICE_NAME] });
  return getObject(cache, 'services', key) ? [key] : [];
}
