import { deepFreeze } from '../../base/json.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { duplicate, forbiddenField, invalid } from '../errors.ts';
import type { FieldError, Kind } from '../kind.ts';
import { cidrErrors, parseCidr } from '../ip.ts';
import { objectMetaErrors, objectMetaUpdateErrors } from '../metadata.ts';
import { labelValueErrors, nameIsSubdomain, qualifiedNameErrors } from '../names.ts';
import type { Errors } from '../remember.ts';
import { onceClean } from '../remember.ts';
import type { Node, NodeStatus, Taint } from '../schema/types.gen.ts';
import { ALL_VERBS, keepStatus, onlyStatus } from '../strategy.ts';
import { checkQuantity } from './pod-spec/resources.ts';
import { checkTaintEffect } from './pod-spec/tolerations.ts';

const rules = { namespaced: false, nameErrors: nameIsSubdomain };

/** What no kubelet has filled in yet: the server's structures have these fields always (k8s.io/api/core/v1: no pointers). */
const UNTOLD = deepFreeze({
  daemonEndpoints: { kubeletEndpoint: { Port: 0 } },
  nodeInfo: {
    machineID: '',
    systemUUID: '',
    bootID: '',
    kernelVersion: '',
    osImage: '',
    containerRuntimeVersion: '',
    kubeletVersion: '',
    kubeProxyVersion: '',
    operatingSystem: '',
    architecture: '',
  },
}) satisfies Pick<NodeStatus, 'daemonEndpoints' | 'nodeInfo'>;

/** SetDefaults_NodeStatus; podCIDR and podCIDRs say the same. */
function defaults(object: Node): Node {
  const spec = object.spec ?? {};
  const cidrs = spec.podCIDRs?.length ? spec.podCIDRs : spec.podCIDR ? [spec.podCIDR] : undefined;
  const filledSpec = cidrs && (spec.podCIDRs !== cidrs || spec.podCIDR !== cidrs[0]) ? { ...spec, podCIDRs: cidrs, podCIDR: cidrs[0] as string } : spec;
  const status: NodeStatus = object.status ?? {};
  const withAllocatable = status.capacity && !status.allocatable ? { ...status, allocatable: status.capacity } : status;
  const filledStatus = withAllocatable.daemonEndpoints && withAllocatable.nodeInfo ? withAllocatable : { ...UNTOLD, ...withAllocatable };
  return filledSpec === object.spec && filledStatus === object.status ? object : { ...object, spec: filledSpec, status: filledStatus };
}

/** validateNodeTaints: upstream reports them under metadata. */
const checkTaints = onceClean((taints: readonly Taint[], path, errors) => {
  const seen = new Set<string>();
  taints.forEach((taint, i) => {
    const { key, value = '', effect } = taint;
    const at = `${path}[${i}]`;
    for (const message of qualifiedNameErrors(key)) errors.push(invalid(`${at}.key`, key, message));
    const wrong = labelValueErrors(value);
    if (wrong.length > 0) errors.push(invalid(`${at}.value`, value, wrong.join(';')));
    checkTaintEffect(effect, false, `${at}.effect`, errors);
    if (seen.has(`${effect}/${key}`)) {
      const printed = { Key: key, Value: value, Effect: effect, TimeAdded: taint.timeAdded ?? null };
      errors.push({ ...duplicate(at, printed), detail: 'taints must be unique by key and effect pair' });
    }
    seen.add(`${effect}/${key}`);
  });
});

const checkAmounts = onceClean((amounts: Readonly<Record<string, string>>, path, errors) => {
  for (const [name, text] of Object.entries(amounts)) checkQuantity(name, text, `${path}.${name}`, errors);
});

function checkCommon(object: Node, errors: Errors): void {
  if (object.spec?.taints) checkTaints(object.spec.taints, 'metadata.taints', errors);
  if (object.status?.capacity) checkAmounts(object.status.capacity, 'status.capacity', errors);
  if (object.status?.allocatable) checkAmounts(object.status.allocatable, 'status.allocatable', errors);
}

function validate(object: Node): readonly FieldError[] {
  const errors = objectMetaErrors(object.metadata, rules);
  checkCommon(object, errors);
  const cidrs = object.spec?.podCIDRs ?? [];
  cidrs.forEach((cidr, i) => {
    errors.push(...cidrErrors(cidr, `spec.podCIDRs[${i}]`));
    if (cidrs.indexOf(cidr) < i) errors.push(duplicate(`spec.podCIDRs[${i}]`, cidr));
  });
  const families = new Set(cidrs.map((cidr) => parseCidr(cidr)?.ip.family));
  if (cidrs.length > 1 && (families.size < 2 || cidrs.length > 2))
    errors.push(invalid('spec.podCIDRs', cidrs, 'may specify no more than one CIDR for each IP family'));
  return errors;
}

