import { ms, type SimTime } from '../../../base/time.ts';
import { keyOf } from '../../../kinds/object.ts';
import type { PersistentVolumeClaim, Pod, Volume } from '../../../kinds/schema/types.gen.ts';
import { kubelet } from '../../../wire/actors.ts';
import { send } from '../../client/client.ts';
import { isUp } from '../../client/process.ts';
import { apiPath } from '../../controllers/requests.ts';
import { getObject } from '../../etcd/store.ts';
import type { Sim } from '../../sim/sim.ts';
import { diskOf, setDisk } from '../../storage/disks.ts';
import { aboutPod } from '../runtime/names.ts';
import { runtimePod } from '../runtime/records.ts';
import { decide, nodeEvent, podEvent } from './say.ts';
import { nodeState, type PodWorker, viewOf, workerOf } from './state.ts';

/** What resize2fs takes. */
const GROW_US = ms(300);

interface Growing {
  readonly node: string;
  readonly uid: string;
  readonly claim: string;
  readonly volume: string;
  readonly disk: string;
}

/**
 * At each sync: a mounted volume whose disk has become larger has its file system grown, while its pod runs
 * (pkg/volume/util/operationexecutor/node_expander.go).
 */
export function growVolumes(sim: Sim, node: string, { pod, uid, key }: PodWorker): void {
  if (!isUp(sim, kubelet(node))) return;
  for (const volume of pod.spec.volumes ?? []) {
    const claim = claimOf(sim, node, pod, volume);
    const state = claim?.status?.allocatedResourceStatuses?.['storage'];
    if (!claim || (state !== 'NodeResizePending' && state !== 'NodeResizeInProgress')) continue;
    const mounted = runtimePod(sim, node, uid)?.volumes.get(volume.name);
    const disk = mounted?.kind === 'disk' ? diskOf(sim, mounted.disk) : undefined;
    if (!disk || disk.growing) continue;
    setDisk(sim, { ...disk, growing: true });
    decide(sim, node, 'kubelet.grow-volume', { pod: key, volume: volume.name, size: disk.size });
    if (state === 'NodeResizePending') patchStatus(sim, node, claim, { allocatedResourceStatuses: { storage: 'NodeResizeInProgress' } });
    const args: Growing = { node, uid, claim: keyOf(claim.metadata), volume: claim.spec.volumeName ?? '', disk: disk.id };
    const step = { step: 'grow', volume: args.volume, disk: disk.id, node, pod: key };
    sim.note({ code: 'volume.step', actor: kubelet(node), until: (sim.now + GROW_US) as SimTime, ...aboutPod(sim, key), args: step });
    sim.schedule({ after: GROW_US, to: 'kubelet.volume-grown', args });
  }
}

function claimOf(sim: Sim, node: string, pod: Pod, { name, persistentVolumeClaim, ephemeral }: Volume): PersistentVolumeClaim | undefined {
  const claim = persistentVolumeClaim?.claimName ?? (ephemeral ? `${pod.metadata.name}-${name}` : undefined);
  return claim === undefined ? undefined : getObject<PersistentVolumeClaim>(viewOf(sim, node), 'persistentvolumeclaims', `${pod.metadata.namespace}/${claim}`);
}

/** MarkFSResizeFinished: only now the claim has what it asked for. */
export function volumeGrown(sim: Sim, { node, uid, claim: key, volume, disk: id }: Growing): void {
  const disk = diskOf(sim, id);
  if (disk) setDisk(sim, { ...disk, growing: undefined });
  const claim = getObject<PersistentVolumeClaim>(viewOf(sim, node), 'persistentvolumeclaims', key);
  if (!disk || !claim || !nodeState(sim, node) || !isUp(sim, kubelet(node))) return;
  const message = `MountVolume.NodeExpandVolume succeeded for volume "${volume}" ${node}`;
  const worker = workerOf(sim, node, uid);
  if (worker) podEvent(sim, node, worker.pod, { type: 'Normal', reason: 'FileSystemResizeSuccessful', message });
  nodeEvent(sim, node, claim, 'FileSystemResizeSuccessful', message);
  const conditions = (claim.status?.conditions ?? []).map(({ type }) => ({ $patch: 'delete', type }));
  patchStatus(sim, node, claim, { capacity: { storage: disk.size }, allocatedResourceStatuses: null, ...(conditions.length > 0 ? { conditions } : {}) });
}

function patchStatus(sim: Sim, node: string, { metadata }: PersistentVolumeClaim, status: object): void {
  const { kubeletQps: qps, kubeletBurst: burst } = sim.config.settings;
  const path = apiPath('persistentvolumeclaims', metadata.namespace, metadata.name, 'status');
  const body = { metadata: { uid: metadata.uid }, status } as never;
  const request = { method: 'PATCH' as const, path, body, contentType: 'application/strategic-merge-patch+json', user: `system:node:${node}` };
  send(sim, { actor: kubelet(node), process: kubelet(node), request, limit: { qps, burst } });
}
