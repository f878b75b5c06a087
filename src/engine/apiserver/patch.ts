import { isObject } from '../../base/json.ts';
import { badRequest, entityTooLarge, goJson, goQuote, invalid, invalidObject, notFound, unsupportedMediaType } from '../../kinds/errors.ts';
import type { KubeObject, Status } from '../../kinds/object.ts';
import { decode, strictErrorText, strictFindings } from '../../kinds/schema/decode.ts';
import { definitionOf } from '../../kinds/schema/structure.ts';
import type { ApiResponse } from '../../wire/request.ts';
import { goKind, mediaType, NO_TEXT, noMap } from './body.ts';
import { applyConfiguration, checkForce } from './apply.ts';
import { type Call, checkPathName, readFieldValidation } from './call.ts';
import { managed } from './field-managers.ts';
import { JsonPatchError, jsonPatched, type Operation } from '../../kinds/patch/json-patch.ts';
import { mergePatched } from '../../kinds/patch/merge-patch.ts';
import { refuse } from './refusal.ts';
import { goMap, StrategicMergeError } from '../../kinds/patch/strategic-lists.ts';
import { strategicMerged } from '../../kinds/patch/strategic-merge.ts';
import { checkName, existingOf, updateObject } from './update.ts';

const APPLY = 'application/apply-patch+yaml';
export const PATCH_TYPES = ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json', APPLY];
const MAX_OPERATIONS = 10_000;

/** PATCH of an object or its status (apiserver pkg/endpoints/handlers/patch.go). Runs at one instant, so nothing can come between read and write. */
export function patch(call: Call): ApiResponse {
  if (mediaType(call.request.contentType) === APPLY) return applyConfiguration(call);
  checkPathName(call.name);
  checkPatchType(call);
  checkForce(call);
  const existing = existingOf(call);
  if (!existing) return refuse(notFound(call.resource, call.name));
  // A client outside sees managedFields, so its patch may speak of them.
  const object = patchedObject(call, call.request.agent === undefined ? existing : managed(call, existing), call.kind.definition);
  const next = updateObject(call, call.kind.strategy.defaults(object), existing, 'patch');
  return { code: 200, body: next as unknown as Status };
}

export function checkPatchType(call: Call): void {
  if (!PATCH_TYPES.includes(mediaType(call.request.contentType))) refuse(unsupportedMediaType(PATCH_TYPES));
}

/** The patch of the request applied to a document of this definition, read back. */
export function patchedObject(call: Call, document: KubeObject, definition: string): KubeObject {
  const { value, shown } = patched(call, document, definition);
  const object = decodePatched(call, { value, definition, shown, document });
  checkName(call, object);
  return object;
}

interface Patched {
  readonly value: unknown;
  /** What the server quotes when the result does not decode. */
  readonly shown: () => string;
}

function patched(call: Call, document: unknown, definition: string): Patched {
  const { body } = call.request;
  if (!Object.isFrozen(body)) checkDepth(body);
  switch (mediaType(call.request.contentType)) {
    case 'application/json-patch+json': {
      const value = byJsonPatch(document, body);
      return { value, shown: () => goJson(value) };
    }
    case 'application/merge-patch+json': {
      // json-patch takes no null for a patch.
      if (body === null) return refuse(badRequest('Invalid JSON Patch'));
      if (!isObject(body)) return refuse(badRequest(`error decoding patch: ${noMap(body)}`));
      const value = mergePatched(document, body);
      return { value, shown: () => goJson(value) };
    }
    default:
      if (body !== null && !isObject(body)) return refuse(badRequest(noMap(body)));
      return { value: byStrategicMerge(document as Record<string, unknown>, body ?? {}, definition), shown: () => goMap(body ?? {}) };
  }
}

