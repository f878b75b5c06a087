import { layOut, pieces, type Table } from './layout.ts';

/** Instants and ages of the recording and of the engine are the same within so many seconds: the recorded commands took time of their own. */
export const TOLERANCE_SECONDS = 4;

const AGE = /(?<![\w.-])(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?![\w.-])/g;
/** How long something took: 431.519µs, 596ms, 3.883s. It depends on the machines; only that it is told is compared. */
const DURATION = /(?<![\w.-])(?:\d+\.\d+|\d+(?=[mµ]s))[mµ]?s(?![\w.-])/g;
const INSTANT =
  /\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{9} \+0000|[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} \+0000|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z/g;

interface Timed {
  /** The text with `<age>` and `<instant>` for each. */
  readonly text: string;
  readonly seconds: readonly number[];
}

/** Takes the times out of a text. */
export function timed(text: string): Timed {
  const found: { at: number; seconds: number }[] = [];
  const withoutInstants = text.replace(DURATION, '<duration>').replace(INSTANT, (instant, at: number) => {
    found.push({ at, seconds: Date.parse(instant) / 1_000 });
    return '@'.repeat(instant.length);
  });
  const bare = withoutInstants.replace(AGE, (age, h: string | undefined, m: string | undefined, s: string | undefined, at: number) => {
    if (age === '') return '';
    found.push({ at, seconds: Number(h ?? 0) * 3_600 + Number(m ?? 0) * 60 + Number(s ?? 0) });
    return '<age>';
  });
  return { text: bare.replace(/@{20,}/g, '<instant>'), seconds: found.sort((a, b) => a.at - b.at).map(({ seconds }) => seconds) };
}

const near = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((seconds, i) => Math.abs(seconds - b[i]!) <= TOLERANCE_SECONDS);

export function sameText(wanted: string, got: string): boolean {
  const [a, b] = [timed(wanted), timed(got)];
  return a.text === b.text && near(a.seconds, b.seconds);
}

export interface HowToCompare {
  /** What the recorded text is today: the differences between the servers. */
  readonly renewed: (text: string) => string;
  /** Raw names, addresses and the like of each side, and what they are called in both. */
  readonly wantedNames: (text: string) => string;
  readonly gotNames: (text: string) => string;
  /** The order of words is that of random names. */
  readonly anyOrder: boolean;
}

/** What is different, as lines of a report; nothing when the outputs are equal. */
export function compareOutputs(wanted: string, got: string, how: HowToCompare): readonly string[] {
  const theirs = pieces(wanted).map((piece) => ({
    is: piece.is,
    lines: how.renewed(piece.is === 'table' ? joined(piece) : piece.lines.join('\n')).split('\n'),
  }));
  const ours = pieces(got).map((piece) => ({ is: piece.is, lines: piece.is === 'table' ? joined(piece).split('\n') : piece.lines }));
  const differences = Array.from({ length: Math.max(theirs.length, ours.length) }, (_, i) => {
    const [a, b] = [theirs[i], ours[i]];
    const [first, second] = [named(a?.lines ?? [], how.wantedNames), named(b?.lines ?? [], how.gotNames)];
    if (a?.is === 'table' && b?.is === 'table') return compareLines(sorted(first), sorted(second));
    return how.anyOrder ? compareLines(wordsOf(first), wordsOf(second)) : compareLines(first, second);
  });
  return [...differences.flat(), ...crooked(got), ...disordered(wanted, got)];
}

const joined = ({ rows }: Table): string => rows.map((row) => row.join(' | ')).join('\n');
const named = (lines: readonly string[], names: (text: string) => string): readonly string[] => names(lines.join('\n')).split('\n');
const wordsOf = (lines: readonly string[]): readonly string[] =>
  lines
    .flatMap((line) => line.split(' '))
    .filter((word) => word !== '')
    .sort();

/** Rows that are named by chance stand in another order: both sides are put in the order of the names they have here. */
function sorted([header = '', ...rows]: readonly string[]): readonly string[] {
  const keyed = rows
    .filter((row) => row !== '')
    .map((row) => ({ row: row.split(' | ').map(inOrder).join(' | ') }))
    .map(({ row }) => ({ row, key: timed(row) }));
  return [header, ...keyed.sort((a, b) => compare(a.key.text, b.key.text) || compare(a.key.seconds[0] ?? 0, b.key.seconds[0] ?? 0)).map(({ row }) => row)];
}

const compare = <T extends string | number>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

/** Addresses of interchangeable pods in one cell. */
const inOrder = (cell: string): string => (/^<[^>]*>(,<[^>]*>)+$/.test(cell) ? cell.split(',').sort().join(',') : cell);

/** Tables that are not set as they should be. */
export const crooked = (text: string): readonly string[] =>
  pieces(text).flatMap((piece, at, all) => {
    if (piece.is !== 'table') return [];
    const before = all.slice(0, at).reduce((sum, one) => sum + (one.is === 'table' ? one.rows.length : one.lines.length), 0);
    const lines = text.split('\n').slice(before, before + piece.rows.length);
    const right = layOut(piece);
    return lines.flatMap((line, i) => (line === right[i] ? [] : [`! ${line}`, `= ${right[i]}`]));
  });

/** Line by line along the longest common run, so that one line too many is one difference. */
function compareLines(wanted: readonly string[], got: readonly string[]): readonly string[] {
  const same = wanted.map((line) => got.map((other) => sameText(line, other)));
  const table = Array.from({ length: wanted.length + 1 }, () => new Array<number>(got.length + 1).fill(0));
  for (let i = wanted.length - 1; i >= 0; i--)
    for (let j = got.length - 1; j >= 0; j--) table[i]![j] = same[i]![j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!);
  const differences: string[] = [];
  let [i, j] = [0, 0];
  while (i < wanted.length || j < got.length) {
    if (same[i]?.[j]) {
      i++;
      j++;
    } else if (j >= got.length || (i < wanted.length && table[i + 1]![j]! >= table[i]![j + 1]!)) differences.push(`- ${wanted[i++]}`);
    else differences.push(`+ ${got[j++]}`);
  }
  return differences;
}

/** Tables whose rows stood in some order (of names, of time) in the recording and do not here: names and instants differ, the order must not. */
function disordered(wanted: string, got: string): readonly string[] {
  const tables = (text: string): readonly Table[] => pieces(text).filter((piece) => piece.is === 'table');
  const ours = tables(got);
  return tables(wanted).flatMap((table, i) => {
    const here = ours[i] ? ordersOf(ours[i]) : [];
    return ordersOf(table)
      .filter((order) => !here.includes(order))
      .map((order) => `not in the order of its ${order}`);
  });
}

function ordersOf({ rows: [header = [], ...rows] }: Table): readonly string[] {
  const column = (...names: readonly string[]): number => header.findIndex((title) => names.includes(title));
  const ascending = (keys: readonly (string | number)[]): boolean => keys.every((key, i) => i === 0 || keys[i - 1]! <= key);
  const [name, object, age] = [column('NAME'), column('OBJECT'), column('AGE', 'LAST SEEN')];
  return [
    ...(name >= 0 && ascending(rows.map((row) => row[name]!)) ? ['names'] : []),
    // Events are named after their object: `web-1.18…` comes after `web-1-a.18…`.
    ...(object >= 0 && ascending(rows.map((row) => `${row[object]!.replace(/^.*\//, '')}.`)) ? ['objects'] : []),
    ...(age >= 0 && ascending(rows.map((row) => -(timed(row[age]!).seconds[0] ?? 0))) ? ['ages'] : []),
  ];
}
