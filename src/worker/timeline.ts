import { minutes, type SimTime } from '../base/time.ts';
import type { Tail } from '../base/tail.ts';
import { etcd } from '../engine/etcd/store.ts';
import type { Sim, SimEvent } from '../engine/sim/sim.ts';
import type { Command } from '../wire/command.ts';
import type { Happening } from '../wire/happening.ts';
import type { BranchInfo, Moment, RecordedCommand } from '../wire/instant.ts';
import type { Log } from '../engine/projection/projector.ts';
import { type BranchName, nameOfBegun, nameThen, runningFor } from './branch-name.ts';
import { Branch, type Head, sharedHappenings } from './branch.ts';
import { Chronicle } from './chronicle.ts';
import type { ClusterFactory } from './cluster-factory.ts';
import type { Stops } from './journal.ts';
import { isBefore, MARK_EVERY, type Mark, markOf, type Place } from './marks.ts';
import { SESSION_LIMITS } from '../wire/session-check.ts';
import { passTo } from './rerun.ts';
import { checkRoom } from './room.ts';

/** `commands`: of those given on this branch, only so many: the instant before the next one is given. `t`: and time has gone on so far, as long as nothing is due. */
export type SeekTarget =
  | { readonly t: number }
  | { readonly event: number; readonly commands?: number; readonly t?: number }
  | { readonly rev: number }
  | { readonly happening: number };
export interface StepWish {
  readonly by: 'event' | 'write' | 'decision';
  /** Stop at heartbeats, probes and the like too. */
  readonly background?: boolean;
}

export interface TimelineLimits {
  /** So many happenings are held at a time, see wire/keeping.ts. */
  readonly mostHappenings?: number;
  /** So many commands a session takes. */
  readonly mostCommands?: number;
}

const STEP_LIMIT_US = minutes(30);
const STEP_LIMIT_EVENTS = 100_000;
const NEAR_MARKS = 64;

/**
 * The history of a cluster: branches, the commands given on them, and a cursor that can be anywhere on them. Going somewhere is
 * restoring the nearest mark and running silently from there; the law is that this gives the very state that was lived.
 */
export class Timeline {
  readonly factory: ClusterFactory;
  readonly sim: Sim;
  private readonly all: Branch[] = [];
  private branch: Branch;
  /** Commands of the branch that lie before the cursor. */
  private done = 0;
  /** Marks made while replaying, for what lies around the cursor. */
  private near: Mark[] = [];
  private born = 1;
  /** What the last event recorded. */
  private recorded: Tail<Happening>;
  private readonly mostCommands: number;
  /** What happened, also beyond the cursor. */
  readonly chronicle: Chronicle;

  constructor(factory: ClusterFactory, commands: readonly RecordedCommand[] = [], { mostHappenings, mostCommands }: TimelineLimits = {}) {
    this.mostCommands = mostCommands ?? SESSION_LIMITS.commands;
    this.factory = factory;
    this.sim = factory.create();
    this.recorded = this.sim.takeHappenings();
    this.chronicle = new Chronicle(factory, () => this.all, mostHappenings);
    this.branch = new Branch('main', { name: 'main' }, { at: markOf(this.sim, 0), commands });
    this.all.push(this.branch);
    this.chronicle.add(this.branch, this.recorded);
  }

  get moment(): Moment {
    const { sim } = this;
    return { branch: this.branch.id, event: sim.executed, t: sim.now, rev: sim.get(etcd).root.rev, happenings: sim.happenings.length };
  }

  get branchId(): string {
    return this.branch.id;
  }

  /** All of them, in a new list. */
  get commands(): readonly RecordedCommand[] {
    return [...this.branch.commands];
  }

  /** How many of the commands have been given where the cursor stands. */
  get given(): number {
    return this.done;
  }

  /** Commands were given that have not been lived again yet (after a session was opened). */
  get behind(): boolean {
    return this.done < this.branch.commands.length;
  }

  get atHead(): boolean {
    return this.branch.isHead(this.place);
  }

  /** The branch the cursor is on. */
  get here(): Branch {
    return this.branch;
  }

  /** What is held at once of the happenings of this branch, also of those beyond the cursor; by index, which is id - 1. */
  get log(): Log {
    const { branch, chronicle } = this;
    return { length: branch.head.happenings, get: (index) => chronicle.get(branch, index + 1) };
  }

  branches(): readonly BranchInfo[] {
    return this.all.map(({ id, called: { name, naming }, parent, fork, head, listed }) => ({
      id,
      name,
      ...(naming ? { naming } : {}),
      parent: parent?.id,
      fork: fork.event,
      head: momentOf(id, head),
      commands: listed,
    }));
  }

  /** Happenings the current branch shares with another. */
  sharedWith(branch: string): number {
    const other = this.all.find(({ id }) => id === branch);
    return other ? sharedHappenings(this.branch, other) : 0;
  }

  /** Plays up to `time`. False when `mayGoOn` (asked now and then) or `stops` (asked after each event) ended it before. */
  runTo(time: SimTime, mayGoOn: () => boolean = always, stops: () => boolean = never): boolean {
    for (let n = 1; this.once(time) !== undefined; n++) if (stops() || (n % 16 === 0 && !mayGoOn())) return false;
    this.passTime(time);
    return true;
  }

