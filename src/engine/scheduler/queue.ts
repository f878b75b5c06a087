import { SortedMap } from '../../base/sorted-map.ts';
import { at, seconds, type SimTime } from '../../base/time.ts';
import { slot } from '../sim/slot.ts';
import type { PluginName } from './framework.ts';
import { padded, prioritySortKey } from './plugins/priority-sort.ts';

/**
 * The scheduling queue (pkg/scheduler/backend/queue): pods ready to be tried, pods that sit out a back-off, pods nothing can be
 * done for until the cluster changes. Pure functions over persistent data.
 */
export interface SchedulingQueue {
  readonly pods: SortedMap<QueuedPod>;
  /** Sort key → pod. */
  readonly active: SortedMap<string>;
  /** Sort key beginning with the time the back-off ends → pod. Those that failed by an error apart: they are never taken early. */
  readonly backoff: SortedMap<string>;
  readonly errorBackoff: SortedMap<string>;
  /** Plugin → pods it refused that wait for a change. */
  readonly waiting: SortedMap<SortedMap<true>>;
  readonly seq: number;
}

export interface QueuedPod {
  readonly key: string;
  readonly uid: string;
  readonly priority: number;
  readonly where: 'active' | 'backoff' | 'unschedulable' | 'gated' | 'inFlight';
  /** When it came to the queue, or was last found unschedulable. */
  readonly since: SimTime;
  readonly attempts: number;
  /** How often it was refused, and how often in a row an error came instead. */
  readonly refusals: number;
  readonly errors: number;
  /** Who refused it last. */
  readonly plugins: readonly PluginName[];
  /** Its place in `active`, `backoff` or `errorBackoff`. */
  readonly sortKey: string;
  /** The happening that brought it where it is. */
  readonly cause: number;
}

const INITIAL_BACKOFF_US = seconds(1);
const MAX_BACKOFF_US = seconds(10);
/** Nothing stays unschedulable for longer than this without being tried again. */
export const MAX_UNSCHEDULABLE_US = seconds(300);

export const EMPTY_QUEUE: SchedulingQueue = {
  pods: SortedMap.empty(),
  active: SortedMap.empty(),
  backoff: SortedMap.empty(),
  errorBackoff: SortedMap.empty(),
  waiting: SortedMap.empty(),
  seq: 0,
};

/** Written out, so that all versions of it have one hidden class. */
const changed = (queue: SchedulingQueue, change: Partial<SchedulingQueue>): SchedulingQueue => ({
  pods: change.pods ?? queue.pods,
  active: change.active ?? queue.active,
  backoff: change.backoff ?? queue.backoff,
  errorBackoff: change.errorBackoff ?? queue.errorBackoff,
  waiting: change.waiting ?? queue.waiting,
  seq: change.seq ?? queue.seq,
});

export const schedulingQueue = slot<SchedulingQueue>('scheduler/queue', () => EMPTY_QUEUE);

/** What is known of a pod that comes to the queue. */
export type Newcomer = Pick<QueuedPod, 'key' | 'uid' | 'priority' | 'cause'>;

export function addPod(queue: SchedulingQueue, pod: Newcomer, now: SimTime, gated: boolean): SchedulingQueue {
  const { key, uid, priority, cause } = pod;
  const fresh: QueuedPod = { key, uid, priority, where: 'gated', since: now, attempts: 0, refusals: 0, errors: 0, plugins: [], sortKey: '', cause };
  const bare = removePod(queue, pod.key);
  return gated ? changed(bare, { pods: bare.pods.set(pod.key, { ...fresh, plugins: ['SchedulingGates'] }) }) : activate(bare, fresh);
}

export function removePod(queue: SchedulingQueue, key: string): SchedulingQueue {
  const pod = queue.pods.get(key);
  if (!pod) return queue;
  const bare = takeOut(queue, pod);
  return changed(bare, { pods: bare.pods.delete(key) });
}

/** The pod to try next. With nothing active, the first that sits out a back-off after a refusal goes early (SchedulerPopFromBackoffQ). */
export function nextPod(queue: SchedulingQueue): QueuedPod | undefined {
  const first = queue.active.first() ?? queue.backoff.first();
  return first && queue.pods.get(first[1]);
}

export function takePod(queue: SchedulingQueue, pod: QueuedPod): SchedulingQueue {
  const bare = takeOut(queue, pod);
  return put(bare, { ...pod, where: 'inFlight', attempts: pod.attempts + 1, sortKey: '' });
}

/** Found no node: it waits for a change one of these plugins names. */
export function park(queue: SchedulingQueue, key: string, plugins: readonly PluginName[], now: SimTime): SchedulingQueue {
  const pod = queue.pods.get(key);
  if (!pod) return queue;
  const next: QueuedPod = { ...pod, where: 'unschedulable', since: now, refusals: pod.refusals + 1, errors: 0, plugins };
  let { waiting } = queue;
  for (const plugin of namesOf(plugins)) waiting = waiting.set(plugin, (waiting.get(plugin) ?? SortedMap.empty<true>()).set(key, true));
  return put(changed(queue, { waiting }), next);
}

