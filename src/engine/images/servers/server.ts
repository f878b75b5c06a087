import { ms, type SimTime } from '../../../base/time.ts';
import { clockAt } from '../clock.ts';
import type { PodAnswer, PodRequest, ProgramContext, ProgramEffect, ProgramInput, ProgramWorld, Step } from '../program.ts';
import { NO_LOAD, type UsageRule, usageOf, withRequest } from '../usage.ts';
import { type ServerSpec, type ServerStart, serverStart } from './spec.ts';
import { specOf } from './table.ts';

/** A program that listens and answers until it is told to stop. */
export interface ServerState {
  readonly kind: 'server';
  /** Key of the table of servers. */
  readonly app: string;
  readonly context: ProgramContext;
  readonly argv: readonly string[];
  readonly phase: 'starting' | 'refusing' | 'ready' | 'stopping' | 'ended';
  readonly startedAt: SimTime;
  /** When the phase ends by itself: starting → ready, stopping → ended. */
  readonly nextAt: SimTime | undefined;
  readonly ports: readonly number[] | 'any';
  readonly healthy: boolean;
  readonly exitCode: number;
  readonly requests: number;
  readonly usage: UsageRule;
}

export function startServer(context: ProgramContext, argv: readonly string[], now: SimTime, world: ProgramWorld, app: string = context.image.program): Step {
  const spec = specOf(app);
  const start = serverStart(context, argv, { now, startedAt: now, requests: 0 }, world);
  const refused = spec.refuses?.(start);
  const startUs = typeof spec.startUs === 'function' ? spec.startUs(start) : spec.startUs;
  const state: ServerState = {
    kind: 'server',
    app,
    context,
    argv,
    phase: refused ? 'refusing' : 'starting',
    startedAt: now,
    nextAt: (now + Math.max(refused ? refused.afterUs : startUs, 1)) as SimTime,
    ports: [],
    healthy: true,
    exitCode: refused?.exitCode ?? 0,
    requests: 0,
    usage: startUsage(context, spec, now, startUs),
  };
  const effects: ProgramEffect[] = [];
  const starting = refused ? refused.stderr : (spec.starting?.(start) ?? '');
  if (starting !== '') effects.push({ do: 'log', stream: refused ? 'stderr' : (spec.stream ?? 'stdout'), text: starting });
  effects.push({ do: 'wake', at: state.nextAt!, background: false });
  return { state, effects };
}

/** Memory rises to its working size while the server starts, so that too small a limit kills it on the way. */
function startUsage(context: ProgramContext, spec: ServerSpec, now: SimTime, startUs: number): UsageRule {
  return {
    cpuMilli: spec.startCpuMilli ?? 50,
    memoryBytes: Math.min(spec.memoryBytes * 0.1, context.memoryLimitBytes),
    cpuMilliPerRequest: 0,
    memoryBytesPerRequest: 0,
    growsBytesPerSecond: (spec.memoryBytes * 0.9 * 1_000_000) / Math.max(startUs, 1),
    since: now,
    memoryCeilingBytes: Math.min(spec.memoryBytes, context.memoryLimitBytes),
    load: NO_LOAD,
  };
}

const runningUsage = (context: ProgramContext, spec: ServerSpec, now: SimTime): UsageRule => ({
  cpuMilli: spec.idleCpuMilli ?? 0,
  memoryBytes: spec.memoryBytes,
  cpuMilliPerRequest: spec.cpuMilliPerRequest ?? 0.2,
  memoryBytesPerRequest: spec.memoryBytesPerRequest ?? 0,
  growsBytesPerSecond: 0,
  since: now,
  memoryCeilingBytes: context.memoryLimitBytes,
  load: NO_LOAD,
});

export function advanceServer(state: ServerState, now: SimTime, input: ProgramInput, world: ProgramWorld): Step {
  if (state.phase === 'ended') return { state, effects: [] };
  switch (input.on) {
    case 'wake':
      return state.nextAt !== undefined && now >= state.nextAt
        ? nextPhase(state, now, world)
        : { state, effects: state.nextAt === undefined ? [] : [{ do: 'wake', at: state.nextAt, background: false }] };
    case 'signal':
      return onSignal(state, now, input.signal, world);
    case 'health':
      return { state: { ...state, healthy: input.healthy }, effects: [] };
    case 'http':
    case 'connect':
    case 'resolve':
    case 'input':
    case 'input-end':
    case 'resize':
      return { state, effects: [] };
  }
}

