import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { minutes, seconds, type SimTime } from '../base/time.ts';
import { serve } from '../engine/apiserver/serve.ts';
import { type ClusterSetup, clusterSetup } from '../engine/cluster.ts';
import { CommandError } from '../engine/person.ts';
import type { Violation } from '../engine/invariants/invariant.ts';
import { Watchdog } from '../engine/invariants/watchdog.ts';
import type { Sim } from '../engine/sim/sim.ts';
import { scenarioById } from '../scenarios/index.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { ApiRequest } from '../wire/request.ts';
import type { CommandResult } from '../wire/command.ts';

/** Manifests go the whole way: the command, kubectl, the API server, and everything that acts on what came in. */

/** Published manifests, where they are beside the repository. */
export const PUBLISHED = resolve(import.meta.dirname, '../../../shared/manifests');
export const publishedArePresent = (): boolean => existsSync(PUBLISHED);

export const publishedFiles = (): readonly string[] =>
  readdirSync(PUBLISHED, { recursive: true, encoding: 'utf8' })
    .map((name) => join(PUBLISHED, name))
    .filter((path) => /\.(ya?ml|json)$/.test(path) && statSync(path).isFile())
    .map((path) => relative(PUBLISHED, path))
    .sort();

export interface Applied {
  readonly sim: Sim;
  readonly result: CommandResult;
  /** Lines as they come on the screen. */
  readonly lines: readonly string[];
  readonly violations: readonly Violation[];
}

const ANSWER_WITHIN = minutes(5);

/** A cluster of the scenario `empty`, ready for commands. */
export class ApplyBench {
  readonly sim: Sim;
  private readonly setup: ClusterSetup;
  private readonly dog: Watchdog;

  constructor() {
    const scenario = scenarioById('empty') as Scenario;
    this.setup = clusterSetup(scenario, { seed: 7 });
    this.sim = this.setup.create();
    this.dog = new Watchdog(this.sim);
    this.run(seconds(10));
  }

  /** Applies, waits for the answer, and looks on for `afterUs`. */
  apply(source: string, afterUs = 0): Applied {
    const id = this.sim.happenings.length + 1;
    try {
      this.setup.command(this.sim, { do: 'apply', source });
    } catch (error) {
      // Refused before anything was done, as the page shows it.
      if (!(error instanceof CommandError)) throw error;
      return { sim: this.sim, result: { ok: false, lines: [{ stream: 'stderr', text: error.message }] }, lines: [error.message], violations: [] };
    }
    const end = this.sim.now + ANSWER_WITHIN;
    while (!this.setup.answer(this.sim, id) && this.sim.now < end && this.sim.peek()) this.step();
    const result = this.setup.answer(this.sim, id);
    if (!result) throw new Error('kubectl never came back');
    this.run(afterUs);
    return { sim: this.sim, result, lines: result.lines.map(({ text }) => text), violations: this.dog.violations };
  }

  /** What the API answers now; no time passes. */
  read(path: string): unknown {
    return serve(this.sim, { method: 'GET', path }, 'test').body;
  }

  /** A request as a person would send it. */
  request(request: ApiRequest): void {
    this.setup.command(this.sim, { do: 'request', request });
  }

  run(us: number): void {
    const end = this.sim.now + us;
    for (let next = this.sim.peek(); next && next.at <= end; next = this.sim.peek()) this.step();
    this.sim.runUntil(end as SimTime);
  }

  private step(): void {
    this.sim.step();
    this.dog.look();
  }
}
