import type { Json } from '../base/json.ts';
import type { ApiRequest } from './request.ts';

/** What a message on its way carried. */
export interface Message {
  readonly request?: RequestMessage;
  /** Undefined: it has not been answered at the instant shown. */
  readonly response?: ResponseMessage;
  /** Of a watch: the type of the event, the object, and the version of it before. */
  readonly watch?: { readonly type: string; readonly object: Json; readonly before?: Json };
}

export interface RequestMessage {
  readonly method: string;
  /** With the query. */
  readonly target: string;
  readonly headers: readonly Header[];
  readonly body?: Json;
  /** The request itself: how one types it says wire/by-hand.ts. */
  readonly asked: ApiRequest;
}

export interface ResponseMessage {
  /** 0: no answer came; the body says why. */
  readonly code: number;
  readonly headers: readonly Header[];
  readonly body: Json;
  /** Items of a list that were left out of the body. */
  readonly omitted: number;
  /** The object before it was written, when it was. */
  readonly before?: Json;
}

export type Header = readonly [name: string, value: string];
