/**
 * A persistent priority queue (pairing heap). `before` must be a total order: no two items may be equal under it,
 * so that the order of leaving depends on nothing but the items.
 */

type Cell<T> = { readonly item: T; readonly child: Cell<T> | undefined; readonly sibling: Cell<T> | undefined };

export class Heap<T> {
  readonly size: number;
  private readonly before: (a: T, b: T) => boolean;
  private readonly root: Cell<T> | undefined;

  private constructor(before: (a: T, b: T) => boolean, root: Cell<T> | undefined, size: number) {
    this.before = before;
    this.root = root;
    this.size = size;
  }

  static empty<T>(before: (a: T, b: T) => boolean): Heap<T> {
    return new Heap(before, undefined, 0);
  }

  peek(): T | undefined {
    return this.root?.item;
  }

  push(item: T): Heap<T> {
    const cell: Cell<T> = { item, child: undefined, sibling: undefined };
    return new Heap(this.before, this.root ? this.meld(this.root, cell) : cell, this.size + 1);
  }

  /** The heap without its first item. */
  pop(): Heap<T> {
    if (!this.root) return this;
    return new Heap(this.before, this.joinPairs(this.root.child), this.size - 1);
  }

  /** All items, in no particular order. */
  *items(): Generator<T> {
    const open: (Cell<T> | undefined)[] = [this.root];
    while (open.length > 0) {
      const cell = open.pop();
      if (!cell) continue;
      yield cell.item;
      open.push(cell.child, cell.sibling);
    }
  }

  private meld(a: Cell<T>, b: Cell<T>): Cell<T> {
    return this.before(a.item, b.item)
      ? { item: a.item, child: { item: b.item, child: b.child, sibling: a.child }, sibling: undefined }
      : { item: b.item, child: { item: a.item, child: a.child, sibling: b.child }, sibling: undefined };
  }

  private joinPairs(first: Cell<T> | undefined): Cell<T> | undefined {
    const pairs: Cell<T>[] = [];
    let cell = first;
    while (cell) {
      const second: Cell<T> | undefined = cell.sibling;
      if (!second) {
        pairs.push(cell);
        break;
      }
      const next: Cell<T> | undefined = second.sibling;
      pairs.push(this.meld(cell, second));
      cell = next;
    }
    let root: Cell<T> | undefined = pairs.pop();
    while (root && pairs.length > 0) root = this.meld(root, pairs.pop()!);
    return root;
  }
}
