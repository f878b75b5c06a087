import type { JsonObject } from '../base/json.ts';
import type { SimTime } from '../base/time.ts';
import { HAPPENING_CODES, type HappeningColumns } from '../wire/frame.ts';
import type { Happening, HappeningCode, Oid } from '../wire/happening.ts';
import { MOST_HAPPENINGS, RANKS, STRETCH, WHOLE_STRETCHES } from '../wire/keeping.ts';
import { type Row, Stretch } from './stretch.ts';
import { Travellers } from './travellers.ts';

/** Stretches that were asked for again and are held whole. */
const MOST_RECALLED = 8;
/** What happened so many ids before the instant shown, and after it, should be held whole: it may be on the screen. */
const SEEN_BEFORE = 1_200;
const SEEN_AFTER = 200;
/** Writes remembered per object; when there are twice as many the older half goes. */
const MOST_WRITES = 128;
const WRITE = HAPPENING_CODES.indexOf('etcd.write');

/**
 * The happenings of the branch, in columns; ids are dense from 1. What lies beyond the cursor is known too. There is room for so many:
 * of older ones low ranks are dropped (see wire/keeping.ts), and can be had again (`missing`, `recall`). Of one that is not held the time is
 * about right, the numbers are 0, the code is undefined.
 */
export class HappeningLog {
  readonly travellers = new Travellers();
  private stretches: Stretch[] = [];
  private recalled: readonly { readonly stretch: Stretch; readonly rank: number }[] = [];
  private held = 0;
  /** Object → ids of its writes. */
  private readonly writes = new Map<Oid, number[]>();
  private readonly most: number;
  private readonly told: (index: number) => string;
  /** Texts of what was recalled; their indexes are negative. */
  private readonly own: string[] = [''];
  private readonly ownIndexes = new Map<string, number>([['', 0]]);

  constructor(text: (index: number) => string, most: number = MOST_HAPPENINGS) {
    this.told = text;
    this.most = most;
  }

  /** Ids 1…count have happened. */
  get count(): number {
    const last = this.stretches.at(-1);
    return last ? last.before + last.count : 0;
  }

  /** How many are held. */
  get size(): number {
    return this.held;
  }

  has(id: number): boolean {
    return this.row(id) >= 0;
  }

  /** Forgets what comes after an id. */
  truncate(count: number): void {
    if (count < this.count)
      for (const [oid, ids] of this.writes) {
        while (ids.length > 0 && ids.at(-1)! > count) ids.pop();
        if (ids.length === 0) this.writes.delete(oid);
      }
    while (this.stretches.length > 0 && this.count > count) {
      const stretch = this.stretches.at(-1)!;
      for (let row = stretch.size - 1; row >= 0 && stretch.idOf(row) > count; row--) {
        this.forget(stretch, row);
        this.held--;
      }
      stretch.truncate(count);
      if (stretch.count > 0) continue;
      this.stretches.pop();
      this.recalled = this.recalled.filter((one) => one.stretch !== stretch);
    }
  }

  /** Id of the newest write of an object at or before a happening; 0 = none that is remembered. */
  lastWrite(oid: Oid, upTo: number): number {
    return this.writes.get(oid)?.findLast((id) => id <= upTo) ?? 0;
  }

  /** Takes in columns; those known already are put in the place of what was known. */
  take(columns: HappeningColumns): void {
    if (columns.firstId > this.count + 1) throw new RangeError(`happenings from ${columns.firstId} on do not follow ${this.count}`);
    const before = this.stretches.length;
    for (let i = 0; i < columns.t.length; i++) this.put(columns.ids ? columns.ids[i]! : columns.firstId + i, rowAt(columns, i));
    const last = columns.last ?? columns.firstId - 1 + columns.t.length;
    while (this.count < last) this.stretchFor(this.count + 1).passOver(Math.min(last, this.stretchFor(this.count + 1).before + STRETCH));
    if (this.stretches.length > before) this.keepWithin();
  }

