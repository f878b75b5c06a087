import type { Json, JsonObject } from '../base/json.ts';
import type { SimTime } from '../base/time.ts';
import { HAPPENING_CODES, type HappeningColumns } from '../wire/frame.ts';
import type { Happening, HappeningCode } from '../wire/happening.ts';
import { Travellers } from './travellers.ts';

type Numbers = Float64Array | Int32Array | Uint8Array;
const FIRST_CAPACITY = 1_024;

/** All happenings known of the branch, in columns; ids are dense from 1. What lies beyond the cursor is known too. */
export class HappeningLog {
  readonly travellers = new Travellers();
  private size = 0;
  private t = new Float64Array(FIRST_CAPACITY);
  private until = new Float64Array(FIRST_CAPACITY);
  private code = new Uint8Array(FIRST_CAPACITY);
  private actor = new Int32Array(FIRST_CAPACITY);
  private to = new Int32Array(FIRST_CAPACITY);
  private cause = new Int32Array(FIRST_CAPACITY);
  private oid = new Int32Array(FIRST_CAPACITY);
  private rev = new Int32Array(FIRST_CAPACITY);
  private say = new Int32Array(FIRST_CAPACITY);
  private background = new Uint8Array(FIRST_CAPACITY);
  private args: Json[] = [];
  private readonly text: (index: number) => string;

  constructor(text: (index: number) => string) {
    this.text = text;
  }

  /** Ids 1…count are known. */
  get count(): number {
    return this.size;
  }

  /** Forgets what comes after an id. */
  truncate(count: number): void {
    for (let id = this.size; id > count; id--) if (this.untilOf(id) > 0) this.travellers.remove(id, this.timeOf(id), this.untilOf(id));
    this.size = Math.min(this.size, count);
    this.args.length = this.size;
  }

  /** Takes in columns; those known already are put in the place of what was known. */
  take(columns: HappeningColumns): void {
    const first = columns.firstId - 1;
    if (first > this.size) throw new RangeError(`happenings from ${columns.firstId} on do not follow ${this.size}`);
    const end = first + columns.t.length;
    this.grow(end);
    const known = this.size;
    for (let i = 0; i < columns.t.length; i++) if (first + i < known && this.untilOf(first + i + 1) > 0) this.dropTraveller(first + i + 1);
    this.t.set(columns.t, first);
    this.until.set(columns.until, first);
    this.code.set(columns.code, first);
    this.actor.set(columns.actor, first);
    this.to.set(columns.to, first);
    this.cause.set(columns.cause, first);
    this.oid.set(columns.oid, first);
    this.rev.set(columns.rev, first);
    this.say.set(columns.say, first);
    this.background.set(columns.background, first);
    for (let i = 0; i < columns.args.length; i++) this.args[first + i] = columns.args[i]!;
    this.size = Math.max(known, end);
    for (let id = first + 1; id <= end; id++) if (this.untilOf(id) > 0) this.travellers.add(id, this.timeOf(id), this.untilOf(id));
  }

  timeOf(id: number): number {
    return this.t[id - 1]!;
  }

  /** When it arrives; 0 when it does not travel. */
  untilOf(id: number): number {
    return this.until[id - 1]!;
  }

  codeOf(id: number): HappeningCode {
    return HAPPENING_CODES[this.code[id - 1]!]!;
  }

  actorOf(id: number): string {
    return this.text(this.actor[id - 1]!);
  }

  toOf(id: number): string {
    return this.text(this.to[id - 1]!);
  }

  causeOf(id: number): number {
    return this.cause[id - 1]!;
  }

  oidOf(id: number): number {
    return this.oid[id - 1]!;
  }

  revOf(id: number): number {
    return this.rev[id - 1]!;
  }

  isBackground(id: number): boolean {
    return this.background[id - 1] === 1;
  }

  argsOf(id: number): JsonObject | undefined {
    return (this.args[id - 1] ?? undefined) as JsonObject | undefined;
  }

  sayOf(id: number): string {
    return this.text(this.say[id - 1]!);
  }

  get(id: number): Happening | undefined {
    if (id < 1 || id > this.size) return undefined;
    const i = id - 1;
    const args = this.argsOf(id);
    return {
      id,
      t: this.t[i] as SimTime,
      code: this.codeOf(id),
      actor: this.actorOf(id),
      cause: this.cause[i]!,
      ...(this.to[i] ? { to: this.toOf(id) } : {}),
      ...(this.until[i] ? { until: this.until[i] as SimTime } : {}),
      ...(this.oid[i] ? { oid: this.oid[i]! } : {}),
      ...(this.rev[i] ? { rev: this.rev[i]! } : {}),
      ...(this.say[i] ? { say: this.sayOf(id) } : {}),
      ...(this.background[i] ? { background: true } : {}),
      ...(args ? { args } : {}),
    };
  }

  /** The last id that happened at or before a time; 0 = none. */
  lastAt(time: number): number {
    let lo = 0;
    let hi = this.size;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (this.t[mid]! <= time) lo = mid + 1;
      else hi = mid;
    }
    return lo;
  }

  private dropTraveller(id: number): void {
    this.travellers.remove(id, this.timeOf(id), this.untilOf(id));
  }

  private grow(size: number): void {
    let capacity = this.t.length;
    if (size <= capacity) return;
    while (capacity < size) capacity *= 2;
    const larger = <T extends Numbers>(old: T, made: T): T => {
      made.set(old);
      return made;
    };
    this.t = larger(this.t, new Float64Array(capacity));
    this.until = larger(this.until, new Float64Array(capacity));
    this.code = larger(this.code, new Uint8Array(capacity));
    this.actor = larger(this.actor, new Int32Array(capacity));
    this.to = larger(this.to, new Int32Array(capacity));
    this.cause = larger(this.cause, new Int32Array(capacity));
    this.oid = larger(this.oid, new Int32Array(capacity));
    this.rev = larger(this.rev, new Int32Array(capacity));
    this.say = larger(this.say, new Int32Array(capacity));
    this.background = larger(this.background, new Uint8Array(capacity));
  }
}
