import { deepFreeze } from '../../../base/json.ts';
import type { Fold, SortedMap } from '../../../base/sorted-map.ts';
import { Recent } from '../../../kinds/recent.ts';
import type { DiscoveryEndpointPort, Endpoint, EndpointAddress, Pod, Service } from '../../../kinds/schema/types.gen.ts';
import { matches, selectorOfLabels } from '../../../kinds/selector.ts';
import { foldIndexed, type Root, type Stored, tableOf } from '../../etcd/store.ts';
import { isPodReady, readyCondition } from '../pods.ts';
import { addressOf, belongsInEndpoints, hostnameOf, rarestLabel, referenceTo, targetPortOf } from './services.ts';
import { type PortGroup, portsName } from './packing.ts';

/** What one pod looks like in the endpoints of a Service: the same frozen objects as long as neither changes. */
export interface Row {
  readonly pod: Pod;
  /** Of its node; absent when the node is not known. */
  readonly zone: string | undefined;
  /** Of its set of ports. */
  readonly name: string;
  readonly ports: readonly DiscoveryEndpointPort[];
  /** For EndpointSlices; absent while the pod's node is not known. */
  readonly endpoint: Endpoint | undefined;
  /** For Endpoints; absent for pods that only EndpointSlices show, because they are on their way out. */
  readonly address: EndpointAddress | undefined;
  readonly ready: boolean;
  /** Place among the addresses. */
  readonly order: string;
}

/** The pods of a Service that belong into its endpoints. */
export interface Selected {
  /** In key order. */
  readonly rows: readonly Row[];
  /** Those with an address that are ready, and those that are not, in the order of their addresses. */
  readonly ready: readonly Row[];
  readonly notReady: readonly Row[];
  /** When the last of the Service's pods became ready or not. */
  readonly changedAt: string | undefined;
  /** A pod's node is not known. */
  readonly homeless: boolean;
}

/** Kept as a sum over the tree of pods: a sync costs the pods that changed, and copies of lists. */
export function selectedPods(cache: Root, service: Service): Selected {
  const zones = zonesOf(tableOf(cache, 'nodes').objects);
  let known = folds.get(service);
  if (known?.zones !== zones) {
    known = { zones, fold: foldFor(service, zones) };
    folds.set(service, known);
  }
  return foldIndexed(cache, 'pods', { entry: rarestLabel(cache, service), fold: known.fold });
}

/** Node → its zone, '' for none: all that endpoints say of nodes. */
type Zones = ReadonlyMap<string, string>;

const folds = new Recent<{ readonly zones: Zones; readonly fold: Fold<Stored, Selected> }>(256);
const zonesBefore = new Recent<Zones>(64);
let latest: Zones = new Map();

/** The same map as long as no node comes, goes or moves: heartbeats change nodes all the time. */
function zonesOf(nodes: SortedMap<Stored>): Zones {
  const known = zonesBefore.get(nodes);
  if (known) return known;
  const zones = new Map<string, string>();
  nodes.forEach(({ object }) => zones.set(object.metadata.name, object.metadata.labels?.['topology.kubernetes.io/zone'] ?? ''));
  const same = zones.size === latest.size && [...zones].every(([name, zone]) => latest.get(name) === zone);
  if (!same) latest = zones;
  zonesBefore.set(nodes, latest);
  return latest;
}

function foldFor(service: Service, zones: Zones): Fold<Stored, Selected> {
  const selector = selectorOfLabels(service.spec.selector);
  const all = service.spec.publishNotReadyAddresses === true;
  const leaf = (pods: readonly Stored[]): Selected => {
    const rows: Row[] = [];
    let changedAt: string | undefined;
    let homeless = false;
    const ready: Row[] = [];
    const notReady: Row[] = [];
    for (const stored of pods) {
      let seen = known.get(stored);
      if (!seen) known.set(stored, (seen = look(stored.object as Pod)));
      changedAt = later(changedAt, seen.changedAt);
      const { row } = seen;
      if (!row) continue;
      if (!row.endpoint) homeless = true;
      rows.push(row);
      if (row.address) (all || row.ready ? ready : notReady).push(row);
    }
    return { rows, ready: ready.sort(byOrder), notReady: notReady.sort(byOrder), changedAt, homeless };
  };
  /** What was seen of each pod: a leaf is looked at again when one of its pods changes. */
  const known = new Recent<Seen>(32_768);
  const look = (pod: Pod): Seen => {
    if (!matches(selector, pod.metadata.labels)) return NOT_SELECTED;
    const changedAt = readyCondition(pod)?.lastTransitionTime;
    if (!belongsInEndpoints(pod, true)) return { row: undefined, changedAt };
    return { row: rowOf(service, pod, pod.spec.nodeName ? zones.get(pod.spec.nodeName) : undefined), changedAt };
  };
  return { leaf, join };
}

