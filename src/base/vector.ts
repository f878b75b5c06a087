/**
 * A persistent sequence addressed by dense integers (a 32-way trie with a tail): push, get and set share everything
 * they do not touch, so an old length is a free checkpoint of a log.
 */

const BITS = 5;
const WIDTH = 1 << BITS;
const MASK = WIDTH - 1;

type Branch = readonly unknown[];

export class Vector<T> {
  private static readonly none = new Vector<never>(0, BITS, [], []);

  readonly length: number;
  private readonly shift: number;
  private readonly root: Branch;
  private readonly tail: readonly T[];

  private constructor(length: number, shift: number, root: Branch, tail: readonly T[]) {
    this.length = length;
    this.shift = shift;
    this.root = root;
    this.tail = tail;
  }

  static empty<T>(): Vector<T> {
    return Vector.none as unknown as Vector<T>;
  }

  static from<T>(items: Iterable<T>): Vector<T> {
    let vector = Vector.empty<T>();
    for (const item of items) vector = vector.push(item);
    return vector;
  }

  private get tailStart(): number {
    return this.length - this.tail.length;
  }

  get(index: number): T | undefined {
    if (index < 0 || index >= this.length) return undefined;
    if (index >= this.tailStart) return this.tail[index - this.tailStart];
    let node: Branch = this.root;
    for (let level = this.shift; level > 0; level -= BITS) node = node[(index >>> level) & MASK] as Branch;
    return node[index & MASK] as T;
  }

  /** Index of the first item from which on `holds` is true (false for all before it, true for all behind it); the length when there is none. */
  indexFrom(holds: (item: T) => boolean): number {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.get(middle) as T)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  push(value: T): Vector<T> {
    if (this.tail.length < WIDTH) {
      const tail = this.tail.slice();
      tail.push(value);
      return new Vector(this.length + 1, this.shift, this.root, tail);
    }
    const start = this.tailStart;
    if (start >>> BITS >= 1 << this.shift) {
      const root = [this.root, pathTo(this.shift, this.tail)];
      return new Vector(this.length + 1, this.shift + BITS, root, [value]);
    }
    return new Vector(this.length + 1, this.shift, withTail(this.root, this.shift, start, this.tail), [value]);
  }

  set(index: number, value: T): Vector<T> {
    if (index < 0 || index >= this.length) throw new RangeError(`index ${index} is outside 0…${this.length - 1}`);
    if (index >= this.tailStart) {
      const tail = this.tail.slice();
      tail[index - this.tailStart] = value;
      return new Vector(this.length, this.shift, this.root, tail);
    }
    return new Vector(this.length, this.shift, replaced(this.root, this.shift, index, value), this.tail);
  }

  /** Items from `from` up to, not including, `to`. */
  *slice(from = 0, to: number = this.length): Generator<T> {
    for (let i = Math.max(from, 0); i < Math.min(to, this.length); i++) yield this.get(i) as T;
  }

  [Symbol.iterator](): Generator<T> {
    return this.slice();
  }
}

const pathTo = (level: number, node: Branch): Branch => (level === 0 ? node : [pathTo(level - BITS, node)]);

function withTail(node: Branch, level: number, index: number, tail: Branch): Branch {
  const copy = node.slice();
  const at = (index >>> level) & MASK;
  const kid = node[at] as Branch | undefined;
  copy[at] = level === BITS ? tail : kid ? withTail(kid, level - BITS, index, tail) : pathTo(level - BITS, tail);
  return copy;
}

function replaced(node: Branch, level: number, index: number, value: unknown): Branch {
  const copy = node.slice();
  const at = (index >>> level) & MASK;
  copy[at] = level === 0 ? value : replaced(node[at] as Branch, level - BITS, index, value);
  return copy;
}
