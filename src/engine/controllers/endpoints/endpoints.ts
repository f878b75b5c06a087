import { deepEqual } from '../../../base/json.ts';
import { byText } from '../../../base/order.ts';
import type { EndpointAddress, EndpointPort, Endpoints, EndpointSubset, Service, ServicePort } from '../../../kinds/schema/types.gen.ts';
import { keyOf, splitKey, type Status } from '../../../kinds/object.ts';
import { type ApiResponse, isSuccess } from '../../../wire/request.ts';
import { type Commit, getObject } from '../../etcd/store.ts';
import type { Context, Controller, Intent, Plan, Resume } from '../controller.ts';
import { type Row, type Selected, selectedPods } from './selected.ts';
import { hasSelector, HEADLESS_LABEL, isHeadless, podCount, servicesOfPod, targetPortOf, triggered, US_PER_POD } from './services.ts';

/** Keeps the Endpoints object of a Service with selector (upstream: pkg/controller/endpoint/endpoints_controller.go, 1.36). */
export const endpointsController: Controller = {
  name: 'endpoint-controller',
  workers: 5,
  resource: 'services',
  watches: {
    services: (change) => [change.key],
    pods: servicesOfPod,
    endpoints: (change: Commit) => (change.type === 'DELETED' ? [change.key] : []),
  },
  reconcile,
  computeUs: (key, cache) => 500 + US_PER_POD * podCount(cache, key),
};

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
/** More addresses than this are cut off. */
const MAX_ADDRESSES = 1000;

function reconcile(context: Context, key: string, resume: Resume | undefined): Plan {
  const { cache } = context;
  const service = getObject<Service>(cache, 'services', key);
  const current = getObject<Endpoints>(cache, 'endpoints', key);
  if (!service) return current ? removal(key) : {};
  if (!hasSelector(service)) return {};
  if (resume) return afterWrite(service, resume);
  const selected = selectedPods(cache, service);
  const { subsets, truncated } = truncate(subsetsOf(service, selected));
  const labels = { ...service.metadata.labels, [MANAGED_BY]: 'endpoint-controller', ...(isHeadless(service) ? { [HEADLESS_LABEL]: '' } : {}) };
  const marked = current?.metadata.annotations?.[OVER_CAPACITY] === 'truncated';
  if (current && deepEqual(current.subsets ?? [], subsets) && deepEqual(current.metadata.labels ?? {}, labels) && marked === truncated) return {};
  const { [OVER_CAPACITY]: _mark, ...annotations } = triggered(current?.metadata.annotations, selected.changedAt ?? service.metadata.creationTimestamp);
  const object = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    ...current,
    metadata: {
      ...(current?.metadata ?? { name: service.metadata.name, namespace: service.metadata.namespace }),
      labels,
      annotations: truncated ? { ...annotations, [OVER_CAPACITY]: 'truncated' } : annotations,
    },
    ...(subsets.length > 0 ? { subsets } : { subsets: undefined }),
  } as unknown as Endpoints;
  const count = (pick: (subset: EndpointSubset) => readonly unknown[] | undefined): number =>
    Math.max(0, ...subsets.map((subset) => pick(subset)?.length ?? 0));
  const args = { service: service.metadata.name, ready: count((subset) => subset.addresses), notReady: count((subset) => subset.notReadyAddresses), truncated };
  return {
    why: { say: 'endpoints.update', args },
    intents: [{ do: current ? 'update' : 'create', resource: 'endpoints', object }],
    then: { update: current !== undefined },
  };
}

function removal(key: string): Plan {
  const { namespace, name } = splitKey(key);
  const intents: Intent[] = [{ do: 'remove', resource: 'endpoints', namespace: namespace as string, name }];
  return { why: { say: 'endpoints.remove', args: { service: name } }, intents };
}

/** A refusal is told in an Event, but for a creation that is forbidden: then the namespace is on its way out. */
function afterWrite(service: Service, { step, answers }: Resume): Plan {
  const answer = answers[0] as ApiResponse;
  if (isSuccess(answer)) return {};
  const update = (step as { update: boolean }).update;
  if (!update && answer.code === 403) return { failed: true };
  const what = update ? 'update' : 'create';
  const message = `Failed to ${what} endpoint for service ${service.metadata.namespace}/${service.metadata.name}: ${(answer.body as Status | null)?.message ?? ''}`;
  const about = { ...service, kind: 'Endpoints', apiVersion: 'v1' };
  return { failed: true, intents: [{ do: 'event', about, type: 'Warning', reason: update ? 'FailedToUpdateEndpoint' : 'FailedToCreateEndpoint', message }] };
}

