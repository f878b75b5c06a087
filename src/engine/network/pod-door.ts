import type { PodAnswer, PodRequest } from '../images/program.ts';

/**
 * Between network and container runtime. When a packet reaches a pod's address the network dispatches the handler POD_REQUEST with
 * `Arrival`; the runtime (engine/node) finds the pod's sandbox by its address, lets the listening container's program `serve`, and
 * schedules `arrival.reply` after the answer's `afterUs` with `Answered`. No sandbox with that address, machine off: `{kind: 'unreachable'}`,
 * at once; the network itself waits the client's time-out.
 */
export const POD_REQUEST = 'runtime.request';

export interface Arrival {
  readonly podIP: string;
  readonly request: PodRequest;
  /** Handler to schedule with `Answered`, as background when `background`. */
  readonly reply: { readonly to: string; readonly args: unknown };
  readonly background: boolean;
}

export interface Answered<A = unknown> {
  readonly answer: PodAnswer | { readonly kind: 'unreachable' };
  readonly args: A;
}
