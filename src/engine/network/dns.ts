import { fnv1a } from '../../base/hash.ts';
import type { EndpointSlice, Pod, Service } from '../../kinds/schema/types.gen.ts';
import { cacheOf, startProcess } from '../client/process.ts';
import { byService } from '../etcd/indexes.ts';
import { getObject, listIndexed, type Root } from '../etcd/store.ts';
import { COREDNS } from '../../wire/actors.ts';
import { isDnsDown } from '../faults/troubles.ts';
import { conditionsOf } from '../node/kube-proxy-rules.ts';
import type { Component, Sim } from '../sim/sim.ts';
import { isIPv4 } from './url.ts';

/**
 * Names in the cluster, as CoreDNS with the kubernetes plugin answers them (`pods insecure`, as kubeadm sets it up) and as a pod's resolver asks.
 * Simplified: no pods of CoreDNS need to run; the answer comes from the cluster's state as CoreDNS's own watches know it. When a Service
 * kube-system/kube-dns exists, it must have a ready endpoint. Nobody keeps answers; with kubeadm's Corefile (ttl 30, no cache for cluster.local) nodes and programs may, for 30 s.
 */
const CLUSTER_DOMAIN = 'cluster.local';
const DEFAULT_SERVER = '10.96.0.10';

/** /etc/resolv.conf of a pod. */
export interface Resolver {
  readonly namespace: string;
  readonly search: readonly string[];
  readonly ndots: number;
  /** `cluster`: asks CoreDNS; `node`: asks what the node asks, which knows no names of the cluster. */
  readonly asks: 'cluster' | 'node';
}

export interface DnsAnswer {
  readonly rcode: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL';
  /** The full name that gave the answer (the last that was tried, when none did). */
  readonly name: string;
  readonly addresses: readonly string[];
  /** What an ExternalName Service stands for (its CNAME record): the name that has these addresses. */
  readonly canonical?: string;
  /** Every name asked for, in order. */
  readonly tried: readonly string[];
  readonly server: string;
}

