import { duplicate, forbiddenField, invalid, notSupported, required } from '../errors.ts';
import { cidrErrors, ipErrors, isDualStack, parseIp, specialIpErrors } from '../ip.ts';
import type { FieldError } from '../kind.ts';
import { checkLabels, objectMetaErrors, objectMetaUpdateErrors } from '../metadata.ts';
import { dns1123LabelErrors, dns1123SubdomainErrors, nameIs1035Label, portNumberErrors, qualifiedNameErrors } from '../names.ts';
import type { Errors } from '../remember.ts';
import type { Service, ServicePort, ServiceSpec } from '../schema/types.gen.ts';
import { checkPort } from './pod-spec/handlers.ts';
import { isExternallyAccessible, isHeadless, needsHealthCheck } from './service-fields.ts';

/** ValidateService and ValidateServiceUpdate (pkg/apis/core/validation). Addresses and node ports are allocated before. */

const rules = { namespaced: true, nameErrors: nameIs1035Label };
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

export function serviceErrors(object: Service): readonly FieldError[] {
  const { spec } = object;
  const errors: Errors = objectMetaErrors(object.metadata, rules);
  if (!spec.ports?.length && !isHeadless(spec) && spec.type !== 'ExternalName') errors.push(required('spec.ports'));
  checkType(spec, errors);
  const names = new Set<string>();
  spec.ports?.forEach((port, i) => {
    checkServicePort(port, { names, needsName: (spec.ports?.length ?? 0) > 1, path: `spec.ports[${i}]` }, errors);
  });
  checkLabels(spec.selector, 'spec.selector', errors);
  checkAffinity(spec, errors);
  checkClusterIps(spec, errors);
  spec.externalIPs?.forEach((ip, i) => {
    const wrong = ipErrors(ip, `spec.externalIPs[${i}]`);
    errors.push(...(wrong.length > 0 ? wrong : specialIpErrors(ip, `spec.externalIPs[${i}]`)));
  });
  if (!spec.type) errors.push(required('spec.type'));
  else if (!TYPES.includes(spec.type)) errors.push(notSupported('spec.type', spec.type, TYPES));
  checkPortsTwice(spec, errors);
  checkLoadBalancer(object, errors);
  checkTraffic(spec, errors);
  return errors;
}

function checkType(spec: ServiceSpec, errors: Errors): void {
  if (isHeadless(spec) && (spec.type === 'LoadBalancer' || spec.type === 'NodePort')) {
    errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  }
  if (spec.type !== 'ExternalName') return;
  for (const field of ['clusterIPs', 'ipFamilies'] as const) {
    if ((spec[field]?.length ?? 0) > 0) errors.push(forbiddenField(`spec.${field}`, 'may not be set for ExternalName services'));
  }
  if (spec.ipFamilyPolicy !== undefined) errors.push(forbiddenField('spec.ipFamilyPolicy', 'may not be set for ExternalName services'));
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  if (name === '') errors.push(required('spec.externalName'));
  else for (const message of dns1123SubdomainErrors(name)) errors.push(invalid('spec.externalName', name, message));
}

interface PortPlace {
  readonly names: Set<string>;
  readonly needsName: boolean;
  readonly path: string;
}

function checkServicePort(port: ServicePort, { names, needsName, path }: PortPlace, errors: Errors): void {
  if (needsName && !port.name) errors.push(required(`${path}.name`));
  else if (port.name) {
    for (const message of dns1123LabelErrors(port.name)) errors.push(invalid(`${path}.name`, port.name, message));
    if (names.has(port.name)) errors.push(duplicate(`${path}.name`, port.name));
    names.add(port.name);
  }
  for (const message of portNumberErrors(port.port)) errors.push(invalid(`${path}.port`, port.port, message));
  if (!port.protocol) errors.push(required(`${path}.protocol`));
  else if (!PROTOCOLS.includes(port.protocol)) errors.push(notSupported(`${path}.protocol`, port.protocol, PROTOCOLS));
  checkPort(port.targetPort ?? 0, `${path}.targetPort`, errors);
  if (port.appProtocol !== undefined) {
    for (const message of qualifiedNameErrors(port.appProtocol)) errors.push(invalid(`${path}.appProtocol`, port.appProtocol, message));
  }
}

const MAX_AFFINITY_SECONDS = 86400;

function checkAffinity(spec: ServiceSpec, errors: Errors): void {
  const { sessionAffinity: kind, sessionAffinityConfig: config } = spec;
  if (!kind) errors.push(required('spec.sessionAffinity'));
  else if (kind !== 'ClientIP' && kind !== 'None') errors.push(notSupported('spec.sessionAffinity', kind, ['ClientIP', 'None']));
  if (kind === 'None' && config) errors.push(forbiddenField('spec.sessionAffinityConfig', 'must not be set when session affinity is None'));
  if (kind !== 'ClientIP') return;
  const seconds = config?.clientIP?.timeoutSeconds;
  const path = 'spec.sessionAffinityConfig.clientIP.timeoutSeconds';
  if (seconds === undefined) errors.push(required(path, 'when session affinity type is ClientIP'));
  else if (seconds <= 0 || seconds > MAX_AFFINITY_SECONDS) errors.push(invalid(path, seconds, `must be greater than 0 and less than ${MAX_AFFINITY_SECONDS}`));
}

