import { messageOf } from '../base/assert.ts';
import { goDuration, seconds, type SimTime } from '../base/time.ts';
import { hasExchange, takeOutside } from '../engine/outside/exchanges.ts';
import { MOST_UNREAD, unreadInput } from '../engine/outside/unread.ts';
import { brokenStream } from '../engine/outside/pod-exec.ts';
import { badRequest } from '../kinds/errors.ts';
import type { Sim } from '../engine/sim/sim.ts';
import type { Status } from '../kinds/object.ts';
import type { OutsideInput, OutsideMessage } from '../wire/outside.ts';
import type { Command } from '../wire/command.ts';
import type { ApiRequest } from '../wire/request.ts';
import { FullError } from './room.ts';
import type { Timeline } from './timeline.ts';

export interface ClientAsked {
  readonly exchange: string;
  readonly agent: string;
  readonly request: ApiRequest;
}

/** Gives a command to the cluster; throws as Timeline.give does. */
export type Give = (timeline: Timeline, command: Command) => number;

interface Open {
  /** Number of the message that comes next: a replay sends the earlier ones again. */
  seq: number;
  /** Something is due: the answer, the first that a command writes, what a forwarded port says to what was sent. */
  waiting: boolean;
  readonly opens: Opens;
  /** Until then (virtual time) a watch sends what there was when it was opened. */
  initialUntil?: SimTime;
}

/** What comes right behind the opening of a stream belongs to the answer: the first that a command writes, the initial events of a watch with their bookmark. */
type Opens = 'run' | 'watch' | 'other';

/** While the clock stands, an answer is waited for so long in virtual time. */
const PATIENCE_US = seconds(2);

/**
 * Real clients of the cluster in this page (wire/outside.ts). They live in the present: what is asked while the view stands in the past is refused, and going
 * elsewhere in time ends the streams that are open. While the clock stands, time advances just as far as an answer needs.
 */
export class Outside {
  private readonly open = new Map<string, Open>();
  private readonly post: (message: OutsideMessage) => void;
  private readonly give: Give;
  /** Clients that have gone and the cluster does not know it yet: it can be told in its present only. */
  private departed: readonly string[] = [];
  private patience = 0;
  /** The answer a line of a terminal waits for. */
  private awaited: string | undefined;

  constructor(post: (message: OutsideMessage) => void, give: Give) {
    this.post = post;
    this.give = give;
  }

  ask(timeline: Timeline | undefined, { exchange, agent, request }: ClientAsked): void {
    const refused = timeline ? notInPresent(timeline) : 'no cluster is open in the page yet';
    if (!timeline || refused !== undefined) return this.post({ exchange, seq: 0, is: 'answer', response: { code: 503, body: unavailable(refused ?? '') } });
    this.open.set(exchange, { seq: 0, waiting: true, opens: whatOpens(request) });
    this.patience = timeline.sim.now + PATIENCE_US;
    try {
      this.give(timeline, { do: 'client', exchange, agent, request });
    } catch (error) {
      // What has no room in a session is not done.
      this.open.delete(exchange);
      const why = messageOf(error);
      const response = error instanceof FullError ? { code: 503, body: unavailable(why) } : { code: 400, body: badRequest(why) };
      return this.post({ exchange, seq: 0, is: 'answer', response });
    }
    this.pass(timeline);
  }

  /** What a client sends on its stream. Going elsewhere in time has ended the stream before it could come to the past. */
  input(timeline: Timeline | undefined, { exchange, input }: { readonly exchange: string; readonly input: OutsideInput }): void {
    const state = this.open.get(exchange);
    if (!timeline?.atHead || !state) return;
    if (input.is === 'data') {
      state.waiting = true;
      this.patience = timeline.sim.now + PATIENCE_US;
    }
    try {
      this.give(timeline, { do: 'client.input', exchange, input });
      // Whoever sends is too far away to be made to wait.
      if (unreadInput(timeline.sim, exchange) > MOST_UNREAD) throw new Error(`the program does not read: more than ${MOST_UNREAD} characters wait for it`);
    } catch (error) {
      this.gone(timeline, exchange);
      for (const content of brokenStream(messageOf(error))) this.post({ exchange, seq: state.seq++, ...content });
      return;
    }
    this.pass(timeline);
  }

