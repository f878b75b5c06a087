import { invalid, errorText } from './errors.ts';
import { qualifiedNameErrors } from './names.ts';
import type { Operator, Parsed, Requirement, Selector } from './requirement.ts';
import { requirementError } from './requirement.ts';

/** The syntax of `-l` and `labelSelector=`, with the messages of apimachinery pkg/labels/selector.go. */

type Token = ')' | ',' | '!' | '==' | '=' | '>' | '<' | '!=' | '(' | 'in' | 'notin' | 'identifier' | 'end' | 'error';
interface Item {
  readonly token: Token;
  readonly literal: string;
}

class SelectorSyntaxError extends Error {}

const fail = (message: string): never => {
  throw new SelectorSyntaxError(message);
};

const isSpace = (char: string | undefined): boolean => char === ' ' || char === '\t' || char === '\r' || char === '\n';
const isSpecial = (char: string | undefined): boolean => char !== undefined && '=!(),><'.includes(char);
const SYMBOLS: ReadonlySet<string> = new Set([')', ',', '!', '==', '=', '>', '<', '!=', '(']);

/** `a=b,c in (d,e),!f`; requirements come sorted by key. */
export function parseLabelSelector(text: string): Parsed<Selector> {
  try {
    const reader = new Reader(scan(text));
    return { ok: true, value: reader.all().sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)) };
  } catch (error) {
    if (error instanceof SelectorSyntaxError) return { ok: false, error: error.message };
    throw error;
  }
}

function scan(text: string): readonly Item[] {
  const items: Item[] = [];
  let at = 0;
  while (at < text.length) {
    if (isSpace(text[at])) {
      at++;
      continue;
    }
    const item = isSpecial(text[at]) ? symbolAt(text, at) : wordAt(text, at);
    items.push(item);
    at += Math.max(item.literal.length, 1);
    if (item.token === 'error') break;
  }
  return [...items, { token: 'end', literal: '' }];
}

function symbolAt(text: string, at: number): Item {
  const two = text.slice(at, at + 2);
  const literal = two.length === 2 && SYMBOLS.has(two) ? two : (text[at] as string);
  return { token: literal as Token, literal };
}

function wordAt(text: string, from: number): Item {
  let to = from;
  while (to < text.length && !isSpace(text[to]) && !isSpecial(text[to])) to++;
  const literal = text.slice(from, to);
  return { token: literal === 'in' || literal === 'notin' ? literal : 'identifier', literal };
}

/** One pass over the tokens; `in` and `notin` are operators only where an operator stands. */
class Reader {
  private readonly items: readonly Item[];
  private at = 0;

  constructor(items: readonly Item[]) {
    this.items = items;
  }

  all(): Requirement[] {
    const out: Requirement[] = [];
    for (;;) {
      const { token, literal } = this.look();
      if (token === 'end') return out;
      if (token !== 'identifier' && token !== '!') fail(`found '${literal}', expected: !, identifier, or 'end of string'`);
      out.push(this.requirement());
      const next = this.take();
      if (next.token === 'end') return out;
      if (next.token !== ',') fail(`found '${next.literal}', expected: ',' or 'end of string'`);
      const after = this.look();
      if (after.token !== 'identifier' && after.token !== '!') fail(`found '${after.literal}', expected: identifier after ','`);
    }
  }

  private requirement(): Requirement {
    const made = this.parts();
    const error = requirementError(made);
    return error === undefined ? made : fail(`unable to parse requirement: ${error}`);
  }

  private parts(): Requirement {
    let item = this.take();
    const negated = item.token === '!';
    if (negated) item = this.take();
    if (item.token !== 'identifier') fail(`unable to parse requirement: found '${item.literal}', expected: identifier`);
    const key = item.literal;
    const wrong = qualifiedNameErrors(key);
    if (wrong.length > 0) fail(`unable to parse requirement: ${errorText(invalid('<nil>', key, wrong.join('; ')))}`);
    const next = this.look().token;
    if (negated) return { key, operator: '!', values: [] };
    if (next === 'end' || next === ',') return { key, operator: 'exists', values: [] };
    const operator = this.operator();
    const values = operator === 'in' || operator === 'notin' ? this.values() : [this.exact()];
    return { key, operator, values: [...new Set(values)].sort() };
  }

  private operator(): Operator {
    const { token, literal } = this.items[this.at++] as Item;
    switch (token) {
      case 'in':
      case 'notin':
      case '=':
      case '==':
      case '!=':
        return token;
      case '>':
        return 'gt';
      case '<':
        return 'lt';
      default:
        return fail(`unable to parse requirement: found '${literal}', expected: in, notin, =, ==, !=, gt, lt`);
    }
  }

  private values(): string[] {
    const open = this.take();
    if (open.token !== '(') fail(`unable to parse requirement: found '${open.literal}' expected: '('`);
    const first = this.look();
    if (first.token === ')') {
      this.take();
      return [''];
    }
    if (first.token !== 'identifier' && first.token !== ',') fail(`unable to parse requirement: found '${first.literal}', expected: ',', ')' or identifier`);
    const values = this.list();
    if (this.take().token !== ')') fail(`unable to parse requirement: found '${first.literal}', expected: ')'`);
    return values;
  }

  private list(): string[] {
    const values: string[] = [];
    for (;;) {
      const { token, literal } = this.take();
      const next = this.look();
      if (token === 'identifier') {
        values.push(literal);
        if (next.token === ')') return values;
        if (next.token !== ',') fail(`unable to parse requirement: found '${next.literal}', expected: ',' or ')'`);
      } else if (token === ',') {
        if (values.length === 0 || next.token === ',' || next.token === ')') values.push('');
        if (next.token === ')') return values;
      } else {
        fail(`unable to parse requirement: found '${literal}', expected: ',', or identifier`);
      }
    }
  }

  private exact(): string {
    const { token } = this.look();
    if (token === 'end' || token === ',') return '';
    const item = this.take();
    return item.token === 'identifier' ? item.literal : fail(`unable to parse requirement: found '${item.literal}', expected: identifier`);
  }

  /** The next token where a key or value may stand. */
  private look(): Item {
    const item = this.items[this.at] ?? { token: 'end', literal: '' };
    return item.token === 'in' || item.token === 'notin' ? { token: 'identifier', literal: item.literal } : item;
  }

  private take(): Item {
    const item = this.look();
    this.at++;
    return item;
  }
}
