import { assert, messageOf } from '../../base/assert.ts';
import { Heap } from '../../base/heap.ts';
import { drawInt, drawInts, type RandomState, streamOf } from '../../base/random.ts';
import { SortedMap } from '../../base/sorted-map.ts';
import { Tail } from '../../base/tail.ts';
import { rfc3339, rfc3339Micro, type SimTime } from '../../base/time.ts';
import type { Happening, HappeningDraft } from '../../wire/happening.ts';
import type { ClusterConfig } from './config.ts';
import type { Slot, World } from './slot.ts';

/** Something that will happen: plain data, dispatched by name to the handler of a component. */
export interface SimEvent<A = unknown> {
  readonly at: SimTime;
  /** Ties at one instant: lower first. 0 = commands of a person, 1 = everything else. */
  readonly cls: number;
  readonly seq: number;
  /** Name of the handler, `component.verb`. */
  readonly to: string;
  readonly args: A;
  /** The happening that led to it; 0 = none. */
  readonly cause: number;
  /** Heartbeats, probes, resyncs, traffic: does not count as work, so does not keep the cluster from being quiet. */
  readonly background: boolean;
  /** How often its handler has crashed. */
  readonly crashes: number;
}

// biome-ignore lint/suspicious/noExplicitAny: the handler's name says which arguments it takes.
export type Handler = (sim: Sim, args: any, event: SimEvent) => void;

/** A part of the cluster: handlers by name. Its state lies in slots. */
export interface Component {
  readonly name: string;
  readonly handlers: Readonly<Record<string, Handler>>;
  /** Called once when the cluster is built, at virtual time 0. */
  readonly start?: (sim: Sim) => void;
}

export interface ScheduleOptions {
  /** Microseconds from now; or give `at`. */
  readonly after?: number;
  readonly at?: SimTime;
  readonly to: string;
  readonly args?: unknown;
  readonly cause?: number;
  readonly background?: boolean;
  readonly cls?: number;
}

/** Everything there is to know of a cluster at one instant. Taking and restoring one costs a few dozen pointers. */
export interface Checkpoint {
  readonly world: World;
  readonly now: SimTime;
  readonly seq: number;
  readonly executed: number;
  /** What is due, work and background apart: the next work is known however much background comes before it. */
  readonly work: Heap<SimEvent>;
  readonly background: Heap<SimEvent>;
  readonly random: SortedMap<RandomState>;
  /** How many there were; records only as far as nobody has taken them (see `takeHappenings`). */
  readonly happenings: Tail<Happening>;
}

const isBefore = (a: SimEvent, b: SimEvent): boolean => a.at < b.at || (a.at === b.at && (a.cls < b.cls || (a.cls === b.cls && a.seq < b.seq)));

const CRASH_BACKOFF_US = 1_000_000;
const MAX_CRASHES = 6;

/**
 * The kernel: a clock, a totally ordered queue of events, a random stream per actor, a log of happenings with causes.
 * It knows no Kubernetes. Same configuration + same commands = the same history, byte for byte.
 */
export class Sim {
  readonly config: ClusterConfig;
  private readonly handlers = new Map<string, Handler>();
  private world: Record<string, unknown> = {};
  /** Slots written in this event, and what was in each before. */
  private readonly undoNames: string[] = [];
  private readonly undoValues: unknown[] = [];
  private work = Heap.empty<SimEvent>(isBefore);
  private background = Heap.empty<SimEvent>(isBefore);
  private random = SortedMap.empty<RandomState>();
  private log = Tail.empty<Happening>();
  private clock = 0 as SimTime;
  private seq = 0;
  private done = 0;
  /** What a handler threw last; for tests and tools, not part of any checkpoint. */
  lastCrash: unknown;
  /** The happening new happenings and events are caused by unless they say otherwise. */
  private causing = 0;

  constructor(config: ClusterConfig, components: readonly Component[]) {
    this.config = config;
    for (const component of components)
      for (const [name, handler] of Object.entries(component.handlers)) {
        assert(!this.handlers.has(name), `two handlers are named ${name}`);
        this.handlers.set(name, handler);
      }
    for (const component of components) component.start?.(this);
    this.forgetUndo();
  }

  /** Virtual now, in microseconds since the scenario's epoch. */
  get now(): SimTime {
    return this.clock;
  }

  /** How many events have run: with the branch, the exact name of an instant. */
  get executed(): number {
    return this.done;
  }

  /** Events in the queue that are work, not background. 0 = quiet. */
  get workPending(): number {
    return this.work.size;
  }

  /** What was recorded. All of it, unless somebody takes it out. */
  get happenings(): Tail<Happening> {
    return this.log;
  }

  /**
   * Hands over what was recorded, which is then no longer held here: the log is output, not state. Who keeps a history takes it after each
   * event, so that checkpoints weigh what the cluster weighs.
   */
  takeHappenings(): Tail<Happening> {
    const { log } = this;
    this.log = log.from(log.length);
    return log;
  }

  get cause(): number {
    return this.causing;
  }

  /** RFC 3339 now, as metav1.Time. */
  get timestamp(): string {
    return rfc3339(this.config.epochMs, this.clock);
  }

  get microTimestamp(): string {
    return rfc3339Micro(this.config.epochMs, this.clock);
  }

  /** Whether a slot is in use. Looking into one that is not makes it part of the world; who only watches asks this before. */
  uses(slot: Slot<unknown>): boolean {
    return slot.name in this.world;
  }

  get<T>(slot: Slot<T>): T {
    const value = this.world[slot.name];
    if (value !== undefined || slot.name in this.world) return value as T;
    const initial = slot.initial();
    this.world[slot.name] = initial;
    return initial;
  }

