import type { Sim } from '../../sim/sim.ts';
import type { RuntimePod } from '../runtime/records.ts';
import type { NodeState, PodWorker, SyncState } from './state.ts';

/** What a stage of a sync looks at. */
export interface View {
  readonly node: NodeState;
  readonly worker: PodWorker;
  readonly sync: SyncState;
  readonly runtime: RuntimePod | undefined;
}

/** `go`: the stage is done, look again from the top. `wait`: a `kubelet.step` (or another event) will go on. */
export type Outcome = 'go' | 'wait';

export interface Stage {
  readonly stage: string;
  readonly when: (view: View) => boolean;
  readonly run: (sim: Sim, view: View) => Outcome;
}
