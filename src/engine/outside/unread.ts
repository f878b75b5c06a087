import type { ProgramState } from '../images/program.ts';
import { containerOf, runtimeOf } from '../node/runtime/records.ts';
import type { Sim } from '../sim/sim.ts';
import { exchanges } from './exchanges.ts';

/** As much as a pipe of Linux holds (pipe(7)), in characters. */
const PIPE = 65_536;
/** A line may be longer: who reads lines is given more of it. And so much may wait where nobody can be made to stop sending. */
export const MOST_UNREAD = 16_777_216;

/**
 * Whether the program behind an exchange has not read what was sent to it: who sends should wait. A real program's pipe is full then, and its client's connection
 * is read no further.
 */
export function isFull(sim: Sim, exchange: string): boolean {
  const program = programBehind(sim, exchange);
  return unreadOf(program) > (readsLines(program) ? MOST_UNREAD : PIPE);
}

/** Characters that were sent to the program behind an exchange and that it has not read. */
export const unreadInput = (sim: Sim, exchange: string): number => unreadOf(programBehind(sim, exchange));

function programBehind(sim: Sim, exchange: string): ProgramState | undefined {
  const { exec, attached } = sim.get(exchanges).get(exchange) ?? {};
  if (exec) return runtimeOf(sim, exec.node).execs.get(String(exec.id))?.state.machine;
  return attached?.stdin ? containerOf(sim, attached.ref)?.program : undefined;
}

function unreadOf(program: ProgramState | undefined): number {
  const stdin = program && 'stdin' in program ? program.stdin : undefined;
  return stdin ? stdin.raw.length + stdin.ready.length : 0;
}

function readsLines(program: ProgramState | undefined): boolean {
  if (!program || !('processes' in program)) return false;
  for (const { blocked } of program.processes.values()) if (blocked?.on === 'line') return true;
  return false;
}
