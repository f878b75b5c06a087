import { scaledValue } from '../../kinds/int-or-string.ts';
import { controllerOf } from '../../kinds/object.ts';
import type { Deployment, Pod, ReplicaSet } from '../../kinds/schema/types.gen.ts';
import { byOwner } from '../etcd/indexes.ts';
import { listIndexed, listObjects, type Root } from '../etcd/store.ts';
import { type Invariant, NOTHING_WRONG } from './invariant.ts';

const isActive = (pod: Pod): boolean => !pod.metadata.deletionTimestamp && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';
const activePods = (root: Root, uid: string): Pod[] => [...listIndexed<Pod>(root, 'pods', byOwner(uid))].filter(isActive);

/** Deployments and ReplicaSets. */
export const workloadInvariants: readonly Invariant[] = [
  {
    id: 'W1',
    text: 'At rest a ReplicaSet has as many active pods as it wants, and its status counts them right.',
    whenQuiet: (root) =>
      [...listObjects<ReplicaSet>(root, 'replicasets')].flatMap((set) => {
        if (set.metadata.deletionTimestamp || set.status?.conditions?.some((c) => c.type === 'ReplicaFailure' && c.status === 'True')) return [];
        const active = activePods(root, set.metadata.uid!).length;
        const wanted = set.spec?.replicas ?? 1;
        const out: string[] = [];
        if (active !== wanted) out.push(`${set.metadata.name} wants ${wanted} and has ${active}`);
        if ((set.status?.replicas ?? 0) !== active) out.push(`${set.metadata.name} reports ${set.status?.replicas ?? 0} of ${active}`);
        return out;
      }),
  },
  {
    id: 'W2',
    text: 'A rolling update never wants more pods than replicas + maxSurge.',
    onCommit: ({ resource, type, before, after }, root) => {
      if (resource !== 'replicasets' || type === 'DELETED') return NOTHING_WRONG;
      const set = after as ReplicaSet;
      if ((set.spec?.replicas ?? 0) <= ((before as ReplicaSet | undefined)?.spec?.replicas ?? 0)) return NOTHING_WRONG;
      const ref = controllerOf(set.metadata);
      const owner = ref && root.uids.get(ref.uid);
      const deployment = owner && [...listObjects<Deployment>(root, 'deployments', set.metadata.namespace)].find((d) => d.metadata.uid === ref.uid);
      if (!deployment || deployment.spec?.strategy?.type === 'Recreate') return NOTHING_WRONG;
      const wanted = deployment.spec?.replicas ?? 1;
      const surge = scaledValue(deployment.spec?.strategy?.rollingUpdate?.maxSurge ?? '25%', wanted, 'up') ?? 0;
      const total = [...listIndexed<ReplicaSet>(root, 'replicasets', byOwner(ref.uid))].reduce((sum, rs) => sum + (rs.spec?.replicas ?? 0), 0);
      return total > wanted + surge ? [`grew to ${set.spec?.replicas}: ${total} pods wanted in all, at most ${wanted + surge} allowed`] : NOTHING_WRONG;
    },
  },
  {
    id: 'W12',
    text: 'At rest every workload has seen its own latest generation.',
    whenQuiet: (root) =>
      ['deployments', 'replicasets'].flatMap((resource) =>
        [...listObjects<Deployment>(root, resource)]
          .filter((object) => (object.status?.observedGeneration ?? 0) !== object.metadata.generation)
          .map((object) => `${object.kind} ${object.metadata.name}: observed ${object.status?.observedGeneration}, is ${object.metadata.generation}`),
      ),
  },
];
