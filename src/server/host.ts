import type { OutsideInput, OutsideMessage } from '../wire/outside.ts';
import type { ApiRequest } from '../wire/request.ts';

/** Where the cluster is: in this process, or in a browser's tab. */
export interface ClusterHost {
  /** Hands a request in; what comes back is told to `hear`, in order, until its last message (`answer` or `closed`). `room`: see `input`. */
  open(asked: { readonly agent: string; readonly request: ApiRequest }, hear: (message: OutsideMessage) => void, room?: () => void): Exchange;
}

export interface Exchange {
  /** What the client sends on a stream that was opened. False: nothing more should come until `room` is called, since nobody takes it. */
  input(input: OutsideInput): boolean;
  /** The client has gone; nothing is told any more. */
  close(): void;
}

export const isLast = ({ is }: OutsideMessage): boolean => is === 'answer' || is === 'closed';
