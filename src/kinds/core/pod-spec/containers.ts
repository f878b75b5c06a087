import { duplicate, forbiddenField, invalid, notFoundValue, notSupported, required } from '../../errors.ts';
import { dns1123LabelErrors, portNameErrors, portNumberErrors } from '../../names.ts';
import type { Errors } from '../../remember.ts';
import { onceClean } from '../../remember.ts';
import type { Container, ContainerPort, EphemeralContainer, PodSpec, Volume } from '../../schema/types.gen.ts';
import { checkEnv, checkEnvFrom } from './env.ts';
import { checkLifecycle, checkProbes, checkStopSignal } from './handlers.ts';
import { checkMounts } from './mounts.ts';
import { checkClaimNames, checkContainerResources, checkResizePolicies } from './resources.ts';
import { checkRestartRules } from './restart-rules.ts';
import { checkSecurityContext } from './security.ts';

/** validateContainers, validateInitContainers, validateEphemeralContainers. */

export const PROTOCOLS: readonly string[] = ['SCTP', 'TCP', 'UDP'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

/** What containers are checked against: the pod they are in. */
export interface PodPlace {
  readonly spec: PodSpec;
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly path: string;
}

const checkPorts = onceClean((ports: readonly ContainerPort[], path, errors) => {
  const names = new Set<string>();
  ports.forEach(({ name, containerPort, hostPort, protocol }, i) => {
    const at = `${path}[${i}]`;
    if (name) {
      const wrong = portNameErrors(name);
      for (const message of wrong) errors.push(invalid(`${at}.name`, name, message));
      if (wrong.length === 0 && names.has(name)) errors.push(duplicate(`${at}.name`, name));
      if (wrong.length === 0) names.add(name);
    }
    if (!containerPort) errors.push(required(`${at}.containerPort`));
    else for (const message of portNumberErrors(containerPort)) errors.push(invalid(`${at}.containerPort`, containerPort, message));
    if (hostPort) for (const message of portNumberErrors(hostPort)) errors.push(invalid(`${at}.hostPort`, hostPort, message));
    if (!protocol) errors.push(required(`${at}.protocol`));
    else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${at}.protocol`, protocol, PROTOCOLS));
  });
});

function checkCommon(container: Container, place: PodPlace, path: string, errors: Errors): void {
  const { spec, volumes } = place;
  if (!container.name) errors.push(required(`${path}.name`));
  else for (const message of dns1123LabelErrors(container.name)) errors.push(invalid(`${path}.name`, container.name, message));
  if (!container.image) errors.push(required(`${path}.image`));
  const policy = container.terminationMessagePolicy;
  if (!policy) errors.push(required(`${path}.terminationMessagePolicy`));
  else if (policy !== 'File' && policy !== 'FallbackToLogsOnError')
    errors.push(notSupported(`${path}.terminationMessagePolicy`, policy, ['File', 'FallbackToLogsOnError']));
  if (container.ports) checkPorts(container.ports, `${path}.ports`, errors);
  if (container.env) checkEnv(container.env, `${path}.env`, errors);
  if (container.envFrom) checkEnvFrom(container.envFrom, `${path}.envFrom`, errors);
  checkMounts(container, volumes, path, errors);
  const pull = container.imagePullPolicy;
  if (!pull) errors.push(required(`${path}.imagePullPolicy`));
  else if (!PULL_POLICIES.includes(pull)) errors.push(notSupported(`${path}.imagePullPolicy`, pull, PULL_POLICIES));
  if (container.resources) checkContainerResources(container.resources, `${path}.resources`, errors);
  if (container.resources?.claims) {
    checkClaimNames(
      container.resources.claims,
      (spec.resourceClaims ?? []).map(({ name }) => name),
      `${path}.resources.claims`,
      errors,
    );
  }
  if (container.resizePolicy) checkResizePolicies(container.resizePolicy, spec.restartPolicy, `${path}.resizePolicy`, errors);
  checkSecurityContext(container.securityContext, spec.hostUsers !== false, `${path}.securityContext`, errors);
}

/** What containers that stay (regular ones and sidecars) may have. */
function checkLongRunning(container: Container, { spec }: PodPlace, path: string, errors: Errors): void {
  if (container.lifecycle) {
    checkLifecycle(container.lifecycle, spec.terminationGracePeriodSeconds, `${path}.lifecycle`, errors);
    checkStopSignal(container.lifecycle.stopSignal, spec.os?.name, `${path}.lifecycle.stopSignal`, errors);
  }
  checkProbes(container, path, errors);
}

export function checkContainers(place: PodPlace, errors: Errors): void {
  const path = `${place.path}.containers`;
  const containers = place.spec.containers ?? [];
  if (containers.length === 0) {
    errors.push(required(path));
    return;
  }
  const names = new Set<string>();
  containers.forEach((container, i) => {
    const at = `${path}[${i}]`;
    checkCommon(container, place, at, errors);
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    names.add(container.name);
    checkLongRunning(container, place, at, errors);
    checkRestartRules(container, at, errors);
  });
  checkHostPorts(containers, path, errors);
}

export const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always';

export function checkInitContainers(place: PodPlace, errors: Errors): void {
  const path = `${place.path}.initContainers`;
  const names = new Set((place.spec.containers ?? []).map(({ name }) => name));
  (place.spec.initContainers ?? []).forEach((container, i) => {
    const at = `${path}[${i}]`;
    checkCommon(container, place, at, errors);
    checkRestartRules(container, at, errors);
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    else if (container.name) names.add(container.name);
    checkHostPorts([container], path, errors);
    if (isSidecar(container)) {
      checkLongRunning(container, place, at, errors);
      return;
    }
    for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
      if (container[field]) errors.push(forbiddenField(`${at}.${field}`, 'may not be set for init containers without restartPolicy=Always'));
    }
    if (container.resizePolicy?.length) errors.push(invalid(`${at}.resizePolicy`, container.resizePolicy, 'must not be set for init containers'));
  });
}

function checkHostPorts(containers: readonly Container[], path: string, errors: Errors): void {
  const taken = new Set<string>();
  containers.forEach(({ ports = [] }, i) => {
    ports.forEach(({ hostPort, hostIP = '', protocol = '' }, j) => {
      if (!hostPort) return;
      const key = `${protocol}/${hostIP}/${hostPort}`;
      if (taken.has(key)) errors.push(duplicate(`${path}[${i}].ports[${j}].hostPort`, key));
      taken.add(key);
    });
  });
}

/** Fields an ephemeral container may have; everything else makes it part of the workload, which it must not be. */
const EPHEMERAL_FIELDS: ReadonlySet<string> = new Set([
  ...['name', 'image', 'command', 'args', 'workingDir', 'envFrom', 'env', 'volumeMounts', 'volumeDevices', 'targetContainerName'],
  ...['terminationMessagePath', 'terminationMessagePolicy', 'imagePullPolicy', 'securityContext', 'stdin', 'stdinOnce', 'tty'],
]);

export function checkEphemeralContainers(place: PodPlace, errors: Errors): void {
  const path = `${place.path}.ephemeralContainers`;
  const others = new Set([...(place.spec.containers ?? []), ...(place.spec.initContainers ?? [])].map(({ name }) => name));
  const names = new Set(others);
  (place.spec.ephemeralContainers ?? []).forEach((container, i) => {
    const at = `${path}[${i}]`;
    checkCommon(container as Container, place, at, errors);
    checkImageSpace(container.image, at, errors);
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    names.add(container.name);
    const target = container.targetContainerName;
    if (target && !others.has(target)) errors.push(notFoundValue(`${at}.targetContainerName`, target));
    checkEphemeralFields(container, at, errors);
  });
}

function checkEphemeralFields(container: EphemeralContainer, path: string, errors: Errors): void {
  const detail = 'cannot be set for an Ephemeral Container';
  for (const [field, value] of Object.entries(container)) {
    if (EPHEMERAL_FIELDS.has(field) || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)) continue;
    errors.push(forbiddenField(`${path}.${field}`, detail));
  }
  container.volumeMounts?.forEach((mount, i) => {
    for (const field of ['subPath', 'subPathExpr'] as const) if (mount[field]) errors.push(forbiddenField(`${path}.volumeMounts[${i}].${field}`, detail));
  });
}

/** Only pods, not templates, refuse images with spaces around them. */
export function checkImageSpace(image: string | undefined, path: string, errors: Errors): void {
  if (image !== undefined && image !== image.trim()) errors.push(invalid(`${path}.image`, image, 'must not have leading or trailing whitespace'));
}
