import type { Container, ContainerStatus, Pod, PodStatus } from '../../../kinds/schema/types.gen.ts';
import { isSidecar, shouldRestart } from './restart.ts';

export type Phase = NonNullable<PodStatus['phase']>;

interface Counts {
  pendingInit: number;
  failedForGood: number;
  pendingSidecars: number;
  unknown: number;
  running: number;
  waiting: number;
  stopped: number;
  stoppedForGood: number;
  succeeded: number;
}

/**
 * The phase of a pod from the statuses of its containers (upstream: kubelet_pods.go, getPhase). `over`: its containers will not be
 * restarted whatever the policy (it is being deleted).
 */
export function phaseOf(pod: Pod, statuses: readonly ContainerStatus[], over: boolean, started: boolean): Phase {
  const n = count(pod, statuses);
  if (n.failedForGood > 0) return 'Failed';
  if (n.pendingInit > 0 || (n.pendingSidecars > 0 && !started) || n.waiting > 0) return 'Pending';
  if (n.running > 0 && n.unknown === 0) return 'Running';
  if (n.running === 0 && n.stopped > 0 && n.unknown === 0) {
    if (!over && n.stopped !== n.stoppedForGood) return 'Running';
    return n.stopped === n.succeeded ? 'Succeeded' : 'Failed';
  }
  return 'Pending';
}

function count(pod: Pod, statuses: readonly ContainerStatus[]): Counts {
  const n: Counts = { pendingInit: 0, failedForGood: 0, pendingSidecars: 0, unknown: 0, running: 0, waiting: 0, stopped: 0, stoppedForGood: 0, succeeded: 0 };
  const find = (name: string): ContainerStatus | undefined => statuses.find((status) => status.name === name);
  for (const container of pod.spec.initContainers ?? []) (isSidecar(container) ? countSidecar : countInit)(n, pod, container, find(container.name));
  for (const container of pod.spec.containers) countContainer(n, pod, container, find(container.name));
  return n;
}

function countInit(n: Counts, pod: Pod, container: Container, status: ContainerStatus | undefined): void {
  const ended = status?.state?.terminated ?? (status?.state?.waiting ? status.lastState?.terminated : undefined);
  if (!ended) n.pendingInit++;
  else if (ended.exitCode !== 0 && !shouldRestart(container, pod, ended.exitCode)) n.failedForGood++;
  else if (ended.exitCode !== 0 && status?.state?.terminated === undefined && status?.state?.waiting === undefined) n.pendingInit++;
}

function countSidecar(n: Counts, _pod: Pod, _container: Container, status: ContainerStatus | undefined): void {
  if (!status) n.unknown++;
  else if (status.state?.running) {
    if (status.started !== true) n.pendingSidecars++;
    n.running++;
  } else if (status.state?.waiting && !status.lastState?.terminated) {
    n.pendingSidecars++;
    n.waiting++;
  } else if (!status.state?.terminated && !status.state?.waiting) {
    n.pendingSidecars++;
    n.unknown++;
  }
}

function countContainer(n: Counts, pod: Pod, container: Container, status: ContainerStatus | undefined): void {
  if (!status) {
    n.unknown++;
    return;
  }
  if (status.state?.running) {
    n.running++;
    return;
  }
  const ended = status.state?.terminated ?? (status.state?.waiting ? status.lastState?.terminated : undefined);
  if (ended) {
    n.stopped++;
    if (!shouldRestart(container, pod, ended.exitCode)) n.stoppedForGood++;
    if (status.state?.terminated && ended.exitCode === 0) n.succeeded++;
  } else if (status.state?.waiting) n.waiting++;
  else n.unknown++;
}
