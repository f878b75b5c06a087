/** Templates of kubectl's JSONPath, as trees. Upstream: client-go util/jsonpath/parser.go. */
export type Node =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'value'; readonly value: string | number | boolean }
  | { readonly is: 'field'; readonly name: string }
  /** `[i]` has `to: 'next'`. */
  | { readonly is: 'index'; readonly from: number | undefined; readonly to: number | 'next' | undefined; readonly by: number | undefined }
  | { readonly is: 'wildcard' }
  | { readonly is: 'recursive' }
  | { readonly is: 'filter'; readonly filter: Filter }
  | { readonly is: 'union'; readonly parts: readonly (readonly Node[])[] }
  | { readonly is: 'list'; readonly steps: readonly Node[] }
  | { readonly is: 'range'; readonly over: readonly Node[]; readonly body: readonly Node[] };

export interface Filter {
  readonly left: readonly Node[];
  readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=' | 'exists';
  readonly right: readonly Node[];
}

export class TemplateError extends Error {}

interface Reader {
  readonly text: string;
  at: number;
}

const MOST_CHARACTERS = 100_000;

type Frame = { readonly over: readonly Node[]; readonly body: Node[] };

export function parseTemplate(text: string): readonly Node[] {
  if (text.length > MOST_CHARACTERS) throw new TemplateError('the template is too long');
  const reader: Reader = { text, at: 0 };
  const frames: Frame[] = [{ over: [], body: [] }];
  while (reader.at < text.length) {
    const brace = text.indexOf('{', reader.at);
    const end = brace < 0 ? text.length : brace;
    if (end > reader.at) frames.at(-1)!.body.push({ is: 'text', text: text.slice(reader.at, end) });
    reader.at = end;
    if (brace < 0) break;
    reader.at++;
    parseAction(reader, frames);
  }
  // A range that nothing ends goes on to the end of the text.
  while (frames.length > 1) closeRange(frames);
  return frames[0]!.body;
}

function parseAction(reader: Reader, frames: Frame[]): void {
  const word = /^\s*(range|end)(?=[\s}.[$@])/.exec(reader.text.slice(reader.at, reader.at + 200));
  if (word?.[1] === 'end') {
    reader.at += word[0].length;
    skipBlank(reader);
    if (reader.text[reader.at] !== '}') throw new TemplateError('unclosed action');
    reader.at++;
    if (frames.length === 1) throw new TemplateError('not in range, nothing to end');
    return closeRange(frames);
  }
  if (word) reader.at += word[0].length;
  const steps = parseSteps(reader, '}');
  if (reader.text[reader.at] !== '}') throw new TemplateError('unclosed action');
  reader.at++;
  if (word) frames.push({ over: steps, body: [] });
  else frames.at(-1)!.body.push(...split(steps));
}

function closeRange(frames: Frame[]): void {
  const { over, body } = frames.pop()!;
  frames.at(-1)!.body.push({ is: 'range', over, body });
}

/** Within one pair of braces, texts and paths that stand apart are printed one by one. */
function split(steps: readonly Node[]): readonly Node[] {
  return steps.some(({ is }) => is === 'list') ? steps : [{ is: 'list', steps }];
}

function skipBlank(reader: Reader): void {
  while (/\s/.test(reader.text[reader.at] ?? '')) reader.at++;
}

/** Steps of a path, up to one of the characters of `ends` outside of brackets. */
function parseSteps(reader: Reader, ends: string): readonly Node[] {
  const groups: Node[][] = [[]];
  for (;;) {
    const blank = reader.at;
    skipBlank(reader);
    if (reader.at > blank && groups.at(-1)!.length > 0) groups.push([]);
    const char = reader.text[reader.at];
    if (char === undefined) {
      if (ends === '}') throw new TemplateError('unclosed action');
      break;
    }
    if (ends.includes(char)) break;
    groups.at(-1)!.push(...parseStep(reader, char));
  }
  const kept = groups.filter((group) => group.length > 0);
  return kept.length === 1 ? kept[0]! : kept.map((steps) => ({ is: 'list', steps }));
}

