import { milliOf, wholeOf } from '../../../kinds/quantity.ts';
import type { Container, Node, NodeSelectorTerm, Pod } from '../../../kinds/schema/types.gen.ts';
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

const READERS: readonly (readonly [string, (text: string | undefined) => number])[] = [
  ['cpu', milliOf],
  ['memory', wholeOf],
  ['ephemeral-storage', wholeOf],
];

function lackOf(object: Node, pod: Pod, others: readonly Pod[]): Refusal | undefined {
  const allocatable = object.status?.allocatable ?? {};
  const most = wholeOf(allocatable['pods']);
  if (others.length + 1 > most) return outOf('pods', 1, others.length, most);
  for (const [resource, read] of READERS) {
    const requested = asked(pod, resource, read);
    if (requested === 0) continue;
    const used = others.reduce((sum, other) => sum + asked(other, resource, read), 0);
    const capacity = read(allocatable[resource]);
    if (requested > capacity - used) return outOf(resource, requested, used, capacity);
  }
  return undefined;
}

const outOf = (resource: string, requested: number, used: number, capacity: number): Refusal => ({
  reason: `OutOf${resource}`,
  message: `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
});

/** max(sum of containers and sidecars, the hungriest moment of initialisation) + overhead. */
function asked(pod: Pod, resource: string, read: (text: string | undefined) => number): number {
  const of = (container: Container): number => read(container.resources?.requests?.[resource]);
  let sidecars = 0;
  let peak = 0;
  for (const container of pod.spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') sidecars += of(container);
    peak = Math.max(peak, sidecars + (container.restartPolicy === 'Always' ? 0 : of(container)));
  }
  const running = pod.spec.containers.reduce((sum, container) => sum + of(container), sidecars);
  return Math.max(running, peak) + read(pod.spec.overhead?.[resource]);
}

function mismatchOf(object: Node, pod: Pod, others: readonly Pod[]): Refusal | undefined {
  const labels = object.metadata.labels ?? {};
  const selector = Object.entries(pod.spec.nodeSelector ?? {}).every(([key, value]) => labels[key] === value);
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!selector || (terms && !terms.some((term) => matchesTerm(term, object)))) return { reason: 'NodeAffinity', message: 'Predicate NodeAffinity failed' };
  const ports = new Set(others.flatMap(hostPorts));
  if (hostPorts(pod).some((port) => ports.has(port))) return { reason: 'NodePorts', message: 'Predicate NodePorts failed' };
  const taint = (object.spec?.taints ?? []).find(({ effect, key, value }) => effect === 'NoExecute' && !tolerates(pod, key, value ?? ''));
  return taint && { reason: 'TaintToleration', message: 'Predicate TaintToleration failed' };
}

const hostPorts = (pod: Pod): string[] =>
  pod.spec.containers.flatMap(({ ports }) =>
    (ports ?? []).filter(({ hostPort }) => hostPort).map(({ hostPort, protocol }) => `${protocol ?? 'TCP'}/${hostPort}`),
  );

const tolerates = (pod: Pod, key: string, value: string): boolean =>
  (pod.spec.tolerations ?? []).some(
    (toleration) =>
      (toleration.effect === undefined || toleration.effect === 'NoExecute') &&
      (toleration.key === undefined || toleration.key === key) &&
      (toleration.operator === 'Exists' || (toleration.key === key && (toleration.value ?? '') === value)),
  );

function matchesTerm(term: NodeSelectorTerm, object: Node): boolean {
  const labels = object.metadata.labels ?? {};
  const fields: Readonly<Record<string, string>> = { 'metadata.name': object.metadata.name };
  const all = [...(term.matchExpressions ?? []).map((rule) => ({ ...rule, in: labels })), ...(term.matchFields ?? []).map((rule) => ({ ...rule, in: fields }))];
  if (all.length === 0) return false;
  return all.every(({ key, operator, values = [], in: where }) => {
    const value = Object.hasOwn(where, key) ? where[key] : undefined;
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value);
      case 'NotIn':
        return value === undefined || !values.includes(value);
      case 'Exists':
        return value !== undefined;
      case 'DoesNotExist':
        return value === undefined;
      case 'Gt':
        return value !== undefined && Number(value) > Number(values[0]);
      case 'Lt':
        return value !== undefined && Number(value) < Number(values[0]);
      default:
        return false;
    }
  });
}
