import { ms, seconds, type SimTime } from '../../../base/time.ts';
import { advanceServer, serveByServer, type ServerState } from '../servers/server.ts';
import type { PodAnswer, PodRequest, ProgramContext, ProgramEffect, ProgramInput, ProgramWorld, Step } from '../program.ts';
import type { UsageRule } from '../usage.ts';
import { SHELL_MEMORY, usageFor, usageRule } from './machine-usage.ts';
import { COMMANDS, stepCommand } from './commands/index.ts';
import { BUILTINS } from './builtins.ts';
import { ROUNDS_OF_WORK, stepShell } from './evaluate.ts';
import { become, lookup } from './launch.ts';
import { typeRaw } from './keyboard.ts';
import type { Pipe, Process } from './process.ts';
import { end, isReady, LOG_FDS, type NetworkResult, type Run, signal, sweepPipes, varsOf, write } from './run.ts';
import { keepInput, openStdin, type Stdin } from './stdin.ts';

/** Processes of a container that runs a shell or commands, on virtual time. Plain data. */
export interface Machine {
  readonly kind: 'machine';
  readonly context: ProgramContext;
  readonly usage: UsageRule;
  /**
   * Why the command could not be executed at all, in runc's words. The container then never runs: the runtime reports it as
   * StartError with exit code 128 and this message (behind `failed to create containerd task: failed to create shim task: `).
   */
  readonly cannotStart: string | undefined;
  readonly argv: readonly string[];
  readonly processes: readonly Process[];
  readonly pipes: readonly Pipe[];
  readonly exits: readonly (readonly [number, number])[];
  readonly installed: readonly string[];
  readonly init: boolean;
  readonly nextPid: number;
  readonly nextPipe: number;
  readonly nextRequest: number;
  /** What it writes goes to somebody, not into a log. */
  readonly streams: boolean;
  readonly phase: 'starting' | 'running' | 'ended';
  readonly listening: readonly number[];
  readonly healthy: boolean;
  /** Standard input from outside, where it was opened. */
  readonly stdin: Stdin | undefined;
}

/** execve and the start of a shell or command. */
const START_US = ms(8);
/** Steps of shells and commands one activation may take; more is a busy loop, which goes on a second later. */
const BUDGET = 4_000;
const BUSY_PAUSE_US = seconds(1);
const OUTPUT_PER_ACTIVATION = 65_536;
/** Of a command that somebody waits in front of: he gets all of it. */
const STREAMED_PER_ACTIVATION = 16_777_216;

export function startMachine(
  context: ProgramContext,
  argv: readonly string[],
  now: SimTime,
  world: ProgramWorld,
  how: { readonly exec?: boolean; readonly streams?: boolean } = {},
): Step {
  const stripped = withoutInit(argv);
  const cwd = context.workingDir ?? context.image.workingDir;
  const found = lookup({ context, world, installed: installedIn(world), commands: COMMANDS }, { cwd }, stripped.argv);
  const machine: Machine = {
    kind: 'machine',
    context,
    usage: usageRule(context, now, { cpuMilli: 2, memoryBytes: SHELL_MEMORY, growsBytesPerSecond: 0, since: now }),
    cannotStart: found ? undefined : cannotExecute(stripped.argv[0] ?? '', how.exec ?? false),
    argv: stripped.argv,
    processes: [],
    pipes: [],
    exits: [],
    installed: [],
    init: stripped.init || (how.exec ?? false),
    streams: how.streams ?? false,
    nextPid: 1,
    nextPipe: 1,
    nextRequest: 1,
    phase: found ? 'starting' : 'ended',
    listening: [],
    healthy: true,
    stdin: context.stdin || context.tty ? openStdin({ tty: context.tty === true }) : undefined,
  };
  if (!found) return { state: machine, effects: [{ do: 'exit', exitCode: how.exec ? 126 : 128 }] };
  return { state: machine, effects: [{ do: 'wake', at: (now + START_US) as SimTime, background: false }] };
}

function cannotExecute(name: string, isExec: boolean): string {
  const why = name.includes('/') ? `exec: "${name}": stat ${name}: no such file or directory` : `exec: "${name}": executable file not found in $PATH`;
  return isExec
    ? `OCI runtime exec failed: exec failed: unable to start container process: ${why}: unknown`
    : `OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${why}: unknown`;
}

