import type { PersistentVolumeClaim, Pod } from '../../../kinds/schema/types.gen.ts';
import { keyOf } from '../../../kinds/object.ts';
import { type Plugin, rejection } from '../framework.ts';
import { claimOf } from '../volumes/assumed.ts';
import { claimKeysOf } from '../volumes/pod-claims.ts';

const IN_USE = rejection('VolumeRestrictions', 'Unschedulable', 'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode');

const isOncePod = (claim: PersistentVolumeClaim | undefined): boolean => claim?.spec.accessModes?.includes('ReadWriteOncePod') ?? false;

/**
 * A claim with ReadWriteOncePod is for one pod in the whole cluster.
 * Simplified: the in-tree disks that may be mounted once per node (GCE, AWS, RBD, iSCSI written into the pod) are not checked.
 */
export const volumeRestrictions: Plugin = {
  name: 'VolumeRestrictions',
  preFilter: (cycle) => {
    for (const key of claimKeysOf(cycle.pod))
      if (!claimOf(cycle.root, cycle.assumedVolumes, key))
        return {
          rejection: rejection('VolumeRestrictions', 'UnschedulableAndUnresolvable', `persistentvolumeclaim "${key.slice(key.indexOf('/') + 1)}" not found`),
        };
    return undefined;
  },
  filters: (cycle) =>
    claimKeysOf(cycle.pod).some((key) => isOncePod(claimOf(cycle.root, cycle.assumedVolumes, key)) && (cycle.cache.claimUsers.get(key) ?? 0) > 0),
  // Only removing the pod that uses the claim helps, so only its own node may try preemption for it.
  filter: (cycle, node) => {
    for (const key of claimKeysOf(cycle.pod)) {
      if (!isOncePod(claimOf(cycle.root, cycle.assumedVolumes, key))) continue;
      const here = usersOn(node, key);
      const everywhere = cycle.cache.claimUsers.get(key) ?? 0;
      if (everywhere - removedFrom(cycle, node, key) > 0 || here > 0) return IN_USE;
    }
    return undefined;
  },
  wakes: {
    claim: (pod, { action, after }) => action !== 'delete' && after !== undefined && claimKeysOf(pod).includes(keyOf(after.metadata)),
    assignedPod: (pod, { action, before }) =>
      action === 'delete' && before !== undefined && claimKeysOf(before as Pod).some((key) => claimKeysOf(pod).includes(key)),
  },
};

type View = Parameters<NonNullable<Plugin['filter']>>[1];
type Snapshot = Parameters<NonNullable<Plugin['filter']>>[0];

function usersOn(node: View, key: string): number {
  let users = 0;
  for (const pod of node.pods.values()) if (pod.claims.includes(key)) users++;
  return users;
}

/** How many users of the claim a dry run of preemption has taken off this node. */
function removedFrom(cycle: Snapshot, node: View, key: string): number {
  const place = cycle.cache.places.get(node.name);
  const real = place === undefined ? undefined : cycle.cache.nodes.get(place);
  return real ? usersOn(real, key) - usersOn(node, key) : 0;
}
