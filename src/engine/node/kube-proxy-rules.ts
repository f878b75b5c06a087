import { sha256 } from '../../base/sha256.ts';
import type { SortedMap } from '../../base/sorted-map.ts';
import { byText } from '../../base/order.ts';
import type { Endpoint, EndpointSlice, Service, ServicePort } from '../../kinds/schema/types.gen.ts';
import { byService } from '../etcd/indexes.ts';
import { getObject, listIndexed, type Root, type Stored, tableOf } from '../etcd/store.ts';

/**
 * What kube-proxy derives from Services and EndpointSlices (pkg/proxy: serviceport, endpointslicecache, topology). Pure functions of a Root, so
 * that the rules of a node are nothing but the Root it has programmed: a thousand nodes at one revision share everything.
 * Simplified: IPv4 only.
 */
export interface ServicePortRule {
  /** `default/web:http`, or `default/web` when the port has no name. */
  readonly name: string;
  readonly namespace: string;
  readonly service: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly port: number;
  readonly portName: string;
  readonly clusterIP: string;
  readonly nodePort: number;
  readonly externalIPs: readonly string[];
  readonly loadBalancerIPs: readonly string[];
  /** sessionAffinity ClientIP: how long a client keeps its endpoint; undefined = none. */
  readonly affinitySeconds: number | undefined;
  readonly internalLocal: boolean;
  readonly externalLocal: boolean;
  readonly healthCheckNodePort: number;
}

export interface Backend {
  readonly ip: string;
  readonly port: number;
  readonly node: string;
  /** `ns/name` of the pod, when the endpoint is one. */
  readonly pod: string | undefined;
  /** Serving but terminating: used only because nothing better is there. */
  readonly terminating: boolean;
  /** For whom it is meant first (hints). */
  readonly forNodes: readonly string[];
  readonly forZones: readonly string[];
}

/** The endpoints a node's rules lead to. */
export interface Backends {
  /** For policy Cluster. */
  readonly cluster: readonly Backend[];
  /** On this node, for policy Local. */
  readonly local: readonly Backend[];
}

interface ServiceTable {
  readonly rules: readonly ServicePortRule[];
  readonly byAddress: ReadonlyMap<string, ServicePortRule>;
  readonly byNodePort: ReadonlyMap<string, ServicePortRule>;
  readonly byService: ReadonlyMap<string, readonly ServicePortRule[]>;
}

const tables = new WeakMap<SortedMap<Stored>, ServiceTable>();
const NO_PORTS: readonly ServicePortRule[] = [];

/** Rules of all Services in a Root, in key order. */
export const servicePorts = (root: Root): readonly ServicePortRule[] => tableOfServices(root).rules;

/** The rule whose clusterIP, external IP or load-balancer IP this is. */
export const ruleAt = (root: Root, address: string, port: number, protocol: string): ServicePortRule | undefined =>
  tableOfServices(root).byAddress.get(`${protocol} ${address}:${port}`);
export const ruleOfNodePort = (root: Root, port: number, protocol: string): ServicePortRule | undefined =>
  tableOfServices(root).byNodePort.get(`${protocol} ${port}`);
export const rulesOfService = (root: Root, namespace: string, name: string): readonly ServicePortRule[] =>
  tableOfServices(root).byService.get(`${namespace}/${name}`) ?? NO_PORTS;

function tableOfServices(root: Root): ServiceTable {
  const { objects } = tableOf(root, 'services');
  const known = tables.get(objects);
  if (known) return known;
  const rules: ServicePortRule[] = [];
  const byAddress = new Map<string, ServicePortRule>();
  const byNodePort = new Map<string, ServicePortRule>();
  const byServiceName = new Map<string, readonly ServicePortRule[]>();
  objects.forEach((stored, key) => {
    const own = rulesOf(stored.object as unknown as Service);
    if (own.length > 0) byServiceName.set(key, own);
    for (const rule of own) {
      rules.push(rule);
      for (const address of [rule.clusterIP, ...rule.externalIPs, ...rule.loadBalancerIPs]) byAddress.set(`${rule.protocol} ${address}:${rule.port}`, rule);
      if (rule.nodePort !== 0) byNodePort.set(`${rule.protocol} ${rule.nodePort}`, rule);
    }
  });
  const table: ServiceTable = { rules, byAddress, byNodePort, byService: byServiceName };
  tables.set(objects, table);
  return table;
}

const rulesByService = new WeakMap<Service, readonly ServicePortRule[]>();

