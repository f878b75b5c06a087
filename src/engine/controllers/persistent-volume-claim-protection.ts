import type { PersistentVolumeClaim, Pod } from '../../kinds/schema/types.gen.ts';
import { byClaim } from '../etcd/indexes.ts';
import { type Commit, getObject, listIndexed } from '../etcd/store.ts';
import { claimKeysOf } from '../scheduler/volumes/pod-claims.ts';
import { PVC_PROTECTION } from '../storage/annotations.ts';
import type { Context, Controller, Enqueue, Plan } from './controller.ts';
import { withFinalizer, withoutFinalizer } from './protection.ts';

/** Keeps a claim that a pod uses from being removed (pkg/controller/volume/pvcprotection). */
export const persistentVolumeClaimProtection: Controller = {
  name: 'persistentvolumeclaim-protection-controller',
  serviceAccount: 'pvc-protection-controller',
  workers: 1,
  resource: 'persistentvolumeclaims',
  watches: {
    persistentvolumeclaims: ({ key, after, type }) => {
      if (type === 'DELETED') return [];
      const has = after.metadata.finalizers?.includes(PVC_PROTECTION) ?? false;
      return (after.metadata.deletionTimestamp !== undefined) === has ? [key] : [];
    },
    pods: claimsSetFree,
  },
  reconcile,
};

/** Only a pod that goes, ends, or has no node can set a claim free. */
function claimsSetFree({ type, after }: Commit): readonly Enqueue[] {
  const pod = after as Pod;
  return type === 'DELETED' || !uses(pod) ? claimKeysOf(pod) : [];
}

/** A pod without node never mounted anything, a finished one no longer does. */
const uses = (pod: Pod): boolean => Boolean(pod.spec.nodeName) && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';

function reconcile({ cache }: Context, key: string): Plan {
  const claim = getObject<PersistentVolumeClaim>(cache, 'persistentvolumeclaims', key);
  if (!claim) return {};
  const { namespace = '', name, deletionTimestamp, finalizers } = claim.metadata;
  const has = finalizers?.includes(PVC_PROTECTION) ?? false;
  if (deletionTimestamp === undefined)
    return has
      ? {}
      : {
          intents: [
            {
              do: 'update',
              resource: 'persistentvolumeclaims',
              object: withFinalizer(claim, PVC_PROTECTION),
              why: { say: 'volume.protect', args: { object: key } },
            },
          ],
        };
  if (!has) return {};
  const pods: string[] = [];
  for (const pod of listIndexed<Pod>(cache, 'pods', byClaim(namespace, name))) if (uses(pod)) pods.push(pod.metadata.name);
  if (pods.length > 0) return { why: { say: 'volume.claim-in-use', args: { claim: key, pods } } };
  return {
    intents: [
      {
        do: 'update',
        resource: 'persistentvolumeclaims',
        object: withoutFinalizer(claim, PVC_PROTECTION),
        why: { say: 'volume.claim-released', args: { claim: key } },
      },
    ],
  };
}
