import type { Json } from '../base/json.ts';
import { SortedMap } from '../base/sorted-map.ts';
import type { KubeObject } from '../kinds/object.ts';
import { KUBECTL } from '../wire/actors.ts';
import type { Command } from '../wire/command.ts';
import type { OutsideContent, OutsideMessage } from '../wire/outside.ts';
import type { ApiRequest } from '../wire/request.ts';
import { routeOf } from './apiserver/route.ts';
import { eventInForm } from './apiserver/table.ts';
import { closeWatch, openWatch, type WatchMessage } from './apiserver/watch.ts';
import { type Reply, send } from './client/client.ts';
import { isApiDown } from './faults/troubles.ts';
import type { Component, Sim } from './sim/sim.ts';
import { slot } from './sim/slot.ts';

/**
 * Real clients outside of the engine. Their requests come as commands, so that a replay has them too; what is sent back to them is handed to `deliver`,
 * which is output only: nothing it does comes back into the cluster.
 */
export type Deliver = (message: OutsideMessage) => void;

interface Exchange {
  readonly seq: number;
  /** Id of the API server's stream, when the exchange is an open watch. */
  readonly stream: string | undefined;
  readonly request: ApiRequest;
}

const exchanges = slot<SortedMap<Exchange>>('outside/exchanges', () => SortedMap.empty());

export type ClientCommand = Extract<Command, { readonly do: 'client' }>;

export const isWatch = ({ method, query }: ApiRequest): boolean => method === 'GET' && (query?.['watch'] === 'true' || query?.['watch'] === '1');

/** A request of a client sets out. */
export function startExchange(sim: Sim, { exchange, request }: ClientCommand): void {
  sim.set(exchanges, sim.get(exchanges).set(exchange, { seq: 0, stream: undefined, request }));
  if (!isWatch(request)) return send(sim, { actor: KUBECTL, request, reply: { to: 'outside.answered', args: exchange } });
  const { userUs, readUs } = sim.config.settings.latency;
  sim.schedule({ after: userUs + readUs, to: 'outside.watch', args: { exchange, request } });
}

/** The client has gone: nothing more is sent to it. */
export function endExchange(sim: Sim, exchange: string): void {
  const state = sim.get(exchanges).get(exchange);
  if (!state) return;
  if (state.stream !== undefined) closeWatch(sim, state.stream);
  sim.set(exchanges, sim.get(exchanges).delete(exchange));
}

export function outsideComponent(deliver: Deliver): Component {
  /** Sends one message; `last` ends the exchange. */
  const tell = (sim: Sim, exchange: string, content: OutsideContent, last = false): void => {
    const state = sim.get(exchanges).get(exchange);
    if (!state) return;
    sim.set(exchanges, last ? sim.get(exchanges).delete(exchange) : sim.get(exchanges).set(exchange, { ...state, seq: state.seq + 1 }));
    deliver({ exchange, seq: state.seq, ...content });
  };
  return {
    name: 'outside',
    handlers: {
      'outside.answered': (sim: Sim, { response, args }: Reply<string>) => tell(sim, args, { is: 'answer', response }, true),
      'outside.watch': (sim: Sim, { exchange, request }: { exchange: string; request: ApiRequest }) => {
        const state = sim.get(exchanges).get(exchange);
        if (!state) return;
        if (isApiDown(sim)) return tell(sim, exchange, { is: 'answer', response: { code: 0, body: null } }, true);
        const { response, id } = openWatch(sim, { request, actor: KUBECTL, to: 'outside.event', args: exchange });
        if (id === undefined) return tell(sim, exchange, { is: 'answer', response }, true);
        sim.set(exchanges, sim.get(exchanges).set(exchange, { ...state, stream: id }));
        tell(sim, exchange, { is: 'opened' });
      },
      'outside.event': (sim: Sim, { args, type, object }: WatchMessage<string>) => {
        if (type === 'CLOSED') tell(sim, args, { is: 'closed' }, true);
        else tell(sim, args, { is: 'event', type, object: printed(sim, args, { type, object }) });
      },
    },
  };
}

/** As the client wants to have it: whole, as a Table, or its metadata alone. */
function printed(sim: Sim, exchange: string, { type, object }: Pick<WatchMessage, 'type' | 'object'>): Json {
  const state = sim.get(exchanges).get(exchange);
  const route = state && routeOf(state.request.path);
  if (!state || type === 'ERROR' || route?.to !== 'resource' || !route.kind) return (object ?? null) as unknown as Json;
  // `opened` was message 0.
  return eventInForm({ sim, kind: route.kind, request: state.request }, object as KubeObject, state.seq === 1) as unknown as Json;
}