interface Group {
  readonly ports: EndpointPort[];
  readonly ready: readonly EndpointAddress[];
  readonly notReady: readonly EndpointAddress[];
}

/** RepackSubsets: ports that have the same addresses stand together. */
function subsetsOf(service: Service, { ready, notReady }: Selected): EndpointSubset[] {
  const groups: Group[] = [];
  for (const { port, has } of portsOfRows(service, [...ready, ...notReady])) {
    const addresses = addressesOf(ready, has);
    const others = addressesOf(notReady, has);
    if (addresses.length + others.length === 0) continue;
    const same = groups.find((group) => sameList(group.ready, addresses) && sameList(group.notReady, others));
    if (same && port) same.ports.push(port);
    else if (!same) groups.push({ ports: port ? [port] : [], ready: addresses, notReady: others });
  }
  return groups.map(({ ports, ready: addresses, notReady: others }) => {
    const subset: { -readonly [K in keyof EndpointSubset]: EndpointSubset[K] } = {};
    if (addresses.length > 0) subset.addresses = addresses;
    if (others.length > 0) subset.notReadyAddresses = others;
    if (ports.length > 0) subset.ports = ports;
    return subset;
  });
}

const addressesOf = (rows: readonly Row[], has: ((row: Row) => boolean) | undefined): EndpointAddress[] => {
  const out: EndpointAddress[] = [];
  for (const row of rows) if (!has || has(row)) out.push(row.address as EndpointAddress);
  return out;
};

const sameList = (a: readonly EndpointAddress[], b: readonly EndpointAddress[]): boolean =>
  a.length === b.length && a.every((address, index) => address === b[index]);

interface PortRows {
  readonly port: EndpointPort | undefined;
  /** Which pods have it; absent: all. */
  readonly has?: (row: Row) => boolean;
}

/** Each port of the pods, with the pods that have it; a headless Service may have no port at all. */
function portsOfRows(service: Service, rows: readonly Row[]): PortRows[] {
  const ports = service.spec.ports ?? [];
  if (ports.length === 0) return service.spec.clusterIP === 'None' ? [{ port: undefined }] : [];
  const first = rows[0];
  if (first && rows.every((row) => row.name === first.name))
    return first.ports.map(({ name, port, protocol, appProtocol }) => ({
      port: { ...(name ? { name } : {}), port: port as number, protocol: protocol ?? 'TCP', ...(appProtocol === undefined ? {} : { appProtocol }) },
    }));
  return ports.flatMap((port) => byTarget(port, rows));
}

function byTarget(port: ServicePort, rows: readonly Row[]): PortRows[] {
  const targets = new Set<number>();
  // In the order of the pods' names, as they are listed.
  for (const { pod } of rows.toSorted((a, b) => byText(keyOf(a.pod.metadata), keyOf(b.pod.metadata)))) {
    const target = targetPortOf(pod, port);
    if (target !== undefined) targets.add(target);
  }
  return [...targets].map((target) => ({
    port: {
      ...(port.name ? { name: port.name } : {}),
      port: target,
      protocol: port.protocol ?? 'TCP',
      ...(port.appProtocol === undefined ? {} : { appProtocol: port.appProtocol }),
    },
    has: ({ pod }) => targetPortOf(pod, port) === target,
  }));
}

/** truncateEndpoints: at most a thousand addresses, ready ones first, shared among the subsets. */
function truncate(subsets: EndpointSubset[]): { subsets: EndpointSubset[]; truncated: boolean } {
  const total = (pick: 'addresses' | 'notReadyAddresses'): number => subsets.reduce((sum, subset) => sum + (subset[pick]?.length ?? 0), 0);
  const [ready, notReady] = [total('addresses'), total('notReadyAddresses')];
  if (ready + notReady <= MAX_ADDRESSES) return { subsets, truncated: false };
  let roomReady = Math.min(ready, MAX_ADDRESSES);
  let roomNot = MAX_ADDRESSES - roomReady;
  const cut = subsets.map(({ addresses = [], notReadyAddresses = [], ports }) => {
    const some = addresses.slice(0, roomReady);
    const others = notReadyAddresses.slice(0, roomNot);
    roomReady -= some.length;
    roomNot -= others.length;
    return { ...(some.length > 0 ? { addresses: some } : {}), ...(others.length > 0 ? { notReadyAddresses: others } : {}), ...(ports ? { ports } : {}) };
  });
  return { subsets: cut, truncated: true };
}