interface Seen {
  readonly row: Row | undefined;
  readonly changedAt: string | undefined;
}

const NOT_SELECTED: Seen = { row: undefined, changedAt: undefined };

const later = (a: string | undefined, b: string | undefined): string | undefined => (a === undefined || (b !== undefined && b > a) ? b : a);
const byOrder = (a: Row, b: Row): number => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0);

function join(parts: readonly Selected[]): Selected {
  const rows: Row[] = [];
  const ready: Row[] = [];
  const notReady: Row[] = [];
  let changedAt: string | undefined;
  let homeless = false;
  for (const part of parts) {
    for (const row of part.rows) rows.push(row);
    for (const row of part.ready) ready.push(row);
    for (const row of part.notReady) notReady.push(row);
    changedAt = later(changedAt, part.changedAt);
    if (part.homeless) homeless = true;
  }
  return { rows, ready: ready.sort(byOrder), notReady: notReady.sort(byOrder), changedAt, homeless };
}

const remembered = new Recent<Recent<Row>>(32);

function rowOf(service: Service, pod: Pod, zone: string | undefined): Row {
  let rows = remembered.get(service);
  if (!rows) remembered.set(service, (rows = new Recent<Row>(32_768)));
  const known = rows.get(pod);
  if (known && known.zone === zone) return known;
  const made = makeRow(service, pod, zone);
  rows.set(pod, made);
  return made;
}

function makeRow(service: Service, pod: Pod, zone: string | undefined): Row {
  const ports = portsFor(service, pod);
  const all = service.spec.publishNotReadyAddresses === true;
  const homeless = Boolean(pod.spec.nodeName) && zone === undefined && !all;
  return {
    pod,
    zone,
    name: portsName(ports),
    ports,
    endpoint: homeless ? undefined : deepFreeze(endpointOf(service, pod, zone)),
    address: belongsInEndpoints(pod, all) ? deepFreeze(endpointAddress(service, pod)) : undefined,
    ready: isPodReady(pod),
    order: `${addressOf(pod) as string} ${pod.metadata.uid as string}`,
  };
}

function portsFor(service: Service, pod: Pod): PortGroup['ports'] {
  return (service.spec.ports ?? []).flatMap((port) => {
    const target = targetPortOf(pod, port);
    if (target === undefined) return [];
    return [
      { name: port.name ?? '', protocol: port.protocol ?? 'TCP', port: target, ...(port.appProtocol === undefined ? {} : { appProtocol: port.appProtocol }) },
    ];
  });
}

/** podToEndpoint */
function endpointOf(service: Service, pod: Pod, zone: string | undefined): Endpoint {
  const serving = isPodReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const hostname = hostnameOf(pod, service);
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  const hints = ready ? hintsOf(service, pod.spec.nodeName, zone) : undefined;
  return {
    addresses: [addressOf(pod) as string],
    conditions: { ready, serving, terminating },
    ...(hints ? { hints } : {}),
    ...(hostname === undefined ? {} : { hostname }),
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: referenceTo(pod),
    ...(zone ? { zone } : {}),
  };
}

const CLOSE: ReadonlySet<string> = new Set(['PreferClose', 'PreferSameZone', 'PreferSameNode']);

/**
 * What spec.trafficDistribution tells the proxies of a ready endpoint (k8s.io/endpointslice/trafficdist): who should use it.
 *
 * Simplified: the older annotation service.kubernetes.io/topology-mode: Auto gives no hints; upstream shares endpoints out to zones by their CPUs.
 */
function hintsOf({ metadata, spec }: Service, node: string | undefined, zone: string | undefined): Endpoint['hints'] {
  if (!spec.trafficDistribution || !CLOSE.has(spec.trafficDistribution) || /^[Aa]uto$/.test(metadata.annotations?.[TOPOLOGY_MODE] ?? '')) return undefined;
  const forNodes = node && spec.trafficDistribution === 'PreferSameNode' ? [{ name: node }] : undefined;
  const forZones = zone ? [{ name: zone }] : undefined;
  return forNodes || forZones ? { ...(forNodes ? { forNodes } : {}), ...(forZones ? { forZones } : {}) } : undefined;
}

const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';

function endpointAddress(service: Service, pod: Pod): EndpointAddress {
  const hostname = hostnameOf(pod, service);
  return {
    ip: addressOf(pod) as string,
    ...(hostname === undefined ? {} : { hostname }),
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: referenceTo(pod),
  };
}
