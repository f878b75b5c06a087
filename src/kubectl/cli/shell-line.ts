/**
 * A line of the terminal as a tree: pipelines joined by `;`, `&&`, `||`; words with quotes, `\` and `$VAR`; heredocs and redirects to files of the session.
 * Nothing else of a shell is there, and nothing is evaluated.
 */
export type WordPart =
  | { readonly is: 'text'; readonly text: string }
  /** Unquoted variables fall apart at blanks. */
  | { readonly is: 'variable'; readonly name: string; readonly quoted: boolean };
export type Word = readonly WordPart[];

export interface Stage {
  readonly words: readonly Word[];
  /** `VAR=value` before the command. */
  readonly assigns: readonly { readonly name: string; readonly value: Word }[];
  readonly input: { readonly is: 'text' | 'file'; readonly word: Word } | undefined;
  readonly output: { readonly file: Word; readonly appends: boolean } | undefined;
  /** `2>/dev/null`, `2>&1`. */
  readonly errors: 'shown' | 'dropped' | 'joined';
}

export interface Pipeline {
  /** When it runs, by how the one before it ended. */
  readonly when: 'always' | 'success' | 'failure';
  readonly stages: readonly Stage[];
}

export class LineError extends Error {}

/** What was typed so far may go on in a next line: a shell asks for it. */
export class UnfinishedLine extends LineError {}

/** Whether a shell would ask for another line: a quote or here-document is open, the line ends with `\\`, `|`, `&&` or `||`. */
export function isUnfinished(line: string): boolean {
  try {
    parseLine(line);
    return false;
  } catch (error) {
    return error instanceof UnfinishedLine;
  }
}

const LIMITS = { characters: 262_144, words: 10_000, depth: 100 } as const;

type Token =
  | { readonly is: 'word'; readonly word: Word; readonly bare: string | undefined }
  | { readonly is: 'operator'; readonly text: string }
  | { readonly is: 'heredoc'; readonly word: Word };

export function parseLine(line: string): readonly Pipeline[] {
  if (line.length > LIMITS.characters) throw new LineError(`the line is too long: at most ${LIMITS.characters} characters are read`);
  if (line.includes('\u0000')) throw new LineError('the line contains a NUL character');
  const tokens = new Lexer(line.replace(/\r\n?/g, '\n')).tokens();
  return pipelines(tokens);
}

const OPERATORS = ['&&', '||', '2>&1', '2>>', '2>', '>>', '<<<', '<<-', '<<', '|&', '|', ';', '&', '>', '<', '(', ')', '\n'];

class Lexer {
  private readonly line: string;
  private at = 0;
  private readonly out: Token[] = [];
  /** Heredocs whose text begins on the next line: where their token stands. */
  private readonly pending: { readonly index: number; readonly end: string; readonly literal: boolean; readonly tabs: boolean }[] = [];

  constructor(line: string) {
    this.line = line;
  }

  tokens(): readonly Token[] {
    while (this.at < this.line.length) {
      this.next();
      if (this.out.length > LIMITS.words) throw new LineError(`the line has too many words: at most ${LIMITS.words} are read`);
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
      const last = this.out.at(-1);
      // After | a command may stand on the next line.
      if (last?.is !== 'operator' || last.text !== '|') this.out.push({ is: 'operator', text: ';' });
      while (this.pending.length > 0) this.heredoc();
      return;
    }
    if (text === '<<' || text === '<<-') return this.announce(text === '<<-');
    if (text === '<<<') throw new LineError('<<< is not offered here: use a here-document (<<EOF)');
    if (text === '|&') throw new LineError('|& is not offered here: write 2>&1 |');
    if (text === '&') throw new LineError('& is not offered here: this terminal runs one command at a time');
    if (text === '(' || text === ')') throw new LineError('this is no full shell: ( ) are not offered here; quote them');
    this.out.push({ is: 'operator', text });
  }

