import { seconds, type SimTime } from '../../base/time.ts';
import type { JsonObject } from '../../base/json.ts';
import { API_SERVER } from '../../wire/actors.ts';
import { type ApiRequest, type ApiResponse, isSuccess } from '../../wire/request.ts';
import { conflict } from '../../kinds/errors.ts';
import { CONTROL_PLANE_ADDRESS, SECURE_PORT } from '../apiserver/addresses.ts';
import { routeOf } from '../apiserver/route.ts';
import { serve } from '../apiserver/serve.ts';
import { crashAfterWrite, isApiDown, isCalm, takeTrouble } from '../faults/troubles.ts';
import type { Sim, SimEvent } from '../sim/sim.ts';
import { changedProcess, isUp, processes } from './process.ts';

/**
 * How every component calls kube-apiserver: a request leaves, arrives, is served, and its answer comes back, each at its
 * own time. What continues afterwards is named by `reply` and gets a `Reply`.
 * Simplified: bodies are JSON throughout; real components ask for application/vnd.kubernetes.protobuf.
 */
export interface Call {
  /** Who asks, as the picture shows it: `deployment-controller`, `kubelet/node-1`, `kubectl`. */
  readonly actor: string;
  /** The process whose connection and rate limit it uses; absent for people outside. */
  readonly process?: string;
  readonly request: ApiRequest;
  /** Handler that gets the answer, with its own arguments. */
  readonly reply?: { readonly to: string; readonly args?: unknown };
  /** Client-side rate limit (tokens per second, bucket size), one bucket per actor. */
  readonly limit?: { readonly qps: number; readonly burst: number };
  readonly background?: boolean;
}

export interface Reply<A = unknown> {
  /** code 0: no answer came (connection refused or timed out). */
  readonly response: ApiResponse;
  readonly args: A;
}

/** kubelets and controllers give a call up after this long without an answer. */
const TIMEOUT_US = seconds(10);

export function send(sim: Sim, call: Call): void {
  const wait = takeToken(sim, call);
  if (wait > 0) sim.schedule({ after: wait, to: 'client.depart', args: { call, life: lifeOf(sim, call) }, background: call.background ?? false });
  else depart(sim, call);
}

function depart(sim: Sim, call: Call): void {
  const { latency } = sim.config.settings;
  const wire = call.process === undefined ? latency.userUs : latency.apiUs;
  const { request } = call;
  const background = call.background ?? false;
  const id = sim.note({
    code: 'api.request',
    actor: call.actor,
    to: API_SERVER,
    until: (sim.now + wire) as SimTime,
    args: { method: request.method, path: request.path },
    ...(background ? { background } : {}),
  });
  const work = request.method === 'GET' ? latency.readUs : latency.writeUs;
  const args: Arrival = { call, id, wire, life: lifeOf(sim, call) };
  sim.schedule({ after: wire + work, to: 'client.serve', args, cause: id, background });
}

interface Arrival {
  readonly call: Call;
  readonly id: number;
  readonly wire: number;
  readonly life: number;
}

