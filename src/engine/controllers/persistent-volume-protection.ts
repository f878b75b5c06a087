import type { PersistentVolume } from '../../kinds/schema/types.gen.ts';
import { getObject } from '../etcd/store.ts';
import { PV_PROTECTION } from '../storage/annotations.ts';
import type { Context, Controller, Plan } from './controller.ts';
import { withFinalizer, withoutFinalizer } from './protection.ts';

/** Keeps a volume that is bound from being removed (pkg/controller/volume/pvprotection). */
export const persistentVolumeProtection: Controller = {
  name: 'persistentvolume-protection-controller',
  serviceAccount: 'pv-protection-controller',
  workers: 1,
  resource: 'persistentvolumes',
  watches: {
    persistentvolumes: ({ key, after, type }) => {
      if (type === 'DELETED') return [];
      const { deletionTimestamp, finalizers } = after.metadata;
      const has = finalizers?.includes(PV_PROTECTION) ?? false;
      return (deletionTimestamp !== undefined) === has ? [key] : [];
    },
  },
  reconcile,
};

function reconcile({ cache }: Context, key: string): Plan {
  const volume = getObject<PersistentVolume>(cache, 'persistentvolumes', key);
  if (!volume) return {};
  const has = volume.metadata.finalizers?.includes(PV_PROTECTION) ?? false;
  const going = volume.metadata.deletionTimestamp !== undefined;
  if (going === has && going) return volume.status?.phase === 'Bound' ? inUse(volume) : free(volume);
  if (going || has) return {};
  return {
    intents: [
      { do: 'update', resource: 'persistentvolumes', object: withFinalizer(volume, PV_PROTECTION), why: { say: 'volume.protect', args: { object: key } } },
    ],
  };
}

const inUse = ({ metadata, spec: { claimRef } }: PersistentVolume): Plan => ({
  why: { say: 'volume.volume-in-use', args: { volume: metadata.name, claim: `${claimRef?.namespace ?? ''}/${claimRef?.name ?? ''}` } },
});

const free = (volume: PersistentVolume): Plan => ({
  intents: [
    {
      do: 'update',
      resource: 'persistentvolumes',
      object: withoutFinalizer(volume, PV_PROTECTION),
      why: { say: 'volume.volume-freed', args: { volume: volume.metadata.name } },
    },
  ],
});
