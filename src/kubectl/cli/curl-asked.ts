import { type OwnWordsArgs, OwnWordsError, type OwnWordsKey } from '../../wire/own-words.ts';
import type { Run } from './run.ts';
import { withFile } from './step.ts';

/** What a line of curl asks for, of one address. */
export interface Asked {
  readonly url: string;
  readonly method: string | undefined;
  readonly data: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly file: string | undefined;
  readonly format: string | undefined;
  readonly shows: { readonly head: boolean; readonly body: boolean };
  readonly fails: boolean;
  readonly verbose: boolean;
  readonly connectUs: number | undefined;
  readonly limitUs: number | undefined;
}

export class CurlError extends OwnWordsError {
  readonly exit: number;
  constructor(message: string, exit: number, ...own: readonly [OwnWordsKey?, OwnWordsArgs?]) {
    super(message, ...own);
    this.exit = exit;
  }
}

/** The answer goes to the screen or into a file. */
export function keep(run: Run, file: string | undefined, text: string): void {
  if (file === '/dev/null') return;
  if (file === undefined || file === '-') run.out(text);
  else run.session = withFile(run.session, file, text);
}
