import { extended } from '../../../base/json.ts';
import { rfc3339, type SimTime } from '../../../base/time.ts';
import type { Container, ContainerState, ContainerStatus } from '../../../kinds/schema/types.gen.ts';
import { groupsOf, userOf } from '../../images/shell/user.ts';
import { canonicalName, parseReference } from '../../images/reference.ts';
import type { ContainerRecord, RuntimePod } from '../runtime/records.ts';
import { probeResult } from './probe-results.ts';
import { isSidecar, shouldBeStarted } from './restart.ts';
import type { PodWorker } from './state.ts';

export interface StatusInput {
  readonly worker: PodWorker;
  readonly runtime: RuntimePod | undefined;
  readonly epochMs: number;
}

/** Statuses of the init containers in the order of the spec, or of the others by name (upstream: convertToAPIContainerStatuses). */
export function containerStatuses(input: StatusInput, init: boolean): ContainerStatus[] {
  const { pod, status } = input.worker;
  const containers = (init ? pod.spec.initContainers : pod.spec.containers) ?? [];
  const before = (init ? (status ?? pod.status)?.initContainerStatuses : (status ?? pod.status)?.containerStatuses) ?? [];
  const out = containers.map((container) =>
    statusOf(
      input,
      container,
      init,
      before.find(({ name }) => name === container.name),
    ),
  );
  return init ? out : out.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function statusOf(input: StatusInput, container: Container, init: boolean, old: ContainerStatus | undefined): ContainerStatus {
  const { worker, runtime } = input;
  const records = (runtime?.containers ?? []).filter(({ name }) => name === container.name);
  const newest = records.at(-1);
  const made = newest ? fromRuntime(input, container, newest, records.at(-2), old) : fromNothing(input, container, old);
  const waiting = withWaiting(worker, container, newest, init, made);
  return withReadiness(worker, container, newest, init, waiting);
}

function fromRuntime(
  { epochMs }: StatusInput,
  container: Container,
  record: ContainerRecord,
  former: ContainerRecord | undefined,
  old: ContainerStatus | undefined,
): ContainerStatus {
  const lastState = former
    ? { terminated: terminatedOf(former, epochMs) }
    : (old?.restartCount ?? 0) >= record.attempt && old?.lastState && record.attempt > 0
      ? old.lastState
      : {};
  return {
    name: container.name,
    state: stateOf(record, epochMs),
    lastState,
    ready: false,
    restartCount: record.attempt,
    image: fullName(record.image),
    imageID: record.imageID,
    containerID: `containerd://${record.id}`,
    ...(container.resources === undefined ? {} : { resources: container.resources }),
    ...(container.resources?.requests === undefined ? {} : { allocatedResources: container.resources.requests }),
    ...mountStatuses(container),
    user: { linux: linuxUser(record) },
  };
}

function linuxUser({ context }: ContainerRecord): { uid: number; gid: number; supplementalGroups: number[] } {
  const groups = groupsOf(context);
  return { uid: userOf(context).id, gid: groups[0] ?? 0, supplementalGroups: [...groups] };
}

/** containerd knows images by their full names: `docker.io/library/nginx:latest`. */
function fullName(image: string): string {
  const parsed = parseReference(image);
  return parsed.ok ? canonicalName(parsed.reference) : image;
}

function fromNothing({ worker }: StatusInput, container: Container, old: ContainerStatus | undefined): ContainerStatus {
  if (old?.state?.terminated) return old;
  const hasInit = (worker.pod.spec.initContainers ?? []).length > 0;
  const base: ContainerStatus = {
    name: container.name,
    state: { waiting: { reason: hasInit ? 'PodInitializing' : 'ContainerCreating' } },
    lastState: old?.lastState ?? {},
    ready: false,
    restartCount: old?.restartCount ?? 0,
    image: container.image ?? '',
    imageID: '',
    ...mountStatuses(container),
  };
  if (!old?.state?.running || base.lastState?.terminated) return base;
  // It was running and the runtime knows nothing of it: it must have ended.
  const message = 'The container could not be located when the pod was deleted.  The container used to be Running';
  const terminated = { reason: 'ContainerStatusUnknown', message, exitCode: 137 };
  return { ...base, lastState: { terminated }, restartCount: base.restartCount + (worker.pod.metadata.deletionTimestamp ? 0 : 1) };
}

/** A container that is to be started in the next sync and could not be so far is Waiting, with the reason. */
function withWaiting(worker: PodWorker, container: Container, record: ContainerRecord | undefined, init: boolean, status: ContainerStatus): ContainerStatus {
  if (init && record?.state === 'exited' && record.exitCode === 0 && !isSidecar(container)) return status;
  const reason = worker.reasons[container.name];
  if (!reason || !shouldBeStarted(container, worker.pod, record)) return status;
  const lastState: ContainerState = status.state?.terminated ? { terminated: status.state.terminated } : (status.lastState ?? {});
  return { ...status, lastState, state: { waiting: { reason: reason.reason, message: reason.message } } };
}

/** started and ready (upstream: prober manager, UpdatePodStatus). */
function withReadiness(worker: PodWorker, container: Container, record: ContainerRecord | undefined, init: boolean, status: ContainerStatus): ContainerStatus {
  if (init && !isSidecar(container)) {
    return extended(status, { started: status.state?.running !== undefined, ready: status.state?.terminated?.exitCode === 0 });
  }
  if (!status.state?.running || !record) return extended(status, { started: false, ready: false });
  const started = !container.startupProbe || probeResult(worker, container.name, 'startup', record.id) === 'success';
  const ready = started && (!container.readinessProbe || probeResult(worker, container.name, 'readiness', record.id) === 'success');
  return extended(status, { started, ready });
}

function stateOf(record: ContainerRecord, epochMs: number): ContainerState {
  if (record.state === 'created') return { waiting: {} };
  if (record.state === 'running') return { running: { startedAt: rfc3339(epochMs, record.startedAt as SimTime) } };
  return { terminated: terminatedOf(record, epochMs) };
}

function terminatedOf(record: ContainerRecord, epochMs: number): NonNullable<ContainerState['terminated']> {
  return {
    exitCode: record.exitCode ?? 0,
    ...(record.reason === undefined ? {} : { reason: record.reason }),
    ...(record.message === undefined ? {} : { message: record.message }),
    ...(record.startedAt === undefined ? {} : { startedAt: rfc3339(epochMs, record.startedAt) }),
    ...(record.finishedAt === undefined ? {} : { finishedAt: rfc3339(epochMs, record.finishedAt) }),
    containerID: `containerd://${record.id}`,
  };
}

function mountStatuses(container: Container): Pick<ContainerStatus, 'volumeMounts'> {
  if (!container.volumeMounts || container.volumeMounts.length === 0) return {};
  return {
    volumeMounts: container.volumeMounts.map(({ name, mountPath, readOnly }) => ({
      name,
      mountPath,
      ...(readOnly ? { readOnly, recursiveReadOnly: 'Disabled' } : {}),
    })),
  };
}
