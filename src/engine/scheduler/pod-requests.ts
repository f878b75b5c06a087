import { milliOf, wholeOf } from '../../kinds/quantity.ts';
import type { Container, PodSpec } from '../../kinds/schema/types.gen.ts';

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

type Amounts = Map<string, number>;

/** The requests a node must have room for (component-helpers resource.PodRequests). */
export function requestsOf(spec: PodSpec): Requests {
  const total = podAmounts(spec, (container) => amountsOf(container.resources?.requests));
  const scalars: [string, number][] = [];
  for (const [name, amount] of total)
    if (name !== 'cpu' && name !== 'memory' && name !== 'ephemeral-storage' && name !== 'pods' && amount !== 0) scalars.push([name, amount]);
  scalars.sort(([a], [b]) => (a < b ? -1 : 1));
  return { cpu: total.get('cpu') ?? 0, memory: total.get('memory') ?? 0, ephemeralStorage: total.get('ephemeral-storage') ?? 0, scalars };
}

/** cpu and memory as scoring counts them: containers that ask for nothing count as the defaults. */
export function nonZeroRequestsOf(spec: PodSpec): { readonly cpu: number; readonly memory: number } {
  const total = podAmounts(spec, (container) => {
    const amounts = amountsOf(container.resources?.requests);
    if (!amounts.has('cpu')) amounts.set('cpu', DEFAULT_CPU_MILLI);
    if (!amounts.has('memory')) amounts.set('memory', DEFAULT_MEMORY_BYTES);
    return amounts;
  });
  return { cpu: total.get('cpu') ?? 0, memory: total.get('memory') ?? 0 };
}

/**
 * Containers and sidecars run together; an init container runs with the sidecars started before it. What counts is the
 * greater of the two, then pod-level requests override, then overhead comes on top.
 */
function podAmounts(spec: PodSpec, of: (container: Container) => Amounts): Amounts {
  const running: Amounts = new Map();
  for (const container of spec.containers) add(running, of(container));
  const sidecars: Amounts = new Map();
  const peak: Amounts = new Map();
  for (const container of spec.initContainers ?? []) {
    const amounts = of(container);
    if (container.restartPolicy === 'Always') {
      add(running, amounts);
      add(sidecars, amounts);
      raise(peak, sidecars);
    } else {
      add(amounts, sidecars);
      raise(peak, amounts);
    }
  }
  raise(running, peak);
  for (const [name, amount] of amountsOf(spec.resources?.requests)) running.set(name, amount);
  add(running, amountsOf(spec.overhead));
  return running;
}

function amountsOf(list: Readonly<Record<string, string>> | undefined): Amounts {
  const out: Amounts = new Map();
  if (list) for (const name of Object.keys(list)) out.set(name, name === 'cpu' ? milliOf(list[name]) : wholeOf(list[name]));
  return out;
}

function add(to: Amounts, amounts: Amounts): void {
  for (const [name, amount] of amounts) to.set(name, (to.get(name) ?? 0) + amount);
}

function raise(to: Amounts, amounts: Amounts): void {
  for (const [name, amount] of amounts) if (amount > (to.get(name) ?? 0)) to.set(name, amount);
}
