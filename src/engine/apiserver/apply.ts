import { isObject, type JsonObject } from '../../base/json.ts';
import { badRequest, conflict, forbiddenField, goJson, invalidObject, required } from '../../kinds/errors.ts';
import { difference, EMPTY_SET, type FieldSet, isEmptySet } from '../../kinds/managed-fields/field-set.ts';
import { type Applied, applied, type Conflict, conflictPaths, conflictText, matchingFields } from '../../kinds/managed-fields/managers.ts';
import { schemaErrors } from '../../kinds/managed-fields/schema-errors.ts';
import type { Fields } from '../../kinds/managed-fields/typed.ts';
import type { KubeObject, Status } from '../../kinds/object.ts';
import { decode } from '../../kinds/schema/decode.ts';
import type { ApiResponse } from '../../wire/request.ts';
import { noMap } from './body.ts';
import { type Call, checkPathName, queryOf } from './call.ts';
import { createObject, inNamespace } from './create.ts';
import { managersOfExisting, writerOf } from './field-managers.ts';
import { plainError, refuse } from './refusal.ts';
import { checkName, existingOf, updateObject } from './update.ts';

/** PATCH with `application/apply-patch+yaml`: server-side apply (apiserver pkg/endpoints/handlers/patch.go, applyPatcher; apimachinery pkg/util/managedfields). */
export function applyConfiguration(call: Call): ApiResponse {
  checkPathName(call.name);
  const manager = queryOf(call, 'fieldManager') ?? '';
  if (manager === '') refuse(invalidObject(PATCH_OPTIONS, '', [required('fieldManager', 'is required for apply patch')]));
  const config = configurationOf(call);
  const existing = existingOf(call);
  const answer = merge(call, { config, existing, manager });
  if (!existing) checkNoUid(call, answer.object);
  const object = call.kind.strategy.defaults(inNamespace(call, withName(call, readBack(call, answer.object, existing))));
  const managing: Call = { ...call, managers: answer.managers };
  if (existing) return { code: 200, body: updateObject(managing, withLastApplied(object, config, manager), existing, 'patch') as unknown as Status };
  checkName(call, object);
  const { resourceVersion: _none, ...metadata } = object.metadata;
  return { code: 201, body: createObject(managing, { ...object, metadata }) as unknown as Status };
}

/** What was merged, as an object of the kind: a null in a map of texts is an empty text, elsewhere it is nothing. */
function readBack({ kind }: Call, merged: Fields, existing: KubeObject | undefined): Fields {
  const decoded = decode(kind.definition, merged as unknown as JsonObject, existing);
  if (decoded.error !== undefined) {
    const what = kindText(kind);
    const why = `unable to convert unstructured object to ${what}: ${decoded.error}`;
    refuse(plainError(`failed to convert new object (${about(merged, what)}) to proper version: ${why}`));
  }
  return decoded.object as unknown as Fields;
}

/** A configuration that names the very object it is for makes no other one when that is gone. */
function checkNoUid(call: Call, { metadata }: Fields): void {
  const uid = isObject(metadata) ? metadata['uid'] : undefined;
  if (typeof uid === 'string' && uid !== '')
    refuse(conflict(call.resource, call.name, `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`));
}

const PATCH_OPTIONS = { group: 'meta.k8s.io', name: 'PatchOptions' };

/** `force` belongs to apply alone. */
export function checkForce(call: Call): void {
  if (queryOf(call, 'force') !== undefined) refuse(invalidObject(PATCH_OPTIONS, '', [forbiddenField('force', 'may not be specified for non-apply patch')]));
}

