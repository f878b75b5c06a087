import type { Service, ServicePort, ServiceSpec } from '../schema/types.gen.ts';
import { without } from '../remember.ts';
import { keepStatus } from '../strategy.ts';

/** Which fields of a Service go with which type, and what an update carries over (pkg/registry/core/service/strategy.go, storage). */

export const isHeadless = (spec: ServiceSpec): boolean => spec.clusterIPs?.length === 1 && spec.clusterIPs[0] === 'None';
export const isExternallyAccessible = (spec: ServiceSpec): boolean =>
  spec.type === 'LoadBalancer' || spec.type === 'NodePort' || (spec.type === 'ClusterIP' && (spec.externalIPs?.length ?? 0) > 0);
export const needsHealthCheck = (spec: ServiceSpec): boolean => spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';
export const needsClusterIp = (spec: ServiceSpec): boolean => spec.type === 'ClusterIP' || spec.type === 'NodePort' || spec.type === 'LoadBalancer';
export const needsNodePort = (spec: ServiceSpec): boolean =>
  spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);

/** normalizeClusterIPs: whoever sets one of clusterIP and clusterIPs means both. */
export function sameClusterIps(spec: ServiceSpec, previous?: ServiceSpec): ServiceSpec {
  const [ip, ips = []] = [spec.clusterIP ?? '', spec.clusterIPs];
  if (!previous) return ip !== '' && ips.length === 0 ? { ...spec, clusterIPs: [ip] } : spec;
  const [oldIp, oldIps = []] = [previous.clusterIP ?? '', previous.clusterIPs];
  const same = ips.length === oldIps.length && ips.every((item, i) => item === oldIps[i]);
  if (ip === oldIp || !same) return spec;
  if (ip === '') return without(spec, 'clusterIPs');
  return { ...spec, clusterIPs: oldIp === '' ? [ip] : [ip, ...oldIps.slice(1)] };
}

/** patchAllocatedValues: who updates a Service without naming its addresses and ports keeps them. */
function carriedOver(next: ServiceSpec, previous: ServiceSpec): ServiceSpec {
  let out = next;
  if (needsClusterIp(previous) && needsClusterIp(next)) {
    if (!out.clusterIP && previous.clusterIP) out = { ...out, clusterIP: previous.clusterIP };
    if (!out.clusterIPs?.length && previous.clusterIPs && out.clusterIP === previous.clusterIP) out = { ...out, clusterIPs: previous.clusterIPs };
  }
  if (needsNodePort(previous) && needsNodePort(next)) out = withNodePorts(out, previous);
  if (needsHealthCheck(previous) && needsHealthCheck(next) && !out.healthCheckNodePort && previous.healthCheckNodePort) {
    out = { ...out, healthCheckNodePort: previous.healthCheckNodePort };
  }
  return out;
}

function withNodePorts(next: ServiceSpec, previous: ServiceSpec): ServiceSpec {
  const known = new Map((previous.ports ?? []).map((port) => [portKey(port), port.nodePort]));
  const used = new Set((next.ports ?? []).map(({ nodePort, protocol }) => `${protocol}/${nodePort ?? 0}`));
  let changed = false;
  const ports = (next.ports ?? []).map((port): ServicePort => {
    const nodePort = known.get(portKey(port));
    if (port.nodePort || !nodePort || used.has(`${port.protocol}/${nodePort}`)) return port;
    changed = true;
    return { ...port, nodePort };
  });
  return changed ? { ...next, ports } : next;
}

const portKey = ({ protocol, port }: ServicePort): string => `${protocol}/${port}`;

/** dropTypeDependentFields: a Service that changes its type loses what only the old type had, unless the update sets it anew. */
function dropped(next: ServiceSpec, previous: ServiceSpec): ServiceSpec {
  let out = next;
  if (needsClusterIp(previous) && !needsClusterIp(next) && sameAddresses(next, previous)) {
    for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'] as const) out = without(out, field);
  }
  if (needsNodePort(previous) && !needsNodePort(next) && sameNodePorts(next, previous)) {
    out = { ...out, ports: (out.ports ?? []).map((port) => without(port, 'nodePort')) };
  }
  if (needsHealthCheck(previous) && !needsHealthCheck(next) && next.healthCheckNodePort === previous.healthCheckNodePort)
    out = without(out, 'healthCheckNodePort');
  if (previous.type === 'LoadBalancer' && next.type !== 'LoadBalancer') {
    for (const field of ['allocateLoadBalancerNodePorts', 'loadBalancerClass'] as const) if (next[field] === previous[field]) out = without(out, field);
  }
  if (isExternallyAccessible(previous) && !isExternallyAccessible(next) && next.externalTrafficPolicy === previous.externalTrafficPolicy) {
    out = without(out, 'externalTrafficPolicy');
  }
  return out;
}

const sameAddresses = (next: ServiceSpec, previous: ServiceSpec): boolean =>
  next.clusterIP === previous.clusterIP && (next.clusterIPs ?? []).join() === (previous.clusterIPs ?? []).join();

/** Ports may be added and removed, but those with a node port must be the old ones. */
const sameNodePorts = (next: ServiceSpec, previous: ServiceSpec): boolean => {
  const old = new Set((previous.ports ?? []).map(({ nodePort }) => nodePort ?? 0));
  return (next.ports ?? []).every(({ nodePort }) => !nodePort || old.has(nodePort));
};

export function serviceUpdatePrepared(next: Service, previous: Service): Service {
  const spec = dropped(carriedOver(sameClusterIps(next.spec, previous.spec), previous.spec), previous.spec);
  const kept = keepStatus(spec === next.spec ? next : { ...next, spec }, previous);
  return spec.type === 'LoadBalancer' || !kept.status?.loadBalancer?.ingress ? kept : { ...kept, status: { ...kept.status, loadBalancer: {} } };
}