/** One rule per port; none for headless and ExternalName Services. */
export function rulesOf(service: Service): readonly ServicePortRule[] {
  const known = rulesByService.get(service);
  if (known) return known;
  const { spec } = service;
  const clusterIP = spec.clusterIP ?? '';
  const has = clusterIP !== '' && clusterIP !== 'None' && !clusterIP.includes(':') && spec.type !== 'ExternalName';
  const rules = has ? (spec.ports ?? []).map((port) => ruleOf(service, port, clusterIP)) : NO_PORTS;
  rulesByService.set(service, rules);
  return rules;
}

function ruleOf({ metadata, spec, status }: Service, port: ServicePort, clusterIP: string): ServicePortRule {
  const namespace = metadata.namespace ?? '';
  const external = spec.type === 'NodePort' || spec.type === 'LoadBalancer' || (spec.externalIPs ?? []).length > 0;
  return {
    name: port.name ? `${namespace}/${metadata.name}:${port.name}` : `${namespace}/${metadata.name}`,
    namespace,
    service: metadata.name,
    protocol: (port.protocol ?? 'TCP').toLowerCase() as ServicePortRule['protocol'],
    port: port.port,
    portName: port.name ?? '',
    clusterIP,
    nodePort: port.nodePort ?? 0,
    externalIPs: spec.externalIPs ?? [],
    loadBalancerIPs: (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, ipMode }) => (ip !== undefined && ipMode !== 'Proxy' ? [ip] : [])),
    affinitySeconds: spec.sessionAffinity === 'ClientIP' ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800) : undefined,
    internalLocal: spec.internalTrafficPolicy === 'Local',
    externalLocal: external && spec.externalTrafficPolicy === 'Local',
    healthCheckNodePort: spec.healthCheckNodePort ?? 0,
  };
}

interface All {
  readonly ready: readonly Backend[];
  readonly servingTerminating: readonly Backend[];
  readonly cluster: readonly Backend[];
  /** Every ready endpoint has hints, of either sort. */
  readonly hinted: { readonly nodes: boolean; readonly zones: boolean };
  readonly nearOf: Map<string, readonly Backend[]>;
  readonly localOf: Map<string, readonly Backend[]>;
}

const backends = new WeakMap<SortedMap<Stored>, Map<string, All>>();

/** Endpoints of a rule as seen from a node (pkg/proxy/topology.go: CategorizeEndpoints). */
export function backendsOf(root: Root, rule: ServicePortRule, node: string): Backends {
  const all = allBackends(root, rule);
  const cluster = clusterFor(root, all, node);
  if (!rule.internalLocal && !rule.externalLocal) return { cluster, local: NONE };
  let local = all.localOf.get(node);
  if (!local) {
    const here = (list: readonly Backend[]): readonly Backend[] => list.filter((backend) => backend.node === node);
    const ready = here(all.ready);
    local = ready.length > 0 ? ready : here(all.servingTerminating);
    all.localOf.set(node, local);
  }
  return { cluster, local };
}

/** topologyModeFromHints: those meant for this node, else for its zone, else all; hints count only when every ready endpoint has some. */
function clusterFor(root: Root, { ready, cluster, hinted, nearOf }: All, node: string): readonly Backend[] {
  if (!hinted.nodes && !hinted.zones) return cluster;
  const zone = getObject(root, 'nodes', node)?.metadata.labels?.['topology.kubernetes.io/zone'] ?? '';
  const place = `${node} ${zone}`;
  const known = nearOf.get(place);
  if (known) return known;
  const here = hinted.nodes ? ready.filter(({ forNodes }) => forNodes.includes(node)) : NONE;
  const around = hinted.zones && here.length === 0 ? ready.filter(({ forZones }) => forZones.includes(zone)) : here;
  const near = around.length > 0 ? around : cluster;
  nearOf.set(place, near);
  return near;
}

/** Nodes lead to different endpoints even for policy Cluster. */
export function isHinted(root: Root, rule: ServicePortRule): boolean {
  const { hinted } = allBackends(root, rule);
  return hinted.nodes || hinted.zones;
}

const NONE: readonly Backend[] = [];

