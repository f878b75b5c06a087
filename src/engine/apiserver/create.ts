import { extended } from '../../base/json.ts';
import { alreadyExists, badRequest, generateNameConflict, invalidObject } from '../../kinds/errors.ts';
import { type KubeObject, keyOf, type ObjectMeta, type Status } from '../../kinds/object.ts';
import type { ApiResponse } from '../../wire/request.ts';
import { getObject } from '../etcd/store.ts';
import { admit, validateAdmitted } from './admission/chain.ts';
import { readBody } from './body.ts';
import { type Call, rootOf, writeContext } from './call.ts';
import { store } from './commit.ts';
import { generatedName, newUid } from './identity.ts';
import { plainError, refuse } from './refusal.ts';
import { registryOf } from './registry/registry.ts';
import { groupKindOf } from './resources.ts';

/** Tries of names.GenerateName before the create is given up (RetryGenerateName, on since 1.32). */
const NAME_TRIES = 8;

export function create(call: Call): ApiResponse {
  const object = call.kind.strategy.defaults(inNamespace(call, readBody(call)));
  return { code: 201, body: createObject(call, object) as unknown as Status };
}

/** The object in the namespace of the URL; another one is refused, an absent one filled in. */
export function inNamespace(call: Call, object: KubeObject): KubeObject {
  const { namespace } = object.metadata;
  const wanted = call.kind.namespaced ? call.namespace : '';
  if ((namespace ?? '') === wanted) return object;
  if (wanted === '') {
    const { namespace: _none, ...metadata } = object.metadata;
    return { ...object, metadata };
  }
  if (namespace) refuse(badRequest('the namespace of the provided object does not match the namespace sent on the request'));
  return { ...object, metadata: { ...object.metadata, namespace: wanted } };
}

/** From a decoded, defaulted object to the stored one (apiserver pkg/registry/generic/registry/store.go, Create). */
export function createObject(call: Call, sent: KubeObject): KubeObject {
  const admitted = admit(call, sent, undefined);
  const needsName = !admitted.metadata.name && Boolean(admitted.metadata.generateName);
  if (admitted.metadata.resourceVersion && admitted.metadata.resourceVersion !== '0')
    refuse(plainError('resourceVersion should not be set on objects to be created'));
  const metadata = systemFields(call, admitted.metadata);
  for (let tries = 1; ; tries++) {
    const name = needsName ? generatedName(call, metadata.generateName ?? '') : metadata.name;
    const prepared = prepare(call, extended(admitted, { metadata: extended(metadata, { name }) }));
    const existing = getObject(rootOf(call), call.kind.resource, keyOf(prepared.metadata));
    if (!existing) return settle(call, prepared, sent);
    if (!needsName) refuse(taken(call, existing));
    if (tries === NAME_TRIES) refuse(generateNameConflict(call.resource, name));
  }
}

/** What the server alone decides; what a client wrote there is dropped. */
function systemFields(call: Call, sent: ObjectMeta): ObjectMeta {
  const { name, generateName, namespace, labels, annotations, ownerReferences, finalizers } = sent;
  return {
    name,
    ...(generateName === undefined ? undefined : { generateName }),
    ...(namespace === undefined ? undefined : { namespace }),
    uid: newUid(call),
    creationTimestamp: call.sim.timestamp,
    ...(labels === undefined ? undefined : { labels }),
    ...(annotations === undefined ? undefined : { annotations }),
    ...(ownerReferences === undefined ? undefined : { ownerReferences }),
    ...(finalizers === undefined ? undefined : { finalizers }),
  };
}

function prepare(call: Call, object: KubeObject): KubeObject {
  const { strategy } = call.kind;
  const prepared = strategy.prepareForCreate(registryOf(call.kind).begin(call, object, undefined), writeContext(call, object.metadata));
  const errors = strategy.validate(prepared);
  if (errors.length > 0) refuse(invalidObject(groupKindOf(call.kind), prepared.metadata.name, errors));
  return prepared;
}

function settle(call: Call, object: KubeObject, asked: KubeObject): KubeObject {
  validateAdmitted(call, object, undefined);
  call.warnings.push(...(call.kind.strategy.warnings?.(object, undefined) ?? []));
  const stored = store(call, object, asked);
  if (!call.dryRun) registryOf(call.kind).afterWrite(call, stored, undefined);
  return stored;
}

function taken(call: Call, existing: KubeObject): Status {
  const status = alreadyExists(call.resource, existing.metadata.name);
  return existing.metadata.deletionTimestamp === undefined ? status : { ...status, message: `object is being deleted: ${status.message}` };
}
