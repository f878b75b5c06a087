import { isObject } from '../base/json.ts';
import { goJson, goQuote } from '../kinds/errors.ts';
import type { KubeObject, Status } from '../kinds/object.ts';
import { resourcePath } from '../kinds/paths.ts';
import type { CommandResult, ResultLine } from '../wire/command.ts';
import { type ApiRequest, type ApiResponse, isSuccess } from '../wire/request.ts';
import { type CliError, plainError, printed, printedAmong, statusError } from './errors.ts';
import { type KindLookup, type ManifestObject, manifestObjects, type Placed } from './manifest-objects.ts';
import { stepsOf } from './manifest/field-path.ts';
import { DiffError, threeWayPatch } from './strategic-diff.ts';
import { locate } from './yaml.ts';

/**
 * `kubectl apply -f -` (client-side): text in, requests out; answers in, text out. State between the answers is plain data.
 * Upstream: kubectl pkg/cmd/apply/apply.go and patcher.go.
 *
 * Simplified: discovery is always in kubectl's cache, so no requests for it are seen.
 */
export interface ApplyState {
  readonly source: string;
  readonly objects: readonly ManifestObject[];
  /** Which object is being applied, and what is awaited for it. */
  readonly at: number;
  readonly awaits: 'get' | 'create' | 'patch';
  readonly patch: Readonly<Record<string, unknown>>;
  /** Times the patch met a conflict. */
  readonly conflicts: number;
  readonly lines: readonly ResultLine[];
  readonly errors: readonly Placed[];
}

export type ApplyStep =
  | { readonly state: ApplyState; readonly request: ApiRequest /** Microseconds to wait before sending. */; readonly waitUs: number }
  | { readonly result: CommandResult };

export interface ApplyWish {
  readonly source: string;
  /** Name of the file, when it is one. */
  readonly from?: string;
  readonly namespace: string | undefined;
  readonly lookup: KindLookup;
}

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
export const FIELD_MANAGER = 'kubectl-client-side-apply';
export const MOST_CONFLICTS = 5;
const BACK_OFF_US = 1_000_000;

export function startApply({ source, namespace, lookup, from }: ApplyWish): ApplyStep {
  const { objects, errors } = manifestObjects(source, { namespace, lookup, from });
  const state: ApplyState = { source, objects, at: -1, awaits: 'get', patch: {}, conflicts: 0, lines: [], errors: builderErrors(errors) };
  if (objects.length === 0 && errors.length === 0)
    return finished({ ...state, errors: [{ error: plainError('no objects passed to apply'), place: undefined }] });
  return nextObject(state);
}

export function continueApply(state: ApplyState, response: ApiResponse): ApplyStep {
  // kubectl says each warning once (rest.WarningWriterOptions.Deduplicate).
  const warnings = [...new Set(response.warnings ?? [])].map((text) => `Warning: ${text}`).filter((text) => state.lines.every((line) => line.text !== text));
  const warned: ApplyState = { ...state, lines: [...state.lines, ...warnings.map(stderr)] };
  if (response.code === 0) return failed(warned, plainError('Unable to connect to the server: the connection to the server was lost'));
  switch (state.awaits) {
    case 'get':
      return got(warned, response);
    case 'create':
      return isSuccess(response) ? done(warned, 'created') : failed(warned, serverError(response, 'creating', targetOf(warned).from));
    case 'patch':
      return patched(warned, response);
  }
}

/** Several errors of reading come as one. */
function builderErrors(errors: readonly Placed[]): readonly Placed[] {
  if (errors.length < 2) return errors;
  return [{ error: { is: 'several', errors: errors.map(({ error }) => error) }, place: errors[0]!.place, ...(errors[0]!.at ? { at: errors[0]!.at } : {}) }];
}

