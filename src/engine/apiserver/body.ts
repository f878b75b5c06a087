import { extended, isObject, type Json, type JsonObject } from '../../base/json.ts';
import { utf8Bytes } from '../../kinds/base64.ts';
import { badRequest, goQuote, unsupportedMediaType } from '../../kinds/errors.ts';
import type { Kind } from '../../kinds/kind.ts';
import type { KubeObject, ObjectMeta } from '../../kinds/object.ts';
import { decode, decodeErrorText, strictErrorText, strictFindings } from '../../kinds/schema/decode.ts';
import type { ApiRequest } from '../../wire/request.ts';
import { type Call, type FieldValidation, readFieldValidation } from './call.ts';
import { refuse } from './refusal.ts';
import { apiVersionOf, kindOf } from '../../kinds/registry.ts';

/** What bodies may come in. CBOR's feature gate (CBORServingAndStorage) is off by default. */
export const MEDIA_TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** What answers may go out as. */
export const ANSWER_TYPES = ['application/json', 'application/yaml'];

/** The media type without its parameters. */
export const mediaType = (text: string | undefined): string =>
  text === undefined || USUAL.has(text) ? (text ?? 'application/json') : text.split(';')[0]!.trim().toLowerCase();
/** As components send them: nothing to cut off. */
const USUAL: ReadonlySet<string> = new Set([
  'application/json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
]);

export function checkMediaType(call: Call): void {
  const type = mediaType(call.request.contentType);
  // Bodies arrive parsed, so JSON and YAML are the same here.
  if (type !== 'application/json' && type !== 'application/yaml') refuse(unsupportedMediaType(MEDIA_TYPES));
}

/** Reads the request's body as an object of the kind: apiVersion and kind may be left out, everything else is as strict as asked. */
export function readBody(call: Call, stored?: KubeObject): KubeObject {
  checkMediaType(call);
  return decodeAs(call, call.kind, call.request.body, stored);
}

/** What is the very same as in `stored` was read before and is not read again. As Go reads it, null is an object in which nothing is said. */
export function decodeAs(call: Call, kind: Kind, body: Json | undefined, stored?: KubeObject): KubeObject {
  if (body === null) return decodeAs(call, kind, {}, stored);
  if (!isObject(body)) return refuse(badRequest(unrecognised(kind, body)));
  const { apiVersion = apiVersionOf(kind), kind: name = kind.kind } = body as { apiVersion?: unknown; kind?: unknown };
  if (apiVersion !== apiVersionOf(kind) || name !== kind.kind) refuse(badRequest(wrongKind(kind, String(apiVersion), String(name))));
  const decoded = decode(kind.definition, body, stored);
  if (decoded.error !== undefined) return refuse(badRequest(decodeErrorText(kind.kind, kind.version, decoded.error)));
  checkStrictly(call, kind, decoded.unknownFields);
  const object = decoded.object as unknown as KubeObject;
  const metadata: ObjectMeta = object.metadata ?? { name: '' };
  if (object.apiVersion === apiVersion && object.kind === name && object.metadata !== undefined && typeof metadata.name === 'string') return object;
  // What the object has beside these three follows them; a key of its own never takes their place.
  const head = { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: extended(metadata, { name: metadata.name ?? '' }) };
  return Object.assign({}, head, object, head);
}

/** What is sent to a subresource or as a review: no kind of its own, but as strict. */
export interface Sent {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Name of its definition in the schema. */
  readonly definition: string;
}

export function readSent(request: ApiRequest, warnings: string[], sent: Sent): JsonObject {
  // As Go reads null: an object in which nothing is said.
  const body = request.body === null ? {} : request.body;
  if (!isObject(body)) return refuse(badRequest(unrecognised(sent, body)));
  const { apiVersion = apiVersionOf(sent), kind = sent.kind } = body as { apiVersion?: unknown; kind?: unknown };
  if (apiVersion !== apiVersionOf(sent) || kind !== sent.kind) refuse(badRequest(wrongKind(sent, String(apiVersion), String(kind))));
  const decoded = decode(sent.definition, body);
  if (decoded.error !== undefined) return refuse(badRequest(decodeErrorText(sent.kind, sent.version, decoded.error)));
  checkStrictly({ request, warnings }, sent, decoded.unknownFields);
  return decoded.object as unknown as JsonObject;
}

/** Keys that stand twice, where they are looked at, and keys that nobody knows. */
function checkStrictly(call: Pick<Call, 'request' | 'warnings'>, kind: Pick<Sent, 'kind' | 'version'>, unknown: readonly string[]): void {
  const { duplicates = [] } = call.request;
  if (unknown.length === 0 && duplicates.length === 0) return;
  const isSkipped = (path: string): boolean => unknown.some((field) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`));
  // Simplified: duplicates are known of JSON in POST and PUT only and come before the unknown; a real decoder names both in the order of the text.
  strict(
    call,
    kind,
    strictFindings(
      unknown,
      duplicates.filter((path) => !isSkipped(path)),
    ),
  );
}

/** Unknown fields: refused, warned of or passed over. */
export function strict(call: Pick<Call, 'request' | 'warnings'>, kind: Pick<Sent, 'kind' | 'version'>, findings: readonly string[]): void {
  if (findings.length === 0) return;
  const how: FieldValidation = readFieldValidation(call.request);
  if (how === 'Warn') for (const finding of findings) call.warnings.push(finding);
  if (how === 'Strict') refuse(badRequest(decodeErrorText(kind.kind, kind.version, strictErrorText(findings))));
}

/** A body of another kind, in the words of the decoder (apiserver pkg/endpoints/handlers/rest.go, transformDecodeError). */
function wrongKind(expected: Pick<Sent, 'group' | 'kind'>, apiVersion: string, name: string): string {
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const other = kindOf({ apiVersion, kind: name });
  const group = (text: string): string => (text === '' ? 'core' : (text.split('.')[0] as string));
  const why = other
    ? `converting (${other.version}.${other.kind}) to (${group(expected.group)}.${expected.kind}): unknown conversion`
    : `no kind ${goQuote(name)} is registered for version ${goQuote(apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`;
  return `${name} in version ${goQuote(version)} cannot be handled as a ${expected.kind}: ${why}`;
}

function unrecognised(kind: Pick<Sent, 'kind'>, body: Json | undefined): string {
  if (body === undefined) return `the object provided is unrecognized (must be of type ${kind.kind}): EOF (<empty>)`;
  const why = `couldn't get version/kind; json parse error: ${noVersion(body)}`;
  const text = JSON.stringify(body);
  return `the object provided is unrecognized (must be of type ${kind.kind}): ${why} (${hexStart(text)})`;
}

/** Something else than an object where version and kind are looked for (apimachinery pkg/runtime/serializer/json/meta.go). */
export const noVersion = (body: unknown): string =>
  `json: cannot unmarshal ${goKind(body)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;

/** summarizeData: the first 30 bytes in hex. */
function hexStart(text: string): string {
  const hex = utf8Bytes(text).map((byte) => byte.toString(16).padStart(2, '0'));
  return hex.length > 30 ? `${hex.slice(0, 30).join('')} ...` : hex.join('');
}

/** What encoding/json calls a value. */
export const goKind = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value);

/** What encoding/json says of no text at all. */
export const NO_TEXT = 'unexpected end of JSON input';

/** A body that is no map where one is read. */
export const noMap = (body: unknown): string =>
  body === undefined ? NO_TEXT : `json: cannot unmarshal ${goKind(body)} into Go value of type map[string]interface {}`;
