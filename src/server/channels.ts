import http from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { OutsideInput, OutsideMessage } from '../wire/outside.ts';
import type { ApiRequest, ApiResponse } from '../wire/request.ts';
import { Backlog } from './backlog.ts';
import { ByteReader, bytesOf } from './byte-stream.ts';
import type { ClusterHost, Exchange } from './host.ts';
import { toStatus } from './status.ts';

/**
 * Streams of a command in a container over one WebSocket: each message begins with the number of its stream. Protocols `v5.channel.k8s.io` and
 * `v4.channel.k8s.io`. Upstream: apimachinery pkg/util/remotecommand/constants.go, kubelet pkg/cri/streaming/remotecommand/websocket.go.
 */
export interface Upgrade {
  readonly request: http.IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const STREAM = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4 } as const;
/** v5: a stream has ended; its number follows. */
const CLOSE = 255;
const sockets = new WebSocketServer({
  noServer: true,
  maxPayload: 1024 * 1024,
  handleProtocols: (offered) => PROTOCOLS.find((name) => offered.has(name)) ?? false,
});

export interface ChannelsAsked {
  readonly host: ClusterHost;
  readonly agent: string;
  readonly asked: ApiRequest;
  readonly patienceMs?: number;
}

export function channels({ host, agent, asked, patienceMs }: ChannelsAsked, connection: Upgrade): void {
  const { request, socket, head } = connection;
  const offered = String(request.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/);
  if (request.headers.upgrade?.toLowerCase() !== 'websocket')
    return refuseUpgrade(connection, {
      code: 400,
      body: toStatus(400, 'BadRequest', `unable to upgrade: only WebSocket is served, not ${JSON.stringify(request.headers.upgrade ?? '')}`),
    });
  if (!offered.some((name) => PROTOCOLS.includes(name)))
    return refuseUpgrade(connection, {
      code: 403,
      body: toStatus(
        403,
        'Forbidden',
        `unable to upgrade: unable to negotiate protocol: client supports ${JSON.stringify(offered)}, server supports ${JSON.stringify(PROTOCOLS)}`,
      ),
    });
  let to: Receiver | undefined;
  const waiting: OutsideMessage[] = [];
  let running: Exchange | undefined;
  running = host.open({ agent, request: asked }, (message) => {
    if (message.is === 'answer') return refuseUpgrade(connection, message.response);
    if (message.is !== 'opened') return to ? send(to, message) : void waiting.push(message);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const cut = () => webSocket.terminate();
      to = { webSocket, backlog: new Backlog({ queued: () => webSocket.bufferedAmount, cut, ...(patienceMs === undefined ? {} : { patienceMs }) }) };
      webSocket.on('close', () => running?.close());
      webSocket.on('error', cut);
      const stdin = new ByteReader();
      webSocket.on('message', (data: Buffer) => {
        for (const input of inputsOf(data, stdin)) running?.input(input);
      });
      for (const late of waiting.splice(0)) send(to, late);
    });
  });
  socket.on('close', () => running?.close());
}

/** What a message of the client says; nothing when it says nothing that is known. */
function inputsOf(data: Buffer, stdin: ByteReader): readonly OutsideInput[] {
  const rest = data.subarray(1);
  switch (data[0]) {
    case STREAM.stdin: {
      const text = stdin.read(rest);
      return text === '' ? [] : [{ is: 'text', text }];
    }
    case STREAM.resize:
      return sizeOf(rest.toString());
    case CLOSE: {
      if (rest[0] !== STREAM.stdin) return [];
      const text = stdin.end();
      return [...(text === '' ? [] : [{ is: 'text', text } as const]), { is: 'end' }];
    }
    default:
      return [];
  }
}

function sizeOf(text: string): readonly OutsideInput[] {
  try {
    const { Width: columns, Height: rows } = JSON.parse(text) as { readonly Width?: unknown; readonly Height?: unknown };
    return isSize(columns) && isSize(rows) ? [{ is: 'resize', columns, rows }] : [];
  } catch {
    return [];
  }
}

const isSize = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0 && (value as number) <= 0xffff;

interface Receiver {
  readonly webSocket: WebSocket;
  readonly backlog: Backlog;
}

function send({ webSocket, backlog }: Receiver, message: OutsideMessage): void {
  if (message.is === 'output') {
    webSocket.send(Buffer.concat([Buffer.from([STREAM[message.channel]]), bytesOf(message.text)]));
    backlog.grew();
  }
  if (message.is === 'closed') webSocket.close(1000);
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
