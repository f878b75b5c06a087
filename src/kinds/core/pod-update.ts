import { deepEqual } from '../../base/json.ts';
import { forbiddenField, invalid, required } from '../errors.ts';
import type { FieldError } from '../kind.ts';
import { immutableErrors, objectMetaUpdateErrors } from '../metadata.ts';
import { nameIsSubdomain, qualifiedNameErrors, rangeError } from '../names.ts';
import { ipErrors, isDualStack } from '../ip.ts';
import type { Errors } from '../remember.ts';
import { fieldFrom } from '../remember.ts';
import type { Container, ContainerStatus, NodeSelectorTerm, Pod, PodSpec, Toleration } from '../schema/types.gen.ts';
import { podSpecDiff } from './go-structs.ts';
import { checkImageSpace } from './pod-spec/containers.ts';

/** What may change in a pod (ValidatePodUpdate, ValidatePodStatusUpdate). */

const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

export function checkPodUpdate(next: Pod, previous: Pod, errors: Errors): void {
  if (next.spec === previous.spec) return;
  for (const field of ['containers', 'initContainers'] as const) {
    if (!checkImages(next.spec[field] ?? [], previous.spec[field] ?? [], `spec.${field}`, errors)) return;
  }
  if (!checkDeadline(next.spec.activeDeadlineSeconds, previous.spec.activeDeadlineSeconds, errors)) return;
  checkTolerationsKept(next.spec.tolerations ?? [], previous.spec.tolerations ?? [], errors);
  checkGatesOnlyRemoved(next.spec, previous.spec, errors);
  const munged = mungedSpec(next.spec, previous.spec, errors);
  if (deepEqual(munged, previous.spec)) return;
  errors.push(forbiddenField('spec', `pod updates may not change fields other than ${UPDATABLE}\n${podSpecDiff(previous.spec, munged)}`));
}

/** False when the lists differ in length: then nothing more is compared. */
function checkImages(next: readonly Container[], previous: readonly Container[], path: string, errors: Errors): boolean {
  if (next.length !== previous.length) {
    errors.push(forbiddenField(path, 'pod updates may not add or remove containers'));
    return false;
  }
  next.forEach(({ image }, i) => {
    if (!image) errors.push(required(`${path}[${i}].image`));
    checkImageSpace(image, `${path}[${i}]`, errors);
  });
  return true;
}

function checkDeadline(next: number | undefined, previous: number | undefined, errors: Errors): boolean {
  const path = 'spec.activeDeadlineSeconds';
  if (next === undefined) {
    if (previous !== undefined) errors.push(invalid(path, undefined, 'must not update from a positive integer to nil value'));
    return true;
  }
  if (next < 0 || next > 2147483647) errors.push(invalid(path, next, rangeError(0, 2147483647)));
  else if (previous !== undefined && previous < next) errors.push(invalid(path, next, 'must be less than or equal to previous value'));
  else return true;
  return false;
}

const withoutSeconds = ({ tolerationSeconds: _seconds, ...rest }: Toleration): object => rest;

function checkTolerationsKept(next: readonly Toleration[], previous: readonly Toleration[], errors: Errors): void {
  if (next === previous) return;
  const kept = previous.every((old) => next.some((item) => deepEqual(withoutSeconds(item), withoutSeconds(old))));
  if (!kept) errors.push(forbiddenField('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'));
}

function checkGatesOnlyRemoved(next: PodSpec, previous: PodSpec, errors: Errors): void {
  const had = new Set((previous.schedulingGates ?? []).map(({ name }) => name));
  next.schedulingGates?.forEach(({ name }, i) => {
    if (!had.has(name)) errors.push(forbiddenField(`spec.schedulingGates[${i}].name`, `only deletion is allowed, but found new scheduling gate '${name}'`));
  });
}

/** The new spec with everything that may change set back, so that what is left of the difference is what is forbidden. */
function mungedSpec(next: PodSpec, previous: PodSpec, errors: Errors): PodSpec {
  let out: PodSpec = { ...next, containers: oldImages(next.containers, previous.containers) };
  if (next.initContainers) out = { ...out, initContainers: oldImages(next.initContainers, previous.initContainers ?? []) };
  for (const field of ['activeDeadlineSeconds', 'schedulingGates', 'tolerations'] as const) out = fieldFrom(out, field, previous);
  if ((previous.terminationGracePeriodSeconds ?? 0) < 0 && next.terminationGracePeriodSeconds === 1)
    out = fieldFrom(out, 'terminationGracePeriodSeconds', previous);
  if (!previous.schedulingGates?.length) return out;
  return gatedSpec(out, previous, errors);
}

const oldImages = (next: readonly Container[], previous: readonly Container[]): readonly Container[] =>
  next.map((container, i) => fieldFrom(container, 'image', previous[i] ?? container));