/** tini and dumb-init start what follows them and pass signals on. */
function withoutInit(argv: readonly string[]): { argv: readonly string[]; init: boolean } {
  if (!/(?:^|\/)(?:tini|dumb-init)$/.test(argv[0] ?? '')) return { argv, init: false };
  const rest = argv.slice(1).filter((arg, i, all) => !(arg.startsWith('-') && all.slice(0, i).every((before) => before.startsWith('-'))));
  return { argv: rest, init: true };
}

const installedIn = ({ files }: ProgramWorld): Set<string> =>
  new Set(
    ['curl', 'wget', 'nslookup', 'dig', 'nc', 'ping', 'bash', 'ps', 'stress', 'python3', 'jq'].filter((name) => files.stat(`/usr/bin/${name}`) !== undefined),
  );

export function advanceMachine(state: Machine, now: SimTime, input: ProgramInput, world: ProgramWorld): Step {
  if (state.phase === 'ended') return { state, effects: [] };
  if (input.on === 'health') return { state: { ...state, healthy: input.healthy }, effects: [] };
  const run = open(state, now, world);
  if (state.phase === 'starting') {
    if (run.stdin && keepInput(run.stdin, input)) return { state: { ...state, stdin: run.stdin }, effects: [] };
    if (input.on === 'signal' && input.signal === 'KILL') run.ended = { exitCode: 137 };
    else if (input.on === 'wake') startFirst(run, state);
    else return { state, effects: [{ do: 'wake', at: (now + START_US) as SimTime, background: false }] };
  } else receive(run, input);
  pump(run);
  if (run.stdin?.raw) typeRaw(run, () => pump(run));
  return close(state, run, now);
}

function startFirst(run: Run, state: Machine): void {
  const { context } = state;
  const home = context.env.some(([name]) => name === 'HOME')
    ? []
    : [['HOME', context.user !== undefined && context.user !== '' && !/^(?:0|root)(?::|$)/.test(context.user) ? '/' : '/root'] as const];
  const term: readonly (readonly [string, string])[] = context.tty ? [['TERM', 'xterm']] : [];
  const vars = varsOf([...context.image.env, ['HOSTNAME', context.hostname], ...term, ...home, ...context.env]);
  const first: Process = {
    pid: run.nextPid++,
    ppid: 0,
    title: state.argv.join(' '),
    fds: [state.stdin ? { fd: 'stdin' } : LOG_FDS[0], LOG_FDS[1], state.stdin?.tty ? LOG_FDS[1] : LOG_FDS[2]],
    vars,
    cwd: context.workingDir ?? context.image.workingDir,
    code: { c: 'command', argv: state.argv, memory: undefined },
    blocked: undefined,
  };
  run.processes.set(first.pid, first);
  become(run, first, state.argv, lookup(run, first, state.argv)!);
}

function open(state: Machine, now: SimTime, world: ProgramWorld): Run {
  return {
    context: state.context,
    world,
    now,
    builtins: BUILTINS,
    commands: COMMANDS,
    effects: [],
    processes: new Map(state.processes.map((process) => [process.pid, { ...process, code: { ...process.code } }])),
    pipes: new Map(state.pipes.map((pipe) => [pipe.id, { ...pipe }])),
    exits: new Map(state.exits),
    results: new Map(),
    stdin: state.stdin && { ...state.stdin },
    installed: new Set([...state.installed, ...(state.phase === 'starting' ? installedIn(world) : [])]),
    init: state.init,
    looping: isLooping(state.processes),
    nextPid: state.nextPid,
    nextPipe: state.nextPipe,
    nextRequest: state.nextRequest,
    budget: BUDGET,
    ended: undefined,
    outputLeft: state.streams ? STREAMED_PER_ACTIVATION : OUTPUT_PER_ACTIVATION,
  };
}

