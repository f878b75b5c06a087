import { createHash } from 'node:crypto';
import type http from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Status } from '../kinds/object.ts';
import { bodyAsWritten } from '../kinds/written.ts';
import { yamlText } from '../kubectl/cli/yaml-text.ts';
import type { ApiResponse } from '../wire/request.ts';
import { contentTypeOf, wantsYaml } from '../wire/response-headers.ts';
import { jsonText, wantsPretty } from './json-text.ts';
import { warningBytes } from './warnings.ts';

/** One request over HTTP and the way back. */
export interface Connection {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
}

/** Answers from this size on are compressed for those who take it (apiserver pkg/endpoints/handlers/responsewriters). */
const GZIP_FROM = 128 * 1024;
/** What every answer carries, unless it says otherwise (apiserver pkg/endpoints/filters/cachecontrol.go). */
export const COMMON = { 'cache-control': 'no-cache, private', 'x-content-type-options': 'nosniff' } as const;
type Headers = Readonly<Record<string, string | number>>;

export function sendAnswer(connection: Connection, { code, body, warnings }: ApiResponse): void {
  const { request, response } = connection;
  for (const header of warningBytes(warnings ?? [])) response.appendHeader('warning', header);
  const { accept = '' } = request.headers;
  const retry = (body as { details?: { retryAfterSeconds?: number } } | null)?.details?.retryAfterSeconds;
  const headers = { 'content-type': contentTypeOf(body, accept), ...(retry ? { 'retry-after': String(retry) } : {}), ...discoveryHeaders(body) };
  sendBytes(connection, Buffer.from(typeof body === 'string' ? body : documentText(body, request)), { code, headers });
}

function documentText(body: ApiResponse['body'], request: http.IncomingMessage): string {
  const document = bodyAsWritten(body);
  const asYaml = wantsYaml(request.headers.accept ?? '');
  return asYaml ? yamlText(document) : jsonText(document, wantsPretty(request));
}

/** Aggregated discovery may be kept (apiserver pkg/endpoints/discovery/aggregated/etag.go). */
const discoveryHeaders = (body: ApiResponse['body']): Headers =>
  (body as { kind?: unknown } | null)?.kind === 'APIGroupDiscoveryList'
    ? { etag: etagOf(Buffer.from(JSON.stringify(body))), vary: 'Accept', 'cache-control': 'public' }
    : {};

export const etagOf = (bytes: Buffer): string => `"${createHash('sha512').update(bytes).digest('hex').toUpperCase()}"`;

/** Sends bytes: nothing but the head for those who have them already, compressed for those who can read that. */
export function sendBytes({ request, response }: Connection, bytes: Buffer, { code, headers }: { readonly code: number; readonly headers: Headers }): void {
  const { etag } = headers;
  if (etag !== undefined && request.headers['if-none-match'] === etag) {
    const { 'content-type': _none, ...rest } = headers;
    response.writeHead(304, { ...COMMON, ...rest });
    return void response.end();
  }
  const zip = bytes.length >= GZIP_FROM && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const sent = zip ? gzipSync(bytes, { level: 1 }) : bytes;
  const vary = [headers['vary'], zip ? 'Accept-Encoding' : undefined].filter(Boolean).join(', ');
  response.writeHead(code, {
    ...COMMON,
    ...headers,
    ...(zip ? { 'content-encoding': 'gzip' } : {}),
    ...(vary === '' ? {} : { vary }),
    'content-length': sent.length,
  });
  response.end(request.method === 'HEAD' ? undefined : sent);
}

export function sendStatus(connection: Connection, status: Status): void {
  sendAnswer(connection, { code: status.code ?? 500, body: status });
}