  /** Runs one event, or does one recorded command. False when there is nothing to run. */
  runOne(): boolean {
    return this.once(undefined) !== undefined;
  }

  /** To the next stop; false (and nothing changed) when none comes within 30 virtual minutes. */
  stepForward(wish: StepWish): boolean {
    const start = markOf(this.sim, this.done);
    const { head, headMark } = this.branch;
    for (let n = 0; n < STEP_LIMIT_EVENTS; n++) {
      const ran = this.once((start.t + STEP_LIMIT_US) as SimTime);
      if (ran === undefined) break;
      if (this.isStop(ran, wish)) return true;
    }
    this.load(start);
    this.branch.withdraw(head, headMark);
    return false;
  }

  /** To the stop before; at the latest to the beginning. False when it stood there. */
  stepBack(wish: StepWish): boolean {
    const origin = this.place;
    const mark = this.markBefore((m) => isBefore(m, origin));
    if (!mark) return false;
    const stop = this.lastStop(mark, origin, wish);
    if (stop) {
      this.restore(stop);
      return true;
    }
    // Nothing near: the chronicle tells how far it is.
    this.restore(mark);
    const has = (stops: Stops): boolean => wish.background === true || stops[STOPS[wish.by]] || stops.command;
    const happening = this.chronicle.stopBefore(this.branch, mark.happenings + 1, { has, is: (one) => isStopHappening(one, wish) });
    this.seek(happening > 0 ? { happening } : { event: 0 });
    return true;
  }

  /** To an instant of this branch that has been lived; later ones lead to its head. */
  seek(to: SeekTarget): void {
    const { sim } = this;
    if ('event' in to) {
      if (to.commands !== undefined) return this.seekBefore({ event: to.event, commands: to.commands }, to.t as SimTime | undefined);
      const more = (): boolean => sim.executed < to.event || (sim.executed === to.event && this.pending !== undefined);
      return this.replay((m) => m.event < to.event || (m.event === to.event && m.event === 0), sim.executed < to.event, more);
    }
    // A pointer comes between two microseconds.
    if ('t' in to) return this.seekTime(Math.floor(Math.max(0, Math.min(to.t, this.branch.head.t))) as SimTime);
    if ('rev' in to)
      return this.replay(
        (m) => m.rev < to.rev,
        this.moment.rev < to.rev,
        () => this.moment.rev < to.rev,
      );
    this.replay(
      (m) => m.happenings < to.happening,
      sim.happenings.length < to.happening,
      () => sim.happenings.length < to.happening,
    );
  }

  /** To the end of what has been lived on this branch. */
  now(): void {
    if (!this.atHead && this.branch.headMark) this.restore(this.branch.headMark);
    this.moveClock(this.branch.head.t as SimTime);
  }

  /** Does a command at the cursor and returns the id of its happening. In the past it begins a branch, and the old future stays. Throws FullError without room for it. */
  give(command: Command): number {
    const { sim } = this;
    checkRoom(sim, command, { given: this.done, most: this.mostCommands });
    const before = markOf(sim, this.done);
    const running = this.atHead && !this.branch.called.naming ? undefined : runningFor(this, command);
    try {
      sim.because(0, () => this.factory.command(sim, command));
    } catch (error) {
      sim.restore(before.checkpoint);
      throw error;
    }
    if (!this.branch.isHead(before)) this.beginBranch(before, nameOfBegun(command, running));
    else if (this.branch.called.naming) this.branch.called = nameThen(this.branch.called, command, running);
    this.branch.give({ event: before.event, t: before.t as SimTime, command });
    this.done++;
    this.branch.head = headOf(sim, this.done);
    this.recorded = sim.takeHappenings();
    this.chronicle.add(this.branch, this.recorded);
    return before.happenings + 1;
  }

  /** Goes to the head of another branch. */
  open(id: string): boolean {
    const next = this.all.find((branch) => branch.id === id);
    if (!next) return false;
    if (next === this.branch) return true;
    this.keepHead();
    this.near = [];
    this.branch = next;
    if (next.headMark) this.load(next.headMark);
    this.moveClock(next.head.t as SimTime);
    return true;
  }

  rename(id: string, name: string): void {
    const branch = this.all.find((one) => one.id === id);
    if (branch && name.trim() !== '') branch.called = { name: name.trim().slice(0, 100) };
  }

  /** Forgets a branch; not the first, not the one that is open, none that others left from. */
  remove(id: string): boolean {
    const at = this.all.findIndex((one) => one.id === id);
    const branch = this.all[at];
    if (!branch?.parent || branch === this.branch || this.all.some((one) => one.parent === branch)) return false;
    this.all.splice(at, 1);
    return true;
  }

  private get place(): Place {
    return { event: this.sim.executed, commands: this.done };
  }

  /** To a place between commands: a command given at this event may not have been given yet. */
  private seekBefore(to: Place, t: SimTime | undefined): void {
    const fits = (place: Place): boolean => !isBefore(to, place);
    this.replay(fits, fits(this.place), () => isBefore(this.place, to) && (this.sim.executed < to.event || this.pending !== undefined));
    if (t !== undefined) this.moveClock(t);
  }