function nextObject(state: ApplyState): ApplyStep {
  const next: ApplyState = { ...state, at: state.at + 1, awaits: 'get', conflicts: 0, patch: {} };
  const target = next.objects[next.at];
  if (!target) return finished(next);
  if (target.name === '') {
    const prefix = target.object.metadata.generateName;
    return failed(next, plainError(prefix ? `from ${prefix}: cannot use generate name with apply` : retrieving(target, 'resource name may not be empty')));
  }
  if (!/^[^/%]+$/.test(target.name) || target.name === '.' || target.name === '..') {
    const detail = target.name === '.' || target.name === '..' ? `may not be '${target.name}'` : `may not contain '${target.name.includes('/') ? '/' : '%'}'`;
    return failed(next, plainError(retrieving(target, `invalid resource name ${goQuote(target.name)}: [${detail}]`)));
  }
  return { state: next, request: { method: 'GET', path: pathOf(target, true) }, waitUs: 0 };
}

function got(state: ApplyState, response: ApiResponse): ApplyStep {
  const target = targetOf(state);
  if (response.code === 404 && (response.body as Status | null)?.reason === 'NotFound') {
    const request: ApiRequest = { method: 'POST', path: pathOf(target, false), query: WRITE_QUERY, body: annotated(target.object) as never };
    return { state: { ...state, awaits: 'create' }, request, waitUs: 0 };
  }
  if (!isSuccess(response))
    return failed(state, serverError(response, `retrieving current configuration of:\n${describe(target)}\nfrom server for:`, target.from));
  const current = response.body as unknown as KubeObject;
  const missing = current.metadata.annotations?.[LAST_APPLIED] === undefined && state.conflicts === 0;
  const told = missing ? { ...state, lines: [...state.lines, stderr(missingAnnotation(target))] } : state;
  let patch: Readonly<Record<string, unknown>>;
  try {
    patch = threeWayPatch(lastApplied(current), annotated(target.object), current, target.mapping.definition);
  } catch (error) {
    if (!(error instanceof DiffError)) throw error;
    return failed(told, plainError(`error when creating patch for: ${goQuote(target.from)}: ${error.message}`));
  }
  if (Object.keys(patch).length === 0) return done(told, 'unchanged', current);
  const request: ApiRequest = {
    method: 'PATCH',
    path: pathOf(target, true),
    query: WRITE_QUERY,
    contentType: 'application/strategic-merge-patch+json',
    body: patch as never,
  };
  return { state: { ...told, awaits: 'patch', patch }, request, waitUs: 0 };
}

function patched(state: ApplyState, response: ApiResponse): ApplyStep {
  if (isSuccess(response)) return done(state, 'configured', response.body as unknown as KubeObject);
  if (response.code === 409 && state.conflicts < MOST_CONFLICTS) {
    const conflicts = state.conflicts + 1;
    return {
      state: { ...state, awaits: 'get', conflicts },
      request: { method: 'GET', path: pathOf(targetOf(state), true) },
      waitUs: conflicts > 1 ? BACK_OFF_US : 0,
    };
  }
  return failed(state, serverError(response, `applying patch:\n${goJson(state.patch)}\nto:\n${describe(targetOf(state))}\nfor:`, targetOf(state).from));
}

function done(state: ApplyState, what: 'created' | 'configured' | 'unchanged', live?: KubeObject): ApplyStep {
  const target = targetOf(state);
  const { kind, group, resource } = target.mapping;
  const shown = group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
  const key = target.namespace === '' ? target.name : `${target.namespace}/${target.name}`;
  const warnings = live?.metadata.deletionTimestamp ? [stderr(`Warning: Detected changes to resource ${target.name} which is currently being deleted.`)] : [];
  const line: ResultLine = {
    stream: 'stdout',
    text: `${shown}/${target.name} ${what}`,
    ...locate(state.source, target.place.document, target.place.path),
    object: { resource, key },
  };
  return nextObject({ ...state, lines: [...state.lines, ...warnings, line] });
}

