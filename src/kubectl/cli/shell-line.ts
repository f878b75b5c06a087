import { LineError, type LineNode, UnfinishedLine, type Word, type WordPart } from './shell-ast.ts';
import { parseTokens, type Token } from './shell-parse.ts';

/** Whether a shell would ask for another line: a quote or here-document is open, the line ends with `\\`, `|`, `&&` or `||`. */
export function isUnfinished(line: string): boolean {
  try {
    parseLine(line);
    return false;
  } catch (error) {
    return error instanceof UnfinishedLine;
  }
}

const LIMITS = { characters: 262_144, words: 10_000, depth: 20 } as const;

/**
 * Reads a line of the terminal: pipelines joined by `;`, `&&`, `||`, within if, for, while and until; words with quotes, `\\`, `$VAR`, `$(…)`, `$((…))` and `{1..3}`;
 * heredocs and redirects to files of the session. Throws LineError for what is none, or has something in it that is not offered: then nothing of the line runs.
 */
export function parseLine(line: string, depth = 0): LineNode {
  if (line.length > LIMITS.characters)
    throw new LineError(`the line is too long: at most ${LIMITS.characters} characters are read`, 'longLine', { most: String(LIMITS.characters) });
  if (line.includes('\u0000')) throw new LineError('the line contains a NUL character');
  if (depth > LIMITS.depth) throw new LineError('too many $( ) within one another');
  return parseTokens(new Lexer(line.replace(/\r\n?/g, '\n'), depth).tokens());
}

const OPERATORS = ['&&', '||', '2>&1', '2>>', '2>', '>>', '<<<', '<<-', '<<', '|&', '|', ';', '&', '>', '<', '(', ')', '\n'];

class Lexer {
  private readonly line: string;
  private at = 0;
  private readonly out: Token[] = [];
  /** Heredocs whose text begins on the next line: where their token stands. */
  private readonly pending: { readonly index: number; readonly end: string; readonly literal: boolean; readonly tabs: boolean }[] = [];
  private readonly depth: number;

  constructor(line: string, depth: number) {
    this.line = line;
    this.depth = depth;
  }

  tokens(): readonly Token[] {
    while (this.at < this.line.length) {
      this.next();
      if (this.out.length > LIMITS.words)
        throw new LineError(`the line has too many words: at most ${LIMITS.words} are read`, 'manyWords', { most: String(LIMITS.words) });
    }
    if (this.pending.length > 0) throw new UnfinishedLine(`here-document ended by end of line (wanted ${JSON.stringify(this.pending[0]!.end)})`);
    return this.out;
  }

  private next(): void {
    const { line } = this;
    const char = line[this.at]!;
    if (char === ' ' || char === '\t') this.at++;
    else if (char === '\\' && line[this.at + 1] === '\n') this.at += 2;
    else if (char === '#') this.at = line.indexOf('\n', this.at) < 0 ? line.length : line.indexOf('\n', this.at);
    else {
      const operator = OPERATORS.find((one) => line.startsWith(one, this.at));
      if (operator === undefined) this.word();
      else this.operator(operator);
    }
  }

  private operator(text: string): void {
    this.at += text.length;
    if (text === '\n') {
      this.out.push({ is: 'operator', text });
      while (this.pending.length > 0) this.heredoc();
      return;
    }
    if (text === '<<' || text === '<<-') return this.announce(text === '<<-');
    if (text === '<<<') throw new LineError('<<< is not offered here: use a here-document (<<EOF)', 'hereString');
    if (text === '|&') throw new LineError('|& is not offered here: write 2>&1 |', 'pipeBoth');
    if (text === '&') throw new LineError('& is not offered here: this terminal runs one command at a time', 'background');
    if (text === '(' || text === ')')
      throw new LineError('( ) are not offered here: no functions, no subshells; as part of a word they are quoted', 'parentheses');
    this.out.push({ is: 'operator', text });
  }