function nextPhase(state: ServerState, now: SimTime, world: ProgramWorld): Step {
  const spec = specOf(state.app);
  if (state.phase === 'stopping' || state.phase === 'refusing') return ended(state, state.exitCode);
  if (spec.memoryBytes > state.context.memoryLimitBytes) return ended(state, 137, 'OOMKilled');
  const start = startOf(state, now, world);
  const ports = spec.ports?.(start) ?? state.context.image.ports;
  for (const [path, content] of spec.writes?.(start) ?? []) writeDeep(world, path, content);
  const effects: ProgramEffect[] = [];
  const text = spec.ready?.(start) ?? '';
  if (text !== '') effects.push({ do: 'log', stream: spec.stream ?? 'stdout', text });
  if (ports !== 'any') for (const port of ports) effects.push({ do: 'listen', port });
  return { state: { ...state, phase: 'ready', nextAt: undefined, ports, usage: runningUsage(state.context, spec, now) }, effects };
}

function writeDeep({ files }: ProgramWorld, path: string, content: string): void {
  const parts = path.split('/').slice(1, -1);
  parts.reduce((parent, part) => {
    const dir = `${parent}/${part}`;
    if (files.stat(dir) === undefined) files.mkdir(dir);
    return dir;
  }, '');
  files.write(path, content);
}

function onSignal(state: ServerState, now: SimTime, signal: Extract<ProgramInput, { on: 'signal' }>['signal'], world: ProgramWorld): Step {
  if (signal === 'KILL') return ended(state, 137);
  if (signal === 'HUP' || signal === 'USR1' || signal === 'USR2') return { state, effects: [] };
  const spec = specOf(state.app);
  const stop = spec.stop ?? { exitCode: 0, afterUs: ms(50) };
  if (stop === 'ignored' || state.phase === 'stopping') return { state, effects: [] };
  const nextAt = (now + stop.afterUs) as SimTime;
  const says = stop.says?.(clockAt(world.epochMs, now));
  const effects: ProgramEffect[] = says === undefined ? [] : [{ do: 'log', stream: spec.stream ?? 'stdout', text: says }];
  return { state: { ...state, phase: 'stopping', nextAt, exitCode: stop.exitCode }, effects: [...effects, { do: 'wake', at: nextAt, background: false }] };
}

const ended = (state: ServerState, exitCode: number, reason?: 'OOMKilled'): Step => ({
  state: { ...state, phase: 'ended', nextAt: undefined, ports: [], exitCode },
  effects: [{ do: 'exit', exitCode, ...(reason === undefined ? {} : { reason }) }],
});

const startOf = (state: ServerState, now: SimTime, world: ProgramWorld): ServerStart =>
  serverStart(state.context, state.argv, { now, startedAt: state.startedAt, requests: state.requests }, world);

export function serveByServer(state: ServerState, now: SimTime, request: PodRequest, world: ProgramWorld): Step & { readonly answer: PodAnswer } {
  const listens = state.ports === 'any' || state.ports.includes(request.port);
  // Simplified: a stopping server answers what still arrives until it is gone; real ones close their listening sockets first.
  if ((state.phase !== 'ready' && state.phase !== 'stopping') || !listens) return { state, effects: [], answer: { kind: 'refused' } };
  const spec = specOf(state.app);
  const afterUs = spec.answerUs ?? ms(1);
  const weight = request.weight ?? 1;
  const busy: ServerState = { ...state, requests: state.requests + weight, usage: { ...state.usage, load: withRequest(state.usage.load, now, weight) } };
  if (usageOf(busy, now).memoryBytes >= state.context.memoryLimitBytes) return { ...ended(busy, 137, 'OOMKilled'), answer: { kind: 'closed', afterUs: 0 } };
  if (request.protocol === 'tcp' || request.protocol === 'udp') return { state: busy, effects: [], answer: { kind: 'connected', afterUs: ms(0.2) } };
  const found = spec.answer?.(startOf(state, now, world), request);
  if (found === undefined) return { state: busy, effects: [], answer: { kind: 'closed', afterUs } };
  const answer = state.healthy ? found : { status: 500, body: 'Internal Server Error\n' };
  const line = spec.accessLog?.(clockAt(world.epochMs, now), request, answer) ?? '';
  const effects: readonly ProgramEffect[] = line === '' ? [] : [{ do: 'log', stream: spec.stream ?? 'stdout', text: line }];
  return { state: busy, effects, answer: { kind: 'answer', status: answer.status, body: answer.body, afterUs: slowed(busy, now, afterUs) } };
}

/** A processor that is full makes requests wait: the nearer to the limit, the longer (an M/M/1 queue, at most 20 times). */
function slowed(state: ServerState, now: SimTime, afterUs: number): number {
  const limit = state.context.cpuLimitMilli;
  if (limit === undefined || limit === 0) return afterUs;
  const share = usageOf(state, now).cpuMilli / limit;
  return Math.round(afterUs * Math.min(1 / Math.max(1 - share, 0.05), 20));
}
