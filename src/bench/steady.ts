import { seconds, type SimTime } from '../base/time.ts';
import { deploymentText, emptyCluster, NEW_IMAGE, OLD_IMAGE, runUntilReady, started } from './clusters.ts';
import { cpuMs } from './measure.ts';

export interface SteadyRun {
  readonly pods: number;
  readonly nodes: number;
  readonly idleSimPerCpu: number;
  readonly busySimPerCpu: number;
}

const SETTLE = seconds(30);

/** Simulated seconds per CPU second: with nothing but heartbeats and readiness probes, and during a rolling update. */
export function steadyRun(pods: number, simSeconds: number): SteadyRun {
  const setup = emptyCluster(pods);
  const sim = started(setup);
  setup.command(sim, { do: 'apply', source: deploymentText({ replicas: pods, image: OLD_IMAGE, probed: true }) });
  runUntilReady(sim, pods, 1);
  sim.runUntil((sim.now + SETTLE) as SimTime);
  const idleFrom = cpuMs();
  sim.runUntil((sim.now + seconds(simSeconds)) as SimTime);
  const idle = cpuMs() - idleFrom;
  setup.command(sim, { do: 'apply', source: deploymentText({ replicas: pods, image: NEW_IMAGE, probed: true }) });
  sim.runUntil((sim.now + seconds(1)) as SimTime);
  const busyFrom = cpuMs();
  const busySeconds = Math.min(10, simSeconds);
  sim.runUntil((sim.now + seconds(busySeconds)) as SimTime);
  const busy = cpuMs() - busyFrom;
  return { pods, nodes: Math.ceil(pods / 30), idleSimPerCpu: (simSeconds * 1_000) / idle, busySimPerCpu: (busySeconds * 1_000) / busy };
}
