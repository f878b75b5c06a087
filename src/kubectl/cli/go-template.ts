/** The part of Go's text/template that kubectl's users write, as trees. Upstream: Go text/template/parse. */
export type Term =
  | { readonly is: 'text'; readonly value: string | number | boolean | null }
  | { readonly is: 'dot' }
  | { readonly is: 'field'; readonly of: Term; readonly names: readonly string[] }
  | { readonly is: 'variable'; readonly name: string }
  | { readonly is: 'call'; readonly name: string }
  | { readonly is: 'pipe'; readonly pipe: Pipe };

/** Commands, each fed with what the one before it gave. */
export type Pipe = readonly (readonly Term[])[];

export type Part =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'print'; readonly pipe: Pipe; readonly assign: readonly string[] }
  | {
      readonly is: 'if' | 'range' | 'with';
      readonly pipe: Pipe;
      readonly assign: readonly string[];
      readonly then: readonly Part[];
      readonly otherwise: readonly Part[];
    };

export class GoTemplateError extends Error {}

const bad = (template: string, why: string): GoTemplateError => new GoTemplateError(`error parsing template ${template}, template: output:1: ${why}`);

interface Open {
  readonly is: 'if' | 'range' | 'with' | 'top';
  readonly pipe: Pipe;
  readonly assign: readonly string[];
  readonly then: Part[];
  otherwise: Part[] | undefined;
  /** `else if`: closes with the one around it. */
  readonly chained: boolean;
}

const MOST_CHARACTERS = 100_000;

export function parseGoTemplate(template: string): readonly Part[] {
  if (template.length > MOST_CHARACTERS) throw bad('', 'the template is too long');
  const open: Open[] = [{ is: 'top', pipe: [], assign: [], then: [], otherwise: undefined, chained: false }];
  let at = 0;
  let trimNext = false;
  while (at < template.length) {
    const start = template.indexOf('{{', at);
    let text = template.slice(at, start < 0 ? undefined : start);
    if (trimNext) text = text.trimStart();
    const trims = start >= 0 && /^\{\{-\s/.test(template.slice(start, start + 4));
    if (trims) text = text.trimEnd();
    if (text !== '') current(open).push({ is: 'text', text });
    if (start < 0) break;
    const end = endOfAction(template, start + 2);
    if (end < 0) throw bad(template, 'unclosed action');
    const inner = template.slice(start + (trims ? 3 : 2), end);
    trimNext = /\s-$/.test(inner);
    action((trimNext ? inner.slice(0, -1) : inner).trim(), open, template);
    at = end + 2;
  }
  if (open.length > 1) throw bad(template, 'unexpected EOF');
  return open[0]!.then;
}

const current = (open: readonly Open[]): Part[] => {
  const last = open.at(-1)!;
  return last.otherwise ?? last.then;
};

function endOfAction(template: string, from: number): number {
  let quote = '';
  for (let i = from; i < template.length; i++) {
    const char = template[i]!;
    if (quote !== '') {
      if (char === '\n' && quote === '"') throw bad(template, 'unterminated quoted string');
      if (char === '\\' && quote === '"') i++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === '`') quote = char;
    else if (char === '}' && template[i + 1] === '}') return i;
  }
  return -1;
}

function action(text: string, open: Open[], template: string): void {
  if (text.startsWith('/*')) return;
  const [, word = ''] = /^(if|range|with|else|end|define|template|block|break|continue)\b/.exec(text) ?? [];
  const rest = text.slice(word.length).trim();
  switch (word) {
    case 'if':
    case 'range':
    case 'with':
      open.push({ is: word, ...pipeline(rest, template, word), then: [], otherwise: undefined, chained: false });
      return;
    case 'else': {
      const last = open.at(-1)!;
      if (last.is === 'top' || last.otherwise) throw bad(template, 'unexpected {{else}}');
      last.otherwise = [];
      const again = /^(if|with)\b/.exec(rest)?.[1] as 'if' | 'with' | undefined;
      if (again) open.push({ is: again, ...pipeline(rest.slice(again.length).trim(), template, again), then: [], otherwise: undefined, chained: true });
      return;
    }
    case 'end':
      for (let closed = close(open, template); closed.chained; closed = close(open, template));
      return;
    case '':
      current(open).push({ is: 'print', ...pipeline(text, template) });
      return;
    default:
      throw new GoTemplateError(`{{${word}}} in a template is not offered here yet`);
  }
}

function close(open: Open[], template: string): Open {
  const last = open.pop()!;
  if (last.is === 'top') throw bad(template, 'unexpected {{end}}');
  current(open).push({ is: last.is, pipe: last.pipe, assign: last.assign, then: last.then, otherwise: last.otherwise ?? [] });
  return last;
}

interface Tokens {
  readonly list: readonly string[];
  at: number;
  readonly template: string;
}

const TOKEN =
  /\s+|"(?:\\.|[^"\\])*"|`[^`]*`|'(?:\\.|[^'\\])'|:=|=|,|\||\(|\)|(?:\.[A-Za-z_][\w]*)+|\.|\$\w*(?:\.[A-Za-z_]\w*)*|[+-]?\d+(?:\.\d+)?|[A-Za-z_]\w*/y;

