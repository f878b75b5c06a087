import { Vector } from './vector.ts';

/**
 * The end of a sequence: items keep the index they always had, what was before the end can be let go. Persistent like Vector,
 * of which it has the reading half.
 */
export class Tail<T> {
  private static readonly none = new Tail<never>(0, Vector.empty());

  /** Index of the first item that is held. */
  readonly first: number;
  private readonly items: Vector<T>;

  private constructor(first: number, items: Vector<T>) {
    this.first = first;
    this.items = items;
  }

  static empty<T>(): Tail<T> {
    return Tail.none as unknown as Tail<T>;
  }

  /** How many there ever were. */
  get length(): number {
    return this.first + this.items.length;
  }

  /** Undefined too for what was let go. */
  get(index: number): T | undefined {
    return this.items.get(index - this.first);
  }

  push(value: T): Tail<T> {
    return new Tail(this.first, this.items.push(value));
  }

  /** The same sequence of which nothing before an index is held. */
  from(index: number): Tail<T> {
    if (index <= this.first) return this;
    if (index >= this.length) return this.items.length === 0 ? this : new Tail<T>(this.length, Vector.empty());
    return new Tail(index, Vector.from(this.items.slice(index - this.first)));
  }

  /** Items with an index from `from` up to, not including, `to`, as far as they are held. */
  slice(from = 0, to: number = this.length): Generator<T> {
    return this.items.slice(from - this.first, to - this.first);
  }

  [Symbol.iterator](): Generator<T> {
    return this.slice();
  }
}
