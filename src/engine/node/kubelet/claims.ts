import type { Pod, Volume } from '../../../kinds/schema/types.gen.ts';
import type { Sim } from '../../sim/sim.ts';
import { volumeReady, volumeReleased } from '../../storage/attach.ts';
import { runtimePod, setRuntimePod } from '../runtime/records.ts';
import { SortedMap } from '../../../base/sorted-map.ts';
import { reportNode } from './heartbeat.ts';
import { nodeState, viewOf } from './state.ts';
import { disks } from '../../storage/disks.ts';
import type { SetUp } from './volumes.ts';

/** The volume behind a claim: bound, and its disk attached to this node. */
export function claimVolume(sim: Sim, node: string, pod: Pod, volume: Volume): SetUp {
  const before = sim.get(disks);
  const answer = volumeReady(sim, viewOf(sim, node), pod, volume);
  if (sim.get(disks) !== before) reportInUse(sim, node);
  switch (answer.state) {
    case 'ready':
      return {
        volume:
          answer.source.kind === 'disk'
            ? { kind: 'disk', disk: answer.source.disk, readOnly: answer.source.readOnly }
            : { kind: 'hostPath', path: answer.source.path },
      };
    case 'waiting':
      return { error: `volume ${answer.volume} is being attached`, againUs: answer.againUs };
    case 'problem':
      return { error: answer.message, problem: true };
  }
}

/** A pod that has ended uses its volumes no longer: disks may be detached, emptyDirs are removed. */
export function releaseVolumes(sim: Sim, node: string, uid: string): void {
  const runtime = runtimePod(sim, node, uid);
  if (!runtime || runtime.volumes.size === 0) return;
  const before = sim.get(disks);
  for (const volume of runtime.volumes.values()) if (volume.kind === 'disk') volumeReleased(sim, runtime.pod, volume.disk);
  setRuntimePod(sim, node, { ...runtimePod(sim, node, uid)!, volumes: SortedMap.empty() });
  if (sim.get(disks) !== before) reportInUse(sim, node);
}

/**
 * Simplified: volumes in use are reported at once. The real kubelet says so with its next look at its status, up to ten seconds later,
 * and mounts no volume before; the controller detaches none as long as it is in use.
 */
function reportInUse(sim: Sim, node: string): void {
  if (nodeState(sim, node)?.kubelet) reportNode(sim, node);
}
