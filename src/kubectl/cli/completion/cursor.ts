import { own, type Session } from '../step.ts';

/** Where a cursor stands in a line that may be half written: the words of its command, and what there is of the word under it. */
export interface LineCursor {
  /** Words before the one under the cursor, with variables put in; those of other commands of the line are left out. */
  readonly words: readonly string[];
  /** The word as far as the cursor, without its quotes. */
  readonly word: string;
  /** Where the word begins in the line. */
  readonly from: number;
  /** The quote that is open at the cursor. */
  readonly quote: '' | "'" | '"';
  /** Behind `<` or `>`. */
  readonly isFile: boolean;
  /** Of `$NA` and `${NA`: the name so far. */
  readonly variable: string | undefined;
}

/** Undefined: nothing can be completed here (a comment, a here-document). */
export function lineCursor(line: string, at: number, session: Session): LineCursor | undefined {
  const scanner = new Scanner(line.slice(0, at), session);
  return scanner.scan();
}

/** Behind these a command begins. */
const SHELL_WORDS = ['if', 'then', 'elif', 'else', 'while', 'until', 'do', '!'];

function withoutShellWords(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => !SHELL_WORDS.includes(word));
  return first < 0 ? [] : words.slice(first);
}

class Scanner {
  private readonly line: string;
  private readonly session: Session;
  private words: string[] = [];
  private word: string | undefined;
  private from = 0;
  private quote: '' | "'" | '"' = '';
  private isFile = false;
  private ends: string[] = [];
  private at = 0;

  constructor(line: string, session: Session) {
    this.line = line;
    this.session = session;
  }

  scan(): LineCursor | undefined {
    while (this.at < this.line.length) if (!this.step()) return undefined;
    const { words, quote, isFile, line } = this;
    const from = this.word === undefined ? line.length : this.from;
    const [, braced, name] = quote === "'" ? [] : (/\$(\{?)([A-Za-z_]\w*|)$/.exec(line.slice(from)) ?? []);
    const isVariable = name !== undefined && (name !== '' || braced !== undefined);
    return { words: this.withoutAssigns(withoutShellWords(words)), word: this.word ?? '', from, quote, isFile, variable: isVariable ? name : undefined };
  }

  /** `A=b kubectl …` */
  private withoutAssigns(words: readonly string[]): readonly string[] {
    const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
    return first < 0 ? [] : words.slice(first);
  }

  private step(): boolean {
    const char = this.line[this.at]!;
    if (this.quote !== '') return this.inQuote(char);
    if (char === "'" || char === '"') {
      this.open();
      this.quote = char;
      this.at++;
    } else if (char === '\\') {
      this.open();
      this.add(this.line[this.at + 1] === '\n' ? '' : (this.line[this.at + 1] ?? ''));
      this.at += 2;
    } else if (char === ' ' || char === '\t') {
      this.close();
      this.at++;
    } else if (char === '#' && this.word === undefined) {
      const end = this.line.indexOf('\n', this.at);
      if (end < 0) return false;
      this.at = end;
    } else if (/[;|&<>\n]/.test(char)) return this.operator(char);
    else if (char === '$') this.variable();
    else {
      this.open();
      this.add(char);
      this.at++;
    }
    return true;
  }

  private inQuote(char: string): boolean {
    if (char === this.quote) this.quote = '';
    else if (char === '$' && this.quote === '"') return this.variable();
    else if (char === '\\' && this.quote === '"') this.add(this.line[++this.at] ?? '');
    else this.add(char);
    this.at++;
    return true;
  }

  private variable(): boolean {
    if (this.line.startsWith('$(', this.at) && !this.line.startsWith('$((', this.at)) {
      // What is typed behind it is a command of its own.
      this.word = undefined;
      this.words = [];
      this.quote = '';
      this.at += 2;
      return true;
    }
    this.open();
    const [whole = '$', plain, braced] = /^\$(?:([A-Za-z_]\w*|\?)|\{([A-Za-z_]\w*|\?)\}|\{\w*)?/.exec(this.line.slice(this.at)) ?? [];
    const name = plain ?? braced;
    this.add(name === undefined ? whole : (own(this.session.variables, name) ?? ''));
    this.at += whole.length;
    return true;
  }

  private operator(char: string): boolean {
    const [sign = char] = /^(2>&1|2>>?|>>|<<-?|&&|\|\||.|\n)/.exec(this.line.slice(this.at)) ?? [];
    if (this.word === '2' && char === '>') this.word = undefined;
    this.close();
    this.at += sign.length;
    if (sign.startsWith('<<')) return this.announce();
    if (char === '<' || char === '>') this.isFile = !this.line.startsWith('&', this.at);
    else this.words = [];
    return char !== '\n' || this.hereDocuments();
  }

  private announce(): boolean {
    const [whole = '', end] = /^[ \t]*['"\\]?([\w.-]+)['"]?/.exec(this.line.slice(this.at)) ?? [];
    if (end === undefined) return false;
    this.ends.push(end);
    this.at += whole.length;
    return true;
  }

  private hereDocuments(): boolean {
    for (const end of this.ends) {
      for (;;) {
        const to = this.line.indexOf('\n', this.at);
        if (to < 0) return false;
        const text = this.line.slice(this.at, to).replace(/^\t+/, '');
        this.at = to + 1;
        if (text === end) break;
      }
    }
    this.ends = [];
    return true;
  }

  private open(): void {
    if (this.word !== undefined) return;
    this.word = '';
    this.from = this.at;
  }

  private add(text: string): void {
    this.word = (this.word ?? '') + text;
  }

  private close(): void {
    if (this.word === undefined) return;
    if (!this.isFile) this.words.push(this.word);
    this.isFile = false;
    this.word = undefined;
  }
}