  set<T>(slot: Slot<T>, value: T): void {
    if (!this.undoNames.includes(slot.name)) {
      this.undoNames.push(slot.name);
      this.undoValues.push(this.get(slot));
    }
    this.world[slot.name] = value;
  }

  schedule(options: ScheduleOptions): void {
    const due = options.at ?? ((this.clock + (options.after ?? 0)) as SimTime);
    if (!this.handlers.has(options.to)) assert(false, `no handler is named ${options.to}`);
    if (!Number.isSafeInteger(due) || due < this.clock) assert(false, `${options.to} is due at ${due}, before now (${this.clock}) or at no whole microsecond`);
    const background = options.background ?? false;
    this.push({
      at: due,
      cls: options.cls ?? 1,
      seq: this.seq++,
      to: options.to,
      args: options.args,
      cause: options.cause ?? this.causing,
      background,
      crashes: 0,
    });
  }

  /** Records what happened, now; it becomes the cause of what follows in this event. Returns its id (from 1 on). */
  happen(draft: HappeningDraft): number {
    const id = this.log.length + 1;
    this.log = this.log.push({ id, t: this.clock, cause: this.causing, ...draft });
    this.causing = id;
    return id;
  }

  /** Records without becoming the cause of what follows. */
  note(draft: HappeningDraft): number {
    const cause = this.causing;
    const id = this.happen(draft);
    this.causing = cause;
    return id;
  }

  /** Runs `body` with another cause. */
  because<T>(cause: number, body: () => T): T {
    const before = this.causing;
    this.causing = cause;
    try {
      return body();
    } finally {
      this.causing = before;
    }
  }

  /** A whole number from `from` to `to`, both included, from the actor's own stream. */
  draw(actor: string, from: number, to: number): number {
    const { value, next } = drawInt(this.random.get(actor) ?? streamOf(this.config.seed, actor), from, to);
    this.random = this.random.set(actor, next);
    return value;
  }

  /** Several whole numbers, each from 0 to its bound, both included: as many draws in a row. */
  drawAll(actor: string, bounds: readonly number[]): readonly number[] {
    const { values, next } = drawInts(this.random.get(actor) ?? streamOf(this.config.seed, actor), bounds);
    this.random = this.random.set(actor, next);
    return values;
  }

  /** Calls another handler at once, within this event. */
  dispatch(to: string, args: unknown): void {
    const handler = this.handlers.get(to);
    if (!handler) assert(false, `no handler is named ${to}`);
    handler(this, args, { at: this.clock, cls: 1, seq: this.seq, to, args, cause: this.causing, background: false, crashes: 0 });
  }

  /** When the next event is due, or undefined when there is none. */
  peek(): SimEvent | undefined {
    const [work, background] = [this.work.peek(), this.background.peek()];
    return work && (!background || isBefore(work, background)) ? work : background;
  }

  /** The next event that is work, or undefined when there is none. */
  peekWork(): SimEvent | undefined {
    return this.work.peek();
  }

  /** Runs the next event. False when the queue is empty. */
  step(): boolean {
    const event = this.peek();
    if (!event) return false;
    if (event.background) this.background = this.background.pop();
    else this.work = this.work.pop();
    this.clock = event.at;
    this.done++;
    this.causing = event.cause;
    this.run(event);
    this.causing = 0;
    return true;
  }

  /** Runs all events due at or before `time`, then moves the clock there. */
  runUntil(time: SimTime): void {
    for (let next = this.peek(); next && next.at <= time; next = this.peek()) this.step();
    if (time > this.clock) this.clock = time;
  }

  /** Runs until no work is queued, at most `limitUs` further. True when it became quiet. */
  runUntilQuiet(limitUs: number): boolean {
    const end = this.clock + limitUs;
    while (this.work.size > 0) {
      const next = this.peek();
      if (!next || next.at > end) return false;
      this.step();
    }
    return true;
  }

  checkpoint(): Checkpoint {
    return {
      world: { ...this.world },
      now: this.clock,
      seq: this.seq,
      executed: this.done,
      work: this.work,
      background: this.background,
      random: this.random,
      happenings: this.log,
    };
  }

  restore(checkpoint: Checkpoint): void {
    this.world = { ...checkpoint.world };
    this.forgetUndo();
    this.clock = checkpoint.now;
    this.seq = checkpoint.seq;
    this.done = checkpoint.executed;
    this.work = checkpoint.work;
    this.background = checkpoint.background;
    this.random = checkpoint.random;
    this.log = checkpoint.happenings;
    this.causing = 0;
  }

  private push(event: SimEvent): void {
    if (event.background) this.background = this.background.push(event);
    else this.work = this.work.push(event);
  }

  /** A handler that throws is a crashed component: nothing of the event stays, others go on, it is tried again later. */
  private run(event: SimEvent): void {
    const { work, background, random, log, seq } = this;
    this.forgetUndo();
    try {
      this.handlers.get(event.to)!(this, event.args, event);
    } catch (error) {
      this.undoNames.forEach((name, i) => {
        this.world[name] = this.undoValues[i];
      });
      this.work = work;
      this.background = background;
      this.random = random;
      this.log = log;
      this.seq = seq;
      this.crashed(event, error);
    }
  }

  private forgetUndo(): void {
    this.undoNames.length = 0;
    this.undoValues.length = 0;
  }

  private crashed(event: SimEvent, error: unknown): void {
    this.causing = event.cause;
    this.lastCrash = error;
    this.happen({ code: 'component.crash', actor: event.to, args: { message: messageOf(error) } });
    if (event.crashes >= MAX_CRASHES) return;
    const after = CRASH_BACKOFF_US * 2 ** event.crashes;
    this.push({ ...event, at: (this.clock + after) as SimTime, seq: this.seq++, cause: this.causing, crashes: event.crashes + 1 });
  }
}
