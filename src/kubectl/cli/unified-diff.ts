/**
 * The difference of two texts as `diff -u` prints it: hunks with three lines around them. Among the shortest ways from one to the other the one is taken that GNU diff
 * takes: each run of changes stands as far down as it can, unless it then meets one of the other side.
 * Simplified: for long texts with few lines in common GNU diff takes shortcuts and may print more than is needed.
 */
export function unifiedHunks(before: string, after: string): string {
  const left = linesOf(before);
  const right = linesOf(after);
  const removed = left.map(() => false);
  const added = right.map(() => false);
  markChanges(left, right, { removed, added });
  slide(left, removed, added);
  slide(right, added, removed);
  return hunks(left, right, changesOf(removed, added));
}

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

interface Marks {
  readonly removed: boolean[];
  readonly added: boolean[];
}

/** Myers' shortest edit, on what lies between the lines both begin and end with. */
function markChanges(left: readonly string[], right: readonly string[], { removed, added }: Marks): void {
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start++;
  let [leftEnd, rightEnd] = [left.length, right.length];
  while (leftEnd > start && rightEnd > start && left[leftEnd - 1] === right[rightEnd - 1]) {
    leftEnd--;
    rightEnd--;
  }
  const a = left.slice(start, leftEnd);
  const b = right.slice(start, rightEnd);
  for (const step of shortestEdit(a, b)) {
    if (step.is === 'remove') removed[start + step.at] = true;
    else added[start + step.at] = true;
  }
}

interface EditStep {
  readonly is: 'remove' | 'add';
  readonly at: number;
}

function shortestEdit(a: readonly string[], b: readonly string[]): readonly EditStep[] {
  const most = a.length + b.length;
  const reach = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let depth = 0; depth <= most; depth++) {
    trace.push(new Map(reach));
    for (let k = -depth; k <= depth; k += 2) {
      let x = comesFromAbove(reach, k, depth) ? reach.get(k + 1)! : reach.get(k - 1)! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach.set(k, x);
      if (x >= a.length && x - k >= b.length) return backtracked(trace, [a.length, b.length]);
    }
  }
  return [];
}

const comesFromAbove = (reach: ReadonlyMap<number, number>, k: number, depth: number): boolean =>
  k === -depth || (k !== depth && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));

function backtracked(trace: readonly ReadonlyMap<number, number>[], [endX, endY]: readonly [number, number]): readonly EditStep[] {
  const steps: EditStep[] = [];
  let [x, y] = [endX, endY];
  for (let depth = trace.length - 1; depth > 0; depth--) {
    const reach = trace[depth]!;
    const k = x - y;
    const above = comesFromAbove(reach, k, depth);
    const before = above ? k + 1 : k - 1;
    const fromX = reach.get(before)!;
    const fromY = fromX - before;
    steps.push(above ? { is: 'add', at: fromY } : { is: 'remove', at: fromX });
    [x, y] = [fromX, fromY];
  }
  return steps;
}

/** Moves each run of changed lines up as long as that joins it with others, then down as far as it goes, then back to where it meets a run of the other side. */
function slide(lines: readonly string[], changed: boolean[], other: readonly boolean[]): void {
  let j = 0;
  for (let i = 0; i < lines.length; ) {
    while (i < lines.length && !changed[i]) {
      while (other[j]) j++;
      j++;
      i++;
    }
    if (i >= lines.length) return;
    let start = i;
    while (changed[i]) i++;
    while (other[j]) j++;
    let meets = lines.length;
    for (let length = -1; length !== i - start; ) {
      length = i - start;
      while (start > 0 && lines[start - 1] === lines[i - 1]) {
        changed[--start] = true;
        changed[--i] = false;
        while (changed[start - 1]) start--;
        j = unchangedBefore(other, j);
      }
      meets = other[j - 1] ? i : lines.length;
      while (i < lines.length && lines[start] === lines[i]) {
        changed[start++] = false;
        changed[i++] = true;
        while (changed[i]) i++;
        while (other[++j]) meets = i;
      }
    }
    while (meets < i) {
      changed[--start] = true;
      changed[--i] = false;
      j = unchangedBefore(other, j);
    }
  }
}

function unchangedBefore(marks: readonly boolean[], from: number): number {
  let at = from - 1;
  while (marks[at]) at--;
  return at;
}

interface Change {
  readonly left: number;
  readonly removed: number;
  readonly right: number;
  readonly added: number;
}

function changesOf(removed: readonly boolean[], added: readonly boolean[]): readonly Change[] {
  const changes: Change[] = [];
  let [i, j] = [0, 0];
  while (i < removed.length || j < added.length) {
    if (!removed[i] && !added[j]) {
      i++;
      j++;
      continue;
    }
    const [left, right] = [i, j];
    while (removed[i]) i++;
    while (added[j]) j++;
    changes.push({ left, removed: i - left, right, added: j - right });
  }
  return changes;
}

const CONTEXT = 3;

function hunks(left: readonly string[], right: readonly string[], changes: readonly Change[]): string {
  const groups: Change[][] = [];
  for (const change of changes) {
    const last = groups.at(-1)?.at(-1);
    if (last && change.left - (last.left + last.removed) <= 2 * CONTEXT) groups.at(-1)!.push(change);
    else groups.push([change]);
  }
  return groups.map((group) => hunk(left, right, group)).join('');
}

function hunk(left: readonly string[], right: readonly string[], group: readonly Change[]): string {
  const first = group[0]!;
  const last = group.at(-1)!;
  const from = Math.max(0, first.left - CONTEXT);
  const to = Math.min(left.length, last.left + last.removed + CONTEXT);
  const rightFrom = first.right - (first.left - from);
  const rightTo = last.right + last.added + (to - (last.left + last.removed));
  const out = [`@@ -${range(from, to)} +${range(rightFrom, rightTo)} @@`];
  let at = from;
  for (const change of group) {
    for (; at < change.left; at++) out.push(` ${left[at]}`);
    for (; at < change.left + change.removed; at++) out.push(`-${left[at]}`);
    for (let j = change.right; j < change.right + change.added; j++) out.push(`+${right[j]}`);
  }
  for (; at < to; at++) out.push(` ${left[at]}`);
  return out.map((line) => `${line}\n`).join('');
}

/** Line and count; an empty range stands behind the line before it. */
function range(from: number, to: number): string {
  const count = to - from;
  if (count === 0) return `${from},0`;
  return count === 1 ? `${from + 1}` : `${from + 1},${count}`;
}
