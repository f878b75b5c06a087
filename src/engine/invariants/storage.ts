import { wholeOf } from '../../kinds/quantity.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../kinds/schema/types.gen.ts';
import { kubelet } from '../../wire/actors.ts';
import { isUp } from '../client/process.ts';
import { byClaim } from '../etcd/indexes.ts';
import { getObject, listIndexed, listObjects } from '../etcd/store.ts';
import { runtimes } from '../node/runtime/records.ts';
import type { Sim } from '../sim/sim.ts';
import { type Invariant, NOTHING_WRONG } from './invariant.ts';

const runs = (sim: Sim, { spec, metadata }: Pod): boolean =>
  sim
    .get(runtimes)
    .get(spec.nodeName ?? '')
    ?.pods.get(metadata.uid!)
    ?.containers.some(({ state }) => state === 'running') === true;

/** Claims and volumes. */
export const storageInvariants: readonly Invariant[] = [
  {
    id: 'V1',
    text: 'At rest a bound claim and its volume name each other, by uid, and no volume serves two claims.',
    whenQuiet: (root) => {
      const out: string[] = [];
      const used = new Map<string, string>();
      for (const claim of listObjects<PersistentVolumeClaim>(root, 'persistentvolumeclaims')) {
        const volume = claim.spec?.volumeName;
        if (!volume || claim.status?.phase !== 'Bound') continue;
        if (used.has(volume)) out.push(`${volume} serves ${used.get(volume)} and ${claim.metadata.name}`);
        used.set(volume, claim.metadata.name);
        const ref = getObject<PersistentVolume>(root, 'persistentvolumes', volume)?.spec?.claimRef;
        if (ref?.uid !== claim.metadata.uid) out.push(`${claim.metadata.name} is bound to ${volume}, which names ${ref?.name ?? 'nobody'}`);
      }
      return out;
    },
  },
  {
    id: 'V2',
    text: 'A claim is bound to a volume that is large enough, of its class and modes; one that waits for its first consumer not before a pod has a node.',
    onCommit: ({ resource, type, before, after }, root) => {
      const claim = after as PersistentVolumeClaim;
      if (
        resource !== 'persistentvolumeclaims' ||
        type === 'DELETED' ||
        !claim.spec.volumeName ||
        (before as PersistentVolumeClaim | undefined)?.spec.volumeName
      )
        return NOTHING_WRONG;
      const volume = getObject<PersistentVolume>(root, 'persistentvolumes', claim.spec.volumeName);
      if (!volume) return NOTHING_WRONG;
      const out: string[] = [];
      if (wholeOf(volume.spec?.capacity?.['storage']) < wholeOf(claim.spec.resources?.requests?.['storage'])) out.push(`${volume.metadata.name} is too small`);
      if ((volume.spec?.storageClassName ?? '') !== (claim.spec.storageClassName ?? ''))
        out.push(`${volume.metadata.name} is of class ${volume.spec?.storageClassName}`);
      if ((claim.spec.accessModes ?? []).some((mode) => !volume.spec?.accessModes?.includes(mode))) out.push(`${volume.metadata.name} lacks an access mode`);
      const late = getObject<StorageClass>(root, 'storageclasses', claim.spec.storageClassName ?? '')?.volumeBindingMode === 'WaitForFirstConsumer';
      if (late && !claim.metadata.annotations?.['volume.kubernetes.io/selected-node']) {
        const users = [...listIndexed<Pod>(root, 'pods', byClaim(claim.metadata.namespace!, claim.metadata.name))];
        if (users.length === 0) out.push('bound before any pod uses it');
      }
      return out;
    },
  },
  {
    id: 'V5',
    text: 'A ReadWriteOnce volume is in use on one node only.',
    onCommit: ({ resource, type, after }, root, _before, sim) => {
      const pod = after as Pod;
      if (resource !== 'pods' || type === 'DELETED' || !pod.spec.nodeName || !runs(sim, pod)) return NOTHING_WRONG;
      return (pod.spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => {
        const name = persistentVolumeClaim?.claimName;
        const claim = name === undefined ? undefined : getObject<PersistentVolumeClaim>(root, 'persistentvolumeclaims', `${pod.metadata.namespace}/${name}`);
        if (!claim?.spec.accessModes?.every((mode) => mode === 'ReadWriteOnce')) return [];
        return [...listIndexed<Pod>(root, 'pods', byClaim(pod.metadata.namespace!, name!))]
          .filter((other) => other.spec.nodeName && other.spec.nodeName !== pod.spec.nodeName && isUp(sim, kubelet(other.spec.nodeName)) && runs(sim, other))
          .map((other) => `${name} is in use on ${pod.spec.nodeName} and, by ${other.metadata.name}, on ${other.spec.nodeName}`);
      });
    },
  },
  {
    id: 'V7',
    local: true,
    text: 'A claim never asks for less than it has.',
    onCommit: ({ resource, type, before, after }) => {
      if (resource !== 'persistentvolumeclaims' || type !== 'MODIFIED') return NOTHING_WRONG;
      const [from, to] = [before as PersistentVolumeClaim, after as PersistentVolumeClaim];
      const had = wholeOf(from.status?.capacity?.['storage'] ?? '0');
      return wholeOf(to.spec.resources?.requests?.['storage']) < had && from.spec !== to.spec ? ['its request went below what it has'] : NOTHING_WRONG;
    },
  },
  {
    id: 'V3',
    local: true,
    text: 'A Released volume is never bound again while its claimRef stands.',
    onCommit: ({ resource, before, after }) => {
      if (resource !== 'persistentvolumes' || !before) return NOTHING_WRONG;
      const [from, to] = [before as PersistentVolume, after as PersistentVolume];
      const rebound = from.status?.phase === 'Released' && to.status?.phase === 'Bound' && from.spec?.claimRef?.uid === to.spec?.claimRef?.uid;
      return rebound ? ['Released → Bound'] : NOTHING_WRONG;
    },
  },
  {
    id: 'V4',
    text: 'A claim in use by a pod that has not ended is not removed.',
    onCommit: ({ resource, type, after }, root) => {
      if (resource !== 'persistentvolumeclaims' || type !== 'DELETED') return NOTHING_WRONG;
      const users = [...listIndexed<Pod>(root, 'pods', byClaim(after.metadata.namespace!, after.metadata.name))].filter(
        (pod) => pod.spec.nodeName && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed',
      );
      return users.map((pod) => `removed while ${pod.metadata.name} uses it`);
    },
  },
];
