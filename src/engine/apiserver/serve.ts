import { extended } from '../../base/json.ts';
import { badRequest, noSuchPath } from '../../kinds/errors.ts';
import { openApi } from './openapi.ts';
import { ENDPOINTS_WARNING } from '../../kinds/core/endpoints.ts';
import type { Verb } from '../../kinds/kind.ts';
import type { ApiRequest, ApiResponse } from '../../wire/request.ts';
import type { Sim } from '../sim/sim.ts';
import { type Call, checkFieldValidation, readDryRun } from './call.ts';
import { create } from './create.ts';
import { deleteCollection } from './delete-collection.ts';
import { withManagedFields } from './field-managers.ts';
import { discovered } from './aggregated-discovery.ts';
import { checkFieldManager } from './field-owner.ts';
import { health } from './health.ts';
import { metrics, sliMetrics } from './metrics.ts';
import { rootPaths } from './root-paths.ts';
import { version } from './version.ts';
import { deleteOne } from './delete.ts';
import { patch } from './patch.ts';
import { isFlag } from './list-options.ts';
import { get, list } from './read.ts';
import { methodNotAllowedHere, Refusal, refuse } from './refusal.ts';
import { answerReview, type Review, reviewOf } from './reviews.ts';
import { requestToken } from './registry/token-request.ts';
import { evict } from './registry/eviction.ts';
import { finalizeNamespace } from './registry/namespace.ts';
import { scale } from './registry/scale.ts';
import { bind } from './registry/binding.ts';
import { resourceOf, servedSubresources } from './resources.ts';
import { type Route, routeOf } from './route.ts';
import { checkAccepted, inForm } from './table.ts';
import { update } from './update.ts';

/**
 * kube-apiserver's one door: authn → authz → admission → validation → store → watch fan-out. Runs at the instant the
 * request is served; commits through `putObject` / `removeObject` and tells watchers through `fanOut`.
 * `actor` is who sent it, for causes and for the random streams of names and uids; `background` marks heartbeats and the like.
 */
export function serve(sim: Sim, request: ApiRequest, actor: string, background = false): ApiResponse {
  const warnings: string[] = [];
  try {
    const response = dispatch({ sim, request, actor, background, warnings });
    return warnings.length > 0 ? extended(response, { warnings }) : response;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status } = error;
    return { code: status.code ?? 500, body: status, ...(warnings.length > 0 ? { warnings } : {}) };
  }
}

type Asked = Pick<Call, 'sim' | 'request' | 'actor' | 'background' | 'warnings'>;

function dispatch(asked: Asked): ApiResponse {
  const route = routeOf(asked.request.path);
  switch (route.to) {
    case 'resource': {
      const review = route.kind ? undefined : reviewOf(route.group, route.version, route.resource);
      if (review) return reviewed(asked, route, review);
      const call = callOf(asked, route);
      if (asked.request.accept !== undefined) checkAccepted(asked.request.accept);
      const response = asked.request.agent === undefined ? serveResource(call) : withManagedFields(call, serveResource(call));
      return asked.request.accept === undefined ? response : inForm(call, response);
    }
    case 'discovery':
      return onlyGet(asked, () => discovered(route, asked.request.accept));
    case 'version':
      return onlyGet(asked, version);
    case 'openapi':
      return onlyGet(asked, () => openApi(route.path) ?? refuse(noSuchPath()));
    case 'health':
      return onlyGet(asked, () => health(route.root, route.check, asked.request.query));
    case 'index':
      return onlyGet(asked, rootPaths);
    case 'metrics':
      return onlyGet(asked, () => (route.slis ? sliMetrics() : metrics(asked.sim)));
    case 'malformed':
      return refuse(badRequest('400 Bad Request'));
    case 'nothing':
      return refuse(noSuchPath());
  }
}

function reviewed(asked: Asked, { name, namespace }: Route & { to: 'resource' }, review: Review): ApiResponse {
  if (name !== '' || review.namespaced !== (namespace !== '')) refuse(noSuchPath());
  if (asked.request.method !== 'POST') refuse(methodNotAllowedHere());
  checkAccepted(asked.request.accept);
  return answerReview(review, { ...asked, namespace });
}

const onlyGet = (asked: Asked, answer: () => ApiResponse): ApiResponse => (asked.request.method === 'GET' ? answer() : refuse(methodNotAllowedHere()));

function callOf({ sim, request, actor, background, warnings }: Asked, route: Route & { to: 'resource' }): Call {
  const { kind, namespace, name, subresource } = route;
  if (!kind) return refuse(noSuchPath());
  if (!kind.namespaced && namespace !== '') refuse(noSuchPath());
  if (kind.namespaced && namespace === '' && name !== '') refuse(noSuchPath());
  if (subresource !== '' && !(servedSubresources(kind) as readonly string[]).includes(subresource)) refuse(noSuchPath());
  const dryRun = readDryRun(request);
  checkFieldValidation(request);
  checkFieldManager(request);
  return { sim, request, actor, background, warnings, kind, resource: resourceOf(kind), namespace, name, subresource, dryRun };
}

function serveResource(call: Call): ApiResponse {
  if (call.kind.resource === 'endpoints') call.warnings.push(ENDPOINTS_WARNING);
  switch (call.subresource) {
    case '':
      return call.name === '' ? serveCollection(call) : serveObject(call);
    case 'status':
      return serveStatus(call);
    case 'scale':
      return scale(call);
    case 'binding':
      return call.request.method === 'POST' ? bind(call) : refuse(methodNotAllowedHere());
    case 'eviction':
      return call.request.method === 'POST' ? evict(call) : refuse(methodNotAllowedHere());
    case 'token':
      return call.request.method === 'POST' ? requestToken(call) : refuse(methodNotAllowedHere());
    case 'finalize':
      return call.request.method === 'PUT' ? finalizeNamespace(call) : refuse(methodNotAllowedHere());
    default:
      return refuse(noSuchPath());
  }
}

const allow = (call: Call, verb: Verb): void => {
  if (!call.kind.verbs.includes(verb)) refuse(methodNotAllowedHere());
};

function serveObject(call: Call): ApiResponse {
  switch (call.request.method) {
    case 'GET':
      allow(call, 'get');
      return get(call);
    case 'PUT':
      allow(call, 'update');
      return update(call);
    case 'PATCH':
      allow(call, 'patch');
      return patch(call);
    case 'DELETE':
      allow(call, 'delete');
      return deleteOne(call);
    case 'POST':
      return refuse(methodNotAllowedHere());
  }
}

function serveStatus(call: Call): ApiResponse {
  switch (call.request.method) {
    case 'GET':
      return get(call);
    case 'PUT':
      return update(call);
    case 'PATCH':
      return patch(call);
    default:
      return refuse(methodNotAllowedHere());
  }
}

function serveCollection(call: Call): ApiResponse {
  const inPlace = call.namespace !== '' || !call.kind.namespaced;
  switch (call.request.method) {
    case 'GET':
      allow(call, 'list');
      // A watch is a stream and has no one answer: `openWatch` of watch.ts opens it.
      if (isFlag(call.request.query?.['watch'])) refuse(badRequest('a watch is a stream; it cannot be answered as one response'));
      return list(call);
    case 'POST':
      if (!inPlace) refuse(methodNotAllowedHere());
      allow(call, 'create');
      return create(call);
    case 'DELETE':
      if (!inPlace) refuse(methodNotAllowedHere());
      allow(call, 'deletecollection');
      return deleteCollection(call);
    case 'PUT':
    case 'PATCH':
      return refuse(methodNotAllowedHere());
  }
}
