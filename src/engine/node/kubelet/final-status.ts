import type { ContainerStatus, Pod, PodStatus } from '../../../kinds/schema/types.gen.ts';
import { isSidecar } from './restart.ts';

/**
 * The last status of a pod whose containers are all gone (upstream: TerminatePod in pkg/kubelet/status/status_manager.go): a phase it ends with, and no container
 * of which it would be unknown how it ended. The same object when there is nothing to change.
 */
export function finalStatus(pod: Pod, status: PodStatus): PodStatus {
  const main = status.containerStatuses ?? [];
  const init = status.initContainerStatuses ?? [];
  const nextMain = isInitialized(pod, status) ? main.map(ended) : main;
  const begun = begunInit(init);
  const nextInit = init.map((one, i) => (i < begun ? ended(one) : one));
  const phase = status.phase === 'Succeeded' || status.phase === 'Failed' ? status.phase : 'Failed';
  if (phase === status.phase && nextMain.every((one, i) => one === main[i]) && nextInit.every((one, i) => one === init[i])) return status;
  return { ...status, phase, ...(init.length > 0 ? { initContainerStatuses: nextInit } : {}), ...(main.length > 0 ? { containerStatuses: nextMain } : {}) };
}

const LOST = { reason: 'ContainerStatusUnknown', message: 'The container could not be located when the pod was terminated', exitCode: 137 };

const ended = (status: ContainerStatus): ContainerStatus => (status.state?.terminated ? status : { ...status, state: { terminated: LOST } });

/** hasPodInitialized: no sign that a regular container was ever due means they stay Waiting. */
function isInitialized({ spec }: Pod, { containerStatuses, initContainerStatuses }: PodStatus): boolean {
  const last = spec.initContainers?.at(-1);
  if (!last) return true;
  if (containerStatuses?.some(({ state, lastState }) => lastState?.terminated !== undefined || state?.waiting === undefined)) return true;
  const status = initContainerStatuses?.find(({ name }) => name === last.name);
  if (isSidecar(last)) return status?.state?.running !== undefined && status.started === true;
  return status?.lastState?.terminated?.exitCode === 0 || status?.state?.terminated?.exitCode === 0;
}

/** initializedContainers: how many init containers have been tried at least once; the first always counts. */
function begunInit(statuses: readonly ContainerStatus[]): number {
  for (let i = statuses.length - 1; i >= 0; i--) {
    const { state, lastState } = statuses[i]!;
    if (state?.waiting === undefined || lastState?.terminated !== undefined) return i + 1;
  }
  return Math.min(statuses.length, 1);
}
