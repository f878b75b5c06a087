import { deepEqual } from '../../base/json.ts';
import { at, parseRfc3339, rfc3339, seconds } from '../../base/time.ts';
import { conflict } from '../../kinds/errors.ts';
import { type KubeObject, keyOf, type ObjectMeta, type Status } from '../../kinds/object.ts';
import type { Call } from './call.ts';
import { remove, store } from './commit.ts';
import { refuse } from './refusal.ts';
import { registryOf } from './registry/registry.ts';
import { groupKindOf, RETURNS_DELETED } from './resources.ts';

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly orphanDependents?: boolean;
  readonly propagationPolicy?: string;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

export interface Deletion {
  /** The object, or the Status the store answers with instead. */
  readonly result: KubeObject | Status;
  readonly removed: boolean;
}

/** From the request to the object marked or gone (apiserver pkg/registry/generic/registry/store.go, Delete). */
export function deleteObject(call: Call, existing: KubeObject, options: DeleteOptions): Deletion {
  checkPreconditions(call, existing.metadata, options);
  const before = graceful(call, existing, options);
  if (before.pending) return { result: answer(call, existing), removed: false };
  const { metadata } = before.object;
  const finalizers = finalizersFor(call, metadata, options);
  const changed = !sameMembers(finalizers, metadata.finalizers ?? []);
  const held = finalizers.length > 0;
  let marked = changed ? withFinalizers(before.object, finalizers) : before.object;
  if (!before.graceful && held) marked = markedAsDeleting(call, marked);
  const mustStore = before.graceful || held;
  if (mustStore && !deepEqual(marked, existing)) {
    marked = store(call, marked);
    if (!call.dryRun) registryOf(call.kind).afterWrite(call, marked, existing);
  }
  if (held || before.seconds > 0) return { result: marked, removed: false };
  if (call.dryRun) return { result: answer(call, marked), removed: true };
  const last = remove(call, keyOf(existing.metadata)) ?? marked;
  registryOf(call.kind).afterWrite(call, undefined, existing);
  return { result: answer(call, last), removed: true };
}

export function checkPreconditions(call: Call, meta: ObjectMeta, { preconditions }: DeleteOptions): void {
  if (!preconditions) return;
  const kind = groupKindOf(call.kind);
  const { uid, resourceVersion } = preconditions;
  if (uid !== undefined && uid !== meta.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${meta.uid}). The object might have been deleted and then recreated`;
    refuse(conflict(kind, meta.name, why));
  }
  if (resourceVersion !== undefined && resourceVersion !== meta.resourceVersion) {
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${meta.resourceVersion}). The object might have been modified`;
    refuse(conflict(kind, meta.name, why));
  }
}

interface Graceful {
  readonly object: KubeObject;
  readonly graceful: boolean;
  /** A deletion is under way already and this one is no sooner. */
  readonly pending: boolean;
  readonly seconds: number;
}

/** apiserver pkg/registry/rest/delete.go, BeforeDelete. */
function graceful(call: Call, object: KubeObject, options: DeleteOptions): Graceful {
  const asked = options.gracePeriodSeconds === undefined ? undefined : options.gracePeriodSeconds < 0 ? 1 : options.gracePeriodSeconds;
  const strategy = call.kind.strategy.gracePeriodSeconds;
  const no: Graceful = { object, graceful: false, pending: false, seconds: 0 };
  if (!strategy) return no;
  const { metadata } = object;
  if (metadata.deletionTimestamp !== undefined) {
    const left = metadata.deletionGracePeriodSeconds;
    if (left === undefined) return no;
    if (asked === undefined || asked >= left) return { ...no, pending: true };
    const { epochMs } = call.sim.config;
    const due = parseRfc3339(epochMs, metadata.deletionTimestamp) ?? call.sim.now;
    const deletionTimestamp = rfc3339(epochMs, at(due + seconds(asked - left)));
    return {
      object: { ...object, metadata: { ...metadata, deletionTimestamp, deletionGracePeriodSeconds: asked } },
      graceful: true,
      pending: false,
      seconds: asked,
    };
  }
  const grace = strategy(object, asked);
  const marked: ObjectMeta = {
    ...metadata,
    ...(metadata.generation ? { generation: metadata.generation + 1 } : {}),
    deletionTimestamp: rfc3339(call.sim.config.epochMs, at(call.sim.now + seconds(grace))),
    deletionGracePeriodSeconds: grace,
  };
  return { object: { ...object, metadata: marked }, graceful: true, pending: false, seconds: grace };
}

/** deletionFinalizersForGarbageCollection */
export function finalizersFor(call: Call, meta: ObjectMeta, options: DeleteOptions): readonly string[] {
  const present = meta.finalizers ?? [];
  if (call.kind.resource === 'events') return present;
  const policy = policyOf(present, options);
  const others = present.filter((name) => name !== ORPHAN && name !== FOREGROUND);
  if (policy === 'Orphan') return [...others, ORPHAN];
  return policy === 'Foreground' ? [...others, FOREGROUND] : others;
}

/** An explicit policy first, then a finalizer set before, then Background. */
function policyOf(finalizers: readonly string[], { orphanDependents, propagationPolicy }: DeleteOptions): string {
  if (orphanDependents !== undefined) return orphanDependents ? 'Orphan' : 'Background';
  if (propagationPolicy !== undefined) return propagationPolicy;
  for (const name of finalizers) if (name === ORPHAN || name === FOREGROUND) return name === ORPHAN ? 'Orphan' : 'Foreground';
  return 'Background';
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  return a.every((name) => b.includes(name)) && b.every((name) => a.includes(name));
}

function withFinalizers(object: KubeObject, finalizers: readonly string[]): KubeObject {
  const { finalizers: _old, ...metadata } = object.metadata;
  return { ...object, metadata: finalizers.length > 0 ? { ...metadata, finalizers } : metadata };
}

/** markAsDeleting: for kinds without grace; held only by finalizers. */
function markedAsDeleting(call: Call, object: KubeObject): KubeObject {
  const { metadata } = object;
  const { epochMs } = call.sim.config;
  const due = metadata.deletionTimestamp === undefined ? undefined : parseRfc3339(epochMs, metadata.deletionTimestamp);
  const generation = metadata.deletionTimestamp === undefined && metadata.generation ? { generation: metadata.generation + 1 } : {};
  const deletionTimestamp = due !== undefined && due <= call.sim.now ? metadata.deletionTimestamp! : call.sim.timestamp;
  return { ...object, metadata: { ...metadata, ...generation, deletionTimestamp, deletionGracePeriodSeconds: 0 } };
}

/** finalizeDelete */
function answer(call: Call, object: KubeObject): KubeObject | Status {
  if (RETURNS_DELETED.has(call.kind.resource)) return object;
  const { name, uid } = object.metadata;
  const { group } = call.kind;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...(group === '' ? {} : { group }), kind: call.kind.resource, ...(uid === undefined ? {} : { uid }) },
  };
}
