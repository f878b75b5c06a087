import { flowPlace } from './flow.ts';
import { above, keysAround, type Outline, outlineAt, type Reach, unquoted } from './outline.ts';
import { definitionOfKind, ITEM, onlyKindNamed, type Step } from './schema-path.ts';

/** What could be written where the cursor stands. */
export interface Cursor {
  readonly at: 'key' | 'value';
  /**
   * From the object's root. For keys: the map the key belongs to, undefined when only an item of `list` may stand here. For values:
   * the value's own place.
   */
  readonly path: readonly Step[] | undefined;
  /** The list into which `- ` would put an item here. */
  readonly list: readonly Step[] | undefined;
  /** What is there of it already, and where that begins. */
  readonly word: string;
  readonly from: number;
  /** Column in which keys stand here; undefined within `{…}`. */
  readonly column: number | undefined;
  /** Keys that stand beside it. */
  readonly beside: ReadonlySet<string>;
  /** A colon stands behind the cursor already. */
  readonly named: boolean;
  readonly object: ObjectType;
}

/** What an object says it is. */
export interface ObjectType {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  readonly definition: string | undefined;
}

const WORD = /^[\w./$-]*$/;

/** Undefined where nothing can be offered: in comments, text blocks, between documents. */
export function cursorAt(source: string, offset: number): Cursor | undefined {
  const outline = outlineAt(source, offset);
  if (!outline) return undefined;
  const { from, text, key, column } = outline.lines[outline.at]!;
  const before = text.slice(0, offset - from);
  if (offset - from > text.length || before.includes('\t') || /(^|\s)#/.test(before)) return undefined;
  const start = key?.restColumn ?? column;
  if (text[start] === '{' || text[start] === '[') return before.length > start ? inFlow(outline, { offset, text: before.slice(start) }) : undefined;
  if (!key || before.length <= key.end) return atKey(outline, offset);
  return before.length >= key.restColumn ? atValue(outline, offset) : undefined;
}

function inFlow(outline: Outline, { offset, text }: { readonly offset: number; readonly text: string }): Cursor | undefined {
  const place = flowPlace(text);
  const { key, column } = outline.lines[outline.at]!;
  const root = rooted(outline, { key: column, dash: column });
  if (!place || !root) return undefined;
  const { at, word } = place;
  const path = [...root.path, ...(key ? [key.name] : []), ...place.path];
  return { at, path, list: undefined, word, from: offset - word.length, column: undefined, beside: new Set(place.keys), named: false, object: root.object };
}

function atValue(outline: Outline, offset: number): Cursor | undefined {
  const { from, text, key } = outline.lines[outline.at]!;
  const { name, column, restColumn } = key!;
  const word = text.slice(restColumn, offset - from);
  const root = rooted(outline, { key: column, dash: column });
  if (!root || !WORD.test(word)) return undefined;
  const path = [...root.path, name];
  return { at: 'value', path, list: undefined, word, from: offset - word.length, column, beside: new Set(), named: false, object: root.object };
}

function atKey(outline: Outline, offset: number): Cursor | undefined {
  const line = outline.lines[outline.at]!;
  const [before, rest] = [line.text.slice(0, offset - line.from), line.text.slice(offset - line.from)];
  // A dash that nothing follows yet is the beginning of an item.
  const column =
    before.endsWith('-') && WORD.test(before.trim()) && line.dashes.at(-1) === before.length - 1
      ? before.length - 1
      : Math.min(line.blank ? before.length : line.column, before.length);
  const word = before.slice(column);
  const after = /^[\w./$-]*\s*(:|#|$)/.exec(rest);
  if (!WORD.test(word) || !after) return undefined;
  const root = rooted(outline, { key: column, dash: column });
  const list = listHere(outline, column);
  const object = (root ?? list)?.object;
  if (!object) return undefined;
  const beside = new Set(keysAround(outline, column).keys());
  return { at: 'key', path: root?.path, list: list?.path, word, from: offset - word.length, column, beside, named: after[1] === ':', object };
}

interface Rooted {
  readonly path: readonly Step[];
  readonly object: ObjectType;
}

/** The way to a place from the root of its object, and what the object says it is. */
function rooted(outline: Outline, reach: Reach): Rooted | undefined {
  const { path, columns, closed } = above(outline, reach);
  if (closed) return undefined;
  const top = topKeys(outline);
  if (path[0] !== 'items' || path[1] !== ITEM || !/List$/.test(top.get('kind') ?? '')) return { path, object: typeOf(top) };
  const column = columns[2] ?? reach.key;
  const keys = new Map(keysAround(outline, column));
  const own = outline.lines[outline.at]!.key;
  if (own?.column === column) keys.set(own.name, own.rest);
  return { path: path.slice(2), object: typeOf(keys) };
}

/** A dash here would begin an item of the list that stands right above: of the key at or left of the column, if its other items agree. */
function listHere(outline: Outline, column: number): Rooted | undefined {
  const { lines, at } = outline;
  if (lines[at]!.dashes.some((dash) => dash < column)) return undefined;
  let deeper = false;
  for (let i = at - 1; i >= 0; i--) {
    const { blank, dashes, key } = lines[i]!;
    if (blank) continue;
    if (dashes.includes(column)) return rooted(outline, { key: column + 1, dash: column });
    if (dashes.some((dash) => dash < column)) return undefined;
    if (dashes.length > 0) deeper = true;
    else if (key && key.column <= column) return deeper ? undefined : rooted(outline, { key: column + 1, dash: column });
  }
  return undefined;
}

const topKeys = ({ lines }: Outline): ReadonlyMap<string, string> =>
  new Map(lines.flatMap(({ key }) => (key?.column === 0 ? [[key.name, key.rest] as const] : [])));

function typeOf(keys: ReadonlyMap<string, string>): ObjectType {
  const text = (name: string): string | undefined => unquoted(keys.get(name) ?? '') || undefined;
  const [apiVersion, kind] = [text('apiVersion'), text('kind')];
  const definition = kind === undefined ? undefined : apiVersion === undefined ? onlyKindNamed(kind) : definitionOfKind(apiVersion, kind);
  return { apiVersion, kind, definition };
}
