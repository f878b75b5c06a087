import type { Json } from '../base/json.ts';
import { HAPPENING_CODES } from '../wire/frame.ts';
import { type Rank, rankOf, STRETCH } from '../wire/keeping.ts';

/** One happening as numbers; texts are indexes. */
export interface Row {
  readonly t: number;
  readonly until: number;
  readonly code: number;
  readonly actor: number;
  readonly to: number;
  readonly cause: number;
  readonly oid: number;
  readonly rev: number;
  readonly say: number;
  readonly background: number;
  readonly args: Json;
}

const NARROW = ['actor', 'to', 'cause', 'oid', 'rev', 'say'] as const;

/** A thousand ids of the log, in columns. Whole at first; what is dropped leaves no room behind. */
export class Stretch {
  /** Id of the first, less one. */
  readonly before: number;
  /** Ids that have happened, held or not. */
  count = 0;
  /** Happenings of this and lower ranks are not held; -1: it is whole. */
  dropped: Rank | -1 = -1;
  /** Rows held. */
  size = 0;
  /** Place of each row within the stretch, when not all are held. */
  private places: Uint16Array | undefined;
  private t = new Float64Array(STRETCH);
  private until = new Float64Array(STRETCH);
  private code = new Uint8Array(STRETCH);
  private background = new Uint8Array(STRETCH);
  private narrow = new Int32Array(STRETCH * NARROW.length);
  private args: Json[] = [];
  /** When its first id happened, as far as known. */
  private start: number;

  constructor(before: number, start: number) {
    this.before = before;
    this.start = start;
  }

  /** Row of an id; -1 when it is not held. */
  rowOf(id: number): number {
    const place = id - this.before - 1;
    if (!this.places) return place < this.size ? place : -1;
    const row = this.floor(place);
    return row >= 0 && this.places[row] === place ? row : -1;
  }

  idOf(row: number): number {
    return this.before + 1 + (this.places ? this.places[row]! : row);
  }

  /** The time of an id, or of the last one before it that is held. */
  timeOf(id: number): number {
    const place = id - this.before - 1;
    const row = this.places ? this.floor(place) : Math.min(place, this.size - 1);
    return row < 0 ? this.start : this.t[row]!;
  }

  get(row: number): Row {
    const at = row * NARROW.length;
    const { narrow } = this;
    return {
      t: this.t[row]!,
      until: this.until[row]!,
      code: this.code[row]!,
      actor: narrow[at]!,
      to: narrow[at + 1]!,
      cause: narrow[at + 2]!,
      oid: narrow[at + 3]!,
      rev: narrow[at + 4]!,
      say: narrow[at + 5]!,
      background: this.background[row]!,
      args: this.args[row]!,
    };
  }

  number(row: number, column: 'code' | 'background' | 'until' | (typeof NARROW)[number]): number {
    switch (column) {
      case 'code':
        return this.code[row]!;
      case 'background':
        return this.background[row]!;
      case 'until':
        return this.until[row]!;
      default:
        return this.narrow[row * NARROW.length + NARROW.indexOf(column)]!;
    }
  }

  argsOf(row: number): Json {
    return this.args[row] ?? null;
  }

  /** The next one; ids in between have happened but are not told. */
  add(id: number, row: Row): void {
    const place = id - this.before - 1;
    if (place === 0) this.start = row.t;
    if (place > this.count) this.thinFrom(0);
    if (this.size === this.t.length) this.resize(STRETCH);
    if (this.places) this.places[this.size] = place;
    this.put(this.size++, row);
    this.count = place + 1;
  }

  put(at: number, row: Row): void {
    this.t[at] = row.t;
    this.until[at] = row.until;
    this.code[at] = row.code;
    this.background[at] = row.background;
    NARROW.forEach((column, i) => {
      this.narrow[at * NARROW.length + i] = row[column];
    });
    this.args[at] = row.args;
  }

  /** Ids up to this one have happened, even if they are not told. */
  passOver(id: number): void {
    if (id - this.before <= this.count) return;
    this.thinFrom(0);
    this.count = id - this.before;
  }

  /** Forgets what comes after an id. */
  truncate(id: number): void {
    this.count = Math.max(0, Math.min(this.count, id - this.before));
    while (this.size > 0 && this.idOf(this.size - 1) > id) this.size--;
    this.args.length = this.size;
  }

  /** Lets happenings of a rank and below go. */
  thin(rank: Rank): void {
    if (this.dropped >= rank) return;
    const keep: number[] = [];
    for (let row = 0; row < this.size; row++) if (rankOf(HAPPENING_CODES[this.code[row]!]!, this.background[row] === 1) > rank) keep.push(row);
    const places = Uint16Array.from(keep, (row) => this.idOf(row) - this.before - 1);
    const rows = keep.map((row) => this.get(row));
    this.size = 0;
    this.args = [];
    this.resize(rows.length);
    this.places = places;
    for (const row of rows) this.put(this.size++, row);
    this.dropped = rank;
  }

  private thinFrom(rank: Rank): void {
    if (this.dropped < rank) this.dropped = rank;
    this.places ??= Uint16Array.from({ length: this.t.length }, (_, i) => i);
  }

  private resize(capacity: number): void {
    const copied = <A extends Float64Array | Uint8Array | Uint16Array | Int32Array>(old: A, made: A): A => {
      made.set(old.subarray(0, Math.min(old.length, made.length)));
      return made;
    };
    if (this.places) this.places = copied(this.places, new Uint16Array(capacity));
    this.t = copied(this.t, new Float64Array(capacity));
    this.until = copied(this.until, new Float64Array(capacity));
    this.code = copied(this.code, new Uint8Array(capacity));
    this.background = copied(this.background, new Uint8Array(capacity));
    this.narrow = copied(this.narrow, new Int32Array(capacity * NARROW.length));
  }

  /** Last row at or before a place; -1 when there is none. */
  private floor(place: number): number {
    let lo = 0;
    let hi = this.size;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (this.places![mid]! <= place) lo = mid + 1;
      else hi = mid;
    }
    return lo - 1;
  }
}
