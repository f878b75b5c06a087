import { minutes, type SimTime } from '../../base/time.ts';
import type { Node, Pod } from '../../kinds/schema/types.gen.ts';
import { CONTROLLER_MANAGER } from '../../wire/actors.ts';
import { cacheOf } from '../client/process.ts';
import { getObject, type Root } from '../etcd/store.ts';
import type { Component, Sim } from '../sim/sim.ts';
import { ATTACH_DETACH, type Disk, disks, setDisk } from './disks.ts';
import { isAttaching, reportAttached, reportHandlers, reportSoon } from './report-attached.ts';

/**
 * Disks are let go by the kubelet of their node. Where that kubelet is silent, they are taken by force: six minutes after the last pod
 * that used them is gone from the API (ReconcilerMaxWaitForUnmountDuration), or at once when the node is declared out of service
 * (upstream: pkg/controller/volume/attachdetach/reconciler). A pod that is only Terminating still holds its disk.
 */
const PATIENCE_US = minutes(6);

export const detachComponent: Component = {
  name: 'storage',
  handlers: {
    ...reportHandlers,
    'storage.look': (sim: Sim, { node }: { node: string }) => {
      if (!isAttaching(sim)) return;
      for (const disk of sim.get(disks).values()) if (disk.node === node) lookAt(sim, disk);
      reportAttached(sim, node);
    },
  },
};

function lookAt(sim: Sim, disk: Disk): void {
  const root = cacheOf(sim, CONTROLLER_MANAGER);
  if (disk.users.some((user) => needs(root, user, disk.node))) {
    if (disk.unwantedSince !== undefined) setDisk(sim, { ...disk, unwantedSince: undefined });
    return;
  }
  const since = disk.unwantedSince ?? sim.now;
  if (disk.unwantedSince === undefined) {
    setDisk(sim, { ...disk, unwantedSince: since });
    sim.schedule({ at: (since + PATIENCE_US) as SimTime, to: 'storage.look', args: { node: disk.node }, background: true });
  }
  const node = getObject<Node>(root, 'nodes', disk.node);
  const outOfService = node?.spec?.taints?.some(({ key }) => key === 'node.kubernetes.io/out-of-service') === true;
  const healthy = node?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
  if (outOfService || (!healthy && sim.now - since >= PATIENCE_US)) forceDetach(sim, disk);
}

function needs(root: Root, user: string, node: string): boolean {
  const pod = getObject<Pod>(root, 'pods', user);
  return pod?.spec.nodeName === node && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';
}

function forceDetach(sim: Sim, disk: Disk): void {
  setDisk(sim, { ...disk, node: '', users: [], refused: [], unwantedSince: undefined });
  sim.note({ code: 'volume.step', actor: ATTACH_DETACH, args: { step: 'force-detach', volume: disk.volume, disk: disk.id, node: disk.node } });
  reportSoon(sim, disk.node);
}