/** A pod that is held by gates may still be narrowed to fewer nodes. */
function gatedSpec(next: PodSpec, previous: PodSpec, errors: Errors): PodSpec {
  const selector = next.nodeSelector ?? {};
  if (!Object.entries(previous.nodeSelector ?? {}).every(([key, value]) => selector[key] === value)) {
    errors.push(invalid('spec.nodeSelector', selector, 'only additions to spec.nodeSelector are allowed (no mutations or deletions)'));
  }
  let out = fieldFrom(next, 'nodeSelector', previous);
  checkNodeAffinityNarrowed(next, previous, errors);
  const { nodeAffinity: _new, ...others } = next.affinity ?? {};
  const old = previous.affinity?.nodeAffinity;
  const affinity = { ...others, ...(old ? { nodeAffinity: old } : {}) };
  if (Object.keys(affinity).length > 0 || previous.affinity) out = { ...out, affinity };
  else out = fieldFrom(out, 'affinity', previous);
  return out;
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

function checkNodeAffinityNarrowed(next: PodSpec, previous: PodSpec, errors: Errors): void {
  const path = `spec.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms`;
  const old = previous.affinity?.nodeAffinity?.[REQUIRED]?.nodeSelectorTerms ?? [];
  const terms = next.affinity?.nodeAffinity?.[REQUIRED]?.nodeSelectorTerms ?? [];
  if (old.length === 0) return;
  if (old.length !== terms.length) {
    errors.push(invalid(path, terms, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed'));
    return;
  }
  old.forEach((term, i) => {
    if (!onlyAdded(terms[i] as NodeSelectorTerm, term))
      errors.push(invalid(`${path}[${i}]`, terms[i], 'only additions are allowed (no mutations or deletions)'));
  });
}

const onlyAdded = (next: NodeSelectorTerm, previous: NodeSelectorTerm): boolean =>
  (['matchExpressions', 'matchFields'] as const).every((field) => (previous[field] ?? []).every((item, i) => deepEqual(item, next[field]?.[i])));

const SYSTEM_CONDITIONS: ReadonlySet<string> = new Set(['PodScheduled', 'Ready', 'Initialized']);

export function podStatusErrors(next: Pod, previous: Pod): readonly FieldError[] {
  const errors: Errors = objectMetaUpdateErrors(next.metadata, previous.metadata);
  const { status, spec } = next;
  if (status === previous.status) return errors;
  status.conditions?.forEach(({ type }, i) => {
    if (!SYSTEM_CONDITIONS.has(type)) for (const message of qualifiedNameErrors(type)) errors.push(invalid(`metadata.conditions[${i}].Type`, type, message));
  });
  const nominated = status.nominatedNodeName;
  if (nominated && nominated !== previous.status.nominatedNodeName) {
    for (const message of nameIsSubdomain(nominated, false)) errors.push(invalid('status.nominatedNodeName', nominated, message));
  }
  if (previous.status.qosClass !== undefined) errors.push(...immutableErrors(status.qosClass, previous.status.qosClass, 'status.qosClass'));
  for (const field of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const) {
    if (status[field] !== previous.status[field]) checkTransitions(status[field] ?? [], previous.status[field] ?? [], { field, spec }, errors);
  }
  checkIps(status.podIPs ?? [], 'status.podIPs', errors);
  const hostIps = status.hostIPs ?? [];
  if (hostIps.length > 0 && status.hostIP !== hostIps[0]?.ip) errors.push(invalid('status.hostIPs[0].ip', hostIps[0]?.ip, 'must be equal to `hostIP`'));
  checkIps(hostIps, 'status.hostIPs', errors);
  return errors;
}

function checkIps(list: readonly { readonly ip: string }[], path: string, errors: Errors): void {
  list.forEach(({ ip }, i) => {
    errors.push(...ipErrors(ip, `${path}[${i}]`));
  });
  if (list.length > 1 && (!isDualStack(list.map(({ ip }) => ip)) || list.length > 2)) {
    errors.push(invalid(path, list, 'may specify no more than one IP for each IP family'));
  }
}

interface StatusPlace {
  readonly field: 'containerStatuses' | 'initContainerStatuses' | 'ephemeralContainerStatuses';
  readonly spec: PodSpec;
}

/** A container that has ended for good does not come back (ValidateContainerStateTransition). */
function checkTransitions(next: readonly ContainerStatus[], previous: readonly ContainerStatus[], { field, spec }: StatusPlace, errors: Errors): void {
  previous.forEach((old, i) => {
    const ended = old.state?.terminated;
    if (!ended || mayRestart(old.name, ended.exitCode, field, spec)) return;
    const now = next.find(({ name }) => name === old.name);
    if (now && !now.state?.terminated) errors.push(forbiddenField(`status.${field}[${i}].state`, 'may not be transitioned to non-terminated state'));
  });
}

function mayRestart(name: string, exitCode: number, field: StatusPlace['field'], spec: PodSpec): boolean {
  if (field === 'ephemeralContainerStatuses') return false;
  const container = [...(spec.initContainers ?? []), ...spec.containers].find((one) => one.name === name);
  const policy = container?.restartPolicy ?? spec.restartPolicy;
  if (policy === 'Always' || container?.restartPolicyRules?.length) return true;
  return policy === 'OnFailure' && exitCode !== 0;
}
