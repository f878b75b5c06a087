import { Vector } from './vector.ts';

/**
 * The end of a sequence: items keep the index they always had, what was before the end can be let go. Persistent like Vector,
 * of which it has the reading half.
 */
export class Tail<T> {
  private static readonly none = new Tail<never>(0, 0, Vector.empty());

  /** Index of the first item that is held. */
  readonly first: number;
  /** Index of the first item of `items`. At most as many as are held are still there of what was let go: letting go one by one costs the same however many are held. */
  private readonly start: number;
  private readonly items: Vector<T>;

  private constructor(first: number, start: number, items: Vector<T>) {
    this.first = first;
    this.start = start;
    this.items = items;
  }

  static empty<T>(): Tail<T> {
    return Tail.none as unknown as Tail<T>;
  }

  /** How many there ever were. */
  get length(): number {
    return this.start + this.items.length;
  }

  /** Undefined too for what was let go. */
  get(index: number): T | undefined {
    return index < this.first ? undefined : this.items.get(index - this.start);
  }

  push(value: T): Tail<T> {
    return new Tail(this.first, this.start, this.items.push(value));
  }

  /** The same sequence of which nothing before an index is held. */
  from(index: number): Tail<T> {
    if (index <= this.first) return this;
    const { length } = this;
    if (index >= length) return this.first === length ? this : new Tail<T>(length, length, Vector.empty());
    if (index - this.start <= length - index) return new Tail(index, this.start, this.items);
    return new Tail(index, index, Vector.from(this.items.slice(index - this.start)));
  }

  /** Items with an index from `from` up to, not including, `to`, as far as they are held. */
  slice(from = 0, to: number = this.length): Generator<T> {
    return this.items.slice(Math.max(from, this.first) - this.start, to - this.start);
  }

  [Symbol.iterator](): Generator<T> {
    return this.slice();
  }
}
