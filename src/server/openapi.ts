import { openApiDocument, openApiIndex } from '../kinds/schema/openapi-v3.ts';
import docs from '../kinds/schema/docs.gen.json' with { type: 'json' };
import type { ApiResponse } from '../wire/request.ts';

/**
 * Simplified: the older document, `/openapi/v2`, names no kinds. kubectl asks for it when the newer one does not know a kind, finds that neither does, and
 * goes on to say that there is no such kind. A real server describes all of them here, too.
 */
const VERSION_2 = { swagger: '2.0', info: { title: 'Kubernetes', version: 'v1.36.0' }, paths: {} } as const;

export interface OpenApiV2 {
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** As JSON, or as the protobuf message that kubectl wants (github.com/google/gnostic-models, openapiv2/OpenAPIv2.proto: swagger = 1, info = 2). */
export function openApiV2(accept: string | undefined): OpenApiV2 {
  if (!accept?.includes(V2_PROTOBUF)) return { contentType: 'application/json', bytes: Buffer.from(`${JSON.stringify(VERSION_2)}\n`) };
  const { swagger, info } = VERSION_2;
  const inner = Buffer.concat([lengthDelimited(1, Buffer.from(info.title)), lengthDelimited(2, Buffer.from(info.version))]);
  return { contentType: 'application/octet-stream', bytes: Buffer.concat([lengthDelimited(1, Buffer.from(swagger)), lengthDelimited(2, inner)]) };
}

const V2_PROTOBUF = 'application/com.github.proto-openapi.spec.v2';

/** A field of protobuf's wire format with fewer than 128 bytes. */
const lengthDelimited = (number: number, bytes: Buffer): Buffer => Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);

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
