import { controllerOf, splitKey } from '../../kinds/object.ts';
import { listObjects, type Root } from '../etcd/store.ts';
import { type Invariant, NOTHING_WRONG } from './invariant.ts';
import { writerOf } from './writer.ts';

/** Ownership and deletion. */
export const ownershipInvariants: readonly Invariant[] = [
  {
    id: 'G1',
    local: true,
    text: 'At most one owner is the controller.',
    onCommit: ({ after }) => ((after.metadata.ownerReferences ?? []).filter((ref) => ref.controller).length > 1 ? ['two controllers'] : NOTHING_WRONG),
  },
  {
    id: 'G5',
    text: 'A controller touches only what is its own, or nobody’s.',
    onCommit: (commit, _root, _before, sim) => {
      const { resource, type, before } = commit;
      const owned = OWNED[resource];
      if (!owned || type === 'ADDED' || !before) return NOTHING_WRONG;
      const ref = controllerOf(before.metadata);
      if (!ref || owned.kind === ref.kind || writerOf(sim, commit) !== owned.by) return NOTHING_WRONG;
      return [`${owned.by} writes what belongs to ${ref.kind} ${ref.name}`];
    },
  },
  {
    id: 'G2',
    text: 'At rest no object is left all of whose owners are gone.',
    whenQuiet: (root) =>
      [...root.dependents.entries()].flatMap(([uid, dependents]) =>
        root.uids.has(uid) ? [] : [...dependents.keys()].filter((entry) => orphaned(root, entry)).map((entry) => `${entry} outlives its owner ${uid}`),
      ),
  },
  {
    id: 'G3',
    text: 'An owner in foreground deletion stays while a dependent blocks it.',
    onCommit: ({ type, before, after }, root) => {
      if (type !== 'DELETED' || !before?.metadata.finalizers?.includes('foregroundDeletion')) return NOTHING_WRONG;
      const dependents = root.dependents.get(after.metadata.uid!);
      return dependents && dependents.size > 0 ? [`removed before ${dependents.size} dependents`] : NOTHING_WRONG;
    },
  },
];

const OWNED: Readonly<Record<string, { readonly by: string; readonly kind: string }>> = {
  pods: { by: 'replicaset-controller', kind: 'ReplicaSet' },
  replicasets: { by: 'deployment-controller', kind: 'Deployment' },
  endpointslices: { by: 'endpoint-slice-controller', kind: 'Service' },
};

function orphaned(root: Root, entry: string): boolean {
  const [resource, key] = entry.split(' ') as [string, string];
  const { namespace, name } = splitKey(key);
  for (const object of listObjects(root, resource, namespace))
    if (object.metadata.name === name)
      return (object.metadata.ownerReferences ?? []).every((ref) => !root.uids.has(ref.uid)) && !object.metadata.deletionTimestamp;
  return false;
}
