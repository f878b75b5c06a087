import { SortedMap } from '../../base/sorted-map.ts';
import { Vector } from '../../base/vector.ts';
import type { OutsideContent, OutsideMessage } from '../../wire/outside.ts';
import type { ApiRequest } from '../../wire/request.ts';
import type { Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';
import type { AttachAsked } from './pod-attach.ts';
import type { Forwarding } from './pod-forward.ts';

/**
 * Real clients outside of the engine. Their requests come as commands, so that a replay has them too; what is sent back to them lies in an outbox, from
 * which whoever runs the cluster takes it between events (`takeOutside`). Nothing that is done with it comes back into the cluster.
 */
const outbox = slot<Vector<OutsideMessage>>('outside/outbox', () => Vector.empty());

/** What was sent since it was last taken, in order. */
export function takeOutside(sim: Sim): readonly OutsideMessage[] {
  const messages = sim.get(outbox);
  if (messages.length === 0) return NOTHING;
  sim.set(outbox, Vector.empty());
  return [...messages];
}

const NOTHING: readonly OutsideMessage[] = [];

export interface Exchange {
  readonly seq: number;
  readonly request: ApiRequest;
  /** A handler of the engine that gets the messages, instead of somebody outside. */
  readonly reply?: Reader;
  /** Id of the API server's stream, when the exchange is an open watch. */
  readonly stream?: string;
  /** A run in a container. */
  readonly exec?: { readonly node: string; readonly id: number; readonly tty: boolean };
  /** The main process of a container. */
  readonly attached?: AttachAsked & { readonly id: number };
  /** Ports of a pod. */
  readonly forward?: Forwarding;
  /** Which of its streams the client wants. */
  readonly shows?: Readonly<Record<'stdout' | 'stderr', boolean>>;
}

export interface Reader {
  readonly to: string;
  readonly args: unknown;
}

export const exchanges = slot<SortedMap<Exchange>>('outside/exchanges', () => SortedMap.empty());

/** Sends one message; `answer` and `closed` end the exchange. */
export function tell(sim: Sim, exchange: string, content: OutsideContent): void {
  const state = sim.get(exchanges).get(exchange);
  if (!state) return;
  const isLast = content.is === 'answer' || content.is === 'closed';
  sim.set(exchanges, isLast ? sim.get(exchanges).delete(exchange) : sim.get(exchanges).set(exchange, { ...state, seq: state.seq + 1 }));
  const message: OutsideMessage = { exchange, seq: state.seq, ...content };
  if (state.reply) sim.dispatch(state.reply.to, { message, args: state.reply.args });
  else sim.set(outbox, sim.get(outbox).push(message));
}

/** How many are open. */
export const openExchanges = (sim: Sim): number => (sim.uses(exchanges) ? sim.get(exchanges).size : 0);

/** Whether the cluster still has this exchange. */
export const hasExchange = (sim: Sim, exchange: string): boolean => sim.get(exchanges).has(exchange);

export function changeExchange(sim: Sim, exchange: string, change: Partial<Exchange>): void {
  const state = sim.get(exchanges).get(exchange);
  if (state) sim.set(exchanges, sim.get(exchanges).set(exchange, { ...state, ...change }));
}