function parseStep(reader: Reader, char: string): readonly Node[] {
  if (char === '.') {
    reader.at++;
    if (reader.text[reader.at] === '.') {
      reader.at++;
      return [{ is: 'recursive' }, ...(/[\w]|[^\x00-\x7f]/.test(reader.text[reader.at] ?? '') ? [fieldStep(reader)] : [])];
    }
    return /[\w*\\-]|[^\x00-\x7f]/.test(reader.text[reader.at] ?? '') ? [fieldStep(reader)] : [];
  }
  if (char === '$' || char === '@') {
    reader.at++;
    return [];
  }
  if (char === '[') return [bracket(reader)];
  if (char === '"' || char === "'") return [{ is: 'text', text: quotedText(reader, char) }];
  const number = /^[+-]?\d+(\.\d+)?/.exec(reader.text.slice(reader.at, reader.at + 40));
  if (number) {
    reader.at += number[0].length;
    return [{ is: 'value', value: Number(number[0]) }];
  }
  const word = /^[A-Za-z_][\w-]*/.exec(reader.text.slice(reader.at, reader.at + 300));
  if (!word) throw new TemplateError(`unrecognized character in action: U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} '${char}'`);
  reader.at += word[0].length;
  if (word[0] === 'true' || word[0] === 'false') return [{ is: 'value', value: word[0] === 'true' }];
  throw new TemplateError(`unrecognized identifier ${word[0]}`);
}

function fieldStep(reader: Reader): Node {
  if (reader.text[reader.at] === '*') {
    reader.at++;
    return { is: 'wildcard' };
  }
  let name = '';
  for (; reader.at < reader.text.length; reader.at++) {
    let char = reader.text[reader.at]!;
    if (char === '\\') char = reader.text[++reader.at] ?? '';
    else if (/[\s.[\]{},()|&=<>!$@]/.test(char)) break;
    name += char;
  }
  return { is: 'field', name };
}

function quotedText(reader: Reader, quote: string): string {
  let out = '';
  for (reader.at++; reader.at < reader.text.length; reader.at++) {
    const char = reader.text[reader.at]!;
    if (char === '\n') break;
    if (char === quote) {
      reader.at++;
      return out;
    }
    if (char === '\\') {
      const next = reader.text[++reader.at] ?? '';
      out += { n: '\n', t: '\t', r: '\r' }[next] ?? next;
    } else out += char;
  }
  throw new TemplateError('unterminated quoted string');
}

function bracket(reader: Reader): Node {
  reader.at++;
  if (/^\s*\?\(/.test(reader.text.slice(reader.at, reader.at + 20))) return filterNode(reader);
  const inner = upToBracket(reader);
  if (inner === '*') return { is: 'wildcard' };
  const parts = splitOutsideQuotes(inner, ',').map((part) => bracketPart(part.trim()));
  return parts.length === 1 ? parts[0]! : { is: 'union', parts: parts.map((part) => [part]) };
}

function upToBracket(reader: Reader): string {
  let quote = '';
  for (let i = reader.at; i < reader.text.length; i++) {
    const char = reader.text[i]!;
    if (quote !== '') {
      if (char === '\\') i++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === ']') {
      const inner = reader.text.slice(reader.at, i).trim();
      reader.at = i + 1;
      return inner;
    }
  }
  throw new TemplateError('unterminated array');
}

function splitOutsideQuotes(text: string, at: string): readonly string[] {
  const parts: string[] = [''];
  let quote = '';
  for (const char of text) {
    if (quote === '' && char === at) parts.push('');
    else {
      if (quote === char) quote = '';
      else if (quote === '' && (char === '"' || char === "'")) quote = char;
      parts[parts.length - 1] += char;
    }
  }
  return parts;
}

function bracketPart(part: string): Node {
  const text = /^(['"])(.*)\1$/s.exec(part);
  if (text) {
    // Dots lead further in, as outside of brackets.
    const names = text[2]!.split(/(?<!\\)\./).map((name): Node => ({ is: 'field', name: name.replace(/\\(.)/g, '$1') }));
    return names.length === 1 ? names[0]! : { is: 'list', steps: names };
  }
  if (/^-?\d+$/.test(part)) return { is: 'index', from: Number(part), to: 'next', by: undefined };
  const range = /^(-?\d*)(:-?\d*)?(:\d*)?$/.exec(part);
  if (!range || part === '') throw new TemplateError(`invalid array index ${part}`);
  const number = (digits: string | undefined): number | undefined => (digits === undefined || digits === '' ? undefined : Number(digits));
  return { is: 'index', from: number(range[1]), to: number(range[2]?.slice(1)), by: number(range[3]?.slice(1)) };
}

const OPERATORS = ['==', '!=', '<=', '>=', '<', '>'] as const;

function filterNode(reader: Reader): Node {
  reader.at = reader.text.indexOf('(', reader.at) + 1;
  const left = parseSteps(reader, '=!<>)');
  const operator = OPERATORS.find((one) => reader.text.startsWith(one, reader.at));
  if (operator) reader.at += operator.length;
  const right = operator ? parseSteps(reader, ')') : [];
  if (!/^\)\s*\]/.test(reader.text.slice(reader.at, reader.at + 20))) throw new TemplateError('unterminated filter');
  reader.at = reader.text.indexOf(']', reader.at) + 1;
  return { is: 'filter', filter: { left, operator: operator ?? 'exists', right } };
}
