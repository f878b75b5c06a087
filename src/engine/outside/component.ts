import type { Json } from '../../base/json.ts';
import { ms } from '../../base/time.ts';
import { utf8Bytes } from '../../kinds/base64.ts';
import type { KubeObject, Status } from '../../kinds/object.ts';
import { KUBECTL } from '../../wire/actors.ts';
import type { Command } from '../../wire/command.ts';
import type { OutsideInput } from '../../wire/outside.ts';
import type { ApiRequest, ApiResponse } from '../../wire/request.ts';
import { managed } from '../apiserver/field-managers.ts';
import { Refusal } from '../apiserver/refusal.ts';
import { isFlag } from '../apiserver/list-options.ts';
import { routeOf, watchedPath } from '../apiserver/route.ts';
import { eventInForm } from '../apiserver/table.ts';
import { closeWatch, openWatch, type WatchMessage } from '../apiserver/watch.ts';
import { PANICKED, type Reply, send } from '../client/client.ts';
import { isApiDown } from '../faults/troubles.ts';
import { attachTo, type AttachedTo, detachFrom } from '../node/runtime/attach.ts';
import { feed } from '../node/runtime/containers.ts';
import type { ProgramInput } from '../images/program.ts';
import { type ExecOutput, type ExecReply, execIn, type ExecResult, feedExec } from '../node/runtime/execs.ts';
import type { Component, Sim, SimEvent } from '../sim/sim.ts';
import { changeExchange, type Exchange, exchanges, hasExchange, type Reader, tell } from './exchanges.ts';
import { podPathOf } from './pod-door.ts';
import { attachRequest } from './pod-attach.ts';
import { execRequest, exitStatus } from './pod-exec.ts';
import { forwarded, inputToPort, startForward } from './pod-forward.ts';
import { firstBytes, LOG_START, type LogPosition, logRequest, type LogRequest, readLog } from './pod-log.ts';

export type ClientCommand = Extract<Command, { readonly do: 'client' }>;

/** A stream of a collection's changes. A path that names an object is a plain read, whatever the query says (apiserver pkg/endpoints/request). */
function isWatch({ method, path, query }: ApiRequest): boolean {
  if (method !== 'GET' || !isFlag(query?.['watch'])) return false;
  const route = routeOf(path);
  return route.to === 'resource' && route.name === '';
}

/** The older paths of watches, as the newer ones have it. */
function modern(request: ApiRequest): ApiRequest {
  const path = request.method === 'GET' ? watchedPath(request.path) : undefined;
  if (path === undefined) return request;
  const route = routeOf(path);
  if (route.to !== 'resource' || route.name === '') return { ...request, path, query: { ...request.query, watch: '1' } };
  const fieldSelector = [request.query?.['fieldSelector'], `metadata.name=${route.name}`].filter(Boolean).join(',');
  return { ...request, path: path.slice(0, path.lastIndexOf('/')), query: { ...request.query, watch: '1', fieldSelector } };
}

/** How often a follower of a log looks for more. */
const FOLLOW_US = ms(100);

/** A request of a client sets out. */
export function startExchange(sim: Sim, { exchange, agent, request: asked }: Omit<ClientCommand, 'do'>, reply?: Reader): void {
  const request: ApiRequest = modern({ ...asked, agent });
  sim.set(exchanges, sim.get(exchanges).set(exchange, { seq: 0, request, ...(reply ? { reply } : {}) }));
  const { userUs, readUs } = sim.config.settings.latency;
  if (isWatch(request)) sim.schedule({ after: userUs + readUs, to: 'outside.watch', args: exchange });
  else if (podPathOf(request)) sim.schedule({ after: userUs + readUs, to: 'outside.pod', args: exchange });
  else send(sim, { actor: KUBECTL, request, reply: { to: 'outside.answered', args: exchange } });
}

/** The client has gone: nothing more is sent to it. */
export function endExchange(sim: Sim, exchange: string): void {
  const state = sim.get(exchanges).get(exchange);
  if (!state) return;
  if (state.stream !== undefined) closeWatch(sim, state.stream);
  if (state.attached) leave(sim, state.attached);
  sim.set(exchanges, sim.get(exchanges).delete(exchange));
  if (state.exec) abandonExec(sim, state.exec);
}

