import type { Heap } from '../base/heap.ts';
import type { Sim, SimEvent } from '../engine/sim/sim.ts';
import type { ClusterFactory, Wait } from './cluster-factory.ts';

/**
 * The next thing that matters: the first event in the queue that is work, or what a component says it waits for, whichever
 * comes first. Undefined when nothing is waited for (a quiet cluster, with or without traffic).
 */
export function nextWait(sim: Sim, factory: ClusterFactory): Wait | undefined {
  const said = factory.waits?.(sim)[0];
  const work = sim.workPending > 0 ? firstWork(sim.checkpoint().queue) : undefined;
  if (!work) return said;
  return said && said.until < work.at ? said : { until: work.at, why: work.to };
}

/** Memo by queue, which is immutable. */
const memo = new WeakMap<Heap<SimEvent>, SimEvent>();

function firstWork(queue: Heap<SimEvent>): SimEvent | undefined {
  const known = memo.get(queue);
  if (known) return known;
  let first: SimEvent | undefined;
  for (const event of queue.items()) if (!event.background && (!first || event.at < first.at || (event.at === first.at && event.seq < first.seq))) first = event;
  if (first) memo.set(queue, first);
  return first;
}
