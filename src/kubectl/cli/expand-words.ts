import { ArithmeticError, evaluateArithmetic } from '../../base/shell-arithmetic.ts';
import { LineError, type Word, type WordPart } from './shell-ast.ts';
import { own, type Session, withVariable } from './step.ts';

/** Characters that a word may come to. */
const MOST_TEXT = 1_000_000;

/** Words of a line with variables, results and outputs put in. `$((i++))` changes the session. Throws LineError. */
export class Expansion {
  session: Session;
  /** What the commands within the words at hand have printed. */
  private readonly outputs: readonly string[];

  constructor(session: Session, outputs: readonly string[]) {
    this.session = session;
    this.outputs = outputs;
  }

  words(list: readonly Word[]): readonly string[] {
    return list.flatMap((word) => this.fields(word));
  }

  /** As one text: what is assigned, the name of a file, a here-document. */
  text(word: Word): string {
    return bounded(word.map((part) => (part.is === 'text' ? part.text : this.valueOf(part))).join(''));
  }

  /** Those without quotes fall apart at blanks. */
  private fields(word: Word): readonly string[] {
    const fields: string[] = [];
    let open = false;
    const add = (text: string): void => {
      if (open) fields[fields.length - 1] = bounded(fields.at(-1)! + text);
      else fields.push(bounded(text));
      open = true;
    };
    for (const part of word) {
      if (part.is === 'text' || part.quoted) {
        add(part.is === 'text' ? part.text : this.valueOf(part));
        continue;
      }
      bounded(this.valueOf(part))
        .split(/[ \t\n]+/)
        .forEach((piece, i) => {
          if (i > 0) open = false;
          if (piece !== '') add(piece);
        });
    }
    return fields;
  }

  private valueOf(part: Exclude<WordPart, { is: 'text' }>): string {
    switch (part.is) {
      case 'variable':
        return valueOf(this.session, part.name);
      case 'captured':
        return this.outputs[part.index] ?? '';
      case 'arithmetic':
        return this.arithmetic(part.word);
      case 'command':
        throw new Error('a command within a word was not run');
    }
  }

  private arithmetic(word: Word): string {
    const text = this.text(word);
    try {
      const value = evaluateArithmetic(text, {
        get: (name) => own(this.session.variables, name) ?? '',
        set: (name, to) => void (this.session = withVariable(this.session, name, to)),
      });
      return String(value);
    } catch (error) {
      if (!(error instanceof ArithmeticError)) throw error;
      throw new LineError(`${text.trim()}: ${error.message}`);
    }
  }
}

/** Before the first command `$?` is 0. */
export const valueOf = ({ variables }: Session, name: string): string => own(variables, name) ?? (name === '?' ? '0' : '');

function bounded(text: string): string {
  if (text.length > MOST_TEXT) throw new LineError(`a word is too long: at most ${MOST_TEXT} characters`, 'longWord', { most: String(MOST_TEXT) });
  return text;
}
