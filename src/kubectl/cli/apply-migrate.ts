import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { fromFieldsV1, toFieldsV1, union } from '../../kinds/managed-fields/field-set.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { type ApiRequest, isSuccess } from '../../wire/request.ts';
import { LAST_APPLIED } from '../apply.ts';
import type { Run } from './run.ts';
import { refusal, warn } from './targets.ts';

/**
 * What was applied by the client before is taken over by server-side apply: the annotation of client-side apply gets a manager of its own, then the fields that
 * client-side apply manages become those of the new manager, and the configuration is applied again (kubectl pkg/cmd/apply/apply.go, client-go util/csaupgrade).
 */
export interface Migration {
  /** As the server answered the apply patch. */
  readonly object: KubeObject;
  /** The apply patch, to be sent again. */
  readonly request: ApiRequest;
  readonly manager: string;
  readonly dryRun: string | undefined;
}

interface Entry extends JsonObject {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly apiVersion?: string;
  readonly fieldsV1?: JsonObject;
}

const DEFAULT_MANAGER = 'kubectl';
const ANNOTATION_MANAGER = 'kubectl-last-applied';
const MOST_TRIES = 5;

/** The object as it is in the end. A migration that fails is only warned of: the next apply tries again. */
export function migrated(run: Run, migration: Migration): KubeObject {
  const saved = savedAnnotation(run, migration);
  if ('why' in saved) return warned(run, migration.object, `warning: error: failed to save last-applied-configuration annotation: ${saved.why}\n`);
  const moved = movedFields(run, { ...migration, object: saved.object });
  if ('why' in moved)
    return warned(
      run,
      saved.object,
      `Warning: server rejected managed fields migration to Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: ${moved.why}\n`,
    );
  if (!moved.isChanged) return moved.object;
  const again = sent(run, migration.request);
  if ('why' in again)
    return warned(
      run,
      moved.object,
      `Warning: failed to re-apply configuration after performing Server-Side Apply migration. This is non-fatal and will be retried next time you apply. Error: ${again.why}\n`,
    );
  return again.object;
}

type Sent = { readonly object: KubeObject } | { readonly why: string; readonly code: number };

function sent(run: Run, request: ApiRequest): Sent {
  const response = run.ask(request);
  warn(run, response);
  if (isSuccess(response)) return { object: response.body as unknown as KubeObject };
  const why = refusal(response);
  return { why: why.is === 'status' ? (why.status.message ?? '') : 'message' in why ? why.message : '', code: response.code };
}

function warned(run: Run, object: KubeObject, text: string): KubeObject {
  run.err(text);
  return object;
}

const entriesOf = ({ metadata }: KubeObject): readonly Entry[] => (metadata.managedFields ?? []) as readonly Entry[];

function holdsAnnotation({ fieldsV1 }: Entry): boolean {
  const metadata = isObject(fieldsV1) ? fieldsV1['f:metadata'] : undefined;
  const annotations = isObject(metadata) ? metadata['f:annotations'] : undefined;
  return isObject(annotations) && Object.hasOwn(annotations, `f:${LAST_APPLIED}`);
}

function savedAnnotation(run: Run, { object, request, manager, dryRun }: Migration): Sent {
  const text = object.metadata.annotations?.[LAST_APPLIED];
  const isKept = entriesOf(object).some((entry) => entry.operation === 'Apply' && holdsAnnotation(entry));
  if (manager !== DEFAULT_MANAGER || text === undefined || isKept) return { object };
  const { name, namespace } = object.metadata;
  const only = {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { annotations: { [LAST_APPLIED]: text }, name, ...(namespace === undefined ? {} : { namespace }) },
  };
  const query = { ...(dryRun === undefined ? {} : { dryRun }), fieldManager: ANNOTATION_MANAGER, fieldValidation: 'Strict' };
  return sent(run, { ...request, query, body: only });
}

function movedFields(run: Run, { object, request, manager, dryRun }: Migration): Sent & { readonly isChanged?: boolean } {
  const old = [...new Set(entriesOf(object).flatMap((entry) => (entry.operation === 'Update' && holdsAnnotation(entry) ? [entry.manager ?? ''] : [])))];
  let live = object;
  for (let tries = 0; ; tries++) {
    const before = entriesOf(live);
    const after = old.reduce((entries, name) => upgraded(entries, name, manager), before);
    if (after === before) return { object: live, isChanged: false };
    const patch: Json = [
      { op: 'replace', path: '/metadata/managedFields', value: after as unknown as Json },
      { op: 'replace', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion ?? '' },
    ];
    const query = { ...(dryRun === undefined ? {} : { dryRun }), fieldManager: manager, fieldValidation: 'Strict' };
    const answer = sent(run, { method: 'PATCH', path: request.path, contentType: 'application/json-patch+json', query, body: patch });
    if (!('why' in answer)) return { ...answer, isChanged: true };
    if (answer.code !== 409 || tries + 1 >= MOST_TRIES) return answer;
    const read = sent(run, { method: 'GET', path: request.path });
    if ('why' in read) return read;
    live = read.object;
  }
}

/** csaupgrade.UpgradeManagedFields: what `old` wrote by updates belongs to what `next` applies; the same list when there is nothing of `old`. */
function upgraded(entries: readonly Entry[], old: string, next: string): readonly Entry[] {
  const isOld = ({ manager, operation, subresource }: Entry): boolean => manager === old && operation === 'Update' && !subresource;
  const first = entries.findIndex(isOld);
  const own = entries.findIndex(({ manager, operation, subresource }) => manager === next && operation === 'Apply' && !subresource);
  if (first < 0) return entries;
  const at = own < 0 ? first : own;
  const target = entries[at]!;
  const given = own < 0 ? undefined : entries.find((entry) => isOld(entry) && entry.apiVersion === target.apiVersion);
  const fields = [target, given].map((entry) => fromFieldsV1(entry?.fieldsV1) ?? undefined);
  const [a, b] = fields;
  const combined = a && b ? union(a, b) : a;
  const merged: Entry = { ...target, manager: next, operation: 'Apply', ...(combined ? { fieldsV1: toFieldsV1(combined) } : {}) };
  return entries.flatMap((entry, i) => (i === at ? [merged] : isOld(entry) ? [] : [entry]));
}