  gone(timeline: Timeline | undefined, exchange: string): void {
    if (this.open.delete(exchange)) this.departed = [...this.departed, exchange];
    if (timeline) this.settle(timeline);
  }

  /** Passes on what the cluster has sent; also what it sends again while it is lived again, of which nothing is passed on twice. */
  pass({ sim }: Timeline): void {
    for (const message of takeOutside(sim)) {
      const state = this.open.get(message.exchange);
      if (!state || message.seq !== state.seq) continue;
      state.seq++;
      state.waiting = state.opens === 'run' && message.is === 'opened';
      if (state.opens === 'watch' && message.is === 'opened') state.initialUntil = initialEventsUntil(sim);
      if (message.is === 'answer' || message.is === 'closed') this.open.delete(message.exchange);
      this.post(message);
    }
  }

  /** Tells the cluster, in its present, who has gone meanwhile. */
  settle(timeline: Timeline): void {
    if (this.departed.length === 0 || !timeline.atHead) return;
    const { departed } = this;
    // First of all: what fails once is not tried again at every beat.
    this.departed = [];
    for (const exchange of departed) if (hasExchange(timeline.sim, exchange)) this.leave(timeline, exchange);
  }

  private leave(timeline: Timeline, exchange: string): void {
    try {
      this.give(timeline, { do: 'client.gone', exchange });
    } catch (error) {
      // In a session without room the stream stays open in the cluster, and nobody hears it.
      if (!(error instanceof FullError)) throw error;
    }
  }

  /** Runs the clock for those who wait for an answer while it stands, clients and lines of terminals alike. True when it moved. */
  serveWaiting(timeline: Timeline, mayGoOn: () => boolean): boolean {
    if (!timeline.atHead || !this.someoneWaits(timeline) || timeline.sim.now >= this.patience) return false;
    timeline.runTo(this.patience as SimTime, mayGoOn, () => {
      this.pass(timeline);
      return !this.someoneWaits(timeline);
    });
    return true;
  }

  private someoneWaits({ factory, sim }: Timeline): boolean {
    const awaited = factory.awaits?.(sim);
    // A line that goes on to its next question is given time for it.
    if (awaited !== undefined && awaited !== this.awaited) this.patience = Math.max(this.patience, sim.now + PATIENCE_US);
    this.awaited = awaited;
    return awaited !== undefined || this.isWaiting(sim);
  }

  private isWaiting(sim: Sim): boolean {
    const next = sim.peek()?.at;
    for (const { waiting, initialUntil } of this.open.values()) {
      if (waiting || (next !== undefined && initialUntil !== undefined && next <= initialUntil)) return true;
    }
    return false;
  }

  /** The present is another one now: who waits is told so, streams end. */
  end(why: string): void {
    for (const [exchange, { seq }] of this.open)
      this.post(seq === 0 ? { exchange, seq, is: 'answer', response: { code: 503, body: unavailable(why) } } : { exchange, seq, is: 'closed' });
    this.departed = [...this.departed, ...this.open.keys()];
    this.open.clear();
  }

  /** Another cluster: nobody's departure concerns it. */
  forget(): void {
    this.departed = [];
  }
}

const whatOpens = ({ path, query }: ApiRequest): Opens =>
  /\/pods\/[^/]+\/exec$/.test(path) ? 'run' : query?.['watch'] !== undefined || /\/v[^/]+\/watch\//.test(path) ? 'watch' : 'other';

/** They set out together when the watch is opened, and are as long on their way as any event. */
function initialEventsUntil(sim: Sim): SimTime {
  const { watchUs, userUs } = sim.config.settings.latency;
  return (sim.now + watchUs + userUs) as SimTime;
}

function notInPresent({ atHead, sim, here }: Timeline): string | undefined {
  if (atHead) return undefined;
  return `the page stands in the past (${goDuration(sim.now)} of ${goDuration(here.head.t)}): go back to now there, then try again`;
}

const unavailable = (message: string): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason: 'ServiceUnavailable',
  code: 503,
});