/** A configuration is as its manager sent it: nothing is defaulted, and what does not fit the schema is refused. An empty body is one without any field. */
function configurationOf(call: Call): Fields {
  const { body } = call.request;
  const { kind } = call;
  if (body !== undefined && body !== null && !isObject(body))
    return refuse(badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: ${noMap(body)}`));
  const config: Fields = body ?? {};
  const wanted = kindText(kind);
  // managedfields/internal/versioncheck.go comes before everything else that looks at versions.
  const sent = sentKind(config);
  if (sent !== wanted) refuse(badRequest(`invalid object type: ${sent}`));
  const metadata = isObject(config['metadata']) ? config['metadata'] : {};
  if (Array.isArray(metadata['managedFields'])) refuse(badRequest('metadata.managedFields must be nil'));
  const errors = schemaErrors(kind.definition, config);
  if (errors.length === 0) return config;
  const why = errors.length === 1 ? errors[0]! : `errors:\n${errors.map((error) => `  ${error}`).join('\n')}`;
  return refuse(plainError(`failed to create typed patch object (${about(config, wanted)}): ${why}`));
}

/** objectGVKNN of managedfields/internal/structuredmerge.go: as the object says itself, whatever the URL says. */
function about(config: Fields, kind: string): string {
  const { namespace, name } = isObject(config['metadata']) ? config['metadata'] : ({} as JsonObject);
  return `${textOf(namespace)}/${textOf(name)}; ${kind}`;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** GroupVersionKind's text: `/v1, Kind=Pod`, `apps/v1, Kind=Deployment`. */
const kindText = ({ group, version, kind }: { readonly group: string; readonly version: string; readonly kind: string }): string =>
  `${group}/${version}, Kind=${kind}`;

/** What an object calls itself (schema.ParseGroupVersion); one whose apiVersion cannot be read has no kind either. */
function sentKind(config: Fields): string {
  const parts = textOf(config['apiVersion']).split('/');
  if (parts.length > 2) return kindText({ group: '', version: '', kind: '' });
  const [group, version] = parts.length === 2 ? (parts as [string, string]) : ['', parts[0]!];
  return kindText({ group, version, kind: textOf(config['kind']) });
}

interface Merging {
  readonly config: Fields;
  readonly existing: KubeObject | undefined;
  readonly manager: string;
}

function merge(call: Call, { config, existing, manager }: Merging): Exclude<Applied, { readonly conflicts: unknown }> {
  const managers = existing ? managersOfExisting(call, existing) : [];
  const { definition } = call.kind;
  const { epochMs: _e, t: _t, asked: _a, ...written } = writerOf(call);
  const writer = { ...written, operation: 'Apply' as const, time: call.sim.timestamp };
  const attempt = (force: boolean): Applied => applied(managers, { definition, before: existing as unknown as Fields | undefined, config, writer, force });
  const first = attempt(queryOf(call, 'force') === 'true');
  if (!('conflicts' in first)) return first;
  const allowed = manager === 'kubectl' && existing ? lastAppliedFields(definition, existing) : EMPTY_SET;
  const left = first.conflicts.map((conflict) => ({ ...conflict, fields: difference(conflict.fields, allowed) })).filter(({ fields }) => !isEmptySet(fields));
  if (left.length > 0) return refuse(conflictStatus(left));
  return attempt(true) as Exclude<Applied, { readonly conflicts: unknown }>;
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** What client-side apply said and still holds: kubectl may take these fields over without a conflict (managedfields/internal/lastappliedmanager.go). */
function lastAppliedFields(definition: string, existing: KubeObject): FieldSet {
  const text = existing.metadata.annotations?.[LAST_APPLIED];
  if (!text) return EMPTY_SET;
  try {
    const last: unknown = JSON.parse(text);
    return isObject(last) && last['apiVersion'] === existing.apiVersion ? matchingFields(definition, last, existing as unknown as Fields) : EMPTY_SET;
  } catch {
    return EMPTY_SET;
  }
}

/** An object that client-side apply has touched keeps its annotation in step (managedfields/internal/lastappliedupdater.go). */
function withLastApplied(object: KubeObject, config: Fields, manager: string): KubeObject {
  const { annotations } = object.metadata;
  if (manager !== 'kubectl' || !annotations?.[LAST_APPLIED]) return object;
  const metadata = (config['metadata'] ?? {}) as Fields;
  const { [LAST_APPLIED]: _old, ...others } = (metadata['annotations'] ?? {}) as Record<string, string>;
  const bare = { ...config, metadata: { ...metadata, ...(metadata['annotations'] ? { annotations: others } : {}) } };
  return { ...object, metadata: { ...object.metadata, annotations: { ...annotations, [LAST_APPLIED]: `${goJson(bare)}\n` } } };
}

const withName = (call: Call, object: Fields): KubeObject => {
  const made = object as unknown as KubeObject;
  return made.metadata?.name === undefined ? { ...made, metadata: { ...made.metadata, name: call.name } } : made;
};

/** managedfields/internal/conflict.go */
function conflictStatus(conflicts: readonly Conflict[]): Status {
  const all = conflicts.flatMap((conflict) => conflictPaths(conflict).map((path) => ({ who: conflictText(conflict), path })));
  const [only] = all;
  const listed = conflicts.map((conflict) => [`conflicts with ${conflictText(conflict)}:`, ...conflictPaths(conflict).map((path) => `- ${path}`)].join('\n'));
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message:
      all.length === 1
        ? `Apply failed with 1 conflict: conflict with ${only!.who}: ${only!.path}`
        : `Apply failed with ${all.length} conflicts: ${listed.join('\n')}`,
    reason: 'Conflict',
    details: { causes: all.map(({ who, path }) => ({ reason: 'FieldManagerConflict', message: `conflict with ${who}`, field: path })) },
    code: 409,
  };
}