  /** What is on the screen around an id but not held: ids to ask for; undefined when all is here. */
  missing(around: number): { readonly from: number; readonly to: number } | undefined {
    const first = Math.max(0, Math.floor((around - SEEN_BEFORE - 1) / STRETCH));
    const last = Math.floor((Math.min(around + SEEN_AFTER, this.count) - 1) / STRETCH);
    for (let i = last; i >= first; i--) {
      const stretch = this.stretches[i];
      if (stretch && stretch.dropped >= 0) return { from: stretch.before + 1, to: stretch.before + stretch.count };
    }
    return undefined;
  }

  /** Takes back what was asked for: all of a stretch. False when it is not (another branch came in between). */
  recall(happenings: readonly Happening[]): boolean {
    const first = happenings[0];
    const at = first ? (first.id - 1) / STRETCH : -1;
    const old = this.stretches[at];
    if (!old || old.dropped < 0 || happenings.length !== old.count || !this.agrees(old, happenings)) return false;
    for (let row = 0; row < old.size; row++) this.forget(old, row);
    const stretch = new Stretch(old.before, first!.t);
    this.stretches[at] = stretch;
    this.held += happenings.length - old.size;
    for (const happening of happenings) {
      stretch.add(happening.id, this.rowOf(happening));
      this.remember(stretch, stretch.size - 1);
    }
    for (const { stretch: one, rank } of this.recalled.slice(MOST_RECALLED - 1)) this.thin(one, rank);
    this.recalled = [{ stretch, rank: old.dropped }, ...this.recalled.slice(0, MOST_RECALLED - 1)];
    return true;
  }

  timeOf(id: number): number {
    return this.at(id)?.timeOf(id) ?? 0;
  }

  /** When it arrives; 0 when it does not travel. */
  untilOf(id: number): number {
    return this.number(id, 'until');
  }

  codeOf(id: number): HappeningCode | undefined {
    const row = this.row(id);
    return row < 0 ? undefined : HAPPENING_CODES[this.at(id)!.number(row, 'code')];
  }

  actorOf(id: number): string {
    return this.text(this.number(id, 'actor'));
  }

  toOf(id: number): string {
    return this.text(this.number(id, 'to'));
  }

  causeOf(id: number): number {
    return this.number(id, 'cause');
  }

  oidOf(id: number): number {
    return this.number(id, 'oid');
  }

  revOf(id: number): number {
    return this.number(id, 'rev');
  }

  isBackground(id: number): boolean {
    return this.number(id, 'background') === 1;
  }

  argsOf(id: number): JsonObject | undefined {
    const row = this.row(id);
    return row < 0 ? undefined : ((this.at(id)!.argsOf(row) ?? undefined) as JsonObject | undefined);
  }

  sayOf(id: number): string {
    return this.text(this.number(id, 'say'));
  }

  get(id: number): Happening | undefined {
    const row = this.row(id);
    if (row < 0) return undefined;
    const one = this.at(id)!.get(row);
    return {
      id,
      t: one.t as SimTime,
      code: HAPPENING_CODES[one.code]!,
      actor: this.text(one.actor),
      cause: one.cause,
      ...(one.to ? { to: this.text(one.to) } : {}),
      ...(one.until ? { until: one.until as SimTime } : {}),
      ...(one.oid ? { oid: one.oid } : {}),
      ...(one.rev ? { rev: one.rev } : {}),
      ...(one.say ? { say: this.text(one.say) } : {}),
      ...(one.background ? { background: true } : {}),
      ...(one.args ? { args: one.args as JsonObject } : {}),
    };
  }

