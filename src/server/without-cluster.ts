import { discovered } from '../engine/apiserver/aggregated-discovery.ts';
import { Refusal } from '../engine/apiserver/refusal.ts';
import { routeOf } from '../engine/apiserver/route.ts';
import { version } from '../engine/apiserver/version.ts';
import type { ApiRequest, ApiResponse } from '../wire/request.ts';

/**
 * What this server knows also while no cluster answers (no page is open, or it stands in the past): which kinds there are, and its version. Clients ask for these
 * first and do not tell why they got no answer: kubectl would print a line `memcache.go … couldn't get current server API group list` for each of five tries. So
 * they come to what they really want, and show the one Status that says what to do. undefined for all else.
 */
export function withoutCluster({ method, path, accept }: ApiRequest): ApiResponse | undefined {
  const route = routeOf(path);
  if (method !== 'GET') return undefined;
  if (route.to === 'version') return version();
  if (route.to !== 'discovery') return undefined;
  try {
    return discovered(route, accept);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { code: error.status.code ?? 500, body: error.status };
  }
}
