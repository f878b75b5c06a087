/** What a test may look at. */
export interface TestContext {
  readonly stat: (path: string) => { readonly type: string; readonly sizeBytes: number } | undefined;
  /** `[[`: = matches patterns, =~ regular expressions. */
  readonly matches?: { readonly glob: (pattern: string, text: string) => boolean; readonly regex: (pattern: string, text: string) => boolean };
}

/** `test`, `[` and `[[`: true, false, or what is wrong with the expression. */
export function evaluateTest(words: readonly string[], context: TestContext): boolean | string {
  const state = { words, at: 0, context, wrong: undefined as string | undefined };
  if (words.length === 0) return false;
  const value = orOf(state);
  if (state.wrong !== undefined) return state.wrong;
  if (state.at < words.length) return words.length > 3 ? 'too many arguments' : `${words[state.at]}: unknown operand`;
  return value;
}

interface State {
  readonly words: readonly string[];
  at: number;
  readonly context: TestContext;
  wrong: string | undefined;
}

function orOf(s: State): boolean {
  let value = andOf(s);
  while (s.words[s.at] === '-o' || s.words[s.at] === '||') {
    s.at++;
    const right = andOf(s);
    value ||= right;
  }
  return value;
}

function andOf(s: State): boolean {
  let value = notOf(s);
  while (s.words[s.at] === '-a' || s.words[s.at] === '&&') {
    s.at++;
    const right = notOf(s);
    value &&= right;
  }
  return value;
}

function notOf(s: State): boolean {
  if (s.words[s.at] === '!' && s.at + 1 < s.words.length) {
    s.at++;
    return !notOf(s);
  }
  return primary(s);
}

const BINARY = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef', '=~']);

function primary(s: State): boolean {
  const word = s.words[s.at];
  if (word === undefined) {
    s.wrong ??= 'argument expected';
    return false;
  }
  const op = s.words[s.at + 1];
  if (op !== undefined && BINARY.has(op) && s.at + 2 < s.words.length) {
    s.at += 3;
    return compare(s, word, op, s.words[s.at - 1]!);
  }
  if (word === '(') {
    s.at++;
    const value = orOf(s);
    if (s.words[s.at++] !== ')') s.wrong ??= 'closing paren expected';
    return value;
  }
  if (/^-[a-zA-Z]$/.test(word) && op !== undefined) {
    s.at += 2;
    return unary(s, word, op);
  }
  s.at++;
  return word !== '';
}

function unary({ context }: State, op: string, operand: string): boolean {
  const stat = context.stat(operand);
  switch (op) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-f':
      return stat?.type === 'file';
    case '-d':
      return stat?.type === 'directory' || operand === '/';
    case '-s':
      return (stat?.sizeBytes ?? 0) > 0;
    case '-e':
    case '-r':
    case '-w':
    case '-x':
      return stat !== undefined || operand === '/';
    default:
      return false;
  }
}

function compare(s: State, left: string, op: string, right: string): boolean {
  switch (op) {
    case '=':
    case '==':
      return s.context.matches ? s.context.matches.glob(right, left) : left === right;
    case '!=':
      return s.context.matches ? !s.context.matches.glob(right, left) : left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '=~':
      return s.context.matches?.regex(right, left) ?? false;
    case '-nt':
    case '-ot':
    case '-ef':
      return false;
    default:
      return compareNumbers(s, left, op, right);
  }
}

function compareNumbers(s: State, left: string, op: string, right: string): boolean {
  for (const text of [left, right])
    if (!/^\s*[-+]?\d+\s*$/.test(text)) {
      s.wrong ??= `${text}: bad number`;
      return false;
    }
  const a = Number(left);
  const b = Number(right);
  switch (op) {
    case '-eq':
      return a === b;
    case '-ne':
      return a !== b;
    case '-lt':
      return a < b;
    case '-le':
      return a <= b;
    case '-gt':
      return a > b;
    default:
      return a >= b;
  }
}