const FAMILIES = ['IPv4', 'IPv6'];
const FAMILY_POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

/** What is checked before addresses are given out, and again with all else. */
export function clusterIpErrors(spec: ServiceSpec): readonly FieldError[] {
  const errors: Errors = [];
  checkClusterIps(spec, errors);
  return errors;
}

/** ValidateServiceClusterIPsRelatedFields. */
function checkClusterIps(spec: ServiceSpec, errors: Errors): void {
  if (spec.type === 'ExternalName') return;
  const ips = spec.clusterIPs ?? [];
  if (spec.clusterIP) {
    if (ips.length === 0) errors.push(required('spec.clusterIPs'));
    else if (ips[0] !== spec.clusterIP) errors.push(invalid('spec.clusterIPs', ips, 'first value must match `clusterIP`'));
  } else if (ips.length > 0) errors.push(invalid('spec.clusterIPs', ips, 'must be empty when `clusterIP` is not specified'));
  checkFamilies(spec, errors);
  const before = errors.length;
  ips.forEach((ip, i) => {
    if (i > 0 || ip !== 'None') errors.push(...ipErrors(ip, `spec.clusterIPs[${i}]`));
    else if (ips.length > 1) errors.push(invalid('spec.clusterIPs', ips, "'None' must be the first and only value"));
  });
  const allGood = errors.length === before;
  if (ips.length > 2) errors.push(invalid('spec.clusterIPs', ips, 'may only hold up to 2 values'));
  if (!allGood) return;
  if (ips.length > 1 && !isDualStack(ips)) errors.push(invalid('spec.clusterIPs', ips, 'may specify no more than one IP for each IP family'));
  if (isHeadless(spec)) return;
  spec.ipFamilies?.forEach((family, i) => {
    const ip = ips[i];
    if (ip !== undefined && `IPv${parseIp(ip)?.family}` !== family) {
      errors.push(invalid(`spec.clusterIPs[${i}]`, ip, `expected an ${family} value as indicated by \`ipFamilies[${i}]\``));
    }
  });
}

function checkFamilies({ ipFamilies = [], ipFamilyPolicy }: ServiceSpec, errors: Errors): void {
  ipFamilies.forEach((family, i) => {
    if (!FAMILIES.includes(family)) errors.push(notSupported(`spec.ipFamilies[${i}]`, family, FAMILIES));
    if (ipFamilies.indexOf(family) < i) errors.push(duplicate(`spec.ipFamilies[${i}]`, family));
  });
  if (ipFamilyPolicy !== undefined && !FAMILY_POLICIES.includes(ipFamilyPolicy))
    errors.push(notSupported('spec.ipFamilyPolicy', ipFamilyPolicy, FAMILY_POLICIES));
}

