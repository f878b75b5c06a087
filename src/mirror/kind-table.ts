import type { Oid } from '../wire/happening.ts';
import { COLUMNS, type RowKind, type RowOf } from '../wire/rows.ts';

export type Column<K extends RowKind> = (typeof COLUMNS)[K][number];

/** All rows of one kind, packed; a row keeps its slot as long as its object lives. */
export class KindTable<K extends RowKind = RowKind> {
  readonly kind: K;
  /** Raised whenever a row comes, changes or goes. */
  version = 0;
  private readonly columns: readonly string[];
  private readonly offsets: Readonly<Record<string, number>>;
  private readonly slots = new Map<Oid, number>();
  private readonly free: number[] = [];
  private readonly made = new Map<Oid, Readonly<RowOf<K>>>();
  private data: Int32Array;
  private used = 0;

  constructor(kind: K) {
    this.kind = kind;
    this.columns = COLUMNS[kind];
    this.offsets = Object.fromEntries(this.columns.map((column, i) => [column, i]));
    this.data = new Int32Array(this.columns.length * 64);
  }

  get size(): number {
    return this.slots.size;
  }

  has(oid: Oid): boolean {
    return this.slots.has(oid);
  }

  /** Ids of all rows, in no order that means anything. */
  ids(): IterableIterator<Oid> {
    return this.slots.keys();
  }

  /** One value; 0 when there is no such row. */
  get(oid: Oid, column: Column<K>): number {
    const slot = this.slots.get(oid);
    return slot === undefined ? 0 : this.data[slot * this.columns.length + this.offsets[column]!]!;
  }

  /** One value of a column that the kind may lack; 0 then. */
  value(oid: Oid, column: string): number {
    const offset = this.offsets[column];
    const slot = this.slots.get(oid);
    return offset === undefined || slot === undefined ? 0 : this.data[slot * this.columns.length + offset]!;
  }

  /** The row as a record; the same one until the row changes. */
  row(oid: Oid): Readonly<RowOf<K>> | undefined {
    const slot = this.slots.get(oid);
    if (slot === undefined) return undefined;
    const known = this.made.get(oid);
    if (known) return known;
    const start = slot * this.columns.length;
    const row = Object.freeze(Object.fromEntries(this.columns.map((column, i) => [column, this.data[start + i]!]))) as Readonly<RowOf<K>>;
    this.made.set(oid, row);
    return row;
  }

  /** Puts a row of a frame in place. False when nothing changed. */
  put(rows: Int32Array, start: number): boolean {
    const oid = rows[start]!;
    const width = this.columns.length;
    const known = this.slots.get(oid);
    const slot = known ?? this.newSlot(oid);
    const at = slot * width;
    let changed = known === undefined;
    for (let i = 0; i < width; i++) {
      if (this.data[at + i] === rows[start + i]) continue;
      this.data[at + i] = rows[start + i]!;
      changed = true;
    }
    if (!changed) return false;
    this.made.delete(oid);
    this.version++;
    return true;
  }

  remove(oid: Oid): boolean {
    const slot = this.slots.get(oid);
    if (slot === undefined) return false;
    this.slots.delete(oid);
    this.made.delete(oid);
    this.free.push(slot);
    this.version++;
    return true;
  }

  clear(): void {
    this.slots.clear();
    this.made.clear();
    this.free.length = 0;
    this.used = 0;
    this.version++;
  }

  private newSlot(oid: Oid): number {
    const slot = this.free.pop() ?? this.used++;
    const width = this.columns.length;
    if ((slot + 1) * width > this.data.length) {
      const larger = new Int32Array(this.data.length * 2);
      larger.set(this.data);
      this.data = larger;
    }
    this.data.fill(0, slot * width, (slot + 1) * width);
    this.slots.set(oid, slot);
    return slot;
  }
}
