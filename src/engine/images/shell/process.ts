import type { SortedMap } from '../../../base/sorted-map.ts';
import type { SimTime } from '../../../base/time.ts';
import type { ServerState } from '../servers/server.ts';
import type { ForNode, Node } from './ast.ts';

/**
 * Processes of a container as plain data. Their fields are written only while an activation runs (`Run` works on copies); between
 * activations they are never changed.
 */
export interface Process {
  readonly pid: number;
  ppid: number;
  /** As `ps` prints it. */
  title: string;
  fds: Fds;
  vars: SortedMap<Variable>;
  cwd: string;
  code: ShellCode | CommandCode | ServerCode;
  blocked: Block | undefined;
}

export interface Variable {
  readonly value: string;
  readonly exported: boolean;
}

/** What standard input, output and error are. */
export type Fd =
  | { readonly fd: 'log'; readonly stream: 'stdout' | 'stderr' }
  | { readonly fd: 'null' }
  | { readonly fd: 'file'; readonly path: string }
  | { readonly fd: 'pipe'; readonly pipe: number }
  /** What somebody outside types or sends (stdin.ts). */
  | { readonly fd: 'stdin' };
export type Fds = readonly [stdin: Fd, stdout: Fd, stderr: Fd];

export interface Pipe {
  readonly id: number;
  data: string;
}

export interface ShellCode {
  readonly c: 'shell';
  /** `$0` */
  name: string;
  /** What is to be evaluated next; undefined: give `status` to the frame on top. */
  todo: Node | undefined;
  status: number;
  stack: Frame | undefined;
  args: readonly string[];
  functions: SortedMap<Node>;
  /** Signal name (or EXIT) → script; '' = ignored. */
  traps: SortedMap<string>;
  pending: readonly string[];
  errexit: boolean;
  xtrace: boolean;
  nounset: boolean;
  lastBackground: number;
  /** It reads its commands from standard input; `partial`: what it has of one that is not whole. */
  reads: { readonly interactive: boolean; readonly partial: string; readonly prompted: boolean } | undefined;
}

export interface CommandCode {
  readonly c: 'command';
  readonly argv: readonly string[];
  /** What the command remembers while it waits. */
  memory: Memory | undefined;
}

export interface ServerCode {
  readonly c: 'server';
  server: ServerState;
}

export type Memory = { readonly [name: string]: string | number | boolean | readonly string[] | undefined };

/** What a process waits for. */
export type Block =
  | { readonly on: 'time'; readonly until: SimTime }
  | { readonly on: 'child'; readonly pid: number; readonly until?: SimTime }
  /** The builtin `wait`: these (or all) children, or a signal that is trapped. */
  | { readonly on: 'wait'; readonly pids: readonly number[] | undefined }
  | { readonly on: 'input' }
  /** A whole line of standard input, or its end. */
  | { readonly on: 'line' }
  /** Room in the pipe that standard output goes to. */
  | { readonly on: 'space' }
  | { readonly on: 'network'; readonly id: number }
  | { readonly on: 'connection'; readonly port: number }
  | { readonly on: 'forever' };

/** What continues when the node at hand is done: a linked list, so that pushing shares the rest. */
export type Frame = FrameBody & { readonly next: Frame | undefined };
export type FrameBody =
  | { readonly f: 'list'; readonly node: Extract<Node, { t: 'list' }>; readonly i: number }
  | { readonly f: 'and' | 'or'; readonly right: Node }
  | { readonly f: 'not' }
  | { readonly f: 'if'; readonly node: Extract<Node, { t: 'if' }>; readonly i: number }
  | { readonly f: 'loop'; readonly node: Extract<Node, { t: 'loop' }>; readonly stage: 'condition' | 'body'; readonly rounds: number; readonly status: number }
  | { readonly f: 'for'; readonly node: ForNode; readonly values: readonly string[]; readonly i: number }
  | { readonly f: 'count'; readonly node: Extract<Node, { t: 'count' }>; readonly rounds: number }
  /** Command substitutions of a node run one after the other. */
  | { readonly f: 'substitute'; readonly node: Node; readonly commands: readonly Node[]; readonly outputs: readonly string[]; readonly pipe: number }
  | { readonly f: 'pipeline'; readonly pids: readonly number[] }
  | { readonly f: 'child'; readonly pid: number }
  | { readonly f: 'restore'; readonly fds: Fds }
  | { readonly f: 'call'; readonly args: readonly string[]; readonly kind: 'function' | 'source' }
  | { readonly f: 'trapped'; readonly status: number }
  | { readonly f: 'exit'; readonly status: number }
  /** A builtin that waited (`read`, `wait`) goes on. */
  | { readonly f: 'builtin'; readonly argv: readonly string[]; readonly memory: Memory };

export const SIGNALS: Readonly<Record<string, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  KILL: 9,
  USR1: 10,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
};

export function signalName(text: string): string | undefined {
  const upper = text.toUpperCase().replace(/^SIG/, '');
  if (upper === 'EXIT' || upper === '0') return 'EXIT';
  if (Object.hasOwn(SIGNALS, upper)) return upper;
  return Object.keys(SIGNALS).find((name) => String(SIGNALS[name]) === upper);
}
