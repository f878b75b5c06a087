import type { TerminalView } from './projection/terminals.ts';
import { Tail } from '../base/tail.ts';
import { SortedMap } from '../base/sorted-map.ts';
import { ms, seconds } from '../base/time.ts';
import { brokenLine, emptyLine, interruptLine, type LineState, type LineStep, resumeLine, startLine } from '../kubectl/cli/terminal.ts';
import { type Answer, newSession, type Session, type TypedInput, type Waits, type WebRequest } from '../kubectl/cli/step.ts';
import type { CommandResult, TerminalWish } from '../wire/command.ts';
import type { OutsideMessage } from '../wire/outside.ts';
import type { ScreenEntry } from '../wire/terminal.ts';
import { CONTROL_PLANE_ADDRESS } from './apiserver/addresses.ts';
import { etcd } from './etcd/store.ts';
import { nodeAt } from './network/entry.ts';
import type { Done } from './network/request.ts';
import { startRequest, WITHOUT_LIMIT_US } from './network/requests.ts';
import { endExchange, inputToExchange, startExchange } from './outside/component.ts';
import type { Component, Sim } from './sim/sim.ts';
import { slot } from './sim/slot.ts';
import { EMPTY_SCREEN, printedBy, type Screen, shown } from './terminal-screen.ts';

/**
 * The terminals of the page: lines that are typed run here, so that a replay has them. A line is known by the happening of its command; one terminal runs one line
 * at a time. What it prints stands on the terminal's screen as it comes, and is the command's result (`open` until the line is over).
 */
interface Terminals {
  /** Files, variables and namespace of each terminal, by its name. */
  readonly sessions: SortedMap<Session>;
  /** Lines that run, by the id of their command. */
  readonly lines: SortedMap<Running>;
  /** What each terminal shows. */
  readonly screens: SortedMap<Screen>;
  /** How lines ended, by the id of their command. */
  readonly exits: SortedMap<Ended>;
  /** Those lines, oldest first; only so many are held. */
  readonly ended: Tail<string>;
}

interface Ended {
  readonly terminal: string;
  readonly exit: number;
}

interface Running {
  readonly terminal: string;
  readonly state: LineState;
  /** Counts what was waited for: an answer to an older question is not taken. */
  readonly turn: number;
  /** The exchange with the API server that is open. */
  readonly exchange: string | undefined;
  /** So many more are open beside it. */
  readonly beside: number;
  /** Something has come of it: the answer to what was asked, or that the stream is open. */
  readonly heard: boolean;
  /** The stream that is open takes standard input; `opened`: the other end is there. */
  readonly stdin: (TypedInput & { readonly opened: boolean }) | undefined;
  /** A request into the cluster's network is under way. */
  readonly web: boolean;
  /** The text that is being edited. */
  readonly edit: Extract<TerminalWish, { is: 'edit' }> | undefined;
}

/** The terminal that is meant when none is named. */
export const MAIN_TERMINAL = 'main';

const terminals = slot<Terminals>('person/terminals', () => ({
  sessions: SortedMap.empty(),
  lines: SortedMap.empty(),
  screens: SortedMap.empty(),
  exits: SortedMap.empty(),
  ended: Tail.empty(),
}));

/** As the real one calls itself. */
const AGENT = 'kubectl/v1.35.2';
/** The command that runs in a terminal, if any. */
export function lineOf(sim: Sim, terminal: string): string | undefined {
  for (const [id, running] of sim.get(terminals).lines.entries()) if (running.terminal === terminal) return id;
  return undefined;
}

export const terminalSession = (sim: Sim, terminal: string): Session => sim.get(terminals).sessions.get(terminal) ?? newSession(sim.config.epochMs);

const screenOf = (sim: Sim, terminal: string): Screen => sim.get(terminals).screens.get(terminal) ?? EMPTY_SCREEN;

/** What came of a typed line; undefined for what is none. */
export function lineResult(sim: Sim, id: string): CommandResult | undefined {
  const { lines, exits } = sim.get(terminals);
  const ended = exits.get(id);
  const terminal = ended?.terminal ?? lines.get(id)?.terminal;
  if (terminal === undefined) return undefined;
  const { lines: printed, unfinished } = printedBy(screenOf(sim, terminal), Number(id));
  return {
    ok: !ended || ended.exit === 0,
    lines: printed,
    ...(unfinished ? { unfinished: true } : {}),
    ...(ended ? { exit: ended.exit } : { open: true, ...wanted(lines.get(id)) }),
  };
}

