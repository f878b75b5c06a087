import { byText } from '../../base/order.ts';
import { addQuantities, formatQuantity, milliValue, type Quantity, quantity, wholeValue } from '../../kinds/quantity.ts';
import type { Node, Pod } from '../../kinds/schema/types.gen.ts';
import { since } from './clock.ts';
import { type Lines, table } from './lines.ts';
import { podLimits, podRequests, type Quantities } from './pod-amounts.ts';

/** What the pods of a node ask for and may take (upstream: describeNodeResource). */
export function podsOfNode({ status }: Node, pods: readonly Pod[], now: string): Lines {
  const allocatable = status?.allocatable && Object.keys(status.allocatable).length > 0 ? status.allocatable : (status?.capacity ?? {});
  const rows = pods.map((pod) => podRow(pod, allocatable, now));
  return [
    `Non-terminated Pods:\t(${pods.length} in total)`,
    '  Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge',
    '  ---------\t----\t\t------------\t----------\t---------------\t-------------\t---',
    ...rows,
    'Allocated resources:',
    '  (Total limits may be over 100 percent, i.e., overcommitted.)',
    ...table(undefined, ['Resource', 'Requests', 'Limits'], totals(pods, allocatable)),
  ];
}

type Texts = Readonly<Record<string, string>>;

function podRow(pod: Pod, allocatable: Texts, now: string): string {
  const [requests, limits] = [podRequests(pod), podLimits(pod)];
  const cells = (['cpu', 'memory'] as const).flatMap((name) => [requests, limits].map((of) => share(of.get(name), name, allocatable, 'pod')));
  return `  ${[pod.metadata.namespace ?? '', pod.metadata.name, '', ...cells, since(pod.metadata.creationTimestamp, now)].join('\t')}`;
}

/** int64 of what is no number, in Go on amd64. */
const NOT_A_NUMBER = '-9223372036854775808';

/** `250m (6%)`. Of nothing allocatable: 0 in sums, but not in the row of a pod. */
function share(amount: Quantity | undefined, name: string, allocatable: Texts, where: 'pod' | 'sum'): string {
  const value = name === 'cpu' ? milliValue : wholeValue;
  const [part, all] = [amount ?? quantity(undefined), quantity(allocatable[name])];
  const percent = (value(part) / value(all)) * 100;
  const whole = Number.isFinite(percent) ? String(Math.trunc(percent)) : where === 'sum' ? '0' : NOT_A_NUMBER;
  return `${formatQuantity(part)} (${whole}%)`;
}

function totals(pods: readonly Pod[], allocatable: Texts): readonly (readonly string[])[] {
  const requests = sumOf(pods.map(podRequests));
  const limits = sumOf(pods.map(podLimits));
  const names = Object.keys(allocatable).sort(byText);
  const shared = ['cpu', 'memory', 'ephemeral-storage', ...names.filter((name) => name.startsWith('hugepages-'))];
  const extended = names.filter((name) => !shared.includes(name) && name !== 'pods');
  return [
    ...shared.map((name) => [name, share(requests.get(name), name, allocatable, 'sum'), share(limits.get(name), name, allocatable, 'sum')]),
    ...extended.map((name) => [name, formatQuantity(requests.get(name) ?? quantity(undefined)), formatQuantity(limits.get(name) ?? quantity(undefined))]),
  ];
}

function sumOf(all: readonly Quantities[]): Quantities {
  const sum = new Map<string, Quantity>();
  for (const amounts of all)
    for (const [name, amount] of amounts) {
      const before = sum.get(name);
      sum.set(name, before ? addQuantities(before, amount) : amount);
    }
  return sum;
}
