import { isObject, type Json } from '../base/json.ts';
import { routeOf } from '../engine/apiserver/route.ts';
import { serve } from '../engine/apiserver/serve.ts';
import type { Call } from '../engine/client/client.ts';
import { commitAt, etcd, getObject } from '../engine/etcd/store.ts';
import type { Sim, SimEvent } from '../engine/sim/sim.ts';
import type { Happening } from '../wire/happening.ts';
import { targetOf } from '../wire/by-hand.ts';
import type { Header, Message, RequestMessage, ResponseMessage } from '../wire/message.ts';
import type { ApiRequest, ApiResponse } from '../wire/request.ts';
import { responseHeaders } from '../wire/response-headers.ts';
import type { Timeline } from './timeline.ts';

/** Of longer lists so many items are told. */
const MOST_ITEMS = 5;

/**
 * What a message carried. Envelopes are not kept: the message is sent once more, on a cluster beside the one that is shown, and looked into.
 * Undefined for what is no message to or from the API.
 */
export function carriedBy(timeline: Timeline, id: number): Message | undefined {
  const { chronicle, here } = timeline;
  const happening = chronicle.find(here, id);
  if (happening?.code === 'watch.event') return watched(timeline, happening);
  const request = happening?.code === 'api.request' ? id : happening?.code === 'api.response' ? Number(happening.args?.['request']) : 0;
  if (request === 0) return undefined;
  let arrival: Arrival | undefined;
  const sim = chronicle.again(
    here,
    (mark) => mark.happenings < request || mark.event === 0,
    (one) => {
      if (!arrival && one.happenings.length >= request) arrival = dueFor(one, 'client.serve', request) as Arrival | undefined;
      return arrival !== undefined && one.peek() === arrival;
    },
  );
  if (!sim || !arrival) return undefined;
  const { call } = arrival.args;
  const isServed = sim.peek() === arrival && sim.executed < timeline.moment.event;
  return { request: requestMessage(call.request), ...(isServed ? { response: answered(sim, request, call) } : {}) };
}

type Arrival = SimEvent<{ readonly call: Call; readonly id: number; readonly response?: ApiResponse }>;

function watched({ chronicle, here }: Timeline, { id, rev = 0, args }: Happening): Message | undefined {
  const sim = chronicle.again(
    here,
    (mark) => mark.happenings < id || mark.event === 0,
    ({ happenings }) => happenings.length >= id,
  );
  const commit = sim && commitAt(sim.get(etcd), rev);
  return (
    commit && { watch: { type: String(args?.['type'] ?? commit.type), object: json(commit.after), ...(commit.before ? { before: json(commit.before) } : {}) } }
  );
}

/** What is due for a request: its arrival at the server, or its answer. */
function dueFor(sim: Sim, to: string, request: number): SimEvent | undefined {
  const { work, background } = sim.checkpoint();
  for (const queue of [work, background]) for (const event of queue.items()) if (event.to === to && (event as Arrival).args.id === request) return event;
  return undefined;
}

/** The cluster stands just before the request is served. */
function answered(sim: Sim, request: number, { request: asked, actor, background = false }: Call): ResponseMessage {
  const { to, ...route } = { namespace: '', resource: '', name: '', ...routeOf(asked.path) };
  const key = route.namespace === '' ? route.name : `${route.namespace}/${route.name}`;
  const writes = to === 'resource' && (asked.method === 'PUT' || asked.method === 'PATCH' || asked.method === 'DELETE');
  const before = writes ? getObject(sim.get(etcd).root, route.resource, key) : undefined;
  const beforehand = sim.checkpoint();
  sim.step();
  let response = (dueFor(sim, 'client.answer', request) as Arrival | undefined)?.args.response;
  if (!response) {
    // Nobody waits for the answer: it was made all the same.
    sim.restore(beforehand);
    response = serve(sim, asked, actor, background);
  }
  const { body, omitted } = shortened(json(response.body));
  const headers = responseHeaders(response, asked.accept);
  const isObjectBefore = before !== undefined && isObject(body) && body['kind'] === before.kind;
  return { code: response.code, headers, body, omitted, ...(isObjectBefore ? { before: json(before) } : {}) };
}

function requestMessage(request: ApiRequest): RequestMessage {
  const { method, accept, body } = request;
  const headers: Header[] = [['Accept', accept ?? 'application/json']];
  if (body !== undefined) headers.push(['Content-Type', request.contentType ?? 'application/json']);
  return { method, target: targetOf(request), headers, ...(body === undefined ? {} : { body }), asked: request };
}

/** Objects are plain frozen JSON. */
const json = (value: unknown): Json => value as Json;

/** A long list with its first items only. */
function shortened(body: Json): { readonly body: Json; readonly omitted: number } {
  for (const field of ['items', 'rows']) {
    const items = isObject(body) ? body[field] : undefined;
    if (Array.isArray(items) && items.length > MOST_ITEMS)
      return { body: { ...(body as object), [field]: items.slice(0, MOST_ITEMS) } as Json, omitted: items.length - MOST_ITEMS };
  }
  return { body, omitted: 0 };
}
