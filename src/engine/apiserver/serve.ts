import { noSuchPath } from '../../kinds/errors.ts';
import type { ApiRequest, ApiResponse } from '../../wire/request.ts';
import type { Sim } from '../sim/sim.ts';
import { type Call, readDryRun } from './call.ts';
import { create } from './create.ts';
import { deleteOne } from './delete.ts';
import { patch } from './patch.ts';
import { get, list } from './read.ts';
import { methodNotAllowedHere, Refusal, refuse } from './refusal.ts';
import { bind } from './registry/binding.ts';
import { kindAt, resourceOf } from './resources.ts';
import { type Route, routeOf } from './route.ts';
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
    return warnings.length > 0 ? { ...response, warnings } : response;
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
    case 'resource':
      return serveResource(callOf(asked, route));
    default:
      return refuse(noSuchPath());
  }
}

function callOf(asked: Asked, route: Route & { to: 'resource' }): Call {
  const podsBinding = route.group === '' && route.resource === 'bindings';
  const kind = kindAt(route.group, route.version, podsBinding ? 'pods' : route.resource);
  if (!kind) return refuse(noSuchPath());
  if (!kind.namespaced && route.namespace !== '') refuse(noSuchPath());
  if (kind.namespaced && route.namespace === '' && route.name !== '') refuse(noSuchPath());
  const subresource = podsBinding ? 'binding' : route.subresource;
  if (subresource !== '' && !(kind.subresources as readonly string[]).includes(subresource)) refuse(noSuchPath());
  return { ...asked, kind, resource: resourceOf(kind), namespace: route.namespace, name: route.name, subresource, dryRun: readDryRun(asked.request) };
}

function serveResource(call: Call): ApiResponse {
  const { method } = call.request;
  if (call.subresource === 'binding') return method === 'POST' ? bind(call) : refuse(methodNotAllowedHere());
  if (call.name === '') return serveCollection(call);
  switch (method) {
    case 'GET':
      return get(call);
    case 'PUT':
      return update(call);
    case 'DELETE':
      return call.subresource === '' ? deleteOne(call) : refuse(methodNotAllowedHere());
    case 'PATCH':
      return patch(call);
    case 'POST':
      return refuse(methodNotAllowedHere());
  }
}

function serveCollection(call: Call): ApiResponse {
  const { method } = call.request;
  if (method === 'GET') return list(call);
  if (method === 'POST' && (call.namespace !== '' || !call.kind.namespaced)) return create(call);
  return refuse(methodNotAllowedHere());
}

