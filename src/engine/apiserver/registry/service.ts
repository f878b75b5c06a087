import { SortedMap } from '../../../base/sorted-map.ts';
import { assert } from '../../../base/assert.ts';
import { deepEqual } from '../../../base/json.ts';
import { internalError, invalid, invalidObject } from '../../../kinds/errors.ts';
import { addIp, type Cidr, contains, ipText, networkOf, parseCidr, parseIp, sizeOf } from '../../../kinds/ip.ts';
import { type KubeObject, keyOf } from '../../../kinds/object.ts';
import type { Service, ServicePort, ServiceSpec } from '../../../kinds/schema/types.gen.ts';
import { slot } from '../../sim/slot.ts';
import { type Call, type Draw, drawFrom } from '../call.ts';
import { refuse } from '../refusal.ts';
import type { Registry } from './resource-registry.ts';
import { withFamilies } from './service-families.ts';
import { needsClusterIp, needsHealthCheck, sameClusterIps } from '../../../kinds/core/service-fields.ts';

/** Addresses and node ports in use, and by which Service (pkg/registry/core/service/storage/alloc.go). */
interface Allocations {
  readonly ips: SortedMap<string>;
  readonly ports: SortedMap<string>;
}

const allocations = slot<Allocations>('apiserver/serviceAllocations', () => ({ ips: SortedMap.empty(), ports: SortedMap.empty() }));

export const serviceRegistry: Registry = {
  begin(call, object, previous) {
    if (call.subresource !== '') return object;
    const before = previous as unknown as Service | undefined;
    const sent = (object['spec'] ?? {}) as ServiceSpec;
    const spec = before ? sent : sameClusterIps(sent);
    const families = withFamilies(call, spec, before?.spec, object);
    const allocated = withNodePorts(call, withClusterIPs(call, families, before?.spec, object), before?.spec, object);
    return allocated === object['spec'] ? object : { ...object, spec: allocated };
  },
  afterWrite(call, object, previous) {
    const [next, before] = [object?.['spec'] as ServiceSpec | undefined, previous?.['spec'] as ServiceSpec | undefined];
    if (changesNothing(next, before)) return;
    let { ips, ports } = call.sim.get(allocations);
    for (const ip of addressesOf(before)) ips = ips.delete(ip);
    for (const port of portsOf(before)) ports = ports.delete(port);
    const key = object ? keyOf(object.metadata) : '';
    for (const ip of addressesOf(next)) ips = ips.set(ip, key);
    for (const port of portsOf(next)) ports = ports.set(port, key);
    call.sim.set(allocations, { ips, ports });
  },
};

const needsNodePort = ({ type }: ServiceSpec): boolean => type === 'NodePort' || type === 'LoadBalancer';

