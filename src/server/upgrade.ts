import http from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ApiRequest, ApiResponse } from '../wire/request.ts';
import { Backlog } from './backlog.ts';
import { SpdyConnection, type SpdyEvents } from './spdy.ts';
import type { ClusterHost } from './host.ts';
import { toStatus } from './status.ts';

/** A connection of HTTP that is to become a stream both ways: a WebSocket, or SPDY/3.1. */
export interface Upgrade {
  readonly request: http.IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** A connection that can be left unread for a while; who writes into it has to wait then. */
export interface Flow {
  pause(): unknown;
  resume(): unknown;
  ping(): unknown;
}

/** Before it is upgraded nothing is read of it. */
const NO_FLOW: Flow = { pause: () => undefined, resume: () => undefined, ping: () => undefined };

/** A connection that speaks SPDY. */
export const flowOf = (socket: Duplex, spdy: SpdyConnection): Flow => ({
  pause: () => socket.pause(),
  resume: () => socket.resume(),
  ping: () => spdy.ping(),
});

const SIGN_OF_LIFE_MS = 1_000;

/**
 * Leaves a connection unread and takes it up again. Of one that is not read nobody hears that its other end has gone; so it is written to meanwhile, which
 * fails where nobody is.
 */
export class Hold {
  private flow = NO_FLOW;
  private timer: NodeJS.Timeout | undefined;

  use(flow: Flow): void {
    this.flow = flow;
  }

  pause(): void {
    this.flow.pause();
    this.timer ??= setInterval(() => this.flow.ping(), SIGN_OF_LIFE_MS).unref();
  }

  resume(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.flow.resume();
  }
}

export interface UpgradeAsked {
  readonly host: ClusterHost;
  readonly agent: string;
  readonly asked: ApiRequest;
  /** Parameters of the query that may stand there several times. */
  readonly parameters: URLSearchParams;
  readonly patienceMs?: number;
}

/** An answer in place of the upgrade; then the connection is gone, whether or not the other end closes its half. */
export function refuseUpgrade({ socket }: Pick<Upgrade, 'socket'>, { code, body }: ApiResponse): void {
  if (code === 0) return void socket.destroy();
  const text = `${JSON.stringify(body)}\n`;
  socket.resume();
  socket.end(
    `HTTP/1.1 ${code} ${http.STATUS_CODES[code] ?? ''}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
    () => socket.destroy(),
  );
}

const offeredIn = (value: string | string[] | undefined): readonly string[] =>
  [value ?? []]
    .flat()
    .flatMap((one) => one.split(/\s*,\s*/))
    .filter((one) => one !== '');

/** What is spoken on the connection once it is upgraded. */
export interface Spoken {
  readonly by: 'websocket' | 'spdy';
  readonly protocol: string;
}

/** The first of what the server speaks that the client offers; undefined, and the client is told so, when there is none. */
export function negotiated(connection: Upgrade, speaks: Readonly<Record<Spoken['by'], readonly string[]>>): Spoken | undefined {
  const { headers } = connection.request;
  const upgrade = headers.upgrade?.toLowerCase() ?? '';
  const by = upgrade === 'websocket' ? 'websocket' : upgrade === 'spdy/3.1' ? 'spdy' : undefined;
  if (by === undefined) {
    refuseUpgrade(connection, { code: 400, body: toStatus(400, 'BadRequest', `unable to upgrade: unknown protocol ${JSON.stringify(headers.upgrade ?? '')}`) });
    return undefined;
  }
  const offered = offeredIn(by === 'websocket' ? headers['sec-websocket-protocol'] : headers['x-stream-protocol-version']);
  const protocol = speaks[by].find((name) => offered.includes(name));
  if (protocol !== undefined) return { by, protocol };
  const message = `unable to upgrade: unable to negotiate protocol: client supports ${JSON.stringify(offered)}, server supports ${JSON.stringify(speaks[by])}`;
  refuseUpgrade(connection, { code: 403, body: toStatus(403, 'Forbidden', message) });
  return undefined;
}

const LARGEST_MESSAGE = 1024 * 1024;

/** The connection becomes a WebSocket of this protocol; a client that does not read is cut off. */
export function toWebSocket(
  { request, socket, head }: Upgrade,
  { protocol, patienceMs }: { readonly protocol: string; readonly patienceMs: number | undefined },
  then: (webSocket: WebSocket, write: (bytes: Buffer) => void) => void,
): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE });
  // The slash in `SPDY/3.1+portforward.k8s.io` is none that HTTP allows there, and ws refuses it: what was agreed on goes past it.
  delete request.headers['sec-websocket-protocol'];
  sockets.on('headers', (headers) => void headers.push(`Sec-WebSocket-Protocol: ${protocol}`));
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    const cut = (): void => webSocket.terminate();
    const backlog = new Backlog({ queued: () => webSocket.bufferedAmount, cut, ...(patienceMs === undefined ? {} : { patienceMs }) });
    webSocket.on('error', cut);
    then(webSocket, (bytes) => {
      webSocket.send(bytes);
      backlog.grew();
    });
  });
}

/** The connection speaks SPDY from here on. */
export function toSpdy(
  { socket, head }: Upgrade,
  { protocol, patienceMs }: { readonly protocol: string; readonly patienceMs: number | undefined },
  events: Omit<SpdyEvents, 'write' | 'close'>,
): SpdyConnection {
  const backlog = new Backlog({ queued: () => socket.writableLength, cut: () => socket.destroy(), ...(patienceMs === undefined ? {} : { patienceMs }) });
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: SPDY/3.1\r\nConnection: Upgrade\r\nX-Stream-Protocol-Version: ${protocol}\r\n\r\n`);
  const spdy = new SpdyConnection({
    ...events,
    write: (bytes) => {
      if (socket.writable) socket.write(bytes);
      backlog.grew();
    },
    close: () => socket.end(),
  });
  socket.on('data', (bytes: Buffer) => spdy.receive(bytes));
  // A server of HTTP leaves its half open.
  socket.on('end', () => socket.end());
  // What came with the request is read when whoever asked for the upgrade has its connection.
  queueMicrotask(() => spdy.receive(head));
  return spdy;
}
