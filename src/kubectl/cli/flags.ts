import { goQuote } from '../../kinds/errors.ts';
import { own } from './step.ts';
import { failure } from './run.ts';

/** Flags as pflag reads them (github.com/spf13/pflag flag.go), in its words where they cannot be read. */
export interface FlagKind {
  /** `strings` splits at commas, `array` does not; `optional` may stand alone and then means `alone`. */
  readonly is: 'bool' | 'string' | 'int' | 'strings' | 'array' | 'duration' | 'optional';
  readonly short?: string;
  readonly alone?: string;
  /** Only for numbers: how many bits Go gives it. */
  readonly bits?: 32 | 64;
  /** It is taken, but not listed; whoever gives it is told this. */
  readonly deprecated?: string;
}

export type FlagTable = Readonly<Record<string, FlagKind>>;

export const bool: FlagKind = { is: 'bool' };
export const text: FlagKind = { is: 'string' };
export const whole: FlagKind = { is: 'int' };
export const duration: FlagKind = { is: 'duration' };
export const strings: FlagKind = { is: 'strings' };
export const array: FlagKind = { is: 'array' };
export const short = (letter: string, kind: FlagKind): FlagKind => ({ ...kind, short: letter });
export const alone = (value: string): FlagKind => ({ is: 'optional', alone: value });

/** A table with fewer flags. */
export const without = (table: FlagTable, ...names: readonly string[]): FlagTable =>
  Object.fromEntries(Object.entries(table).filter(([name]) => !names.includes(name)));

/** What every command takes (cli-runtime genericclioptions/config_flags.go). */
export const GLOBAL: FlagTable = {
  namespace: short('n', text),
  context: text,
  v: { ...whole, short: 'v' },
  help: short('h', bool),
  'request-timeout': text,
  'match-server-version': bool,
  'warnings-as-errors': bool,
  // Known, and refused by name: the terminal reaches this cluster only, as its administrator.
  kubeconfig: text,
  cluster: text,
  user: text,
  server: short('s', text),
  as: text,
  'as-group': array,
  'as-uid': text,
  'as-user-extra': array,
  token: text,
  'insecure-skip-tls-verify': bool,
  'certificate-authority': text,
  'client-certificate': text,
  'client-key': text,
  'tls-server-name': text,
  'cache-dir': text,
  'disable-compression': bool,
  kuberc: text,
  password: text,
  username: text,
  profile: text,
  'profile-output': text,
  vmodule: text,
  'log-flush-frequency': text,
};

export const REFUSED: readonly string[] = [
  'kubeconfig',
  'cluster',
  'user',
  'server',
  'as',
  'as-group',
  'as-uid',
  'as-user-extra',
  'token',
  'tls-server-name',
  'username',
  'password',
];

type Value = string | readonly string[];

export class Flags {
  /** Words that are no flags. */
  readonly words: string[] = [];
  /** How many of them stood before `--`; undefined when there was none. */
  dash: number | undefined;
  /** In the order they were given, by their long names. */
  readonly given: (readonly [name: string, value: string])[] = [];
  /** `kubectl set image` */
  readonly command: string;
  private readonly values: Record<string, Value> = Object.create(null) as Record<string, Value>;
  private readonly table: FlagTable;
  private readonly hint: string;

  constructor(table: FlagTable, command: string, hint: string) {
    this.command = command;
    this.table = { ...GLOBAL, ...table };
    this.hint = hint;
  }

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === 'string' ? value : undefined;
  }

  on(name: string): boolean {
    return this.values[name] === 'true';
  }

  list(name: string): readonly string[] {
    const value = this.values[name];
    return typeof value === 'object' ? value : [];
  }

  number(name: string): number | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : Number(value);
  }

  /** Microseconds. */
  duration(name: string): number | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : goDurationUs(value);
  }

  kindOf(name: string): FlagKind | undefined {
    return own(this.table, name);
  }

  longOf(letter: string): string | undefined {
    return Object.keys(this.table).find((name) => this.table[name]?.short === letter);
  }

  set(name: string, value: string): void {
    const kind = this.kindOf(name)!;
    const wrong = wrongValue(kind, value);
    if (wrong !== undefined)
      throw this.error(`invalid argument ${goQuote(value)} for "${kind.short && name !== 'v' ? `-${kind.short}, ` : ''}--${name}" flag: ${wrong}`);
    this.given.push([name, value]);
    if (kind.is === 'strings') this.values[name] = [...this.list(name), ...value.split(',')];
    else if (kind.is === 'array') this.values[name] = [...this.list(name), value];
    else this.values[name] = kind.is === 'bool' ? String(TRUE.has(value)) : value;
  }

  /** What is told of flags of old. */
  deprecations(): readonly string[] {
    return this.given.flatMap(([name]) => {
      const why = this.kindOf(name)?.deprecated;
      return why === undefined ? [] : [`Flag --${name} has been deprecated, ${why}`];
    });
  }

  error(message: string): Error {
    return failure(`${message}\n${this.hint}`);
  }
}

