import { duplicate, forbiddenField, invalid, notSupported, required } from '../../errors.ts';
import { ipErrors } from '../../ip.ts';
import { checkAnnotations, checkLabels } from '../../metadata.ts';
import {
  dns1123LabelErrors,
  dns1123SubdomainErrors,
  dns1123SubdomainWithUnderscoreErrors,
  nameIsSubdomain,
  qualifiedNameErrors,
  rangeError,
} from '../../names.ts';
import { compareQuantities, quantity } from '../../quantity.ts';
import type { Errors } from '../../remember.ts';
import { onceClean } from '../../remember.ts';
import type { PodDNSConfig, PodResourceClaim, PodSpec, PodTemplateSpec, ResourceRequirements } from '../../schema/types.gen.ts';
import { containerRequests } from '../pod-requests.ts';
import { checkAffinity, checkSpread } from './affinity.ts';
import { checkContainers, checkEphemeralContainers, checkInitContainers } from './containers.ts';
import { checkOperatingSystem } from './operating-system.ts';
import { checkPodResources, checkQuantity } from './resources.ts';
import { checkHostUsers, checkPodSecurityContext } from './security.ts';
import { checkTolerations } from './tolerations.ts';
import { checkVolumes } from './volumes.ts';

/** ValidatePodSpec (pkg/apis/core/validation). `podName` is given for pods, left out for templates. */
export function checkPodSpec(spec: PodSpec, podName: string | undefined, path: string, errors: Errors): void {
  if (spec.terminationGracePeriodSeconds === undefined) errors.push(required(`${path}.terminationGracePeriodSeconds`));
  const volumes = checkVolumes(spec.volumes ?? [], podName, `${path}.volumes`, errors);
  checkClaims(spec.resourceClaims ?? [], `${path}.resourceClaims`, errors);
  const place = { spec, volumes, path };
  checkContainers(place, errors);
  checkInitContainers(place, errors);
  checkEphemeralContainers(place, errors);
  if (spec.resources) {
    checkPodResources(spec.resources, `${path}.resources`, errors);
    checkResourceSum(spec, spec.resources, `${path}.resources`, errors);
  }
  checkHostNetworkPorts(spec, podName !== undefined, path, errors);
  checkPolicies(spec, path, errors);
  checkLabels(spec.nodeSelector, `${path}.nodeSelector`, errors);
  checkPodSecurityContext(spec, `${path}.securityContext`, errors);
  if (spec.affinity) checkAffinity(spec.affinity, `${path}.affinity`, errors);
  checkDns(spec.dnsConfig, spec.dnsPolicy, `${path}.dnsConfig`, errors);
  checkGates(spec, path, errors);
  if (spec.topologySpreadConstraints) checkSpread(spec.topologySpreadConstraints, `${path}.topologySpreadConstraints`, errors);
  checkHostUsers(spec, path, errors);
  checkNames(spec, path, errors);
  checkTolerations(spec.tolerations ?? [], `${path}.tolerations`, errors);
  checkHostAliases(spec, `${path}.hostAliases`, errors);
  for (const [name, text] of Object.entries(spec.overhead ?? {})) checkQuantity(name, text, `${path}.overhead[${name}]`, errors);
  checkOperatingSystem(spec, path, errors);
}

