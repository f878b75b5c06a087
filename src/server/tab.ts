import type http from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { FromPage, ToPage } from '../wire/bridge.ts';
import type { OutsideMessage } from '../wire/outside.ts';
import { type ClusterHost, type Exchange, isLast } from './host.ts';
import { toStatus } from './status.ts';

/** A page's frames of answers are as large as the largest list. */
const LARGEST_MESSAGE = 64 * 1024 * 1024;
const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE });

/** The cluster in a browser's tab: requests go there and answers come back. The first tab that connects is the cluster, until it is closed. */
export class TabCluster implements ClusterHost {
  private readonly kubeconfig: string;
  private readonly hearing = new Map<string, { readonly hear: (message: OutsideMessage) => void; seq: number }>();
  private tab: WebSocket | undefined;
  private opened = 0;
  /** Names of exchanges must not come again when this program is started anew while the tab stays. */
  private readonly prefix = Date.now().toString(36);

  constructor(kubeconfig: string) {
    this.kubeconfig = kubeconfig;
  }

  connect(request: http.IncomingMessage, socket: Duplex, head: Buffer): void {
    sockets.handleUpgrade(request, socket, head, (tab) => {
      if (this.tab) {
        tab.send(JSON.stringify({ say: 'taken' } satisfies ToPage));
        return tab.close(1013);
      }
      this.tab = tab;
      tab.on('message', (data) => this.receive(data.toString()));
      tab.on('error', () => tab.terminate());
      tab.on('close', () => this.lost());
      this.send({ say: 'hello', kubeconfig: this.kubeconfig });
    });
  }

  open({ agent, request }: Parameters<ClusterHost['open']>[0], hear: (message: OutsideMessage) => void): Exchange {
    const exchange = `${this.prefix}-${++this.opened}`;
    if (!this.tab) {
      hear({ exchange, seq: 0, is: 'answer', response: unavailable('no page is open: open the address that npm run serve has printed') });
      return { close: () => {} };
    }
    this.hearing.set(exchange, { hear, seq: 0 });
    this.send({ say: 'client', exchange, agent, request });
    return {
      close: () => {
        if (this.hearing.delete(exchange)) this.send({ say: 'client.gone', exchange });
      },
    };
  }

  private send(message: ToPage): void {
    this.tab?.send(JSON.stringify(message));
  }

  private receive(text: string): void {
    let message: OutsideMessage;
    try {
      ({ message } = JSON.parse(text) as FromPage);
    } catch {
      return;
    }
    const listener = this.hearing.get(message.exchange);
    if (!listener) return;
    listener.seq = message.seq + 1;
    if (isLast(message)) this.hearing.delete(message.exchange);
    listener.hear(message);
  }

  /** The tab was closed or loaded anew: who waits for an answer gets one, streams end. */
  private lost(): void {
    this.tab = undefined;
    for (const [exchange, { hear, seq }] of this.hearing)
      hear(seq === 0 ? { exchange, seq, is: 'answer', response: unavailable('the page was closed or loaded anew') } : { exchange, seq, is: 'closed' });
    this.hearing.clear();
  }
}

const unavailable = (message: string) => ({ code: 503, body: toStatus(503, 'ServiceUnavailable', message) });
