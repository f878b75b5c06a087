import type { Json } from '../../../base/json.ts';
import type { KubeObject, OwnerReference } from '../../../kinds/object.ts';
import { splitKey } from '../../../kinds/object.ts';
import { isSuccess } from '../../../wire/request.ts';
import { type Commit, getObject, type Root } from '../../etcd/store.ts';
import type { Context, Controller, Intent, Plan, Resume } from '../controller.ts';

/**
 * Removes what has lost its owners, and carries out foreground and orphan deletion (upstream: pkg/controller/garbagecollector). Its
 * graph is the index of dependents that every cache has. A key is `RESOURCE NAMESPACE/NAME`.
 *
 * Simplified: the real one asks the API server for the object and for its owners before it deletes, since its caches of different kinds
 * may be behind each other; here one cache shows all kinds at one revision. Its doubled client rate for those questions is left out too.
 */
const WATCHED = [
  'pods',
  'replicasets',
  'deployments',
  'services',
  'endpoints',
  'endpointslices',
  'configmaps',
  'secrets',
  'serviceaccounts',
  'persistentvolumeclaims',
  'persistentvolumes',
  'storageclasses',
  'priorityclasses',
  'namespaces',
  'nodes',
  'leases',
] as const;

export const garbageCollector: Controller = {
  name: 'garbage-collector-controller',
  workers: 20,
  serviceAccount: 'generic-garbage-collector',
  eventSource: 'garbage-collector-controller',
  watches: Object.fromEntries(WATCHED.map((resource) => [resource, concerned])),
  reconcile,
};

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

const holds = (object: KubeObject, finalizer: string): boolean => object.metadata.finalizers?.includes(finalizer) === true;
const isLeaving = (object: KubeObject): boolean => object.metadata.deletionTimestamp !== undefined;
const deletesDependents = (object: KubeObject): boolean => isLeaving(object) && holds(object, FOREGROUND);
const orphansDependents = (object: KubeObject): boolean => isLeaving(object) && holds(object, ORPHAN);

interface Item {
  readonly resource: string;
  readonly key: string;
  readonly object: KubeObject;
}

const entryOf = (resource: string, key: string): string => `${resource} ${key}`;

function itemOf(cache: Root, entry: string): Item | undefined {
  const space = entry.indexOf(' ');
  const [resource, key] = [entry.slice(0, space), entry.slice(space + 1)];
  const object = getObject(cache, resource, key);
  return object && { resource, key, object };
}

function* dependentsOf(cache: Root, owner: KubeObject): Generator<Item> {
  for (const entry of cache.dependents.get(owner.metadata.uid as string)?.keys() ?? []) {
    const item = itemOf(cache, entry);
    if (item) yield item;
  }
}

function reconcile({ cache }: Context, entry: string, resume: Resume | undefined): Plan {
  const item = itemOf(cache, entry);
  if (!item) return {};
  if (resume) return afterOrphaning(item, resume);
  if (orphansDependents(item.object)) return orphanDependents(cache, item);
  if (deletesDependents(item.object)) return deleteDependents(cache, item);
  if (isLeaving(item.object)) return {};
  return collect(cache, item);
}

/** The owner of an object, where it is to be found: absent, waiting for its dependents to go, or solid. */
type Standing = 'solid' | 'dangling' | 'waiting';

function standingOf(cache: Root, item: Item, ref: OwnerReference): Standing {
  const at = cache.uids.get(ref.uid);
  const owner = at && getObject(cache, at.resource, at.key);
  if (!owner || isElsewhere(item.object, owner)) return 'dangling';
  return deletesDependents(owner) ? 'waiting' : 'solid';
}

/** An owner in another namespace counts as absent. */
const isElsewhere = (object: KubeObject, owner: KubeObject): boolean =>
  owner.metadata.namespace !== undefined && owner.metadata.namespace !== object.metadata.namespace;

/** attemptToDeleteItem */
function collect(cache: Root, item: Item): Plan {
  const refs = item.object.metadata.ownerReferences ?? [];
  if (refs.length === 0) return {};
  const standing = refs.map((ref) => standingOf(cache, item, ref));
  const events = foreignOwners(cache, item);
  const those = (wanted: Standing): OwnerReference[] => refs.filter((_, index) => standing[index] === wanted);
  const owner = refs[0] as OwnerReference;
  const args = { object: named(item), owner: `${owner.kind}/${owner.name}` };
  if (those('solid').length > 0) {
    const gone = [...those('dangling'), ...those('waiting')];
    if (gone.length === 0) return {};
    return { why: { say: 'garbage.drop-owner', args }, intents: [...events, dropOwners(item, gone)] };
  }
  if (those('waiting').length > 0 && hasDependents(cache, item.object)) {
    const unblock = inCircle(cache, item) ? [unblockOwners(item)] : [];
    return { why: { say: 'garbage.delete', args: { ...args, policy: 'Foreground' } }, intents: [...events, ...unblock, deletion(item, 'Foreground')] };
  }
  const policy = holds(item.object, ORPHAN) ? 'Orphan' : holds(item.object, FOREGROUND) ? 'Foreground' : 'Background';
  return { why: { say: 'garbage.delete', args: { ...args, policy } }, intents: [...events, deletion(item, policy)] };
}

const named = ({ object }: Item): string => `${object.kind}/${object.metadata.name}`;
const hasDependents = (cache: Root, object: KubeObject): boolean => (cache.dependents.get(object.metadata.uid as string)?.size ?? 0) > 0;

function inCircle(cache: Root, item: Item): boolean {
  for (const dependent of dependentsOf(cache, item.object)) if (deletesDependents(dependent.object)) return true;
  return false;
}

