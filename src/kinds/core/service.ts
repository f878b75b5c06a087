import { ageColumn, formatLabels, nameColumn, textColumn } from '../columns.ts';
import { forbiddenField, invalid, required } from '../errors.ts';
import type { FieldError, Kind } from '../kind.ts';
import { ipErrors, parseIp } from '../ip.ts';
import { objectMetaUpdateErrors } from '../metadata.ts';
import { dns1123SubdomainErrors, nameIs1035Label } from '../names.ts';
import type { Errors } from '../remember.ts';
import { changeField, onceComplete, withDefaults, without } from '../remember.ts';
import type { Service, ServicePort, ServiceSpec } from '../schema/types.gen.ts';
import { ALL_VERBS, fullStatus, onlyStatus } from '../strategy.ts';
import { serviceSamples } from './service-samples.ts';
import { isExternallyAccessible, sameClusterIps, serviceUpdatePrepared } from './service-fields.ts';
import { serviceErrors, serviceUpdateErrors } from './service-validation.ts';

/** SetDefaults_Service (pkg/apis/core/v1/defaults.go). */
const portDefaults = (port: ServicePort): ServicePort => {
  const filled = withDefaults(port, { protocol: 'TCP' });
  return filled.targetPort === undefined || filled.targetPort === 0 || filled.targetPort === '' ? { ...filled, targetPort: filled.port } : filled;
};

const DEFAULT_AFFINITY_SECONDS = 10800;

const specDefaults = onceComplete((spec: ServiceSpec): ServiceSpec => {
  let out = withDefaults(spec, { sessionAffinity: 'None', type: 'ClusterIP' });
  if (out.sessionAffinity === 'None') out = without(out, 'sessionAffinityConfig');
  if (out.sessionAffinity === 'ClientIP' && out.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) {
    out = { ...out, sessionAffinityConfig: { clientIP: { timeoutSeconds: DEFAULT_AFFINITY_SECONDS } } };
  }
  out = changeField(out, 'ports', (ports) => (ports.every((port) => portDefaults(port) === port) ? ports : ports.map(portDefaults)));
  if (isExternallyAccessible(out)) out = withDefaults(out, { externalTrafficPolicy: 'Cluster' });
  if (out.type !== 'ExternalName') out = withDefaults(out, { internalTrafficPolicy: 'Cluster' });
  return out.type === 'LoadBalancer' ? withDefaults(out, { allocateLoadBalancerNodePorts: true }) : out;
});

const EMPTY_STATUS = Object.freeze({ loadBalancer: Object.freeze({}) });

const defaults = (object: Service): Service => {
  const filled = changeField(object, 'spec', specDefaults);
  const status = filled.status?.loadBalancer ? filled.status : { ...filled.status, loadBalancer: {} };
  const ingress = status.loadBalancer?.ingress;
  const missing = ingress?.some(({ ip, ipMode }) => ip && ipMode === undefined) ?? false;
  if (missing && filled.spec.type === 'LoadBalancer') {
    const list = ingress?.map((item) => (item.ip && item.ipMode === undefined ? { ...item, ipMode: 'VIP' } : item)) ?? [];
    return { ...filled, status: { ...status, loadBalancer: { ingress: list } } };
  }
  return status === filled.status ? filled : { ...filled, status };
};

function validateStatusUpdate(next: Service, previous: Service): readonly FieldError[] {
  const errors: Errors = objectMetaUpdateErrors(next.metadata, previous.metadata);
  const ingress = next.status.loadBalancer?.ingress ?? [];
  const path = 'status.loadBalancer.ingress';
  if (next.spec.type !== 'LoadBalancer' && ingress.length > 0) return [...errors, forbiddenField(path, "may only be used when `spec.type` is 'LoadBalancer'")];
  ingress.forEach(({ ip, ipMode, hostname }, i) => {
    if (ip) errors.push(...ipErrors(ip, `${path}[${i}].ip`));
    if (ip && ipMode === undefined) errors.push(required(`${path}[${i}].ipMode`, 'must be specified when `ip` is set'));
    if (!ip && ipMode !== undefined) errors.push(forbiddenField(`${path}[${i}].ipMode`, 'may not be specified when `ip` is not set'));
    if (!hostname) return;
    for (const message of dns1123SubdomainErrors(hostname)) errors.push(invalid(`${path}[${i}].hostname`, hostname, message));
    if (parseIp(hostname)) errors.push(invalid(`${path}[${i}].hostname`, hostname, 'must be a DNS name, not an IP address'));
  });
  return errors;
}