function validateUpdate(next: Node, previous: Node): readonly FieldError[] {
  const errors = objectMetaUpdateErrors(next.metadata, previous.metadata);
  if (next.spec !== previous.spec || next.status !== previous.status) checkCommon(next, errors);
  const addresses = next.status?.addresses ?? [];
  addresses.forEach((address, i) => {
    const first = addresses.findIndex((other) => other.type === address.type && other.address === address.address);
    if (first < i) errors.push(duplicate(`status.addresses[${i}]`, { Type: address.type, Address: address.address }));
  });
  const [now, old] = [next.spec?.podCIDRs ?? [], previous.spec?.podCIDRs ?? []];
  if (old.length > 0 && (old.length !== now.length || old.some((cidr, i) => cidr !== now[i]))) {
    errors.push(forbiddenField('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  }
  if (previous.spec?.providerID && next.spec?.providerID !== previous.spec.providerID) {
    errors.push(forbiddenField('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  }
  return errors;
}

function nodeStatus({ spec, status }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const word = !ready ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return spec?.unschedulable === true ? `${word},SchedulingDisabled` : word;
}

const ROLE_PREFIX = 'node-role.kubernetes.io/';

function roles({ metadata }: Node): string {
  const found = new Set<string>();
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length) found.add(key.slice(ROLE_PREFIX.length));
    else if (key === 'kubernetes.io/role' && value !== '') found.add(value);
  }
  return found.size === 0 ? '<none>' : [...found].sort().join(',');
}

const address =
  (type: string) =>
  ({ status }: Node): string =>
    status?.addresses?.find((one) => one.type === type)?.address ?? '<none>';
const info =
  (field: 'osImage' | 'kernelVersion' | 'containerRuntimeVersion') =>
  ({ status }: Node): string =>
    status?.nodeInfo?.[field] || '<unknown>';

export const node: Kind<Node> = {
  group: '',
  version: 'v1',
  kind: 'Node',
  resource: 'nodes',
  singular: 'node',
  shortNames: ['no'],
  categories: [],
  namespaced: false,
  definition: 'io.k8s.api.core.v1.Node',
  verbs: ALL_VERBS,
  subresources: ['proxy', 'status'],
  nameErrors: nameIsSubdomain,
  strategy: {
    defaults,
    // Nodes register themselves with a status: it is kept.
    prepareForCreate: (object) => object,
    prepareForUpdate: keepStatus,
    prepareForStatusUpdate: onlyStatus,
    validate,
    validateUpdate,
    validateStatusUpdate: validateUpdate,
  },
  selectableFields: { 'spec.unschedulable': ({ spec }) => String(spec?.unschedulable ?? false) },
  columns: [
    nameColumn(),
    textColumn('Status', 'The status of the node', nodeStatus),
    textColumn('Roles', 'The roles of the node', roles),
    ageColumn(),
    textColumn('Version', 'Kubelet Version reported by the node.', ({ status }: Node) => status?.nodeInfo?.kubeletVersion ?? ''),
    textColumn('Internal-IP', 'List of addresses reachable to the node.', address('InternalIP'), 1),
    textColumn('External-IP', 'List of addresses reachable to the node.', address('ExternalIP'), 1),
    textColumn('OS-Image', 'OS Image reported by the node from /etc/os-release (e.g. Debian GNU/Linux 7 (wheezy)).', info('osImage'), 1),
    textColumn('Kernel-Version', "Kernel Version reported by the node from 'uname -r' (e.g. 3.16.0-0.bpo.4-amd64).", info('kernelVersion'), 1),
    textColumn(
      'Container-Runtime',
      'ContainerRuntime Version reported by the node through runtime remote API (e.g. containerd://1.4.2).',
      info('containerRuntimeVersion'),
      1,
    ),
  ],
  samples: [
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'worker-1', labels: { 'kubernetes.io/hostname': 'worker-1', 'kubernetes.io/os': 'linux' } },
      spec: { podCIDR: '10.244.1.0/24', taints: [{ key: 'dedicated', value: 'web', effect: 'NoSchedule' }] },
      status: { capacity: { cpu: 4, memory: '8Gi', pods: '110' } },
    },
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'control-plane', labels: { 'node-role.kubernetes.io/control-plane': '' } } },
  ],
};
