import type { Container, Pod } from '../../../kinds/schema/types.gen.ts';
import type { ContainerRecord } from '../runtime/records.ts';

/** A sidecar: an init container that stays. */
export const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always';

/** Whether a container that ended with this code is started again: its rules, then its own policy, then the pod's (upstream: podutil.ContainerShouldRestart). */
export function shouldRestart(container: Container, pod: Pod, exitCode: number): boolean {
  if (container.restartPolicy !== undefined) {
    const rule = container.restartPolicyRules?.find(({ exitCodes }) => {
      const named = exitCodes?.values?.includes(exitCode) ?? false;
      return exitCodes !== undefined && (exitCodes.operator === 'In' ? named : !named);
    });
    // Simplified: RestartAllContainers starts only this container again; the real kubelet stops all containers of the pod and begins with the init containers.
    if (rule) return true;
    return byPolicy(container.restartPolicy, exitCode);
  }
  return byPolicy(pod.spec.restartPolicy ?? 'Always', exitCode);
}

const byPolicy = (policy: string, exitCode: number): boolean => policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);

/** Whether a container should be running and is not (upstream: kubecontainer.ShouldContainerBeRestarted). */
export function shouldBeStarted(container: Container, pod: Pod, record: ContainerRecord | undefined): boolean {
  if (pod.metadata.deletionTimestamp) return false;
  if (!record) return true;
  if (record.state === 'running') return false;
  if (record.state === 'created') return true;
  return shouldRestart(container, pod, record.exitCode ?? 0);
}

/** Whether a container of this pod that has to be killed comes back. */
export const restartsAfterKill = (container: Container, pod: Pod): boolean => shouldRestart(container, pod, 137);

export const allContainers = (pod: Pod): readonly Container[] => [...(pod.spec.initContainers ?? []), ...pod.spec.containers];

export function containerSpec({ spec }: Pod, name: string): Container | undefined {
  for (const container of spec.containers) if (container.name === name) return container;
  for (const container of spec.initContainers ?? []) if (container.name === name) return container;
  return undefined;
}

const isInit = (pod: Pod, name: string): boolean => (pod.spec.initContainers ?? []).some((container) => container.name === name);

/** `spec.containers{nginx}`: what the events of a container are about. */
export const fieldPath = (pod: Pod, name: string): string => `spec.${isInit(pod, name) ? 'initContainers' : 'containers'}{${name}}`;