/** How a typed line ended; without `exit` while it runs, undefined for what is none. */
export function lineEnd(sim: Sim, id: string): { readonly exit?: number } | undefined {
  const { lines, exits } = sim.get(terminals);
  return exits.get(id) ?? (lines.has(id) ? {} : undefined);
}

/** All terminals something was typed at, by name. */
export function* terminalViews(sim: Sim): Generator<TerminalView> {
  const { screens, lines } = sim.get(terminals);
  const running = new Map([...lines.entries()].map(([id, line]) => [line.terminal, { id: Number(id), line }]));
  for (const [terminal, { entries }] of screens.entries()) {
    const { id, line } = running.get(terminal) ?? {};
    yield { terminal, namespace: terminalSession(sim, terminal).namespace, running: id, ...wanted(line), entries };
  }
}

/** What a running line's program reads now. */
function wanted(line: Running | undefined): Pick<CommandResult, 'wants'> {
  if (line?.edit) return { wants: line.edit };
  return line?.stdin?.opened && line.stdin.text === undefined ? { wants: { is: 'stdin', tty: line.stdin.tty } } : {};
}

const MOST_AWAITED_ROUNDS = 100;

/** The answer that a line waits for; not what may come some time (a watch, a sleep). */
export function awaitedAnswer(sim: Sim): string | undefined {
  for (const [id, { exchange, heard, web, turn, state }] of sim.get(terminals).lines.entries()) {
    // A loop without an end would let time go on for ever.
    if (state.pace.rounds > MOST_AWAITED_ROUNDS) continue;
    if (exchange !== undefined && !heard) return exchange;
    if (web) return `web/${id}/${turn}`;
  }
  return undefined;
}

/** A line that breaks its program (a text longer than there can be) is over, and nothing else is. */
function safely(sim: Sim, state: LineState, step: () => LineStep): LineStep {
  try {
    return step();
  } catch (error) {
    sim.lastCrash = error;
    sim.happen({ code: 'component.crash', actor: 'terminal', args: { message: error instanceof Error ? error.name : 'error' } });
    return brokenLine(state);
  }
}

/** A line is typed. */
export function typeLine(sim: Sim, id: string, { line, terminal }: { readonly line: string; readonly terminal: string }): void {
  const session = terminalSession(sim, terminal);
  const step = safely(sim, emptyLine(session, sim.now), () => startLine(line, session, sim.now));
  show(sim, terminal, [{ is: 'typed', id: Number(id), line, namespace: session.namespace }]);
  advance(sim, id, {
    running: { terminal, state: step.state, turn: 0, exchange: undefined, beside: 0, heard: false, stdin: undefined, web: false, edit: undefined },
    step,
  });
}

/** Ctrl-C in a terminal: the line that runs there ends with 130. */
export function interruptTerminal(sim: Sim, terminal: string): void {
  const id = lineOf(sim, terminal);
  const running = id === undefined ? undefined : sim.get(terminals).lines.get(id);
  if (id === undefined || !running) return;
  leaveExchanges(sim, running);
  advance(sim, id, { running, step: interruptLine(running.state), interrupted: true });
}

const besideOf = (exchange: string, of: number): string => `${exchange}/${of}`;

function leaveExchanges(sim: Sim, { exchange, beside }: Pick<Running, 'exchange' | 'beside'>): void {
  if (exchange === undefined) return;
  endExchange(sim, exchange);
  for (let of = 1; of <= beside; of++) endExchange(sim, besideOf(exchange, of));
}

function show(sim: Sim, terminal: string, entries: readonly ScreenEntry[]): void {
  const state = sim.get(terminals);
  sim.set(terminals, { ...state, screens: state.screens.set(terminal, shown(screenOf(sim, terminal), entries)) });
}

/** How the program that runs in a terminal reads what is typed; undefined when it does not. */
export function readerOf(sim: Sim, terminal: string): { readonly id: string; readonly exchange: string; readonly tty: boolean } | undefined {
  const id = lineOf(sim, terminal);
  const running = id === undefined ? undefined : sim.get(terminals).lines.get(id);
  const { wants } = wanted(running);
  return id !== undefined && running?.exchange !== undefined && wants?.is === 'stdin' ? { id, exchange: running.exchange, tty: wants.tty } : undefined;
}