  /** The last id that happened at or before a time; 0 = none. */
  lastAt(time: number): number {
    let lo = 0;
    let hi = this.count;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (this.timeOf(mid + 1) <= time) lo = mid + 1;
      else hi = mid;
    }
    return lo;
  }

  private text(index: number): string {
    return index < 0 ? this.own[-index]! : this.told(index);
  }

  private at(id: number): Stretch | undefined {
    return this.stretches[Math.floor((id - 1) / STRETCH)];
  }

  private row(id: number): number {
    return this.at(id)?.rowOf(id) ?? -1;
  }

  private number(id: number, column: Parameters<Stretch['number']>[1]): number {
    const stretch = this.at(id);
    const row = stretch?.rowOf(id) ?? -1;
    return row < 0 ? 0 : stretch!.number(row, column);
  }

  private put(id: number, row: Row): void {
    const known = id <= this.count;
    const stretch = known ? this.at(id)! : this.stretchFor(id);
    if (known) {
      const at = stretch.rowOf(id);
      // Dropped since it was first told.
      if (at < 0) return;
      this.forget(stretch, at);
      stretch.put(at, row);
      this.remember(stretch, at);
      return;
    }
    stretch.add(id, row);
    this.held++;
    this.remember(stretch, stretch.size - 1);
    if (row.code === WRITE && row.oid > 0) this.noteWrite(row.oid, id);
  }

  private noteWrite(oid: Oid, id: number): void {
    const ids = this.writes.get(oid);
    if (!ids) this.writes.set(oid, [id]);
    else if (ids.push(id) >= 2 * MOST_WRITES) ids.splice(0, MOST_WRITES);
  }

  /** The stretch an id that comes next lies in; those before it are closed. */
  private stretchFor(id: number): Stretch {
    const index = Math.floor((id - 1) / STRETCH);
    while (this.stretches.length <= index) {
      const open = this.stretches.at(-1);
      open?.passOver(open.before + STRETCH);
      this.stretches.push(new Stretch(this.stretches.length * STRETCH, open?.timeOf(open.before + STRETCH) ?? 0));
    }
    return this.stretches[index]!;
  }

  /** Whether what was told is of this very branch: what is held of the stretch happened at the same times. */
  private agrees(stretch: Stretch, happenings: readonly Happening[]): boolean {
    for (let row = 0; row < stretch.size; row++) {
      const id = stretch.idOf(row);
      const told = happenings[id - stretch.before - 1];
      if (told?.id !== id || told.t !== stretch.get(row).t) return false;
    }
    return true;
  }

  private rowOf({ t, until, code, actor, to, cause, oid, rev, say, background, args }: Happening): Row {
    const index = (text: string | undefined): number => {
      const known = this.ownIndexes.get(text ?? '');
      if (known !== undefined) return known;
      this.own.push(text!);
      this.ownIndexes.set(text!, 1 - this.own.length);
      return 1 - this.own.length;
    };
    return {
      t,
      until: until ?? 0,
      code: HAPPENING_CODES.indexOf(code),
      actor: index(actor),
      to: index(to),
      cause,
      oid: oid ?? 0,
      rev: rev ?? 0,
      say: index(say),
      background: background ? 1 : 0,
      args: args ?? null,
    };
  }

  private remember(stretch: Stretch, row: number): void {
    const { t, until } = stretch.get(row);
    if (until > 0) this.travellers.add(stretch.idOf(row), t, until);
  }

  private forget(stretch: Stretch, row: number): void {
    const { t, until } = stretch.get(row);
    if (until > 0) this.travellers.remove(stretch.idOf(row), t, until);
  }

  private thin(stretch: Stretch, rank: number): void {
    for (let row = 0; row < stretch.size; row++) this.forget(stretch, row);
    this.held -= stretch.size;
    for (const one of RANKS) if (one <= rank) stretch.thin(one);
    this.held += stretch.size;
    for (let row = 0; row < stretch.size; row++) this.remember(stretch, row);
  }

  private keepWithin(): void {
    const end = this.stretches.length - WHOLE_STRETCHES;
    for (const rank of RANKS)
      for (let i = 0; i < end; i++) {
        if (this.held <= this.most) return;
        const stretch = this.stretches[i]!;
        if (stretch.dropped < rank && !this.recalled.some((one) => one.stretch === stretch)) this.thin(stretch, rank);
      }
  }
}

const rowAt = (columns: HappeningColumns, i: number): Row => ({
  t: columns.t[i]!,
  until: columns.until[i]!,
  code: columns.code[i]!,
  actor: columns.actor[i]!,
  to: columns.to[i]!,
  cause: columns.cause[i]!,
  oid: columns.oid[i]!,
  rev: columns.rev[i]!,
  say: columns.say[i]!,
  background: columns.background[i]!,
  args: columns.args[i]!,
});
