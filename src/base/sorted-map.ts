/**
 * A persistent map with string keys, kept in order of UTF-16 code units (for the ASCII keys of the cluster: byte order,
 * as etcd orders its keys). Every change returns a new map that shares all untouched nodes with the old one, so keeping
 * an old map is free: checkpoints, informer caches at a revision and branches are pointers.
 *
 * Costs: get, set, delete O(log n) with nodes of up to 32 entries; `diff` O(changed nodes).
 */

const MAX = 32;
const MIN = 8;

/** A sum over a map that can be made from the sums of its parts. Must depend on nothing but the values. */
export interface Fold<V, A> {
  readonly leaf: (values: readonly V[]) => A;
  readonly join: (parts: readonly A[]) => A;
  /** The sum after one of its parts became another; given, the sums of a changed path need not be made anew. */
  readonly swap?: (sum: A, before: A, after: A) => A;
}

/** The last sum asked of a node: never part of its value. */
type Known = { readonly fold: Fold<never, unknown>; readonly sum: unknown };

type Leaf<V> = { readonly leaf: true; readonly keys: readonly string[]; readonly vals: readonly V[]; readonly size: number; known: Known | undefined };
type Inner<V> = {
  readonly leaf: false;
  /** keys[i] = smallest key below kids[i]. */
  readonly keys: readonly string[];
  readonly kids: readonly Node<V>[];
  readonly size: number;
  readonly height: number;
  known: Known | undefined;
};
type Node<V> = Leaf<V> | Inner<V>;

export type MapChange<V> = { readonly key: string; readonly before: V | undefined; readonly after: V | undefined };

const leafOf = <V>(keys: readonly string[], vals: readonly V[]): Leaf<V> => ({ leaf: true, keys, vals, size: keys.length, known: undefined });

function innerOf<V>(kids: readonly Node<V>[]): Inner<V> {
  let size = 0;
  const keys: string[] = new Array(kids.length);
  for (let i = 0; i < kids.length; i++) {
    const kid = kids[i]!;
    size += kid.size;
    keys[i] = kid.keys[0]!;
  }
  return { leaf: false, keys, kids, size, height: heightOf(kids[0]!) + 1, known: undefined };
}

const heightOf = <V>(node: Node<V>): number => (node.leaf ? 0 : node.height);

/** Index of the last key <= the wanted one, or -1. */
function floorIndex(keys: readonly string[], key: string): number {
  let lo = 0;
  let hi = keys.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (keys[mid]! <= key) lo = mid + 1;
    else hi = mid;
  }
  return lo - 1;
}

function spliced<T>(list: readonly T[], at: number, remove: number, ...add: T[]): T[] {
  const out = list.slice();
  out.splice(at, remove, ...add);
  return out;
}

function inserted<T>(list: readonly T[], at: number, item: T): T[] {
  const out = list.slice();
  out.push(item);
  for (let i = out.length - 1; i > at; i--) out[i] = out[i - 1] as T;
  out[at] = item;
  return out;
}

/** What is known of a leaf after one of its values (none: undefined) became another. */
function swappedIn<V>(known: Known | undefined, before: readonly V[], after: readonly V[]): Known | undefined {
  const fold = known?.fold as Fold<V, unknown> | undefined;
  if (!known || !fold?.swap) return undefined;
  return { fold: known.fold, sum: fold.swap(known.sum, fold.leaf(before), fold.leaf(after)) };
}

/** What is known of an inner node after one of its kids became another. */
function swappedBelow(known: Known | undefined, before: Known | undefined, after: Known | undefined): Known | undefined {
  if (!known?.fold.swap || before?.fold !== known.fold || after?.fold !== known.fold) return undefined;
  return { fold: known.fold, sum: known.fold.swap(known.sum, before.sum, after.sum) };
}

