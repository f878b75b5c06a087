import { OwnWordsError } from '../../wire/own-words.ts';

/** A line of the terminal as a tree: plain data. */
export type WordPart =
  | { readonly is: 'text'; readonly text: string }
  /** Unquoted variables fall apart at blanks. */
  | { readonly is: 'variable'; readonly name: string; readonly quoted: boolean }
  /** `$(…)` and backquotes. */
  | { readonly is: 'command'; readonly body: LineNode; readonly quoted: boolean }
  /** `$((…))` */
  | { readonly is: 'arithmetic'; readonly word: Word; readonly quoted: boolean }
  /** What the command at this place has printed: in a program that is run, it stands for `command`. */
  | { readonly is: 'captured'; readonly index: number; readonly quoted: boolean };
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

export type LineNode =
  | { readonly is: 'pipeline'; readonly stages: readonly Stage[] }
  | { readonly is: 'list'; readonly nodes: readonly LineNode[] }
  | { readonly is: 'and' | 'or'; readonly left: LineNode; readonly right: LineNode }
  | { readonly is: 'not'; readonly node: LineNode }
  | { readonly is: 'if'; readonly clauses: readonly { readonly condition: LineNode; readonly body: LineNode }[]; readonly otherwise: LineNode | undefined }
  | { readonly is: 'loop'; readonly until: boolean; readonly condition: LineNode; readonly body: LineNode }
  | { readonly is: 'for'; readonly name: string; readonly words: readonly Word[]; readonly body: LineNode }
  /** `of`: how many loops, from the innermost. */
  | { readonly is: 'break' | 'continue'; readonly of: number };

export class LineError extends OwnWordsError {}

/** What was typed so far may go on in a next line: a shell asks for it. */
export class UnfinishedLine extends LineError {}

/** How deep constructs may stand in one another. */
export const MOST_DEPTH = 50;
