import { conflict, invalidObject } from '../../../kinds/errors.ts';
import type { FieldError } from '../../../kinds/kind.ts';
import { finalizerErrors, objectMetaUpdateErrors } from '../../../kinds/metadata.ts';
import type { KubeObject, Status } from '../../../kinds/object.ts';
import type { ApiResponse } from '../../../wire/request.ts';
import { decodeAs } from '../body.ts';
import type { Call } from '../call.ts';
import { store } from '../commit.ts';
import { type DeleteOptions, type Deletion, deleteObject, finalizersFor } from '../deletion.ts';
import { refuse } from '../refusal.ts';
import { groupKindOf } from '../resources.ts';
import { checkName, checkVersion, commitUpdate, keptMeta, mustExist } from '../update.ts';

const specOf = (object: KubeObject): { readonly finalizers?: readonly string[] } => (object['spec'] ?? {}) as { finalizers?: readonly string[] };

/** A namespace is only marked; it goes when its content is gone and spec.finalizers is empty (pkg/registry/core/namespace/storage). */
export function deleteNamespace(call: Call, existing: KubeObject, options: DeleteOptions): Deletion {
  const { uid } = options.preconditions ?? {};
  const { metadata } = existing;
  if (uid !== undefined && uid !== metadata.uid)
    refuse(conflict(call.resource, metadata.name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`));
  if (metadata.deletionTimestamp === undefined) {
    const finalizers = finalizersFor(call, metadata, options);
    const { finalizers: _old, ...rest } = metadata;
    const meta = { ...rest, ...(finalizers.length > 0 ? { finalizers } : {}), deletionTimestamp: call.sim.timestamp };
    const status = { ...(existing['status'] as object | undefined), phase: 'Terminating' };
    return { result: store(call, { ...existing, metadata: meta, status }), removed: false };
  }
  if ((specOf(existing).finalizers ?? []).length > 0) return { result: existing, removed: false };
  return deleteObject(call, existing, options);
}

/** PUT namespaces/NAME/finalize: the one way to take entries off spec.finalizers. */
export function finalizeNamespace(call: Call): ApiResponse {
  const sent = decodeAs(call, call.kind, call.request.body);
  checkName(call, sent);
  const existing = mustExist(call);
  checkVersion(call, sent.metadata, existing.metadata);
  const next: KubeObject = { ...existing, metadata: keptMeta(sent.metadata, existing.metadata), spec: sent['spec'] ?? {} };
  const errors: FieldError[] = [...objectMetaUpdateErrors(next.metadata, existing.metadata)];
  (specOf(next).finalizers ?? []).forEach((name, i) => errors.push(...finalizerErrors(name, `spec.finalizers[${i}]`)));
  if (errors.length > 0) refuse(invalidObject(groupKindOf(call.kind), call.name, errors));
  return { code: 200, body: commitUpdate(call, next, existing) as unknown as Status };
}
