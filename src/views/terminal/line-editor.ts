import { SESSION_LIMITS } from '../../wire/session-check.ts';
import type { Key, KeyName } from './keys.ts';

/** The line being typed, and what is remembered while it is. A pure reducer: keys in, the next state and what is to be done out. */
export interface Line {
  readonly text: string;
  /** Offset into the text, never within a character that is seen as one. */
  readonly cursor: number;
  /** What was cut last. */
  readonly cut: string;
  /** Which line of the history is shown, counted from the newest, and what was typed before it was asked for. */
  readonly recalled: { readonly back: number; readonly typed: string } | undefined;
  /** Ctrl-R: what is looked for, and how many lines back it was found. */
  readonly search: { readonly wanted: string; readonly back: number | undefined; readonly typed: string } | undefined;
}

export const EMPTY_LINE: Line = { text: '', cursor: 0, cut: '', recalled: undefined, search: undefined };

export type LineAct =
  /** Enter: the line is finished. */
  | { readonly do: 'submit'; readonly line: string }
  | { readonly do: 'interrupt' }
  | { readonly do: 'clear' }
  /** Ctrl-D on an empty line. */
  | { readonly do: 'end of input' }
  | { readonly do: 'leave' }
  | { readonly do: 'complete' };

export interface Edited {
  readonly line: Line;
  /** In order. */
  readonly acts: readonly LineAct[];
}

export interface LineContext {
  /** Oldest first. */
  readonly history: readonly string[];
  /** Whether a shell would ask for another line. */
  readonly isUnfinished: (text: string) => boolean;
}

/** More is not taken: it would have no room in a session. */
export const MOST_TYPED = SESSION_LIMITS.textCharacters;

export function edit(line: Line, key: Key, context: LineContext): Edited {
  if (line.search) return searching(line, key, context);
  switch (key.is) {
    case 'text':
      return stay(inserted(line, key.text));
    case 'paste':
      return pasteInto(line, key.text, context);
    default:
      return pressed(line, key.is, context);
  }
}

const stay = (line: Line): Edited => ({ line, acts: [] });
const act = (line: Line, ...acts: readonly LineAct[]): Edited => ({ line, acts });

/** Replaces a stretch; the cursor stands behind what came. */
export function replaced(line: Line, { from, to, text }: { readonly from: number; readonly to: number; readonly text: string }): Line {
  const next = line.text.slice(0, from) + text + line.text.slice(to);
  if (next.length > MOST_TYPED) return line;
  return { ...line, text: next, cursor: from + text.length, recalled: undefined };
}

const inserted = (line: Line, text: string): Line => replaced(line, { from: line.cursor, to: line.cursor, text });

/** Lines that are finished run, one after the other, as if each was typed; the last stays to be looked at, without a break at its end. */
function pasteInto(line: Line, text: string, { isUnfinished }: LineContext): Edited {
  const whole = inserted(line, text);
  if (whole === line || !text.includes('\n')) return stay(whole);
  const acts: LineAct[] = [];
  const lines = whole.text.split('\n');
  let from = 0;
  let next = 0;
  for (let i = 0; i < lines.length - 1; i++) {
    // Here-documents are skipped to the line that ends them.
    i = Math.max(i, endOfHeredoc(lines, from, i));
    if (i >= lines.length - 1) break;
    // Looking again at ever more of a text whose quote stays open would cost: only now and then. Lines that are joined so run one after the other all the same.
    if (i + 1 < next) continue;
    next = i + 1 + Math.floor((i + 1 - from) / 8);
    const open = lines.slice(from, i + 1).join('\n');
    if (isUnfinished(open)) continue;
    acts.push({ do: 'submit', line: open });
    from = i + 1;
    next = 0;
  }
  const rest = lines.slice(from).join('\n');
  // A paste may end where its last line ends: then nothing is left, or a here-document is over.
  if (rest !== '' && from < lines.length && lines.at(-1) === '' && !isUnfinished(rest))
    return act(emptied(line), ...acts, { do: 'submit', line: rest.trimEnd() });
  return act({ ...emptied(line), text: rest, cursor: rest.length }, ...acts);
}

