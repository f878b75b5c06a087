/**
 * The order in which Go's sort.Sort and sort.Slice leave equal items: they run pattern-defeating quicksort (Orson Peters; Go's variant), which is not
 * stable, but always does the same. Lists of Events with equal times show it. Up to twelve items are sorted by insertion.
 */
export function goSorted<T>(items: readonly T[], isLess: (a: T, b: T) => boolean): readonly T[] {
  const list = [...items];
  const less = (i: number, j: number): boolean => isLess(list[i] as T, list[j] as T);
  const swap = (i: number, j: number): void => {
    [list[i], list[j]] = [list[j] as T, list[i] as T];
  };
  quicksort({ less, swap }, { from: 0, to: list.length }, 32 - Math.clz32(list.length));
  return list;
}

interface Items {
  readonly less: (i: number, j: number) => boolean;
  readonly swap: (i: number, j: number) => void;
}
/** From the first to before the second. */
interface Span {
  readonly from: number;
  readonly to: number;
}

const BY_INSERTION = 12;

function quicksort(items: Items, span: Span, badSplits: number): void {
  let { from, to } = span;
  let [limit, isBalanced, isPartitioned] = [badSplits, true, true];
  while (to - from > BY_INSERTION) {
    if (limit === 0) return heapSort(items, { from, to });
    if (!isBalanced) {
      breakPatterns(items, { from, to });
      limit--;
    }
    let { pivot, order } = choosePivot(items, { from, to });
    if (order === 'falling') {
      reverse(items, { from, to });
      pivot = to - 1 - (pivot - from);
      order = 'rising';
    }
    if (isBalanced && isPartitioned && order === 'rising' && sortsAlmost(items, { from, to })) return;
    if (from > 0 && !items.less(from - 1, pivot)) {
      // Nothing is less than this pivot: what equals it is in its place.
      from = splitEqual(items, { from, to }, pivot);
      continue;
    }
    const { middle, wasPartitioned } = split(items, { from, to }, pivot);
    isPartitioned = wasPartitioned;
    const [left, right] = [middle - from, to - middle];
    isBalanced = Math.min(left, right) >= Math.floor((to - from) / 8);
    if (left < right) {
      quicksort(items, { from, to: middle }, limit);
      from = middle + 1;
    } else {
      quicksort(items, { from: middle + 1, to }, limit);
      to = middle;
    }
  }
  for (let i = from + 1; i < to; i++) for (let j = i; j > from && items.less(j, j - 1); j--) items.swap(j, j - 1);
}

/** Items less than the pivot before it, the others behind; whether nothing had to move. */
function split(items: Items, { from, to }: Span, pivot: number): { readonly middle: number; readonly wasPartitioned: boolean } {
  items.swap(from, pivot);
  let [i, j, moved] = [from + 1, to - 1, false];
  for (;;) {
    while (i <= j && items.less(i, from)) i++;
    while (i <= j && !items.less(j, from)) j--;
    if (i > j) break;
    items.swap(i++, j--);
    moved = true;
  }
  items.swap(j, from);
  return { middle: j, wasPartitioned: !moved };
}

/** Items equal to the pivot first; where the greater ones begin. */
function splitEqual(items: Items, { from, to }: Span, pivot: number): number {
  items.swap(from, pivot);
  let [i, j] = [from + 1, to - 1];
  for (;;) {
    while (i <= j && !items.less(from, i)) i++;
    while (i <= j && items.less(from, j)) j--;
    if (i > j) return i;
    items.swap(i++, j--);
  }
}

/** Mends up to five places that are out of order (none in a short list); true when all is sorted then. */
function sortsAlmost(items: Items, { from, to }: Span): boolean {
  let i = from + 1;
  for (let mended = 0; mended < 5; mended++) {
    while (i < to && !items.less(i, i - 1)) i++;
    if (i === to) return true;
    if (to - from < 50) return false;
    items.swap(i, i - 1);
    if (i - from >= 2) for (let j = i - 1; j >= 1 && items.less(j, j - 1); j--) items.swap(j, j - 1);
    if (to - i >= 2) for (let j = i + 1; j < to && items.less(j, j - 1); j++) items.swap(j, j - 1);
  }
  return false;
}

type Order = 'rising' | 'falling' | 'unknown';

/** The median of three places, in lists from 50 on of the medians around them; how many pairs stood the wrong way tells the order. */
function choosePivot(items: Items, { from, to }: Span): { readonly pivot: number; readonly order: Order } {
  const length = to - from;
  const quarter = Math.floor(length / 4);
  let swaps = 0;
  const ordered = (a: number, b: number): readonly [number, number] => {
    if (!items.less(b, a)) return [a, b];
    swaps++;
    return [b, a];
  };
  const median = (a: number, b: number, c: number): number => {
    const [low, high] = ordered(a, b);
    const [middle] = ordered(high, c);
    return ordered(low, middle)[1];
  };
  const around = (i: number): number => (length >= 50 ? median(i - 1, i, i + 1) : i);
  const places = [1, 2, 3].map((n) => around(from + quarter * n)) as [number, number, number];
  const pivot = median(...places);
  return { pivot, order: swaps === 0 ? 'rising' : swaps === 12 ? 'falling' : 'unknown' };
}

function reverse(items: Items, { from, to }: Span): void {
  for (let [i, j] = [from, to - 1]; i < j; i++, j--) items.swap(i, j);
}

/** Three items of the middle change places with others, always the same ones for a length. */
function breakPatterns(items: Items, { from, to }: Span): void {
  const length = to - from;
  const mask = (1 << (32 - Math.clz32(length))) - 1;
  let random = BigInt(length);
  const middle = from + Math.floor(length / 4) * 2;
  for (let i = 0; i < 3; i++) {
    random = BigInt.asUintN(64, random ^ (random << 13n));
    random ^= random >> 7n;
    random = BigInt.asUintN(64, random ^ (random << 17n));
    const drawn = Number(random & BigInt(mask));
    items.swap(middle - 1 + i, from + (drawn >= length ? drawn - length : drawn));
  }
}

function heapSort(items: Items, { from, to }: Span): void {
  const size = to - from;
  for (let i = Math.floor((size - 1) / 2); i >= 0; i--) siftDown(items, { root: i, size, from });
  for (let i = size - 1; i >= 0; i--) {
    items.swap(from, from + i);
    siftDown(items, { root: 0, size: i, from });
  }
}

interface Heap {
  readonly root: number;
  readonly size: number;
  readonly from: number;
}

function siftDown({ less, swap }: Items, { root: start, size, from }: Heap): void {
  for (let root = start, child = 2 * root + 1; child < size; child = 2 * root + 1) {
    if (child + 1 < size && less(from + child, from + child + 1)) child++;
    if (!less(from + root, from + child)) return;
    swap(from + root, from + child);
    root = child;
  }
}
