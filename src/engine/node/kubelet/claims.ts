import type { Pod, Volume } from '../../../kinds/schema/types.gen.ts';
import type { Sim } from '../../sim/sim.ts';
import { volumeReady, volumeReleased } from '../../storage/attach.ts';
import { runtimePod, setRuntimePod } from '../runtime/records.ts';
import { SortedMap } from '../../../base/sorted-map.ts';
import { viewOf } from './state.ts';
import type { SetUp } from './volumes.ts';

/** The volume behind a claim: bound, and its disk attached to this node. */
export function claimVolume(sim: Sim, node: string, pod: Pod, volume: Volume): SetUp {
  const answer = volumeReady(sim, viewOf(sim, node), pod, volume);
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
  for (const volume of runtime.volumes.values()) if (volume.kind === 'disk') volumeReleased(sim, runtime.pod, volume.disk);
  setRuntimePod(sim, node, { ...runtimePod(sim, node, uid)!, volumes: SortedMap.empty() });
}
