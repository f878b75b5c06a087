import { addQuantities, compareQuantities, formatQuantity, milliOf, quantity, wholeOf } from '../quantity.ts';
import { Recent } from '../recent.ts';
import type { Container, PodSpec } from '../schema/types.gen.ts';

/** What a pod asks of a node. cpu in millicores, memory and storage in bytes, the rest in whole units. */
export interface Requests {
  readonly cpu: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
  /** Extended resources, hugepages, …: sorted by name, none of them zero. */
  readonly scalars: readonly (readonly [string, number])[];
}

/** Scoring treats a container without requests as if it asked for this much (pkg/scheduler/util: DefaultMilliCPURequest, DefaultMemoryRequest). */
const DEFAULT_CPU_MILLI = 100;
const DEFAULT_MEMORY_BYTES = 200 * 1024 * 1024;

const recent = new Recent<Requests>();

/** The requests a node must have room for (component-helpers resource.PodRequests). */
export function requestsOf(spec: PodSpec): Requests {
  const known = recent.get(spec);
  if (known) return known;
  const made = summary(podSum(spec, ({ resources }) => amountsOf(resources?.requests)));
  if (Object.isFrozen(spec)) recent.set(spec, made);
  return made;
}

function summary(total: Amounts<number>): Requests {
  const scalars: [string, number][] = [];
  for (const [name, amount] of total)
    if (name !== 'cpu' && name !== 'memory' && name !== 'ephemeral-storage' && name !== 'pods' && amount !== 0) scalars.push([name, amount]);
  scalars.sort(([a], [b]) => (a < b ? -1 : 1));
  return { cpu: total.get('cpu') ?? 0, memory: total.get('memory') ?? 0, ephemeralStorage: total.get('ephemeral-storage') ?? 0, scalars };
}

/** cpu and memory as scoring counts them: containers that ask for nothing count as the defaults. */
export function nonZeroRequestsOf(spec: PodSpec): { readonly cpu: number; readonly memory: number } {
  const total = podSum(spec, ({ resources }) => {
    const amounts = amountsOf(resources?.requests);
    if (!amounts.has('cpu')) amounts.set('cpu', DEFAULT_CPU_MILLI);
    if (!amounts.has('memory')) amounts.set('memory', DEFAULT_MEMORY_BYTES);
    return amounts;
  });
  return { cpu: total.get('cpu') ?? 0, memory: total.get('memory') ?? 0 };
}

/** Requests of the containers alone, as exact quantities: without what the pod as a whole asks for, without overhead. */
export const containerRequests = (spec: PodSpec): ReadonlyMap<string, string> =>
  sumOfContainers(spec, ({ resources }) => new Map(Object.entries(resources?.requests ?? {})), EXACT);

type Amounts<Q> = Map<string, Q>;

interface Count<Q> {
  readonly plus: (a: Q, b: Q) => Q;
  readonly isMore: (a: Q, b: Q) => boolean;
}
const NUMBERS: Count<number> = { plus: (a, b) => a + b, isMore: (a, b) => a > b };
const EXACT: Count<string> = {
  plus: (a, b) => formatQuantity(addQuantities(quantity(a), quantity(b))),
  isMore: (a, b) => compareQuantities(quantity(a), quantity(b)) > 0,
};

/** Requests of the pod as a whole override, then overhead comes on top. */
function podSum(spec: PodSpec, of: (container: Container) => Amounts<number>): Amounts<number> {
  const sum = sumOfContainers(spec, of, NUMBERS);
  for (const [name, amount] of amountsOf(spec.resources?.requests)) sum.set(name, amount);
  add(sum, amountsOf(spec.overhead), NUMBERS);
  return sum;
}

/**
 * Containers and sidecars run together; an init container runs with the sidecars started before it. What counts is the
 * greater of the two.
 */
function sumOfContainers<Q>(spec: PodSpec, of: (container: Container) => Amounts<Q>, count: Count<Q>): Amounts<Q> {
  const running: Amounts<Q> = new Map();
  for (const container of spec.containers ?? []) add(running, of(container), count);
  const sidecars: Amounts<Q> = new Map();
  const peak: Amounts<Q> = new Map();
  for (const container of spec.initContainers ?? []) {
    const amounts = of(container);
    if (container.restartPolicy === 'Always') {
      add(running, amounts, count);
      add(sidecars, amounts, count);
      raise(peak, sidecars, count);
    } else {
      add(amounts, sidecars, count);
      raise(peak, amounts, count);
    }
  }
  raise(running, peak, count);
  return running;
}

function amountsOf(list: Readonly<Record<string, string>> | undefined): Amounts<number> {
  const out: Amounts<number> = new Map();
  if (list) for (const name of Object.keys(list)) out.set(name, name === 'cpu' ? milliOf(list[name]) : wholeOf(list[name]));
  return out;
}

function add<Q>(to: Amounts<Q>, amounts: Amounts<Q>, { plus }: Count<Q>): void {
  for (const [name, amount] of amounts) {
    const before = to.get(name);
    to.set(name, before === undefined ? amount : plus(before, amount));
  }
}

function raise<Q>(to: Amounts<Q>, amounts: Amounts<Q>, { isMore }: Count<Q>): void {
  for (const [name, amount] of amounts) {
    const before = to.get(name);
    if (before === undefined || isMore(amount, before)) to.set(name, amount);
  }
}
