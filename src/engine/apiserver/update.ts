import { deepEqual, type JsonObject } from '../../base/json.ts';
import { badRequest, conflict, invalid, invalidObject, notFound } from '../../kinds/errors.ts';
import { fromManagedFields, sameHolding } from '../../kinds/managed-fields/managers.ts';
import { type KubeObject, type ObjectMeta, type Status } from '../../kinds/object.ts';
import type { ApiResponse } from '../../wire/request.ts';
import { etcdKey, getObject } from '../etcd/store.ts';
import { admit, validateAdmitted } from './admission/chain.ts';
import { readBody } from './body.ts';
import { managersOfExisting } from './field-managers.ts';
import { type Call, checkPathName, keyOfCall, rootOf, writeContext } from './call.ts';
import { remove, store } from './commit.ts';
import { createObject, inNamespace } from './create.ts';
import { plainError, preconditionText, refuse } from './refusal.ts';
import { registryOf } from './registry/registry.ts';
import { shown } from './versions.ts';
import { CONDITIONAL_UPDATE_ONLY, CREATE_ON_UPDATE, groupKindOf } from './resources.ts';

/** PUT of an object or of its status. */
export function update(call: Call): ApiResponse {
  checkPathName(call.name);
  const existing = existingOf(call);
  const sent = readBody(call, existing);
  checkName(call, sent);
  const object = call.kind.strategy.defaults(inNamespace(call, sent));
  if (existing) return { code: 200, body: updateObject(call, object, existing) as unknown as Status };
  // The uid is a precondition of the write, whatever the write would be.
  if (sent.metadata.uid) refuse(conflict(call.resource, call.name, preconditionText(etcdKey(call.kind.resource, keyOfCall(call)), sent.metadata.uid, '')));
  if (call.subresource !== '' || !CREATE_ON_UPDATE.has(call.kind.resource)) refuse(notFound(call.resource, call.name));
  const { resourceVersion: _stale, ...metadata } = object.metadata;
  return { code: 201, body: createObject(call, { ...object, metadata }) as unknown as Status };
}

/** The object the URL names, or 404. */
export function mustExist(call: Call): KubeObject {
  checkPathName(call.name);
  return existingOf(call) ?? refuse(notFound(call.resource, call.name));
}

export function existingOf(call: Call): KubeObject | undefined {
  const object = getObject(rootOf(call), call.kind.resource, keyOfCall(call));
  return object && shown(call.kind, object);
}

