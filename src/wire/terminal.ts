import type { OwnWords } from './own-words.ts';
import type { CommandResult, ResultLine } from './command.ts';

/**
 * What a terminal shows, one after the other. It belongs to the cluster's state, so that it stands as it was wherever one goes in time. Texts are as they were
 * printed: whoever shows them takes care of control characters.
 */
export type ScreenEntry =
  /** A line that was typed, and by which happening it is known. */
  | { readonly is: 'typed'; readonly id: number; readonly line: string; readonly namespace: string }
  /** What the line of this id printed; without a line break at its end, the next goes on in the same line. */
  | {
      readonly is: 'printed';
      readonly id: number;
      readonly stream: ResultLine['stream'];
      readonly text: string;
      readonly object?: NonNullable<ResultLine['object']>;
      /** Words in it that are Cutaway's own. */
      readonly own?: OwnWords;
      /** Written for a terminal: it moves the cursor, ends lines with CR LF. */
      readonly tty?: true;
      /** A program that draws its screen anew (`watch`) begins to: what it prints from here on stands there until the next one, or until the line is over. */
      readonly frame?: Frame;
    }
  /** The line is over; `interrupted`: by Ctrl-C, which a terminal echoes. */
  | { readonly is: 'over'; readonly id: number; readonly exit: number; readonly interrupted?: true };

export interface Frame {
  /** `Every 2.0s: `, the command, and at the right the host and the time: how they share the line is the terminal's. */
  readonly header?: { readonly every: string; readonly command: string; readonly right: string };
  /** What differs from the frame before is marked. */
  readonly marks?: true;
}

/** What is new on a terminal. Applying it twice changes nothing more. */
export interface TerminalChange {
  readonly terminal: string;
  /** The namespace of its context. */
  readonly namespace: string;
  /** The typed line that runs. */
  readonly running: number | undefined;
  /** Its program reads what is typed (`{do: 'input'}`). */
  readonly wants?: NonNullable<CommandResult['wants']>;
  /** Entries are counted from the first that ever was; those before this one have been let go. */
  readonly first: number;
  /** Index of the first of `entries`: what stood there, and behind it, is gone. */
  readonly at: number;
  readonly entries: readonly ScreenEntry[];
}
