import { duplicate, forbiddenField, invalid, notSupported, required, tooLong } from '../../errors.ts';
import { byteLength, dns1123SubdomainErrors, idErrors } from '../../names.ts';
import type { Errors } from '../../remember.ts';
import type { AppArmorProfile, PodSecurityContext, PodSpec, SeccompProfile, SecurityContext, WindowsSecurityContextOptions } from '../../schema/types.gen.ts';
import { checkDescendingPath } from './paths.ts';

/** Security contexts of pods and containers (ValidateSecurityContext, validatePodSpecSecurityContext). */

function checkId(id: number | undefined, path: string, errors: Errors): void {
  if (id !== undefined) for (const message of idErrors(id)) errors.push(invalid(path, id, message));
}

export function checkSecurityContext(context: SecurityContext | undefined, hostUsers: boolean, path: string, errors: Errors): void {
  if (!context) return;
  checkId(context.runAsUser, `${path}.runAsUser`, errors);
  checkId(context.runAsGroup, `${path}.runAsGroup`, errors);
  if (context.procMount !== undefined) {
    if (context.procMount !== 'Default' && context.procMount !== 'Unmasked')
      errors.push(notSupported(`${path}.procMount`, context.procMount, ['Default', 'Unmasked']));
    if (hostUsers && context.procMount === 'Unmasked')
      errors.push(invalid(`${path}.procMount`, context.procMount, '`hostUsers` must be false to use `Unmasked`'));
  }
  checkSeccomp(context.seccompProfile, `${path}.seccompProfile`, errors);
  if (context.allowPrivilegeEscalation === false) {
    if (context.privileged === true) errors.push(invalid(path, context, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'));
    if (context.capabilities?.add?.includes('CAP_SYS_ADMIN')) {
      errors.push(invalid(path, context, 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'));
    }
  }
  checkWindows(context.windowsOptions, `${path}.windowsOptions`, errors);
  checkAppArmor(context.appArmorProfile, `${path}.appArmorProfile`, errors);
}

export function checkPodSecurityContext(spec: PodSpec, path: string, errors: Errors): void {
  const context = spec.securityContext;
  if (!context) return;
  checkId(context.fsGroup, `${path}.fsGroup`, errors);
  checkId(context.runAsUser, `${path}.runAsUser`, errors);
  checkId(context.runAsGroup, `${path}.runAsGroup`, errors);
  context.supplementalGroups?.forEach((id, i) => {
    checkId(id, `${path}.supplementalGroups[${i}]`, errors);
  });
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    errors.push(invalid(`${path}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled'));
  }
  checkSysctls(context, spec, `${path}.sysctls`, errors);
  oneOf(context.fsGroupChangePolicy, ['Always', 'OnRootMismatch'], `${path}.fsGroupChangePolicy`, errors);
  checkSeccomp(context.seccompProfile, `${path}.seccompProfile`, errors);
  checkWindows(context.windowsOptions, `${path}.windowsOptions`, errors);
  checkAppArmor(context.appArmorProfile, `${path}.appArmorProfile`, errors);
  oneOf(context.supplementalGroupsPolicy, ['Merge', 'Strict'], `${path}.supplementalGroupsPolicy`, errors);
  oneOf(context.seLinuxChangePolicy, ['MountOption', 'Recursive'], `${path}.seLinuxChangePolicy`, errors);
}

function oneOf(value: string | undefined, allowed: readonly string[], path: string, errors: Errors): void {
  if (value !== undefined && !allowed.includes(value)) errors.push(notSupported(path, value, allowed));
}

const SYSCTL_FORMAT = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';

function checkSysctls(context: PodSecurityContext, spec: PodSpec, path: string, errors: Errors): void {
  const names = new Set<string>();
  context.sysctls?.forEach(({ name }, i) => {
    const at = `${path}[${i}].name`;
    if (!name) errors.push(required(at));
    else if (name.length > 253 || !name.split(/[./]/).every((part) => /^[a-z0-9]$|^[a-z0-9][-_a-z0-9]*[a-z0-9]$/.test(part))) {
      errors.push(invalid(at, name, `must have at most 253 characters and match regex ${SYSCTL_FORMAT}`));
    } else if (names.has(name)) errors.push(duplicate(at, name));
    names.add(name);
    const dotted = name.replaceAll('/', '.');
    if (spec.hostNetwork === true && dotted.startsWith('net.')) errors.push(invalid(at, name, "may not be specified when 'hostNetwork' is true"));
    if (spec.hostIPC === true && /^kernel\.(shm|msg|sem)|^fs\.mqueue\./.test(dotted))
      errors.push(invalid(at, name, "may not be specified when 'hostIPC' is true"));
  });
}

const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function checkSeccomp(profile: SeccompProfile | undefined, path: string, errors: Errors): void {
  if (!profile) return;
  if (!profile.type) errors.push(required(`${path}.type`, 'type is required when seccompProfile is set'));
  else if (!PROFILE_TYPES.includes(profile.type)) errors.push(notSupported(`${path}.type`, profile.type, PROFILE_TYPES));
  if (profile.type !== 'Localhost') {
    if (profile.localhostProfile !== undefined) errors.push(invalid(`${path}.localhostProfile`, profile, 'can only be set when seccomp type is Localhost'));
  } else if (profile.localhostProfile === undefined) {
    errors.push(required(`${path}.localhostProfile`, 'must be set when seccomp type is Localhost'));
  } else {
    checkDescendingPath(profile.localhostProfile, `${path}.localhostProfile`, errors);
  }
}

function checkAppArmor(profile: AppArmorProfile | undefined, path: string, errors: Errors): void {
  if (!profile) return;
  const { type, localhostProfile: local } = profile;
  const at = `${path}.localhostProfile`;
  if (!type) errors.push(required(`${path}.type`, 'type is required when appArmorProfile is set'));
  else if (!PROFILE_TYPES.includes(type)) errors.push(notSupported(`${path}.type`, type, PROFILE_TYPES));
  else if (type !== 'Localhost') {
    if (local !== undefined) errors.push(invalid(at, local, 'can only be set when AppArmor type is Localhost'));
  } else if (local === undefined) errors.push(required(at, 'must be set when AppArmor type is Localhost'));
  else {
    if (local.trim() !== local) errors.push(invalid(at, local, 'must not be padded with whitespace'));
    else if (local === '') errors.push(required(at, 'must be set when AppArmor type is Localhost'));
    if (byteLength(local) > 4095) errors.push(tooLong(at, 4095));
  }
}

function checkWindows(options: WindowsSecurityContextOptions | undefined, path: string, errors: Errors): void {
  if (!options) return;
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: spec, runAsUserName: user } = options;
  if (name !== undefined) for (const message of dns1123SubdomainErrors(name)) errors.push(invalid(`${path}.gmsaCredentialSpecName`, name, message));
  if (spec === '') errors.push(invalid(`${path}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec cannot be an empty string'));
  else if (spec !== undefined && byteLength(spec) > 65536)
    errors.push(invalid(`${path}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec size must be under 64 KiB'));
  if (user !== undefined) for (const detail of userNameErrors(user)) errors.push(invalid(`${path}.runAsUserName`, user, detail));
}

function userNameErrors(name: string): readonly string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if ([...name].some((char) => char < ' ' || char === '\u007f')) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const [domain, user] = parts.length === 2 ? [parts[0] as string, parts[1] as string] : [undefined, parts[0] as string];
  const errors: string[] = [];
  if ((domain ?? '').length >= 256) errors.push("runAsUserName's Domain length must be under 256 characters");
  else if (domain !== undefined && !goodDomain(domain)) errors.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  if (user === '') errors.push("runAsUserName's User cannot be empty");
  else if (user.length > 104) errors.push("runAsUserName's User length must not be longer than 104 characters");
  if (/^[. ]+$/.test(user)) errors.push("runAsUserName's User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) errors.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  return errors;
}

const goodDomain = (domain: string): boolean =>
  /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/.test(domain) ||
  domain.split('.').every((label) => label.length <= 63 && /^[a-zA-Z0-9]$|^[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]$/.test(label));

/** validateHostUsers. */
export function checkHostUsers(spec: PodSpec, path: string, errors: Errors): void {
  if (spec.hostUsers !== false) return;
  const detail = 'when `pod.Spec.HostUsers` is false';
  if (spec.hostNetwork === true) errors.push(forbiddenField(`${path}.hostNetwork`, detail));
  if (spec.hostPID === true) errors.push(forbiddenField(`${path}.HostPID`, detail));
  if (spec.hostIPC === true) errors.push(forbiddenField(`${path}.HostIPC`, detail));
}
