import type { Json } from '../../base/json.ts';
import { SortedMap } from '../../base/sorted-map.ts';
import type { SimTime } from '../../base/time.ts';
import { Vector } from '../../base/vector.ts';
import type { ApiResponse } from '../../wire/request.ts';
import type { Plan } from './controller.ts';

/**
 * The work queue of one controller as plain data, after client-go's workqueue: FIFO; a key stands in it once; a key added while
 * it is being worked on comes again when that is done; failures delay it by 5 ms · 2^n up to 1000 s.
 *
 * Simplified: client-go's default limiter also lets at most 10 retries per second (burst 100) of a whole queue pass.
 */
export interface Queue {
  /** Keys to be looked at, with what made them so. */
  readonly dirty: SortedMap<Urge>;
  /** Place in line → key. Keys that are dirty and neither active nor waiting. */
  readonly line: SortedMap<string>;
  readonly placed: number;
  readonly active: SortedMap<Sync>;
  /** Key → revision of the controller's own last write; it is not looked at before the cache has come to it. */
  readonly gates: SortedMap<number>;
  /** `revision key` → key, for keys taken from the line that the gate holds back. */
  readonly waiting: SortedMap<string>;
  readonly failures: SortedMap<number>;
  readonly timers: SortedMap<SimTime>;
}

/** Why a key is in the queue. */
export interface Urge {
  readonly cause: number;
  readonly background: boolean;
}

/** One sync under way: its plan and the answers so far. */
export interface Sync extends Urge {
  readonly plan: Plan | undefined;
  readonly answers: Vector<ApiResponse | undefined>;
  readonly pending: number;
}

export const EMPTY_QUEUE: Queue = {
  dirty: SortedMap.empty(),
  line: SortedMap.empty(),
  placed: 0,
  active: SortedMap.empty(),
  gates: SortedMap.empty(),
  waiting: SortedMap.empty(),
  failures: SortedMap.empty(),
  timers: SortedMap.empty(),
};

/** A queue with some of its parts replaced. */
export const changed = (queue: Queue, change: Partial<Queue>): Queue => ({
  dirty: change.dirty ?? queue.dirty,
  line: change.line ?? queue.line,
  placed: change.placed ?? queue.placed,
  active: change.active ?? queue.active,
  gates: change.gates ?? queue.gates,
  waiting: change.waiting ?? queue.waiting,
  failures: change.failures ?? queue.failures,
  timers: change.timers ?? queue.timers,
});

const padded = (n: number): string => String(n).padStart(12, '0');

/** The newest urge is the one told as the cause; a key is background only when all its urges are. */
export function added(queue: Queue, key: string, urge: Urge): Queue {
  const known = queue.dirty.get(key);
  const dirty = queue.dirty.set(
    key,
    known ? { cause: urge.background && !known.background ? known.cause : urge.cause, background: known.background && urge.background } : urge,
  );
  const next = changed(queue, { dirty });
  return known || queue.active.has(key) ? next : inLine(next, key);
}

const inLine = (queue: Queue, key: string): Queue => changed(queue, { line: queue.line.set(padded(queue.placed), key), placed: queue.placed + 1 });

/** Takes the first key that its own writes do not hold back; undefined when there is none. */
export function taken(queue: Queue, cacheRev: number): { queue: Queue; key?: string; urge?: Urge } {
  let next = queue;
  for (let first = next.line.first(); first; first = next.line.first()) {
    const [place, key] = first;
    next = changed(next, { line: next.line.delete(place) });
    const gate = next.gates.get(key) ?? 0;
    if (gate > cacheRev) {
      next = changed(next, { waiting: next.waiting.set(`${padded(gate)} ${key}`, key) });
      continue;
    }
    const urge = next.dirty.get(key)!;
    const { cause, background } = urge;
    const sync: Sync = { cause, background, plan: undefined, answers: Vector.empty(), pending: 0 };
    return { queue: changed(next, { gates: next.gates.delete(key), dirty: next.dirty.delete(key), active: next.active.set(key, sync) }), key, urge };
  }
  return { queue: next };
}

/** Lets those back into line whose writes the cache now shows. */
export function released(queue: Queue, cacheRev: number): Queue {
  let next = queue;
  for (let first = next.waiting.first(); first && Number(first[0].slice(0, 12)) <= cacheRev; first = next.waiting.first())
    next = inLine(changed(next, { waiting: next.waiting.delete(first[0]) }), first[1]);
  return next;
}

export function finished(queue: Queue, key: string): Queue {
  const next = changed(queue, { active: queue.active.delete(key) });
  return next.dirty.has(key) ? inLine(next, key) : next;
}

const RETRY_BASE_US = 5_000;
const RETRY_MAX_US = 1_000_000_000;

export function failedOnce(queue: Queue, key: string): { queue: Queue; delayUs: number; failures: number } {
  const failures = queue.failures.get(key) ?? 0;
  const delayUs = Math.min(RETRY_BASE_US * 2 ** Math.min(failures, 30), RETRY_MAX_US);
  return { queue: changed(queue, { failures: queue.failures.set(key, failures + 1) }), delayUs, failures: failures + 1 };
}

export const forgiven = (queue: Queue, key: string): Queue => (queue.failures.has(key) ? changed(queue, { failures: queue.failures.delete(key) }) : queue);

/** What a controller's box shows. */
export interface ControllerPart {
  readonly [field: string]: Json | undefined;
  readonly on: boolean;
  /** Keys in line, the first 20, and how many there are. */
  readonly queue: readonly string[];
  readonly queued: number;
  readonly active: readonly string[];
  /** Id of the happening of its last decision; 0 = none. */
  readonly lastDecision: number;
}
