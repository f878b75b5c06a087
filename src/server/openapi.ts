import docs from '../kinds/schema/docs.gen.json' with { type: 'json' };
import { knowDocs } from '../kinds/schema/docs.ts';

knowDocs(docs);

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
