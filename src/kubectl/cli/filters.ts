import { byText } from '../../base/order.ts';
import { characterSet, translate, type Translation } from '../../base/posix-text.ts';
import { FilterError, type OptionTable, readOptions } from './filter-words.ts';
import { LINE_PROGRAMS, type LineState, START } from './line-filters.ts';
import { amountOf, TAIL, WHOLE_PROGRAMS, withCount } from './whole-filters.ts';

/**
 * `| grep head tail wc sort uniq cut sed tr cat`: programs that turn text into text, as plain data between two pieces of it. What a filter is asked to do is
 * read from its words anew each time.
 */
export type Filter =
  | { readonly is: 'lines'; readonly words: readonly string[]; readonly rest: string; readonly state: LineState }
  | { readonly is: 'whole'; readonly words: readonly string[]; readonly text: string }
  /** `head` passes on so much; of `-n -5` all but the last five. */
  | { readonly is: 'head'; readonly left: number; readonly unit: 'lines' | 'bytes'; readonly holdsBack: number; readonly rest: string }
  | { readonly is: 'tr'; readonly words: readonly string[]; readonly last: string }
  | { readonly is: 'cat'; readonly numbers: boolean; readonly at: number; readonly rest: string };

export const FILTERS: readonly string[] = ['cat', 'head', 'tr', ...Object.keys(LINE_PROGRAMS), ...Object.keys(WHOLE_PROGRAMS)].sort(byText);

/** Texts are kept up to so many characters. */
const MOST_KEPT = 8_000_000;

const CAT: OptionTable = { flags: 'n', values: '', long: { number: 'n' } };

/** A filter of these words, and the files it names. */
export function openFilter(words: readonly string[]): { readonly filter: Filter; readonly files: readonly string[] } {
  const [name = '', ...argv] = words;
  if (Object.hasOwn(LINE_PROGRAMS, name)) return { filter: { is: 'lines', words, rest: '', state: START }, files: LINE_PROGRAMS[name]!(argv).files };
  if (Object.hasOwn(WHOLE_PROGRAMS, name)) return { filter: { is: 'whole', words, text: '' }, files: WHOLE_PROGRAMS[name]!(argv).files };
  if (name === 'head') {
    const options = readOptions('head', withCount(argv), TAIL);
    const { amount, sign, unit } = amountOf('head', options);
    const isAll = sign === '-';
    return { filter: { is: 'head', left: isAll ? MOST_KEPT : amount, unit, holdsBack: isAll ? amount : 0, rest: '' }, files: options.words };
  }
  if (name === 'tr') {
    translation(argv);
    return { filter: { is: 'tr', words, last: '' }, files: [] };
  }
  const options = readOptions('cat', argv, CAT);
  return { filter: { is: 'cat', numbers: options.flags.includes('n'), at: 0, rest: '' }, files: options.words };
}

function translated(filter: Extract<Filter, { is: 'tr' }>, text: string): Fed {
  const { out, last } = translate(translation(filter.words.slice(1)), text, filter.last);
  return { filter: { ...filter, last }, out };
}

export interface Fed {
  readonly filter: Filter;
  readonly out: string;
  /** Nothing more will come out of it. */
  readonly full?: boolean;
}

export function feed(filter: Filter, text: string): Fed {
  switch (filter.is) {
    case 'whole':
      // Simplified: what is beyond the limit is left out.
      return { filter: { ...filter, text: (filter.text + text).slice(0, MOST_KEPT) }, out: '' };
    case 'tr':
      return translated(filter, text);
    case 'cat':
      return filter.numbers ? numbered(filter, text) : { filter, out: text };
    case 'head':
      return headed(filter, text);
    case 'lines':
      return byLines(filter, text);
  }
}

function split(text: string): { readonly lines: readonly string[]; readonly rest: string } {
  const end = text.lastIndexOf('\n') + 1;
  const lines = text
    .slice(0, end)
    .split(/(?<=\n)/)
    .filter((line) => line !== '');
  return { lines, rest: text.slice(end) };
}

function byLines(filter: Extract<Filter, { is: 'lines' }>, text: string): Fed {
  const { lines, rest } = split(filter.rest + text);
  const [name = '', ...argv] = filter.words;
  const { step } = LINE_PROGRAMS[name]!(argv);
  let { state } = filter;
  let out = '';
  for (const line of lines) {
    const next = step(state, line.slice(0, -1));
    ({ state } = next);
    out += next.out;
    if (next.full) return { filter: { ...filter, state, rest: '' }, out, full: true };
  }
  return { filter: { ...filter, state, rest }, out };
}

function headed(filter: Extract<Filter, { is: 'head' }>, text: string): Fed {
  const all = filter.rest + text;
  if (filter.unit === 'bytes' && filter.holdsBack === 0) {
    const out = all.slice(0, filter.left);
    return { filter: { ...filter, left: filter.left - out.length, rest: '' }, out, full: out.length >= filter.left };
  }
  const { lines, rest } = filter.unit === 'bytes' ? { lines: [...all], rest: '' } : split(all);
  const ready = filter.holdsBack > 0 ? lines.slice(0, Math.max(0, lines.length - filter.holdsBack)) : lines;
  const taken = ready.slice(0, filter.left);
  const kept = filter.holdsBack > 0 ? lines.slice(taken.length).join('') + rest : rest;
  return { filter: { ...filter, left: filter.left - taken.length, rest: kept }, out: taken.join(''), full: filter.left - taken.length <= 0 };
}

function numbered(filter: Extract<Filter, { is: 'cat' }>, text: string): Fed {
  const { lines, rest } = split(filter.rest + text);
  const out = lines.map((line, i) => `${String(filter.at + i + 1).padStart(6)}\t${line}`).join('');
  return { filter: { ...filter, at: filter.at + lines.length, rest }, out };
}

/** What comes out when no more comes in, and how the filter ends. */
export function finish(filter: Filter): { readonly out: string; readonly exit: number } {
  switch (filter.is) {
    case 'cat':
      return { out: filter.rest === '' ? '' : `${String(filter.at + 1).padStart(6)}\t${filter.rest}`, exit: 0 };
    case 'tr':
      return { out: '', exit: 0 };
    case 'head':
      return { out: filter.left > 0 && filter.holdsBack === 0 ? filter.rest : '', exit: 0 };
    case 'whole': {
      const [name = '', ...argv] = filter.words;
      return { out: WHOLE_PROGRAMS[name]!(argv).finish(filter.text), exit: 0 };
    }
    case 'lines': {
      const [name = '', ...argv] = filter.words;
      const program = LINE_PROGRAMS[name]!(argv);
      const last = filter.rest === '' ? { state: filter.state, out: '' } : program.step(filter.state, filter.rest);
      const end = program.end(last.state);
      return { out: last.out + end.out, exit: end.exit };
    }
  }
}

const TR: OptionTable = { flags: 'dsc', values: '', long: { delete: 'd', 'squeeze-repeats': 's', complement: 'c' } };

function translation(argv: readonly string[]): Translation {
  const { flags, words } = readOptions('tr', argv, TR);
  const [from, to] = words;
  if (from === undefined) throw new FilterError('tr: missing operand');
  if (to === undefined && !flags.includes('d') && !flags.includes('s')) throw new FilterError(`tr: missing operand after ‘${from}’`);
  const [deletes, squeezes, complements] = ['d', 's', 'c'].map((flag) => flags.includes(flag)) as [boolean, boolean, boolean];
  return { deletes, squeezes, complements, from: characterSet(from), to: characterSet(to ?? '') };
}
