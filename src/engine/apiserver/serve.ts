import type { ApiRequest, ApiResponse } from '../../wire/request.ts';
import type { Sim } from '../sim/sim.ts';

/**
 * kube-apiserver's one door: authn → authz → admission → validation → store → watch fan-out. Runs at the instant the
 * request is served; commits through `putObject` / `removeObject` and tells watchers through `fanOut`.
 * `actor` is who sent it, for causes and for the random streams of names and uids.
 */
export function serve(_sim: Sim, _request: ApiRequest, _actor: string): ApiResponse {
  return { code: 503, body: null };
}