export const clusterSearch = (namespace: string): readonly string[] => [`${namespace}.svc.${CLUSTER_DOMAIN}`, `svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN];

/** How a pod resolves names, after dnsPolicy and dnsConfig (pkg/kubelet/network/dns). */
export function resolverOf(pod: Pod | undefined, namespace: string): Resolver {
  const spec = pod?.spec;
  const policy = spec?.dnsPolicy ?? 'ClusterFirst';
  const cluster = policy === 'ClusterFirstWithHostNet' || (policy === 'ClusterFirst' && spec?.hostNetwork !== true);
  const config = spec?.dnsConfig;
  const ndots = Number(config?.options?.find(({ name }) => name === 'ndots')?.value ?? (cluster ? 5 : 1));
  return {
    namespace,
    search: [...(cluster ? clusterSearch(namespace) : []), ...(config?.searches ?? [])],
    ndots: Number.isInteger(ndots) && ndots >= 0 ? ndots : 1,
    asks: cluster ? 'cluster' : 'node',
  };
}

/** Resolves a name as the C library does: with fewer dots than ndots the search list comes first, else the name as it is. */
function resolveName(root: Root, resolver: Resolver, name: string): DnsAnswer {
  const server = serverOf(root);
  const tried: string[] = [];
  for (const candidate of candidatesOf(resolver, name)) {
    tried.push(candidate);
    if (resolver.asks === 'cluster' && !isServed(root)) return { rcode: 'SERVFAIL', name: candidate, addresses: [], tried, server };
    const addresses = resolver.asks === 'cluster' || !isOfCluster(candidate) ? lookup(root, candidate, 0) : undefined;
    if (!addresses) continue;
    const canonical = resolver.asks === 'cluster' ? aliasOf(root, candidate) : undefined;
    return { rcode: 'NOERROR', name: candidate, addresses, tried, server, ...(canonical === undefined ? {} : { canonical }) };
  }
  return { rcode: 'NXDOMAIN', name: tried[tried.length - 1] ?? name, addresses: [], tried, server };
}

function candidatesOf({ search, ndots }: Resolver, name: string): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const dots = name.split('.').length - 1;
  const searched = search.map((domain) => `${name}.${domain}`);
  return dots >= ndots ? [name, ...searched] : [...searched, name];
}

const isOfCluster = (name: string): boolean => name === CLUSTER_DOMAIN || name.endsWith(`.${CLUSTER_DOMAIN}`);

function serverOf(root: Root): string {
  return getObject<Service>(root, 'services', 'kube-system/kube-dns')?.spec.clusterIP ?? DEFAULT_SERVER;
}

/** Whether somebody answers at the cluster's DNS address. */
function isServed(root: Root): boolean {
  if (!getObject(root, 'services', 'kube-system/kube-dns')) return true;
  for (const slice of listIndexed<EndpointSlice>(root, 'endpointslices', byService('kube-system', 'kube-dns')))
    if ((slice.endpoints ?? []).some((endpoint) => conditionsOf(endpoint).ready)) return true;
  return false;
}

/** Addresses of a full name, or undefined for a name that does not exist. */
function lookup(root: Root, name: string, depth: number): readonly string[] | undefined {
  if (isIPv4(name)) return [name];
  if (!isOfCluster(name)) return outside(name);
  const labels = name.slice(0, -(CLUSTER_DOMAIN.length + 1)).split('.');
  const type = labels.pop();
  const namespace = labels.pop();
  if (namespace === undefined || labels.length === 0) return undefined;
  if (type === 'pod') return podAddress(root, labels, namespace);
  if (type !== 'svc') return undefined;
  const service = getObject<Service>(root, 'services', `${namespace}/${labels.pop()}`);
  if (!service) return undefined;
  if (service.spec.type === 'ExternalName')
    return labels.length > 0 || depth > 7 ? undefined : lookup(root, (service.spec.externalName ?? '').replace(/\.$/, ''), depth + 1);
  if (labels.length === 2 && labels[0]!.startsWith('_') && labels[1]!.startsWith('_')) return portAddresses(root, service, labels as [string, string]);
  if (labels.length > 1) return undefined;
  const isHeadless = service.spec.clusterIP === 'None';
  if (labels.length === 0 && !isHeadless) return service.spec.clusterIP ? [service.spec.clusterIP] : undefined;
  return headless(root, service, labels[0]);
}

/** The name at the end of ExternalName Services that lead to one another; undefined when the name is no such Service. */
function aliasOf(root: Root, name: string): string | undefined {
  let alias: string | undefined;
  for (let depth = 0; depth <= 7; depth++) {
    const [service = '', namespace = '', type, ...rest] = (alias ?? name).split('.');
    const found = type === 'svc' && rest.join('.') === CLUSTER_DOMAIN ? getObject<Service>(root, 'services', `${namespace}/${service}`) : undefined;
    if (found?.spec.type !== 'ExternalName') break;
    alias = (found.spec.externalName ?? '').replace(/\.$/, '');
  }
  return alias;
}

/** Ready endpoints of a headless Service, or the one with this host name (without one: its address with dashes). None: the name does not exist. */
function headless(root: Root, { metadata }: Service, hostname: string | undefined): readonly string[] | undefined {
  const out = new Set<string>();
  for (const slice of listIndexed<EndpointSlice>(root, 'endpointslices', byService(metadata.namespace ?? '', metadata.name))) {
    if (slice.addressType !== 'IPv4') continue;
    for (const endpoint of slice.endpoints ?? []) {
      if (!conditionsOf(endpoint).ready) continue;
      for (const address of endpoint.addresses)
        if (hostname === undefined || (endpoint.hostname ?? address.replaceAll('.', '-')) === hostname) out.add(address);
    }
  }
  return out.size > 0 ? [...out].sort(byAddress) : undefined;
}

function portAddresses(root: Root, service: Service, [port, protocol]: [string, string]): readonly string[] | undefined {
  const has = (service.spec.ports ?? []).some((entry) => `_${entry.name ?? ''}` === port && `_${(entry.protocol ?? 'TCP').toLowerCase()}` === protocol);
  if (!has) return undefined;
  return service.spec.clusterIP === 'None' ? headless(root, service, undefined) : service.spec.clusterIP ? [service.spec.clusterIP] : undefined;
}

/** `10-244-1-5.default.pod`: whatever address stands there, as long as the namespace exists. */
function podAddress(root: Root, labels: readonly string[], namespace: string): readonly string[] | undefined {
  const address = labels.length === 1 ? labels[0]!.replaceAll('-', '.') : '';
  return isIPv4(address) && getObject(root, 'namespaces', namespace) ? [address] : undefined;
}

/** Simplified: beyond the cluster every name with a plausible top-level domain has one address, out of the range kept for documentation. */
function outside(name: string): readonly string[] | undefined {
  return /^(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|jp|edu|gov|de|uk)$/.test(name) ? [`203.0.113.${(fnv1a(name) % 254) + 1}`] : undefined;
}

export const isOutside = (address: string): boolean => address.startsWith('203.0.113.');

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const byAddress = (a: string, b: string): number => numberOf(a) - numberOf(b);

/** Resolves with what CoreDNS knows now. */
export function resolve(sim: Sim, resolver: Resolver, name: string): DnsAnswer {
  const root = cacheOf(sim, COREDNS);
  if (resolver.asks !== 'cluster' || !isDnsDown(sim)) return resolveName(root, resolver, name);
  const [first = name] = candidatesOf(resolver, name);
  return { rcode: 'SERVFAIL', name: first, addresses: [], tried: [first], server: serverOf(root) };
}

export const dnsComponent: Component = {
  name: 'dns',
  handlers: { 'dns.delivery': () => undefined },
  start: (sim) => startProcess(sim, { process: COREDNS, to: 'dns.delivery', resources: ['services', 'endpointslices', 'namespaces'] }),
};
