import type { SimTime } from '../../base/time.ts';
import { advanceMachine, type Machine, startMachine } from './shell/machine.ts';
import type { HttpOutcome, ProgramContext, ProgramEffect, ProgramInput, ProgramWorld, ResolveOutcome } from './program.ts';

/**
 * A command run in a container beside its main process: exec probes, exec hooks, `kubectl exec`. It has the container's files and
 * environment; as a program it is plain state that may take virtual time.
 */
export interface ExecState {
  readonly machine: Machine;
  readonly stdout: string;
  readonly stderr: string;
  /** Set when it has ended. 127 / 126 with `failed` when it could not be started at all. */
  readonly exitCode: number | undefined;
  readonly failed?: string;
}

export interface ExecStep {
  readonly state: ExecState;
  /** Only `wake`, `http`, `connect`, `resolve`: output is gathered in the state. */
  readonly effects: readonly ProgramEffect[];
}

export function startExec(context: ProgramContext, command: readonly string[], now: SimTime, world: ProgramWorld): ExecStep {
  const started = startMachine(context, command, now, world, { exec: true });
  return gathered({ machine: started.state as Machine, stdout: '', stderr: '', exitCode: undefined }, started.effects);
}

export function advanceExec(state: ExecState, now: SimTime, input: ProgramInput, world: ProgramWorld): ExecStep {
  if (state.exitCode !== undefined) return { state, effects: [] };
  const step = advanceMachine(state.machine, now, input, world);
  return gathered({ ...state, machine: step.state as Machine }, step.effects);
}

const OUTPUT_LIMIT = 10_240;

function gathered(state: ExecState, effects: readonly ProgramEffect[]): ExecStep {
  let { stdout, stderr, exitCode, failed } = state;
  const others: ProgramEffect[] = [];
  for (const effect of effects) {
    if (effect.do === 'log') {
      if (effect.stream === 'stdout') stdout = (stdout + effect.text).slice(0, OUTPUT_LIMIT);
      else stderr = (stderr + effect.text).slice(0, OUTPUT_LIMIT);
    } else if (effect.do === 'exit') exitCode = effect.exitCode;
    else others.push(effect);
  }
  if (state.machine.cannotStart !== undefined) failed = state.machine.cannotStart;
  return {
    state: { machine: state.machine, stdout, stderr, exitCode, ...(failed === undefined ? {} : { failed }) },
    effects: exitCode === undefined ? others : [],
  };
}

export type { HttpOutcome, ResolveOutcome };
