import type { Kind } from '../../kinds/kind.ts';
import { REVIEWS } from './reviews.ts';
import { HEALTH_ROOTS, type HealthRoot } from './health.ts';
import { namesBelow, type PathNames } from '../../wire/api-path.ts';
import { kindByResource, kinds } from '../../kinds/registry.ts';

/**
 * Paths of the API: what a path names. Upstream: apiserver pkg/endpoints/request/requestinfo.go.
 */
export type Route =
  | (PathNames & { readonly to: 'resource'; readonly kind: Kind | undefined })
  | { readonly to: 'discovery'; readonly what: 'api' | 'apis' | 'group' | 'version'; readonly group: string; readonly version: string }
  | { readonly to: 'version' }
  | { readonly to: 'openapi'; readonly path: string }
  | { readonly to: 'health'; readonly root: HealthRoot; readonly check: string }
  | { readonly to: 'index' }
  | { readonly to: 'metrics'; readonly slis: boolean }
  | { readonly to: 'malformed' }
  | { readonly to: 'nothing' };

const NOTHING: Route = { to: 'nothing' };
const CACHE_LIMIT = 4096;
const cache = new Map<string, Route>();

/** The same few thousand paths are asked for again and again; a route is a pure function of its path. */
export function routeOf(path: string): Route {
  const known = cache.get(path);
  if (known) return known;
  const route = Object.freeze(parse(path));
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(path, route);
  return route;
}

function parse(path: string): Route {
  const decoded = percentDecoded(path);
  if (decoded === undefined) return { to: 'malformed' };
  if (!decoded.startsWith('/')) return NOTHING;
  if (decoded === '/' || decoded === '/index.html') return { to: 'index' };
  // One slash at the end is tolerated, as the real router does; empty segments elsewhere name nothing.
  const trimmed = decoded.length > 1 && decoded.endsWith('/') ? decoded.slice(1, -1) : decoded.slice(1);
  const parts = trimmed.split('/');
  if (parts.includes('')) return NOTHING;
  const [root = '', ...rest] = parts;
  if (root === 'openapi' && (rest[0] === 'v3' || (rest[0] === 'v2' && rest.length === 1))) return { to: 'openapi', path: `/${trimmed}` };
  if (root === 'version' && rest.length === 0) return { to: 'version' };
  if (root === 'metrics' && (rest.length === 0 || (rest.length === 1 && rest[0] === 'slis'))) return { to: 'metrics', slis: rest.length > 0 };
  const healthRoot = HEALTH_ROOTS.find((name) => name === root);
  if (healthRoot) return { to: 'health', root: healthRoot, check: rest.join('/') };
  if (root === 'api') return inGroup('', rest);
  if (root !== 'apis') return NOTHING;
  const [group, ...inside] = rest;
  if (group === undefined) return { to: 'discovery', what: 'apis', group: '', version: '' };
  return inGroup(group, inside);
}

function inGroup(group: string, parts: readonly string[]): Route {
  const [version, ...rest] = parts;
  if (version === undefined) return { to: 'discovery', what: group === '' ? 'api' : 'group', group, version: '' };
  if (rest.length === 0) return { to: 'discovery', what: 'version', group, version };
  const names = namesBelow(rest);
  if (names === undefined) return NOTHING;
  // POST bindings is another way to write pods/NAME/binding.
  const isBinding = names.resource === 'bindings' && group === '';
  const kind = kindByResource(group, version, isBinding ? 'pods' : names.resource);
  return { to: 'resource', group, version, ...names, ...(isBinding ? { subresource: 'binding' } : {}), kind };
}

/** `/api/v1/watch/…`, an older way to say `?watch=1` (deprecated since 1.11 and still served): the path without it; undefined for other paths. */
export function watchedPath(path: string): string | undefined {
  const [, version = '', rest = ''] = /^(\/api\/[^/]+|\/apis\/[^/]+\/[^/]+)\/watch(\/.+)$/.exec(path) ?? [];
  return rest === '' ? undefined : version + rest;
}

/** Whether a path lies below a group and version that are served: those answer for whatever is asked there. */
export function isServed(path: string): boolean {
  const route = routeOf(path);
  if (route.to === 'nothing') {
    const [, root, group = '', version = ''] = path.split('/');
    return root === 'api' ? isVersion('', group) : root === 'apis' && isVersion(group, version);
  }
  return route.to === 'resource' && isVersion(route.group, route.version);
}

const isVersion = (group: string, version: string): boolean =>
  kinds.some((kind) => kind.group === group && kind.version === version) || REVIEWS.some((review) => review.group === group && version === 'v1');

/** As Go's url.Parse: UTF-8 percent escapes; undefined when an escape is malformed. */
function percentDecoded(path: string): string | undefined {
  if (!path.includes('%')) return path;
  if (/%(?![0-9A-Fa-f]{2})/.test(path)) return undefined;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