/** Whether a program of the terminal waits for a text to be edited. */
export const isEditing = (sim: Sim, terminal: string): boolean => sim.get(terminals).lines.get(lineOf(sim, terminal) ?? '')?.edit !== undefined;

/** The text was saved, or (null) the editor closed without. */
export function editedInTerminal(sim: Sim, terminal: string, text: string | null): void {
  const id = lineOf(sim, terminal);
  const running = id === undefined ? undefined : sim.get(terminals).lines.get(id);
  if (id !== undefined && running?.edit) resume(sim, { id, turn: running.turn }, { is: 'edited', text });
}

/** Something is typed for that program. Without a tty at the other end it is this terminal that shows it. */
export function inputToTerminal(sim: Sim, terminal: string, { text, end }: { readonly text: string; readonly end?: true }): void {
  const reader = readerOf(sim, terminal);
  if (!reader) return;
  if (!reader.tty && text !== '') show(sim, terminal, [{ is: 'printed', id: Number(reader.id), stream: 'stdout', text }]);
  if (text !== '') inputToExchange(sim, reader.exchange, { is: 'text', text });
  if (end) inputToExchange(sim, reader.exchange, { is: 'end' });
}

/** The other end of a stream is there: what was piped in goes to it, or the terminal's keys do. */
function opened(sim: Sim, { id, turn }: Turn): void {
  const all = sim.get(terminals);
  const running = all.lines.get(id);
  if (running?.turn !== turn || !running.stdin || running.exchange === undefined) return;
  sim.set(terminals, { ...all, lines: all.lines.set(id, { ...running, stdin: { ...running.stdin, opened: true } }) });
  const { text } = running.stdin;
  // The program begins right after its opening is told.
  if (text !== undefined) sim.schedule({ after: 0, to: 'terminal.piped', args: { exchange: running.exchange, text } satisfies Piped });
}

interface Piped {
  readonly exchange: string;
  readonly text: string;
}

interface Advance {
  readonly running: Running;
  readonly step: LineStep;
  readonly interrupted?: true;
}

function advance(sim: Sim, id: string, { running, step, interrupted }: Advance): void {
  const { waits, output, state } = step;
  const { terminal } = running;
  const printed = output
    .filter(({ text, frame }) => text !== '' || frame)
    .map((chunk) => ({ is: 'printed', id: Number(id), ...chunk, ...(running.stdin?.tty ? ({ tty: true } as const) : {}) }) as const);
  if (waits.for === 'nothing') {
    leaveExchanges(sim, running);
    show(sim, terminal, [...printed, { is: 'over', id: Number(id), exit: waits.exit, ...(interrupted && waits.exit === 130 ? { interrupted } : {}) }]);
    const all = sim.get(terminals);
    sim.set(terminals, {
      ...all,
      sessions: all.sessions.set(terminal, state.session),
      lines: all.lines.delete(id),
      ...withExit(all, id, { terminal, exit: waits.exit }),
    });
    return;
  }
  if (printed.length > 0) show(sim, terminal, printed);
  const isOpen = waits.for === 'stream' && !waits.opens;
  const turn = isOpen ? running.turn : running.turn + 1;
  const exchange = isOpen ? running.exchange : waits.for === 'time' || waits.for === 'edit' || waits.for === 'web' ? undefined : `terminal/${id}/${turn}`;
  const edit = waits.for === 'edit' ? ({ is: 'edit', name: waits.name, text: waits.text } as const) : undefined;
  // A stream that is not read any more is left.
  if (!isOpen) leaveExchanges(sim, running);
  const all = sim.get(terminals);
  const stdin = isOpen ? running.stdin : waits.for === 'stream' && waits.stdin ? { ...waits.stdin, opened: false } : undefined;
  const more = waits.for === 'stream' ? (waits.beside ?? []) : [];
  sim.set(terminals, {
    ...all,
    lines: all.lines.set(id, {
      ...running,
      state,
      turn,
      exchange,
      beside: more.length,
      heard: isOpen && !endsByItself(waits, stdin),
      stdin,
      web: waits.for === 'web',
      edit,
    }),
  });
  if (waits.for === 'time') sim.schedule({ after: waits.us, to: 'terminal.woke', args: { id, turn } satisfies Turn });
  else if (waits.for === 'web') askNetwork(sim, waits.request, { id, turn });
  else if (waits.for !== 'edit' && !isOpen && exchange !== undefined) {
    startExchange(sim, { exchange, agent: AGENT, request: waits.request }, { to: 'terminal.message', args: { id, turn } satisfies Turn });
    more.forEach((request, i) => {
      const args = { id, turn, of: i + 1 } satisfies Turn;
      startExchange(sim, { exchange: besideOf(exchange, i + 1), agent: AGENT, request }, { to: 'terminal.message', args });
    });
    const { timeoutUs } = waits.for === 'stream' ? waits : {};
    if (timeoutUs !== undefined) sim.schedule({ after: timeoutUs, to: 'terminal.timeout', args: { id, turn } satisfies Turn });
  }
}

