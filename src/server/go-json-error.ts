/**
 * What Go's encoding/json says of a text that is no JSON; undefined when it is. Upstream: encoding/json/scanner.go.
 */
export function goJsonError(text: string): string | undefined {
  const scanner = new Scanner(text);
  try {
    scanner.value();
    scanner.space();
    if (!scanner.ended) scanner.fail('after top-level value');
    return undefined;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return error.message;
  }
}

class JsonSyntaxError extends Error {}

type Opening = '{' | '[';
const CLOSING = { '{': '}', '[': ']' } as const;
/** Deeper than this Go gives up (scanner.go, maxNestingDepth). */
const DEEPEST = 10_000;

class Scanner {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get ended(): boolean {
    return this.at >= this.text.length;
  }

  /** A value and all that it holds: with a stack of its own, so that no nesting is too deep for ours. */
  value(): void {
    const open: Opening[] = [];
    do {
      this.space();
      const char = this.text[this.at];
      if (char !== '{' && char !== '[') this.scalar();
      else if (!this.isEmpty(char)) {
        open.push(char);
        if (open.length > DEEPEST) throw new JsonSyntaxError('exceeded max depth');
        if (char === '{') this.key();
        continue;
      }
      this.close(open);
    } while (open.length > 0);
  }

  /** Steps over an opening sign, and over the closing one when it follows at once. */
  private isEmpty(char: Opening): boolean {
    this.at++;
    this.space();
    if (this.text[this.at] !== CLOSING[char]) return false;
    this.at++;
    return true;
  }

  /** After a value: ends what ends here, up to the comma before the next value. */
  private close(open: Opening[]): void {
    for (let inside = open.at(-1); inside; open.pop(), inside = open.at(-1)) {
      this.space();
      const char = this.text[this.at];
      if (char !== ',' && char !== CLOSING[inside]) this.fail(inside === '{' ? 'after object key:value pair' : 'after array element');
      this.at++;
      if (char !== ',') continue;
      if (inside === '{') this.key();
      return;
    }
  }

  private key(): void {
    this.space();
    if (this.text[this.at] !== '"') this.fail('looking for beginning of object key string');
    this.string();
    this.space();
    if (this.text[this.at] !== ':') this.fail('after object key');
    this.at++;
  }

  private scalar(): void {
    const char = this.text[this.at];
    if (char === '"') return this.string();
    if (char === '-' || isDigit(char)) return this.number();
    for (const word of ['true', 'false', 'null']) if (char === word[0]) return this.literal(word);
    this.fail('looking for beginning of value');
  }

  private literal(word: string): void {
    for (const [i, wanted] of [...word].entries()) {
      if (this.text[this.at] !== wanted) this.fail(i === 0 ? 'looking for beginning of value' : `in literal ${word} (expecting '${wanted}')`);
      this.at++;
    }
  }

  private string(): void {
    for (this.at++; this.text[this.at] !== '"'; this.at++) {
      const char = this.text[this.at];
      if (char === undefined || char < ' ') this.fail('in string literal');
      if (char !== '\\') continue;
      this.at++;
      if (this.text[this.at] === 'u') {
        for (let i = 0; i < 4; i++) if (!/[0-9a-fA-F]/.test(this.text[++this.at] ?? '')) this.fail('in \\u hexadecimal character escape');
      } else if (!'bfnrt\\/"'.includes(this.text[this.at] ?? 'x')) this.fail('in string escape code');
    }
    this.at++;
  }

  private number(): void {
    if (this.text[this.at] === '-') {
      this.at++;
      if (!isDigit(this.text[this.at])) this.fail('in numeric literal');
    }
    if (this.text[this.at] === '0') this.at++;
    else this.digits();
    if (this.text[this.at] === '.') {
      this.at++;
      if (!isDigit(this.text[this.at])) this.fail('after decimal point in numeric literal');
      this.digits();
    }
    if (this.text[this.at] !== 'e' && this.text[this.at] !== 'E') return;
    this.at++;
    if (this.text[this.at] === '+' || this.text[this.at] === '-') this.at++;
    if (!isDigit(this.text[this.at])) this.fail('in exponent of numeric literal');
    this.digits();
  }

  private digits(): void {
    while (isDigit(this.text[this.at])) this.at++;
  }

  space(): void {
    while (' \t\r\n'.includes(this.text[this.at] ?? 'x')) this.at++;
  }

  fail(context: string): never {
    const char = this.text[this.at];
    throw new JsonSyntaxError(char === undefined ? 'unexpected end of JSON input' : `invalid character ${quoted(char)} ${context}`);
  }
}

const isDigit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9';

/** One byte, as quoteChar has it: the text is read byte by byte there. */
function quoted(char: string): string {
  if (char === "'") return "'\\''";
  if (char === '"') return `'"'`;
  const [byte = 0] = Buffer.from(char);
  const text = byte < 0x80 ? JSON.stringify(char).slice(1, -1) : String.fromCharCode(byte);
  return `'${text.replace(/\\u00(..)/, '\\x$1')}'`;
}
