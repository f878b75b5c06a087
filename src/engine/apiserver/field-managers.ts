import { CONTROLLERS, KUBECTL } from '../../wire/actors.ts';
import { type Managers, toManagedFields } from '../../kinds/managed-fields/managers.ts';
import { apiVersionOf } from '../../kinds/registry.ts';
import { type KubeObject, keyOf, type ObjectMeta } from '../../kinds/object.ts';
import type { ApiResponse } from '../../wire/request.ts';
import { managersAfter, managersOf, type WriterRecord } from '../etcd/managers.ts';
import { type Stored, tableOf, type WriteNote } from '../etcd/store.ts';
import { type Call, queryOf, rootOf } from './call.ts';
import { printable } from './field-owner.ts';

/** Who sets fields by a call: its `fieldManager`, else the name of the program as it calls itself (apiserver pkg/endpoints/handlers, managerOrUserAgent). */
export function writerOf(call: Call, asked?: KubeObject): WriterRecord {
  const { sim, subresource, kind } = call;
  return { manager: managerOf(call), apiVersion: apiVersionOf(kind), subresource, t: sim.now, epochMs: sim.config.epochMs, asked };
}

const MANAGED_METADATA = ['labels', 'annotations', 'ownerReferences', 'finalizers', 'generateName'] as const;

/**
 * What a client asked for, where another object was stored: what admission plugins and a kind's strategy add or take back is nobody's field (apiserver
 * pkg/endpoints/handlers/create.go and update.go: managers are worked out first).
 */
export function askedBeyond(stored: KubeObject, asked: KubeObject): KubeObject | undefined {
  const isSame =
    MANAGED_METADATA.every((name) => stored.metadata[name] === asked.metadata[name]) &&
    Object.keys(stored).every((name) => name === 'metadata' || stored[name] === asked[name]) &&
    Object.keys(asked).every((name) => Object.hasOwn(stored, name));
  return isSame ? undefined : asked;
}

export const managerOf = (call: Call): string => queryOf(call, 'fieldManager') || printable(programOf(call));

const IN_CONTROLLER_MANAGER: ReadonlySet<string> = new Set(CONTROLLERS);

function programOf({ actor, request }: Call): string {
  if (request.agent !== undefined) return request.agent.split('/', 1)[0]!;
  if (actor === KUBECTL) return 'kubectl';
  return IN_CONTROLLER_MANAGER.has(actor) ? 'kube-controller-manager' : actor.split('/', 1)[0]!;
}

export const storedOf = (call: Pick<Call, 'sim' | 'kind'>, metadata: ObjectMeta): Stored | undefined =>
  tableOf(rootOf(call as Call), call.kind.resource).objects.get(keyOf(metadata));

export const managersOfExisting = (call: Call, existing: KubeObject): Managers => {
  const stored = storedOf(call, existing.metadata);
  return stored ? managersOf(stored) : [];
};

/** The answer with the managers of its objects' fields, as clients outside see it. Inside, nobody reads them. */
export function withManagedFields(call: Call, response: ApiResponse): ApiResponse {
  const body = response.body as unknown as KubeObject & { readonly items?: readonly KubeObject[] };
  if (body === null || typeof body !== 'object' || body.kind === 'Status') return response;
  if (Array.isArray(body.items)) return { ...response, body: { ...body, items: body.items.map((item) => managed(call, item)) } as never };
  return { ...response, body: managed(call, body) as never };
}

/** What a dry run answers: the object with the managers that its fields would have. */
export function managedUnstored(call: Call, object: KubeObject, note: WriteNote): KubeObject {
  const managers = managersAfter(object, note, storedOf(call, object.metadata));
  return managers.length === 0 ? object : { ...object, metadata: { ...object.metadata, managedFields: toManagedFields(managers) } };
}

/** One object with its managedFields, as far as that version is known. */
export function managed(call: Pick<Call, 'sim' | 'kind'>, object: KubeObject): KubeObject {
  // A dry run brings what it would have stored.
  if (object.metadata?.name === undefined || object.metadata.managedFields !== undefined) return object;
  let stored = storedOf(call, object.metadata);
  while (stored && String(stored.rev) !== object.metadata.resourceVersion) stored = stored.previous;
  const managers = stored ? managersOf(stored) : [];
  return managers.length === 0 ? object : { ...object, metadata: { ...object.metadata, managedFields: toManagedFields(managers) } };
}
