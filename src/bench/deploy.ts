import { etcd } from '../engine/etcd/store.ts';
import { deploymentText, emptyCluster, NEW_IMAGE, OLD_IMAGE, runUntilReady, started } from './clusters.ts';
import { cpuMs, heapBytes } from './measure.ts';

export interface DeployRun {
  readonly pods: number;
  readonly cpuMs: number;
  readonly revisions: number;
  readonly events: number;
  readonly simSeconds: number;
  /** Growth of the heap after collecting, with the whole history kept. */
  readonly bytesPerPod: number;
  readonly rollCpuMs: number;
  readonly rollRevisions: number;
}

/** One Deployment of N pods until all are Ready on N/30 nodes, then its rolling update. */
export function deployRun(pods: number, roll: boolean): DeployRun {
  const setup = emptyCluster(pods);
  const sim = started(setup);
  const heapBefore = heapBytes();
  const before = { cpu: cpuMs(), rev: sim.get(etcd).root.rev, events: sim.executed, t: sim.now };
  setup.command(sim, { do: 'apply', source: deploymentText({ replicas: pods, image: OLD_IMAGE }) });
  runUntilReady(sim, pods, 1);
  const cpu = cpuMs() - before.cpu;
  const made = { revisions: sim.get(etcd).root.rev - before.rev, events: sim.executed - before.events, simSeconds: (sim.now - before.t) / 1e6 };
  const bytesPerPod = (heapBytes() - heapBefore) / pods;
  const atRoll = { cpu: cpuMs(), rev: sim.get(etcd).root.rev };
  if (roll) {
    setup.command(sim, { do: 'apply', source: deploymentText({ replicas: pods, image: NEW_IMAGE }) });
    runUntilReady(sim, pods, 2);
  }
  return { pods, cpuMs: cpu, ...made, bytesPerPod, rollCpuMs: roll ? cpuMs() - atRoll.cpu : 0, rollRevisions: roll ? sim.get(etcd).root.rev - atRoll.rev : 0 };
}