export const clientComponent = {
  name: 'client',
  handlers: {
    'client.depart': (sim: Sim, { call, life }: { call: Call; life: number }) => {
      if (lifeOf(sim, call) === life) depart(sim, call);
    },
    'client.serve': (sim: Sim, arrival: Arrival, { crashes }: SimEvent) => {
      const { call, id, wire } = arrival;
      const background = call.background ?? false;
      if (call.process !== undefined && !isUp(sim, call.process)) {
        sim.schedule({ after: TIMEOUT_US, to: 'client.answer', args: { call, id, wire, life: arrival.life, response: NO_ANSWER }, background });
        return;
      }
      if (isApiDown(sim)) {
        if (call.reply) sim.schedule({ after: wire, to: 'client.answer', args: { call, id, wire, life: arrival.life, response: REFUSED }, background });
        return;
      }
      const panicked = crashes > 0 && call.process === undefined;
      const response = panicked ? PANICKED : (refusedUpdate(sim, call) ?? serve(sim, call.request, call.actor, background));
      if (sim.config.detail === 'full' || !isSuccess(response)) noteAnswer(sim, arrival, response);
      const isLost = call.request.method !== 'GET' && takeTrouble(sim, 'lostAnswers', call.actor);
      const answer = isLost ? { after: TIMEOUT_US, response: NO_ANSWER } : { after: wire, response };
      if (call.reply)
        sim.schedule({
          after: answer.after,
          to: 'client.answer',
          args: { call, id, wire, life: arrival.life, response: answer.response },
          background,
          cause: sim.cause === 0 ? id : sim.cause,
        });
      const downUs = call.process !== undefined && call.request.method !== 'GET' ? crashAfterWrite(sim, call.process) : undefined;
      if (downUs !== undefined) sim.dispatch('faults.crash', { process: call.process, downUs });
    },
    'client.answer': (sim: Sim, { call, response, life }: Arrival & { response: ApiResponse }) => {
      if (!call.reply || lifeOf(sim, call) !== life) return;
      if (call.process !== undefined && response.code !== 0 && !isUp(sim, call.process)) {
        sim.schedule({ after: TIMEOUT_US, to: 'client.answer', args: { call, response: NO_ANSWER, life }, background: call.background ?? false });
        return;
      }
      sim.dispatch(call.reply.to, { response, args: call.reply.args } satisfies Reply);
    },
  },
};

const noAnswer = (message: string): ApiResponse => ({
  code: 0,
  body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason: 'ServiceUnavailable', code: 0 },
});
const NO_ANSWER = noAnswer('the connection to the server was lost');
/** As kubectl words it (pkg/cmd/util/helpers.go). */
const REFUSED = noAnswer(`The connection to the server ${CONTROL_PLANE_ADDRESS}:${SECURE_PORT} was refused - did you specify the right host or port?`);

/** What a client outside gets for a request that the server broke on (apiserver pkg/server/filters/wrap.go). */
export const PANICKED: ApiResponse = { code: 500, body: 'This request caused apiserver to panic. Look in the logs for details.\n' };

/** Fault point: an update that meets a newer version of its object. */
function refusedUpdate(sim: Sim, { actor, request }: Call): ApiResponse | undefined {
  if (isCalm(sim) || (request.method !== 'PUT' && request.method !== 'PATCH')) return undefined;
  const route = routeOf(request.path);
  if (route.to !== 'resource' || !takeTrouble(sim, 'conflicts', actor)) return undefined;
  return { code: 409, body: conflict({ group: route.group, name: route.resource }, route.name) };
}

function noteAnswer(sim: Sim, { call, id, wire }: Arrival, response: ApiResponse): void {
  const status = response.body as { reason?: string; message?: string } | null;
  const refused: JsonObject = isSuccess(response) ? {} : { method: call.request.method, reason: status?.reason, message: status?.message };
  sim.note({
    code: 'api.response',
    actor: API_SERVER,
    to: call.actor,
    until: (sim.now + wire) as SimTime,
    args: { request: id, status: response.code, ...refused },
    ...(call.background ? { background: true } : {}),
  });
}

const lifeOf = (sim: Sim, call: Call): number => (call.process === undefined ? 0 : (sim.get(processes).get(call.process)?.life ?? 0));

/** Takes a token of the actor's bucket; returns how long the call has to wait for it (client-go's flowcontrol). */
function takeToken(sim: Sim, { process, actor, limit }: Call): number {
  if (!limit || process === undefined) return 0;
  const all = sim.get(processes);
  const state = all.get(process);
  if (!state) return 0;
  const bucket = state.tokens.get(actor) ?? { left: limit.burst, at: sim.now };
  const refilled = Math.min(limit.burst, bucket.left + ((sim.now - bucket.at) * limit.qps) / 1_000_000);
  const left = refilled - 1;
  sim.set(processes, all.set(process, changedProcess(state, { tokens: state.tokens.set(actor, { left, at: sim.now }) })));
  return left >= 0 ? 0 : Math.ceil((-left / limit.qps) * 1_000_000);
}