function deletion({ resource, object }: Item, propagationPolicy: 'Background' | 'Foreground' | 'Orphan'): Intent {
  const { namespace, name, uid, resourceVersion } = object.metadata;
  return {
    do: 'remove',
    resource,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    options: { propagationPolicy, preconditions: { ...(uid === undefined ? {} : { uid }), ...(resourceVersion === undefined ? {} : { resourceVersion }) } },
  };
}

function patched({ resource, key }: Item, patchType: 'merge' | 'strategic', patch: Json): Intent {
  const { namespace, name } = splitKey(key);
  return { do: 'patch', resource, ...(namespace === undefined ? {} : { namespace }), name, patchType, patch };
}

const dropOwners = (item: Item, refs: readonly { readonly uid: string }[]): Intent =>
  patched(item, 'strategic', { metadata: { ownerReferences: refs.map(({ uid }) => ({ $patch: 'delete', uid })), uid: item.object.metadata.uid } });

const unblockOwners = (item: Item): Intent =>
  patched(item, 'strategic', {
    metadata: {
      ownerReferences: (item.object.metadata.ownerReferences ?? []).map(({ uid }) => ({ uid, blockOwnerDeletion: false })),
      uid: item.object.metadata.uid,
    },
  });

const withoutFinalizer = (item: Item, finalizer: string): Intent => {
  const finalizers = (item.object.metadata.finalizers ?? []).filter((name) => name !== finalizer);
  return patched(item, 'merge', { metadata: { resourceVersion: item.object.metadata.resourceVersion, finalizers } });
};

/** processDeletingDependentsItem: the owner goes when nothing that blocks it is left. Its dependents are in the queue by themselves. */
function deleteDependents(cache: Root, item: Item): Plan {
  const uid = item.object.metadata.uid;
  let blocking = 0;
  for (const { object } of dependentsOf(cache, item.object))
    if (object.metadata.ownerReferences?.some((ref) => ref.uid === uid && ref.blockOwnerDeletion)) blocking++;
  if (blocking > 0) return { why: { say: 'garbage.wait', args: { object: named(item), blocking } } };
  return { why: { say: 'garbage.finalize', args: { object: named(item) } }, intents: [withoutFinalizer(item, FOREGROUND)] };
}

function orphanDependents(cache: Root, item: Item): Plan {
  const dependents = [...dependentsOf(cache, item.object)];
  const why = { say: 'garbage.orphan', args: { object: named(item), dependents: dependents.slice(0, 20).map(named), count: dependents.length } };
  if (dependents.length === 0) return { why, intents: [withoutFinalizer(item, ORPHAN)] };
  const refs = [{ uid: item.object.metadata.uid as string }];
  return { why, intents: dependents.map((dependent) => dropOwners(dependent, refs)), then: 'orphaned' };
}

function afterOrphaning(item: Item, { answers }: Resume): Plan {
  const failed = answers.some((answer) => answer && !isSuccess(answer) && answer.code !== 404);
  return failed ? { failed: true } : { intents: [withoutFinalizer(item, ORPHAN)] };
}

function foreignOwners(cache: Root, { object }: Item): Intent[] {
  return (object.metadata.ownerReferences ?? []).flatMap((ref): Intent[] => {
    const at = cache.uids.get(ref.uid);
    const owner = at && getObject(cache, at.resource, at.key);
    if (!owner || !isElsewhere(object, owner)) return [];
    const namespace = object.metadata.namespace ?? '';
    const identity = `[${ref.apiVersion}/${ref.kind}, namespace: ${namespace}, name: ${ref.name}, uid: ${ref.uid}]`;
    const message = `ownerRef ${identity} does not exist in namespace "${namespace}"`;
    return [{ do: 'event', about: object, type: 'Warning', reason: 'OwnerRefInvalidNamespace', message }];
  });
}

/** processGraphChanges: which objects have to be looked at when one changes. */
function* concerned(change: Commit, cache: Root): Generator<string> {
  const { before, after, resource, key } = change;
  const entry = entryOf(resource, key);
  if (change.type === 'DELETED') {
    for (const dependent of cache.dependents.get(after.metadata.uid as string)?.keys() ?? []) yield dependent;
    yield* waitingOwners(cache, after.metadata.ownerReferences);
    return;
  }
  if (deletesDependents(after) && !(before && deletesDependents(before))) {
    yield entry;
    for (const dependent of cache.dependents.get(after.metadata.uid as string)?.keys() ?? []) yield dependent;
  } else if (orphansDependents(after) && !(before && orphansDependents(before))) yield entry;
  const refs = after.metadata.ownerReferences;
  if (refs === before?.metadata.ownerReferences) return;
  if (before) {
    yield entry;
    yield* waitingOwners(cache, before.metadata.ownerReferences);
  } else if (refs?.some((ref) => isDoubtful(cache, after, ref))) yield entry;
}

function isDoubtful(cache: Root, object: KubeObject, ref: OwnerReference): boolean {
  const at = cache.uids.get(ref.uid);
  const owner = at && getObject(cache, at.resource, at.key);
  return !owner || isElsewhere(object, owner) || deletesDependents(owner);
}

/** Owners that wait for their dependents to go have to look again. */
function* waitingOwners(cache: Root, refs: readonly OwnerReference[] | undefined): Generator<string> {
  for (const { uid } of refs ?? []) {
    const at = cache.uids.get(uid);
    const owner = at && getObject(cache, at.resource, at.key);
    if (at && owner && deletesDependents(owner)) yield entryOf(at.resource, at.key);
  }
}
