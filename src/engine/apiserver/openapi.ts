import { knownDocs } from '../../kinds/schema/docs.ts';
import { openApiV2Document } from '../../kinds/schema/openapi-v2.ts';
import { openApiDocument, openApiIndex } from '../../kinds/schema/openapi-v3.ts';
import type { ApiResponse } from '../../wire/request.ts';

const made = new Map<string, ApiResponse | undefined>();
let madeWith: unknown;

/** What stands below `/openapi`: the same for every cluster. undefined = the API server's own 404. */
export function openApi(path: string): ApiResponse | undefined {
  if (path === '/openapi/v2') return { code: 200, body: openApiV2Document(knownDocs()) };
  if (path === '/openapi/v3') return { code: 200, body: openApiIndex() };
  const [, of] = /^\/openapi\/v3\/(.+)$/.exec(path) ?? [];
  if (of === undefined) return undefined;
  const docs = knownDocs();
  if (madeWith !== docs) made.clear();
  madeWith = docs;
  if (!made.has(of)) {
    const body = openApiDocument(of, docs);
    made.set(of, body && { code: 200, body });
  }
  return made.get(of);
}
