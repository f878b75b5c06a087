import { deepEqual, type Json } from '../../base/json.ts';
import { SortedMap } from '../../base/sorted-map.ts';
import { ms, seconds } from '../../base/time.ts';
import type { AttachedVolume, Node, Pod } from '../../kinds/schema/types.gen.ts';
import { CONTROLLER_MANAGER } from '../../wire/actors.ts';
import { isSuccess } from '../../wire/request.ts';
import { type Reply, send } from '../client/client.ts';
import { cacheOf, isUp, processState } from '../client/process.ts';
import { apiPath } from '../controllers/requests.ts';
import { stateOf } from '../controllers/state.ts';
import { getObject, type Root } from '../etcd/store.ts';
import type { Component, Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';
import { ATTACH_DETACH, type Disk, disks } from './disks.ts';

/** The reconciler of the attach-detach controller runs this often (reconcilerLoopPeriod), and writes to Nodes at the end of each run. */
const LOOP_US = ms(100);
/** A write that failed is made again after this long. */
const RETRY_US = seconds(1);

interface Report {
  readonly node: string;
  /** Of kube-controller-manager: what a former life was about to write has no answer. */
  readonly life: number;
  readonly volumes: readonly AttachedVolume[];
}

/** Writes under way, by node. */
const reports = slot<SortedMap<Report>>('storage/reports', () => SortedMap.empty());

/** Whether the attach-detach controller is there to attach and detach anything. */
export const isAttaching = (sim: Sim): boolean => isUp(sim, CONTROLLER_MANAGER) && stateOf(sim, { name: ATTACH_DETACH }).on;

/**
 * `status.volumesAttached` of Nodes: what is attached to a machine, as the attach-detach controller tells its kubelet
 * (pkg/controller/volume/attachdetach/statusupdater/node_status_updater.go).
 */
export const reportHandlers: Component['handlers'] = {
  'storage.report': (sim: Sim, { node }: { node: string }) => reportAttached(sim, node),
  'storage.reported': (sim: Sim, { response, args }: Reply<Report>) => {
    sim.set(reports, sim.get(reports).delete(args.node));
    if (!isSuccess(response)) {
      if (response.code !== 404) sim.schedule({ after: RETRY_US, to: 'storage.report', args: { node: args.node }, background: true });
    } else if (!deepEqual(attachedTo(sim, args.node), args.volumes)) reportAttached(sim, args.node);
  },
};

/** Something was detached from the node: it is said with the next run of the reconciler. */
export const reportSoon = (sim: Sim, node: string): void => sim.schedule({ after: LOOP_US, to: 'storage.report', args: { node } });

/** Writes what is attached to the node now, unless its Node says so or it is being written. */
export function reportAttached(sim: Sim, name: string): void {
  const node = getObject<Node>(cacheOf(sim, CONTROLLER_MANAGER), 'nodes', name);
  if (!node || !isAttaching(sim)) return;
  const life = processState(sim, CONTROLLER_MANAGER)?.life ?? 0;
  if (sim.get(reports).get(name)?.life === life) return;
  const volumes = attachedTo(sim, name);
  if (deepEqual(volumes, node.status?.volumesAttached ?? [])) return;
  const args: Report = { node: name, life, volumes };
  sim.set(reports, sim.get(reports).set(name, args));
  const body = { status: { volumesAttached: volumes.length > 0 ? volumes : null } } as unknown as Json;
  const path = apiPath('nodes', undefined, name, 'status');
  const user = 'system:serviceaccount:kube-system:attachdetach-controller';
  const request = { method: 'PATCH' as const, path, body, contentType: 'application/strategic-merge-patch+json', user };
  send(sim, { actor: ATTACH_DETACH, process: CONTROLLER_MANAGER, request, reply: { to: 'storage.reported', args } });
}

function attachedTo(sim: Sim, node: string): readonly AttachedVolume[] {
  const root = cacheOf(sim, CONTROLLER_MANAGER);
  return [...sim.get(disks).values()]
    .filter((disk) => disk.driver !== undefined && disk.attachedAt <= sim.now && (disk.node === node || isAskedFor(root, disk.users, node)))
    .map((disk) => ({ name: uniqueName(disk), devicePath: '' }));
}

/**
 * `status.volumesInUse` of a Node: what its kubelet mounts, has mounted or waits to mount (GetVolumesInUse,
 * pkg/kubelet/volumemanager/volume_manager.go). `root`: the kubelet's view of the cluster.
 */
export const volumesInUse = (sim: Sim, root: Root, node: string): readonly string[] =>
  [...sim.get(disks).values()]
    .filter((disk) => disk.driver !== undefined)
    .filter((disk) => (disk.node === node && disk.users.length > 0) || isAskedFor(root, [...disk.users, ...disk.refused], node))
    .map(uniqueName);

const isAskedFor = (root: Root, pods: readonly string[], node: string): boolean =>
  pods.some((key) => getObject<Pod>(root, 'pods', key)?.spec.nodeName === node);

/** Whether the Node says that the disk is attached to it. One without a Node is not asked. */
export function isReportedAttached(root: Root, disk: Disk, name: string): boolean {
  const node = getObject<Node>(root, 'nodes', name);
  if (!node || disk.driver === undefined) return true;
  const unique = uniqueName(disk);
  return node.status?.volumesAttached?.some((volume) => volume.name === unique) === true;
}

/** GetUniqueVolumeName (pkg/volume/util/util.go) with the name the CSI plugin gives (pkg/volume/csi/csi_plugin.go). */
const uniqueName = ({ id, driver }: Disk): string => `kubernetes.io/csi/${driver}^${id}`;
