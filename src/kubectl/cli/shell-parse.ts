import { LineError, type LineNode, MOST_DEPTH, type Stage, UnfinishedLine, type Word } from './shell-ast.ts';

export type Token =
  /** `bare`: as it stands, where nothing of it is quoted. */
  | { readonly is: 'word'; readonly word: Word; readonly bare: string | undefined }
  | { readonly is: 'operator'; readonly text: string }
  | { readonly is: 'heredoc'; readonly word: Word };

/** Words that begin a command of commands; others that a shell has are refused, so that nothing of such a line runs. */
const BEGIN = ['if', 'for', 'while', 'until'];
const WITHIN = ['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}', ']]'];
const NOT_OFFERED = ['case', 'select', 'function', '{', '[[', 'coproc'];
const PIPED = 'nothing goes from or to a whole if, for or while here: put | < > at a command within it, or $( ) around it';

/** The tokens of a line as a tree. Throws LineError. */
export function parseTokens(tokens: readonly Token[]): LineNode {
  return new Parser(tokens).line();
}

interface OpenStage {
  words: Word[];
  assigns: { name: string; value: Word }[];
  input: Stage['input'];
  output: { file: Word; appends: boolean } | undefined;
  errors: Stage['errors'];
}

class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;
  /** Loops around what is read. */
  private loops = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  line(): LineNode {
    return this.list([]);
  }

  private get token(): Token | undefined {
    return this.tokens[this.at];
  }

  private isOperator(...texts: readonly string[]): boolean {
    const { token } = this;
    return token?.is === 'operator' && texts.includes(token.text);
  }

  private get bare(): string | undefined {
    const { token } = this;
    return token?.is === 'word' ? token.bare : undefined;
  }

  private skipLines(): void {
    while (this.isOperator('\n')) this.at++;
  }

  /** Commands up to one of these words, which is not taken. */
  private list(ends: readonly string[]): LineNode {
    if (++this.depth > MOST_DEPTH) throw new LineError('too many commands within commands');
    const nodes: LineNode[] = [];
    for (;;) {
      while (this.isOperator(';', '\n')) this.at++;
      if (!this.token || ends.includes(this.bare ?? '')) break;
      nodes.push(this.andOr());
      if (this.token && !this.isOperator(';', '\n') && !ends.includes(this.bare ?? '')) throw this.unexpected();
    }
    this.depth--;
    if (ends.length > 0 && this.token && nodes.length === 0) throw new LineError(`something is missing before ${this.bare}`);
    return nodes.length === 1 ? nodes[0]! : { is: 'list', nodes };
  }

  private unexpected(): LineError {
    const { token } = this;
    if (token?.is === 'operator' && ['|', '<', '>', '>>', '2>', '2>>', '2>&1'].includes(token.text)) return new LineError(PIPED, 'piped');
    if (token?.is === 'heredoc') return new LineError(PIPED, 'piped');
    return new LineError(`syntax error near unexpected token \`${token?.is === 'word' ? (token.bare ?? '…') : (token?.text ?? 'newline')}'`);
  }

  private andOr(): LineNode {
    let left = this.negated();
    while (this.isOperator('&&', '||')) {
      const sign = (this.token as { text: string }).text;
      this.at++;
      this.skipLines();
      if (!this.token) throw new UnfinishedLine(`something is missing after ${sign}`);
      left = { is: sign === '&&' ? 'and' : 'or', left, right: this.negated() };
    }
    return left;
  }

  private negated(): LineNode {
    let odd = false;
    for (; this.bare === '!'; this.at++) odd = !odd;
    if (!this.token) throw new LineError('something is missing after !');
    const node = this.pipeline();
    return odd ? { is: 'not', node } : node;
  }

  private pipeline(): LineNode {
    const word = this.bare;
    if (word !== undefined && BEGIN.includes(word)) return this.compound(word);
    if (word === 'break' || word === 'continue') return this.jump(word);
    const stages = [this.stage()];
    while (this.isOperator('|')) {
      this.at++;
      this.skipLines();
      if (!this.token) throw new UnfinishedLine('something is missing after |');
      if (BEGIN.includes(this.bare ?? '')) throw new LineError(PIPED, 'piped');
      stages.push(this.stage());
    }
    return { is: 'pipeline', stages };
  }

  private compound(word: string): LineNode {
    this.at++;
    if (word === 'if') return this.conditional();
    if (word === 'for') return this.each();
    const condition = this.list(['do']);
    return { is: 'loop', until: word === 'until', condition, body: this.body() };
  }

  private take(word: string): void {
    this.skipLines();
    if (!this.token) throw new UnfinishedLine(`something is missing: ${word}`);
    if (this.bare !== word) throw this.unexpected();
    this.at++;
  }

  private body(): LineNode {
    this.take('do');
    this.loops++;
    const body = this.list(['done']);
    this.loops--;
    this.take('done');
    return body;
  }

  private conditional(): LineNode {
    const clauses: { condition: LineNode; body: LineNode }[] = [];
    for (;;) {
      const condition = this.list(['then']);
      this.take('then');
      clauses.push({ condition, body: this.list(['elif', 'else', 'fi']) });
      if (this.bare !== 'elif') break;
      this.at++;
    }
    const hasElse = this.bare === 'else';
    if (hasElse) this.at++;
    const otherwise = hasElse ? this.list(['fi']) : undefined;
    this.take('fi');
    return { is: 'if', clauses, otherwise };
  }

  private each(): LineNode {
    const name = this.bare;
    if (name === undefined && !this.token) throw new UnfinishedLine('something is missing after for');
    if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) throw new LineError(`for ${name ?? ''}: not a name: for NAME in WORDS; do …; done`);
    this.at++;
    this.take('in');
    const words: Word[] = [];
    for (let { token } = this; token?.is === 'word'; token = this.token) {
      words.push(token.word);
      this.at++;
    }
    if (this.token && !this.isOperator(';', '\n')) throw this.unexpected();
    if (this.token) this.at++;
    return { is: 'for', name, words, body: this.body() };
  }

  private jump(is: 'break' | 'continue'): LineNode {
    this.at++;
    const count = this.bare;
    if (count !== undefined) this.at++;
    const of = Number(count ?? 1);
    if (count !== undefined && (!/^\d+$/.test(count) || of < 1)) throw new LineError(`${is}: ${count}: a number of loops is expected`);
    if (this.loops === 0) throw new LineError(`${is}: only meaningful in a for, while or until loop`);
    return { is, of: Math.min(of, this.loops) };
  }

  private stage(): Stage {
    const { bare } = this;
    if (bare !== undefined && WITHIN.includes(bare)) throw this.unexpected();
    if (bare !== undefined && NOT_OFFERED.includes(bare))
      throw new LineError(`${bare} is not offered here: there are if, for, while and until, [ ] and $( )`, 'construct', { what: bare });
    const stage: OpenStage = { words: [], assigns: [], input: undefined, output: undefined, errors: 'shown' };
    for (;;) {
      const { token } = this;
      if (!token || this.isOperator(';', '\n', '&&', '||', '|')) break;
      this.at++;
      if (token.is !== 'operator') addWord(stage, token);
      else if (token.text === '2>&1') stage.errors = 'joined';
      else this.redirect(stage, token.text);
    }
    const { words, assigns, input, output } = stage;
    if (words.length > 0 || assigns.length > 0 || input || output) return stage;
    const { token } = this;
    throw new LineError(`something is missing before ${token?.is === 'operator' ? token.text : 'the end'}`);
  }

  private redirect(stage: OpenStage, sign: string): void {
    const { token: target } = this;
    if (target?.is !== 'word') throw new LineError(`something is missing after ${sign}`);
    this.at++;
    if (sign === '2>' || sign === '2>>') {
      if (target.bare !== '/dev/null') throw new LineError('2> is offered to /dev/null only', 'errorsTo');
      stage.errors = 'dropped';
    } else if (sign === '<') stage.input = { is: 'file', word: target.word };
    else stage.output = { file: target.word, appends: sign === '>>' };
  }
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