const portText = ({ port, nodePort, protocol }: ServicePort): string => (nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`);

/** getServiceExternalIP: without -o wide long lists of addresses are cut at 16 characters. */
function externalIp({ spec, status }: Service): string {
  const own = spec.externalIPs ?? [];
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return own.length > 0 ? own.join(',') : '<none>';
    case 'LoadBalancer': {
      const given = [...new Set((status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '').filter((text) => text !== ''))]
        .sort()
        .join(',');
      const short = given.length > 16 ? `${given.slice(0, 13)}...` : given;
      const all = [...(short === '' ? [] : short.split(',')), ...own];
      return all.length > 0 ? all.join(',') : '<pending>';
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

export const service: Kind<Service> = {
  group: '',
  version: 'v1',
  kind: 'Service',
  resource: 'services',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  definition: 'io.k8s.api.core.v1.Service',
  verbs: ALL_VERBS,
  subresources: ['proxy', 'status'],
  nameErrors: nameIs1035Label,
  strategy: {
    defaults,
    prepareForCreate: (object) =>
      fullStatus(
        changeField(object, 'spec', (spec) => sameClusterIps(spec)),
        EMPTY_STATUS,
      ),
    prepareForUpdate: serviceUpdatePrepared,
    prepareForStatusUpdate: onlyStatus,
    validate: serviceErrors,
    validateUpdate: serviceUpdateErrors,
    validateStatusUpdate,
    warnings: warningsOf,
  },
  selectableFields: { 'spec.clusterIP': ({ spec }) => spec.clusterIP ?? '', 'spec.type': ({ spec }) => spec.type ?? '' },
  columns: [
    nameColumn(),
    textColumn(
      'Type',
      'type determines how the Service is exposed. Defaults to ClusterIP. Valid options are ExternalName, ClusterIP, NodePort, and LoadBalancer.',
      ({ spec }: Service) => spec.type ?? '',
    ),
    textColumn('Cluster-IP', 'clusterIP is the IP address of the service and is usually assigned randomly.', ({ spec }: Service) => spec.clusterIP || '<none>'),
    textColumn('External-IP', 'externalIPs is a list of IP addresses for which nodes in the cluster will also accept traffic for this service.', externalIp),
    textColumn('Port(s)', 'The list of ports that are exposed by this service.', ({ spec }: Service) => (spec.ports ?? []).map(portText).join(',') || '<none>'),
    ageColumn(),
    textColumn(
      'Selector',
      'Route service traffic to pods with label keys and values matching this selector.',
      ({ spec }: Service) => formatLabels(spec.selector),
      1,
    ),
  ],
  samples: serviceSamples,
};

/** Upstream: pkg/api/service/warnings.go. Simplified: real Kubernetes also warns of addresses in unusual spelling. */
function warningsOf({ spec, metadata }: Service): readonly string[] {
  const out: string[] = [];
  const external = (spec.externalIPs ?? []).length > 0;
  const headless = spec.clusterIP === 'None' && spec.type === 'ClusterIP';
  if (metadata.annotations?.['service.kubernetes.io/topology-aware-hints'] !== undefined) {
    out.push('annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead');
  }
  if (headless) {
    if ((spec.loadBalancerIP ?? '') !== '') out.push('spec.loadBalancerIP is ignored for headless services');
    if (external) out.push('spec.externalIPs is ignored for headless services');
    if (spec.sessionAffinity !== 'None') out.push('spec.SessionAffinity is ignored for headless services');
  }
  if (external && !headless && spec.type !== 'ExternalName') out.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  if (external && spec.type === 'ExternalName') out.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if ((spec.externalName ?? '') !== '' && spec.type !== 'ExternalName') out.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  if (spec.trafficDistribution === 'PreferClose') out.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  return out;
}
