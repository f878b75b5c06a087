import type { SimTime } from '../../base/time.ts';
import { advanceMachine, type Machine, startMachine } from './shell/machine.ts';
import type { HttpOutcome, ProgramContext, ProgramEffect, ProgramInput, ProgramWorld, ResolveOutcome } from './program.ts';

/**
 * A command run in a container beside its main process: exec probes, exec hooks, `kubectl exec`. It has the container's files and
 * environment; as a program it is plain state that may take virtual time.
 */
export interface ExecState {
  readonly machine: Machine;
  /** What was written so far, when it is gathered for the end (ExecSync). */
  readonly stdout: string;
  readonly stderr: string;
  /** Output is passed on as it comes. */
  readonly streams: boolean;
  /** Set when it has ended. 127 / 126 with `failed` when it could not be started at all. */
  readonly exitCode: number | undefined;
  readonly failed?: string;
}

export interface Written {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface ExecStep {
  readonly state: ExecState;
  /** Only `wake`, `http`, `connect`, `resolve`. */
  readonly effects: readonly ProgramEffect[];
  /** Written in this step, of a command that streams. */
  readonly output: readonly Written[];
}

/** Streams of a command that somebody waits in front of. */
export interface ExecStreams {
  readonly stdin: boolean;
  readonly tty: boolean;
}

export interface ExecStart {
  readonly now: SimTime;
  readonly world: ProgramWorld;
  /** Undefined: ExecSync, without standard input. */
  readonly streams: ExecStreams | undefined;
}

export function startExec(context: ProgramContext, command: readonly string[], { now, world, streams }: ExecStart): ExecStep {
  const own = { ...context, stdin: streams?.stdin ?? false, tty: streams?.tty ?? false };
  const started = startMachine(own, command, now, world, { exec: true, streams: streams !== undefined });
  const state: ExecState = { machine: started.state as Machine, stdout: '', stderr: '', streams: streams !== undefined, exitCode: undefined };
  return gathered(state, started.effects);
}

export function advanceExec(state: ExecState, now: SimTime, input: ProgramInput, world: ProgramWorld): ExecStep {
  if (state.exitCode !== undefined) return { state, effects: [], output: [] };
  const step = advanceMachine(state.machine, now, input, world);
  return gathered({ ...state, machine: step.state as Machine }, step.effects);
}

const OUTPUT_LIMIT = 10_240;

function gathered(state: ExecState, effects: readonly ProgramEffect[]): ExecStep {
  const { machine, streams } = state;
  let { stdout, stderr, exitCode, failed } = state;
  const others: ProgramEffect[] = [];
  const output: Written[] = [];
  for (const effect of effects) {
    if (effect.do === 'log' && streams) output.push({ stream: effect.stream, text: effect.text });
    else if (effect.do === 'log') {
      if (effect.stream === 'stdout') stdout = (stdout + effect.text).slice(0, OUTPUT_LIMIT);
      else stderr = (stderr + effect.text).slice(0, OUTPUT_LIMIT);
    } else if (effect.do === 'exit') exitCode = effect.exitCode;
    else others.push(effect);
  }
  if (machine.cannotStart !== undefined) failed = machine.cannotStart;
  return {
    state: { machine, stdout, stderr, streams, exitCode, ...(failed === undefined ? {} : { failed }) },
    effects: exitCode === undefined ? others : [],
    output,
  };
}

export type { HttpOutcome, ResolveOutcome };
