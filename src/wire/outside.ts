import type { Json } from '../base/json.ts';
import type { ApiResponse } from './request.ts';

/**
 * What a real client outside (kubectl, helm, a library) is sent back, in order. An exchange is one request: it ends with one `answer`, or, when it is a
 * watch that was opened, with `closed`. A replay sends the same messages again: who passes them on knows by `exchange` and `seq` which are new.
 */
export type OutsideMessage = { readonly exchange: string; /** Counts the messages of the exchange from 0. */ readonly seq: number } & OutsideContent;

export type OutsideContent =
  | { readonly is: 'answer'; readonly response: ApiResponse }
  | { readonly is: 'opened' }
  | { readonly is: 'event'; readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'; readonly object: Json }
  | { readonly is: 'closed' };
