import type http from 'node:http';
import { mediaType, MEDIA_TYPES } from '../engine/apiserver/body.ts';
import { PATCH_TYPES } from '../engine/apiserver/patch.ts';
import { methodNotAllowedHere } from '../engine/apiserver/refusal.ts';
import { reviewOf } from '../engine/apiserver/reviews.ts';
import { type Route, routeOf } from '../engine/apiserver/route.ts';
import { badRequest, entityTooLarge, internalError, noSuchPath, unsupportedMediaType } from '../kinds/errors.ts';
import type { Status } from '../kinds/object.ts';
import type { ApiRequest } from '../wire/request.ts';
import { readBody, startOf } from './request-body.ts';

/** A request as the engine takes it, or the Status it gets before anybody in the cluster hears of it. */
export type Asked = { readonly request: ApiRequest } | { readonly status: Status };

/** apiserver's limit of a request body (--max-request-body-bytes of generic API servers). */
const BODY_LIMIT = 3 * 1024 * 1024;
const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
/** Paths of plain handlers, which take HEAD as well. Routes of resources know their methods only. */
const PLAIN: ReadonlySet<Route['to']> = new Set(['health', 'metrics', 'index']);

export async function readRequest(
  request: http.IncomingMessage,
  { path, query }: { readonly path: string; readonly query: Readonly<Record<string, string>> | undefined },
): Promise<Asked> {
  // Two slashes at the beginning name nothing, here as everywhere.
  if (path.startsWith('//')) return { status: noSuchPath() };
  const route = routeOf(path);
  const isHead = request.method === 'HEAD' && (PLAIN.has(route.to) || path.startsWith('/openapi/'));
  const method = isHead ? 'GET' : (request.method ?? 'GET');
  if (!METHODS.has(method)) return { status: methodNotAllowedHere() };
  const { 'content-type': contentType, accept } = request.headers;
  const as = impersonated(request.headersDistinct);
  if ('reason' in as) return { status: as };
  const base = { ...as, method: method as ApiRequest['method'], path, ...(query ? { query } : {}), ...(accept === undefined ? {} : { accept }) };
  const bytes = await readBytes(request);
  if (bytes === undefined) return { status: entityTooLarge(`limit is ${BODY_LIMIT}`) };
  const typed = { ...base, ...(contentType === undefined ? {} : { contentType }) };
  // What nobody serves has no type to be wrong in: the API server says so.
  const wanted = method === 'GET' ? undefined : kindOf(route);
  if (bytes.length === 0 || wanted === undefined) return { request: method === 'GET' ? base : typed };
  return withBody(typed, bytes, wanted);
}

/**
 * `kubectl --as`: who the request is said to be from (apiserver pkg/endpoints/filters/impersonation). Everybody outside is the administrator, who may be anybody.
 * Extra fields of the user are not kept.
 */
function impersonated(headers: NodeJS.Dict<string[]>): Pick<ApiRequest, 'user' | 'groups'> | Status {
  const [user] = headers['impersonate-user'] ?? [];
  const asked = headers['impersonate-group'] ?? [];
  const [uid] = headers['impersonate-uid'] ?? [];
  if (!user) return asked.length === 0 && !uid ? {} : internalError(`requested ${JSON.stringify(asked)} without impersonating a user`);
  if (user === 'system:anonymous') return { user, groups: [...asked, ...(asked.includes('system:unauthenticated') ? [] : ['system:unauthenticated'])] };
  const [, , namespace] = /^(system:serviceaccount):([^:]+):[^:]+$/.exec(user) ?? [];
  const own = asked.length > 0 || namespace === undefined ? asked : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  return { user, groups: own.includes('system:authenticated') ? own : [...own, 'system:authenticated'] };
}

function withBody(request: ApiRequest, bytes: Buffer, wanted: string): Asked {
  const { method, contentType } = request;
  const type = mediaType(contentType);
  const types = method === 'PATCH' ? PATCH_TYPES : MEDIA_TYPES;
  if (!types.includes(type)) return { status: unsupportedMediaType(types) };
  const body = readBody(bytes, type);
  if ('error' in body) return { status: malformed(request, type, { why: body.error, bytes, wanted }) };
  // Whatever it came in, what goes on is data.
  const { value, duplicates = [] } = body;
  const asJson = type === 'application/vnd.kubernetes.protobuf' ? { contentType: 'application/json' } : {};
  return { request: { ...request, ...asJson, body: value, ...(duplicates.length > 0 ? { duplicates } : {}) } };
}

interface Malformed {
  readonly why: string;
  readonly bytes: Buffer;
  readonly wanted: string;
}

/** The words of create and update (rest.go, transformDecodeError), of delete, and of the four patches (patch.go). */
function malformed({ method }: ApiRequest, type: string, { why, bytes, wanted }: Malformed): Status {
  const isJson = type === 'application/json';
  const decoder = isJson ? `couldn't get version/kind; json parse error: ${why}` : why;
  if (method === 'DELETE') return badRequest(decoder);
  if (method !== 'PATCH') return badRequest(`the object provided is unrecognized (must be of type ${wanted}): ${decoder} (${startOf(bytes)})`);
  switch (type) {
    case 'application/apply-patch+yaml':
      return badRequest(`error decoding YAML: error converting YAML to JSON: ${why}`);
    case 'application/strategic-merge-patch+json':
      return badRequest(why);
    default:
      return badRequest(`error decoding patch: ${why}`);
  }
}

const SUBRESOURCE_KINDS: Readonly<Record<string, string>> = { scale: 'Scale', binding: 'Binding', eviction: 'Eviction', token: 'TokenRequest' };

/** The kind whose objects are sent to a path; undefined when nothing takes any there. */
function kindOf(route: Route): string | undefined {
  if (route.to !== 'resource') return undefined;
  return (route.kind && (SUBRESOURCE_KINDS[route.subresource] ?? route.kind.kind)) ?? reviewOf(route.group, route.version, route.resource)?.kind;
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
