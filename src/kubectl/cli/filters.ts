import { compareValues } from './sorting.ts';

/** `| grep head tail wc sort`: programs that turn lines into lines, as plain data between two pieces of text. */
export type Filter = GrepFilter | EdgeFilter | WholeFilter;

interface GrepFilter {
  readonly is: 'grep';
  readonly pattern: string;
  readonly inverted: boolean;
  readonly ignoreCase: boolean;
  readonly counts: boolean;
  readonly rest: string;
  readonly found: number;
}

/** `head` passes on so many lines; `tail` keeps the last ones; `cat` all. */
interface EdgeFilter {
  readonly is: 'head' | 'cat';
  readonly left: number;
  readonly rest: string;
}

/** What must see everything first. */
interface WholeFilter {
  readonly is: 'tail' | 'wc' | 'sort';
  readonly options: readonly string[];
  readonly amount: number;
  /** `tail -n +3`: from line 3 on. */
  readonly fromStart: boolean;
  readonly text: string;
}

export class FilterError extends Error {}

export const FILTERS: readonly string[] = ['grep', 'head', 'tail', 'wc', 'sort', 'cat'];

/** Texts are kept up to so many characters. */
const MOST_KEPT = 8_000_000;

/** A filter of these words, and the files it names. */
export function openFilter([name = '', ...argv]: readonly string[]): { readonly filter: Filter; readonly files: readonly string[] } {
  const { options, amount, words } = readOptions(name, argv);
  if (name === 'grep') return openGrep(options, words);
  if (name === 'head') return { filter: { is: 'head', left: Number(amount ?? 10), rest: '' }, files: words };
  if (name === 'cat') return { filter: { is: 'cat', left: Number.POSITIVE_INFINITY, rest: '' }, files: words };
  const fromStart = amount?.startsWith('+') ?? false;
  return { filter: { is: name as 'tail' | 'wc' | 'sort', options, amount: Math.abs(Number(amount ?? 10)), fromStart, text: '' }, files: words };
}

const KNOWN: Readonly<Record<string, RegExp>> = { grep: /^[viEFcnwx]$/, head: /^$/, tail: /^$/, wc: /^[lwc]$/, sort: /^[nrukbV]$/, cat: /^$/ };

function readOptions(
  name: string,
  argv: readonly string[],
): { readonly options: readonly string[]; readonly amount: string | undefined; readonly words: readonly string[] } {
  const options: string[] = [];
  const words: string[] = [];
  let amount: string | undefined;
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === '--') {
      words.push(...argv.slice(i + 1));
      break;
    }
    const lines = /^(?:-n|--lines=?)?(-?\+?\d+)$/.exec(word.startsWith('-') ? word : '');
    const key = /^-k(\d.*)?$/.exec(word);
    if ((name === 'head' || name === 'tail') && (lines || word === '-n' || word === '--lines'))
      amount = lines ? lines[1]!.replace(/^-/, '') : numberOf(name, argv[++i]);
    else if (name === 'sort' && key) options.push(`k${key[1] ?? argv[++i] ?? ''}`);
    else if (name === 'grep' && word === '-e') words.unshift(argv[++i] ?? '');
    else if (word.startsWith('-') && word.length > 1) {
      for (const letter of word.slice(1)) {
        if (!KNOWN[name]!.test(letter)) throw new FilterError(`${name}: ${word} is not offered here`);
        options.push(letter);
      }
    } else words.push(word);
  }
  return { options, amount, words };
}

function numberOf(name: string, text: string | undefined): string {
  if (text === undefined || !/^[+-]?\d+$/.test(text)) throw new FilterError(`${name}: invalid number of lines: '${text ?? ''}'`);
  return text.replace(/^-/, '');
}

function openGrep(options: readonly string[], [pattern, ...files]: readonly string[]): { readonly filter: Filter; readonly files: readonly string[] } {
  if (pattern === undefined) throw new FilterError('usage: grep [-v] [-i] [-E] [-F] [-c] PATTERN [FILE]...');
  if (pattern.length > 1_000) throw new FilterError('grep: the pattern is too long');
  const source = options.includes('F') ? escapeAll(pattern) : options.includes('E') ? pattern : basicPattern(pattern);
  const within = options.includes('x') ? `^(?:${source})$` : options.includes('w') ? `\\b(?:${source})\\b` : source;
  if (/\([^)]*[+*][^)]*\)[+*{]/.test(within)) throw new FilterError('grep: repeated groups that repeat inside are not offered here');
  try {
    new RegExp(within, 'u');
  } catch {
    throw new FilterError(`grep: invalid pattern ${JSON.stringify(pattern)}`);
  }
  return {
    filter: {
      is: 'grep',
      pattern: within,
      inverted: options.includes('v'),
      ignoreCase: options.includes('i'),
      counts: options.includes('c'),
      rest: '',
      found: 0,
    },
    files,
  };
}

