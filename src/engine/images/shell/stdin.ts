import type { ProgramInput } from '../program.ts';
import { BLANK_LINE, type EditedLine } from './line-editor.ts';

/**
 * Standard input of a container's main process, or of a command run beside it, as somebody outside types or sends it. Plain data; written only within
 * an activation, which works on a copy.
 */
export interface Stdin {
  /** What came and has not been looked at: there are things to do first (the program starts). */
  raw: string;
  /** What programs can read. With a tty it holds END where Ctrl-D was pressed. */
  ready: string;
  /** Nobody will send more. */
  ended: boolean;
  tty: Tty | undefined;
}

/** The terminal in front of the program. */
export interface Tty {
  /** Typed and not handed over yet. */
  readonly line: EditedLine;
  readonly columns: number;
  readonly rows: number;
}

/** Ctrl-D in what a tty hands over: whoever reads gets an end of file once. */
export const END = '\u0004';

export const openStdin = ({ tty }: { readonly tty: boolean }): Stdin => ({
  raw: '',
  ready: '',
  ended: false,
  tty: tty ? { line: BLANK_LINE, columns: 80, rows: 24 } : undefined,
});

/** True when it was something for standard input; what is to be read waits there. */
export function keepInput(stdin: Stdin, input: ProgramInput): boolean {
  switch (input.on) {
    case 'input':
      stdin.raw += input.text;
      return true;
    case 'input-end':
      stdin.ended = true;
      return true;
    case 'resize':
      if (stdin.tty) stdin.tty = { ...stdin.tty, columns: input.columns, rows: input.rows };
      return true;
    default:
      return false;
  }
}

export interface Input {
  readonly text: string;
  /** After this text comes no more. */
  readonly eof: boolean;
}

/** What there is to read, without taking it. */
export function peekStdin({ raw, ready, ended, tty }: Stdin): Input {
  const end = tty ? ready.indexOf(END) : -1;
  if (end < 0) return { text: ready, eof: ended && raw === '' };
  return { text: ready.slice(0, end), eof: end === 0 };
}

/** Takes so many characters; nothing where Ctrl-D stands takes the end of file. */
export function takeStdin(stdin: Stdin, length: number): void {
  stdin.ready = stdin.ready.slice(length === 0 && stdin.tty && stdin.ready.startsWith(END) ? 1 : length);
}
