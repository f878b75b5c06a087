import { at, seconds, type SimTime } from '../../base/time.ts';
import { nodeCount, schedulerCache } from './cache.ts';
import { control, isRunning, setControl } from './control.ts';
import { feasibleNodesToFind } from './filter.ts';
import { MAX_UNSCHEDULABLE_US, nextBackoffEnd, nextPod, schedulingQueue, takePod } from './queue.ts';
import type { Sim } from '../sim/sim.ts';

/** What the scheduler needs to think about one pod: a fixed part and a part per node it looks at (16 of them at a time). */
const CYCLE_US = 1_000;
const PER_NODE_US = 1;

/** Takes the next pod, if none is being scheduled, and plans the end of back-offs. Called whenever the queue changed. */
export function kick(sim: Sim): void {
  if (!isRunning(sim)) return;
  const { busy, life } = sim.get(control);
  const queue = sim.get(schedulingQueue);
  const next = busy === undefined ? nextPod(queue) : undefined;
  if (next) {
    sim.set(schedulingQueue, takePod(queue, next));
    setControl(sim, { busy: next.key });
    const examined = feasibleNodesToFind(nodeCount(sim.get(schedulerCache)));
    sim.schedule({ after: CYCLE_US + examined * PER_NODE_US, to: 'scheduler.cycle', args: { key: next.key, uid: next.uid, life }, cause: next.cause });
  }
  planTick(sim);
}

/** Back-offs are looked at every second (flushBackoffQCompleted). */
function planTick(sim: Sim): void {
  const end = nextBackoffEnd(sim.get(schedulingQueue));
  if (end === undefined) return;
  const due = at(Math.max(Math.ceil(end / seconds(1)) * seconds(1), sim.now + 1));
  const { tickAt, life } = sim.get(control);
  if (tickAt !== 0 && tickAt <= due) return;
  setControl(sim, { tickAt: due });
  sim.schedule({ at: due, to: 'scheduler.tick', args: { life }, background: oldTrouble(sim) });
}

/** From the third try on, waiting out a back-off is old news and keeps nobody from being quiet. */
function oldTrouble(sim: Sim): boolean {
  const queue = sim.get(schedulingQueue);
  for (const part of [queue.backoff, queue.errorBackoff]) for (const key of part.values()) if ((queue.pods.get(key)?.attempts ?? 0) < 3) return false;
  return true;
}

const FLUSH_EVERY_US = seconds(30);

/** Plans a look at pods that have waited for too long; once a pod waits, one look is always planned. */
export function planFlush(sim: Sim, waitingSince: SimTime): void {
  const { flushAt, life } = sim.get(control);
  if (flushAt !== 0) return;
  const due = at(Math.ceil((waitingSince + MAX_UNSCHEDULABLE_US + 1) / FLUSH_EVERY_US) * FLUSH_EVERY_US);
  setControl(sim, { flushAt: due });
  sim.schedule({ at: due, to: 'scheduler.flush', args: { life }, background: true });
}