const escapeAll = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, (char) => (char === '-' ? '-' : `\\${char}`));

/** In basic patterns `+ ? | ( ) { }` are plain, and special with a backslash. */
const basicPattern = (text: string): string =>
  text.replace(
    /\\([+?|(){}])|\\(.)|([+?|(){}])/g,
    (_, special?: string, other?: string, plain?: string) => special ?? (other === undefined ? `\\${plain}` : `\\${other}`),
  );

export interface Fed {
  readonly filter: Filter;
  readonly out: string;
  /** Nothing more will come out of it. */
  readonly full?: boolean;
}

export function feed(filter: Filter, text: string): Fed {
  if ('text' in filter) {
    // Simplified: what is beyond the limit is left out.
    return { filter: { ...filter, text: (filter.text + text).slice(0, MOST_KEPT) }, out: '' };
  }
  if (filter.is === 'cat') return { filter, out: text };
  const all = filter.rest + text;
  const end = all.lastIndexOf('\n') + 1;
  const lines = all
    .slice(0, end)
    .split(/(?<=\n)/)
    .filter((line) => line !== '');
  const rest = all.slice(end);
  if (filter.is !== 'grep') {
    const taken = lines.slice(0, filter.left);
    return { filter: { ...filter, left: filter.left - taken.length, rest }, out: taken.join(''), full: filter.left - taken.length <= 0 };
  }
  const kept = lines.filter((line) => passes(filter, line));
  return { filter: { ...filter, rest, found: filter.found + kept.length }, out: filter.counts ? '' : kept.join('') };
}

function passes({ pattern, ignoreCase, inverted }: GrepFilter, line: string): boolean {
  return new RegExp(pattern, ignoreCase ? 'iu' : 'u').test(line.replace(/\n$/, '').slice(0, 10_000)) !== inverted;
}

/** What comes out when no more comes in, and how the filter ends. */
export function finish(filter: Filter): { readonly out: string; readonly exit: number } {
  switch (filter.is) {
    case 'cat':
      return { out: '', exit: 0 };
    case 'head':
      return { out: filter.left > 0 ? filter.rest : '', exit: 0 };
    case 'grep': {
      const last = filter.rest !== '' && passes(filter, filter.rest);
      const found = filter.found + (last ? 1 : 0);
      return { out: filter.counts ? `${found}\n` : last ? `${filter.rest}\n` : '', exit: found > 0 ? 0 : 1 };
    }
    case 'tail': {
      const lines = linesOf(filter.text);
      return {
        out: (filter.fromStart ? lines.slice(Math.max(0, filter.amount - 1)) : filter.amount === 0 ? [] : lines.slice(-filter.amount)).join(''),
        exit: 0,
      };
    }
    case 'wc':
      return { out: counted(filter), exit: 0 };
    case 'sort':
      return { out: sorted(filter), exit: 0 };
  }
}

const linesOf = (text: string): readonly string[] => text.split(/(?<=\n)/).filter((line) => line !== '');

function counted({ text, options }: WholeFilter): string {
  const counts: readonly (readonly [string, number])[] = [
    ['l', text.split('\n').length - 1],
    ['w', text.split(/\s+/).filter(Boolean).length],
    ['c', [...text].reduce((sum, char) => sum + utf8Length(char.codePointAt(0)!), 0)],
  ];
  const wanted = counts.filter(([letter]) => options.length === 0 || options.includes(letter)).map(([, count]) => String(count));
  return wanted.length === 1 ? `${wanted[0]}\n` : `${wanted.map((count) => count.padStart(7)).join(' ')}\n`;
}

const utf8Length = (code: number): number => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);

function sorted({ text, options }: WholeFilter): string {
  const lines = linesOf(text).map((line) => line.replace(/\n$/, ''));
  const field = Number(/^k(\d+)/.exec(options.find((option) => option.startsWith('k')) ?? '')?.[1] ?? 0);
  const keyOf = (line: string): string =>
    field === 0
      ? line
      : (line
          .trim()
          .split(/\s+/)
          .slice(field - 1)
          .join(' ') ?? '');
  const numeric = options.includes('n');
  const order = (a: string, b: string): number => {
    const [x, y] = [keyOf(a), keyOf(b)];
    if (numeric) return (Number.parseFloat(x) || 0) - (Number.parseFloat(y) || 0);
    return options.includes('V') ? compareValues(x, y) : x < y ? -1 : x > y ? 1 : 0;
  };
  const result = [...lines].sort((a, b) => order(a, b) || (a < b ? -1 : a > b ? 1 : 0));
  if (options.includes('r')) result.reverse();
  const once = options.includes('u') ? result.filter((line, i) => i === 0 || line !== result[i - 1]) : result;
  return once.map((line) => `${line}\n`).join('');
}
