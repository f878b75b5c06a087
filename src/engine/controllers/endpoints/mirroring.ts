import { deepEqual } from '../../../base/json.ts';
import { ipText, parseIp } from '../../../kinds/ip.ts';
import type { DiscoveryEndpointPort, Endpoint, EndpointAddress, EndpointPort, Endpoints, EndpointSlice, Service } from '../../../kinds/schema/types.gen.ts';
import { byService } from '../../etcd/indexes.ts';
import { type Commit, getObject, listIndexed, type Root } from '../../etcd/store.ts';
import type { Context, Controller, Enqueue, Intent, Plan } from '../controller.ts';
import { controllerReference } from '../owners.ts';
import { TRIGGER_TIME } from './services.ts';

/**
 * Copies Endpoints that somebody wrote for a Service without selector into EndpointSlices, which is all that kube-proxy reads (upstream:
 * pkg/controller/endpointslicemirroring, 1.36).
 */
export const endpointSliceMirroringController: Controller = {
  name: 'endpoint-slice-mirroring-controller',
  workers: 5,
  resource: 'endpoints',
  serviceAccount: 'endpointslicemirroring-controller',
  watches: {
    endpoints: ({ key, before, after }) => (mayMirror(after as Endpoints) || (before && mayMirror(before as Endpoints)) ? [key] : []),
    services: serviceChanged,
    endpointslices: endpointsOfSlice,
  },
  reconcile,
};

const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const SKIP = 'endpointslice.kubernetes.io/skip-mirror';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const MANAGER = 'endpointslicemirroring-controller.k8s.io';
/** --mirroring-max-endpoints-per-subset: one slice per subset and family, never more. */
const MAX_ADDRESSES = 1000;

const mayMirror = ({ metadata }: Endpoints): boolean => metadata.labels?.[SKIP] !== 'true' && metadata.annotations?.[LEADER] === undefined;

function reconcile({ cache }: Context, key: string): Plan {
  const endpoints = getObject<Endpoints>(cache, 'endpoints', key);
  const service = getObject<Service>(cache, 'services', key);
  const slices = mirroredOf(cache, key);
  if (!endpoints || !service || !mayMirror(endpoints) || service.spec.selector !== undefined) {
    if (slices.length === 0) return {};
    return { why: { say: 'endpoint-slice-mirroring.remove', args: { service: key } }, intents: slices.map(removal) };
  }
  const { groups, skipped } = wanted(endpoints);
  const intents = [...changes(endpoints, groups, slices), ...(skipped > 0 ? [tooMany(endpoints, skipped)] : [])];
  if (intents.length === 0) return {};
  const addresses = groups.reduce((sum, group) => sum + group.endpoints.length, 0);
  return { why: { say: 'endpoint-slice-mirroring.mirror', args: { endpoints: endpoints.metadata.name, addresses, slices: groups.length } }, intents };
}

function mirroredOf(cache: Root, key: string): EndpointSlice[] {
  const slash = key.indexOf('/');
  const all = listIndexed<EndpointSlice>(cache, 'endpointslices', byService(key.slice(0, slash), key.slice(slash + 1)));
  return [...all].filter(({ metadata }) => metadata.labels?.[MANAGED_BY] === MANAGER && metadata.deletionTimestamp === undefined);
}

/** Addresses of one family behind one set of ports. */
interface Group {
  readonly type: 'IPv4' | 'IPv6';
  readonly ports: readonly DiscoveryEndpointPort[];
  readonly endpoints: Endpoint[];
}

function wanted({ subsets = [] }: Endpoints): { groups: Group[]; skipped: number } {
  const groups: Group[] = [];
  let skipped = 0;
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of subsets) {
    const found = ports.map(portOf);
    const all = [...addresses.map((address) => endpointOf(address, true)), ...notReadyAddresses.map((address) => endpointOf(address, false))];
    skipped += Math.max(0, all.length - MAX_ADDRESSES);
    for (const endpoint of all.slice(0, MAX_ADDRESSES)) {
      const type = endpoint.addresses[0]!.includes(':') ? 'IPv6' : 'IPv4';
      const same = groups.find((group) => group.type === type && deepEqual(group.ports, found));
      if (same) same.endpoints.push(endpoint);
      else groups.push({ type, ports: found, endpoints: [endpoint] });
    }
  }
  return { groups, skipped };
}

