import { ITEM, type Step } from './schema-path.ts';

/**
 * A manifest as lines and columns: which key stands below which, told from indentation alone. Half-written texts that no parser reads
 * still have it.
 */
export interface Line {
  /** Where it begins in the whole text. */
  readonly from: number;
  readonly text: string;
  /** Columns of the dashes that begin items, from the left. */
  readonly dashes: readonly number[];
  readonly key: Key | undefined;
  /** Column of what comes after the dashes. */
  readonly column: number;
  readonly blank: boolean;
}

export interface Key {
  readonly name: string;
  readonly column: number;
  readonly end: number;
  /** What stands behind the colon, trimmed, without comment. */
  readonly rest: string;
  readonly restColumn: number;
}

/** The document around an offset, and the offset's line in it. Undefined on a line between documents. */
export interface Outline {
  readonly lines: readonly Line[];
  readonly at: number;
}

const LONGEST_LINE = 4_096;

export function outlineAt(source: string, offset: number): Outline | undefined {
  const lineStart = startOfLine(source, offset);
  if (source.startsWith('---', lineStart)) return undefined;
  let from = lineStart;
  while (from > 1 && !source.startsWith('---', from)) from = startOfLine(source, from - 1);
  const lines: Line[] = [];
  let at = 0;
  for (let start = from; start <= source.length; ) {
    const end = source.indexOf('\n', start) < 0 ? source.length : source.indexOf('\n', start);
    const separator = source.startsWith('---', start);
    if (separator && start > lineStart) break;
    if (!separator) {
      if (start === lineStart) at = lines.length;
      lines.push(lineOf(source.slice(start, end), start));
    }
    start = end + 1;
  }
  return { lines, at };
}

/** A byte order mark belongs to no line. */
const startOfLine = (source: string, offset: number): number =>
  (offset <= 0 ? 0 : source.lastIndexOf('\n', offset - 1) + 1) || (source.startsWith('\ufeff') ? 1 : 0);

function lineOf(raw: string, from: number): Line {
  const text = (raw.endsWith('\r') ? raw.slice(0, -1) : raw).slice(0, LONGEST_LINE);
  const dashes: number[] = [];
  let column = 0;
  for (;;) {
    while (text[column] === ' ') column++;
    if (text[column] !== '-' || (text[column + 1] !== ' ' && column + 1 < text.length)) break;
    dashes.push(column++);
  }
  const blank = column >= text.length ? dashes.length === 0 : text[column] === '#';
  return { from, text, dashes, column, blank, key: blank ? undefined : keyOf(text, column) };
}

function keyOf(text: string, column: number): Key | undefined {
  const quote = text[column] === '"' || text[column] === "'" ? text[column] : undefined;
  const colon = quote ? text.indexOf(':', text.indexOf(quote, column + 1)) : colonAfter(text, column);
  if (colon < 0 || (quote && text[colon - 1] !== quote) || /[[\]{},&*!|>%@`#]/.test(text[column] as string)) return undefined;
  const name = quote ? text.slice(column + 1, colon - 1) : text.slice(column, colon).trimEnd();
  let restColumn = colon + 1;
  while (text[restColumn] === ' ') restColumn++;
  const comment = text[restColumn] === '#' ? restColumn : text.indexOf(' #', restColumn);
  return { name, column, end: column + name.length + (quote ? 2 : 0), rest: text.slice(restColumn, comment < 0 ? undefined : comment).trimEnd(), restColumn };
}

/** A colon that ends a key: before a space or the end of the line, not in a comment. */
function colonAfter(text: string, column: number): number {
  for (let at = text.indexOf(':', column); at >= 0; at = text.indexOf(':', at + 1))
    if (at + 1 >= text.length || text[at + 1] === ' ') return text.slice(column, at).includes(' #') ? -1 : at;
  return -1;
}

/** How far left something must stand to be above: keys left of `key`, dashes left of `dash`. */
export interface Reach {
  readonly key: number;
  readonly dash: number;
}

export interface Above {
  /** From the document's root; `[]` for items. */
  readonly path: readonly Step[];
  /** Columns of what the path names. */
  readonly columns: readonly number[];
  /** Below a value in one line, or within a text block: nothing can be written here. */
  readonly closed: boolean;
}

const OPEN = /^(?:[&!][^\s]*\s*)*$/;

/** What stands above a place: the dashes of its own line (when they are within reach), then the lines before it. */
export function above({ lines, at }: Outline, reach: Reach): Above {
  const path: Step[] = [];
  const columns: number[] = [];
  let { key: keys, dash } = reach;
  let closed = false;
  const put = (step: Step, column: number): void => {
    path.unshift(step);
    columns.unshift(column);
  };
  const take = (line: Line): void => {
    for (const column of [...line.dashes].reverse()) {
      if (column >= dash) continue;
      put(ITEM, column);
      [keys, dash] = [column + 1, column];
    }
  };
  take(lines[at]!);
  for (let i = at - 1; i >= 0 && keys > 0; i--) {
    const line = lines[i]!;
    if (line.blank) continue;
    if (line.key && line.key.column < keys) {
      put(line.key.name, line.key.column);
      if (!OPEN.test(line.key.rest)) closed = true;
      [keys, dash] = [line.key.column, Math.min(dash, line.key.column)];
    } else if (!line.key && line.dashes.length === 0 && line.column < keys) closed = true;
    take(line);
  }
  return { path, columns, closed };
}

/** The keys of the map that has one at a column, around a line: names and what stands behind them. */
export function keysAround({ lines, at }: Outline, column: number): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  const take = ({ key }: Line): void => {
    if (key?.column === column && !keys.has(key.name)) keys.set(key.name, key.rest);
  };
  const begins = ({ dashes }: Line): boolean => dashes.some((dash) => dash < column);
  const ends = ({ blank, column: first }: Line): boolean => !blank && first < column;
  if (!begins(lines[at]!))
    for (let i = at - 1; i >= 0 && !ends(lines[i]!); i--) {
      take(lines[i]!);
      if (begins(lines[i]!)) break;
    }
  for (let i = at + 1; i < lines.length && !ends(lines[i]!) && !begins(lines[i]!); i++) take(lines[i]!);
  return keys;
}

/** Text as a plain scalar means it: without quotes. */
export const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/, '$2');
