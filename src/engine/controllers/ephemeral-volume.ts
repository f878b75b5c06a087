import type { PersistentVolumeClaim, Pod, Volume } from '../../kinds/schema/types.gen.ts';
import { byClaim } from '../etcd/indexes.ts';
import { type Commit, getObject, listIndexed, type Root } from '../etcd/store.ts';
import type { Context, Controller, Intent, Plan } from './controller.ts';
import { controllerReference } from './owners.ts';

/** Makes the claims of a pod's generic ephemeral volumes; they belong to the pod and go with it (pkg/controller/volume/ephemeral). */
export const ephemeralVolumeController: Controller = {
  name: 'ephemeral-volume-controller',
  workers: 5,
  resource: 'pods',
  watches: {
    pods: ({ key, type, after }) => (type !== 'DELETED' && (after as Pod).spec.volumes?.some(({ ephemeral }) => ephemeral) ? [key] : []),
    persistentvolumeclaims: podsOfLostClaim,
  },
  reconcile,
};

function reconcile({ cache }: Context, key: string): Plan {
  const pod = getObject<Pod>(cache, 'pods', key);
  if (!pod || pod.metadata.deletionTimestamp !== undefined) return {};
  for (const volume of pod.spec.volumes ?? []) {
    if (!volume.ephemeral) continue;
    const name = `${pod.metadata.name}-${volume.name}`;
    const claim = getObject<PersistentVolumeClaim>(cache, 'persistentvolumeclaims', `${pod.metadata.namespace}/${name}`);
    if (claim && !belongsTo(claim, pod)) return refused(pod, volume, claim);
  }
  const missing = (pod.spec.volumes ?? []).filter(
    ({ name, ephemeral }) => ephemeral && !getObject(cache, 'persistentvolumeclaims', `${pod.metadata.namespace}/${pod.metadata.name}-${name}`),
  );
  return { intents: missing.map((volume) => creation(pod, volume)), order: 'inOrder' };
}

const belongsTo = ({ metadata }: PersistentVolumeClaim, pod: Pod): boolean =>
  metadata.ownerReferences?.some(({ controller, uid }) => controller === true && uid === pod.metadata.uid) === true;

/** VolumeIsForPod: a claim of that name that somebody else made is not taken. */
function refused(pod: Pod, { name }: Volume, { metadata }: PersistentVolumeClaim): Plan {
  const why = `PVC ${metadata.namespace}/${metadata.name} was not created for pod ${pod.metadata.namespace}/${pod.metadata.name} (pod is not owner)`;
  return { failed: true, intents: [{ do: 'event', about: pod, type: 'Warning', reason: 'FailedBinding', message: `ephemeral volume ${name}: ${why}` }] };
}

function creation(pod: Pod, { name, ephemeral }: Volume): Intent {
  const template = ephemeral?.volumeClaimTemplate;
  const claim = `${pod.metadata.name}-${name}`;
  const object = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: claim,
      namespace: pod.metadata.namespace,
      ...(template?.metadata?.labels ? { labels: template.metadata.labels } : {}),
      ...(template?.metadata?.annotations ? { annotations: template.metadata.annotations } : {}),
      ownerReferences: [controllerReference({ ...pod, apiVersion: 'v1', kind: 'Pod' })],
    },
    spec: template?.spec,
  } as unknown as PersistentVolumeClaim;
  return { do: 'create', resource: 'persistentvolumeclaims', object, why: { say: 'ephemeral-volume.create', args: { pod: pod.metadata.name, claim } } };
}

/** onPVCDelete: pods that need the claim get it anew. */
function podsOfLostClaim({ type, after }: Commit, cache: Root): string[] {
  if (type !== 'DELETED') return [];
  const { namespace = '', name } = after.metadata;
  return [...listIndexed<Pod>(cache, 'pods', byClaim(namespace, name))].map((pod) => `${namespace}/${pod.metadata.name}`);
}