const portOf = ({ name, port, protocol, appProtocol }: EndpointPort): DiscoveryEndpointPort => ({
  name: name ?? '',
  port,
  protocol: protocol ?? 'TCP',
  ...(appProtocol === undefined ? {} : { appProtocol }),
});

const canonical = (ip: string): string => {
  const parsed = parseIp(ip);
  return parsed ? ipText(parsed) : ip;
};

const endpointOf = ({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint => ({
  addresses: [canonical(ip)],
  conditions: { ready },
  ...(hostname ? { hostname } : {}),
  ...(nodeName === undefined ? {} : { nodeName }),
  ...(targetRef === undefined ? {} : { targetRef }),
});

/** The first slice of the same ports is written anew, further ones go; slices to be removed are used for groups that have none. */
function changes(endpoints: Endpoints, groups: readonly Group[], slices: readonly EndpointSlice[]): Intent[] {
  const spare: EndpointSlice[] = [];
  const left = new Set(slices);
  const write: Group[] = [];
  const intents: Intent[] = [];
  for (const group of groups) {
    const mine = slices.filter((slice) => slice.addressType === group.type && deepEqual(slice.ports ?? [], group.ports));
    for (const slice of mine) left.delete(slice);
    const [first, ...others] = mine;
    spare.push(...others);
    if (!first) write.push(group);
    else if (!deepEqual(first.endpoints ?? [], group.endpoints))
      intents.push({ do: 'update', resource: 'endpointslices', object: sliceOf(endpoints, group, first) });
  }
  spare.push(...left);
  for (const group of write) {
    const recycled = spare.findIndex(({ addressType }) => addressType === group.type);
    const [old] = recycled < 0 ? [] : spare.splice(recycled, 1);
    const object = sliceOf(endpoints, group, old);
    if (old) intents.push({ do: 'update', resource: 'endpointslices', object });
    else if (endpoints.metadata.deletionTimestamp === undefined) intents.push({ do: 'create', resource: 'endpointslices', object });
  }
  return [...intents, ...spare.map(removal)];
}

function sliceOf(endpoints: Endpoints, group: Group, old: EndpointSlice | undefined): EndpointSlice {
  const { metadata } = endpoints;
  const { [TRIGGER_TIME]: _time, [LAST_APPLIED]: _applied, ...annotations } = metadata.annotations ?? {};
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      ...(old ? { name: old.metadata.name } : { generateName: `${metadata.name}-` }),
      namespace: metadata.namespace,
      labels: { ...metadata.labels, [SERVICE_NAME]: metadata.name, [MANAGED_BY]: MANAGER },
      annotations,
      ownerReferences: [controllerReference({ ...endpoints, apiVersion: 'v1', kind: 'Endpoints' })],
    },
    addressType: group.type,
    endpoints: group.endpoints,
    ports: group.ports,
  } as unknown as EndpointSlice;
}

const removal = ({ metadata }: EndpointSlice): Intent => ({
  do: 'remove',
  resource: 'endpointslices',
  namespace: metadata.namespace as string,
  name: metadata.name,
});

const tooMany = (endpoints: Endpoints, skipped: number): Intent => ({
  do: 'event',
  about: endpoints,
  type: 'Warning',
  reason: 'TooManyAddressesToMirror',
  message: `A max of ${MAX_ADDRESSES} addresses can be mirrored to EndpointSlices per Endpoints subset. ${skipped} addresses were skipped`,
});

/** A Service came or went without selector, or got or lost one. */
function serviceChanged({ key, type, before, after }: Commit): readonly Enqueue[] {
  const selected = (after as Service).spec.selector !== undefined;
  if (type !== 'MODIFIED' || !before) return selected ? [] : [key];
  return selected === ((before as Service).spec.selector !== undefined) ? [] : [key];
}

/** Somebody else laid hands on a slice of ours. Own writes come back here too; they find nothing to do. */
function endpointsOfSlice({ type, before, after }: Commit): readonly Enqueue[] {
  const mine = [after, ...(before ? [before] : [])].filter(({ metadata }) => metadata.labels?.[MANAGED_BY] === MANAGER);
  if (type === 'ADDED') return [];
  return [...new Set(mine.map(({ metadata }) => `${metadata.namespace}/${metadata.labels?.[SERVICE_NAME]}`))];
}
