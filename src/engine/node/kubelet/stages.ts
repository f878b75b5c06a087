import { runtimePod, type RuntimePod } from '../runtime/records.ts';
import type { Sim } from '../../sim/sim.ts';
import { killPlanned, killWholePod } from './kill.ts';
import { needsNetwork, waitForNetwork } from './network-ready.ts';
import { makeSandbox } from './make-sandbox.ts';
import { planFor } from './plan.ts';
import { podReachedItsEnd, reportStatus } from './report.ts';
import { lookForPullSecrets } from './pull-secrets.ts';
import { startNext } from './start-container.ts';
import { type NodeState, nodeState, patchSync, type PodWorker, type SyncState, workerOf } from './state.ts';
import { setUpVolumes } from './volumes.ts';
import { endSync } from './worker.ts';

/** What a stage looks at. */
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

/**
 * One sync of a pod, after the order of Kubelet.SyncPod and kuberuntime's SyncPod: the first row whose condition holds is run; when what
 * it started has come to an end, the table is looked at again from the top.
 */
export const SYNC_STAGES: readonly Stage[] = [
  { stage: 'report', when: ({ sync }) => !sync.reported, run: reportStatus },
  { stage: 'end', when: ({ worker }) => podReachedItsEnd(worker), run: (sim, { node, worker }) => finishPod(sim, node.name, worker.uid) },
  { stage: 'network', when: ({ node, worker }) => needsNetwork(worker.pod) && !node.networkReady, run: waitForNetwork },
  { stage: 'volumes', when: ({ sync }) => !sync.volumesReady, run: setUpVolumes },
  { stage: 'plan', when: ({ sync }) => sync.plan === undefined, run: (sim, view) => makePlan(sim, view) },
  { stage: 'kill-pod', when: ({ sync }) => sync.plan!.killPod && !sync.killed, run: killWholePod },
  { stage: 'kill', when: ({ sync }) => sync.plan!.kill.length > 0 && !sync.killed, run: killPlanned },
  { stage: 'sandbox', when: ({ sync }) => sync.plan!.createSandbox && !sync.sandboxed, run: makeSandbox },
  { stage: 'start', when: ({ sync }) => sync.next < sync.plan!.start.length, run: startNext },
];

/** Goes on with a sync as far as it gets now. */
export function goOn(sim: Sim, name: string, uid: string): void {
  for (;;) {
    const node = nodeState(sim, name);
    const worker = workerOf(sim, name, uid);
    if (!node || !worker?.sync || worker.phase !== 'sync') return;
    const view: View = { node, worker, sync: worker.sync, runtime: runtimePod(sim, name, uid) };
    const stage = SYNC_STAGES.find((row) => row.when(view));
    if (!stage) return endSync(sim, name, uid, worker.sync.failed ? 'error' : 'ok');
    if (stage.run(sim, view) === 'wait') return;
  }
}

function makePlan(sim: Sim, { node, worker, runtime }: View): Outcome {
  const plan = planFor(worker, runtime);
  if (plan.start.length > 0) lookForPullSecrets(sim, node.name, worker);
  patchSync(sim, node.name, worker.uid, { plan });
  return 'go';
}

/** The pod's phase is terminal: the worker turns to stopping what is left of it. */
function finishPod(sim: Sim, node: string, uid: string): Outcome {
  sim.dispatch('kubelet.terminate', { node, uid });
  return 'wait';
}