/** An inner node with one kid replaced; its keys are shared unless the kid begins elsewhere now. */
function withKid<V>(node: Inner<V>, at: number, kid: Node<V>): Inner<V> {
  const kids = node.kids.slice();
  kids[at] = kid;
  let keys = node.keys;
  if (keys[at] !== kid.keys[0]) {
    const next = keys.slice();
    next[at] = kid.keys[0]!;
    keys = next;
  }
  const before = node.kids[at]!;
  const known = swappedBelow(node.known, before.known, kid.known);
  return { leaf: false, keys, kids, size: node.size - before.size + kid.size, height: node.height, known };
}

/** Returns one node, or two when it had to split. */
function setIn<V>(node: Node<V>, key: string, val: V): Node<V> | [Node<V>, Node<V>] {
  const i = floorIndex(node.keys, key);
  if (node.leaf) {
    if (i >= 0 && node.keys[i] === key) {
      if (Object.is(node.vals[i], val)) return node;
      const vals = node.vals.slice();
      vals[i] = val;
      const next = leafOf(node.keys, vals);
      if (node.known) next.known = swappedIn(node.known, [node.vals[i]!], [val]);
      return next;
    }
    const keys = inserted(node.keys, i + 1, key);
    const vals = inserted(node.vals, i + 1, val);
    if (keys.length <= MAX) {
      const next = leafOf(keys, vals);
      if (node.known) next.known = swappedIn(node.known, [], [val]);
      return next;
    }
    // Names often arrive in rising order: split high, so that leaves stay full.
    const cut = i + 1 === keys.length - 1 ? MAX - 4 : keys.length >> 1;
    return [leafOf(keys.slice(0, cut), vals.slice(0, cut)), leafOf(keys.slice(cut), vals.slice(cut))];
  }
  const at = Math.max(i, 0);
  const next = setIn(node.kids[at]!, key, val);
  if (next === node.kids[at]) return node;
  if (!Array.isArray(next)) return withKid(node, at, next);
  const kids = spliced(node.kids, at, 1, ...next);
  if (kids.length <= MAX) return innerOf(kids);
  const cut = kids.length >> 1;
  return [innerOf(kids.slice(0, cut)), innerOf(kids.slice(cut))];
}

function deleteIn<V>(node: Node<V>, key: string): Node<V> | undefined {
  const i = floorIndex(node.keys, key);
  if (i < 0) return node;
  if (node.leaf) {
    if (node.keys[i] !== key) return node;
    return node.keys.length === 1 ? undefined : leafOf(spliced(node.keys, i, 1), spliced(node.vals, i, 1));
  }
  const kid = node.kids[i]!;
  const next = deleteIn(kid, key);
  if (next === kid) return node;
  if (next === undefined) return node.kids.length === 1 ? undefined : innerOf(spliced(node.kids, i, 1));
  return innerOf(mergeSmall(spliced(node.kids, i, 1, next), i));
}

/** Joins a node that became small with a neighbour, so that the tree stays shallow under many deletions. */
function mergeSmall<V>(kids: Node<V>[], at: number): Node<V>[] {
  const node = kids[at]!;
  if (node.keys.length >= MIN || kids.length === 1) return kids;
  const left = at > 0 ? at - 1 : at;
  const a = kids[left]!;
  const b = kids[left + 1]!;
  if (a.keys.length + b.keys.length > MAX) return kids;
  const joined = a.leaf && b.leaf ? leafOf(a.keys.concat(b.keys), a.vals.concat(b.vals)) : innerOf((a as Inner<V>).kids.concat((b as Inner<V>).kids));
  kids.splice(left, 2, joined);
  return kids;
}

/** The entries of a tree in key order, from a key on: what a generator would give, without one generator per level. */
class Walk<V, T> implements IterableIterator<T> {
  private readonly path: { readonly kids: readonly Node<V>[]; at: number }[] = [];
  private leaf: Leaf<V> | undefined;
  private at = 0;
  private readonly pick: (key: string, value: V) => T;

