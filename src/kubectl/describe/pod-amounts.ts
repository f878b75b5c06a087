import { addQuantities, compareQuantities, type Quantity, quantity } from '../../kinds/quantity.ts';
import type { Container, ContainerStatus, Pod } from '../../kinds/schema/types.gen.ts';

/**
 * What a pod asks for and may take, as exact quantities (kubectl pkg/util/resource: PodRequestsAndLimits). kubectl 1.35 counts containers and
 * overhead; what is asked for the pod as a whole it leaves out.
 */
export type Quantities = ReadonlyMap<string, Quantity>;

export function podRequests(pod: Pod): Quantities {
  const isInfeasible = (pod.status?.conditions ?? []).some(({ type, reason }) => type === 'PodResizePending' && reason === 'Infeasible');
  // While a container is resized, the most of what it has and what it shall have counts.
  const sum = containerSum(pod, (container, status) =>
    greatest([...(isInfeasible && status ? [] : [container.resources?.requests]), status?.resources?.requests, status?.allocatedResources]),
  );
  for (const [name, amount] of greatest([pod.spec.overhead])) add(sum, name, amount);
  return sum;
}

export function podLimits(pod: Pod): Quantities {
  const sum = containerSum(pod, ({ resources }) => greatest([resources?.limits]));
  // Overhead comes on top of limits there are.
  for (const [name, amount] of greatest([pod.spec.overhead])) if (sum.get(name)?.nanos) add(sum, name, amount);
  return sum;
}

type Texts = Readonly<Record<string, string>> | undefined;
type Sum = Map<string, Quantity>;

/** Containers and sidecars run together; an init container runs with the sidecars started before it; the greater counts. */
function containerSum({ spec, status }: Pod, of: (container: Container, status: ContainerStatus | undefined) => Quantities): Sum {
  const statusOf = (list: readonly ContainerStatus[] | undefined, name: string) => list?.find((one) => one.name === name);
  const running: Sum = new Map();
  for (const container of spec.containers ?? []) addAll(running, of(container, statusOf(status?.containerStatuses, container.name)));
  const sidecars: Sum = new Map();
  const peak: Sum = new Map();
  for (const container of spec.initContainers ?? []) {
    const amounts: Sum = new Map(of(container, statusOf(status?.initContainerStatuses, container.name)));
    if (container.restartPolicy === 'Always') {
      addAll(running, amounts);
      addAll(sidecars, amounts);
      raise(peak, sidecars);
    } else {
      addAll(amounts, sidecars);
      raise(peak, amounts);
    }
  }
  raise(running, peak);
  return running;
}

function greatest(lists: readonly Texts[]): Quantities {
  const most: Sum = new Map();
  for (const texts of lists) raise(most, new Map(Object.entries(texts ?? {}).map(([name, text]) => [name, quantity(text)])));
  return most;
}

function add(to: Sum, name: string, amount: Quantity): void {
  const before = to.get(name);
  to.set(name, before ? addQuantities(before, amount) : amount);
}

function addAll(to: Sum, amounts: Quantities): void {
  for (const [name, amount] of amounts) add(to, name, amount);
}

function raise(to: Sum, amounts: Quantities): void {
  for (const [name, amount] of amounts) {
    const before = to.get(name);
    if (!before || compareQuantities(amount, before) > 0) to.set(name, amount);
  }
}
