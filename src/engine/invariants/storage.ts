import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../kinds/schema/types.gen.ts';
import { byClaim } from '../etcd/indexes.ts';
import { getObject, listIndexed, listObjects } from '../etcd/store.ts';
import { type Invariant, NOTHING_WRONG } from './invariant.ts';

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
