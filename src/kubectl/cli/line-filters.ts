import { cutLine, cutRanges } from '../../base/posix-text.ts';
import { FilterError, lastValue, type OptionTable, type Options, patternOf, readOptions } from './filter-words.ts';

/** grep, cut, uniq, sed: a line comes in, some lines go out. What they remember between two lines is plain data. */
export interface LineState {
  /** Number of the line. */
  readonly at: number;
  readonly found: number;
  /** grep -B: lines that may still be shown; uniq: the line that is being counted. */
  readonly held: readonly string[];
  /** grep -A: lines that are still shown; uniq: how often the held one came. */
  readonly left: number;
}

export const START: LineState = { at: 0, found: 0, held: [], left: 0 };

export interface LineStep {
  readonly state: LineState;
  readonly out: string;
  /** Nothing more will come. */
  readonly full?: boolean;
}

export interface LineProgram {
  readonly options: Options;
  readonly step: (state: LineState, line: string) => LineStep;
  readonly end: (state: LineState) => { readonly out: string; readonly exit: number };
  readonly files: readonly string[];
}

const none = { out: '', exit: 0 };
/** Of a line at most so much is looked at. */
const LOOKED_AT = 10_000;

const GREP: OptionTable = {
  flags: 'vicnwxEFGqohsHl',
  values: 'eABCm',
  long: {
    'after-context': 'A',
    'before-context': 'B',
    context: 'C',
    count: 'c',
    'extended-regexp': 'E',
    'fixed-strings': 'F',
    'ignore-case': 'i',
    'invert-match': 'v',
    'line-number': 'n',
    'line-regexp': 'x',
    'max-count': 'm',
    'no-filename': 'h',
    'only-matching': 'o',
    quiet: 'q',
    silent: 'q',
    regexp: 'e',
    'word-regexp': 'w',
  },
};

const amountOf = (name: string, text: string | undefined): number => {
  if (text === undefined) return 0;
  if (!/^\d+$/.test(text)) throw new FilterError(`${name}: invalid context length argument: ${text}`, 2);
  return Number(text);
};

const withoutColor = (argv: readonly string[]): readonly string[] => argv.filter((word) => !/^--colou?r(=|$)/.test(word));

function grep(argv: readonly string[]): LineProgram {
  const options = readOptions(
    'grep',
    withoutColor(argv).map((word) => (/^-\d+$/.test(word) ? `-C${word.slice(1)}` : word)),
    GREP,
  );
  const { flags, values, words } = options;
  const given = values['e'] ?? words.slice(0, 1);
  if (given.length === 0) throw new FilterError('usage: grep [-v] [-i] [-E] [-F] [-c] [-n] [-o] [-A N] [-B N] [-C N] [-m N] PATTERN [FILE]...', 2);
  const kind = flags.includes('F') ? 'fixed' : flags.includes('E') ? 'extended' : 'basic';
  const source = given.map((one) => `(?:${patternOf('grep', one, kind)})`).join('|');
  const within = flags.includes('x') ? `^(?:${source})$` : flags.includes('w') ? `(?<!\\w)(?:${source})(?!\\w)` : source;
  const pattern = new RegExp(within, flags.includes('i') ? 'gi' : 'g');
  const both = amountOf('grep', lastValue(options, 'C'));
  const [after, before] = [lastValue(options, 'A'), lastValue(options, 'B')].map((one) => (one === undefined ? both : amountOf('grep', one))) as [
    number,
    number,
  ];
  const most = lastValue(options, 'm') === undefined ? Number.POSITIVE_INFINITY : amountOf('grep', lastValue(options, 'm'));
  const [silent, numbered, parts] = [flags.includes('q') || flags.includes('c'), flags.includes('n'), flags.includes('o')];
  const shown = (line: string, at: number, sign: string): string => `${numbered ? `${at}${sign}` : ''}${line}\n`;
  const step = (state: LineState, line: string): LineStep => {
    const at = state.at + 1;
    const looked = line.slice(0, LOOKED_AT);
    pattern.lastIndex = 0;
    const isHit = pattern.test(looked) !== flags.includes('v');
    const spaced = (after > 0 || before > 0) && state.found > 0;
    if (!isHit || state.found >= most) {
      if (state.left > 0)
        return { state: { ...state, at, left: state.left - 1 }, out: silent ? '' : shown(line, at, '-'), full: state.found >= most && state.left === 1 };
      return {
        state: { ...state, at, held: before > 0 ? [...state.held, line].slice(-before) : [], left: state.left - 1 },
        out: '',
        full: state.found >= most,
      };
    }
    const found = state.found + 1;
    const next = { at, found, held: [], left: after };
    if (silent) return { state: next, out: '', full: flags.includes('q') || (found >= most && after === 0) };
    const isGap = spaced && state.left + state.held.length < 0;
    const ahead = state.held.map((one, i) => shown(one, at - state.held.length + i, '-')).join('');
    const hits = parts
      ? flags.includes('v')
        ? ''
        : [...looked.matchAll(pattern)].map(([hit]) => (hit === '' ? '' : shown(hit, at, ':'))).join('')
      : shown(line, at, ':');
    return { state: next, out: `${isGap ? '--\n' : ''}${ahead}${hits}`, full: found >= most && after === 0 };
  };
  return {
    options,
    files: values['e'] ? words : words.slice(1),
    step,
    end: ({ found }) => ({ out: flags.includes('c') ? `${found}\n` : '', exit: found > 0 ? 0 : 1 }),
  };
}

