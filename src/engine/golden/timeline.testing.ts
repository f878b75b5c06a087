import { minutes, seconds, type SimTime } from '../../base/time.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Happening } from '../../wire/happening.ts';
import { type ClusterSetup, clusterSetup } from '../cluster.ts';
import { commitAt, etcd } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';

/** What a timeline is made from: a scenario with its script, and how long it is watched after the last step. */
export interface Told {
  readonly scenario: Scenario;
  /** Seconds; without it, until nothing is left to do. */
  readonly seconds?: number;
}

const SEED = 42;
const PATIENCE_US = minutes(30);

/** All that happened and is no background, one line each: what was decided, what was written, which Events were recorded. */
export function timeline({ scenario, seconds: after }: Told): string[] {
  const setup = clusterSetup(scenario, { seed: SEED });
  const teller = new Teller(setup);
  teller.settle();
  for (const { afterSeconds, command } of scenario.script ?? []) {
    teller.run(seconds(afterSeconds));
    setup.command(teller.sim, command);
    if (after === undefined) teller.settle();
  }
  if (after !== undefined) teller.run(seconds(after));
  return teller.lines;
}

class Teller {
  readonly sim: Sim;
  readonly lines: string[] = [];
  private told = 0;

  constructor(setup: ClusterSetup) {
    this.sim = setup.create();
  }

  run(us: number): void {
    const end = this.sim.now + us;
    for (let next = this.sim.peek(); next && next.at <= end; next = this.sim.peek()) this.step();
    this.sim.runUntil(end as SimTime);
  }

  settle(): void {
    const end = this.sim.now + PATIENCE_US;
    for (let next = this.sim.peek(); next && next.at <= end && this.sim.workPending > 0; next = this.sim.peek()) this.step();
  }

  private step(): void {
    this.tell();
    this.sim.step();
    this.tell();
  }

  /** What a command did at once is told before the next step. */
  private tell(): void {
    for (; this.told < this.sim.happenings.length; this.told++) {
      const happening = this.sim.happenings.get(this.told)!;
      const what = happening.background ? undefined : wordsOf(this.sim, happening);
      if (what !== undefined) this.lines.push(`${(happening.t / 1_000_000).toFixed(6).padStart(12)}  ${happening.actor.padEnd(34)} ${what}`);
    }
  }
}

function wordsOf(sim: Sim, { code, say, args, rev }: Happening): string | undefined {
  switch (code) {
    case 'command':
    case 'fault':
    case 'component.crash':
      return `${code} ${JSON.stringify(args)}`;
    case 'decide':
      return `${say} ${JSON.stringify(args ?? {})}`;
    case 'etcd.write':
      return written(sim, rev!, args as { type: string; resource: string; key: string });
    default:
      return undefined;
  }
}

function written(sim: Sim, rev: number, { type, resource, key }: { type: string; resource: string; key: string }): string {
  if (resource !== 'events') return `${type} ${resource} ${key}`;
  const event = commitAt(sim.get(etcd), rev)!.after as KubeObject & {
    type: string;
    reason: string;
    message: string;
    count?: number;
    involvedObject: { kind: string; name: string };
  };
  const { kind, name } = event.involvedObject;
  return `Event ${event.type} ${event.reason} ${kind}/${name} ${event.message}${(event.count ?? 1) > 1 ? ` (×${event.count})` : ''}`;
}
