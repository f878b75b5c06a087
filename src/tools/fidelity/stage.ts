import { seconds, type SimTime } from '../../base/time.ts';
import { createCluster } from '../../engine/cluster.ts';
import { executeCommand } from '../../engine/person.ts';
import { serve } from '../../engine/apiserver/serve.ts';
import { type Commit, commitAt, etcd, getObject, listObjects, type Root } from '../../engine/etcd/store.ts';
import type { Sim } from '../../engine/sim/sim.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { KUBECTL } from '../../wire/actors.ts';
import type { Command } from '../../wire/command.ts';
import type { ApiRequest, ApiResponse } from '../../wire/request.ts';
import type { Golden } from './golden.ts';

/** Machines are Ready and everything that begins with them has been said. */
const OPENING_US = seconds(20);
/** A quiet wait goes on for so long while Pods are terminating. */
const TERMINATING_US = seconds(30);

/** A cluster as the preconditions of a golden scenario have it, driven from outside in virtual time; every commit is kept. */
export class Stage {
  readonly sim: Sim;
  readonly commits: Commit[] = [];
  readonly initial: Root;
  private seen: number;
  private lastChange: number;

  constructor(golden: Golden, seed: number) {
    const { nodeMonitorGracePeriodSeconds, serviceCIDR, eventTTLHours } = golden.preconditions.settings;
    this.sim = createCluster(scenarioOf(golden), {
      seed,
      settings: { nodeMonitorGraceUs: seconds(nodeMonitorGracePeriodSeconds), serviceCIDR, eventTTLUs: seconds(eventTTLHours * 3_600) },
    });
    this.sim.runUntil(OPENING_US as SimTime);
    this.initial = this.root;
    this.seen = this.root.rev;
    this.lastChange = this.sim.now;
  }

  get root(): Root {
    return this.sim.get(etcd).root;
  }

  find(resource: string, key: string): KubeObject | undefined {
    return getObject(this.root, resource, key);
  }

  /** Lets virtual time pass. */
  pass(us: number): void {
    this.runUntil(this.sim.now + us);
  }

  runUntil(time: number): void {
    for (let next = this.sim.peek(); next && next.at <= time; next = this.sim.peek()) this.step();
    this.sim.runUntil(time as SimTime);
  }

  /** Runs until `condition` holds. False when that did not come to pass within the time. */
  waitFor(condition: () => boolean, patienceUs: number): boolean {
    const end = this.sim.now + patienceUs;
    while (!condition()) {
      const next = this.sim.peek();
      if (!next || next.at > end) return false;
      this.step();
    }
    return true;
  }

  /** Until nothing has changed for so long, and no Pod is terminating. */
  quiet(quietUs: number, mostUs: number): void {
    const begin = this.sim.now;
    for (;;) {
      const due = Math.max(begin, this.lastChange) + quietUs;
      const target = Math.min(begin + mostUs, this.hasTerminating() ? Math.max(due, begin + TERMINATING_US) : due);
      const next = this.sim.peek();
      if (!next || next.at > target) return this.runUntil(target);
      this.step();
    }
  }

  /** A request of a person's client: it travels, is served, and its answer travels back. */
  call(request: ApiRequest): ApiResponse {
    const { userUs, readUs, writeUs } = this.sim.config.settings.latency;
    this.pass(userUs + (request.method === 'GET' ? readUs : writeUs));
    const response = this.sim.because(0, () => serve(this.sim, request, KUBECTL));
    this.look();
    this.pass(userUs);
    return response;
  }

  command(command: Command): void {
    executeCommand(this.sim, command);
    this.look();
  }

  private step(): void {
    this.sim.step();
    this.look();
  }

  private look(): void {
    const state = this.sim.get(etcd);
    while (this.seen < state.root.rev) {
      const commit = commitAt(state, ++this.seen);
      if (!commit) throw new Error(`the commit of revision ${this.seen} is gone`);
      this.commits.push(commit);
      if (commit.resource !== 'nodes' && commit.resource !== 'leases') this.lastChange = this.sim.now;
    }
  }

  private hasTerminating(): boolean {
    for (const pod of listObjects(this.root, 'pods')) if (pod.metadata.deletionTimestamp) return true;
    return false;
  }
}

/** Machines as in the recording. Every image is on every machine already: pulls take no time on the hollow runtime. */
function scenarioOf({ name, preconditions, steps }: Golden): Scenario {
  const images = imagesOf(steps.map(({ stdin, run }) => `${stdin ?? ''}\n${run ?? ''}`).join('\n'));
  return {
    id: name,
    title: { en: '', ja: '' },
    nodes: preconditions.nodes.map((node, i) => ({
      name: node.name,
      cpu: node.cpu,
      memory: node.memory,
      ephemeralStorage: node.ephemeralStorage,
      pods: node.pods,
      address: `10.0.0.${i + 11}`,
      labels: node.labels,
      role: 'worker',
      images,
    })),
    manifests: [],
    traffic: [],
    opensAt: 'start',
  };
}

/** Images the steps speak of, except those that cannot be pulled or must not be there (`imagePullPolicy: Never`). */
function imagesOf(text: string): readonly string[] {
  const inManifests = [...text.matchAll(/image: (\S+)(?:\s+imagePullPolicy: (\w+))?/g)].filter(([, , policy]) => policy !== 'Never').map(([, image]) => image!);
  const set = [...text.matchAll(/^kubectl set image \S+ \w+=(\S+)/gm)].map(([, image]) => image!);
  return [...new Set([...inManifests, ...set])].filter((image) => !image.includes('does-not-exist')).sort();
}
