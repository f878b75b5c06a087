import type { Node, Part, VariableOp, Word } from './ast.ts';

/** What `sh` reports as a syntax error; the message is what stands behind `syntax error: `. */
export class ShellSyntaxError extends Error {
  override readonly name = 'ShellSyntaxError';
}

export interface Cursor {
  readonly text: string;
  at: number;
  depth: number;
  /** Here-documents whose text begins after the next newline. */
  readonly pending: HereDocument[];
  /** The text ended within a here-document. */
  open?: boolean;
}

interface HereDocument {
  readonly delimiter: Word;
  readonly strip: boolean;
  readonly redirect: { word: Word };
}

type ParseScript = (text: string) => Node;

export function skipBlanks(c: Cursor): void {
  for (;;) {
    const char = c.text[c.at];
    if (char === ' ' || char === '\t' || char === '\r') c.at++;
    else if (char === '\\' && c.text[c.at + 1] === '\n') c.at += 2;
    else if (char === '#' && (c.at === 0 || /[\s;&|()]/.test(c.text[c.at - 1]!))) {
      while (c.at < c.text.length && c.text[c.at] !== '\n') c.at++;
    } else return;
  }
}

export const literalOf = (text: string): Word => [{ p: 'text', text, quoted: false }];

const ENDS_WORD = /[\s;&|()<>]/;

/** The word at the cursor, or undefined when none begins here. */
export function readWord(c: Cursor, parse: ParseScript): Word | undefined {
  const parts: Part[] = [];
  const start = c.at;
  while (c.at < c.text.length) {
    const char = c.text[c.at]!;
    if (ENDS_WORD.test(char)) break;
    readPart(c, parts, parse);
  }
  return c.at === start ? undefined : parts;
}