const CUT: OptionTable = {
  flags: 's',
  values: 'dfcb',
  long: { delimiter: 'd', fields: 'f', characters: 'c', bytes: 'b', 'only-delimited': 's' },
};

function cut(argv: readonly string[]): LineProgram {
  const options = readOptions('cut', argv, CUT);
  const [fields, places] = [lastValue(options, 'f'), lastValue(options, 'c') ?? lastValue(options, 'b')];
  const list = fields ?? places;
  if (list === undefined) throw new FilterError('cut: you must specify a list of bytes, characters, or fields');
  if (fields !== undefined && places !== undefined) throw new FilterError('cut: only one type of list may be specified');
  const delimiter = lastValue(options, 'd') ?? '\t';
  if (delimiter.length !== 1) throw new FilterError('cut: the delimiter must be a single character');
  const read = cutRanges(list);
  if ('problem' in read) throw new FilterError(`cut: ${read.problem}\nTry 'cut --help' for more information.`);
  const how = { delimiter: fields === undefined ? undefined : delimiter, onlyDelimited: options.flags.includes('s') };
  const step = (state: LineState, line: string): LineStep => {
    const made = cutLine(line, read.ranges, how);
    return { state, out: made === undefined ? '' : `${made}\n` };
  };
  return { options, files: options.words, step, end: () => none };
}

const UNIQ: OptionTable = { flags: 'cdui', values: '', long: { count: 'c', repeated: 'd', unique: 'u', 'ignore-case': 'i' } };

function uniq(argv: readonly string[]): LineProgram {
  const options = readOptions('uniq', argv, UNIQ);
  const { flags } = options;
  const key = (line: string): string => (flags.includes('i') ? line.toLowerCase() : line);
  const shown = ({ held, left }: LineState): string => {
    const [line] = held;
    if (line === undefined || (flags.includes('d') && left < 2) || (flags.includes('u') && left > 1)) return '';
    return `${flags.includes('c') ? `${String(left).padStart(7)} ` : ''}${line}\n`;
  };
  return {
    options,
    files: options.words,
    step: (state, line) => {
      const [before] = state.held;
      if (before !== undefined && key(before) === key(line)) return { state: { ...state, left: state.left + 1 }, out: '' };
      return { state: { ...state, held: [line], left: 1 }, out: shown(state) };
    },
    end: (state) => ({ out: shown(state), exit: 0 }),
  };
}

const SED: OptionTable = { flags: 'nEr', values: 'e', long: { quiet: 'n', silent: 'n', 'regexp-extended': 'E', expression: 'e' } };

interface SedCommand {
  /** Lines it is for; undefined: all. */
  readonly from: Address | undefined;
  readonly to: Address | undefined;
  readonly does: 's' | 'd' | 'p' | 'q';
  readonly pattern?: RegExp;
  readonly text?: string;
  readonly prints?: boolean;
}

type Address = number | '$' | RegExp;

