import { messageOf } from '../base/assert.ts';
import { ms, seconds, type SimTime } from '../base/time.ts';
import { createCluster } from '../engine/cluster.ts';
import { etcd } from '../engine/etcd/store.ts';
import { takeOutside } from '../engine/outside/exchanges.ts';
import { isFull } from '../engine/outside/unread.ts';
import { brokenStream } from '../engine/outside/pod-exec.ts';
import { executeCommand } from '../engine/person.ts';
import type { Sim } from '../engine/sim/sim.ts';
import { badRequest } from '../kinds/errors.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Command } from '../wire/command.ts';
import type { OutsideInput, OutsideMessage } from '../wire/outside.ts';
import type { RecordedCommand } from '../wire/instant.ts';
import { type ClusterHost, type Exchange, isLast } from './host.ts';

/** Virtual seconds per second of the wall clock; `max` = as fast as this machine can. */
export type Speed = number | 'max';

export interface HeadlessOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly speed: Speed;
  /** Milliseconds of a clock that never goes back. */
  readonly clock: () => number;
  /**
   * Told of all that comes from outside, in order: with scenario and seed it is the whole history. Without it nothing is kept of a command that is over, so that
   * a cluster may serve as many as come; whoever keeps them can read back no more than `SESSION_LIMITS.commands` as a session.
   */
  readonly record?: (command: RecordedCommand) => void;
}

/** Nodes register and the control plane starts in this time. */
const LEAST_LIFE_US = seconds(4);
const TICK_MS = 10;
/** Of each tick at most so long is spent in the engine, so that sockets are served in between. */
const BUSY_MS = 8;
/** An answer that takes longer in virtual time (a server that is away) is waited for with the clock. */
const PATIENCE_US = seconds(1);
/** So far ahead of the wall answers are given; who comes then waits for the wall. Some answers' time, so that a client that asks a few things one by one is quick. */
const AHEAD_US = ms(60);

/** Who hears of an exchange, and how many messages it has had. */
interface Listener {
  readonly hear: (message: OutsideMessage) => void;
  readonly room: () => void;
  seq: number;
}

/**
 * The engine in this process, its virtual time tied to the wall clock. Requests are answered by running ahead just as far as they need (some virtual
 * milliseconds, for all that wait together); the clock then waits until the wall has come up to it. While the clock is not tied (before `start`, after `stop`)
 * each is answered at once.
 */
export class HeadlessCluster implements ClusterHost {
  readonly sim: Sim;
  readonly options: HeadlessOptions;
  private readonly hearing = new Map<string, Listener>();
  /** Exchanges that have no answer yet, in the order they were opened, and until when (virtual time) one is hurried for. */
  private readonly waiting = new Map<string, number>();
  /** Exchanges whose program does not read what is sent to it. */
  private readonly full = new Map<string, () => void>();
  private serving: NodeJS.Immediate | undefined;
  private opened = 0;
  private timer: NodeJS.Timeout | undefined;
  private lastMs: number;
  /** Virtual microseconds that the wall allows, may be ahead of the engine's clock or behind it. */
  private due = 0;

  constructor(options: HeadlessOptions) {
    this.options = options;
    this.lastMs = options.clock();
    this.sim = createCluster(options.scenario, { seed: options.seed, detail: 'lean' });
  }

  /** A cluster that is quiet and whose clock shows what the wall's does. `wallMs`: milliseconds since 1970. */
  static startedAtWall(options: HeadlessOptions, wallMs: () => number): HeadlessCluster {
    const settled = (lifeUs: number): HeadlessCluster => {
      const epochMs = Math.floor((wallMs() - lifeUs / 1_000) / 1_000) * 1_000;
      const cluster = new HeadlessCluster({ ...options, scenario: { ...options.scenario, epochMs } });
      cluster.settle();
      return cluster;
    };
    const wallUs = ({ options: { scenario } }: HeadlessCluster): number => (wallMs() - (scenario.epochMs ?? 0)) * 1_000;
    const first = settled(LEAST_LIFE_US);
    // One that took longer to be quiet is ahead of the wall: its life begins so much earlier.
    const cluster = first.sim.now > wallUs(first) ? settled(first.sim.now) : first;
    cluster.resume(wallUs(cluster));
    return cluster;
  }

  /** Runs until nothing is left to do, then ties the clock to the wall. */
  start(): void {
    this.settle();
    this.resume();
  }

  private settle(): void {
    this.sim.runUntil(LEAST_LIFE_US as SimTime);
    this.sim.runUntilQuiet(seconds(1_800));
  }

