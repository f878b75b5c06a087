import { resolvePath } from '../files.ts';
import type { Files } from '../files.ts';
import { evaluateArithmetic } from '../../../base/shell-arithmetic.ts';
import type { Node, Part, Word } from './ast.ts';
import { escapeRegex } from '../../../base/posix-text.ts';
import { globMatches, hasGlob } from './patterns.ts';

/** What expansion may look at and change: the variables of one shell. */
export interface Scope {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  readonly positional: readonly string[];
  /** `$0` */
  readonly name: string;
  readonly cwd: string;
  readonly files: Files;
  /** Outputs of the command substitutions of the words at hand, in the order `commandsIn` lists them. */
  readonly outputs: readonly string[];
  nextOutput: number;
}

/** `${name:?message}` of a name without value: the shell ends. */
export class ExpansionError extends Error {
  override readonly name = 'ExpansionError';
}

/** The command substitutions within words, in the order they are expanded in. */
export function commandsIn(words: readonly Word[]): readonly Node[] {
  const out: Node[] = [];
  const visit = (word: Word): void => {
    for (const part of word) {
      if (part.p === 'command') out.push(part.body);
      else if (part.p === 'arithmetic') visit(part.word);
      else if (part.p === 'variable') visit(part.argument);
    }
  };
  words.forEach(visit);
  return out;
}

/** Fields of a word: after variables, splitting at IFS, and names of files. */
function expandWord(word: Word, scope: Scope): string[] {
  const fields = splitWord(word, scope);
  return fields.flatMap(({ text, glob }) => (glob ? filesMatching(text, scope) : [text]));
}

export const expandWords = (words: readonly Word[], scope: Scope): string[] => words.flatMap((word) => expandWord(word, scope));

/** A word as one text: assignments, redirections, case words. */
export function expandText(word: Word, scope: Scope): string {
  return word
    .map((part) => (part.p === 'text' ? (part.quoted ? part.text : tilde(part.text, part === word[0], scope)) : valueOf(part, scope).join(' ')))
    .join('');
}

