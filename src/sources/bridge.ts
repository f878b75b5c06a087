import type { FromPage, ToPage } from '../wire/bridge.ts';
import type { OutsideMessage } from '../wire/outside.ts';
import type { SimulatorSource } from './simulator.ts';

/** What became of the connection to `npm run serve`. */
export type BridgeState = { readonly is: 'open'; readonly kubeconfig: string } | { readonly is: 'taken' } | { readonly is: 'lost' };

const AGAIN_MS = 2_000;
/** Another page may be closed at any time. */
const TAKEN_AGAIN_MS = 5_000;

/**
 * The page as the cluster that real clients on this machine reach: `npm run serve` passes their requests on through one WebSocket at the page's own
 * origin. When it breaks, or when another page is the cluster, it is tried again, without further words. `page` in the URL says which page this is, so that
 * its next session takes the place of the one before.
 */
export class Bridge {
  private readonly url: string;
  private readonly tell: (state: BridgeState) => void;
  private readonly listening: (agents: readonly string[]) => void;
  /** Clients by exchange: `kubectl/v1.35.2 (…)`. */
  private readonly agents = new Map<string, string>();
  /** Those of them whose stream is open. */
  private readonly streams = new Set<string>();
  private socket: WebSocket | undefined;
  private source: SimulatorSource | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wasOpen = false;
  private isTaken = false;

  /** `listening` is told the clients that have a stream open (a watch, a log that is followed, a command), one entry each. */
  constructor(url: string, tell: (state: BridgeState) => void, listening: (agents: readonly string[]) => void = () => {}) {
    this.url = url;
    this.tell = tell;
    this.listening = listening;
  }

  /** From now on clients act on this cluster. */
  serve(source: SimulatorSource): void {
    this.source = source;
    if (!this.socket) this.connect();
  }

  close(): void {
    clearTimeout(this.timer);
    this.source = undefined;
    this.socket?.close();
    this.socket = undefined;
    this.nobodyListens();
  }

  /** The cluster was lived again, or another was opened: whoever waits for the old one is told by the connection's end. */
  again(): void {
    this.socket?.close();
  }

  /** What the cluster sends to a client. */
  send(message: OutsideMessage): void {
    if (message.is === 'opened' && this.agents.has(message.exchange)) {
      this.streams.add(message.exchange);
      this.tellListening();
    } else if (message.is === 'answer' || message.is === 'closed') this.ended(message.exchange);
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ say: 'outside', message } satisfies FromPage));
  }

  private ended(exchange: string): void {
    this.agents.delete(exchange);
    if (this.streams.delete(exchange)) this.tellListening();
  }

  private nobodyListens(): void {
    this.agents.clear();
    this.streams.clear();
    this.tellListening();
  }

  private tellListening(): void {
    this.listening([...this.streams].map((exchange) => this.agents.get(exchange) ?? ''));
  }

  private connect(): void {
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as ToPage;
      switch (message.say) {
        case 'hello':
          this.wasOpen = true;
          this.isTaken = false;
          return this.tell({ is: 'open', kubeconfig: message.kubeconfig });
        case 'taken':
          if (!this.isTaken) this.tell({ is: 'taken' });
          this.isTaken = true;
          return;
        case 'client':
          this.agents.set(message.exchange, message.agent);
          return this.source?.client(message);
        case 'client.input':
          return this.source?.clientInput(message.exchange, message.input);
        case 'client.gone':
          this.ended(message.exchange);
          return this.source?.clientGone(message.exchange);
      }
    };
    socket.onclose = () => {
      if (socket !== this.socket) return;
      this.socket = undefined;
      this.nobodyListens();
      if (this.wasOpen) this.tell({ is: 'lost' });
      this.wasOpen = false;
      if (this.source) this.timer = setTimeout(() => this.connect(), this.isTaken ? TAKEN_AGAIN_MS : AGAIN_MS);
    };
  }
}
