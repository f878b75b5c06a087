import { deepEqual } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { getObject, listObjects } from '../etcd/store.ts';
import { type Invariant, NOTHING_WRONG } from './invariant.ts';

const withoutRevision = (object: KubeObject): unknown => ({ ...object, metadata: { ...object.metadata, resourceVersion: undefined } });
const SYSTEM_RESOURCES = new Set(['events']);

/** Store and API. */
export const storeInvariants: readonly Invariant[] = [
  {
    id: 'S1',
    text: 'The revision rises by exactly 1 per write.',
    onCommit: (commit, after, before) => (after.rev === before.rev + 1 && commit.rev === after.rev ? NOTHING_WRONG : [`revision ${before.rev} → ${after.rev}`]),
  },
  {
    id: 'S2',
    local: true,
    text: 'resourceVersion is the revision of the last change, and no write leaves an object as it was.',
    onCommit: ({ rev, type, before, after }) => {
      if (after.metadata.resourceVersion !== String(rev)) return [`resourceVersion ${after.metadata.resourceVersion} at revision ${rev}`];
      return type === 'MODIFIED' && before && deepEqual(withoutRevision(before), withoutRevision(after)) ? ['a write that changes nothing'] : NOTHING_WRONG;
    },
  },
  {
    id: 'S3',
    local: true,
    text: 'uid, name, namespace and creationTimestamp never change.',
    onCommit: ({ before, after }) => {
      if (!before) return after.metadata.uid && after.metadata.creationTimestamp ? NOTHING_WRONG : ['created without uid or creationTimestamp'];
      return (['uid', 'name', 'namespace', 'creationTimestamp'] as const)
        .filter((key) => before.metadata[key] !== after.metadata[key])
        .map((key) => `metadata.${key} changed`);
    },
  },
  {
    id: 'S9',
    local: true,
    text: 'generation never falls.',
    onCommit: ({ before, after }) => ((after.metadata.generation ?? 0) >= (before?.metadata.generation ?? 0) ? NOTHING_WRONG : ['generation fell']),
  },
  { id: 'S10', local: true, text: 'Stored objects cannot change.', onCommit: ({ after }) => frozenAll(after) },
  {
    id: 'S11',
    local: true,
    text: 'deletionTimestamp never clears, never moves later; no finalizer is added after it.',
    onCommit: ({ type, before, after }) => {
      if (!before?.metadata.deletionTimestamp || type === 'DELETED') return NOTHING_WRONG;
      const then = before.metadata.deletionTimestamp;
      const now = after.metadata.deletionTimestamp;
      if (!now || now > then) return [`deletionTimestamp ${then} → ${now}`];
      // A second DELETE with another propagationPolicy exchanges the garbage collector's own (registry/store.go, deletionFinalizersForGarbageCollection).
      const added = (after.metadata.finalizers ?? []).filter(
        (name) => !before.metadata.finalizers?.includes(name) && name !== 'orphan' && name !== 'foregroundDeletion',
      );
      return added.map((name) => `finalizer ${name} added to a deleting object`);
    },
  },
  {
    id: 'S13',
    text: 'Nothing is created in a namespace that is missing or terminating; of a namespace that is gone nothing is left.',
    onCommit: ({ type, resource, key, after }, next, root) => {
      if (resource === 'namespaces' && type === 'DELETED')
        return Object.keys(next.tables)
          .sort()
          .flatMap((table) => {
            if (SYSTEM_RESOURCES.has(table)) return NOTHING_WRONG;
            const [left] = [...listObjects(next, table, key)];
            return left ? [`${table} ${left.metadata.name} is left of it`] : NOTHING_WRONG;
          });
      const namespace = after.metadata.namespace;
      if (type !== 'ADDED' || !namespace || SYSTEM_RESOURCES.has(resource)) return NOTHING_WRONG;
      const found = getObject(root, 'namespaces', namespace);
      return found && !found.metadata.deletionTimestamp ? NOTHING_WRONG : [`created in namespace ${namespace}, which is ${found ? 'terminating' : 'missing'}`];
    },
  },
  {
    id: 'S15',
    local: true,
    text: 'Immutable fields never change.',
    onCommit: ({ resource, before, after }) => {
      if (!before) return NOTHING_WRONG;
      return (IMMUTABLE[resource] ?? [])
        .filter((path) => pick(before, path) !== undefined && !deepEqual(pick(before, path), pick(after, path)))
        .map((path) => `${path} changed`);
    },
  },
  {
    id: 'S16',
    text: 'No two objects share a uid.',
    onCommit: ({ type, resource, key, after }, root) => {
      if (type === 'DELETED') return NOTHING_WRONG;
      const owner = root.uids.get(after.metadata.uid!);
      return owner?.resource === resource && owner.key === key ? NOTHING_WRONG : [`uid belongs to ${owner?.resource} ${owner?.key}`];
    },
  },
];

const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  deployments: ['spec.selector'],
  replicasets: ['spec.selector'],
  persistentvolumeclaims: ['spec.accessModes', 'spec.volumeMode', 'spec.volumeName'],
  pods: ['spec.nodeName', 'spec.volumes', 'spec.serviceAccountName', 'status.qosClass'],
  storageclasses: ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'],
};

function pick(object: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined), object);
}

/** What was found to be frozen all the way down, so that a part shared by many versions is looked at once. */
const solid = new WeakSet<object>();

function frozenAll(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null || solid.has(value)) return NOTHING_WRONG;
  if (!Object.isFrozen(value)) return [`${path || 'the object'} is not frozen`];
  const found = Object.entries(value).flatMap(([key, item]) => frozenAll(item, path === '' ? key : `${path}.${key}`));
  if (found.length === 0) solid.add(value);
  return found;
}
