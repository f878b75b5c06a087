import { wholePower } from './exact.ts';

/** `$(( … ))` over 64-bit whole numbers as JavaScript has them exactly (Simplified: no wrap-around at 2^63). Throws ArithmeticError. */
export class ArithmeticError extends Error {
  override readonly name = 'ArithmeticError';
}

export interface Variables {
  get(name: string): string;
  set(name: string, value: string): void;
}

const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
  ['**'],
];
const TOKEN = /\s*(?:(0[xX][0-9a-fA-F]+|\d+)|([A-Za-z_]\w*)|(\*\*|\+\+|--|<<=|>>=|[-+*/%]=|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%<>!~&|^?:=(),]))/y;

export function evaluateArithmetic(text: string, variables: Variables): number {
  const tokens = tokenise(text);
  if (tokens.length === 0) return 0;
  const state = { tokens, at: 0, variables, depth: 0 };
  let value = assignment(state);
  while (state.tokens[state.at] === ',') {
    state.at++;
    value = assignment(state);
  }
  if (state.at < tokens.length) throw new ArithmeticError('arithmetic syntax error');
  return value;
}

interface State {
  readonly tokens: readonly string[];
  at: number;
  readonly variables: Variables;
  depth: number;
}

function tokenise(text: string): string[] {
  const out: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    if (text.slice(TOKEN.lastIndex).trim() === '') break;
    const match = TOKEN.exec(text);
    if (!match) throw new ArithmeticError('arithmetic syntax error');
    out.push((match[1] ?? match[2] ?? match[3])!);
  }
  return out;
}

const isName = (token: string | undefined): token is string => token !== undefined && /^[A-Za-z_]/.test(token);
const valueOf = (s: State, name: string): number => {
  const text = s.variables.get(name).trim();
  const number = /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text === '' ? 0 : text);
  if (!Number.isInteger(number)) throw new ArithmeticError('arithmetic syntax error');
  return number;
};

function assignment(s: State): number {
  if (++s.depth > 100) throw new ArithmeticError('expression recursion level exceeded');
  const name = s.tokens[s.at];
  const op = s.tokens[s.at + 1];
  let result: number;
  if (isName(name) && op !== undefined && /^(?:[-+*/%]|<<|>>)?=$/.test(op)) {
    s.at += 2;
    const right = assignment(s);
    result = op === '=' ? right : binary(op.slice(0, -1), valueOf(s, name), right);
    s.variables.set(name, String(result));
  } else result = conditional(s);
  s.depth--;
  return result;
}

function conditional(s: State): number {
  const condition = level(s, 0);
  if (s.tokens[s.at] !== '?') return condition;
  s.at++;
  const yes = assignment(s);
  if (s.tokens[s.at++] !== ':') throw new ArithmeticError('arithmetic syntax error');
  const no = assignment(s);
  return condition !== 0 ? yes : no;
}

function level(s: State, n: number): number {
  const ops = LEVELS[n];
  if (!ops) return unary(s);
  let left = level(s, n + 1);
  for (let op = s.tokens[s.at]; op !== undefined && ops.includes(op); op = s.tokens[s.at]) {
    s.at++;
    left = binary(op, left, level(s, n + 1));
  }
  return left;
}

function binary(op: string, a: number, b: number): number {
  if ((op === '/' || op === '%') && b === 0) throw new ArithmeticError('divide by zero');
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return Math.trunc(a / b);
    case '%':
      return a % b;
    case '**':
      if (b < 0) throw new ArithmeticError('exponent less than 0');
      return wholePower(a, b);
    case '<<':
      return a * wholePower(2, b & 63);
    case '>>':
      return Math.floor(a / wholePower(2, b & 63));
    case '<':
      return Number(a < b);
    case '>':
      return Number(a > b);
    case '<=':
      return Number(a <= b);
    case '>=':
      return Number(a >= b);
    case '==':
      return Number(a === b);
    case '!=':
      return Number(a !== b);
    case '&':
      return Number(BigInt(Math.trunc(a)) & BigInt(Math.trunc(b)));
    case '|':
      return Number(BigInt(Math.trunc(a)) | BigInt(Math.trunc(b)));
    case '^':
      return Number(BigInt(Math.trunc(a)) ^ BigInt(Math.trunc(b)));
    case '&&':
      return Number(a !== 0 && b !== 0);
    default:
      return Number(a !== 0 || b !== 0);
  }
}

function unary(s: State): number {
  if (++s.depth > 100) throw new ArithmeticError('expression recursion level exceeded');
  const value = unaryOf(s);
  s.depth--;
  return value;
}

function unaryOf(s: State): number {
  const token = s.tokens[s.at++];
  if (token === undefined) throw new ArithmeticError('arithmetic syntax error');
  if (token === '-') return -unary(s);
  if (token === '+') return unary(s);
  if (token === '!') return Number(unary(s) === 0);
  if (token === '~') return -unary(s) - 1;
  if (token === '++' || token === '--') {
    const name = s.tokens[s.at++];
    if (!isName(name)) throw new ArithmeticError('arithmetic syntax error');
    const value = valueOf(s, name) + (token === '++' ? 1 : -1);
    s.variables.set(name, String(value));
    return value;
  }
  if (token === '(') {
    const value = assignment(s);
    if (s.tokens[s.at++] !== ')') throw new ArithmeticError('arithmetic syntax error');
    return value;
  }
  if (isName(token)) {
    const value = valueOf(s, token);
    const after = s.tokens[s.at];
    if (after === '++' || after === '--') {
      s.at++;
      s.variables.set(token, String(value + (after === '++' ? 1 : -1)));
    }
    return value;
  }
  if (/^0[xX]/.test(token)) return Number(token);
  if (/^0\d/.test(token)) return Number.parseInt(token, 8);
  if (/^\d/.test(token)) return Number(token);
  throw new ArithmeticError('arithmetic syntax error');
}