  private announce(tabs: boolean): void {
    while (this.line[this.at] === ' ' || this.line[this.at] === '\t') this.at++;
    const from = this.at;
    const word = this.readWord();
    const end = word.map((part) => (part.is === 'text' ? part.text : part.is === 'variable' ? `$${part.name}` : '')).join('');
    if (end === '') throw new LineError('<< needs a word that ends the text');
    this.pending.push({ index: this.out.length, end, literal: /['"\\]/.test(this.line.slice(from, this.at)), tabs });
    this.out.push({ is: 'heredoc', word: [] });
  }

  /** Reads the lines up to the word that ends them. */
  private heredoc(): void {
    const { index, end, literal, tabs } = this.pending.shift()!;
    const lines: string[] = [];
    for (;;) {
      if (this.at >= this.line.length) throw new UnfinishedLine(`here-document ended by end of line (wanted ${JSON.stringify(end)})`);
      const to = this.line.indexOf('\n', this.at);
      const raw = this.line.slice(this.at, to < 0 ? undefined : to);
      this.at = to < 0 ? this.line.length : to + 1;
      const line = tabs ? raw.replace(/^\t+/, '') : raw;
      if (line === end) break;
      lines.push(`${line}\n`);
    }
    const text = lines.join('');
    this.out[index] = { is: 'heredoc', word: literal ? [{ is: 'text', text }] : withVariables(text, true) };
  }

  private word(): void {
    const from = this.at;
    const word = this.readWord();
    const raw = this.line.slice(from, this.at);
    const isBare = !/['"\\]/.test(raw);
    for (const one of isBare ? withRanges(raw, word) : [word]) this.out.push({ is: 'word', word: one, bare: isBare ? raw : undefined });
  }

  private readWord(): Word {
    const parts: WordPart[] = [];
    const { line } = this;
    for (; this.at < line.length; ) {
      const char = line[this.at]!;
      if (/[\s;|&<>()]/.test(char)) break;
      if (char === "'") parts.push({ is: 'text', text: this.upTo("'") });
      else if (char === '"') parts.push({ is: 'text', text: '' }, ...this.doubleQuoted());
      else if (char === '`') parts.push(this.backquoted(false));
      else if (char === '\\') {
        if (this.at + 1 >= line.length) throw new UnfinishedLine('the line ends with a backslash: something is missing after it');
        if (line[this.at + 1] !== '\n') parts.push({ is: 'text', text: line[this.at + 1]! });
        this.at += 2;
      } else if (char === '$') parts.push(this.variable(false));
      else {
        const end = /[\s;|&<>()'"`\\$]/.exec(line.slice(this.at + 1, this.at + 4_097));
        const length = end ? end.index + 1 : Math.min(4_097, line.length - this.at);
        parts.push({ is: 'text', text: line.slice(this.at, this.at + length) });
        this.at += length;
      }
    }
    return parts;
  }

  private upTo(quote: string): string {
    const end = this.line.indexOf(quote, this.at + 1);
    if (end < 0) throw new UnfinishedLine(`unclosed quote: a ${quote} has no other ${quote} after it`);
    const text = this.line.slice(this.at + 1, end);
    this.at = end + 1;
    return text;
  }

  private doubleQuoted(): readonly WordPart[] {
    const parts: WordPart[] = [];
    let text = '';
    for (this.at++; this.at < this.line.length; ) {
      const char = this.line[this.at]!;
      if (char === '"') {
        this.at++;
        return [...parts, { is: 'text', text }];
      }
      if (char === '$' || char === '`') {
        parts.push({ is: 'text', text }, char === '$' ? this.variable(true) : this.backquoted(true));
        text = '';
      } else if (char === '\\' && '"\\$`\n'.includes(this.line[this.at + 1] ?? ' ')) {
        if (this.line[this.at + 1] !== '\n') text += this.line[this.at + 1];
        this.at += 2;
      } else {
        text += char;
        this.at++;
      }
    }
    throw new UnfinishedLine('unclosed quote: a " has no other " after it');
  }

  private backquoted(quoted: boolean): WordPart {
    let inner = '';
    for (this.at++; this.line[this.at] !== '`'; this.at++) {
      if (this.at >= this.line.length) throw new UnfinishedLine('unclosed quote: a ` has no other ` after it');
      if (this.line[this.at] === '\\' && /[`\\$]/.test(this.line[this.at + 1] ?? '')) this.at++;
      inner += this.line[this.at];
    }
    this.at++;
    return { is: 'command', body: this.closed('`', () => parseLine(inner, this.depth + 1)), quoted };
  }

  /** What stands within is closed: another line would not finish it. */
  private closed<T>(sign: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UnfinishedLine)) throw error;
      throw new LineError(`syntax error near unexpected token \`${sign}': ${error.message}`);
    }
  }

  /** The text behind so many characters up to what closes it; what stands in quotes or in other parentheses does not. */
  private balanced(opening: number, closing: ')' | '))'): string {
    const { line } = this;
    const from = this.at + opening;
    let depth = 0;
    let quote = '';
    let heredocs: readonly Heredoc[] = [];
    /** How deep the arithmetic is in which `<<` shifts; 0: none. */
    let arithmetic = 0;
    for (let i = from; i < line.length; i++) {
      const char = line[i]!;
      if (char === '\\' && quote !== "'") i++;
      else if (char === '\n' && heredocs.length > 0 && quote === '') {
        i = behindTexts(line, i + 1, heredocs) - 1;
        heredocs = [];
      } else if (closing === ')' && quote === '' && arithmetic === 0 && line.startsWith('<<', i)) {
        const { length, heredoc } = announced(line.slice(i, i + 300));
        i += length - 1;
        if (heredoc) heredocs = [...heredocs, heredoc];
      } else if (quote === '' && arithmetic === 0 && line.startsWith('$((', i)) {
        i += 2;
        depth += 2;
        arithmetic = depth;
      } else if (quote !== '') quote = char === quote ? '' : quote;
      else if ((char === "'" || char === '"') && closing === ')') quote = char;
      else if (char === '(') depth++;
      else if (char === ')' && depth > 0) {
        if (--depth < arithmetic) arithmetic = 0;
      } else if (char === ')' && line.startsWith(closing, i)) {
        this.at = i + closing.length;
        return line.slice(from, i);
      }
    }
    throw new UnfinishedLine(`unclosed $${'('.repeat(opening - 1)}: ${closing} is missing`);
  }

  private asQuoted(text: string): Word {
    return this.closed('))', () => new Lexer(`"${text.replaceAll('"', '')}"`, this.depth + 1).doubleQuoted());
  }

  private substituted(): LineNode {
    const text = this.balanced(2, ')');
    return this.closed(')', () => parseLine(text, this.depth + 1));
  }

  private variable(quoted: boolean): WordPart {
    const rest = this.line.slice(this.at, this.at + 300);
    if (rest.startsWith('$((')) return { is: 'arithmetic', word: this.asQuoted(this.balanced(3, '))')), quoted };
    if (rest.startsWith('$(')) return { is: 'command', body: this.substituted(), quoted };
    const match = /^\$(?:([A-Za-z_]\w*|\?)|\{([A-Za-z_]\w*|\?)\})/.exec(rest);
    if (!match) {
      if (rest.startsWith('${')) throw new LineError('of ${ } only the name of a variable is offered here', 'braces');
      this.at++;
      return { is: 'text', text: '$' };
    }
    this.at += match[0].length;
    return { is: 'variable', name: match[1] ?? match[2]!, quoted };
  }
}

interface Heredoc {
  readonly end: string;
  readonly tabs: boolean;
}

/** The here-document that a text begins with, and how long its announcement is. */
function announced(text: string): { readonly length: number; readonly heredoc: Heredoc | undefined } {
  const [all = '<<', tabs = '', word = ''] = /^<<(-?)[ \t]*((?:'[^'\n]*'|"[^"\n]*"|\\[^\n]|[^\s;|&<>()'"\\`])+)/.exec(text) ?? [];
  return { length: all.length, heredoc: word === '' ? undefined : { end: word.replace(/['"\\]/g, ''), tabs: tabs !== '' } };
}

/** Where a command goes on behind the texts that begin at a place; what has no end reaches to the end. */
function behindTexts(line: string, from: number, heredocs: readonly Heredoc[]): number {
  let at = from;
  for (const { end, tabs } of heredocs) {
    for (let isOver = false; !isOver && at < line.length; ) {
      const to = line.indexOf('\n', at);
      const raw = line.slice(at, to < 0 ? undefined : to);
      isOver = (tabs ? raw.replace(/^\t+/, '') : raw) === end;
      at = to < 0 ? line.length : to + 1;
    }
  }
  return at;
}

const MOST_RANGE = 10_000;

/** `web-{1..3}`: three words. Other braces stand for themselves, as those of -o jsonpath. */
function withRanges(raw: string, word: Word): readonly Word[] {
  const place = /\{-?\d+\.\.-?\d+\}/.test(raw) ? word.findIndex((part) => part.is === 'text' && /\{-?\d+\.\.-?\d+\}/.test(part.text)) : -1;
  const part = word[place];
  if (part?.is !== 'text') return [word];
  const [, before = '', first = '', last = '', after = ''] = /^(.*?)\{(-?\d+)\.\.(-?\d+)\}(.*)$/s.exec(part.text) ?? [];
  const count = Math.abs(Number(last) - Number(first)) + 1;
  if (!(count <= MOST_RANGE)) throw new LineError(`{${first}..${last}}: at most ${MOST_RANGE} words`);
  const sign = Number(last) < Number(first) ? -1 : 1;
  return Array.from(
    { length: count },
    (_, i): Word => [...word.slice(0, place), { is: 'text', text: `${before}${Number(first) + sign * i}${after}` }, ...word.slice(place + 1)],
  );
}

function withVariables(text: string, quoted: boolean): Word {
  const parts: WordPart[] = [];
  let at = 0;
  if (/\$\(|(?<!\\)`/.test(text)) throw new LineError("$( ) and backquotes are not offered here; <<'EOF' takes the text as it stands", 'hereDocument');
  for (const match of text.matchAll(/\\([$\\`])|\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g)) {
    parts.push({ is: 'text', text: text.slice(at, match.index) });
    parts.push(match[1] === undefined ? { is: 'variable', name: match[2] ?? match[3]!, quoted } : { is: 'text', text: match[1] });
    at = match.index + match[0].length;
  }
  return [...parts, { is: 'text', text: text.slice(at) }];
}