function failed(state: ApplyState, error: CliError): ApplyStep {
  const { place } = targetOf(state);
  const at = locate(state.source, place.document, [...place.path, ...fieldOf(error)]);
  return nextObject({ ...state, errors: [...state.errors, { error, place, at }] });
}

function finished(state: ApplyState): ApplyStep {
  const { errors, source } = state;
  if (errors.length === 0) return { result: { ok: true, lines: state.lines } };
  const placeOf = ({ at, place }: Placed): { line?: number; column?: number } => at ?? (place ? locate(source, place.document, place.path) : {});
  const lineOf = (text: string, of: Placed | undefined): ResultLine => {
    const { line, column } = of ? placeOf(of) : {};
    return { ...stderr(text), ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
  };
  const lines =
    errors.length === 1
      ? printed([errors[0]!.error]).map((text) => lineOf(text, errors[0]))
      : errors.flatMap((one) => printedAmong(one.error).map((text) => lineOf(text, one)));
  return { result: { ok: false, lines: [...state.lines, ...lines] } };
}

const targetOf = (state: ApplyState): ManifestObject => state.objects[state.at]!;
const stderr = (text: string): ResultLine => ({ stream: 'stderr', text });
const WRITE_QUERY = { fieldManager: FIELD_MANAGER, fieldValidation: 'Strict' } as const;

const pathOf = ({ mapping, namespace, name }: ManifestObject, withName: boolean): string => resourcePath(mapping, namespace, withName ? name : undefined);

/** The manifest with itself in its annotation, as upstream's GetModifiedConfiguration writes it. */
export function annotated(object: KubeObject): KubeObject {
  const { [LAST_APPLIED]: _old, ...annotations } = isObject(object.metadata.annotations) ? (object.metadata.annotations as Record<string, string>) : {};
  const bare = { ...object, metadata: { ...object.metadata, annotations } };
  return { ...bare, metadata: { ...bare.metadata, annotations: { ...annotations, [LAST_APPLIED]: `${goJson(bare)}\n` } } };
}

/** The manifest that was applied last, as the object's annotation has it. */
export function lastApplied(current: KubeObject): Readonly<Record<string, unknown>> {
  const text = current.metadata.annotations?.[LAST_APPLIED];
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Upstream: cli-runtime Info.String. */
export function describe({ mapping, name, namespace }: ManifestObject): string {
  const { group, version, resource, kind } = mapping;
  return `Resource: ${goQuote(`${group}/${version}, Resource=${resource}`)}, GroupVersionKind: ${goQuote(`${group}/${version}, Kind=${kind}`)}\nName: ${goQuote(name)}, Namespace: ${goQuote(namespace)}`;
}

export const retrieving = (target: ManifestObject, why: string): string =>
  `error when retrieving current configuration of:\n${describe(target)}\nfrom server for: ${goQuote(target.from)}: ${why}`;

export function missingAnnotation({ mapping, name }: ManifestObject): string {
  const shown = `${mapping.resource}/${name}`;
  return `Warning: resource ${shown} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.`;
}

export function serverError(response: ApiResponse, verb: string, from: string): CliError {
  const status = isObject(response.body) ? (response.body as unknown as Status) : undefined;
  if (status?.kind !== 'Status') return plainError(`error when ${verb} ${goQuote(from)}: the server answered with code ${response.code}`);
  return statusError(status, verb, from);
}

/** The field an answer speaks of, as a path into the manifest: from its causes, or from the words of strict decoding. */
function fieldOf(error: CliError): readonly (string | number)[] {
  if (error.is !== 'status') return [];
  if (error.status.details?.kind === 'namespaces') return ['metadata', 'namespace'];
  const field =
    error.status.details?.causes?.[0]?.field ??
    /(?:unknown|duplicate) field "([^"]+)"/.exec(error.status.message ?? '')?.[1] ??
    /Go struct field \w+\.([\w.]+) of type/.exec(error.status.message ?? '')?.[1];
  return field === undefined ? [] : stepsOf(field);
}