export const outsideComponent: Component = {
  name: 'outside',
  handlers: {
    'outside.answered': (sim: Sim, { response, args }: Reply<string>) => tell(sim, args, { is: 'answer', response }),
    'outside.watch': (sim: Sim, exchange: string, { crashes }: SimEvent) => arrive(sim, exchange, crashes > 0 ? panic : watch),
    'outside.event': (sim: Sim, { args, type, object }: WatchMessage<string>) =>
      tell(sim, args, type === 'CLOSED' ? { is: 'closed' } : { is: 'event', type, object: printed(sim, args, { type, object }) }),
    'outside.pod': (sim: Sim, exchange: string, { crashes }: SimEvent) => arrive(sim, exchange, crashes > 0 ? panic : passOn),
    'outside.follow': (sim: Sim, args: Following) => follow(sim, args),
    'outside.forwarded': forwarded,
    'outside.attached': (sim: Sim, { output, args }: AttachedTo<string>) => (output ? written(sim, args, output) : streamEnded(sim, args, exitStatus(ENDED))),
    'outside.exec': (sim: Sim, said: ExecReply<string> | ExecOutput<string>) =>
      'output' in said ? written(sim, said.args, said.output) : runEnded(sim, said.args, said.result),
  },
};

const panic: Arrived = (sim, exchange) => tell(sim, exchange, { is: 'answer', response: PANICKED });

type Arrived = (sim: Sim, exchange: string, state: Exchange) => void;

/** A request has come to the API server's port. */
function arrive(sim: Sim, exchange: string, then: Arrived): void {
  const state = sim.get(exchanges).get(exchange);
  if (!state) return;
  if (isApiDown(sim)) return tell(sim, exchange, { is: 'answer', response: NO_ANSWER });
  try {
    then(sim, exchange, state);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    tell(sim, exchange, { is: 'answer', response: { code: error.status.code ?? 500, body: error.status } });
  }
}

function watch(sim: Sim, exchange: string, state: Exchange): void {
  const { response, id } = openWatch(sim, { request: state.request, actor: KUBECTL, to: 'outside.event', args: exchange });
  if (id === undefined) return tell(sim, exchange, { is: 'answer', response });
  sim.set(exchanges, sim.get(exchanges).set(exchange, { ...state, stream: id }));
  tell(sim, exchange, { is: 'opened' });
}

/** What the API server does not answer itself: the kubelet's part. */
function passOn(sim: Sim, exchange: string, state: Exchange): void {
  const path = podPathOf(state.request)!;
  if (path.subresource === 'exec') return runCommand(sim, exchange, state);
  if (path.subresource === 'portforward') return startForward(sim, exchange, state.request);
  if (path.subresource === 'attach') return attach(sim, exchange, state);
  const log = logRequest(sim, path, state.request.query ?? {});
  if (!log?.follow)
    return tell(sim, exchange, {
      is: 'answer',
      response: { code: 200, body: log ? firstBytes(readLog(sim, log, LOG_START).text, log.limitBytes ?? Number.POSITIVE_INFINITY) : '' },
    });
  tell(sim, exchange, { is: 'opened' });
  follow(sim, { exchange, log, from: LOG_START, left: log.limitBytes ?? Number.POSITIVE_INFINITY });
}

function follow(sim: Sim, { exchange, log, from, left }: Following): void {
  if (!hasExchange(sim, exchange)) return;
  const { text, upTo, ended } = readLog(sim, log, from);
  const sent = firstBytes(text, left);
  if (sent !== '') tell(sim, exchange, { is: 'output', channel: 'stdout', text: sent });
  if (ended || sent !== text) return tell(sim, exchange, { is: 'closed' });
  const rest: Following = { exchange, log, from: upTo, left: left - utf8Bytes(sent).length };
  sim.schedule({ after: FOLLOW_US, to: 'outside.follow', args: rest, background: true });
}

