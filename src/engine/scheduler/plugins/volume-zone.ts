import { deepEqual } from '../../../base/json.ts';
import { keyOf } from '../../../kinds/object.ts';
import type { PersistentVolume } from '../../../kinds/schema/types.gen.ts';
import { type Plugin, rejection } from '../framework.ts';
import { claimOf, volumeOf } from '../volumes/assumed.ts';
import { claimKeysOf } from '../volumes/pod-claims.ts';

const REFUSED = rejection('VolumeZone', 'UnschedulableAndUnresolvable', 'node(s) had no available volume zone');
const TOPOLOGY = [
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
] as const;

/** A volume with zone or region labels is only for nodes of that zone or region. */
export const volumeZone: Plugin = {
  name: 'VolumeZone',
  filters: (cycle) => volumesOf(cycle).length > 0,
  filter: (cycle, { facts }) => (facts && volumesOf(cycle).some((volume) => !isInZone(volume, facts.labels)) ? REFUSED : undefined),
  wakes: {
    claim: (pod, { action, after }) => action !== 'delete' && after !== undefined && claimKeysOf(pod).includes(keyOf(after.metadata)),
    volume: (_pod, { action }) => action !== 'delete',
    storageClass: (_pod, { action }) => action === 'add',
    node: (_pod, { action, factsBefore, factsAfter }) => action === 'add' || (action === 'update' && !deepEqual(factsBefore?.labels, factsAfter?.labels)),
  },
};

type Snapshot = Parameters<NonNullable<Plugin['filter']>>[0];

function volumesOf(cycle: Snapshot): readonly PersistentVolume[] {
  const out: PersistentVolume[] = [];
  for (const key of claimKeysOf(cycle.pod)) {
    const name = claimOf(cycle.root, cycle.assumedVolumes, key)?.spec.volumeName;
    const volume = name ? volumeOf(cycle.root, cycle.assumedVolumes, name) : undefined;
    if (volume && TOPOLOGY.some((label) => volume.metadata.labels?.[label] !== undefined)) out.push(volume);
  }
  return out;
}

/** A label may list several zones, `a__b`. */
const isInZone = (volume: PersistentVolume, labels: Readonly<Record<string, string>>): boolean =>
  TOPOLOGY.every((label) => {
    const zones = volume.metadata.labels?.[label];
    return zones === undefined || zones.split('__').includes(labels[label] ?? '');
  });
