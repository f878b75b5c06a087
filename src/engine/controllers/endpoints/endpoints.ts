import { deepEqual } from '../../../base/json.ts';
import { byText } from '../../../base/order.ts';
import type { EndpointAddress, EndpointPort, Endpoints, EndpointSubset, Pod, Service, ServicePort } from '../../../kinds/schema/types.gen.ts';
import { splitKey, type Status } from '../../../kinds/object.ts';
import { type ApiResponse, isSuccess } from '../../../wire/request.ts';
import { type Commit, getObject } from '../../etcd/store.ts';
import type { Context, Controller, Intent, Plan, Resume } from '../controller.ts';
import { isPodReady } from '../pods.ts';
import {
  addressOf,
  belongsInEndpoints,
  hasSelector,
  HEADLESS_LABEL,
  hostnameOf,
  isHeadless,
  podCount,
  podsOf,
  referenceTo,
  servicesOfPod,
  Shown,
  targetPortOf,
  triggered,
  triggerTime,
  US_PER_POD,
} from './services.ts';

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
  const pods = podsOf(cache, service);
  const { subsets, truncated } = truncate(subsetsOf(service, pods));
  const labels = { ...service.metadata.labels, [MANAGED_BY]: 'endpoint-controller', ...(isHeadless(service) ? { [HEADLESS_LABEL]: '' } : {}) };
  const marked = current?.metadata.annotations?.[OVER_CAPACITY] === 'truncated';
  if (current && deepEqual(current.subsets ?? [], subsets) && deepEqual(current.metadata.labels ?? {}, labels) && marked === truncated) return {};
  const { [OVER_CAPACITY]: _mark, ...annotations } = triggered(current?.metadata.annotations, triggerTime(service, pods));
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
function subsetsOf(service: Service, pods: readonly Pod[]): EndpointSubset[] {
  const all = service.spec.publishNotReadyAddresses === true;
  const present = pods.filter((pod) => belongsInEndpoints(pod, all));
  const groups: Group[] = [];
  for (const { port, on } of portsWithPods(service, present)) {
    const ready = on.filter((pod) => all || isPodReady(pod)).map((pod) => shown.of(service, pod).address);
    const notReady = on.filter((pod) => !all && !isPodReady(pod)).map((pod) => shown.of(service, pod).address);
    if (ready.length + notReady.length === 0) continue;
    ready.sort(byAddress);
    notReady.sort(byAddress);
    const same = groups.find((group) => sameList(group.ready, ready) && sameList(group.notReady, notReady));
    if (same && port) same.ports.push(port);
    else if (!same) groups.push({ ports: port ? [port] : [], ready, notReady });
  }
  return groups.map(({ ports, ready, notReady }) => ({
    ...(ready.length > 0 ? { addresses: ready } : {}),
    ...(notReady.length > 0 ? { notReadyAddresses: notReady } : {}),
    ...(ports.length > 0 ? { ports } : {}),
  }));
}

const sameList = (a: readonly EndpointAddress[], b: readonly EndpointAddress[]): boolean =>
  a.length === b.length && a.every((address, index) => address === b[index]);
const shown = new Shown((service, pod) => ({ address: endpointAddress(service, pod) }));

const byAddress = (a: EndpointAddress, b: EndpointAddress): number => byText(a.ip, b.ip) || byText(a.targetRef?.uid ?? '', b.targetRef?.uid ?? '');

interface PortPods {
  readonly port: EndpointPort | undefined;
  readonly on: readonly Pod[];
}

/** Each port of the pods, with the pods that have it; a headless Service may have no port at all. */
function portsWithPods(service: Service, pods: readonly Pod[]): PortPods[] {
  const ports = service.spec.ports ?? [];
  if (ports.length === 0) return service.spec.clusterIP === 'None' ? [{ port: undefined, on: pods }] : [];
  return ports.flatMap((port) => byTarget(port, pods));
}

function byTarget(port: ServicePort, pods: readonly Pod[]): PortPods[] {
  const targets = new Map<number, Pod[]>();
  for (const pod of pods) {
    const target = targetPortOf(pod, port);
    if (target === undefined) continue;
    const list = targets.get(target);
    if (list) list.push(pod);
    else targets.set(target, [pod]);
  }
  return [...targets].map(([target, on]) => ({
    port: {
      ...(port.name ? { name: port.name } : {}),
      port: target,
      protocol: port.protocol ?? 'TCP',
      ...(port.appProtocol === undefined ? {} : { appProtocol: port.appProtocol }),
    },
    on,
  }));
}

function endpointAddress(service: Service, pod: Pod): EndpointAddress {
  const hostname = hostnameOf(pod, service);
  return {
    ip: addressOf(pod) as string,
    ...(hostname === undefined ? {} : { hostname }),
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: referenceTo(pod),
  };
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
