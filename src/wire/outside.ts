import type { Json } from '../base/json.ts';
import type { ApiResponse } from './request.ts';

/**
 * What a real client outside (kubectl, helm, a library) is sent back, in order. An exchange is one request: it ends with one `answer`, or, when it is a
 * stream that was opened (a watch, a log that is followed, a command), with `closed`. A replay sends the same messages again: who passes them on knows by `exchange` and `seq` which are new.
 */
export type OutsideMessage = { readonly exchange: string /** Counts the messages of the exchange from 0. */; readonly seq: number } & OutsideContent;

export type OutsideContent =
  | { readonly is: 'answer'; readonly response: ApiResponse }
  | { readonly is: 'opened' }
  | { readonly is: 'event'; readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'; readonly object: Json }
  /** What a program wrote (`logs -f`, `exec`); `error` carries the Status a run ends with, as JSON. */
  | { readonly is: 'output'; readonly channel: 'stdout' | 'stderr' | 'error'; readonly text: string }
  | { readonly is: 'closed' };
