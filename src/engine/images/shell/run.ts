import { SortedMap } from '../../../base/sorted-map.ts';
import type { SimTime } from '../../../base/time.ts';
import type { HttpOutcome, ProgramContext, ProgramEffect, ProgramWorld, ResolveOutcome } from '../program.ts';
import { type Input, peekStdin, type Stdin, takeStdin } from './stdin.ts';
import { type Block, type Fd, type Fds, type Memory, type Pipe, type Process, type ShellCode, SIGNALS } from './process.ts';

/** What came of something a process asked of the network. */
export type NetworkResult =
  | { readonly of: 'http'; readonly outcome: HttpOutcome }
  | { readonly of: 'connect'; readonly outcome: 'connected' | 'refused' | 'timeout' | 'unknown-host' }
  | { readonly of: 'resolve'; readonly outcome: ResolveOutcome };

/**
 * One activation of a container's processes at one instant: a working copy of the machine's state. Nothing of it outlives the activation
 * except what `machine.ts` writes back.
 */
export interface Run {
  readonly context: ProgramContext;
  readonly world: ProgramWorld;
  readonly now: SimTime;
  /** Tables of what shells run themselves and of programs, by name. */
  readonly builtins: Readonly<Record<string, Builtin>>;
  readonly commands: Readonly<Record<string, unknown>>;
  readonly effects: ProgramEffect[];
  readonly processes: Map<number, Process>;
  readonly pipes: Map<number, Pipe>;
  /** Status of children that ended and were not waited for yet. */
  readonly exits: Map<number, number>;
  readonly results: Map<number, NetworkResult>;
  readonly installed: Set<string>;
  /** Standard input from outside, where it is open. */
  readonly stdin: Stdin | undefined;
  /** pid 1 is an init that passes signals on and takes their default actions (tini), or the command was exec'd. */
  readonly init: boolean;
  /** A loop has gone round often: what it waits for is no work of the cluster. */
  looping: boolean;
  nextPid: number;
  nextPipe: number;
  nextRequest: number;
  /** Steps left before the machine is considered busy with itself. */
  budget: number;
  ended: { readonly exitCode: number; readonly reason?: 'OOMKilled' } | undefined;
  /** Characters of output this activation may still write to the log. */
  outputLeft: number;
}

/** Commands that the shell runs itself. A number is the status; undefined: it waits, or something else is evaluated first. */
export interface BuiltinContext {
  readonly run: Run;
  readonly p: Process;
  readonly shell: ShellCode;
  readonly argv: readonly string[];
  /** Set when a builtin that waited goes on. */
  readonly memory?: Memory;
}
export type Builtin = (context: BuiltinContext) => number | undefined;

const PIPE_CAPACITY = 65_536;
const MAX_PROCESSES = 64;
const MAX_FILE = 1_048_576;

export function newPipe(run: Run, data = ''): number {
  const id = run.nextPipe++;
  run.pipes.set(id, { id, data });
  return id;
}

/** Starts a process; undefined when the container has too many. */
export function spawn(run: Run, draft: Omit<Process, 'pid' | 'blocked'>): Process | undefined {
  if (run.processes.size >= MAX_PROCESSES) return undefined;
  const process: Process = { ...draft, pid: run.nextPid++, blocked: undefined };
  run.processes.set(process.pid, process);
  return process;
}

/** Ends a process: its children go to pid 1, its status is kept for its parent. Ending pid 1 ends the container. */
export function end(run: Run, process: Process, status: number, reason?: 'OOMKilled'): void {
  if (!run.processes.delete(process.pid)) return;
  for (const other of run.processes.values()) if (other.ppid === process.pid) other.ppid = 1;
  if (process.pid === 1 || reason) run.ended ??= { exitCode: status & 255, ...(reason === undefined ? {} : { reason }) };
  else run.exits.set(process.pid, status & 255);
}

export function write(run: Run, process: Process, to: 1 | 2, text: string): void {
  if (text === '') return;
  run.budget -= text.length >> 8;
  const fd = process.fds[to];
  switch (fd.fd) {
    case 'log':
      writeLog(run, fd.stream, text);
      return;
    case 'file':
      // Simplified: files hold at most 1 MiB of text each; what is written beyond is dropped.
      if ((run.world.files.stat(fd.path)?.sizeBytes ?? 0) < MAX_FILE) run.world.files.append(fd.path, text.slice(0, MAX_FILE));
      return;
    case 'pipe': {
      const pipe = run.pipes.get(fd.pipe);
      if (!pipe || !hasReader(run, fd.pipe)) {
        end(run, process, 128 + SIGNALS.PIPE!);
        return;
      }
      if (pipe.data.length < PIPE_CAPACITY * 4) pipe.data += text;
      return;
    }
    case 'null':
    case 'stdin':
      return;
  }
}

/** At a tty the terminal makes a carriage return of every line's end (ONLCR). */
const writeLog = (run: Run, stream: 'stdout' | 'stderr', text: string): void => put(run, stream, run.stdin?.tty ? text.replaceAll('\n', '\r\n') : text);

/** What the terminal itself shows: the echo of what is typed. */
export const writeTerminal = (run: Run, text: string): void => put(run, 'stdout', text);

function put(run: Run, stream: 'stdout' | 'stderr', text: string): void {
  if (run.outputLeft <= 0 || text === '') return;
  const part = text.slice(0, run.outputLeft);
  run.outputLeft -= part.length;
  const last = run.effects[run.effects.length - 1];
  if (last?.do === 'log' && last.stream === stream) run.effects[run.effects.length - 1] = { ...last, text: last.text + part };
  else run.effects.push({ do: 'log', stream, text: part });
}

