import { FilterError, lastValue, type OptionTable, type Options, readOptions } from './filter-words.ts';
import { compareValues } from './sorting.ts';

/** tail, wc, sort: what must see everything before it says something. */
export interface WholeProgram {
  readonly options: Options;
  readonly files: readonly string[];
  readonly finish: (text: string) => string;
}

const linesOf = (text: string): readonly string[] => text.split(/(?<=\n)/).filter((line) => line !== '');

export const TAIL: OptionTable = { flags: 'qv', values: 'nc', long: { lines: 'n', bytes: 'c', quiet: 'q' } };

/** `-5` and `+5` of old. */
export const withCount = (argv: readonly string[]): readonly string[] =>
  argv.map((word, i) => (/^-\d+$/.test(word) && !/^-[nc]$/.test(argv[i - 1] ?? '') ? `-n${word.slice(1)}` : word));

export function amountOf(name: string, options: Options): { readonly amount: number; readonly sign: string; readonly unit: 'lines' | 'bytes' } {
  const bytes = lastValue(options, 'c');
  const text = bytes ?? lastValue(options, 'n') ?? '10';
  const [, sign = '', digits] = /^([+-]?)(\d+)$/.exec(text) ?? [];
  if (digits === undefined) throw new FilterError(`${name}: invalid number of ${bytes === undefined ? 'lines' : 'bytes'}: ‘${text}’`);
  return { amount: Number(digits), sign, unit: bytes === undefined ? 'lines' : 'bytes' };
}

function tail(argv: readonly string[]): WholeProgram {
  const options = readOptions('tail', withCount(argv), TAIL);
  const { amount, sign, unit } = amountOf('tail', options);
  const cut = <T>(all: readonly T[]): readonly T[] => (sign === '+' ? all.slice(Math.max(0, amount - 1)) : amount === 0 ? [] : all.slice(-amount));
  return { options, files: options.words, finish: (text) => (unit === 'lines' ? cut(linesOf(text)) : cut([...text])).join('') };
}

const WC: OptionTable = { flags: 'lwcmL', values: '', long: { lines: 'l', words: 'w', bytes: 'c', chars: 'm' } };

export function utf8Length(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // Of a pair each half counts two.
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
  }
  return bytes;
}

/** The counts asked for: lines, words, characters, bytes. */
export function countsOf(text: string, flags: readonly string[]): readonly number[] {
  const asked = flags.length === 0 ? ['l', 'w', 'c'] : flags;
  return [
    ...(asked.includes('l') ? [text.split('\n').length - 1] : []),
    ...(asked.includes('w') ? [text.split(/\s+/).filter(Boolean).length] : []),
    ...(asked.includes('m') ? [[...text].length] : []),
    ...(asked.includes('c') ? [utf8Length(text)] : []),
    ...(asked.includes('L') ? [Math.max(0, ...text.split('\n').map((line) => line.length))] : []),
  ];
}

function wc(argv: readonly string[]): WholeProgram {
  const options = readOptions('wc', argv, WC);
  const finish = (text: string): string => {
    const counts = countsOf(text, options.flags);
    return counts.length === 1 ? `${counts[0]}\n` : `${counts.map((count) => String(count).padStart(7)).join(' ')}\n`;
  };
  return { options, files: options.words, finish };
}

const SORT: OptionTable = {
  flags: 'nrubfhVsg',
  values: 'kt',
  long: {
    'numeric-sort': 'n',
    reverse: 'r',
    unique: 'u',
    key: 'k',
    'field-separator': 't',
    'human-numeric-sort': 'h',
    'version-sort': 'V',
    'ignore-case': 'f',
  },
};

interface Key {
  readonly from: number;
  readonly to: number;
  readonly letters: string;
}

function keyOf(text: string): Key {
  const [, from, start = '', to, end = ''] = /^(\d+)(?:\.\d+)?([a-zA-Z]*)(?:,(\d+)(?:\.\d+)?([a-zA-Z]*))?$/.exec(text) ?? [];
  if (from === undefined || Number(from) < 1) throw new FilterError(`sort: invalid number at field start: invalid count at start of ‘${text}’`, 2);
  return { from: Number(from), to: to === undefined ? Number.POSITIVE_INFINITY : Number(to), letters: start + end };
}

const HUMAN: Readonly<Record<string, number>> = { '': 0, K: 1, k: 1, M: 2, G: 3, T: 4, P: 5, E: 6 };

function humanValue(text: string): readonly [number, number] {
  const [, amount = '0', unit = ''] = /^\s*(-?[\d.]+)([KkMGTPE]?)/.exec(text) ?? [];
  return [HUMAN[unit] ?? 0, Number.parseFloat(amount) || 0];
}

type Order = (a: string, b: string) => number;

function orderOf(letters: string): Order {
  const numeric = (text: string): number => Number.parseFloat(/^\s*(-?\d*\.?\d+)/.exec(text)?.[1] ?? '') || 0;
  const plain = (text: string): string => {
    const cut = letters.includes('b') ? text.trimStart() : text;
    return letters.includes('f') ? cut.toUpperCase() : cut;
  };
  const up: Order = (a, b) => {
    if (letters.includes('n') || letters.includes('g')) return numeric(a) - numeric(b);
    if (letters.includes('h')) {
      const [x, y] = [humanValue(a), humanValue(b)];
      return x[0] - y[0] || x[1] - y[1];
    }
    if (letters.includes('V')) return compareValues(a, b);
    const [x, y] = [plain(a), plain(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  };
  return letters.includes('r') ? (a, b) => up(b, a) : up;
}

function sort(argv: readonly string[]): WholeProgram {
  const options = readOptions('sort', argv, SORT);
  const separator = lastValue(options, 't');
  const shared = options.flags.join('');
  const keys = (options.values['k'] ?? []).map(keyOf);
  // Fields that blanks divide begin with them.
  const part = (line: string, { from, to }: Key): string =>
    separator === undefined
      ? (line.match(/[ \t]*[^ \t]+|[ \t]+$/g) ?? []).slice(from - 1, to).join('')
      : line
          .split(separator)
          .slice(from - 1, to)
          .join(separator);
  const orders = keys.map((key) => ({ key, order: orderOf(key.letters.replace('b', '') === '' ? key.letters + shared : key.letters) }));
  const whole = orderOf(shared);
  const byKeys: Order = (a, b) => {
    for (const { key, order } of orders) {
      const by = order(part(a, key), part(b, key));
      if (by !== 0) return by;
    }
    return orders.length > 0 ? 0 : whole(a, b);
  };
  const bytes: Order = (a, b) => (a < b ? -1 : a > b ? 1 : 0) * (shared.includes('r') ? -1 : 1);
  const finish = (text: string): string => {
    const lines = linesOf(text).map((line) => line.replace(/\n$/, ''));
    const unique = shared.includes('u');
    const sorted = [...lines].sort((a, b) => byKeys(a, b) || (unique || shared.includes('s') ? 0 : bytes(a, b)));
    const kept = unique ? sorted.filter((line, i) => i === 0 || byKeys(sorted[i - 1]!, line) !== 0) : sorted;
    return kept.map((line) => `${line}\n`).join('');
  };
  return { options, files: options.words, finish };
}

export const WHOLE_PROGRAMS: Readonly<Record<string, (argv: readonly string[]) => WholeProgram>> = { sort, tail, wc };
