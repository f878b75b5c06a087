import { timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import { gzipSync } from 'node:zlib';
import { asWritten, bodyAsWritten } from '../kinds/written.ts';
import { stringify } from 'yaml';
import { badRequest, entityTooLarge, unsupportedMediaType } from '../kinds/errors.ts';
import type { Status } from '../kinds/object.ts';
import type { OutsideMessage } from '../wire/outside.ts';
import type { ApiRequest, ApiResponse } from '../wire/request.ts';
import { Backlog } from './backlog.ts';
import type { ClusterHost } from './host.ts';
import { channels, refuseUpgrade, type Upgrade } from './channels.ts';
import { openApi } from '../engine/apiserver/openapi.ts';
import { type OpenApiV2, openApiV2 } from './openapi.ts';
import { readBody } from './request-body.ts';
import { toStatus } from './status.ts';
import { warningBytes } from './warnings.ts';

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

/** apiserver's limit of a request body (--max-request-body-bytes of generic API servers). */
const BODY_LIMIT = 3 * 1024 * 1024;
/** Answers from this size on are compressed for those who take it (apiserver pkg/endpoints/handlers/responsewriters). */
const GZIP_FROM = 128 * 1024;
const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

export function createServer(options: ServerOptions): http.Server {
  const server = http.createServer({ keepAliveTimeout: 60_000, maxHeaderSize: 64 * 1024 }, (request, response) => {
    void answer(options, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendStatus(response, internalError(error));
    });
  });
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

const internalError = (error: unknown): Status =>
  toStatus(500, 'InternalError', `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`);

/** exec and attach: the connection becomes a WebSocket. */
function upgrade({ host, secret, page, patienceMs }: ServerOptions, connection: Upgrade): void {
  const { request } = connection;
  const status = foreign(request);
  if (status) return refuseUpgrade(connection, { code: status.code ?? 403, body: status });
  const path = inside(request.url ?? '/', secret);
  if (path === undefined) return refuseUpgrade(connection, { code: 404, body: toStatus(404, 'NotFound', 'there is nothing here') });
  if (page && path === '/tab') return page.connect(request, connection.socket, connection.head);
  const parameters = parametersOf(request);
  const query = queryOf(parameters);
  const agent = agentOf(request);
  const asked: ApiRequest = { method: 'GET', path, ...(query ? { query } : {}), body: { command: parameters.getAll('command') } };
  channels({ host, agent, asked, ...(patienceMs === undefined ? {} : { patienceMs }) }, connection);
}

async function answer(options: ServerOptions, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const refusal = foreign(request);
  if (refusal !== undefined) return sendStatus(response, refusal);
  const path = inside(request.url ?? '/', options.secret);
  if (path === undefined) {
    return sendStatus(response, toStatus(404, 'NotFound', 'there is nothing here: the address printed at start has the secret path of the API server'));
  }
  if (options.page && path.startsWith('/page/') && options.page.serve(path.slice('/page/'.length), response)) return;
  const asked = await readRequest(request, { path, query: queryOf(parametersOf(request)) });
  if ('status' in asked) return sendStatus(response, asked.status);
  if (asked.request.path === '/openapi/v2') return sendBytes(response, openApiV2(asked.request.accept));
  const fixed = openApi(asked.request.path);
  if (fixed) return sendAnswer({ request, response }, fixed);
  exchange(options, asked.request, { request, response });
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
const parametersOf = ({ url = '' }: http.IncomingMessage): URLSearchParams => new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');

/** Of a parameter that is given several times the first counts, as Go's url.Values.Get has it. */
function queryOf(parameters: URLSearchParams): Readonly<Record<string, string>> | undefined {
  const query: Record<string, string> = Object.create(null) as Record<string, string>;
  let any = false;
  for (const [name, value] of parameters) {
    if (name in query) continue;
    query[name] = value;
    any = true;
  }
  return any ? { ...query } : undefined;
}

type Asked = { readonly request: ApiRequest } | { readonly status: Status };

async function readRequest(
  request: http.IncomingMessage,
  at: { readonly path: string; readonly query: Readonly<Record<string, string>> | undefined },
): Promise<Asked> {
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  if (!METHODS.has(method)) return { status: toStatus(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource') };
  const { 'content-type': contentType, accept } = request.headers;
  const { path, query } = at;
  const base = { method: method as ApiRequest['method'], path, ...(query ? { query } : {}), ...(accept === undefined ? {} : { accept }) };
  const bytes = await readBytes(request);
  if (bytes === undefined) return { status: entityTooLarge(`limit is ${BODY_LIMIT}`) };
  if (bytes.length === 0) return { request: { ...base, ...(contentType === undefined ? {} : { contentType }) } };
  const body = readBody(bytes, contentType);
  if (body === 'unsupported') return { status: unsupportedMediaType(['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']) };
  if ('error' in body) return { status: badRequest(body.error) };
  // Whatever it came in, what goes on is data.
  const type = contentType?.startsWith('application/vnd.kubernetes.protobuf') ? 'application/json' : contentType;
  return { request: { ...base, ...(type === undefined ? {} : { contentType: type }), body: body.value } };
}

/** undefined when there is more than the server takes; the rest is read and thrown away, so that the client gets its answer. */
async function readBytes(request: http.IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_LIMIT) chunks.push(chunk);
  }
  return size > BODY_LIMIT ? undefined : Buffer.concat(chunks);
}

const agentOf = ({ headers }: http.IncomingMessage): string => (headers['user-agent'] ?? 'unknown').split(' ')[0]!.slice(0, 100);

interface Connection {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
}

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
      else sendStatus(response, internalError(error));
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
      return sendAnswer(connection, message.response);
    case 'opened':
      response.writeHead(200, { ...COMMON, 'content-type': asked.query?.['follow'] === 'true' ? 'text/plain' : 'application/json' });
      return response.flushHeaders();
    case 'event':
      return void response.write(`${JSON.stringify({ type: message.type, object: asWritten(message.object) })}\n`);
    case 'output':
      return void response.write(message.text);
    case 'closed':
      return void response.end();
  }
}

