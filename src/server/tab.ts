import type http from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { ToPage } from '../wire/bridge.ts';
import type { OutsideMessage } from '../wire/outside.ts';
import { Backlog } from './backlog.ts';
import { messageFromPage } from './from-page.ts';
import { type ClusterHost, type Exchange, isLast } from './host.ts';
import { toStatus } from './status.ts';

/** A page's frames of answers are as large as the largest list. */
const LARGEST_MESSAGE = 64 * 1024 * 1024;
/** Bytes; less than what a connection is watched for (Backlog). */
const MOST_ON_THE_WAY = 1024 * 1024;
const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE });

interface Tab {
  readonly socket: WebSocket;
  readonly backlog: Backlog;
  /** What the page calls itself, until it is loaded anew. */
  readonly page: string | null;
}

/**
 * The cluster in a browser's tab: requests go there and answers come back. The first page that connects is the cluster, until it is closed; when that page
 * connects again (it shows another session now), the new connection takes the place of the old one.
 */
export class TabCluster implements ClusterHost {
  private readonly kubeconfig: string;
  private readonly hearing = new Map<string, { readonly hear: (message: OutsideMessage) => void; seq: number }>();
  /** Exchanges whose clients wait until the page has taken what is on its way. */
  private readonly full = new Map<string, () => void>();
  private tab: Tab | undefined;
  private opened = 0;
  /** Names of exchanges must not come again when this program is started anew while the tab stays. */
  private readonly prefix = Date.now().toString(36);

  constructor(kubeconfig: string) {
    this.kubeconfig = kubeconfig;
  }

  connect(request: http.IncomingMessage, socket: Duplex, head: Buffer): void {
    const page = new URLSearchParams(request.url?.split('?')[1] ?? '').get('page');
    sockets.handleUpgrade(request, socket, head, (tab) => {
      tab.on('error', () => tab.terminate());
      if (this.isTaken(page)) {
        tab.send(JSON.stringify({ say: 'taken' } satisfies ToPage));
        return tab.close(1013);
      }
      this.lost();
      this.tab = { socket: tab, page, backlog: new Backlog({ queued: () => tab.bufferedAmount, cut: () => tab.terminate() }) };
      tab.on('message', (data) => {
        if (this.tab?.socket === tab) this.receive(data.toString());
      });
      tab.on('close', () => {
        if (this.tab?.socket === tab) this.lost();
      });
      this.send({ say: 'hello', kubeconfig: this.kubeconfig });
    });
  }

  /** By another page: a connection that is being closed counts no more. */
  private isTaken(page: string | null): boolean {
    return this.tab !== undefined && this.tab.socket.readyState === WebSocket.OPEN && (page === null || page !== this.tab.page);
  }

  open({ agent, request }: Parameters<ClusterHost['open']>[0], hear: (message: OutsideMessage) => void, room: () => void = () => {}): Exchange {
    const exchange = `${this.prefix}-${++this.opened}`;
    if (!this.tab) {
      hear({ exchange, seq: 0, is: 'answer', response: unavailable('no page is open: open the address that npm run serve has printed') });
      return { input: () => true, close: () => {} };
    }
    this.hearing.set(exchange, { hear, seq: 0 });
    this.send({ say: 'client', exchange, agent, request });
    return {
      input: (input) => {
        if (this.hearing.has(exchange)) this.send({ say: 'client.input', exchange, input });
        if (!this.isFull()) return true;
        this.full.set(exchange, room);
        return false;
      },
      close: () => {
        this.full.delete(exchange);
        if (this.hearing.delete(exchange)) this.send({ say: 'client.gone', exchange });
      },
    };
  }

  private send(message: ToPage): void {
    this.tab?.socket.send(JSON.stringify(message), () => this.makeRoom());
    this.tab?.backlog.grew();
  }

  /** More is on its way to the page than it has taken: who sends into streams waits, so that nobody's connection is lost for it. */
  private isFull(): boolean {
    return this.tab !== undefined && this.tab.socket.bufferedAmount > MOST_ON_THE_WAY;
  }

  private makeRoom(): void {
    if (this.full.size === 0 || this.isFull()) return;
    const rooms = [...this.full.values()];
    this.full.clear();
    for (const room of rooms) room();
  }

  private receive(text: string): void {
    const message = messageFromPage(text);
    if (!message) return;
    const listener = this.hearing.get(message.exchange);
    if (!listener) return;
    listener.seq = message.seq + 1;
    if (isLast(message)) this.hearing.delete(message.exchange);
    listener.hear(message);
  }

  /** The tab was closed or loaded anew: who waits for an answer gets one, streams end. */
  private lost(): void {
    this.tab?.socket.close();
    this.tab = undefined;
    for (const [exchange, { hear, seq }] of this.hearing)
      hear(seq === 0 ? { exchange, seq, is: 'answer', response: unavailable('the page was closed or loaded anew') } : { exchange, seq, is: 'closed' });
    this.hearing.clear();
    this.makeRoom();
  }
}

const unavailable = (message: string) => ({ code: 503, body: toStatus(503, 'ServiceUnavailable', message) });
