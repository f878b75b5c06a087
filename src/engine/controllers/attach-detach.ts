import { deepEqual } from '../../base/json.ts';
import type { Node, Pod } from '../../kinds/schema/types.gen.ts';
import type { Commit } from '../etcd/store.ts';
import { claimKeysOf } from '../scheduler/volumes/pod-claims.ts';
import type { Controller } from './controller.ts';
import { readyStatus } from './node/health.ts';
import { hasTaint, OUT_OF_SERVICE } from './node/taints.ts';
import { isPodTerminal } from './pods.ts';

/**
 * Notices disks that no pod on their node needs any more (upstream: pkg/controller/volume/attachdetach). Keys are names of nodes; what is
 * to be done with their disks stands in storage/detach.ts. Disks are attached when a kubelet waits for them (storage/attach.ts).
 */
export const attachDetachController: Controller = {
  name: 'persistentvolume-attach-detach-controller',
  workers: 1,
  resource: 'nodes',
  eventSource: 'attachdetach-controller',
  serviceAccount: 'attachdetach-controller',
  watches: { pods: nodeOfFormerUser, nodes: nodeChanged },
  reconcile: (_context, key) => ({ intents: [{ do: 'dispatch', to: 'storage.look', args: { node: key } }] }),
};

/** A pod that goes for good, or has ended, needs its volumes no longer. */
function nodeOfFormerUser({ type, after }: Commit): string[] {
  const pod = after as Pod;
  if (!pod.spec.nodeName || (type !== 'DELETED' && !isPodTerminal(pod))) return [];
  return claimKeysOf(pod).length > 0 ? [pod.spec.nodeName] : [];
}

const isOutOfService = (node: Node): boolean => (['NoExecute', 'NoSchedule'] as const).some((effect) => hasTaint(node, { key: OUT_OF_SERVICE, effect }));

function nodeChanged({ key, type, before, after }: Commit): string[] {
  // A node it has not known before may be one it knew in a former life: its disks are looked at.
  if (type === 'DELETED' || !before) return [key];
  const [old, node] = [before as Node, after as Node];
  // What it has written is compared with what holds by then, once the cache knows of it.
  const isReport = !deepEqual(old.status?.volumesAttached, node.status?.volumesAttached);
  return isReport || isOutOfService(old) !== isOutOfService(node) || readyStatus(old) !== readyStatus(node) ? [key] : [];
}
