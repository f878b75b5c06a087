import { forbiddenField, invalid, notSupported, required } from '../../errors.ts';
import type { Errors } from '../../remember.ts';
import type { Container, PodSpec } from '../../schema/types.gen.ts';

/** What a pod's operating system rules out (validateOS, validateLinux, validateWindows, validateWindowsHostProcessPod). */

const LINUX_ONLY_POD = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'seLinuxChangePolicy',
] as const;
const LINUX_ONLY_CONTAINER = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
] as const;

export function checkOperatingSystem(spec: PodSpec, path: string, errors: Errors): void {
  checkHostProcess(spec, path, errors);
  if (!spec.os) return;
  const { name } = spec.os;
  if (!name) errors.push(required(`${path}.os.name`, 'cannot be empty'));
  else if (name === 'linux') checkLinux(spec, path, errors);
  else if (name === 'windows') checkWindowsPod(spec, path, errors);
  else errors.push(notSupported(`${path}.os`, name, ['linux', 'windows']));
}

/** Init, regular and ephemeral containers, each with its path. */
export function* allContainers(spec: PodSpec, path: string): Generator<readonly [Container, string]> {
  for (const field of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    for (const [i, container] of (spec[field] ?? []).entries()) yield [container as Container, `${path}.${field}[${i}]`];
  }
}

function checkLinux(spec: PodSpec, path: string, errors: Errors): void {
  const detail = 'windows options cannot be set for a linux pod';
  if (spec.securityContext?.windowsOptions) errors.push(forbiddenField(`${path}.securityContext.windowsOptions`, detail));
  for (const [container, at] of allContainers(spec, path)) {
    if (container.securityContext?.windowsOptions) errors.push(forbiddenField(`${at}.securityContext.windowsOptions`, detail));
  }
}

function checkWindowsPod(spec: PodSpec, path: string, errors: Errors): void {
  const detail = 'cannot be set for a windows pod';
  for (const field of ['hostUsers', 'shareProcessNamespace'] as const) if (spec[field] !== undefined) errors.push(forbiddenField(`${path}.${field}`, detail));
  for (const field of ['hostPID', 'hostIPC'] as const) if (spec[field] === true) errors.push(forbiddenField(`${path}.${field}`, detail));
  for (const field of LINUX_ONLY_POD) if (spec.securityContext?.[field] !== undefined) errors.push(forbiddenField(`${path}.securityContext.${field}`, detail));
  for (const [container, at] of allContainers(spec, path)) {
    for (const field of LINUX_ONLY_CONTAINER) {
      if (container.securityContext?.[field] !== undefined) errors.push(forbiddenField(`${at}.securityContext.${field}`, detail));
    }
  }
}

function checkHostProcess(spec: PodSpec, path: string, errors: Errors): void {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  let [all, hostProcess] = [0, 0];
  for (const [container, at] of allContainers(spec, path)) {
    all++;
    const own = container.securityContext?.windowsOptions?.hostProcess;
    if (ofPod !== undefined && own !== undefined && ofPod !== own) {
      errors.push(
        invalid(`${at}.securityContext.windowsOptions.hostProcess`, own, `pod hostProcess value must be identical if both are specified, was ${ofPod}`),
      );
    }
    if (own ?? ofPod) hostProcess++;
  }
  if (hostProcess === 0) return;
  if (hostProcess !== all) errors.push(invalid(path, '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers'));
  if (spec.hostNetwork !== true) errors.push(invalid(`${path}.hostNetwork`, false, 'hostNetwork must be true if pod contains any hostProcess containers'));
}
