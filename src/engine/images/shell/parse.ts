import { NO_REDIRECTS, type Node, type Redirect, type SimpleNode, type Word } from './ast.ts';
import { type Cursor, isAssignment, literalOf, readHereDocument, readWord, ShellSyntaxError, skipBlanks } from './words.ts';

/**
 * Parses a script of the POSIX shell language (and the few things of bash that people use in manifests). Throws ShellSyntaxError.
 * Simplified: no aliases, no `select`, no coprocesses, no process substitution, no arrays.
 */
export function parseScript(text: string): Node {
  const known = parsed.get(text);
  if (known) return known;
  const cursor: Cursor = { text, at: 0, depth: 0, pending: [] };
  const node = parseList(cursor, []);
  if (cursor.at < text.length) throw new ShellSyntaxError(`unexpected "${peekWord(cursor) || text[cursor.at]}"`);
  if (parsed.size > 500) parsed.clear();
  parsed.set(text, node);
  return node;
}

/** A command that a shell reads line by line; `more`: it goes on in the next line. Throws ShellSyntaxError. */
export function parseCommand(text: string): Node | 'more' {
  if (/(?:^|[^\\])(?:\\\\)*\\\n$/.test(text)) return 'more';
  const cursor: Cursor = { text, at: 0, depth: 0, pending: [] };
  try {
    const node = parseList(cursor, []);
    if (cursor.at < text.length) throw new ShellSyntaxError(`unexpected "${peekWord(cursor) || text[cursor.at]}"`);
    return cursor.open || cursor.pending.length > 0 ? 'more' : node;
  } catch (error) {
    if (error instanceof ShellSyntaxError && /end of file|unterminated/.test(error.message)) return 'more';
    throw error;
  }
}

const parsed = new Map<string, Node>();
const MAX_DEPTH = 60;
const RESERVED = new Set([
  'if',
  'then',
  'elif',
  'else',
  'fi',
  'while',
  'until',
  'for',
  'do',
  'done',
  'case',
  'esac',
  '{',
  '}',
  '!',
  '(',
  ')',
  'function',
  ';;',
]);

