import { runtimePod } from '../runtime/records.ts';
import type { Sim } from '../../sim/sim.ts';
import { killPlanned, killWholePod } from './kill.ts';
import { needsNetwork, waitForNetwork } from './network-ready.ts';
import { makeSandbox } from './make-sandbox.ts';
import { planFor } from './plan.ts';
import { resumeProbes, triggerReadinessProbes } from './probes.ts';
import { podReachedItsEnd, statusOf } from './report.ts';
import { lookForPullSecrets } from './pull-secrets.ts';
import { startNext } from './start-container.ts';
import type { Outcome, Stage, View } from './stage.ts';
import { nodeState, patchSync, workerOf } from './state.ts';
import { setStatus } from './status-manager.ts';
import { setUpVolumes } from './volumes.ts';
import { endSync } from './worker.ts';

/**
 * One sync of a pod, after the order of Kubelet.SyncPod and kuberuntime's SyncPod: the first row whose condition holds is run; when what
 * it started has come to an end, the table is looked at again from the top.
 */
const SYNC_STAGES: readonly Stage[] = [
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

/** At the start of a sync the kubelet says how it finds the pod. */
function reportStatus(sim: Sim, { node, worker }: View): Outcome {
  patchSync(sim, node.name, worker.uid, { reported: true });
  if (worker.status === undefined) resumeProbes(sim, node.name, worker);
  setStatus(sim, node.name, worker.uid, statusOf(sim, node.name, workerOf(sim, node.name, worker.uid)!, false));
  triggerReadinessProbes(sim, node.name, worker.uid);
  return 'go';
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