function checkPortsTwice({ type, ports = [] }: ServiceSpec, errors: Errors): void {
  const [nodePorts, numbers] = [new Set<string>(), new Set<string>()];
  ports.forEach(({ nodePort }, i) => {
    if (type === 'ClusterIP' && nodePort) errors.push(forbiddenField(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
  });
  ports.forEach(({ nodePort, protocol }, i) => {
    if (!nodePort) return;
    if (nodePorts.has(`${protocol}/${nodePort}`)) errors.push(duplicate(`spec.ports[${i}].nodePort`, nodePort));
    nodePorts.add(`${protocol}/${nodePort}`);
  });
  ports.forEach(({ port, protocol }, i) => {
    // Upstream prints a ServicePort with only these two set.
    const key = { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
    if (numbers.has(`${protocol}/${port}`)) errors.push(duplicate(`spec.ports[${i}]`, key));
    numbers.add(`${protocol}/${port}`);
  });
}

function checkLoadBalancer({ spec, metadata }: Service, errors: Errors): void {
  const only = "may only be used when `type` is 'LoadBalancer'";
  const isLoadBalancer = spec.type === 'LoadBalancer';
  const ranges = spec.loadBalancerSourceRanges ?? [];
  const key = 'service.beta.kubernetes.io/load-balancer-source-ranges';
  const annotation = metadata.annotations?.[key];
  if (ranges.length > 0) {
    const path = 'spec.LoadBalancerSourceRanges';
    if (!isLoadBalancer) errors.push(forbiddenField(path, only));
    ranges.forEach((range, i) => {
      errors.push(...cidrErrors(range.trim(), `${path}[${i}]`));
    });
  } else if (annotation !== undefined) {
    const path = `metadata.annotations[${key}]`;
    if (!isLoadBalancer) errors.push(forbiddenField(path, only));
    if (annotation.trim() !== '') for (const range of annotation.split(',')) errors.push(...cidrErrors(range.trim(), path));
  }
  if (spec.allocateLoadBalancerNodePorts !== undefined && !isLoadBalancer) errors.push(forbiddenField('spec.allocateLoadBalancerNodePorts', only));
  if (isLoadBalancer && spec.allocateLoadBalancerNodePorts === undefined) errors.push(required('allocateLoadBalancerNodePorts'));
  const name = spec.loadBalancerClass;
  if (name === undefined) return;
  if (!isLoadBalancer) errors.push(forbiddenField('spec.loadBalancerClass', only));
  else for (const message of qualifiedNameErrors(name)) errors.push(invalid('spec.loadBalancerClass', name, message));
}

const TRAFFIC_DISTRIBUTIONS = ['PreferClose', 'PreferSameNode', 'PreferSameZone'];

function checkTraffic(spec: ServiceSpec, errors: Errors): void {
  const { externalTrafficPolicy: external, internalTrafficPolicy: internal, healthCheckNodePort: health = 0, trafficDistribution } = spec;
  if (!isExternallyAccessible(spec)) {
    if (external) errors.push(invalid('spec.externalTrafficPolicy', external, 'may only be set for externally-accessible services'));
  } else if (!external) errors.push(required('spec.externalTrafficPolicy'));
  else if (external !== 'Cluster' && external !== 'Local') errors.push(notSupported('spec.externalTrafficPolicy', external, ['Cluster', 'Local']));
  if (!needsHealthCheck(spec)) {
    if (health !== 0)
      errors.push(invalid('spec.healthCheckNodePort', health, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"));
  } else if (health === 0) errors.push(required('spec.healthCheckNodePort'));
  else for (const message of portNumberErrors(health)) errors.push(invalid('spec.healthCheckNodePort', health, message));
  if (internal === undefined) {
    if (spec.type !== 'ExternalName') errors.push(required('spec.internalTrafficPolicy'));
  } else if (internal !== 'Cluster' && internal !== 'Local') errors.push(notSupported('spec.internalTrafficPolicy', internal, ['Cluster', 'Local']));
  if (trafficDistribution !== undefined && !TRAFFIC_DISTRIBUTIONS.includes(trafficDistribution)) {
    errors.push(notSupported('spec.trafficDistribution', trafficDistribution, TRAFFIC_DISTRIBUTIONS));
  }
}

export function serviceUpdateErrors(next: Service, previous: Service): readonly FieldError[] {
  const errors: Errors = objectMetaUpdateErrors(next.metadata, previous.metadata);
  const external = next.spec.type === 'ExternalName' || previous.spec.type === 'ExternalName';
  if (!external) {
    if (!(isHeadless(next.spec) && isHeadless(previous.spec))) checkKept('clusterIPs', next.spec, previous.spec, errors);
    if (!isHeadless(next.spec) && !isHeadless(previous.spec)) checkKept('ipFamilies', next.spec, previous.spec, errors);
  }
  if (next.spec.type === 'LoadBalancer' && previous.spec.type === 'LoadBalancer' && next.spec.loadBalancerClass !== previous.spec.loadBalancerClass) {
    errors.push(invalid('spec.loadBalancerClass', next.spec.loadBalancerClass, 'may not change once set'));
  }
  if (needsHealthCheck(next.spec) && needsHealthCheck(previous.spec) && next.spec.healthCheckNodePort !== previous.spec.healthCheckNodePort) {
    errors.push(forbiddenField('spec.healthCheckNodePort', 'field is immutable'));
  }
  return [...errors, ...serviceErrors(next)];
}

/** The primary address (family) stays; the secondary one may come and go, going only with a SingleStack policy. */
function checkKept(field: 'clusterIPs' | 'ipFamilies', next: ServiceSpec, previous: ServiceSpec, errors: Errors): void {
  const [now, old]: [readonly string[], readonly string[]] = [next[field] ?? [], previous[field] ?? []];
  const at = (i: number): string => `spec.${field}[${field === 'clusterIPs' ? i : 0}]`;
  const what = field === 'clusterIPs' ? 'clusterIP' : 'ipFamily';
  if (now.length === old.length) {
    old.forEach((item, i) => {
      if (item !== now[i]) errors.push(invalid(at(i), now, 'may not change once set'));
    });
    return;
  }
  if (now.length < old.length && (next.clusterIPs ?? []).length === 0) errors.push(invalid(at(0), now, `primary ${what} can not be unset`));
  if (old.length > 0 && now.length > 0 && now[0] !== old[0]) errors.push(invalid(at(0), now, 'may not change once set'));
  if (now.length < old.length && now.length === 1 && next.ipFamilyPolicy !== 'SingleStack') {
    errors.push(invalid('spec.ipFamilyPolicy', next.ipFamilyPolicy, `must be set to 'SingleStack' when releasing the secondary ${what}`));
  }
}