  constructor(root: Node<V> | undefined, from: string | undefined, pick: (key: string, value: V) => T) {
    this.pick = pick;
    if (root) this.descend(root, from);
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<T, undefined> {
    while (this.leaf) {
      const { keys, vals } = this.leaf;
      if (this.at < keys.length) {
        const i = this.at++;
        return { done: false, value: this.pick(keys[i]!, vals[i]!) };
      }
      this.turn();
    }
    return { done: true, value: undefined };
  }

  private descend(root: Node<V>, from: string | undefined): void {
    let node = root;
    while (!node.leaf) {
      const at = from === undefined ? 0 : Math.max(floorIndex(node.keys, from), 0);
      this.path.push({ kids: node.kids, at });
      node = node.kids[at]!;
    }
    this.leaf = node;
    const floor = from === undefined ? 0 : floorIndex(node.keys, from);
    this.at = from === undefined ? 0 : floor >= 0 && node.keys[floor] === from ? floor : floor + 1;
  }

  /** To the leaf after this one. */
  private turn(): void {
    this.leaf = undefined;
    for (let step = this.path.pop(); step; step = this.path.pop()) {
      if (step.at + 1 >= step.kids.length) continue;
      step.at++;
      this.path.push(step);
      this.descend(step.kids[step.at]!, undefined);
      return;
    }
  }
}

const asEntry = <V>(key: string, value: V): readonly [string, V] => [key, value];
const asKey = (key: string): string => key;
const asValue = <V>(_key: string, value: V): V => value;

function each<V>(node: Node<V>, visit: (value: V, key: string) => void): void {
  if (node.leaf) for (let i = 0; i < node.keys.length; i++) visit(node.vals[i]!, node.keys[i]!);
  else for (const kid of node.kids) each(kid, visit);
}

function sumOf<V, A>(node: Node<V>, fold: Fold<V, A>): A {
  if (node.known?.fold === (fold as unknown)) return node.known!.sum as A;
  const sum = node.leaf ? fold.leaf(node.vals) : fold.join(node.kids.map((kid) => sumOf(kid, fold)));
  node.known = { fold: fold as unknown as Known['fold'], sum };
  return sum;
}

/** Drops the nodes both sides share and opens the tallest of the rest, until only leaves are left. */
function differingLeaves<V>(a: readonly Node<V>[], b: readonly Node<V>[]): [Leaf<V>[], Leaf<V>[]] {
  const inA = new Set(a);
  const shared = new Set(b.filter((node) => inA.has(node)));
  const restA = a.filter((node) => !shared.has(node));
  const restB = b.filter((node) => !shared.has(node));
  let top = 0;
  for (const node of restA) top = Math.max(top, heightOf(node));
  for (const node of restB) top = Math.max(top, heightOf(node));
  if (top === 0) return [restA as Leaf<V>[], restB as Leaf<V>[]];
  const open = (list: readonly Node<V>[]): Node<V>[] => list.flatMap((node) => (!node.leaf && node.height === top ? node.kids : [node]));
  return differingLeaves(open(restA), open(restB));
}

/** What differs between two trees of the same range of keys, in key order. */
function differences<V>(a: Node<V> | undefined, b: Node<V> | undefined, out: MapChange<V>[]): void {
  if (a === b) return;
  if (a && b && !a.leaf && !b.leaf && a.keys === b.keys) {
    // The same keys lead to the same ranges: kid by kid.
    for (let i = 0; i < a.kids.length; i++) differences(a.kids[i], b.kids[i], out);
  } else if (a?.leaf && b?.leaf) leafDifferences(a, b, out);
  else rebuiltDifferences(a, b, out);
}

function leafDifferences<V>(a: Leaf<V>, b: Leaf<V>, out: MapChange<V>[]): void {
  let i = 0;
  let j = 0;
  while (i < a.keys.length || j < b.keys.length) {
    const left = a.keys[i];
    const right = b.keys[j];
    if (left !== undefined && left === right) {
      const before = a.vals[i++] as V;
      const after = b.vals[j++] as V;
      if (!Object.is(before, after)) out.push({ key: left, before, after });
    } else if (right === undefined || (left !== undefined && left < right)) out.push({ key: left as string, before: a.vals[i++], after: undefined });
    else out.push({ key: right, before: undefined, after: b.vals[j++] });
  }
}

/** Where nodes were split or joined in between. */
function rebuiltDifferences<V>(before: Node<V> | undefined, after: Node<V> | undefined, out: MapChange<V>[]): void {
  const [a, b] = differingLeaves(before ? [before] : [], after ? [after] : []);
  const old = new Map<string, V>();
  for (const leaf of a) leaf.keys.forEach((key, i) => old.set(key, leaf.vals[i]!));
  const found: MapChange<V>[] = [];
  for (const leaf of b)
    leaf.keys.forEach((key, i) => {
      const value = leaf.vals[i]!;
      const was = old.get(key);
      old.delete(key);
      if (!Object.is(was, value)) found.push({ key, before: was, after: value });
    });
  for (const [key, was] of old) found.push({ key, before: was, after: undefined });
  found.sort((x, y) => (x.key < y.key ? -1 : x.key > y.key ? 1 : 0));
  for (const change of found) out.push(change);
}

export class SortedMap<V> {
  private static readonly none = new SortedMap<never>(undefined);