/** A request of a program that stands on the control plane's machine. */
function askNetwork(sim: Sim, { url, method, headers, agent, connectUs, limitUs }: WebRequest, args: Turn): void {
  startRequest(sim, {
    client: { kind: 'host', node: nodeAt(sim.get(etcd).root, CONTROL_PLANE_ADDRESS) ?? 'control-plane', ip: CONTROL_PLANE_ADDRESS },
    url,
    method,
    headers,
    userAgent: agent,
    timeoutUs: limitUs ?? WITHOUT_LIMIT_US,
    connectUs: Math.min(connectUs ?? SYN_RETRIES_US, SYN_RETRIES_US),
    background: false,
    reply: { to: 'terminal.web', args },
  });
  if (limitUs !== undefined) sim.schedule({ after: limitUs + ms(1), to: 'terminal.late', args });
}

/** How long Linux tries to open a connection (tcp_syn_retries 6, linear at first since 6.5). */
const SYN_RETRIES_US = seconds(130);

/** A command in a container that reads no keys is an answer like any other: it is waited for to its end. */
const endsByItself = (waits: Waits, stdin: Running['stdin']): boolean =>
  waits.for === 'stream' && waits.request.path.endsWith('/exec') && (stdin === undefined || stdin.text !== undefined);

const MOST_EXITS = 1_000;

function withExit({ exits, ended }: Terminals, id: string, exit: Ended): Pick<Terminals, 'exits' | 'ended'> {
  const order = ended.push(id);
  const oldest = order.length - order.first > MOST_EXITS ? order.get(order.first) : undefined;
  const next = exits.set(id, exit);
  return oldest === undefined ? { exits: next, ended: order } : { exits: next.delete(oldest), ended: order.from(order.first + 1) };
}

interface Turn {
  readonly id: string;
  readonly turn: number;
  /** Which of several streams. */
  readonly of?: number;
}

function resume(sim: Sim, { id, turn }: Turn, answer: Answer): void {
  const running = sim.get(terminals).lines.get(id);
  if (!running || running.turn !== turn) return;
  advance(sim, id, { running, step: safely(sim, running.state, () => resumeLine(running.state, answer, sim.now)) });
}

export const terminalComponent: Component = {
  name: 'terminal',
  handlers: {
    'terminal.message': (sim: Sim, { message, args }: { message: OutsideMessage; args: Turn }) => {
      if (message.is === 'opened') opened(sim, args);
      const asked = sim.get(terminals).lines.get(args.id)?.turn === args.turn && message.is === 'answer' && message.seq === 0;
      const answer: Answer =
        asked && message.is === 'answer' && !isStream(sim, args.id)
          ? { is: 'answer', response: message.response }
          : { is: 'message', message: { ...message, ...(args.of === undefined ? {} : { of: args.of }) } };
      resume(sim, args, answer);
    },
    'terminal.piped': (sim: Sim, { exchange, text }: Piped) => {
      if (text !== '') inputToExchange(sim, exchange, { is: 'text', text });
      inputToExchange(sim, exchange, { is: 'end' });
    },
    'terminal.web': (sim: Sim, { outcome, args, tookUs }: Done<Turn>) => resume(sim, args, { is: 'web', outcome, tookUs }),
    'terminal.late': (sim: Sim, args: Turn) => resume(sim, args, { is: 'web', outcome: { kind: 'late' }, tookUs: 0 }),
    'terminal.woke': (sim: Sim, args: Turn) => resume(sim, args, { is: 'woke' }),
    'terminal.timeout': (sim: Sim, args: Turn) => resume(sim, args, { is: 'message', message: { is: 'timeout' } }),
  },
};

/** Whether the program reads a stream: then a refusal is one of its messages. */
function isStream(sim: Sim, id: string): boolean {
  const journal = sim.get(terminals).lines.get(id)?.state.program?.state.journal;
  const last = journal?.get(journal.length - 1);
  return last?.is === 'stream' && last.ended === undefined;
}