function runCommand(sim: Sim, exchange: string, { request }: Exchange): void {
  const asked = execRequest(sim, podPathOf(request)!, request);
  tell(sim, exchange, { is: 'opened' });
  if ('status' in asked) return streamEnded(sim, exchange, asked);
  const { ref, command, streams, shows } = asked;
  changeExchange(sim, exchange, { shows });
  const run = execIn(sim, ref, command, { background: false, reply: { to: 'outside.exec', args: exchange }, streams });
  if (typeof run !== 'number') return runEnded(sim, exchange, run);
  changeExchange(sim, exchange, { exec: { node: ref.node, id: run, tty: streams.tty } });
}

/** What a client sends on its stream; nothing when the other end has gone meanwhile. */
export function inputToExchange(sim: Sim, exchange: string, input: OutsideInput): void {
  const state = sim.get(exchanges).get(exchange);
  if (state?.forward) return inputToPort(sim, exchange, input);
  const given = programInput(input);
  if (!state || !given) return;
  if (state.exec) feedExec(sim, state.exec.node, state.exec.id, given);
  // The end of one client's input is the process's own only where its spec says so (stdinOnce).
  if (state.attached?.stdin && (given.on !== 'input-end' || state.attached.once)) feed(sim, state.attached.ref, given);
}

function attach(sim: Sim, exchange: string, { request }: Exchange): void {
  const asked = attachRequest(sim, podPathOf(request)!, request);
  if ('status' in asked) {
    tell(sim, exchange, { is: 'opened' });
    return streamEnded(sim, exchange, asked);
  }
  changeExchange(sim, exchange, { shows: asked.shows, attached: { ...asked, id: attachTo(sim, asked.ref, { to: 'outside.attached', args: exchange }) } });
  tell(sim, exchange, { is: 'opened' });
}

/** What runs goes on without its client: its input has ended; where there was a terminal, that hangs up. */
function abandonExec(sim: Sim, { node, id, tty }: NonNullable<Exchange['exec']>): void {
  feedExec(sim, node, id, tty ? { on: 'signal', signal: 'HUP' } : { on: 'input-end' });
}

function leave(sim: Sim, { ref, id, stdin, once }: NonNullable<Exchange['attached']>): void {
  detachFrom(sim, ref, id);
  if (stdin && once) feed(sim, ref, { on: 'input-end' });
}

function programInput(input: OutsideInput): ProgramInput | undefined {
  switch (input.is) {
    case 'text':
      return { on: 'input', text: input.text };
    case 'end':
      return { on: 'input-end' };
    case 'resize':
      return { on: 'resize', columns: input.columns, rows: input.rows };
    default:
      return undefined;
  }
}

function written(sim: Sim, exchange: string, output: ExecOutput['output']): void {
  for (const { stream, text } of output) if (sim.get(exchanges).get(exchange)?.shows?.[stream]) tell(sim, exchange, { is: 'output', channel: stream, text });
}

function runEnded(sim: Sim, exchange: string, result: ExecResult | undefined): void {
  streamEnded(sim, exchange, exitStatus(result, exchange));
}

/** Who was attached to a process hears that it is over, not how it ended. */
const ENDED: ExecResult = { exitCode: 0, stdout: '', stderr: '' };

function streamEnded(sim: Sim, exchange: string, status: Partial<Status>): void {
  tell(sim, exchange, { is: 'output', channel: 'error', text: JSON.stringify(status) });
  tell(sim, exchange, { is: 'closed' });
}

interface Following {
  readonly exchange: string;
  readonly log: LogRequest;
  readonly from: LogPosition;
  /** Bytes that may still be sent. */
  readonly left: number;
}

/** Nobody listens at the API server's port. */
const NO_ANSWER: ApiResponse = { code: 0, body: null };

/** As the client wants to have it: whole, as a Table, or its metadata alone. */
function printed(sim: Sim, exchange: string, { type, object }: Pick<WatchMessage, 'type' | 'object'>): Json {
  const state = sim.get(exchanges).get(exchange);
  const route = state && routeOf(state.request.path);
  if (!state || type === 'ERROR' || route?.to !== 'resource' || !route.kind) return (object ?? null) as unknown as Json;
  // `opened` was message 0.
  const { kind } = route;
  return eventInForm({ sim, kind, request: state.request }, managed({ sim, kind }, object as KubeObject), state.seq === 1) as unknown as Json;
}