function receive(run: Run, input: ProgramInput): void {
  switch (input.on) {
    case 'signal': {
      const first = run.processes.get(1);
      if (input.signal === 'KILL') run.ended = { exitCode: 137 };
      else if (first?.code.c === 'server') applyServer(run, first, advanceServer(first.code.server, run.now, input, run.world));
      else if (first) signal(run, first, input.signal);
      return;
    }
    case 'http':
      run.results.set(input.id, { of: 'http', outcome: input.outcome } satisfies NetworkResult);
      return;
    case 'connect':
      run.results.set(input.id, { of: 'connect', outcome: input.outcome });
      return;
    case 'resolve':
      run.results.set(input.id, { of: 'resolve', outcome: input.outcome });
      return;
    case 'input':
    case 'input-end':
    case 'resize':
      if (run.stdin) keepInput(run.stdin, input);
      return;
    case 'wake':
    case 'health':
      return;
  }
}

/** Runs all processes until every one waits (or the budget is used up). */
function pump(run: Run): void {
  for (let moved = true; moved && !run.ended && run.budget > 0; ) {
    moved = false;
    for (const process of [...run.processes.values()]) {
      if (run.ended || run.budget <= 0 || run.processes.get(process.pid) !== process) continue;
      if (process.blocked) {
        if (!isReady(run, process, process.blocked)) continue;
        process.blocked = undefined;
      }
      moved = stepProcess(run, process) || moved;
    }
  }
  sweepPipes(run);
}

function stepProcess(run: Run, process: Process): boolean {
  switch (process.code.c) {
    case 'shell':
      stepShell(run, process);
      return true;
    case 'command':
      run.budget -= 5;
      stepCommand(run, process);
      return true;
    case 'server': {
      const { server } = process.code;
      if (server.nextAt === undefined || run.now < server.nextAt) return false;
      applyServer(run, process, advanceServer(server, run.now, { on: 'wake' }, run.world));
      return true;
    }
  }
}

/** Takes over what a server among the processes did. */
function applyServer(run: Run, process: Process, step: Step): void {
  if (process.code.c === 'server' && step.state.kind === 'server') process.code = { c: 'server', server: step.state };
  for (const effect of step.effects) {
    if (effect.do === 'log') write(run, process, effect.stream === 'stdout' ? 1 : 2, effect.text);
    else if (effect.do === 'exit') end(run, process, effect.exitCode, effect.reason);
  }
}

function close(state: Machine, run: Run, now: SimTime): Step {
  const { effects } = run;
  if (run.ended) {
    effects.push({ do: 'exit', ...run.ended });
    return {
      state: {
        ...state,
        phase: 'ended',
        processes: [],
        pipes: [],
        exits: [],
        listening: [],
        usage: { ...state.usage, cpuMilli: 0, memoryBytes: 0, growsBytesPerSecond: 0 },
      },
      effects,
    };
  }
  const busy = run.budget <= 0;
  const processes = [...run.processes.values()];
  const listening = portsOf(processes);
  for (const port of listening) if (!state.listening.includes(port)) effects.push({ do: 'listen', port });
  for (const port of state.listening) if (!listening.includes(port)) effects.push({ do: 'close', port });
  const wake = busy ? { at: (now + BUSY_PAUSE_US) as SimTime, background: true } : nextWake(run, processes);
  if (wake) effects.push({ do: 'wake', ...wake });
  const next: Machine = {
    ...state,
    phase: 'running',
    processes,
    pipes: [...run.pipes.values()],
    exits: [...run.exits].slice(-50),
    installed: [...run.installed],
    nextPid: run.nextPid,
    nextPipe: run.nextPipe,
    nextRequest: run.nextRequest,
    stdin: run.stdin,
    listening,
    usage: usageFor(state, processes, busy, now),
  };
  return { state: next, effects };
}

/** From its third round on what a loop waits for counts as background. */
function isLooping(processes: readonly Process[]): boolean {
  for (const { code } of processes) {
    // `tail -f` looks again and again.
    if (code.c === 'command' && code.memory?.follows === true) return true;
    if (code.c !== 'shell') continue;
    for (let frame = code.stack; frame; frame = frame.next) if (frame.f === 'loop' && frame.rounds >= ROUNDS_OF_WORK) return true;
  }
  return false;
}

const NEVER = Number.MAX_SAFE_INTEGER;
/** Sleeping longer than this is no reason to call the cluster busy. */
const LONG_WAIT_US = seconds(300);