/** The line that ends the here-document announced in a line; that line itself where none is. */
function endOfHeredoc(lines: readonly string[], from: number, at: number): number {
  if (from !== at) return at;
  const word = /<<-?\s*(['"]?)([\w.-]+)\1/.exec(lines[at]!.slice(0, 10_000))?.[2];
  if (word === undefined) return at;
  for (let i = at + 1; i < lines.length; i++) if (lines[i]!.replace(/^\t+/, '') === word) return i;
  return lines.length - 1;
}

const emptied = ({ cut }: Line): Line => ({ ...EMPTY_LINE, cut });

function pressed(line: Line, name: KeyName, context: LineContext): Edited {
  const { text, cursor } = line;
  switch (name) {
    case 'enter':
      if (context.isUnfinished(text)) return stay(replaced({ ...line, cursor: text.length }, { from: text.length, to: text.length, text: '\n' }));
      return act(emptied(line), { do: 'submit', line: text });
    case 'tab':
      return act(line, { do: 'complete' });
    case 'escape':
      return act(line, { do: 'leave' });
    case 'interrupt':
      return act(emptied(line), { do: 'interrupt' });
    case 'end of input':
      return text === '' ? act(line, { do: 'end of input' }) : stay(removed(line, cursor, after(text, cursor)));
    case 'clear':
      return act(line, { do: 'clear' });
    case 'backspace':
      return stay(removed(line, before(text, cursor), cursor));
    case 'delete':
      return stay(removed(line, cursor, after(text, cursor)));
    case 'kill word':
      return stay(cutOut(line, wordBefore(text, cursor), cursor));
    case 'kill to blank':
      return stay(cutOut(line, wordBefore(text, cursor, NO_BLANK), cursor));
    case 'kill word right':
      return stay(cutOut(line, cursor, wordAfter(text, cursor)));
    case 'kill start':
      return stay(cutOut(line, lineStart(text, cursor), cursor));
    case 'kill end':
      return stay(cutOut(line, cursor, lineEnd(text, cursor)));
    case 'yank':
      return stay(inserted(line, line.cut));
    case 'search':
      return stay({ ...line, search: { wanted: '', back: undefined, typed: text } });
    case 'link up':
    case 'link down':
      return stay(line);
    default:
      return stay(moved(line, name, context));
  }
}

type Move = 'up' | 'down' | 'left' | 'right' | 'home' | 'end' | 'word left' | 'word right';

function moved(line: Line, name: Move, { history }: LineContext): Line {
  const { text, cursor } = line;
  switch (name) {
    case 'left':
      return { ...line, cursor: before(text, cursor) };
    case 'right':
      return { ...line, cursor: after(text, cursor) };
    case 'home':
      return { ...line, cursor: lineStart(text, cursor) };
    case 'end':
      return { ...line, cursor: lineEnd(text, cursor) };
    case 'word left':
      return { ...line, cursor: wordBefore(text, cursor) };
    case 'word right':
      return { ...line, cursor: wordAfter(text, cursor) };
    case 'up': {
      const start = lineStart(text, cursor);
      return start > 0 && !line.recalled ? rowOf(line, start - 1) : recalled(line, 1, history);
    }
    case 'down': {
      const end = lineEnd(text, cursor);
      return end < text.length && !line.recalled ? rowOf(line, end + 1) : recalled(line, -1, history);
    }
  }
}

/** Into the row an offset is in, as far in as the cursor is in its own. */
function rowOf(line: Line, offset: number): Line {
  const { text, cursor } = line;
  const column = cursor - lineStart(text, cursor);
  const start = lineStart(text, offset);
  return { ...line, cursor: atBoundary(text, Math.min(start + column, lineEnd(text, offset))) };
}

function recalled(line: Line, by: 1 | -1, history: readonly string[]): Line {
  const back = (line.recalled?.back ?? 0) + by;
  if (back < 0 || back > history.length) return line;
  const typed = line.recalled?.typed ?? line.text;
  const text = back === 0 ? typed : history[history.length - back]!;
  return { ...line, text, cursor: text.length, recalled: back === 0 ? undefined : { back, typed } };
}

const removed = (line: Line, from: number, to: number): Line => (from === to ? line : { ...replaced(line, { from, to, text: '' }), cursor: from });

function cutOut(line: Line, from: number, to: number): Line {
  return from === to ? line : { ...removed(line, from, to), cut: line.text.slice(from, to) };
}

/** Ctrl-R: typing looks further, Ctrl-R again finds older ones, Enter runs, Esc and arrows take what was found. */
function searching(line: Line, key: Key, context: LineContext): Edited {
  const search = line.search!;
  const { history } = context;
  const found = (wanted: string, from: number): Line => {
    const back = wanted === '' ? undefined : findBack(history, wanted, from);
    const text = back === undefined ? search.typed : history[history.length - back]!;
    return { ...line, search: { ...search, wanted, back }, text: back === undefined && wanted !== '' ? line.text : text, cursor: text.length };
  };
  if (key.is === 'text' || key.is === 'paste') {
    const [first = ''] = key.text.split('\n');
    return stay(clamped(found((search.wanted + first).slice(0, 1_000), 1)));
  }
  if (key.is === 'backspace') return stay(clamped(found(search.wanted.slice(0, before(search.wanted, search.wanted.length)), 1)));
  if (key.is === 'search') return stay(clamped(found(search.wanted, (search.back ?? 0) + 1)));
  if (key.is === 'interrupt') return stay({ ...line, text: search.typed, cursor: search.typed.length, search: undefined });
  const taken = { ...line, search: undefined, cursor: line.text.length };
  return key.is === 'escape' ? stay(taken) : edit(taken, key, context);
}

const clamped = (line: Line): Line => ({ ...line, cursor: Math.min(line.cursor, line.text.length) });

function findBack(history: readonly string[], wanted: string, from: number): number | undefined {
  for (let back = from; back <= history.length; back++) if (history[history.length - back]!.includes(wanted)) return back;
  return undefined;
}

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;
const lineEnd = (text: string, at: number): number => (text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at));

/** Words as readline has them: letters and digits for most keys, all up to a blank for Ctrl-W. */
const IN_WORD = /[\p{L}\p{N}\p{M}]/u;
const NO_BLANK = /\S/;

function wordBefore(text: string, at: number, inWord = IN_WORD): number {
  let i = at;
  while (i > 0 && !inWord.test(charBefore(text, i))) i = before(text, i);
  while (i > 0 && inWord.test(charBefore(text, i))) i = before(text, i);
  return i;
}

function wordAfter(text: string, at: number): number {
  let i = at;
  while (i < text.length && !IN_WORD.test(charAfter(text, i))) i = after(text, i);
  while (i < text.length && IN_WORD.test(charAfter(text, i))) i = after(text, i);
  return i;
}

const charBefore = (text: string, at: number): string => text.slice(before(text, at), at);
const charAfter = (text: string, at: number): string => text.slice(at, after(text, at));

/** What is seen as one character: base and accents, emoji with all that belongs to them. Looked at within this many units. */
const NEAR = 64;
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

function before(text: string, at: number): number {
  if (at === 0) return 0;
  const code = text.charCodeAt(at - 1);
  if (code < 0x80 && code !== 0x0a) return at - 1;
  const from = Math.max(0, at - NEAR);
  let last = 0;
  for (const { index } of segmenter.segment(text.slice(from, at))) last = index;
  return from + last;
}

function after(text: string, at: number): number {
  if (at >= text.length) return text.length;
  for (const { segment } of segmenter.segment(text.slice(at, at + NEAR))) return at + segment.length;
  return text.length;
}

function atBoundary(text: string, at: number): number {
  const back = before(text, at);
  return after(text, back) > at ? back : at;
}
