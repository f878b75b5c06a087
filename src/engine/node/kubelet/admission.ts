import { matchesNodeSelector } from '../../../kinds/core/node-selector.ts';
import { requestsOf } from '../../../kinds/core/pod-requests.ts';
import { isTolerated } from '../../../kinds/core/toleration.ts';
import { milliOf, wholeOf } from '../../../kinds/quantity.ts';
import type { Node, Pod } from '../../../kinds/schema/types.gen.ts';
import type { SortedMap } from '../../../base/sorted-map.ts';
import type { PodWorker } from './state.ts';

export interface Refusal {
  readonly reason: string;
  readonly message: string;
}

/**
 * Whether the node can take a pod that was bound to it: the checks of the scheduler that matter to a kubelet, once more (upstream:
 * pkg/kubelet/lifecycle/predicate.go). Undefined = it can.
 */
export function refusalOf(workers: SortedMap<PodWorker>, object: Node | undefined, pod: Pod): Refusal | undefined {
  if (!object) return undefined;
  const others = [...workers.values()]
    .filter(({ uid, admitted, phase }) => uid !== pod.metadata.uid && admitted && phase !== 'finished' && phase !== 'terminated')
    .map((worker) => worker.pod);
  return lackOf(object, pod, others) ?? mismatchOf(object, pod, others);
}

const RESOURCES: readonly (readonly [string, 'cpu' | 'memory' | 'ephemeralStorage', (text: string | undefined) => number])[] = [
  ['cpu', 'cpu', milliOf],
  ['memory', 'memory', wholeOf],
  ['ephemeral-storage', 'ephemeralStorage', wholeOf],
];

function lackOf(object: Node, pod: Pod, others: readonly Pod[]): Refusal | undefined {
  const allocatable = object.status?.allocatable ?? {};
  const most = wholeOf(allocatable['pods']);
  if (others.length + 1 > most) return outOf('pods', 1, others.length, most);
  for (const [resource, field, read] of RESOURCES) {
    const requested = requestsOf(pod.spec)[field];
    if (requested === 0) continue;
    const used = others.reduce((sum, other) => sum + requestsOf(other.spec)[field], 0);
    const capacity = read(allocatable[resource]);
    if (requested > capacity - used) return outOf(resource, requested, used, capacity);
  }
  return undefined;
}

const outOf = (resource: string, requested: number, used: number, capacity: number): Refusal => ({
  reason: `OutOf${resource}`,
  message: `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
});

function mismatchOf(object: Node, pod: Pod, others: readonly Pod[]): Refusal | undefined {
  const labels = object.metadata.labels ?? {};
  const selector = Object.entries(pod.spec.nodeSelector ?? {}).every(([key, value]) => labels[key] === value);
  const affinity = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (!selector || (affinity && !matchesNodeSelector(affinity, { name: object.metadata.name, labels })))
    return failed('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
  const ports = new Set(others.flatMap(hostPorts));
  if (hostPorts(pod).some((port) => ports.has(port))) return failed('NodePorts', "node(s) didn't have free ports for the requested pod ports");
  const taint = (object.spec?.taints ?? []).find((one) => one.effect === 'NoExecute' && !isTolerated(one, pod.spec.tolerations ?? []));
  return taint && failed('TaintToleration', "node(s) had taints that the pod didn't tolerate");
}

const failed = (reason: string, why: string): Refusal => ({ reason, message: `Predicate ${reason} failed: ${why}` });

const hostPorts = (pod: Pod): string[] =>
  pod.spec.containers.flatMap(({ ports }) =>
    (ports ?? []).filter(({ hostPort }) => hostPort).map(({ hostPort, protocol }) => `${protocol ?? 'TCP'}/${hostPort}`),
  );
