import { SortedMap } from '../base/sorted-map.ts';
import { interruptLine, type LineState, type LineStep, resumeLine, startLine } from '../kubectl/cli/terminal.ts';
import { type Answer, type Chunk, newSession, type Session } from '../kubectl/cli/step.ts';
import type { CommandResult, ResultLine } from '../wire/command.ts';
import type { OutsideMessage } from '../wire/outside.ts';
import { endExchange, startExchange } from './outside/component.ts';
import type { Component, Sim } from './sim/sim.ts';
import { slot } from './sim/slot.ts';

/**
 * The terminals of the page: lines that are typed run here, so that a replay has them. A line is known by the happening of its command; one terminal runs one line
 * at a time. What it prints is kept as the command's result as it comes (`open` until the line is over).
 */
interface Terminals {
  /** Files, variables and namespace of each terminal, by its name. */
  readonly sessions: SortedMap<Session>;
  /** Lines that run, by the id of their command. */
  readonly lines: SortedMap<Running>;
}

interface Running {
  readonly terminal: string;
  readonly state: LineState;
  /** Counts what was waited for: an answer to an older question is not taken. */
  readonly turn: number;
  /** The exchange with the API server that is open. */
  readonly exchange: string | undefined;
}

const terminals = slot<Terminals>('person/terminals', () => ({ sessions: SortedMap.empty(), lines: SortedMap.empty() }));

/** As the real one calls itself. */
const AGENT = 'kubectl/v1.35.2';
/** Lines of output that are kept of one command; older ones are dropped, as a terminal does. */
const MOST_LINES = 5_000;

export type KeepResult = (sim: Sim, id: string, change: (before: CommandResult | undefined) => CommandResult) => void;

/** The command that runs in a terminal, if any. */
export function lineOf(sim: Sim, terminal: string): string | undefined {
  for (const [id, running] of sim.get(terminals).lines.entries()) if (running.terminal === terminal) return id;
  return undefined;
}

export const terminalSession = (sim: Sim, terminal: string): Session => sim.get(terminals).sessions.get(terminal) ?? newSession(sim.config.epochMs);

/** A line is typed. */
export function typeLine(
  sim: Sim,
  id: string,
  { line, terminal, keep }: { readonly line: string; readonly terminal: string; readonly keep: KeepResult },
): void {
  const step = startLine(line, terminalSession(sim, terminal), sim.now);
  advance(sim, id, { running: { terminal, state: step.state, turn: 0, exchange: undefined }, step, keep });
}

/** Ctrl-C in a terminal: the line that runs there ends with 130. */
export function interruptTerminal(sim: Sim, terminal: string, keep: KeepResult): void {
  const id = lineOf(sim, terminal);
  const running = id === undefined ? undefined : sim.get(terminals).lines.get(id);
  if (id === undefined || !running) return;
  if (running.exchange !== undefined) endExchange(sim, running.exchange);
  advance(sim, id, { running, step: interruptLine(running.state), keep });
}

interface Advance {
  readonly running: Running;
  readonly step: LineStep;
  readonly keep: KeepResult;
}

function advance(sim: Sim, id: string, { running, step, keep }: Advance): void {
  const { lines, sessions } = sim.get(terminals);
  const { waits, output, state } = step;
  const ended = waits.for === 'nothing';
  keep(sim, id, (before) => appended(before, output, ended ? waits.exit : undefined));
  if (ended) {
    sim.set(terminals, { sessions: sessions.set(running.terminal, state.session), lines: lines.delete(id) });
    return;
  }
  const isOpen = waits.for === 'stream' && !waits.opens;
  const turn = isOpen ? running.turn : running.turn + 1;
  const exchange = isOpen ? running.exchange : waits.for === 'time' ? undefined : `terminal/${id}/${turn}`;
  // A stream that is not read any more is left.
  if (!isOpen && running.exchange !== undefined) endExchange(sim, running.exchange);
  sim.set(terminals, { sessions, lines: lines.set(id, { ...running, state, turn, exchange }) });
  if (waits.for === 'time') sim.schedule({ after: waits.us, to: 'terminal.woke', args: { id, turn } satisfies Turn });
  else if (!isOpen && exchange !== undefined) {
    startExchange(sim, { exchange, agent: AGENT, request: waits.request }, { to: 'terminal.message', args: { id, turn } satisfies Turn });
    const { timeoutUs } = waits.for === 'stream' ? waits : {};
    if (timeoutUs !== undefined) sim.schedule({ after: timeoutUs, to: 'terminal.timeout', args: { id, turn } satisfies Turn });
  }
}

interface Turn {
  readonly id: string;
  readonly turn: number;
}

function resume(sim: Sim, { id, turn }: Turn, given: { readonly answer: Answer; readonly keep: KeepResult }): void {
  const running = sim.get(terminals).lines.get(id);
  if (!running || running.turn !== turn) return;
  advance(sim, id, { running, step: resumeLine(running.state, given.answer, sim.now), keep: given.keep });
}

export function terminalComponent(keep: KeepResult): Component {
  return {
    name: 'terminal',
    handlers: {
      'terminal.message': (sim: Sim, { message, args }: { message: OutsideMessage; args: Turn }) => {
        const asked = sim.get(terminals).lines.get(args.id)?.turn === args.turn && message.is === 'answer' && message.seq === 0;
        const answer: Answer =
          asked && message.is === 'answer' && !isStream(sim, args.id) ? { is: 'answer', response: message.response } : { is: 'message', message };
        resume(sim, args, { answer, keep });
      },
      'terminal.woke': (sim: Sim, args: Turn) => resume(sim, args, { answer: { is: 'woke' }, keep }),
      'terminal.timeout': (sim: Sim, args: Turn) => resume(sim, args, { answer: { is: 'message', message: { is: 'timeout' } }, keep }),
    },
  };
}

/** Whether the program reads a stream: then a refusal is one of its messages. */
function isStream(sim: Sim, id: string): boolean {
  const last = sim.get(terminals).lines.get(id)?.state.program?.state.journal.at(-1);
  return last?.is === 'stream' && last.ended === undefined;
}

/** Output as lines; a line that goes on in the next piece is one line. */
function appended(before: CommandResult | undefined, output: readonly Chunk[], exit: number | undefined): CommandResult {
  const lines: ResultLine[] = [...(before?.lines ?? [])];
  let open = before?.unfinished ?? false;
  for (const { stream, text, object } of output) {
    const pieces = text.split('\n');
    pieces.forEach((piece, i) => {
      const isLast = i === pieces.length - 1;
      if (isLast && piece === '') return;
      const last = lines.at(-1);
      if (open && last && last.stream === stream && i === 0) lines[lines.length - 1] = { ...last, text: last.text + piece };
      else lines.push({ stream, text: piece, ...(object ? { object } : {}) });
      open = isLast;
    });
  }
  const kept = lines.length > MOST_LINES ? lines.slice(-MOST_LINES) : lines;
  return { ok: exit === 0 || exit === undefined, lines: kept, ...(open ? { unfinished: true } : {}), ...(exit === undefined ? { open: true } : { exit }) };
}