/** The word that comes, if it is plain text; '' else. Does not move. */
function peekWord(c: Cursor): string {
  const match = /^(?:;;|\(\(|[(){}!]|[A-Za-z_][\w-]*)/.exec(c.text.slice(c.at, c.at + 40));
  const word = match?.[0] ?? '';
  if (/^[A-Za-z]/.test(word) || word === '{' || word === '}' || word === '!') {
    const after = c.text[c.at + word.length];
    return after === undefined || /[\s;&|()<>]/.test(after) ? word : '';
  }
  return word;
}

function skipNewlines(c: Cursor): void {
  for (;;) {
    skipBlanks(c);
    if (c.text[c.at] !== '\n') return;
    c.at++;
    for (const pending of c.pending.splice(0)) readHereDocument(c, pending);
  }
}

function takeWord(c: Cursor, word: string): void {
  skipNewlines(c);
  if (peekWord(c) !== word)
    throw new ShellSyntaxError(`unexpected ${c.at >= c.text.length ? 'end of file' : `"${peekWord(c) || c.text[c.at]}"`} (expecting "${word}")`);
  c.at += word.length;
}

function parseList(c: Cursor, ends: readonly string[]): Node {
  if (++c.depth > MAX_DEPTH) throw new ShellSyntaxError('too deeply nested');
  const items: { node: Node; background: boolean }[] = [];
  for (;;) {
    skipNewlines(c);
    const word = peekWord(c);
    if (c.at >= c.text.length || (word !== '' && ends.includes(word))) break;
    if (RESERVED.has(word) && !STARTS.has(word)) break;
    const node = parseAndOr(c);
    skipBlanks(c);
    const two = c.text.slice(c.at, c.at + 2);
    const background = c.text[c.at] === '&' && two !== '&&';
    items.push({ node, background });
    if (two === ';;') break;
    if (c.text[c.at] === ';' || background) c.at++;
    else if (c.text[c.at] !== '\n' && c.at < c.text.length && !(c.text[c.at] === ')' && ends.includes(')'))) {
      const next = peekWord(c);
      if (!(next !== '' && ends.includes(next))) throw new ShellSyntaxError(`unexpected "${next || c.text[c.at]}"`);
    }
  }
  c.depth--;
  return items.length === 1 && !items[0]!.background ? items[0]!.node : { t: 'list', items };
}

const STARTS = new Set(['if', 'while', 'until', 'for', 'case', '{', '!', '(', 'function']);

function parseAndOr(c: Cursor): Node {
  let left = parsePipeline(c);
  for (;;) {
    skipBlanks(c);
    const two = c.text.slice(c.at, c.at + 2);
    if (two !== '&&' && two !== '||') return left;
    c.at += 2;
    skipNewlines(c);
    left = { t: two === '&&' ? 'and' : 'or', left, right: parsePipeline(c) };
  }
}

function parsePipeline(c: Cursor): Node {
  skipNewlines(c);
  if (peekWord(c) === '!') {
    c.at++;
    return { t: 'not', node: parsePipeline(c) };
  }
  const nodes = [parseOne(c)];
  for (;;) {
    skipBlanks(c);
    if (c.text[c.at] !== '|' || c.text[c.at + 1] === '|') break;
    c.at++;
    if (c.text[c.at] === '&') c.at++;
    skipNewlines(c);
    nodes.push(parseOne(c));
  }
  return nodes.length === 1 ? nodes[0]! : { t: 'pipe', nodes };
}

function parseOne(c: Cursor): Node {
  skipBlanks(c);
  switch (peekWord(c)) {
    case 'if':
      return parseIf(c);
    case 'while':
    case 'until':
      return parseLoop(c);
    case 'for':
      return parseFor(c);
    case 'case':
      return parseCase(c);
    case '{': {
      c.at++;
      const body = parseList(c, ['}']);
      takeWord(c, '}');
      return { t: 'group', body, redirects: parseRedirects(c) };
    }
    case '((': {
      const end = c.text.indexOf('))', c.at);
      if (end < 0) throw new ShellSyntaxError('unterminated ((');
      const inner = c.text.slice(c.at + 2, end);
      c.at = end + 2;
      return { t: 'simple', assigns: [], words: [literalOf('let'), [{ p: 'text', text: inner, quoted: true }]], redirects: parseRedirects(c) };
    }
    case '(': {
      c.at++;
      const body = parseList(c, [')']);
      takeWord(c, ')');
      return { t: 'subshell', body, redirects: parseRedirects(c) };
    }
    case 'function': {
      c.at += 'function'.length;
      skipBlanks(c);
      const name = /^[\w-]+/.exec(c.text.slice(c.at))?.[0] ?? '';
      c.at += name.length;
      return parseFunctionBody(c, name);
    }
    default:
      return parseSimple(c);
  }
}

function parseFunctionBody(c: Cursor, name: string): Node {
  const parens = /^\s*\(\s*\)/.exec(c.text.slice(c.at));
  if (parens) c.at += parens[0].length;
  skipNewlines(c);
  return { t: 'function', name, body: parseOne(c) };
}

function parseIf(c: Cursor): Node {
  c.at += 2;
  const clauses: { condition: Node; body: Node }[] = [];
  let otherwise: Node | undefined;
  for (;;) {
    const condition = parseList(c, ['then']);
    takeWord(c, 'then');
    clauses.push({ condition, body: parseList(c, ['elif', 'else', 'fi']) });
    skipNewlines(c);
    const word = peekWord(c);
    if (word === 'elif') {
      c.at += 4;
      continue;
    }
    if (word === 'else') {
      c.at += 4;
      otherwise = parseList(c, ['fi']);
    }
    takeWord(c, 'fi');
    return { t: 'if', clauses, otherwise, redirects: parseRedirects(c) };
  }
}

function parseLoop(c: Cursor): Node {
  const until = peekWord(c) === 'until';
  c.at += 5;
  const condition = parseList(c, ['do']);
  return { t: 'loop', until, condition, ...parseBody(c) };
}

function parseBody(c: Cursor): { body: Node; redirects: readonly Redirect[] } {
  takeWord(c, 'do');
  const body = parseList(c, ['done']);
  takeWord(c, 'done');
  return { body, redirects: parseRedirects(c) };
}

function parseFor(c: Cursor): Node {
  c.at += 3;
  skipBlanks(c);
  if (c.text.startsWith('((', c.at)) {
    const end = c.text.indexOf('))', c.at);
    if (end < 0) throw new ShellSyntaxError('unterminated ((');
    const [init = '', condition = '', step = ''] = c.text.slice(c.at + 2, end).split(';');
    c.at = end + 2;
    skipBlanks(c);
    if (c.text[c.at] === ';') c.at++;
    return { t: 'count', init, condition, step, ...parseBody(c) };
  }
  const name = /^[A-Za-z_]\w*/.exec(c.text.slice(c.at))?.[0];
  if (name === undefined) throw new ShellSyntaxError('bad for loop variable');
  c.at += name.length;
  skipNewlines(c);
  let words: Word[] | undefined;
  if (peekWord(c) === 'in') {
    c.at += 2;
    words = [];
    for (;;) {
      skipBlanks(c);
      const word = readWord(c, parseScript);
      if (word === undefined) break;
      words.push(word);
    }
  }
  skipBlanks(c);
  if (c.text[c.at] === ';') c.at++;
  return { t: 'for', name, words, ...parseBody(c) };
}

function parseCase(c: Cursor): Node {
  c.at += 4;
  skipBlanks(c);
  const word = readWord(c, parseScript) ?? [];
  takeWord(c, 'in');
  const arms: { patterns: Word[]; body: Node }[] = [];
  for (;;) {
    skipNewlines(c);
    if (peekWord(c) === 'esac' || c.at >= c.text.length) break;
    if (c.text[c.at] === '(') c.at++;
    const patterns: Word[] = [];
    do {
      if (c.text[c.at] === '|') c.at++;
      skipBlanks(c);
      const pattern = readWord(c, parseScript);
      if (pattern === undefined) throw new ShellSyntaxError('bad case pattern');
      patterns.push(pattern);
      skipBlanks(c);
    } while (c.text[c.at] === '|');
    if (c.text[c.at] !== ')') throw new ShellSyntaxError('expecting ")"');
    c.at++;
    arms.push({ patterns, body: parseList(c, [';;', 'esac']) });
    skipNewlines(c);
    if (c.text.startsWith(';;', c.at)) c.at += 2;
  }
  takeWord(c, 'esac');
  return { t: 'case', word, arms, redirects: parseRedirects(c) };
}

function parseSimple(c: Cursor): Node {
  const assigns: { name: string; word: Word }[] = [];
  const words: Word[] = [];
  const redirects: Redirect[] = [];
  for (;;) {
    skipBlanks(c);
    const redirect = parseRedirect(c);
    if (redirect) {
      redirects.push(redirect);
      continue;
    }
    const called = words.length === 0 && assigns.length === 0 ? /^[A-Za-z_][\w-]*\s*\(\s*\)/.exec(c.text.slice(c.at, c.at + 80)) : null;
    if (called) {
      const name = /^[\w-]+/.exec(called[0])![0];
      c.at += name.length;
      return parseFunctionBody(c, name);
    }
    const word = readWord(c, parseScript);
    if (word === undefined) break;
    const assigned = words.length === 0 ? isAssignment(word) : undefined;
    if (assigned) assigns.push(assigned);
    else words.push(word);
  }
  if (words.length === 0 && assigns.length === 0 && redirects.length === 0)
    throw new ShellSyntaxError(c.at >= c.text.length ? 'unexpected end of file' : `unexpected "${c.text[c.at] === '\n' ? 'newline' : c.text[c.at]}"`);
  return { t: 'simple', assigns, words, redirects } satisfies SimpleNode;
}

function parseRedirects(c: Cursor): readonly Redirect[] {
  const out: Redirect[] = [];
  for (;;) {
    skipBlanks(c);
    const redirect = parseRedirect(c);
    if (!redirect) return out.length === 0 ? NO_REDIRECTS : out;
    out.push(redirect);
  }
}

function parseRedirect(c: Cursor): Redirect | undefined {
  const match = /^(\d?)(&>>?|>>|>&|<&|<<-?|<<<|>\||>|<)/.exec(c.text.slice(c.at, c.at + 5));
  if (!match) return undefined;
  const here = /^<<-?$/.test(match[2]!) && c.text[c.at + match[0].length] !== '<';
  const string = c.text.startsWith('<<<', c.at + match[1]!.length);
  c.at += string ? match[1]!.length + 3 : match[0].length;
  const op = match[2]!;
  const fd: number | 'both' = op.startsWith('&') ? 'both' : match[1] === '' ? (op.startsWith('<') ? 0 : 1) : Number(match[1]);
  skipBlanks(c);
  const word = readWord(c, parseScript);
  if (word === undefined) throw new ShellSyntaxError('unexpected newline');
  if (string) return { fd, op: '<<', word: [...word, { p: 'text', text: '\n', quoted: true }] };
  if (here) {
    const document = { delimiter: word, strip: op === '<<-', redirect: { fd, op: '<<' as const, word: [] as Word } };
    c.pending.push(document);
    return document.redirect;
  }
  return { fd, op: op.endsWith('>>') ? '>>' : op === '>&' || op === '<&' ? '>&' : op.startsWith('<') ? '<' : '>', word };
}