function allBackends(root: Root, rule: ServicePortRule): All {
  const { objects } = tableOf(root, 'endpointslices');
  let byRule = backends.get(objects);
  if (!byRule) {
    byRule = new Map();
    backends.set(objects, byRule);
  }
  const key = `${rule.name} ${rule.protocol}`;
  const known = byRule.get(key);
  if (known) return known;
  const ready = new Map<string, Backend>();
  const serving = new Map<string, Backend>();
  for (const slice of listIndexed<EndpointSlice>(root, 'endpointslices', byService(rule.namespace, rule.service))) collect(slice, rule, ready, serving);
  // Two slices may name one endpoint while it moves from one to the other; a ready entry wins.
  for (const address of ready.keys()) serving.delete(address);
  const sorted = (map: Map<string, Backend>): readonly Backend[] => [...map.entries()].sort(([a], [b]) => byText(a, b)).map(([, backend]) => backend);
  const usable = sorted(ready);
  const servingTerminating = sorted(serving);
  const all: All = {
    ready: usable,
    servingTerminating,
    cluster: usable.length > 0 ? usable : servingTerminating,
    hinted: {
      nodes: usable.length > 0 && usable.every(({ forNodes }) => forNodes.length > 0),
      zones: usable.length > 0 && usable.every(({ forZones }) => forZones.length > 0),
    },
    nearOf: new Map(),
    localOf: new Map(),
  };
  byRule.set(key, all);
  return all;
}

function collect(slice: EndpointSlice, rule: ServicePortRule, ready: Map<string, Backend>, serving: Map<string, Backend>): void {
  if (slice.addressType !== 'IPv4') return;
  for (const port of slice.ports ?? []) {
    if ((port.name ?? '') !== rule.portName || (port.protocol ?? 'TCP').toLowerCase() !== rule.protocol || port.port === undefined) continue;
    for (const endpoint of slice.endpoints ?? []) {
      const ip = endpoint.addresses[0];
      if (ip === undefined) continue;
      const state = conditionsOf(endpoint);
      const backend = backendOf(endpoint, ip, port.port, state.terminating);
      if (state.ready) ready.set(`${ip}:${port.port}`, backend);
      else if (state.serving && state.terminating) serving.set(`${ip}:${port.port}`, backend);
    }
  }
}

/** An absent `ready` means true, an absent `serving` means as `ready`. */
export function conditionsOf({ conditions }: Endpoint): { ready: boolean; serving: boolean; terminating: boolean } {
  const ready = conditions?.ready ?? true;
  return { ready, serving: conditions?.serving ?? ready, terminating: conditions?.terminating ?? false };
}

function backendOf(endpoint: Endpoint, ip: string, port: number, terminating: boolean): Backend {
  const ref = endpoint.targetRef;
  return {
    ip,
    port,
    node: endpoint.nodeName ?? '',
    pod: ref?.kind === 'Pod' ? `${ref.namespace ?? ''}/${ref.name ?? ''}` : undefined,
    terminating,
    forNodes: namesOf(endpoint.hints?.forNodes),
    forZones: namesOf(endpoint.hints?.forZones),
  };
}

const NO_NAMES: readonly string[] = [];
const namesOf = (hints: readonly { readonly name: string }[] | undefined): readonly string[] => (hints ? hints.map(({ name }) => name) : NO_NAMES);

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const hashes = new Map<string, string>();

/** First 16 characters of base32(sha256(text)), as names of chains have them. */
function hash16(text: string): string {
  const known = hashes.get(text);
  if (known) return known;
  const bytes = sha256(text);
  let out = '';
  let bits = 0;
  let value = 0;
  for (let i = 0; out.length < 16; i++) {
    value = ((value << 8) | bytes[i]!) & 0xffff;
    bits += 8;
    while (bits >= 5 && out.length < 16) {
      bits -= 5;
      out += BASE32[(value >> bits) & 31];
    }
  }
  if (hashes.size > 20_000) hashes.clear();
  hashes.set(text, out);
  return out;
}

type ChainOf = Pick<ServicePortRule, 'name' | 'protocol'>;
/** Endpoints for policy Cluster. */
export const serviceChain = ({ name, protocol }: ChainOf): string => `KUBE-SVC-${hash16(name + protocol)}`;
/** Endpoints for policy Local. */
export const localChain = ({ name, protocol }: ChainOf): string => `KUBE-SVL-${hash16(name + protocol)}`;
/** Traffic from outside: node ports, external and load-balancer IPs. */
export const externalChain = ({ name, protocol }: ChainOf): string => `KUBE-EXT-${hash16(name + protocol)}`;
export const endpointChain = ({ name, protocol }: ChainOf, { ip, port }: Pick<Backend, 'ip' | 'port'>): string =>
  `KUBE-SEP-${hash16(`${name}${protocol}${ip}:${port}`)}`;
