import type { ContainerStatus, Pod } from '../../kinds/schema/types.gen.ts';
import type { PodState } from '../../wire/rows.ts';

/** What the picture and `kubectl get pods` show of a pod. */
export interface PodFace {
  readonly state: PodState;
  /** The STATUS column: `Running`, `ImagePullBackOff`, `Init:0/1`, … */
  readonly status: string;
  readonly ready: number;
  readonly containers: number;
  readonly restarts: number;
}

const memo = new WeakMap<Pod, PodFace>();

export function podFace(pod: Pod): PodFace {
  const known = memo.get(pod);
  if (known) return known;
  const printed = print(pod);
  const made: PodFace = { ...printed, state: stateOf(pod, printed) };
  memo.set(pod, made);
  return made;
}

type Printed = Omit<PodFace, 'state'> & { readonly initializing: boolean };

/** Upstream: pkg/printers/internalversion/printers.go, printPod. */
function print(pod: Pod): Printed {
  const sidecars = new Set((pod.spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always').map((c) => c.name));
  const containers = pod.spec.containers.length + sidecars.size;
  const gated = pod.status?.conditions?.some((c) => c.type === 'PodScheduled' && c.reason === 'SchedulingGated');
  const base = gated ? 'SchedulingGated' : pod.status?.reason || pod.status?.phase || '';
  const init = printInit(pod, sidecars, base);
  const initialized = pod.status?.conditions?.some((c) => c.type === 'Initialized' && c.status === 'True') ?? false;
  const main = init.initializing && !initialized ? undefined : printMain(pod, init.status);
  const status = ending(pod, main?.status ?? init.status);
  return {
    status,
    containers,
    initializing: main === undefined,
    ready: init.ready + (main?.ready ?? 0),
    restarts: main ? init.sidecarRestarts + main.restarts : init.restarts,
  };
}

function printInit(pod: Pod, sidecars: ReadonlySet<string>, base: string) {
  let [status, ready, restarts, sidecarRestarts] = [base, 0, 0, 0];
  const all = pod.status?.initContainerStatuses ?? [];
  for (const [i, container] of all.entries()) {
    restarts += container.restartCount;
    const sidecar = sidecars.has(container.name);
    if (sidecar) sidecarRestarts += container.restartCount;
    const { terminated, waiting } = container.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (sidecar && container.started) {
      if (container.ready) ready++;
      continue;
    }
    if (terminated) status = `Init:${exitText(terminated)}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') status = `Init:${waiting.reason}`;
    else status = `Init:${i}/${pod.spec.initContainers?.length ?? 0}`;
    return { status, ready, restarts, sidecarRestarts, initializing: true };
  }
  return { status, ready, restarts, sidecarRestarts, initializing: false };
}

function printMain(pod: Pod, base: string) {
  let [status, ready, restarts, running] = [base, 0, 0, false];
  for (const container of (pod.status?.containerStatuses ?? []).toReversed()) {
    restarts += container.restartCount;
    const { waiting, terminated } = container.state ?? {};
    if (waiting?.reason) status = waiting.reason;
    else if (terminated) status = exitText(terminated);
    else if (container.ready && container.state?.running) {
      running = true;
      ready++;
    }
  }
  if (status === 'Completed' && running) status = isReady(pod) ? 'Running' : 'NotReady';
  return { status, ready, restarts };
}

const exitText = (of: { readonly reason?: string; readonly signal?: number; readonly exitCode: number }): string =>
  of.reason || (of.signal ? `Signal:${of.signal}` : `ExitCode:${of.exitCode}`);

function ending(pod: Pod, status: string): string {
  if (!pod.metadata.deletionTimestamp) return status;
  if (pod.status?.reason === 'NodeLost') return 'Unknown';
  return isTerminal(pod) ? status : 'Terminating';
}

const isReady = (pod: Pod): boolean => pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false;
const isTerminal = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

const IMAGE_TROUBLES = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
]);

function stateOf(pod: Pod, printed: Printed): PodState {
  const phase = pod.status?.phase ?? 'Pending';
  if (printed.status === 'Unknown' || phase === 'Unknown') return 'unknown';
  if (printed.status === 'Terminating') return 'terminating';
  if (phase === 'Succeeded') return 'completed';
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  if (phase === 'Failed') return pod.status?.reason === 'Evicted' ? 'evicted' : isOomKilled(statuses) ? 'oomKilled' : 'failed';
  if (!pod.spec.nodeName) return 'unscheduled';
  if (statuses.some((s) => IMAGE_TROUBLES.has(s.state?.waiting?.reason ?? ''))) return 'imageTrouble';
  if (isOomKilled(statuses)) return 'oomKilled';
  if (statuses.some((s) => s.state?.waiting?.reason === 'CrashLoopBackOff')) return 'crashLoop';
  if (phase === 'Running') return isReady(pod) ? 'ready' : 'notReady';
  if (printed.initializing) return 'initialising';
  return statuses.length === 0 ? 'scheduled' : 'creating';
}

/** Killed for memory just now: not run again since. */
const isOomKilled = (statuses: readonly ContainerStatus[]): boolean => statuses.some((s) => s.state?.terminated?.reason === 'OOMKilled');
