import { type OwnWordsArgs, OwnWordsError, type OwnWordsKey } from '../../wire/own-words.ts';
import { escapeRegex, regexSource } from '../../base/posix-text.ts';

/** Options of the filters of the terminal, as getopt reads them. */
export class FilterError extends OwnWordsError {
  /** How the program ends: 1 for most, 2 for grep and sort. */
  readonly exit: number;
  constructor(message: string, exit = 1, ...own: readonly [OwnWordsKey?, OwnWordsArgs?]) {
    super(message, ...own);
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
      if (letter === undefined) throw new FilterError(`${name}: --${long} is not offered here`, exitOf(name), 'notOffered', { what: `${name}: --${long}` });
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
      if (!table.flags.includes(letter))
        throw new FilterError(`${name}: -${letter} is not offered here`, exitOf(name), 'notOffered', { what: `${name}: -${letter}` });
      flags.push(letter);
    }
  }
  return { flags, values, words };
}

const exitOf = (name: string): number => (name === 'grep' || name === 'sort' ? 2 : 1);

export const lastValue = ({ values }: Options, letter: string): string | undefined => values[letter]?.at(-1);

const LONGEST = 1_000;

/** The source of a pattern of grep or sed; what takes for ever is not offered. */
export function patternOf(name: string, pattern: string, kind: 'basic' | 'extended' | 'fixed'): string {
  if (pattern.length > LONGEST) throw new FilterError(`${name}: the pattern is too long`, exitOf(name));
  if (kind === 'fixed') return escapeRegex(pattern);
  const source = regexSource(pattern, kind);
  if (source === undefined)
    throw new FilterError(
      `${name}: ${JSON.stringify(pattern)} is no pattern, or one with so many repetitions that it is not offered here`,
      exitOf(name),
      'pattern',
      { name, what: JSON.stringify(pattern) },
    );
  return source;
}