/** The part of sed that is used with manifests: `s`, `d`, `p`, `q`, with line numbers and patterns before them. */
function sed(argv: readonly string[]): LineProgram {
  const options = readOptions('sed', argv, SED);
  const { flags, values, words } = options;
  const scripts = values['e'] ?? words.slice(0, 1);
  if (scripts.length === 0) throw new FilterError('usage: sed [-n] [-E] [-e] SCRIPT [FILE]...');
  const kind = flags.includes('E') || flags.includes('r') ? 'extended' : 'basic';
  const commands = scripts.flatMap((script) => sedCommands(script, kind));
  const step = (state: LineState, line: string): LineStep => {
    const at = state.at + 1;
    let text = line.slice(0, LOOKED_AT);
    let out = '';
    let full = false;
    for (const command of commands) {
      if (!isAddressed(command, text, at)) continue;
      if (command.does === 'd') return { state: { ...state, at }, out };
      if (command.does === 'q') full = true;
      if (command.does === 'p') out += `${text}\n`;
      if (command.does !== 's') continue;
      const next = text.replace(command.pattern!, command.text!);
      if (next !== text && command.prints) out += `${next}\n`;
      text = next;
    }
    return { state: { ...state, at }, out: flags.includes('n') ? out : `${out}${text}\n`, full };
  };
  return { options, files: values['e'] ? words : words.slice(1), step, end: () => none };
}

function isAddressed({ from, to }: SedCommand, line: string, at: number): boolean {
  if (from === undefined) return true;
  const is = (address: Address): boolean => (address instanceof RegExp ? address.test(line) : address === at);
  if (to === undefined) return is(from);
  return typeof from === 'number' && at >= from && (to === '$' || (typeof to === 'number' && at <= to));
}

function sedCommands(script: string, kind: 'basic' | 'extended'): readonly SedCommand[] {
  const commands: SedCommand[] = [];
  let rest = script.trim();
  const unknown = (): FilterError =>
    new FilterError(`sed: ${JSON.stringify(script)} is not offered here: only s/…/…/, d, p and q`, 1, 'sed', { what: JSON.stringify(script) });
  const address = (): Address | undefined => {
    const [whole, number, last, source] = /^(?:(\d+)|(\$)|\/((?:[^/\\]|\\.)*)\/)/.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    rest = rest.slice(whole.length);
    return number !== undefined ? Number(number) : last !== undefined ? '$' : new RegExp(patternOf('sed', source!.replaceAll('\\/', '/'), kind));
  };
  while (rest !== '') {
    const from = address();
    let to: Address | undefined;
    if (from !== undefined && rest.startsWith(',')) {
      rest = rest.slice(1);
      to = address();
      if (to === undefined || to instanceof RegExp || typeof from !== 'number') throw unknown();
    }
    if (from === '$') throw unknown();
    const does = rest[0];
    rest = rest.slice(1);
    if (does === 's') {
      const [substitute, left] = substitution(rest, kind, unknown);
      commands.push({ from, to, does, ...substitute });
      rest = left;
    } else if (does === 'd' || does === 'p' || does === 'q') commands.push({ from, to, does });
    else throw unknown();
    rest = rest.replace(/^[\s;]+/, '');
  }
  return commands;
}

function substitution(
  text: string,
  kind: 'basic' | 'extended',
  unknown: () => FilterError,
): readonly [Pick<SedCommand, 'pattern' | 'text' | 'prints'>, string] {
  const sign = text[0] ?? '';
  if (sign === '' || /[\s\w\\]/.test(sign)) throw unknown();
  const parts: string[] = [];
  let part = '';
  let at = 1;
  for (; at < text.length && parts.length < 2; at++) {
    if (text[at] === '\\' && at + 1 < text.length) part += text[++at] === sign ? sign : `\\${text[at]}`;
    else if (text[at] !== sign) part += text[at];
    else {
      parts.push(part);
      part = '';
    }
  }
  if (parts.length < 2) throw new FilterError(`sed: unterminated \`s' command`);
  const [letters = ''] = /^[gipI]*/.exec(text.slice(at)) ?? [];
  const replacement = parts[1]!
    .replace(/\$/g, '$$$$')
    .replace(/\\(\d)|\\n|\\t|\\(.)|&/g, (all, group?: string, plain?: string) =>
      group !== undefined ? `$${group}` : all === '\\n' ? '\n' : all === '\\t' ? '\t' : plain !== undefined ? (plain === '$' ? '$$' : plain) : '$&',
    );
  const pattern = new RegExp(patternOf('sed', parts[0]!, kind), `${letters.includes('g') ? 'g' : ''}${/[iI]/.test(letters) ? 'i' : ''}`);
  return [{ pattern, text: replacement, prints: letters.includes('p') }, text.slice(at + letters.length)];
}

export const LINE_PROGRAMS: Readonly<Record<string, (argv: readonly string[]) => LineProgram>> = { cut, grep, sed, uniq };
