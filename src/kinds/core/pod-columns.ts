import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import type { Column } from '../kind.ts';
import { Recent } from '../recent.ts';
import type { ContainerState, ContainerStatus, Pod } from '../schema/types.gen.ts';

/** What `kubectl get pods` shows (printPod in pkg/printers/internalversion/printers.go). */
export interface PodSummary {
  readonly ready: number;
  readonly total: number;
  /** `Running`, `Init:0/1`, `CrashLoopBackOff`, `Terminating`, … */
  readonly reason: string;
  readonly restarts: number;
  /** When the last container that was restarted had ended. */
  readonly lastRestart: string | undefined;
}

/** Four columns of one row ask for it one after the other. */
const summaries = new Recent<PodSummary>(4);

function podSummary(pod: Pod): PodSummary {
  const known = summaries.get(pod);
  if (known) return known;
  const made = summarize(pod);
  if (Object.isFrozen(pod)) summaries.set(pod, made);
  return made;
}

const hasCondition = (pod: Pod, type: string): boolean => pod.status?.conditions?.some((one) => one.type === type && one.status === 'True') ?? false;
const later = (a: string | undefined, b: string | undefined): string | undefined => (a === undefined || (b !== undefined && b > a) ? b : a);

function summarize(pod: Pod): PodSummary {
  const { spec, status = {}, metadata } = pod;
  const sidecars = new Set((spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name));
  const total = (spec.containers ?? []).length + sidecars.size;
  let reason: string = status.reason || status.phase || '';
  if (status.conditions?.some((one) => one.type === 'PodScheduled' && one.reason === 'SchedulingGated')) reason = 'SchedulingGated';
  const init = initSummary(pod, sidecars);
  let { ready, restarts, lastRestart } = init;
  if (init.reason !== undefined) reason = init.reason;
  if (init.reason === undefined || hasCondition(pod, 'Initialized')) {
    const main = mainSummary(pod, reason);
    reason = main.reason;
    ready += main.ready;
    restarts = init.sidecarRestarts + main.restarts;
    lastRestart = later(init.lastSidecarRestart, main.lastRestart);
  }
  const terminal = status.phase === 'Succeeded' || status.phase === 'Failed';
  if (metadata.deletionTimestamp !== undefined && status.reason === 'NodeLost') reason = 'Unknown';
  else if (metadata.deletionTimestamp !== undefined && !terminal) reason = 'Terminating';
  return { ready, total, reason, restarts, lastRestart };
}

const endedReason = (state: ContainerState): string => {
  const { reason, signal, exitCode } = state.terminated as NonNullable<ContainerState['terminated']>;
  if (reason) return reason;
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`;
};

const lastEnd = (status: ContainerStatus): string | undefined => status.lastState?.terminated?.finishedAt;

/** `reason` is set while an init container holds the pod back. */
function initSummary(pod: Pod, sidecars: ReadonlySet<string>) {
  const out = {
    ready: 0,
    restarts: 0,
    lastRestart: undefined as string | undefined,
    sidecarRestarts: 0,
    lastSidecarRestart: undefined as string | undefined,
    reason: undefined as string | undefined,
  };
  for (const [i, status] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const isSidecar = sidecars.has(status.name);
    out.restarts += status.restartCount;
    out.lastRestart = later(out.lastRestart, lastEnd(status));
    if (isSidecar) {
      out.sidecarRestarts += status.restartCount;
      out.lastSidecarRestart = later(out.lastSidecarRestart, lastEnd(status));
    }
    const state = status.state ?? {};
    if (state.terminated?.exitCode === 0) continue;
    if (isSidecar && status.started === true) {
      if (status.ready) out.ready++;
      continue;
    }
    const waiting = state.waiting?.reason;
    if (state.terminated) out.reason = `Init:${endedReason(state)}`;
    else if (waiting && waiting !== 'PodInitializing') out.reason = `Init:${waiting}`;
    else out.reason = `Init:${i}/${(pod.spec.initContainers ?? []).length}`;
    break;
  }
  return out;
}

function mainSummary(pod: Pod, before: string): { reason: string; ready: number; restarts: number; lastRestart: string | undefined } {
  let [reason, ready, restarts, running] = [before, 0, 0, false];
  let lastRestart: string | undefined;
  for (const status of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    restarts += status.restartCount;
    lastRestart = later(lastRestart, lastEnd(status));
    const state = status.state ?? {};
    if (state.waiting?.reason) reason = state.waiting.reason;
    else if (state.terminated) reason = endedReason(state);
    else if (status.ready && state.running) {
      running = true;
      ready++;
    }
  }
  // One container has completed, another is still at work.
  if (reason === 'Completed' && running) reason = hasCondition(pod, 'Ready') ? 'Running' : 'NotReady';
  return { reason, ready, restarts, lastRestart };
}

function readinessGates(pod: Pod): string {
  const gates = pod.spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  return `${gates.filter(({ conditionType }) => hasCondition(pod, conditionType)).length}/${gates.length}`;
}

export const podColumns: readonly Column<Pod>[] = [
  nameColumn(),
  textColumn('Ready', 'The aggregate readiness state of this pod for accepting traffic.', (pod: Pod) => `${podSummary(pod).ready}/${podSummary(pod).total}`),
  textColumn('Status', 'The aggregate status of the containers in this pod.', (pod: Pod) => podSummary(pod).reason),
  textColumn(
    'Restarts',
    'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
    (pod: Pod, now) => {
      const { restarts, lastRestart } = podSummary(pod);
      return restarts === 0 || lastRestart === undefined ? String(restarts) : `${restarts} (${now.age(lastRestart)} ago)`;
    },
  ),
  ageColumn(),
  textColumn('IP', 'podIP address allocated to the pod.', (pod: Pod) => pod.status?.podIPs?.[0]?.ip ?? (pod.status?.podIP || '<none>'), 1),
  textColumn('Node', 'NodeName is a request to schedule this pod onto a specific node.', (pod: Pod) => pod.spec.nodeName || '<none>', 1),
  textColumn(
    'Nominated Node',
    'nominatedNodeName is set only when this pod preempts other pods on the node, but it cannot be scheduled right away as preemption victims receive their graceful termination periods.',
    (pod: Pod) => pod.status?.nominatedNodeName || '<none>',
    1,
  ),
  textColumn('Readiness Gates', 'If specified, all readiness gates will be evaluated for pod readiness.', readinessGates, 1),
];
