import type { SimTime } from '../../../base/time.ts';
import type { PodAnswer, PodRequest, ProgramContext, ProgramInput, ProgramWorld, Step, UsageRule } from '../program.ts';

/** Processes of a container that runs a shell or commands, on virtual time. */
export interface Machine {
  readonly kind: 'machine';
  readonly context: ProgramContext;
  readonly usage: UsageRule;
  /** Why the command could not be executed at all, as runc says it; the container then never starts (exit code 128 as containerd reports StartError). */
  readonly cannotStart: string | undefined;
}
export declare function startMachine(context: ProgramContext, argv: readonly string[], now: SimTime, world: ProgramWorld, how?: { readonly exec?: boolean }): Step;
export declare function advanceMachine(state: Machine, now: SimTime, input: ProgramInput, world: ProgramWorld): Step;
export declare function serveByMachine(state: Machine, now: SimTime, request: PodRequest, world: ProgramWorld): Step & { readonly answer: PodAnswer };