function nextWake(run: Run, processes: readonly Process[]): { at: SimTime; background: boolean } | undefined {
  let at = NEVER;
  for (const { blocked, code } of processes) {
    if (blocked?.on === 'time') at = Math.min(at, blocked.until);
    if (blocked?.on === 'child' && blocked.until !== undefined) at = Math.min(at, blocked.until);
    if (code.c === 'server' && code.server.nextAt !== undefined) at = Math.min(at, code.server.nextAt);
  }
  if (at === NEVER) return undefined;
  return { at: Math.max(at, run.now + 1) as SimTime, background: isLooping(processes) || at - run.now > LONG_WAIT_US };
}

const portsOf = (processes: readonly Process[]): readonly number[] => {
  const ports = processes.flatMap(({ blocked, code }) => {
    if (blocked?.on === 'connection') return [blocked.port];
    return code.c === 'server' && code.server.ports !== 'any' ? code.server.ports : [];
  });
  return [...new Set(ports)].sort((a, b) => a - b);
};

export function serveByMachine(state: Machine, now: SimTime, request: PodRequest, world: ProgramWorld): Step & { readonly answer: PodAnswer } {
  for (const process of state.processes) {
    if (process.code.c === 'server') {
      const { server } = process.code;
      if (server.ports === 'any' || server.ports.includes(request.port)) return serveByChild(state, process, server, { now, request, world });
    }
    if (process.blocked?.on === 'connection' && process.blocked.port === request.port) return serveByNetcat(state, process, { now, request, world });
  }
  return { state, effects: [], answer: { kind: 'refused' } };
}

interface Serving {
  readonly now: SimTime;
  readonly request: PodRequest;
  readonly world: ProgramWorld;
}

function serveByChild(state: Machine, process: Process, server: ServerState, { now, request, world }: Serving): Step & { readonly answer: PodAnswer } {
  const step = serveByServer(state.healthy ? server : { ...server, healthy: false }, now, request, world);
  if (step.effects.some((effect) => effect.do === 'exit')) {
    const run = open(state, now, world);
    applyServer(run, run.processes.get(process.pid)!, step);
    pump(run);
    return { ...close(state, run, now), answer: step.answer };
  }
  const served = step.state as ServerState;
  const processes = state.processes.map((other) =>
    other === process ? { ...process, code: { c: 'server' as const, server: { ...served, healthy: server.healthy } } } : other,
  );
  const usage = {
    ...state.usage,
    cpuMilliPerRequest: served.usage.cpuMilliPerRequest,
    memoryBytesPerRequest: served.usage.memoryBytesPerRequest,
    load: served.usage.load,
  };
  const effects: readonly ProgramEffect[] = step.effects.filter((effect) => effect.do === 'log');
  return { state: { ...state, processes, usage }, effects, answer: step.answer };
}

/** `nc -l`: whatever stands on its standard input is the answer; then it ends, unless it was told to keep listening. */
function serveByNetcat(state: Machine, process: Process, { now, request, world }: Serving): Step & { readonly answer: PodAnswer } {
  const run = open(state, now, world);
  const p = run.processes.get(process.pid)!;
  const fd = p.fds[0];
  const said = fd.fd === 'pipe' ? (run.pipes.get(fd.pipe)?.data ?? '') : '';
  if (request.protocol === 'http')
    write(run, p, 1, `${request.method ?? 'GET'} ${request.path ?? '/'} HTTP/1.1\r\nHost: ${request.host ?? state.context.podIP}\r\n\r\n`);
  const keeps = p.code.c === 'command' && p.code.memory?.keep === true;
  if (!keeps) end(run, p, 0);
  pump(run);
  const status = /^HTTP\/[\d.]+ (\d{3})/.exec(said)?.[1];
  const answer: PodAnswer =
    request.protocol !== 'http'
      ? { kind: 'connected', afterUs: ms(0.2) }
      : status === undefined
        ? { kind: 'closed', afterUs: ms(1) }
        : { kind: 'answer', status: Number(status), body: said.replace(/^[\s\S]*?\r?\n\r?\n/, ''), afterUs: ms(1) };
  return { ...close(state, run, now), answer };
}
