/** Options of the filters of the terminal, as getopt reads them. */
export class FilterError extends Error {
  /** How the program ends: 1 for most, 2 for grep and sort. */
  readonly exit: number;
  constructor(message: string, exit = 1) {
    super(message);
    this.exit = exit;
  }
}

export interface OptionTable {
  /** Letters without a value. */
  readonly flags: string;
  /** Letters with one. */
  readonly values: string;
  /** Long names, and the letter each stands for. */
  readonly long: Readonly<Record<string, string>>;
}

export interface Options {
  readonly flags: readonly string[];
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly words: readonly string[];
}

export function readOptions(name: string, argv: readonly string[], table: OptionTable): Options {
  const flags: string[] = [];
  const values: Record<string, string[]> = {};
  const words: string[] = [];
  const give = (letter: string, value: string | undefined): void => {
    if (value === undefined) throw new FilterError(`${name}: option requires an argument -- '${letter}'`, exitOf(name));
    values[letter] = [...(values[letter] ?? []), value];
  };
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === '--') {
      words.push(...argv.slice(i + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      words.push(word);
      continue;
    }
    if (word.startsWith('--')) {
      const [long = '', ...rest] = word.slice(2).split('=');
      const letter = Object.hasOwn(table.long, long) ? table.long[long]! : undefined;
      if (letter === undefined) throw new FilterError(`${name}: --${long} is not offered here`, exitOf(name));
      if (table.values.includes(letter)) give(letter, rest.length > 0 ? rest.join('=') : argv[++i]);
      else flags.push(letter);
      continue;
    }
    for (let at = 1; at < word.length; at++) {
      const letter = word[at]!;
      if (table.values.includes(letter)) {
        give(letter, at + 1 < word.length ? word.slice(at + 1) : argv[++i]);
        break;
      }
      if (!table.flags.includes(letter)) throw new FilterError(`${name}: -${letter} is not offered here`, exitOf(name));
      flags.push(letter);
    }
  }
  return { flags, values, words };
}

const exitOf = (name: string): number => (name === 'grep' || name === 'sort' ? 2 : 1);

export const lastValue = ({ values }: Options, letter: string): string | undefined => values[letter]?.at(-1);

/** `1,3-5,7-`: which of them are meant, counted from one. */
export function rangesOf(name: string, text: string): readonly (readonly [number, number])[] {
  return text.split(',').map((range) => {
    const [, from = '', dash, to = ''] = /^(\d*)(-?)(\d*)$/.exec(range) ?? [];
    if (from === '' && to === '') throw new FilterError(`${name}: invalid range ${JSON.stringify(range)}`);
    const first = from === '' ? 1 : Number(from);
    const last = dash === '' ? first : to === '' ? Number.MAX_SAFE_INTEGER : Number(to);
    if (first < 1) throw new FilterError(`${name}: fields and positions are numbered from 1`);
    if (last < first) throw new FilterError(`${name}: invalid decreasing range`);
    return [first, last];
  });
}

const LONGEST = 1_000;

export const escapeAll = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** In basic patterns `+ ? | ( ) { }` are plain, and special with a backslash. */
const basicPattern = (text: string): string =>
  text.replace(
    /\[[^\]]+\]|\\([+?|(){}])|\\(.)|([+?|(){}])/g,
    (all, special?: string, other?: string, plain?: string) => special ?? (other !== undefined ? `\\${other}` : plain !== undefined ? `\\${plain}` : all),
  );

const CLASSES: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  digit: '0-9',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

/** The source of a pattern of grep or sed; what takes for ever is not offered. */
export function patternOf(name: string, pattern: string, kind: 'basic' | 'extended' | 'fixed'): string {
  if (pattern.length > LONGEST) throw new FilterError(`${name}: the pattern is too long`, exitOf(name));
  const plain = kind === 'fixed' ? escapeAll(pattern) : kind === 'extended' ? pattern : basicPattern(pattern);
  const source = kind === 'fixed' ? plain : plain.replace(/\[:(\w+):\]/g, (all, of: string) => CLASSES[of] ?? all).replace(/\\[<>]/g, '\\b');
  if (/\([^)]*[+*][^)]*\)[+*{]/.test(source)) throw new FilterError(`${name}: repeated groups that repeat inside are not offered here`, exitOf(name));
  try {
    new RegExp(source);
  } catch {
    throw new FilterError(`${name}: invalid pattern ${JSON.stringify(pattern)}`, exitOf(name));
  }
  return source;
}