/** A word as a shell pattern: quoted parts stand for themselves. */
export function expandPattern(word: Word, scope: Scope): string {
  return word
    .map((part) => {
      const text = part.p === 'text' ? part.text : valueOf(part, scope).join(' ');
      return part.quoted ? text.replaceAll(/[*?[\\]/g, '\\$&') : text;
    })
    .join('');
}

interface Field {
  text: string;
  glob: boolean;
}

function splitWord(word: Word, scope: Scope): Field[] {
  const fields: Field[] = [];
  let open: Field | undefined;
  const add = (text: string, glob: boolean): void => {
    open ??= { text: '', glob: false };
    open.text += text;
    open.glob ||= glob && hasGlob(text);
  };
  const close = (): void => {
    if (open) fields.push(open);
    open = undefined;
  };
  word.forEach((part, i) => {
    if (part.p === 'text') add(part.quoted ? part.text : tilde(part.text, i === 0, scope), !part.quoted);
    else if (part.quoted) {
      const values = valueOf(part, scope);
      values.forEach((value, n) => {
        if (n > 0) close();
        add(value, false);
      });
    } else
      valueOf(part, scope).forEach((value, n) => {
        if (n > 0) close();
        const pieces = value.split(/[ \t\n]+/);
        pieces.forEach((piece, m) => {
          if (m > 0) close();
          if (piece !== '') add(piece, true);
        });
      });
  });
  close();
  return fields;
}

const tilde = (text: string, first: boolean, scope: Scope): string =>
  first && /^~(?:\/|$)/.test(text) ? `${scope.get('HOME') ?? '/root'}${text.slice(1)}` : text;

/** Several values only for "$@" and $*. */
function valueOf(part: Exclude<Part, { p: 'text' }>, scope: Scope): readonly string[] {
  if (part.p === 'command') return [scope.outputs[scope.nextOutput++] ?? ''];
  if (part.p === 'arithmetic') {
    const text = expandText(part.word, scope);
    return [String(evaluateArithmetic(text, { get: (name) => scope.get(name) ?? '', set: (name, value) => scope.set(name, value) }))];
  }
  if (part.name === '@' || part.name === '*') {
    if (part.op === '#length') return [String(scope.positional.length)];
    return part.name === '*' && part.quoted ? [scope.positional.join(' ')] : scope.positional;
  }
  const from = scope.nextOutput;
  const value = withOp(part, read(part.name, scope), scope);
  // Whether or not the argument was looked at, its commands have run and had their turn.
  if (part.argument.length > 0) scope.nextOutput = from + commandsIn([part.argument]).length;
  return [value];
}

function read(name: string, scope: Scope): string | undefined {
  if (name === '0') return scope.name;
  if (name === '#') return String(scope.positional.length);
  if (/^\d+$/.test(name)) return scope.positional[Number(name) - 1];
  return scope.get(name);
}

function withOp(part: Extract<Part, { p: 'variable' }>, value: string | undefined, scope: Scope): string {
  const argument = (): string => expandText(part.argument, scope);
  const unset = value === undefined || (part.op.startsWith(':') && value === '');
  switch (part.op) {
    case '':
      return value ?? '';
    case '#length':
      return String((value ?? '').length);
    case ':-':
    case '-':
      return unset ? argument() : value!;
    case ':=':
    case '=': {
      if (!unset) return value!;
      const text = argument();
      scope.set(part.name, text);
      return text;
    }
    case ':+':
    case '+':
      return unset ? '' : argument();
    case ':?':
    case '?':
      if (unset) throw new ExpansionError(`${part.name}: ${argument() || 'parameter not set'}`);
      return value!;
    case '#':
    case '##':
    case '%':
    case '%%':
      return trimmed(value ?? '', expandPattern(part.argument, scope), part.op);
    case '/':
    case '//':
      return replaced(value ?? '', argument(), part.op === '//');
    case ':':
      return substring(value ?? '', argument());
  }
}

function trimmed(value: string, pattern: string, op: '#' | '##' | '%' | '%%'): string {
  const lengths = Array.from({ length: value.length + 1 }, (_, i) => i);
  const fromFront = op.startsWith('#');
  const greedy = op.length === 2;
  for (const n of greedy ? lengths.reverse() : lengths) {
    const piece = fromFront ? value.slice(0, n) : value.slice(value.length - n);
    if (globMatches(pattern, piece)) return fromFront ? value.slice(n) : value.slice(0, value.length - n);
  }
  return value;
}

function replaced(value: string, argument: string, all: boolean): string {
  const slash = argument.indexOf('/');
  const from = slash < 0 ? argument : argument.slice(0, slash);
  const to = slash < 0 ? '' : argument.slice(slash + 1);
  if (from === '') return value;
  return value.replace(new RegExp(escapeRegex(from), all ? 'g' : ''), () => to);
}

function substring(value: string, argument: string): string {
  const [from = '0', length] = argument.split(':').map((text) => text.trim());
  const start = Number(from) < 0 ? Math.max(value.length + Number(from), 0) : Number(from);
  return length === undefined ? value.slice(start) : value.slice(start, start + Math.max(Number(length), 0));
}

function filesMatching(pattern: string, scope: Scope): string[] {
  const slash = pattern.lastIndexOf('/');
  const dir = slash < 0 ? '' : pattern.slice(0, slash + 1);
  // Simplified: patterns match names in one directory; real shells also expand patterns in the names of directories.
  if (hasGlob(dir)) return [pattern];
  const names = scope.files.list(resolvePath(scope.cwd, dir === '' ? '.' : dir)) ?? [];
  const last = pattern.slice(slash + 1);
  const found = names.filter((name) => (!name.startsWith('.') || last.startsWith('.')) && globMatches(last, name));
  return found.length === 0 ? [pattern] : found.map((name) => `${dir}${name}`);
}