/** Whether the two hold the same addresses and ports. */
const changesNothing = (a: ServiceSpec | undefined, b: ServiceSpec | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  a.type === b.type &&
  deepEqual(a.clusterIPs, b.clusterIPs) &&
  a.healthCheckNodePort === b.healthCheckNodePort &&
  deepEqual(a.ports, b.ports);

const addressesOf = (spec: ServiceSpec | undefined): readonly string[] =>
  spec && needsClusterIp(spec) ? (spec.clusterIPs ?? []).filter((ip) => ip !== 'None' && ip !== '') : [];

function portsOf(spec: ServiceSpec | undefined): readonly string[] {
  if (!spec || !needsNodePort(spec)) return [];
  const own = (spec.ports ?? []).flatMap(({ nodePort }) => (nodePort ? [String(nodePort)] : []));
  return spec.healthCheckNodePort ? [...own, String(spec.healthCheckNodePort)] : own;
}

function withClusterIPs(call: Call, wanted: ServiceSpec, before: ServiceSpec | undefined, object: KubeObject): ServiceSpec {
  if (!needsClusterIp(wanted)) return wanted;
  const asked = wanted.clusterIPs ?? [];
  if (asked[0] === 'None' || wanted.clusterIP === 'None') return wanted;
  const had = before && needsClusterIp(before) ? (before.clusterIPs ?? []) : [];
  // The primary address never changes while the Service has one; validation says so.
  if (had.length > 0 && had[0] !== 'None') return wanted;
  const first = asked[0] ?? '';
  if (first === '') {
    const ip = nextAddress(call);
    return { ...wanted, clusterIP: ip, clusterIPs: [ip] };
  }
  const why = addressError(call, first, object);
  if (why !== undefined) refuse(invalidService(object, 'spec.clusterIPs', asked, `failed to allocate IP ${first}: ${why}`));
  return wanted;
}

/** The tenth address of the range, at which the cluster's DNS answers (kubeadm's GetDNSIP): nobody else gets it. */
const DNS_OFFSET = 10;
const isDnsService = ({ metadata: { namespace, name } }: KubeObject): boolean => namespace === 'kube-system' && name === 'kube-dns';

function addressError(call: Call, text: string, object: KubeObject): string | undefined {
  const ip = parseIp(text);
  if (!ip) return undefined; // what is no address is validation's to say
  const cidr = rangeOf(call);
  const base = networkOf(cidr);
  const last = addIp(base, sizeOf(cidr) - 1n);
  if (!contains(cidr, ip) || ip.value === base.value || ip.value === last.value) return 'the provided network does not match the current range'; // no ServiceCIDR has it (MetaAllocator.getAllocator)
  const isDns = ip.value === addIp(base, DNS_OFFSET).value && !isDnsService(object);
  return isDns || call.sim.get(allocations).ips.has(ipText(ip)) ? 'provided IP is already allocated' : undefined;
}

function rangeOf(call: Call): Cidr {
  const cidr = parseCidr(call.sim.config.settings.serviceCIDR);
  assert(cidr, 'serviceCIDR is no CIDR');
  return cidr;
}

/** A random address of the upper band, then the ones after it; the lower band is left to those who ask for a fixed address. */
function nextAddress(call: Call): string {
  const cidr = rangeOf(call);
  const size = Number(sizeOf(cidr));
  const reserved = Math.min(Math.max(16, Math.floor(size / 16)), 256);
  const { ips } = call.sim.get(allocations);
  const base = networkOf(cidr);
  const at = (offset: number): string => ipText(addIp(base, offset));
  const offset = probe(
    drawFrom(call, 'clusterips'),
    { low: Math.min(reserved + 1, size - 2), high: size - 2, first: 1 },
    (candidate) => candidate === DNS_OFFSET || ips.has(at(candidate)),
  );
  if (offset === undefined) return refuse(internalError('failed to allocate a serviceIP: range is full'));
  return at(offset);
}

function probe(draw: Draw, { low, high, first }: { low: number; high: number; first: number }, taken: (candidate: number) => boolean): number | undefined {
  const span = high - low + 1;
  const start = draw.next(0, span - 1);
  for (let i = 0; i < span; i++) {
    const candidate = low + ((start + i) % span);
    if (!taken(candidate)) return candidate;
  }
  for (let candidate = first; candidate < low; candidate++) if (!taken(candidate)) return candidate;
  return undefined;
}

function withNodePorts(call: Call, spec: ServiceSpec, before: ServiceSpec | undefined, object: KubeObject): ServiceSpec {
  if (!needsNodePort(spec)) return spec;
  const had = new Set(portsOf(before));
  const mine = new Set<number>();
  const byPort = new Map<number, number>();
  const allocates = spec.type === 'NodePort' || spec.allocateLoadBalancerNodePorts !== false;
  const ports = (spec.ports ?? []).map((port, i): ServicePort => {
    const asked = port.nodePort ?? 0;
    if (asked === 0 && !allocates) return port;
    // The same port over two protocols gets the same node port.
    const twin = byPort.get(port.port) ?? (spec.ports ?? []).find((other) => other.port === port.port && (other.nodePort ?? 0) !== 0)?.nodePort;
    const number = asked !== 0 ? asked : before === undefined && twin !== undefined ? twin : nextNodePort(call, mine);
    const why = asked === 0 || had.has(String(asked)) || mine.has(asked) ? undefined : nodePortError(call, asked);
    if (why !== undefined) refuse(invalidService(object, `spec.ports[${i}].nodePort`, asked, why));
    mine.add(number);
    byPort.set(port.port, number);
    return asked === number ? port : { ...port, nodePort: number };
  });
  const next = ports.every((port, i) => port === spec.ports?.[i]) ? spec : { ...spec, ports };
  return withHealthCheckPort(call, next, { had, mine });
}

function withHealthCheckPort(call: Call, spec: ServiceSpec, { had, mine }: { had: ReadonlySet<string>; mine: ReadonlySet<number> }): ServiceSpec {
  if (!needsHealthCheck(spec)) return spec;
  const asked = spec.healthCheckNodePort ?? 0;
  if (asked === 0) return { ...spec, healthCheckNodePort: nextNodePort(call, mine) };
  const why = had.has(String(asked)) ? undefined : nodePortError(call, asked);
  if (why !== undefined) refuse(internalError(`failed to allocate requested HealthCheck NodePort ${asked}: ${why}`));
  return spec;
}

function nodePortError(call: Call, port: number): string | undefined {
  const [low, high] = call.sim.config.settings.nodePortRange;
  if (port < low || port > high) return `provided port is not in the valid range. The range of valid ports is ${low}-${high}`;
  return call.sim.get(allocations).ports.has(String(port)) ? 'provided port is already allocated' : undefined;
}

function nextNodePort(call: Call, mine: ReadonlySet<number>): number {
  const [low, high] = call.sim.config.settings.nodePortRange;
  const reserved = Math.min(Math.max(16, Math.floor((high - low + 1) / 32)), 128);
  const { ports } = call.sim.get(allocations);
  const found = probe(
    drawFrom(call, 'nodeports'),
    { low: Math.min(low + reserved, high), high, first: low },
    (port) => mine.has(port) || ports.has(String(port)),
  );
  return found ?? refuse(internalError('failed to allocate a nodePort: range is full'));
}

const invalidService = (object: KubeObject, field: string, value: unknown, why: string): ReturnType<typeof invalidObject> =>
  invalidObject({ group: '', name: 'Service' }, object.metadata.name, [invalid(field, value, why)]);