  /** Ties the clock to the wall: it goes on from `at`, and stands until then when it is ahead. */
  resume(at: number = this.sim.now): void {
    if (at > this.sim.now) this.sim.runUntil(Math.floor(at) as SimTime);
    this.pass();
    this.due = at;
    this.lastMs = this.options.clock();
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  get revision(): number {
    return this.sim.get(etcd).root.rev;
  }

  /** Exchanges that somebody still listens to. */
  get listening(): number {
    return this.hearing.size;
  }

  stop(): void {
    clearInterval(this.timer);
    clearImmediate(this.serving);
    this.timer = undefined;
    this.serving = undefined;
  }

  open({ agent, request }: Parameters<ClusterHost['open']>[0], hear: (message: OutsideMessage) => void, room: () => void = () => {}): Exchange {
    const exchange = `client-${++this.opened}`;
    const listener: Listener = { hear, room, seq: 0 };
    this.hearing.set(exchange, listener);
    try {
      this.command({ do: 'client', exchange, agent, request });
    } catch (error) {
      // What has no room in a session is not done.
      this.hearing.delete(exchange);
      hear({ exchange, seq: 0, is: 'answer', response: { code: 400, body: badRequest(messageOf(error)) } });
      return { input: () => true, close: () => {} };
    }
    if (listener.seq === 0) this.waiting.set(exchange, this.sim.now + PATIENCE_US);
    if (this.timer) this.serveSoon();
    else this.serve(Number.POSITIVE_INFINITY, () => true);
    return { input: (input) => this.input(exchange, input), close: () => this.close(exchange) };
  }

  private input(exchange: string, input: OutsideInput): boolean {
    const listener = this.hearing.get(exchange);
    if (!listener) return true;
    try {
      this.command({ do: 'client.input', exchange, input });
    } catch (error) {
      this.close(exchange);
      for (const content of brokenStream(messageOf(error))) listener.hear({ exchange, seq: listener.seq++, ...content });
    }
    if (isFull(this.sim, exchange)) this.full.set(exchange, listener.room);
    return !this.full.has(exchange);
  }

  /** Whoever's program has read goes on sending. */
  private makeRoom(): void {
    for (const [exchange, room] of this.full) {
      if (isFull(this.sim, exchange)) continue;
      this.full.delete(exchange);
      room();
    }
  }

  private close(exchange: string): void {
    this.waiting.delete(exchange);
    if (!this.hearing.delete(exchange)) return;
    this.command({ do: 'client.gone', exchange });
  }

  /** Does it whole or not at all; what was done is recorded. */
  private command(command: Command): void {
    const { sim } = this;
    const before = sim.checkpoint();
    const [event, t] = [sim.executed, sim.now];
    try {
      executeCommand(sim, command);
    } catch (error) {
      sim.restore(before);
      throw error;
    }
    this.options.record?.({ event, t, command });
    this.pass();
  }

  private step(): void {
    this.sim.step();
    this.pass();
  }

  /** Passes on what was sent; what happened is nobody's here. */
  private pass(): void {
    this.sim.takeHappenings();
    for (const message of takeOutside(this.sim)) {
      const listener = this.hearing.get(message.exchange);
      if (isLast(message)) this.hearing.delete(message.exchange);
      this.waiting.delete(message.exchange);
      if (listener) listener.seq = message.seq + 1;
      try {
        listener?.hear(message);
      } catch (error) {
        // A connection that cannot take it is lost; the cluster and the others are not.
        this.hearing.delete(message.exchange);
        console.error(`${message.exchange}: ${messageOf(error)}`);
      }
    }
  }

  /** What comes in before it is this one's turn is answered with it. */
  private serveSoon(): void {
    this.serving ??= setImmediate(() => {
      this.serving = undefined;
      this.allow();
      const mayGoOn = this.inTime();
      this.serve(this.options.speed === 'max' ? Number.POSITIVE_INFINITY : this.due + AHEAD_US, mayGoOn);
      if (!mayGoOn() && this.someoneWaits()) this.serveSoon();
    });
  }

  private serve(until: number, mayGoOn: () => boolean): void {
    for (let next = this.sim.peek(); next && next.at <= until && this.someoneWaits() && mayGoOn(); next = this.sim.peek()) this.step();
  }

  private someoneWaits(): boolean {
    for (const [exchange, until] of this.waiting) {
      if (this.sim.now < until) return true;
      this.waiting.delete(exchange);
    }
    return false;
  }

  /** The time that one turn may take. */
  private inTime(): () => boolean {
    const { clock } = this.options;
    const began = clock();
    return () => clock() - began < BUSY_MS;
  }

  /** What has passed on the wall may pass here. */
  private allow(): void {
    const now = this.options.clock();
    const { speed } = this.options;
    this.due += speed === 'max' ? seconds(1_000_000) : (now - this.lastMs) * 1_000 * speed;
    this.lastMs = now;
  }

  private tick(): void {
    const { speed } = this.options;
    this.allow();
    const mayGoOn = this.inTime();
    for (let next = this.sim.peek(); next && next.at <= this.due && mayGoOn(); next = this.sim.peek()) this.step();
    const next = this.sim.peek();
    if (speed === 'max') this.due = this.sim.now;
    else if (!next || next.at > this.due) this.sim.runUntil(Math.max(this.sim.now, Math.floor(this.due)) as SimTime);
    // An engine that cannot keep up is slower than asked for; it does not run after the clock for ever.
    else if (this.due - this.sim.now > seconds(1) * speed) this.due = this.sim.now;
    this.makeRoom();
    if (this.someoneWaits()) this.serveSoon();
  }
}
