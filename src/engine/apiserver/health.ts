import { noSuchPath } from '../../kinds/errors.ts';
import type { ApiResponse } from '../../wire/request.ts';
import { refuse } from './refusal.ts';

/**
 * `/healthz`, `/livez`, `/readyz`: plain texts. Upstream: apiserver pkg/server/healthz, pkg/server/genericapiserver.go, pkg/controlplane/instance.go.
 *
 * Simplified: the list has the checks of what this server does; a real one names some thirty more of its starting steps. Who gets an answer at all gets a good one.
 */
export type HealthRoot = 'healthz' | 'livez' | 'readyz';
export const HEALTH_ROOTS: readonly HealthRoot[] = ['healthz', 'livez', 'readyz'];

const CHECKS: Readonly<Record<HealthRoot, readonly string[]>> = (() => {
  const first = ['ping', 'log', 'etcd'];
  const started = ['poststarthook/start-system-namespaces-controller', 'poststarthook/scheduling/bootstrap-system-priority-classes'];
  return {
    healthz: [...first, ...started],
    livez: [...first, ...started],
    readyz: [...first, 'etcd-readiness', 'informer-sync', ...started, 'shutdown'],
  };
})();

export const healthPaths = (): readonly string[] => HEALTH_ROOTS.flatMap((root) => [`/${root}`, ...CHECKS[root].map((check) => `/${root}/${check}`)]);

export const healthChecks = (root: HealthRoot): readonly string[] => CHECKS[root];

/** `exclude` may name several, with commas: a query is a record here, where a real one repeats the parameter. */
export function health(root: HealthRoot, check: string, query: Readonly<Record<string, string>> = {}): ApiResponse {
  if (check !== '') return CHECKS[root].includes(check) ? { code: 200, body: 'ok' } : refuse(noSuchPath());
  if (query['verbose'] === undefined) return { code: 200, body: 'ok' };
  const excluded = new Set((query['exclude'] ?? '').split(',').filter(Boolean));
  const lines = CHECKS[root].map((name) => (excluded.delete(name) ? `[+]${name} excluded: ok` : `[+]${name} ok`));
  if (excluded.size > 0) {
    const names = [...excluded].sort().map((name) => JSON.stringify(name));
    lines.push(`warn: some health checks cannot be excluded: no matches for ${names.join(',')}`);
  }
  return { code: 200, body: `${lines.join('\n')}\n${root} check passed\n` };
}