function checkClaims(claims: readonly PodResourceClaim[], path: string, errors: Errors): void {
  const names = new Set<string>();
  claims.forEach((claim, i) => {
    const at = `${path}[${i}]`;
    if (!claim.name) errors.push(required(`${at}.name`));
    else if (names.has(claim.name)) errors.push(duplicate(`${at}.name`, claim.name));
    else for (const message of dns1123LabelErrors(claim.name)) errors.push(invalid(`${at}.name`, claim.name, message));
    names.add(claim.name);
    const { resourceClaimName: named, resourceClaimTemplateName: template } = claim;
    if (named !== undefined && template !== undefined)
      errors.push(invalid(at, claim, 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'));
    if (named === undefined && template === undefined) errors.push(invalid(at, claim, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'));
    for (const [field, name] of [
      ['resourceClaimName', named],
      ['resourceClaimTemplateName', template],
    ] as const) {
      if (name !== undefined) for (const message of nameIsSubdomain(name, false)) errors.push(invalid(`${at}.${field}`, name, message));
    }
  });
}

/** validatePodResourceConsistency: the pod's requests cover its containers', no container's limit exceeds the pod's. */
function checkResourceSum(spec: PodSpec, resources: ResourceRequirements, path: string, errors: Errors): void {
  for (const [name, sum] of containerRequests(spec)) {
    const own = resources.requests?.[name];
    if (compareQuantities(quantity(sum), quantity(own)) <= 0) continue;
    errors.push(invalid(`${path}.requests[${name}]`, own ?? '0', `must be greater than or equal to aggregate container requests of ${sum}`));
  }
  spec.containers.forEach((container, i) => {
    for (const [name, limit] of Object.entries(container.resources?.limits ?? {})) {
      const most = resources.limits?.[name];
      if (most === undefined || compareQuantities(quantity(limit), quantity(most)) <= 0) continue;
      errors.push(invalid(`${path}.containers[${i}][${name}].limits`, limit, `must be less than or equal to pod limits of ${most}`));
    }
  });
}

function checkHostNetworkPorts(spec: PodSpec, isPod: boolean, path: string, errors: Errors): void {
  if (spec.hostNetwork !== true) return;
  (spec.containers ?? []).forEach(({ ports = [] }, i) => {
    ports.forEach(({ hostPort = 0, containerPort }, j) => {
      if ((isPod || hostPort !== 0) && hostPort !== containerPort) {
        errors.push(invalid(`${path}.containers[${i}].ports[${j}].hostPort`, hostPort, 'must match `containerPort` when `hostNetwork` is true'));
      }
    });
  });
}

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];

function checkPolicies(spec: PodSpec, path: string, errors: Errors): void {
  const { restartPolicy, dnsPolicy, preemptionPolicy } = spec;
  if (!restartPolicy) errors.push(required(`${path}.restartPolicy`));
  else if (!RESTART_POLICIES.includes(restartPolicy)) errors.push(notSupported(`${path}.restartPolicy`, restartPolicy, RESTART_POLICIES));
  if (!dnsPolicy) errors.push(required(`${path}.dnsPolicy`));
  else if (!DNS_POLICIES.includes(dnsPolicy)) errors.push(notSupported(`${path}.dnsPolicy`, dnsPolicy, DNS_POLICIES));
  checkPreemptionPolicy(preemptionPolicy, `${path}.preemptionPolicy`, errors);
}

export function checkPreemptionPolicy(policy: string | undefined, path: string, errors: Errors): void {
  if (policy === undefined || policy === 'PreemptLowerPriority' || policy === 'Never') return;
  errors.push(policy === '' ? required(path) : notSupported(path, policy, ['PreemptLowerPriority', 'Never']));
}

function checkGates(spec: PodSpec, path: string, errors: Errors): void {
  spec.readinessGates?.forEach(({ conditionType }, i) => {
    for (const message of qualifiedNameErrors(conditionType)) errors.push(invalid(`${path}.readinessGates[${i}].conditionType`, conditionType, message));
  });
  const seen = new Set<string>();
  spec.schedulingGates?.forEach(({ name }, i) => {
    for (const message of qualifiedNameErrors(name)) errors.push(invalid(`${path}.schedulingGates[${i}]`, name, message));
    if (seen.has(name)) errors.push(duplicate(`${path}.schedulingGates[${i}]`, name));
    seen.add(name);
  });
}

function checkNames(spec: PodSpec, path: string, errors: Errors): void {
  for (const field of ['serviceAccountName', 'nodeName', 'priorityClassName', 'runtimeClassName'] as const) {
    const name = spec[field];
    if (name) for (const message of nameIsSubdomain(name, false)) errors.push(invalid(`${path}.${field}`, name, message));
  }
  for (const field of ['hostname', 'subdomain'] as const) {
    const name = spec[field];
    if (name) for (const message of dns1123LabelErrors(name)) errors.push(invalid(`${path}.${field}`, name, message));
  }
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > 2147483647))
    errors.push(invalid(`${path}.activeDeadlineSeconds`, deadline, rangeError(1, 2147483647)));
}

function checkHostAliases(spec: PodSpec, path: string, errors: Errors): void {
  spec.hostAliases?.forEach(({ ip, hostnames = [] }, i) => {
    errors.push(...ipErrors(ip, `${path}[${i}].ip`));
    hostnames.forEach((name, j) => {
      for (const message of dns1123SubdomainErrors(name)) errors.push(invalid(`${path}[${i}].hostnames[${j}]`, name, message));
    });
  });
}

function checkDns(config: PodDNSConfig | undefined, policy: string | undefined, path: string, errors: Errors): void {
  if (policy === 'None' && !config?.nameservers?.length) {
    const [at, what] = config ? [`${path}.nameservers`, 'at least one DNS nameserver'] : [path, '`dnsConfig`'];
    errors.push(required(at, `must provide ${what} when \`dnsPolicy\` is None`));
    return;
  }
  const { nameservers = [], searches = [], options = [] } = config ?? {};
  if (nameservers.length > 3) errors.push(invalid(`${path}.nameservers`, nameservers, 'must not have more than 3 nameservers'));
  nameservers.forEach((ip, i) => {
    errors.push(...ipErrors(ip, `${path}.nameservers[${i}]`));
  });
  if (searches.length > 32) errors.push(invalid(`${path}.searches`, searches, 'must not have more than 32 search paths'));
  if (searches.join(' ').length > 2048)
    errors.push(invalid(`${path}.searches`, searches, 'must not have more than 2048 characters (including spaces) in the search list'));
  searches.forEach((search, i) => {
    if (search === '.') return;
    const name = search.replace(/\.$/, '');
    for (const message of dns1123SubdomainWithUnderscoreErrors(name)) errors.push(invalid(`${path}.searches[${i}]`, name, message));
  });
  options.forEach(({ name }, i) => {
    if (!name) errors.push(required(`${path}.options[${i}]`, 'must not be empty'));
  });
}

/** ValidatePodTemplateSpec. A frozen template without errors is looked at once. */
export const checkPodTemplate = onceClean((template: PodTemplateSpec, path, errors) => {
  checkLabels(template.metadata?.labels, `${path}.labels`, errors);
  checkAnnotations(template.metadata?.annotations, `${path}.annotations`, errors);
  checkPodSpec(template.spec, undefined, `${path}.spec`, errors);
  if (template.spec.ephemeralContainers?.length)
    errors.push(forbiddenField(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template'));
});
