import { fnv1a } from '../../base/hash.ts';
import { minutes, seconds, type SimTime } from '../../base/time.ts';
import { clusterSetup } from '../../engine/cluster.ts';
import { type Commit, etcd, listObjects } from '../../engine/etcd/store.ts';
import { hashOfCommit, Watchdog } from '../../engine/invariants/watchdog.ts';
import type { Violation } from '../../engine/invariants/invariant.ts';
import type { Sim } from '../../engine/sim/sim.ts';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import { DEFAULT_CLASS } from '../../scenarios/manifests.ts';
import { standardNodes } from '../../scenarios/nodes.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Command } from '../../wire/command.ts';
import { LATE_CLASS } from './manifests.ts';
import { type Plan, type PlanStep, planOf } from './plan.ts';
import { observed, observer } from './observer.ts';
import { askAll } from './questions.ts';

export interface SwarmResult {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** Whether it came to rest within 30 virtual minutes after everything was mended. */
  readonly settled: boolean;
  /** Hash of the whole log: equal for equal seeds, on every machine. */
  readonly hash: string;
  readonly virtualUs: number;
  readonly events: number;
  readonly commands: number;
  /** Of these, troubles. */
  readonly faults: number;
}

const LIVENESS_US = minutes(30);
/** Time for timers of old (grace periods, back-off, monitors) to have had their say. */
const CALM_US = minutes(20);
const SILENCE_US = minutes(30);

/** One seed: safety under commands and faults, then everything mended and at rest. Invariants are on all the time. */
export const runSeed = (seed: number): SwarmResult => runPlan(planOf(seed));

function runPlan(plan: Plan): SwarmResult {
  const { seed } = plan;
  const scenario: Scenario = {
    id: 'swarm',
    title: { en: '', ja: '' },
    nodes: standardNodes(plan.workers),
    manifests: [DEFAULT_CLASS, LATE_CLASS],
    traffic: [],
    opensAt: 'start',
  };
  const setup = clusterSetup(scenario, { seed, extra: [observer], settings: { nodeCIDRMaskSize: plan.nodeCIDRMaskSize } });
  const sim = setup.create();
  const dog = new Watchdog(sim);
  runTo(sim, dog, seconds(6));
  let commands = 0;
  let faults = 0;
  const give = (command: Command): void => {
    try {
      setup.command(sim, command);
      commands++;
      if (isTrouble(command)) faults++;
    } catch (error) {
      // What a command names need not exist (a node that the plan has not): the person is told, the cluster is untouched.
      if ((error as Error).name !== 'CommandError') throw error;
    }
  };
  for (const step of plan.steps) {
    runTo(sim, dog, sim.now + step.afterUs);
    if (step.ask) askAll(sim, dog, step.choice);
    const command = resolved(sim, step);
    if (command) give(command);
  }
  runTo(sim, dog, sim.now + seconds(20));
  for (const repair of plan.repairs) give(repair);
  runTo(sim, dog, sim.now + CALM_US);
  const settled = settle(sim, dog);
  if (settled) {
    dog.lookAtRest();
    for (const text of observed(sim, true)) dog.report('S4', text);
    dog.beginSilence();
    runTo(sim, dog, sim.now + SILENCE_US);
    dog.endSilence();
  }
  return { seed, violations: dog.violations, settled, hash: hashOf(sim, dog.written), virtualUs: sim.now, events: sim.executed, commands, faults };
}

const isTrouble = (command: Command): boolean =>
  command.do !== 'apply' && command.do !== 'request' && command.do !== 'traffic' && command.do !== 'traffic.stop';

/** The command with the pod it means; undefined when there is none. */
function resolved(sim: Sim, { command, choice }: PlanStep): Command | undefined {
  const text = JSON.stringify(command);
  if (!text.includes('{pod}')) return command;
  const pods = [...listObjects<Pod>(sim.get(etcd).root, 'pods', 'default')];
  const pod = pods[choice % Math.max(pods.length, 1)];
  if (!pod) return undefined;
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  const container = containers[choice % containers.length]!.name;
  return JSON.parse(text.replaceAll('{pod}', pod.metadata.name).replaceAll('{container}', container)) as Command;
}

function runTo(sim: Sim, dog: Watchdog, time: number): void {
  for (let next = sim.peek(); next && next.at <= time; next = sim.peek()) {
    sim.step();
    dog.look();
  }
  sim.runUntil(time as SimTime);
}

function settle(sim: Sim, dog: Watchdog): boolean {
  const end = sim.now + LIVENESS_US;
  while (sim.workPending > 0) {
    const next = sim.peek();
    if (!next || next.at > end) return false;
    sim.step();
    dog.look();
  }
  return true;
}

const noted = (hash: number | undefined, commit: Commit): number => hashOfCommit(commit, hash);

/** Over every commit with its object (those that somebody saw before they were compacted, else what etcd still has), and every happening with its cause and arguments: two runs of one seed differ in nothing, or they differ here. */
export function hashOf(sim: Sim, written: number | undefined = [...sim.get(etcd).log].reduce<number | undefined>(noted, undefined)): string {
  let hash = written;
  for (const { id, t, code, actor, say, cause, args } of sim.happenings)
    hash = fnv1a(`${id} ${t} ${code} ${actor} ${say ?? ''} ${cause} ${JSON.stringify(args ?? null)}`, hash);
  return (hash ?? 0).toString(16).padStart(8, '0');
}