/** Failed by an error: tried again after a back-off, whatever happens. */
export function retry(queue: SchedulingQueue, key: string, now: SimTime): SchedulingQueue {
  const pod = queue.pods.get(key);
  if (!pod) return queue;
  return backOff(queue, { ...pod, since: now, errors: pod.errors + 1, plugins: [] });
}

/** A change may help: to the active part, or through what is left of its back-off. Returns where it went, or undefined if it was not waiting. */
export function wake(
  queue: SchedulingQueue,
  key: string,
  now: SimTime,
  cause: number,
): { readonly queue: SchedulingQueue; readonly to: 'active' | 'backoff' } | undefined {
  const pod = queue.pods.get(key);
  if (pod?.where !== 'unschedulable') return undefined;
  const bare = takeOut(queue, pod);
  const next = { ...pod, cause };
  if (backoffEnd(pod) > now) return { queue: backOff(bare, next), to: 'backoff' };
  return { queue: activate(bare, next), to: 'active' };
}

/** Those whose back-off is over become active. */
export function endBackoffs(queue: SchedulingQueue, now: SimTime): SchedulingQueue {
  let next = queue;
  for (const part of ['backoff', 'errorBackoff'] as const)
    for (const [sortKey, key] of queue[part].entries()) {
      if (Number(sortKey.slice(0, 16)) > now) break;
      const pod = next.pods.get(key);
      if (pod) next = activate(takeOut(next, pod), pod);
    }
  return next;
}

/** When the next back-off ends, or undefined. */
export function nextBackoffEnd(queue: SchedulingQueue): SimTime | undefined {
  const [a, b] = [queue.backoff.first()?.[0], queue.errorBackoff.first()?.[0]];
  const first = a === undefined || (b !== undefined && b < a) ? b : a;
  return first === undefined ? undefined : at(Number(first.slice(0, 16)));
}

/** Back-off doubles from 1 s to 10 s with every refusal, or with every error in a row. */
export function backoffOf(pod: Pick<QueuedPod, 'refusals' | 'errors'>): number {
  const times = pod.errors > 0 ? pod.errors : pod.refusals;
  if (times === 0) return 0;
  return Math.min(INITIAL_BACKOFF_US * 2 ** Math.min(times - 1, 10), MAX_BACKOFF_US);
}

const backoffEnd = (pod: QueuedPod): SimTime => at(pod.since + backoffOf(pod));

/** Pods that have been unschedulable for too long (flushUnschedulablePodsLeftover). */
export function* leftover(queue: SchedulingQueue, now: SimTime): Generator<string> {
  for (const pod of queue.pods.values()) if (pod.where === 'unschedulable' && now - pod.since > MAX_UNSCHEDULABLE_US) yield pod.key;
}

function activate(queue: SchedulingQueue, pod: QueuedPod): SchedulingQueue {
  const sortKey = prioritySortKey(pod.priority, pod.since, queue.seq);
  const next = put(changed(queue, { seq: queue.seq + 1 }), { ...pod, where: 'active', sortKey });
  return changed(next, { active: next.active.set(sortKey, pod.key) });
}

function backOff(queue: SchedulingQueue, pod: QueuedPod): SchedulingQueue {
  const sortKey = `${padded(backoffEnd(pod), 16)} ${prioritySortKey(pod.priority, pod.since, queue.seq)}`;
  const next = put(changed(queue, { seq: queue.seq + 1 }), { ...pod, where: 'backoff', sortKey });
  return pod.errors > 0
    ? changed(next, { errorBackoff: next.errorBackoff.set(sortKey, pod.key) })
    : changed(next, { backoff: next.backoff.set(sortKey, pod.key) });
}

/** A pod that no plugin refused (there was no node at all) is helped by any change: `*`. */
const namesOf = (plugins: readonly PluginName[]): readonly string[] => (plugins.length === 0 ? ['*'] : plugins);

const put = (queue: SchedulingQueue, pod: QueuedPod): SchedulingQueue => changed(queue, { pods: queue.pods.set(pod.key, pod) });

/** Out of the part it is in; its record stays. */
function takeOut(queue: SchedulingQueue, pod: QueuedPod): SchedulingQueue {
  if (pod.where === 'active') return changed(queue, { active: queue.active.delete(pod.sortKey) });
  if (pod.where === 'backoff') return changed(queue, { backoff: queue.backoff.delete(pod.sortKey), errorBackoff: queue.errorBackoff.delete(pod.sortKey) });
  if (pod.where !== 'unschedulable') return queue;
  let { waiting } = queue;
  for (const plugin of namesOf(pod.plugins)) {
    const rest = waiting.get(plugin)?.delete(pod.key);
    waiting = rest && rest.size > 0 ? waiting.set(plugin, rest) : waiting.delete(plugin);
  }
  return changed(queue, { waiting });
}