  /** The recorded command that comes next, before any event. */
  private get pending(): RecordedCommand | undefined {
    const next = this.branch.commands.get(this.done);
    return next && next.event <= this.sim.executed ? next : undefined;
  }

  /** One event or recorded command due by `limit`; what it was, or undefined when there is none. */
  private once(limit: SimTime | undefined): SimEvent | RecordedCommand | undefined {
    const { sim, pending } = this;
    if (pending) {
      if (limit !== undefined && pending.t > limit) return undefined;
      this.moveClock(pending.t);
      sim.because(0, () => this.factory.command(sim, pending.command));
      this.done++;
      this.moved();
      return pending;
    }
    const next = sim.peek();
    if (!next || (limit !== undefined && next.at > limit)) return undefined;
    sim.step();
    this.moved();
    return next;
  }

  private moved(): void {
    const { branch, place } = this;
    const further = isBefore(branch.head, place);
    this.recorded = this.sim.takeHappenings();
    if (further) {
      branch.head = headOf(this.sim, this.done);
      this.chronicle.add(branch, this.recorded);
    }
    if (place.event % MARK_EVERY !== 0) return;
    if (further) branch.add(markOf(this.sim, this.done));
    else this.near = [...this.near.slice(1 - NEAR_MARKS), markOf(this.sim, this.done)];
  }

  /** Lets time pass as far as nothing is due. */
  passTime(time: SimTime): void {
    this.moveClock(time);
    if (this.atHead && this.sim.now > this.branch.head.t) this.branch.head = { ...this.branch.head, t: this.sim.now };
  }

  private moveClock(time: SimTime): void {
    passTo(this.sim, time);
  }

  private isStop(ran: SimEvent | RecordedCommand, wish: StepWish): boolean {
    if ('command' in ran) return true;
    if (wish.by === 'event') return !ran.background || wish.background === true;
    for (const happening of this.recorded) if (isStopHappening(happening, wish)) return true;
    return false;
  }

  /** The last stop after `from` and before `origin`. */
  private lastStop(from: Mark, origin: Place, wish: StepWish): Mark | undefined {
    let stop: Mark | undefined;
    this.restore(from);
    while (isBefore(this.place, origin)) {
      const ran = this.once(undefined);
      if (ran === undefined) break;
      if (isBefore(this.place, origin) && this.isStop(ran, wish)) stop = markOf(this.sim, this.done);
    }
    return stop;
  }

  private seekTime(t: SimTime): void {
    if (t < this.sim.now || t > this.branch.head.t) this.restoreLatest((m) => m.t <= t);
    else this.restoreLatest((m) => m.t <= t && isBefore(this.place, m));
    while (!this.atHead && this.once(t) !== undefined);
    this.moveClock(t);
  }

  private replay(isStart: (mark: Mark) => boolean, fromHere: boolean, more: () => boolean): void {
    const here = this.place;
    this.restoreLatest((m) => isStart(m) && (!fromHere || isBefore(here, m)));
    if (!fromHere && !this.branch.latest(isStart)) this.restoreLatest((m) => m.event === 0);
    while (!this.atHead && more() && this.once(undefined) !== undefined);
  }

  private restoreLatest(fits: (mark: Mark) => boolean): void {
    const mark = this.markBefore(fits);
    if (mark) this.restore(mark);
  }

  private markBefore(fits: (mark: Mark) => boolean): Mark | undefined {
    let best = this.branch.latest(fits);
    for (const mark of this.near) if (fits(mark) && (!best || isBefore(best, mark))) best = mark;
    return best;
  }

  private restore(mark: Mark): void {
    this.keepHead();
    this.load(mark);
  }

  private load(mark: Mark): void {
    this.sim.restore(mark.checkpoint);
    this.done = mark.commands;
  }

  private keepHead(): void {
    if (this.atHead) this.branch.headMark = markOf(this.sim, this.done);
  }

  private beginBranch(at: Mark, name: BranchName): void {
    const parent = this.branch.ownerOf(at);
    this.branch = new Branch(`branch-${++this.born}`, name, { parent, at, commands: this.branch.commands.slice(0, at.commands) });
    this.all.push(this.branch);
    this.near = [];
  }
}

const STOPS = { event: 'work', write: 'write', decision: 'decision' } as const satisfies Record<StepWish['by'], keyof Stops>;
const always = (): boolean => true;
const never = (): boolean => false;

function isStopHappening({ code, background }: Happening, wish: StepWish): boolean {
  if (background && !wish.background) return false;
  return wish.by === 'event' || code === 'command' || code === (wish.by === 'write' ? 'etcd.write' : 'decide');
}

const headOf = (sim: Sim, commands: number): Head => ({
  event: sim.executed,
  commands,
  t: sim.now,
  rev: sim.get(etcd).root.rev,
  happenings: sim.happenings.length,
});
const momentOf = (branch: string, head: Head): Moment => ({ branch, event: head.event, t: head.t as SimTime, rev: head.rev, happenings: head.happenings });
