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
  /** What came out of a forwarded port's connection, and that the connection is over; `error`: why it could not be made, in the kubelet's words. */
  | { readonly is: 'data'; readonly connection: number; readonly text: string }
  | { readonly is: 'hung-up'; readonly connection: number; readonly error?: string }
  | { readonly is: 'closed' };

/**
 * What a real client sends on a stream that it has open. Texts are UTF-8; bytes that are none stand as U+DC80 … U+DCFF, so that nothing of them is lost
 * (base/byte-text.ts).
 */
export type OutsideInput =
  /** Standard input of a command in a container; with a tty the keys as they are pressed. */
  | { readonly is: 'text'; readonly text: string }
  /** Standard input has ended. */
  | { readonly is: 'end' }
  /** The client's terminal has this size now. */
  | { readonly is: 'resize'; readonly columns: number; readonly rows: number }
  /** A connection to a port of the pod (port-forward), what goes through it, and its end. `connection` numbers those of one exchange. */
  | { readonly is: 'connect'; readonly connection: number; readonly port: number }
  | { readonly is: 'data'; readonly connection: number; readonly text: string }
  | { readonly is: 'hang-up'; readonly connection: number };
