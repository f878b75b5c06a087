import { scaledValue } from '../../kinds/int-or-string.ts';
import { controllerOf } from '../../kinds/object.ts';
import type { Deployment, Pod, ReplicaSet } from '../../kinds/schema/types.gen.ts';
import { CONTROLLER_MANAGER } from '../../wire/actors.ts';
import { cacheOf } from '../client/process.ts';
import { byOwner } from '../etcd/indexes.ts';
import { getObject, listIndexed, listObjects, type Root } from '../etcd/store.ts';
import { type Invariant, NOTHING_WRONG } from './invariant.ts';
import { writerOf } from './writer.ts';

const isActive = (pod: Pod): boolean => !pod.metadata.deletionTimestamp && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';
const activePods = (root: Root, uid: string): Pod[] => [...listIndexed<Pod>(root, 'pods', byOwner(uid))].filter(isActive);

/** DeploymentComplete */
const isComplete = ({ spec, status, metadata }: Deployment): boolean =>
  status?.updatedReplicas === spec?.replicas &&
  status?.replicas === spec?.replicas &&
  status?.availableReplicas === spec?.replicas &&
  (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);

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
    id: 'W3',
    text: 'Recreate: new pods are wanted only when no old one is left that has not ended.',
    onCommit: (commit, _root, _before, sim) => {
      const { resource, type, before, after } = commit;
      if (resource !== 'replicasets' || type === 'DELETED' || (after.metadata as { deletionTimestamp?: string }).deletionTimestamp) return NOTHING_WRONG;
      const [from, to] = [(before as ReplicaSet | undefined)?.spec?.replicas ?? 0, (after as ReplicaSet).spec?.replicas ?? 0];
      if (to <= from || from > 0 || writerOf(sim, commit) !== 'deployment-controller') return NOTHING_WRONG;
      // What the controller could know.
      const known = cacheOf(sim, CONTROLLER_MANAGER);
      const ref = controllerOf(after.metadata);
      const deployment = ref && getObject<Deployment>(known, 'deployments', `${after.metadata.namespace}/${ref.name}`);
      if (!deployment || deployment.spec?.strategy?.type !== 'Recreate' || deployment.spec.paused) return NOTHING_WRONG;
      const others = [...listIndexed<ReplicaSet>(known, 'replicasets', byOwner(ref.uid))].filter((set) => set.metadata.uid !== after.metadata.uid);
      return others.flatMap((set) =>
        [...listIndexed<Pod>(known, 'pods', byOwner(set.metadata.uid!))]
          .filter((pod) => pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed')
          .map((pod) => `grows while ${pod.metadata.name} of ${set.metadata.name} is still there`),
      );
    },
  },
  {
    id: 'W4',
    text: 'Revision numbers only rise, and at rest no more history is kept than wanted.',
    onCommit: (commit, _root, _before, sim) => {
      const { resource, type, before, after } = commit;
      if (type === 'DELETED' || !before || (resource !== 'deployments' && resource !== 'replicasets')) return NOTHING_WRONG;
      const [from, to] = [before, after].map((object) => Number(object.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0)) as [number, number];
      return to < from && to > 0 && writerOf(sim, commit) === 'deployment-controller' ? [`revision ${from} → ${to}`] : NOTHING_WRONG;
    },
    whenQuiet: (root) =>
      [...listObjects<Deployment>(root, 'deployments')].flatMap((deployment) => {
        // Tidied only at the end of a rollout.
        if (deployment.metadata.deletionTimestamp || deployment.spec?.paused || !isComplete(deployment)) return [];
        const old = [...listIndexed<ReplicaSet>(root, 'replicasets', byOwner(deployment.metadata.uid!))].filter(
          (set) => (set.spec?.replicas ?? 0) === 0 && !set.metadata.deletionTimestamp,
        );
        const newest = (deployment.spec?.replicas ?? 1) === 0 ? 1 : 0;
        const limit = (deployment.spec?.revisionHistoryLimit ?? 10) + newest;
        return old.length > limit ? [`${deployment.metadata.name} keeps ${old.length} old ReplicaSets, ${limit} are wanted`] : [];
      }),
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