const TRUE: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE: ReadonlySet<string> = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

function wrongValue({ is, bits = 32 }: FlagKind, value: string): string | undefined {
  if (is === 'bool') return TRUE.has(value) || FALSE.has(value) ? undefined : `strconv.ParseBool: parsing ${goQuote(value)}: invalid syntax`;
  if (is === 'duration') return goDurationUs(value) === undefined ? durationError(value) : undefined;
  if (is !== 'int') return undefined;
  if (!/^[+-]?(\d+|0x[\da-fA-F]+)$/.test(value)) return `strconv.ParseInt: parsing ${goQuote(value)}: invalid syntax`;
  const most = bits === 32 ? 2 ** 63 : 2 ** 31;
  return Math.abs(Number(value)) >= most ? `strconv.ParseInt: parsing ${goQuote(value)}: value out of range` : undefined;
}

/** Words and flags of a command line, in any order. */
export function readFlags(argv: readonly string[], table: FlagTable, command: string, hint = `See '${command} --help' for usage.`): Flags {
  const flags = new Flags(table, command, hint);
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === '--') {
      flags.dash = flags.words.length;
      flags.words.push(...argv.slice(i + 1));
      break;
    }
    if (word.startsWith('--')) i = readLong(flags, argv, i);
    else if (word.startsWith('-') && word.length > 1) i = readShort(flags, argv, i);
    else flags.words.push(word);
  }
  return flags;
}

/** Returns the index of the last word it took. */
function readLong(flags: Flags, argv: readonly string[], i: number): number {
  const word = argv[i]!;
  const equals = word.indexOf('=');
  const name = word.slice(2, equals < 0 ? undefined : equals);
  if (name === '' || name.startsWith('-') || name.startsWith('=')) throw flags.error(`bad flag syntax: ${word}`);
  const kind = flags.kindOf(name);
  if (!kind) throw flags.error(`unknown flag: --${name}`);
  if (equals >= 0) flags.set(name, word.slice(equals + 1));
  else if (kind.is === 'bool') flags.set(name, 'true');
  else if (kind.is === 'optional') flags.set(name, kind.alone ?? '');
  else if (i + 1 < argv.length) {
    flags.set(name, argv[i + 1]!);
    return i + 1;
  } else throw flags.error(`flag needs an argument: ${word}`);
  return i;
}

function readShort(flags: Flags, argv: readonly string[], i: number): number {
  const word = argv[i]!;
  for (let at = 1; at < word.length; at++) {
    const letter = word[at]!;
    const name = flags.longOf(letter);
    const rest = word.slice(at + 1);
    if (name === undefined) throw flags.error(`unknown shorthand flag: '${letter}' in ${word}`);
    const kind = flags.kindOf(name)!;
    if (rest.startsWith('=')) flags.set(name, rest.slice(1));
    else if (kind.is === 'bool') {
      flags.set(name, 'true');
      continue;
    } else if (kind.is === 'optional') {
      flags.set(name, kind.alone ?? '');
      continue;
    } else if (rest !== '') flags.set(name, rest);
    else if (i + 1 < argv.length) {
      flags.set(name, argv[i + 1]!);
      return i + 1;
    } else throw flags.error(`flag needs an argument: '${letter}' in ${word}`);
    return i;
  }
  return i;
}

const UNITS: Readonly<Record<string, number>> = { ns: 0.001, us: 1, µs: 1, ms: 1_000, s: 1_000_000, m: 60_000_000, h: 3_600_000_000 };

/** Go's time.ParseDuration, in microseconds. */
export function goDurationUs(value: string): number | undefined {
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/s.exec(value) ?? [];
  if (rest === '0') return 0;
  if (!/^(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))*$/.test(rest)) return undefined;
  let total = 0;
  for (const [, amount, unit] of rest.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)) total += Number(amount) * UNITS[unit!]!;
  return sign === '-' ? -total : total;
}

function durationError(value: string): string {
  if (/^[+-]?[\d.]+$/.test(value)) return `time: missing unit in duration ${goQuote(value)}`;
  const [, unit] = /^[+-]?[\d.]+([^\d.]+)/.exec(value) ?? [];
  return unit === undefined || unit in UNITS ? `time: invalid duration ${goQuote(value)}` : `time: unknown unit ${goQuote(unit)} in duration ${goQuote(value)}`;
}