/** Pipes that collect the output of `$(…)` are read by the shell that waits in its frame, so they count as read. */
function hasReader(run: Run, pipe: number): boolean {
  for (const process of run.processes.values()) {
    if (usesPipe(process.fds[0], pipe)) return true;
    if (process.code.c !== 'shell') continue;
    for (let frame = process.code.stack; frame; frame = frame.next)
      if ((frame.f === 'substitute' && frame.pipe === pipe) || (frame.f === 'restore' && usesPipe(frame.fds[0], pipe))) return true;
  }
  return false;
}

function hasWriter(run: Run, pipe: number): boolean {
  for (const process of run.processes.values()) {
    if (usesPipe(process.fds[1], pipe) || usesPipe(process.fds[2], pipe)) return true;
    if (process.code.c !== 'shell') continue;
    for (let frame = process.code.stack; frame; frame = frame.next)
      if (frame.f === 'restore' && (usesPipe(frame.fds[1], pipe) || usesPipe(frame.fds[2], pipe))) return true;
  }
  return false;
}

const usesPipe = (fd: Fd, pipe: number): boolean => fd.fd === 'pipe' && fd.pipe === pipe;

/** What there is to read on standard input, without taking it. */
export function peekInput(run: Run, process: Process): Input {
  const fd = process.fds[0];
  if (fd.fd === 'stdin') return run.stdin ? peekStdin(run.stdin) : { text: '', eof: true };
  if (fd.fd !== 'pipe') return { text: '', eof: true };
  return { text: run.pipes.get(fd.pipe)?.data ?? '', eof: !hasWriter(run, fd.pipe) };
}

export function takeInput(run: Run, process: Process, length: number): void {
  const fd = process.fds[0];
  if (fd.fd === 'stdin' && run.stdin) takeStdin(run.stdin, length);
  const pipe = fd.fd === 'pipe' ? run.pipes.get(fd.pipe) : undefined;
  if (pipe) pipe.data = pipe.data.slice(length);
}

/** Whether what a process waits for has come. */
export function isReady(run: Run, process: Process, block: Block): boolean {
  switch (block.on) {
    case 'time':
      return run.now >= block.until;
    case 'child':
      return !run.processes.has(block.pid) || (block.until !== undefined && run.now >= block.until);
    case 'wait':
      return hasTrapped(process) || !waitedFor(run, process, block.pids);
    case 'input': {
      const input = peekInput(run, process);
      return input.text !== '' || input.eof;
    }
    case 'line': {
      const input = peekInput(run, process);
      return input.text.includes('\n') || input.eof;
    }
    case 'space': {
      const fd = process.fds[1];
      return fd.fd !== 'pipe' || (run.pipes.get(fd.pipe)?.data.length ?? 0) < PIPE_CAPACITY || !hasReader(run, fd.pipe);
    }
    case 'network':
      return run.results.has(block.id);
    case 'connection':
    case 'forever':
      return false;
  }
}

export const pipeIsFull = (run: Run, process: Process): boolean => !isReady(run, process, { on: 'space' });

function waitedFor(run: Run, process: Process, pids: readonly number[] | undefined): boolean {
  if (pids) return pids.some((pid) => run.processes.has(pid));
  for (const other of run.processes.values()) if (other.ppid === process.pid) return true;
  return false;
}

const hasTrapped = (process: Process): boolean => process.code.c === 'shell' && process.code.pending.length > 0;

/** Drops pipes nobody holds. */
export function sweepPipes(run: Run): void {
  for (const id of [...run.pipes.keys()]) if (!hasWriter(run, id) && !hasReader(run, id)) run.pipes.delete(id);
}

export const exportedVars = (vars: Process['vars']): Process['vars'] => {
  let out = vars;
  for (const [name, variable] of vars.entries()) if (!variable.exported) out = out.delete(name);
  return out;
};

export function varsOf(pairs: Iterable<readonly [string, string]>): Process['vars'] {
  let out: Process['vars'] = SortedMap.empty();
  for (const [name, value] of pairs) out = out.set(name, { value, exported: true });
  return out;
}

/** Sends something to the network on behalf of a process and blocks it until the answer comes. */
export function askNetwork(run: Run, effect: NetworkAsk): { readonly on: 'network'; readonly id: number } {
  const id = run.nextRequest++;
  run.effects.push({ ...effect, id, background: run.looping } as ProgramEffect);
  return { on: 'network', id };
}

type NetworkAsk =
  | { readonly do: 'http'; readonly url: string; readonly method: string; readonly timeoutUs: number }
  | { readonly do: 'connect'; readonly host: string; readonly port: number; readonly timeoutUs: number }
  | { readonly do: 'resolve'; readonly name: string };

export const LOG_FDS: Fds = [{ fd: 'null' }, { fd: 'log', stream: 'stdout' }, { fd: 'log', stream: 'stderr' }];

/** A signal reaches a process. */
export function signal(run: Run, p: Process, name: string): void {
  const number = SIGNALS[name] ?? 15;
  if (name === 'KILL') {
    end(run, p, 137);
    return;
  }
  const code = p.code;
  const trap = code.c === 'shell' ? code.traps.get(name) : undefined;
  if (code.c === 'shell' && trap !== undefined) {
    if (trap !== '' && !code.pending.includes(name)) code.pending = [...code.pending, name];
    return;
  }
  if (name === 'CHLD' || name === 'CONT' || name === 'STOP') return;
  // The kernel gives pid 1 no default action: a shell or `sleep` that runs as pid 1 does not hear TERM.
  if (p.pid === 1 && !run.init) return;
  end(run, p, 128 + number);
}