  private announce(tabs: boolean): void {
    while (this.line[this.at] === ' ' || this.line[this.at] === '\t') this.at++;
    const from = this.at;
    const word = this.readWord();
    const end = word.map((part) => (part.is === 'text' ? part.text : `$${part.name}`)).join('');
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
    this.out.push({ is: 'word', word, bare: /['"\\]/.test(raw) ? undefined : raw });
  }

  private readWord(): Word {
    const parts: WordPart[] = [];
    const { line } = this;
    for (; this.at < line.length; ) {
      const char = line[this.at]!;
      if (/[\s;|&<>()]/.test(char)) break;
      if (char === "'") parts.push({ is: 'text', text: this.upTo("'") });
      else if (char === '"') parts.push({ is: 'text', text: '' }, ...this.doubleQuoted());
      else if (char === '`') throw new LineError('backquotes are not offered here: this is no full shell, nothing is evaluated');
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
      if (char === '`') throw new LineError('backquotes are not offered here: this is no full shell, nothing is evaluated');
      if (char === '$') {
        parts.push({ is: 'text', text }, this.variable(true));
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

  private variable(quoted: boolean): WordPart {
    const rest = this.line.slice(this.at, this.at + 300);
    if (rest.startsWith('$(')) throw new LineError('$( ) is not offered here: this is no full shell, nothing is evaluated');
    const match = /^\$(?:([A-Za-z_]\w*|\?)|\{([A-Za-z_]\w*|\?)\})/.exec(rest);
    if (!match) {
      if (rest.startsWith('${')) throw new LineError('of ${ } only the name of a variable is offered here');
      this.at++;
      return { is: 'text', text: '$' };
    }
    this.at += match[0].length;
    return { is: 'variable', name: match[1] ?? match[2]!, quoted };
  }
}

function withVariables(text: string, quoted: boolean): Word {
  const parts: WordPart[] = [];
  let at = 0;
  if (/\$\(|(?<!\\)`/.test(text)) throw new LineError("$( ) and backquotes are not offered here; <<'EOF' takes the text as it stands");
  for (const match of text.matchAll(/\\([$\\`])|\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g)) {
    parts.push({ is: 'text', text: text.slice(at, match.index) });
    parts.push(match[1] === undefined ? { is: 'variable', name: match[2] ?? match[3]!, quoted } : { is: 'text', text: match[1] });
    at = match.index + match[0].length;
  }
  return [...parts, { is: 'text', text: text.slice(at) }];
}

interface OpenStage {
  words: Word[];
  assigns: { name: string; value: Word }[];
  input: Stage['input'];
  output: { file: Word; appends: boolean } | undefined;
  errors: Stage['errors'];
}

const emptyStage = (): OpenStage => ({ words: [], assigns: [], input: undefined, output: undefined, errors: 'shown' });
const isEmpty = ({ words, assigns, input, output }: OpenStage): boolean => words.length === 0 && assigns.length === 0 && !input && !output;

function pipelines(tokens: readonly Token[]): readonly Pipeline[] {
  const done: Pipeline[] = [];
  let when: Pipeline['when'] = 'always';
  let stages: Stage[] = [];
  let stage = emptyStage();
  const close = (next: Pipeline['when'], sign: string): void => {
    if (isEmpty(stage) && (stages.length > 0 || (sign !== ';' && sign !== 'end'))) {
      const message = `something is missing ${stages.length > 0 ? 'after |' : `before ${sign}`}`;
      throw sign === 'end' ? new UnfinishedLine(message) : new LineError(message);
    }
    if (isEmpty(stage) && when !== 'always') {
      if (sign === ';') return;
      throw new UnfinishedLine(`something is missing after ${when === 'success' ? '&&' : '||'}`);
    }
    if (!isEmpty(stage)) done.push({ when, stages: [...stages, stage] });
    stages = [];
    stage = emptyStage();
    when = next;
  };
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.is !== 'operator') addWord(stage, token);
    else if (token.text === '|') {
      if (isEmpty(stage)) throw new LineError('something is missing before |');
      stages.push(stage);
      stage = emptyStage();
    } else if (token.text === ';') close('always', ';');
    else if (token.text === '&&') close('success', '&&');
    else if (token.text === '||') close('failure', '||');
    else if (token.text === '2>&1') stage.errors = 'joined';
    else i = redirect(stage, token.text, [tokens, i]);
  }
  close('always', 'end');
  return done;
}

function addWord(stage: OpenStage, token: Extract<Token, { is: 'word' | 'heredoc' }>): void {
  if (token.is === 'heredoc') {
    stage.input = { is: 'text', word: token.word };
    return;
  }
  const assign = stage.words.length === 0 && token.word[0]?.is === 'text' ? /^([A-Za-z_]\w*)=(.*)$/s.exec(token.word[0].text) : null;
  if (assign) stage.assigns.push({ name: assign[1]!, value: [{ is: 'text', text: assign[2]! }, ...token.word.slice(1)] });
  else stage.words.push(token.word);
}

/** Returns the index of the last token it took. */
function redirect(stage: OpenStage, sign: string, [tokens, i]: readonly [readonly Token[], number]): number {
  const target = tokens[i + 1];
  if (target?.is !== 'word') throw new LineError(`something is missing after ${sign}`);
  if (sign === '2>' || sign === '2>>') {
    if (target.bare !== '/dev/null') throw new LineError('2> is offered to /dev/null only');
    stage.errors = 'dropped';
  } else if (sign === '<') stage.input = { is: 'file', word: target.word };
  else stage.output = { file: target.word, appends: sign === '>>' };
  return i + 1;
}
