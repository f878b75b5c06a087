import type { SimTime } from '../../../base/time.ts';
import { advanceExec, type ExecState, type ExecStep, type ExecStreams, startExec, type Written } from '../../images/exec.ts';
import type { ProgramEffect, ProgramInput } from '../../images/program.ts';
import type { Sim } from '../../sim/sim.ts';
import { worldOf } from './containers.ts';
import { connectFor, requestFor, resolveFor } from './outgoing.ts';
import { type ContainerRef, containerOf, type ExecRun, runtimeOf, setRuntime } from './records.ts';

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The command could not be started at all. */
  readonly failed?: string;
}

/** What the asker's handler gets. Undefined: the container ended meanwhile. */
export interface ExecReply<A = unknown> {
  readonly exec: number;
  readonly result: ExecResult | undefined;
  readonly args: A;
}

/** What a command that streams wrote; it comes to the same handler. */
export interface ExecOutput<A = unknown> {
  readonly exec: number;
  readonly output: readonly Written[];
  readonly args: A;
}

interface ExecHow {
  readonly background: boolean;
  readonly reply: ExecRun['reply'];
  /** Exec instead of ExecSync: output is told as it comes (`ExecOutput`), standard input may be open. */
  readonly streams?: ExecStreams;
}

/**
 * ExecSync: runs a command in a running container. What ends at once is answered at once; otherwise the number of the run comes
 * back and its end is dispatched to `reply.to`.
 */
export function execIn(sim: Sim, ref: ContainerRef, command: readonly string[], how: ExecHow): ExecResult | number {
  const container = containerOf(sim, ref);
  if (container?.state !== 'running') return { exitCode: 126, stdout: '', stderr: '', failed: 'container not running' };
  const step = startExec(container.context, command, { now: sim.now, world: worldOf(sim, ref), streams: how.streams });
  if (step.state.exitCode !== undefined || step.state.failed !== undefined) return resultOf(step.state);
  const runtime = runtimeOf(sim, ref.node);
  const id = runtime.nextExec;
  const run: ExecRun = { id, ref, state: step.state, wake: 0, background: how.background, reply: how.reply };
  setRuntime(sim, { ...runtime, nextExec: id + 1, execs: runtime.execs.set(String(id), run) });
  proceed(sim, run, step);
  return id;
}

/** Gives a run up (time-out): its end is told to nobody. */
export function forgetExec(sim: Sim, node: string, id: number): void {
  const runtime = runtimeOf(sim, node);
  setRuntime(sim, { ...runtime, execs: runtime.execs.delete(String(id)) });
}

/** The container has ended: whatever ran in it beside its main process ended with it. */
export function endExecs(sim: Sim, { ref }: { ref: ContainerRef }): void {
  for (const run of runtimeOf(sim, ref.node).execs.values()) if (run.ref.id === ref.id) finish(sim, run, undefined);
}

export function feedExec(sim: Sim, node: string, id: number, input: ProgramInput, wake?: number): void {
  const run = runtimeOf(sim, node).execs.get(String(id));
  if (!run || (wake !== undefined && run.wake !== wake)) return;
  const container = containerOf(sim, run.ref);
  if (container?.state !== 'running') return finish(sim, run, undefined);
  proceed(sim, run, advanceExec(run.state, sim.now, input, worldOf(sim, run.ref)));
}

function proceed(sim: Sim, run: ExecRun, step: ExecStep): void {
  if (step.output.length > 0) sim.dispatch(run.reply.to, { exec: run.id, output: step.output, args: run.reply.args } satisfies ExecOutput);
  if (step.state.exitCode !== undefined) return finish(sim, run, resultOf(step.state));
  let next: ExecRun = { ...run, state: step.state };
  for (const effect of step.effects) next = carryOut(sim, next, effect);
  const runtime = runtimeOf(sim, run.ref.node);
  setRuntime(sim, { ...runtime, execs: runtime.execs.set(String(run.id), next) });
}

function carryOut(sim: Sim, run: ExecRun, effect: ProgramEffect): ExecRun {
  const { ref } = run;
  const reply = (on: 'http' | 'connect' | 'resolve', id: number) => ({ to: 'runtime.exec-answer', args: { ref, on, id, exec: run.id } });
  if (effect.do === 'http') requestFor(sim, ref, effect, reply('http', effect.id));
  if (effect.do === 'connect') connectFor(sim, ref, effect, reply('connect', effect.id));
  if (effect.do === 'resolve') resolveFor(sim, ref, effect, reply('resolve', effect.id));
  if (effect.do !== 'wake') return run;
  const wake = run.wake + 1;
  sim.schedule({
    at: Math.max(effect.at, sim.now) as SimTime,
    to: 'runtime.exec-wake',
    args: { node: ref.node, exec: run.id, wake },
    background: run.background || effect.background,
  });
  return { ...run, wake };
}

function finish(sim: Sim, run: ExecRun, result: ExecResult | undefined): void {
  forgetExec(sim, run.ref.node, run.id);
  sim.dispatch(run.reply.to, { exec: run.id, result, args: run.reply.args } satisfies ExecReply);
}

const resultOf = (state: ExecState): ExecResult => ({
  exitCode: state.exitCode ?? 126,
  stdout: state.stdout,
  stderr: state.stderr,
  ...(state.failed === undefined ? {} : { failed: state.failed }),
});
