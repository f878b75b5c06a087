import type { Frame } from '../wire/frame.ts';
import type { RecordedCommand } from '../wire/instant.ts';
import type { OutsideInput, OutsideMessage } from '../wire/outside.ts';
import type { ApiRequest } from '../wire/request.ts';
import type { Control, Question } from '../wire/source.ts';
import type { Standing } from './standing.ts';

/** Page → worker. */
export type ToWorker =
  /** From now on frames are wanted; the next is a whole snapshot. */
  | { readonly say: 'subscribe' }
  | { readonly say: 'control'; readonly control: Control }
  | { readonly say: 'ask'; readonly id: number; readonly question: Question }
  /** A request of a real client outside, what it sends on a stream, and that it does not wait any more. */
  | { readonly say: 'client'; readonly exchange: string; readonly agent: string; readonly request: ApiRequest }
  | { readonly say: 'client.input'; readonly exchange: string; readonly input: OutsideInput }
  | { readonly say: 'client.gone'; readonly exchange: string }
  /** The frame of this number has been applied: the next may come. */
  | { readonly say: 'shown'; readonly frame: number };

/** Worker → page. */
export type FromWorker =
  | { readonly say: 'frame'; readonly number: number; readonly frame: Frame; readonly at: Standing }
  | { readonly say: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly say: 'refused'; readonly id: number; readonly message: string }
  /**
   * A command was given: told once, before anything comes of it. `at`: right after it, so it is the last of `at.commands` on `at.branch`; where that is not
   * `of`, the branch on which the cluster stood, a branch begins with it. All of them are what is needed, with the session that was opened, to live it again.
   */
  | { readonly say: 'given'; readonly of: string; readonly command: RecordedCommand; readonly at: Standing }
  /** What real clients outside are sent; `at`: where the cluster stood when it sent that. */
  | { readonly say: 'outside'; readonly message: OutsideMessage; readonly at?: Standing }
  | { readonly say: 'trouble'; readonly message: string }
  /** A command was refused because the session has no room for another one. */
  | { readonly say: 'full'; readonly message: string }
  | { readonly say: 'beat' };

/** The worker says that it lives so often, in milliseconds of wall time. */
export const BEAT_MS = 250;
/** Without a beat for so long it is started anew. */
export const SILENCE_MS = 3_000;