  private readonly root: Node<V> | undefined;

  private constructor(root: Node<V> | undefined) {
    this.root = root;
  }

  static empty<V>(): SortedMap<V> {
    return SortedMap.none as unknown as SortedMap<V>;
  }

  static from<V>(entries: Iterable<readonly [string, V]>): SortedMap<V> {
    let map = SortedMap.empty<V>();
    for (const [key, value] of entries) map = map.set(key, value);
    return map;
  }

  get size(): number {
    return this.root?.size ?? 0;
  }

  get(key: string): V | undefined {
    let node = this.root;
    while (node) {
      const i = floorIndex(node.keys, key);
      if (i < 0) return undefined;
      if (node.leaf) return node.keys[i] === key ? node.vals[i] : undefined;
      node = node.kids[i];
    }
    return undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  set(key: string, value: V): SortedMap<V> {
    if (!this.root) return new SortedMap<V>(leafOf([key], [value]));
    const next = setIn(this.root, key, value);
    if (next === this.root) return this;
    return new SortedMap<V>(Array.isArray(next) ? innerOf(next) : next);
  }

  delete(key: string): SortedMap<V> {
    if (!this.root) return this;
    let next = deleteIn(this.root, key);
    if (next === this.root) return this;
    while (next && !next.leaf && next.kids.length === 1) next = next.kids[0];
    return next ? new SortedMap<V>(next) : SortedMap.empty<V>();
  }

  /** Entries in key order, from `from` (inclusive) on. */
  entries(from?: string): Iterable<readonly [string, V]> {
    return new Walk<V, readonly [string, V]>(this.root, from, asEntry);
  }

  /** Entries whose key begins with `prefix`, in key order. */
  *withPrefix(prefix: string, from: string = prefix): Generator<readonly [string, V]> {
    if (!this.root) return;
    for (const entry of new Walk<V, readonly [string, V]>(this.root, from < prefix ? prefix : from, asEntry)) {
      if (!entry[0].startsWith(prefix)) return;
      yield entry;
    }
  }

  keys(): IterableIterator<string> {
    return new Walk<V, string>(this.root, undefined, asKey);
  }

  values(): IterableIterator<V> {
    return new Walk<V, V>(this.root, undefined, asValue);
  }

  forEach(visit: (value: V, key: string) => void): void {
    if (this.root) each(this.root, visit);
  }

  /** The sum over all values, remembered at every node of the tree: after a change only the changed path is summed up anew. */
  fold<A>(fold: Fold<V, A>): A {
    return this.root ? sumOf(this.root, fold) : fold.leaf([]);
  }

  first(): readonly [string, V] | undefined {
    let node = this.root;
    if (!node) return undefined;
    while (!node.leaf) node = node.kids[0]!;
    return [node.keys[0]!, node.vals[0]!];
  }

  /** What differs from `this` to `after`, in key order; cost grows with what changed, not with the size. */
  diff(after: SortedMap<V>): MapChange<V>[] {
    const out: MapChange<V>[] = [];
    if (this.root !== after.root) differences(this.root, after.root, out);
    return out;
  }
}
