import { byText } from '../../base/order.ts';
import { apiVersionOf } from '../../kinds/registry.ts';
import type { ApiResponse } from '../../wire/request.ts';
import { discoveryGroups, versionsOf } from './discovery.ts';
import { healthPaths } from './health.ts';

/** GET `/`: the paths there are (apiserver pkg/server/routes/index.go). */
export function rootPaths(): ApiResponse {
  const groups = discoveryGroups().flatMap((group) => [`/apis/${group}`, ...versionsOf(group).map((version) => `/apis/${apiVersionOf({ group, version })}`)]);
  const paths = [
    '/api',
    '/api/v1',
    '/apis',
    '/apis/',
    ...groups,
    ...healthPaths(),
    '/metrics',
    '/metrics/slis',
    '/openapi/v2',
    '/openapi/v3',
    '/openapi/v3/',
    '/version',
  ];
  return { code: 200, body: { paths: paths.sort(byText) } };
}