function byJsonPatch(document: unknown, body: unknown): unknown {
  if (body === null) return document;
  if (body === undefined) return refuse(badRequest(`error decoding patch: ${NO_TEXT}`));
  if (!Array.isArray(body))
    return refuse(badRequest(`error decoding patch: json: cannot unmarshal ${goKind(body)} into Go value of type []handlers.jsonPatchOp`));
  for (const one of body as readonly unknown[]) {
    if (one === null) return refuse(unprocessable());
    if (!isObject(one)) return refuse(badRequest(`error decoding patch: json: cannot unmarshal ${goKind(one)} into Go value of type handlers.jsonPatchOp`));
  }
  for (const one of body)
    for (const field of ['op', 'path', 'from']) {
      const was = one[field];
      if (was !== undefined && was !== null && typeof was !== 'string')
        refuse(badRequest(`error decoding patch: json: cannot unmarshal ${goKind(was)} into Go struct field jsonPatchOp.${field} of type string`));
    }
  if (body.length > MAX_OPERATIONS) refuse(entityTooLarge(`The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${body.length}`));
  try {
    return jsonPatched(document, body as unknown as readonly Operation[]);
  } catch (error) {
    if (!(error instanceof JsonPatchError)) throw error;
    return refuse(unprocessable());
  }
}

function byStrategicMerge(document: Record<string, unknown>, body: Record<string, unknown>, definition: string): unknown {
  try {
    return strategicMerged(document, body, definitionOf(definition));
  } catch (error) {
    if (!(error instanceof StrategicMergeError)) throw error;
    switch (error.answer) {
      case 'badRequest':
        return refuse(badRequest(error.message));
      case 'unprocessable':
        return refuse(unprocessable());
      case 'plain':
        return refuse({ ...badRequest(error.message), code: 500, reason: '' });
    }
  }
}

/** NewGenericServerResponse(422): the reason why a patch did not apply never reaches the client. */
const unprocessable = (): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'the server rejected our request due to an error in our request',
  reason: 'Invalid',
  details: {},
  code: 422,
});

/** The patched document read back as an object; what does not fit is the patch's fault: ` "" is invalid: patch: Invalid value: …`. */
function decodePatched(
  call: Call,
  { value, definition, shown, document }: Patched & { readonly definition: string; readonly document: KubeObject },
): KubeObject {
  const wrong = (why: string): never => refuse(invalidObject({ group: '', name: '' }, '', [invalid('patch', shown(), why)]));
  const was = value as { readonly apiVersion?: unknown; readonly kind?: unknown };
  if (was.kind !== document.kind || was.apiVersion !== document.apiVersion) wrong(kindText(was, value));
  const decoded = decode(definition, value, document);
  if (decoded.error !== undefined) wrong(decoded.error);
  if (decoded.unknownFields.length > 0) {
    const findings = strictFindings(decoded.unknownFields, []);
    const how = readFieldValidation(call.request);
    if (how === 'Warn') call.warnings.push(...findings);
    if (how === 'Strict') wrong(strictErrorText(findings));
  }
  const object = decoded.object as unknown as KubeObject;
  return object.metadata === undefined ? { ...object, metadata: { name: '' } } : object;
}

/** A patch cannot make one kind into another. */
function kindText({ apiVersion, kind }: { readonly apiVersion?: unknown; readonly kind?: unknown }, value: unknown): string {
  if (!kind) return `Object 'Kind' is missing in '${goJson(value)}'`;
  if (!apiVersion) return `Object 'apiVersion' is missing in '${goJson(value)}'`;
  return `no kind ${goQuote(String(kind))} is registered for version ${goQuote(String(apiVersion))} in scheme "pkg/api/legacyscheme/scheme.go:30"`;
}

/** Deeper than any object of the API can be; patches are the only bodies that are walked as deep as they go. */
const MAX_DEPTH = 1_000;

function checkDepth(body: unknown): void {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: body, depth: 1 }];
  while (open.length > 0) {
    const { value, depth } = open.pop()!;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > MAX_DEPTH) refuse(badRequest('error decoding patch: exceeded max depth'));
    for (const item of Object.values(value)) if (typeof item === 'object') open.push({ value: item, depth: depth + 1 });
  }
}
