/** Why Go's encoding/json (which the API server reads bodies with) cannot read a text, in its words (encoding/json/scanner.go). */
export interface GoJsonError {
  readonly message: string;
  /** Of the character that is wrong, in UTF-16 units; the text's length when it ends too early. */
  readonly offset: number;
}

const DEEPEST = 10_000;

/** Undefined: it is JSON. */
export function goJsonError(text: string): GoJsonError | undefined {
  return new Scanner(text).scan();
}

class Scanner {
  private readonly text: string;
  private at = 0;
  /** What is open: `{` before a key, `:` before a value of a map, `[` in a list. */
  private readonly open: ('map' | 'list')[] = [];

  constructor(text: string) {
    this.text = text;
  }

  scan(): GoJsonError | undefined {
    let error = this.value();
    while (error === undefined && this.open.length > 0) error = this.open.at(-1) === 'map' ? this.afterPair() : this.afterElement();
    if (error !== undefined) return error;
    this.space();
    return this.at < this.text.length ? this.wrong('after top-level value') : undefined;
  }

  /** A value; of a map or a list that is not empty, up to its first value. */
  private value(): GoJsonError | undefined {
    for (;;) {
      this.space();
      const char = this.text[this.at];
      if (char === '{') {
        if (this.open.length >= DEEPEST) return { message: 'exceeded max depth', offset: this.at };
        this.at++;
        this.space();
        if (this.text[this.at] === '}') return void this.at++;
        const error = this.key();
        if (error) return error;
        this.open.push('map');
      } else if (char === '[') {
        if (this.open.length >= DEEPEST) return { message: 'exceeded max depth', offset: this.at };
        this.at++;
        this.space();
        if (this.text[this.at] === ']') return void this.at++;
        this.open.push('list');
      } else return this.scalar(char);
    }
  }

  private scalar(char: string | undefined): GoJsonError | undefined {
    if (char === '"') return this.string();
    if (char === '-' || (char !== undefined && char >= '0' && char <= '9')) return this.number();
    for (const literal of ['true', 'false', 'null']) if (char === literal[0]) return this.literal(literal);
    return this.wrong('looking for beginning of value');
  }

  private key(): GoJsonError | undefined {
    if (this.text[this.at] !== '"') return this.wrong('looking for beginning of object key string');
    const error = this.string();
    if (error) return error;
    this.space();
    if (this.text[this.at] !== ':') return this.wrong('after object key');
    this.at++;
    return undefined;
  }

  private afterPair(): GoJsonError | undefined {
    this.space();
    if (this.text[this.at] === '}') {
      this.at++;
      this.open.pop();
      return undefined;
    }
    if (this.text[this.at] !== ',') return this.wrong('after object key:value pair');
    this.at++;
    this.space();
    return this.key() ?? this.value();
  }

  private afterElement(): GoJsonError | undefined {
    this.space();
    if (this.text[this.at] === ']') {
      this.at++;
      this.open.pop();
      return undefined;
    }
    if (this.text[this.at] !== ',') return this.wrong('after array element');
    this.at++;
    return this.value();
  }

  private literal(literal: string): GoJsonError | undefined {
    for (let i = 1; i < literal.length; i++) {
      this.at++;
      if (this.text[this.at] !== literal[i]) return this.wrong(`in literal ${literal} (expecting '${literal[i]}')`);
    }
    this.at++;
    return undefined;
  }

  private string(): GoJsonError | undefined {
    for (this.at++; ; this.at++) {
      const char = this.text[this.at];
      if (char === '"') return void this.at++;
      if (char === undefined || char < ' ') return this.wrong('in string literal');
      if (char !== '\\') continue;
      this.at++;
      const escaped = this.text[this.at] ?? '';
      if (escaped === 'u') {
        for (let i = 0; i < 4; i++) {
          this.at++;
          if (!/^[0-9a-fA-F]$/.test(this.text[this.at] ?? '')) return this.wrong('in \\u hexadecimal character escape');
        }
      } else if (escaped === '' || !'"\\/bfnrt'.includes(escaped)) return this.wrong('in string escape code');
    }
  }

  private number(): GoJsonError | undefined {
    if (this.text[this.at] === '-') {
      this.at++;
      if (!this.digit()) return this.wrong('in numeric literal');
    }
    if (this.text[this.at] === '0') this.at++;
    else this.digits();
    if (this.text[this.at] === '.') {
      this.at++;
      if (!this.digit()) return this.wrong('after decimal point in numeric literal');
      this.digits();
    }
    if (this.text[this.at] === 'e' || this.text[this.at] === 'E') {
      this.at++;
      if (this.text[this.at] === '+' || this.text[this.at] === '-') this.at++;
      if (!this.digit()) return this.wrong('in exponent of numeric literal');
      this.digits();
    }
    return undefined;
  }

  private digit(): boolean {
    const char = this.text[this.at] ?? '';
    return char >= '0' && char <= '9';
  }

  private digits(): void {
    while (this.digit()) this.at++;
  }

  private space(): void {
    while (this.at < this.text.length && ' \t\r\n'.includes(this.text[this.at]!)) this.at++;
  }

  private wrong(context: string): GoJsonError {
    const offset = this.at;
    if (offset >= this.text.length) return { message: 'unexpected end of JSON input', offset: this.text.length };
    return { message: `invalid character ${quotedChar(this.text[offset]!)} ${context}`, offset };
  }
}

/** Go reads bytes: of what is not ASCII the first byte of its UTF-8 is named, as strconv.Quote writes it. */
function quotedChar(char: string): string {
  if (char === "'") return "'\\''";
  if (char === '"') return `'"'`;
  const code = char.charCodeAt(0);
  const escapes: Readonly<Record<string, string>> = {
    '\n': '\\n',
    '\t': '\\t',
    '\r': '\\r',
    '\b': '\\b',
    '\f': '\\f',
    '\v': '\\v',
    '\\': '\\\\',
    '\u0007': '\\a',
  };
  if (escapes[char] !== undefined) return `'${escapes[char]}'`;
  if (code < 0x20 || code === 0x7f) return `'\\x${code.toString(16).padStart(2, '0')}'`;
  if (code < 0x80) return `'${char}'`;
  const first = code < 0x800 ? 0xc0 | (code >> 6) : code >= 0xd800 && code < 0xdc00 ? 0xf0 | ((((code & 0x3ff) + 0x40) >> 8) & 7) : 0xe0 | (code >> 12);
  const latin = String.fromCharCode(first);
  return `'${latin}'`;
}
