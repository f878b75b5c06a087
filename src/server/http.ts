import { randomUUID, timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import type net from 'node:net';
import { isServed } from '../engine/apiserver/route.ts';
import { badRequest } from '../kinds/errors.ts';
import type { Status } from '../kinds/object.ts';
import { asWritten } from '../kinds/written.ts';
import type { OutsideMessage } from '../wire/outside.ts';
import type { ApiRequest, ApiResponse } from '../wire/request.ts';
import { queryOf } from '../wire/query.ts';
import { SESSION_LIMITS } from '../wire/session-check.ts';
import { COMMON, type Connection, sendAnswer, sendBytes, sendStatus } from './answer.ts';
import { Backlog } from './backlog.ts';
import { channels } from './channels.ts';
import type { ClusterHost } from './host.ts';
import { jsonText } from './json-text.ts';
import { openApi } from './openapi.ts';
import { portForward } from './port-forward.ts';
import { readRequest } from './request.ts';
import { toStatus } from './status.ts';
import { refuseUpgrade, type Upgrade } from './upgrade.ts';
import { withoutCluster } from './without-cluster.ts';

/**
 * HTTP in front of a cluster, as kube-apiserver speaks it, for clients on this machine: only the loopback address, only who knows the secret in the path,
 * nothing that a foreign web page could send.
 */
export interface ServerOptions {
  readonly host: ClusterHost;
  readonly secret: string;
  /** Of a client that does not read: see Backlog. */
  readonly patienceMs?: number;
  /** The page, below `/s/SECRET/page/`, and the connection of its cluster, at `/s/SECRET/tab`. */
  readonly page?: {
    readonly serve: (file: string, response: http.ServerResponse) => boolean;
    readonly connect: (request: http.IncomingMessage, socket: Upgrade['socket'], head: Buffer) => void;
  };
}

export function createServer(options: ServerOptions): http.Server {
  const server = http.createServer({ keepAliveTimeout: 60_000, maxHeaderSize: SESSION_LIMITS.headerCharacters }, (request, response) => {
    void answer(options, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendStatus({ request, response }, internalError(error));
    });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => unreadable(error, socket as net.Socket));
  server.on('upgrade', (request, socket, head) => {
    // From here on the socket is ours: Node listens to its errors no more, and one that nobody hears ends the program.
    socket.on('error', () => socket.destroy());
    try {
      upgrade(options, { request, socket, head });
    } catch (error) {
      refuseUpgrade({ socket }, { code: 500, body: internalError(error) });
    }
  });
  return server;
}

/** What is no request of HTTP, in the words of Go's net/http (server.go). */
function unreadable({ code }: NodeJS.ErrnoException, socket: net.Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${status}`);
}

const internalError = (error: unknown): Status =>
  toStatus(500, 'InternalError', `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`);

/** exec, attach and port-forward: the connection becomes a WebSocket, or speaks SPDY. */
function upgrade({ host, secret, page, patienceMs }: ServerOptions, connection: Upgrade): void {
  const { request } = connection;
  const status = foreign(request);
  if (status) return refuseUpgrade(connection, { code: status.code ?? 403, body: status });
  const path = inside(request.url ?? '/', secret);
  if (path === undefined) return refuseUpgrade(connection, { code: 404, body: toStatus(404, 'NotFound', 'there is nothing here') });
  if (page && path === '/tab') return page.connect(request, connection.socket, connection.head);
  const parameters = new URLSearchParams(searchOf(request));
  const query = queryOf(searchOf(request));
  const agent = agentOf(request);
  const asked: ApiRequest = { method: 'GET', path, ...(query ? { query } : {}), body: { command: parameters.getAll('command') } };
  const serve = path.endsWith('/portforward') ? portForward : channels;
  serve({ host, agent, asked, parameters, ...(patienceMs === undefined ? {} : { patienceMs }) }, connection);
}

async function answer(options: ServerOptions, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const connection = { request, response };
  const refusal = foreign(request);
  if (refusal !== undefined) return sendStatus(connection, refusal);
  const path = inside(request.url ?? '/', options.secret);
  if (path === undefined) {
    return sendStatus(connection, toStatus(404, 'NotFound', 'there is nothing here: the address printed at start has the secret path of the API server'));
  }
  if (options.page && path.startsWith('/page/') && options.page.serve(path.slice('/page/'.length), response)) return;
  // Who asks may name the request for the audit log; otherwise the server does (apiserver pkg/endpoints/filters/audit_init.go).
  response.setHeader('audit-id', String(request.headers['audit-id'] ?? randomUUID()).slice(0, 100));
  const asked = await readRequest(request, { path, query: queryOf(searchOf(request)) });
  if ('status' in asked) return sendStatus(connection, asked.status);
  if (UPGRADED.test(path)) return sendStatus(connection, badRequest('Upgrade request required'));
  const fixed = asked.request.method === 'GET' ? openApi(asked.request) : undefined;
  if (fixed)
    return 'location' in fixed
      ? redirect(connection, `/s/${options.secret}${fixed.location}`)
      : sendBytes(connection, fixed.bytes, { code: 200, headers: fixed.headers });
  exchange(options, asked.request, connection);
}

/** What speaks another protocol than HTTP (apimachinery pkg/util/proxy/upgradeaware.go). */
const UPGRADED = /^\/api\/v1\/namespaces\/[^/]+\/pods\/[^/]+\/(?:exec|attach|portforward)$/;

function redirect({ response }: Connection, location: string): void {
  response.writeHead(301, { ...COMMON, location, 'content-length': 0 });
  response.end();
}

/** Who asks from elsewhere: another name for this machine (DNS rebinding) or a page of another origin. */
function foreign({ headers, socket }: http.IncomingMessage): Status | undefined {
  const port = socket.localPort;
  const own = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  if (!own.includes(headers.host ?? '')) return toStatus(403, 'Forbidden', `forbidden: the host ${JSON.stringify(headers.host ?? '')} is not served`);
  const { origin } = headers;
  if (origin !== undefined && !own.some((name) => origin === `http://${name}`))
    return toStatus(403, 'Forbidden', `forbidden: requests of the origin ${JSON.stringify(origin)} are not served`);
  return undefined;
}

/** The path of the API below `/s/SECRET`, as it was sent (escapes are the API server's to read); undefined for who does not know the secret. */
function inside(raw: string, secret: string): string | undefined {
  const [path = ''] = raw.split('?', 1);
  const match = /^\/s\/([^/]*)(\/.*)?$/.exec(path);
  if (!match || !isSame(match[1]!, secret)) return undefined;
  return match[2] ?? '/';
}

function isSame(given: string, secret: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What stands behind the `?`; escapes that are none stay as they are. */
const searchOf = ({ url = '' }: http.IncomingMessage): string => (url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');

const agentOf = ({ headers }: http.IncomingMessage): string => (headers['user-agent'] ?? 'unknown').split(' ')[0]!.slice(0, 100);

function exchange({ host, patienceMs }: ServerOptions, asked: ApiRequest, connection: Connection): void {
  const { request, response } = connection;
  const backlog = new Backlog({
    queued: () => response.writableLength,
    cut: () => response.destroy(),
    ...(patienceMs === undefined ? {} : { patienceMs }),
  });
  const running = host.open({ agent: agentOf(request), request: asked }, (message) => {
    if (response.destroyed) return;
    try {
      pass(message, asked, connection);
      if (!response.writableEnded) backlog.grew();
    } catch (error) {
      // Who tells must not suffer for what cannot be sent: it may be the engine in the midst of a step.
      if (response.headersSent) response.destroy();
      else sendStatus(connection, internalError(error));
    }
  });
  // `close` comes at the end of every response; for a finished exchange it does nothing.
  response.on('close', () => running.close());
}

function pass(message: OutsideMessage, asked: ApiRequest, connection: Connection): void {
  const { response } = connection;
  switch (message.is) {
    case 'answer':
      // Nobody listens at the API server's port: the connection breaks.
      if (message.response.code === 0) return void connection.request.socket.destroy();
      return sendAnswer(connection, plainly((message.response.code === 503 ? withoutCluster(asked) : undefined) ?? message.response, asked));
    case 'opened':
      response.writeHead(200, { ...COMMON, 'content-type': asked.query?.['follow'] === 'true' ? 'text/plain' : 'application/json' });
      return response.flushHeaders();
    case 'event':
      return void response.write(jsonText({ type: message.type, object: asWritten(message.object) }, false));
    case 'output':
      return void response.write(message.text);
    case 'closed':
      return void response.end();
  }
}

/** A path that no API group has is no API server's Status but the plain answer of its HTTP server (apiserver pkg/util/notfoundhandler). */
function plainly(response: ApiResponse, { path }: ApiRequest): ApiResponse {
  const { code, details, reason } = response.body as Status;
  const isNothing = response.code === 404 && code === 404 && reason === 'NotFound' && details !== undefined && Object.keys(details).length === 0;
  return isNothing && !isServed(path) ? { code: 404, body: '404 page not found\n' } : response;
}
