import type { SimTime } from '../../../base/time.ts';
import type { PodAnswer, PodRequest, ProgramContext, ProgramInput, ProgramWorld, Step, UsageRule } from '../program.ts';

/** A program that listens and answers until it is told to stop. */
export interface ServerState {
  readonly kind: 'server';
  /** Key of the table of servers. */
  readonly app: string;
  readonly context: ProgramContext;
  readonly argv: readonly string[];
  readonly phase: 'starting' | 'ready' | 'stopping' | 'ended';
  readonly startedAt: SimTime;
  /** When the phase ends by itself: starting → ready, stopping → ended. */
  readonly nextAt: SimTime | undefined;
  readonly ports: readonly number[];
  readonly healthy: boolean;
  readonly exitCode: number;
  readonly requests: number;
  readonly usage: UsageRule;
}
export declare function startServer(context: ProgramContext, argv: readonly string[], now: SimTime): Step;
export declare function advanceServer(state: ServerState, now: SimTime, input: ProgramInput, world: ProgramWorld): Step;
export declare function serveByServer(state: ServerState, now: SimTime, request: PodRequest, world: ProgramWorld): Step & { readonly answer: PodAnswer };