export function checkName(call: Call, { metadata }: KubeObject): void {
  if (!metadata.name) refuse(badRequest(`the name of the object (${call.name} based on URL) was undeterminable: name must be provided`));
  if (metadata.name !== call.name) refuse(badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${call.name})`));
  if (call.kind.namespaced && metadata.namespace && metadata.namespace !== call.namespace)
    refuse(badRequest(`the namespace of the object (${metadata.namespace}) does not match the namespace on the request (${call.namespace})`));
}

/** From a decoded, defaulted object to the stored one (apiserver pkg/registry/generic/registry/store.go, Update). */
export function updateObject(call: Call, sent: KubeObject, existing: KubeObject, how: 'update' | 'patch' = 'update'): KubeObject {
  // A uid in a PUT is a precondition; in a patch it is a field like any other.
  if (how === 'update') checkUid(call, sent.metadata, existing.metadata);
  checkVersion(call, sent.metadata, existing.metadata);
  const admitted = admit(call, sent, existing);
  const managing = sent.metadata.managedFields === undefined || call.subresource !== '' ? call : withBase(call, sent.metadata.managedFields);
  const metadata = keptMeta(admitted.metadata, existing.metadata);
  const next = prepare(call, metadata === admitted.metadata ? admitted : { ...admitted, metadata }, existing);
  validateAdmitted(call, next, existing);
  return commitUpdate(managing, next, existing, sent);
}

/** What a client sends as managedFields counts; none at all or one empty entry begins anew (managedfields' decodeLiveOrNew, isResetManagedFields). */
function withBase(call: Call, sent: readonly JsonObject[]): Call {
  const isReset = sent.length === 0 || (sent.length === 1 && Object.keys(sent[0]!).length === 0);
  const base = isReset ? [] : fromManagedFields(sent);
  return base ? { ...call, base } : call;
}

function prepare(call: Call, next: KubeObject, existing: KubeObject): KubeObject {
  const { strategy } = call.kind;
  if (call.subresource === 'status') {
    const prepared = strategy.prepareForStatusUpdate(next, existing);
    check(call, prepared, strategy.validateStatusUpdate(prepared, existing));
    return prepared;
  }
  const prepared = registryOf(call.kind).begin(call, strategy.prepareForUpdate(next, existing, writeContext(call, existing.metadata)), existing);
  check(call, prepared, strategy.validateUpdate(prepared, existing));
  call.warnings.push(...(strategy.warnings?.(prepared, existing) ?? []));
  return prepared;
}

function check(call: Call, object: KubeObject, errors: Parameters<typeof invalidObject>[2]): void {
  if (errors.length > 0) refuse(invalidObject(groupKindOf(call.kind), object.metadata.name, errors));
}

/** Stores a prepared version; the last finalizer taken off a deleting object removes it; what changes nothing makes no revision. */
export function commitUpdate(call: Call, next: KubeObject, existing: KubeObject, asked = next): KubeObject {
  if (goesNow(call, next, existing)) {
    remove(call, keyOfCall(call));
    if (!call.dryRun) registryOf(call.kind).afterWrite(call, undefined, existing);
    return next;
  }
  if (deepEqual(next, existing) && !changesManagers(call, existing)) return existing;
  const stored = store(call, next, asked);
  if (!call.dryRun) registryOf(call.kind).afterWrite(call, stored, existing);
  return stored;
}

/** Nothing but who holds which field; times alone do not count (managedfields' ignoreManagedFieldsTimestamps). */
function changesManagers(call: Call, existing: KubeObject): boolean {
  const next = call.managers ?? call.base;
  return next !== undefined && !sameHolding(next, managersOfExisting(call, existing));
}

/** ShouldDeleteDuringUpdate */
function goesNow(call: Call, next: KubeObject, existing: KubeObject): boolean {
  if ((next.metadata.finalizers?.length ?? 0) > 0 || existing.metadata.deletionTimestamp === undefined) return false;
  return (existing.metadata.deletionGracePeriodSeconds ?? 0) === 0 && (call.kind.strategy.mayBeRemoved?.(next) ?? true);
}

function checkUid(call: Call, sent: ObjectMeta, existing: ObjectMeta): void {
  if (sent.uid && sent.uid !== existing.uid)
    refuse(conflict(call.resource, call.name, preconditionText(etcdKey(call.kind.resource, keyOfCall(call)), sent.uid, existing.uid ?? '')));
}

export function checkVersion(call: Call, sent: ObjectMeta, existing: ObjectMeta): void {
  const version = parseVersion(sent.resourceVersion);
  if (version === '0') {
    if (!CONDITIONAL_UPDATE_ONLY.has(call.kind.resource)) return;
    const kind = { group: call.resource.group, name: call.resource.name };
    refuse(invalidObject(kind, call.name, [invalid('metadata.resourceVersion', 0, 'must be specified for an update')]));
  }
  if (version !== existing.resourceVersion) refuse(conflict(call.resource, call.name));
}

/** The version as Go's ParseUint reads it; '0' when there is none. */
function parseVersion(text: string | undefined): string {
  if (text === undefined || text === '') return '0';
  if (!/^\d+$/.test(text)) refuse(plainError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`));
  const plain = text.replace(/^0+(?=\d)/, '');
  if (plain.length > 20 || (plain.length === 20 && plain > '18446744073709551615'))
    refuse(plainError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`));
  return plain;
}

/** What an update can never change or may leave out (apiserver pkg/registry/rest/update.go, BeforeUpdate). */
export function keptMeta(sent: ObjectMeta, existing: ObjectMeta): ObjectMeta {
  const same =
    sent.generation === existing.generation &&
    sent.uid === existing.uid &&
    sent.creationTimestamp === existing.creationTimestamp &&
    sent.deletionTimestamp === existing.deletionTimestamp &&
    sent.deletionGracePeriodSeconds === existing.deletionGracePeriodSeconds &&
    sent.resourceVersion === existing.resourceVersion &&
    sent.managedFields === undefined &&
    sent.selfLink === undefined;
  if (same) return sent;
  const { generation: _g, selfLink: _s, managedFields: _m, ...rest } = sent;
  return {
    ...rest,
    ...(existing.generation === undefined ? {} : { generation: existing.generation }),
    ...(sent.uid ? {} : { uid: existing.uid! }),
    creationTimestamp: existing.creationTimestamp!,
    ...(existing.deletionTimestamp === undefined ? {} : { deletionTimestamp: existing.deletionTimestamp }),
    ...(sent.deletionGracePeriodSeconds !== undefined || existing.deletionGracePeriodSeconds === undefined
      ? {}
      : { deletionGracePeriodSeconds: existing.deletionGracePeriodSeconds }),
    resourceVersion: existing.resourceVersion!,
  };
}
