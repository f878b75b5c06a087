import docs from '../kinds/schema/docs.gen.json' with { type: 'json' };
import { knowDocs } from '../kinds/schema/docs.ts';
import { openApiV2Document } from '../kinds/schema/openapi-v2.ts';
import { groupVersionPaths, openApiDocument, openApiIndex } from '../kinds/schema/openapi-v3.ts';
import type { ApiRequest } from '../wire/request.ts';
import { etagOf } from './answer.ts';
import { openApiV2Protobuf } from './protobuf/openapi-v2.ts';

// The engine describes fields as well.
knowDocs(docs);

/** What stands below `/openapi`: the same for every cluster, so it is answered here. Upstream: kube-openapi pkg/handler, pkg/handler3. */
export type Described = { readonly bytes: Buffer; readonly headers: Readonly<Record<string, string>> } | { readonly location: string };

const YEAR_MS = 365 * 24 * 3_600_000;

/** undefined = the API server's own 404. */
export function openApi({ path, query, accept = '' }: ApiRequest): Described | undefined {
  if (path === '/openapi/v2') return version2(accept);
  if (path === '/openapi/v3' || path === '/openapi/v3/') return described('index', index);
  const [, of] = /^\/openapi\/v3\/(.+)$/.exec(path) ?? [];
  if (of === undefined || !groupVersionPaths().includes(of)) return undefined;
  const asked = query?.['hash'];
  if (asked === undefined || asked === '') return document(of);
  // Who asks by the hash may keep the answer for good; another hash is another document's.
  if (asked !== hashOf(of)) return { location: urlOf(of) };
  const { bytes, headers } = document(of);
  return { bytes, headers: { ...headers, 'cache-control': 'public, immutable', expires: new Date(Date.now() + YEAR_MS).toUTCString() } };
}

type Document = Extract<Described, { bytes: Buffer }>;
const made = new Map<string, Document>();

function described(name: string, make: () => unknown): Document {
  const known = made.get(name);
  if (known) return known;
  return keep(name, Buffer.from(JSON.stringify(make())), 'application/json');
}

function keep(name: string, bytes: Buffer, contentType: string): Document {
  const one: Document = { bytes, headers: { 'content-type': contentType, etag: etagOf(bytes), vary: 'Accept' } };
  made.set(name, one);
  return one;
}

const document = (of: string): Document => described(of, () => openApiDocument(of, docs));
const hashOf = (of: string): string => document(of).headers['etag']!.slice(1, -1);
const urlOf = (of: string): string => `/openapi/v3/${of}?hash=${hashOf(of)}`;
const index = () => openApiIndex(urlOf);

/** It is asked for with `@` (formerly with `.`) and answered with `.`, since the other is no media type. */
const V2_PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
const isV2Protobuf = (accept: string): boolean => /application\/com\.github\.proto-openapi\.spec\.v2[@.]v1\.0\+protobuf/.test(accept);

function version2(accept: string): Document {
  const json = described('v2', () => openApiV2Document(docs));
  if (!isV2Protobuf(accept)) return json;
  return made.get('v2.pb') ?? keep('v2.pb', openApiV2Protobuf(JSON.parse(json.bytes.toString()) as never), V2_PROTOBUF);
}
