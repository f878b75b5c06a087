import { duplicate, forbiddenField, invalid, notFoundValue, notSupported, required } from '../../errors.ts';
import { dns1123LabelErrors, NOT_NEGATIVE, qualifiedNameErrors } from '../../names.ts';
import { compareQuantities, milliValue, quantity } from '../../quantity.ts';
import type { Errors } from '../../remember.ts';
import { onceClean } from '../../remember.ts';
import type { ContainerResizePolicy, ResourceClaim, ResourceRequirements } from '../../schema/types.gen.ts';

/** Requests, limits and resize policies (validateResourceRequirements, pkg/apis/core/helper). */

const CONTAINER_RESOURCES: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);
const STANDARD_RESOURCES: ReadonlySet<string> = new Set([
  ...CONTAINER_RESOURCES,
  ...['requests.cpu', 'requests.memory', 'requests.ephemeral-storage', 'limits.cpu', 'limits.memory', 'limits.ephemeral-storage'],
  ...['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps', 'persistentvolumeclaims'],
  ...['storage', 'requests.storage', 'services.nodeports', 'services.loadbalancers'],
]);
/** Counted things, which come in whole numbers only. */
const INTEGER_RESOURCES: ReadonlySet<string> = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);

const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
const isStandard = (name: string): boolean => STANDARD_RESOURCES.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-');
const isStandardContainer = (name: string): boolean => CONTAINER_RESOURCES.has(name) || isHugePages(name);
/** Without a domain, or of kubernetes.io. */
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');
function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false;
  return qualifiedNameErrors(`requests.${name}`).length === 0;
}
const mayOvercommit = (name: string): boolean => isNative(name) && !isHugePages(name);

function checkContainerResourceName(name: string, path: string, errors: Errors): void {
  const wrong = qualifiedNameErrors(name);
  for (const message of wrong) errors.push(invalid(path, name, message));
  const short = !name.includes('/');
  if (wrong.length === 0 && short && !isStandard(name)) errors.push(invalid(path, name, 'must be a standard resource type or fully qualified'));
  if (short) {
    if (!isStandardContainer(name)) errors.push(invalid(path, name, 'must be a standard resource for containers'));
  } else if (!isNative(name) && !isExtended(name)) {
    errors.push(invalid(path, name, "doesn't follow extended resource name standard"));
  }
}

function checkPodResourceName(name: string, path: string, errors: Errors): void {
  if (name !== 'cpu' && name !== 'memory' && !isHugePages(name)) errors.push(notSupported(path, name, ['cpu', 'hugepages-', 'memory']));
}

/** ValidateResourceQuantityValue. */
export function checkQuantity(name: string, text: string, path: string, errors: Errors): void {
  const value = quantity(text);
  if (value.nanos < 0n) errors.push(invalid(path, text, NOT_NEGATIVE));
  if ((INTEGER_RESOURCES.has(name) || isExtended(name)) && milliValue(value) % 1000 !== 0) errors.push(invalid(path, text, 'must be an integer'));
}

function checkHugePages(name: string, text: string, path: string, errors: Errors): void {
  const size = quantity(name.slice('hugepages-'.length)).nanos;
  if (size > 0n && quantity(text).nanos % size === 0n) return;
  errors.push(invalid(path, text, `${text} is not positive integer multiple of ${name}`));
}

type NameCheck = (name: string, path: string, errors: Errors) => void;

function checkRequirements(requirements: ResourceRequirements, checkName: NameCheck, path: string, errors: Errors): void {
  const limits = requirements.limits ?? {};
  const requests = requirements.requests ?? {};
  for (const [name, text] of Object.entries(limits)) {
    const at = `${path}.limits[${name}]`;
    checkName(name, at, errors);
    checkQuantity(name, text, at, errors);
    if (isHugePages(name)) checkHugePages(name, text, at, errors);
  }
  for (const [name, text] of Object.entries(requests)) {
    const at = `${path}.requests[${name}]`;
    checkName(name, at, errors);
    checkQuantity(name, text, at, errors);
    checkAgainstLimit({ name, text, limit: Object.hasOwn(limits, name) ? limits[name] : undefined }, path, errors);
    if (isHugePages(name)) checkHugePages(name, text, at, errors);
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.some((name) => name === 'cpu' || name === 'memory'))
    errors.push(forbiddenField(path, 'HugePages require cpu or memory'));
}

interface Request {
  readonly name: string;
  readonly text: string;
  readonly limit: string | undefined;
}

function checkAgainstLimit({ name, text, limit }: Request, path: string, errors: Errors): void {
  if (limit === undefined) {
    if (!mayOvercommit(name)) errors.push(required(`${path}.limits`, 'Limit must be set for non overcommitable resources'));
    return;
  }
  const order = compareQuantities(quantity(text), quantity(limit));
  if (order !== 0 && !mayOvercommit(name)) errors.push(invalid(`${path}.requests`, text, `must be equal to ${name} limit of ${limit}`));
  else if (order > 0) errors.push(invalid(`${path}.requests`, text, `must be less than or equal to ${name} limit of ${limit}`));
}

export const checkContainerResources = onceClean((requirements: ResourceRequirements, path, errors) => {
  checkRequirements(requirements, checkContainerResourceName, path, errors);
});

export const checkPodResources = onceClean((requirements: ResourceRequirements, path, errors) => {
  if (requirements.claims) errors.push(forbiddenField(`${path}.claims`, 'claims cannot be set for Resources at pod-level'));
  checkRequirements(requirements, checkPodResourceName, path, errors);
});

/** Claims a container uses must be among the pod's. */
export function checkClaimNames(claims: readonly ResourceClaim[], podClaims: readonly string[], path: string, errors: Errors): void {
  const seen = new Set<string>();
  claims.forEach(({ name, request }, i) => {
    const at = `${path}[${i}]`;
    if (name === '') {
      errors.push(required(at));
      return;
    }
    const key = request ? `${name}/${request}` : name;
    if (request) for (const message of dns1123LabelErrors(request)) errors.push(invalid(`${at}.request`, request, message));
    if (seen.has(name) || seen.has(key)) errors.push(duplicate(at, seen.has(name) ? name : key));
    seen.add(key);
    if (podClaims.includes(name)) return;
    const which = podClaims.length === 0 ? ' which is empty' : `: ${[...podClaims].sort().join(', ')}`;
    errors.push({ ...notFoundValue(at, name), detail: `must be one of the names in pod.spec.resourceClaims${which}` });
  });
}

export function checkResizePolicies(policies: readonly ContainerResizePolicy[], podRestartPolicy: string | undefined, path: string, errors: Errors): void {
  const seen = new Set<string>();
  policies.forEach(({ resourceName, restartPolicy }, i) => {
    if (seen.has(resourceName)) errors.push(duplicate(`${path}[${i}]`, resourceName));
    seen.add(resourceName);
    if (resourceName === '') errors.push(required(path));
    else if (resourceName !== 'cpu' && resourceName !== 'memory') errors.push(notSupported(path, resourceName, ['cpu', 'memory']));
    if (restartPolicy === '') errors.push(required(path));
    else if (restartPolicy !== 'NotRequired' && restartPolicy !== 'RestartContainer')
      errors.push(notSupported(path, restartPolicy, ['NotRequired', 'RestartContainer']));
    if (podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      errors.push(invalid(path, restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
    }
  });
}