const COMMON = { 'cache-control': 'no-cache, private', 'x-content-type-options': 'nosniff' } as const;

function sendAnswer({ request, response }: Connection, { code, body, warnings }: ApiResponse): void {
  for (const header of warningBytes(warnings ?? [])) response.appendHeader('warning', header);
  const isText = typeof body === 'string';
  const asYaml = !isText && (request.headers.accept ?? '').trim().startsWith('application/yaml');
  const text = isText ? body : asYaml ? stringify(bodyAsWritten(body), { sortMapEntries: true, lineWidth: 0 }) : `${JSON.stringify(bodyAsWritten(body))}\n`;
  const bytes = Buffer.from(text);
  const retry = (body as { details?: { retryAfterSeconds?: number } } | null)?.details?.retryAfterSeconds;
  const zip = bytes.length >= GZIP_FROM && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const sent = zip ? gzipSync(bytes, { level: 1 }) : bytes;
  response.writeHead(code, {
    ...COMMON,
    'content-type': isText ? 'text/plain; charset=utf-8' : asYaml ? 'application/yaml' : 'application/json',
    ...(zip ? { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } : {}),
    ...(retry ? { 'retry-after': String(retry) } : {}),
    'content-length': sent.length,
  });
  response.end(request.method === 'HEAD' ? undefined : sent);
}

function sendBytes(response: http.ServerResponse, { contentType, bytes }: OpenApiV2): void {
  response.writeHead(200, { ...COMMON, 'content-type': contentType, 'content-length': bytes.length });
  response.end(bytes);
}

function sendStatus(response: http.ServerResponse, status: Status): void {
  const text = `${JSON.stringify(status)}\n`;
  response.writeHead(status.code ?? 500, { ...COMMON, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