function pipeline(text: string, template: string, context = 'command'): { readonly pipe: Pipe; readonly assign: readonly string[] } {
  const list: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw bad(template, `unexpected ${JSON.stringify(text[from])} in command`);
    if (match[0].trim() !== '') list.push(match[0]);
    // A field directly after a closing bracket belongs to it; blanks in between separate.
    else if (list.length > 0) list.push(' ');
  }
  const tokens: Tokens = { list: list.filter((token, i) => token !== ' ' || (list[i - 1] === ')' && list[i + 1]?.startsWith('.'))), at: 0, template };
  const assign: string[] = [];
  while (tokens.list[tokens.at]?.startsWith('$') && [':=', '=', ','].includes(tokens.list[tokens.at + 1] ?? '')) {
    assign.push(tokens.list[tokens.at]!);
    tokens.at += 2;
    if (tokens.list[tokens.at - 1] !== ',') break;
  }
  const pipe = readPipe(tokens, context);
  if (tokens.at < tokens.list.length) throw bad(template, `unexpected ${JSON.stringify(tokens.list[tokens.at])} in command`);
  return { pipe, assign };
}

/** What stands behind the last `|` may be missing. */
function readPipe(tokens: Tokens, context: string): Pipe {
  const commands: Term[][] = [[]];
  for (; tokens.at < tokens.list.length; ) {
    const token = tokens.list[tokens.at]!;
    if (token === ')') break;
    tokens.at++;
    if (token === ' ') continue;
    if (token === '|') commands.push([]);
    else commands.at(-1)!.push(readTerm(token, tokens));
  }
  if (commands.length > 1 && commands.at(-1)!.length === 0) commands.pop();
  if (commands.some((command) => command.length === 0)) throw bad(tokens.template, `missing value for ${context}`);
  return commands;
}

function readTerm(token: string, tokens: Tokens): Term {
  if (token === '(') {
    const pipe = readPipe(tokens, 'parenthesized pipeline');
    if (tokens.list[tokens.at] !== ')') throw bad(tokens.template, 'unclosed left paren');
    tokens.at++;
    const next = tokens.list[tokens.at];
    const of: Term = { is: 'pipe', pipe };
    if (!next?.startsWith('.') || next === '.') return of;
    tokens.at++;
    return { is: 'field', of, names: next.slice(1).split('.') };
  }
  if (token === '.') return { is: 'dot' };
  if (token.startsWith('.')) return { is: 'field', of: { is: 'dot' }, names: token.slice(1).split('.') };
  if (token.startsWith('$')) {
    const [name = '$', ...names] = token.split('.');
    const variable: Term = { is: 'variable', name };
    return names.length === 0 ? variable : { is: 'field', of: variable, names };
  }
  if (token.startsWith('`')) return { is: 'text', value: token.slice(1, -1) };
  if (token.startsWith('"')) return { is: 'text', value: unquoted(token) };
  if (token.startsWith("'")) return { is: 'text', value: token.charCodeAt(1) };
  if (/^[+-]?\d/.test(token)) return { is: 'text', value: Number(token) };
  if (token === 'true' || token === 'false') return { is: 'text', value: token === 'true' };
  if (token === 'nil') return { is: 'text', value: null };
  return { is: 'call', name: token };
}

const unquoted = (token: string): string => token.slice(1, -1).replace(/\\(.)/g, (_, char: string) => ({ n: '\n', t: '\t', r: '\r' })[char] ?? char);
