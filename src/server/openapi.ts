import { openApiDocument, openApiIndex } from '../kinds/schema/openapi-v3.ts';
import docs from '../kinds/schema/docs.gen.json' with { type: 'json' };
import type { ApiResponse } from '../wire/request.ts';

const made = new Map<string, ApiResponse | undefined>();

/** What stands below `/openapi/v3`: the same for every cluster, so it is answered here. undefined = the API server's own 404. */
export function openApi(path: string): ApiResponse | undefined {
  if (path === '/openapi/v3') return { code: 200, body: openApiIndex() };
  const [, of] = /^\/openapi\/v3\/(.+)$/.exec(path) ?? [];
  if (of === undefined) return undefined;
  if (!made.has(of)) {
    const body = openApiDocument(of, docs);
    made.set(of, body && { code: 200, body });
  }
  return made.get(of);
}