function readPart(c: Cursor, parts: Part[], parse: ParseScript): void {
  const char = c.text[c.at]!;
  if (char === "'") {
    const end = c.text.indexOf("'", c.at + 1);
    if (end < 0) throw new ShellSyntaxError('unterminated quoted string');
    parts.push({ p: 'text', text: c.text.slice(c.at + 1, end), quoted: true });
    c.at = end + 1;
  } else if (char === '"') readDouble(c, parts, parse);
  else if (char === '\\') {
    if (c.text[c.at + 1] !== '\n') parts.push({ p: 'text', text: c.text[c.at + 1] ?? '\\', quoted: true });
    c.at += 2;
  } else if (char === '`') parts.push(readBackquote(c, false, parse));
  else if (char === '$') parts.push(readDollar(c, false, parse));
  else {
    const start = c.at;
    while (c.at < c.text.length && !/[\s;&|()<>'"\\`$]/.test(c.text[c.at]!)) c.at++;
    if (c.at === start) c.at++;
    parts.push({ p: 'text', text: c.text.slice(start, c.at), quoted: false });
  }
}

function readDouble(c: Cursor, parts: Part[], parse: ParseScript): void {
  c.at++;
  let text = '';
  const flush = (): void => {
    parts.push({ p: 'text', text, quoted: true });
    text = '';
  };
  for (;;) {
    const char = c.text[c.at];
    if (char === undefined) throw new ShellSyntaxError('unterminated quoted string');
    if (char === '"') break;
    if (char === '\\' && /["\\$`\n]/.test(c.text[c.at + 1] ?? '')) {
      if (c.text[c.at + 1] !== '\n') text += c.text[c.at + 1];
      c.at += 2;
    } else if (char === '$' || char === '`') {
      flush();
      parts.push(char === '$' ? readDollar(c, true, parse) : readBackquote(c, true, parse));
    } else {
      text += char;
      c.at++;
    }
  }
  c.at++;
  flush();
}

function readBackquote(c: Cursor, quoted: boolean, parse: ParseScript): Part {
  let inner = '';
  for (c.at++; c.text[c.at] !== '`'; c.at++) {
    if (c.at >= c.text.length) throw new ShellSyntaxError('unterminated backquote');
    if (c.text[c.at] === '\\' && /[`\\$]/.test(c.text[c.at + 1] ?? '')) c.at++;
    inner += c.text[c.at];
  }
  c.at++;
  return { p: 'command', body: parse(inner), quoted };
}

function readDollar(c: Cursor, quoted: boolean, parse: ParseScript): Part {
  const rest = c.text.slice(c.at + 1, c.at + 80);
  if (rest.startsWith('((')) {
    const inner = balanced(c, c.at + 3, 2);
    return { p: 'arithmetic', word: innerWord(inner, parse), quoted };
  }
  if (rest.startsWith('(')) {
    const inner = balanced(c, c.at + 2, 1);
    return { p: 'command', body: parse(inner), quoted };
  }
  if (rest.startsWith('{')) return readBraced(c, quoted, parse);
  if (rest.startsWith("'") && !quoted) {
    const end = c.text.indexOf("'", c.at + 2);
    const text = c.text
      .slice(c.at + 2, end < 0 ? undefined : end)
      .replaceAll('\\n', '\n')
      .replaceAll('\\t', '\t');
    c.at = end < 0 ? c.text.length : end + 1;
    return { p: 'text', text, quoted: true };
  }
  const name = /^(?:[A-Za-z_]\w*|[0-9@*#?$!-])/.exec(rest)?.[0];
  if (name === undefined) {
    c.at++;
    return { p: 'text', text: '$', quoted };
  }
  c.at += 1 + name.length;
  return { p: 'variable', name, op: '', argument: [], quoted };
}

/** The text from `from` to the matching `)` (or `))`); moves behind it. Quotes and nested parentheses are skipped over. */
function balanced(c: Cursor, from: number, closing: 1 | 2): string {
  let depth = 0;
  for (let i = from; i < c.text.length; i++) {
    const char = c.text[i]!;
    if (char === '\\') i++;
    else if (char === "'" && closing === 1) i = indexOr(c.text, "'", i + 1);
    else if (char === '"' && closing === 1) {
      for (i++; i < c.text.length && c.text[i] !== '"'; i++) if (c.text[i] === '\\') i++;
    } else if (char === '(') depth++;
    else if (char === ')') {
      if (depth === 0) {
        c.at = i + closing;
        return c.text.slice(from, i);
      }
      depth--;
    }
  }
  throw new ShellSyntaxError('unexpected end of file (expecting ")")');
}

const indexOr = (text: string, char: string, from: number): number => {
  const at = text.indexOf(char, from);
  return at < 0 ? text.length : at;
};

function innerWord(text: string, parse: ParseScript): Word {
  const c: Cursor = { text, at: 0, depth: 0, pending: [] };
  const parts: Part[] = [];
  while (c.at < text.length) {
    const char = text[c.at]!;
    if (char === '$') parts.push(readDollar(c, true, parse));
    else if (char === '`') parts.push(readBackquote(c, true, parse));
    else {
      const start = c.at;
      while (c.at < text.length && text[c.at] !== '$' && text[c.at] !== '`') c.at++;
      parts.push({ p: 'text', text: text.slice(start, c.at).replaceAll('"', ''), quoted: true });
    }
  }
  return parts;
}

function readBraced(c: Cursor, quoted: boolean, parse: ParseScript): Part {
  const from = c.at + 2;
  let depth = 0;
  let end = from;
  for (; end < c.text.length; end++) {
    const char = c.text[end];
    if (char === '\\') end++;
    else if (char === '{') depth++;
    else if (char === '}' && depth-- === 0) break;
  }
  if (end >= c.text.length) throw new ShellSyntaxError('unexpected end of file (expecting "}")');
  const inner = c.text.slice(from, end);
  c.at = end + 1;
  const length = /^#([A-Za-z_]\w*|[0-9@*])$/.exec(inner);
  if (length) return { p: 'variable', name: length[1]!, op: '#length', argument: [], quoted };
  const match = /^([A-Za-z_]\w*|\d+|[@*#?$!-])(:-|:=|:\+|:\?|##|%%|\/\/|[-=+?#%/:]|)([\s\S]*)$/.exec(inner);
  if (!match) throw new ShellSyntaxError('bad substitution');
  return { p: 'variable', name: match[1]!, op: match[2] as VariableOp, argument: argumentWord(match[3]!, quoted, parse), quoted };
}

function argumentWord(text: string, quoted: boolean, parse: ParseScript): Word {
  const c: Cursor = { text, at: 0, depth: 0, pending: [] };
  const parts: Part[] = [];
  while (c.at < text.length) {
    if (/[\s;&|()<>]/.test(text[c.at]!)) parts.push({ p: 'text', text: text[c.at++]!, quoted });
    else readPart(c, parts, parse);
  }
  return parts;
}

/** `NAME=word` in front of a command. */
export function isAssignment(word: Word): { name: string; word: Word } | undefined {
  const [first, ...rest] = word;
  if (first?.p !== 'text' || first.quoted) return undefined;
  const match = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(first.text);
  if (!match) return undefined;
  return { name: match[1]!, word: match[2] === '' ? rest : [{ p: 'text', text: match[2]!, quoted: false }, ...rest] };
}

/** Reads the body of a here-document from the line the cursor stands at. A quoted delimiter keeps the text as it is. */
export function readHereDocument(c: Cursor, document: HereDocument): void {
  const delimiter = document.delimiter.map((part) => (part.p === 'text' ? part.text : '')).join('');
  const literal = document.delimiter.some((part) => part.p === 'text' && part.quoted);
  let body = '';
  c.open = true;
  while (c.at < c.text.length) {
    const end = indexOr(c.text, '\n', c.at);
    const line = c.text.slice(c.at, end);
    c.at = Math.min(end + 1, c.text.length);
    const bare = document.strip ? line.replace(/^\t+/, '') : line;
    if (bare === delimiter) {
      c.open = false;
      break;
    }
    body += `${bare}\n`;
  }
  document.redirect.word = literal ? [{ p: 'text', text: body, quoted: true }] : hereWord(body);
}

function hereWord(body: string): Word {
  const parts: Part[] = [];
  let rest = body;
  for (let match = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/.exec(rest); match; match = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/.exec(rest)) {
    parts.push(
      { p: 'text', text: rest.slice(0, match.index), quoted: true },
      { p: 'variable', name: (match[1] ?? match[2])!, op: '', argument: [], quoted: true },
    );
    rest = rest.slice(match.index + match[0].length);
  }
  return [...parts, { p: 'text', text: rest, quoted: true }];
}
