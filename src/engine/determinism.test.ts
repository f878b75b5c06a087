import { execFile } from 'node:child_process';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { seconds, type SimTime } from '../base/time.ts';
import { nodeFailure } from '../scenarios/node-failure.ts';
import { rollingUpdate } from '../scenarios/rolling-update.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { hashOf } from '../tools/swarm/run.ts';
import { clusterSetup } from './cluster.ts';
import { etcd } from './etcd/store.ts';
import type { Checkpoint, Sim } from './sim/sim.ts';

/** The same scenario, seed and commands give the same history, whatever way it is run and wherever. */

const LENGTH_US = seconds(45);
/** Its script is given at this time. */
const ACT_US = seconds(20);
const REPLAY_US = seconds(30);

/** How a run gets from one time to another. */
type Run = (sim: Sim, to: SimTime) => void;
const inOneGo: Run = (sim, to) => sim.runUntil(to);

function lived(scenario: Scenario, seed: number, run: Run = inOneGo): Sim {
  const setup = clusterSetup(scenario, { seed });
  const sim = setup.create();
  run(sim, ACT_US as SimTime);
  for (const { command } of scenario.script ?? []) setup.command(sim, command);
  run(sim, LENGTH_US as SimTime);
  return sim;
}

/** Everything: the log with causes and arguments, every object, what is queued. */
const everything = (sim: Sim): string =>
  JSON.stringify([sim.now, sim.executed, sim.workPending, [...sim.happenings], [...sim.get(etcd).log].map(({ rev, t, type, after }) => [rev, t, type, after])]);

/** All that is remembered, and all that is due. */
function stateOf(sim: Sim): string {
  const { happenings: _told, world, ...rest } = sim.checkpoint();
  const { log: _written, ...stored } = sim.get(etcd);
  return JSON.stringify({ ...rest, world: { ...world, [etcd.name]: stored } });
}

describe('the same seed', { timeout: 60_000 }, () => {
  it('gives the same hash of the whole log, another seed another', () => {
    expect(hashOf(lived(rollingUpdate, 3))).toBe(hashOf(lived(rollingUpdate, 3)));
    expect(hashOf(lived(rollingUpdate, 4))).not.toBe(hashOf(lived(rollingUpdate, 3)));
  });

  it('gives the same in one go, event by event, and in slices of any size', () => {
    const whole = everything(lived(nodeFailure, 5));
    const byEvent: Run = (sim, to) => {
      for (let next = sim.peek(); next && next.at <= to; next = sim.peek()) sim.step();
      sim.runUntil(to);
    };
    const inSlices =
      (us: number): Run =>
      (sim, to) => {
        while (sim.now < to) sim.runUntil(Math.min(sim.now + us, to) as SimTime);
      };
    for (const run of [byEvent, inSlices(1_234), inSlices(16_667), inSlices(7_000_001)]) expect(everything(lived(nodeFailure, 5, run)) === whole).toBe(true);
  });
});

describe('a checkpoint', () => {
  it('leads to the very end the straight run came to, from 24 instants', { timeout: 120_000 }, () => {
    const setup = clusterSetup(rollingUpdate, { seed: 8 });
    const sim = setup.create();
    sim.runUntil(ACT_US as SimTime);
    for (const { command } of rollingUpdate.script ?? []) setup.command(sim, command);
    const taken: Checkpoint[] = [];
    for (const at of instantsBetween(ACT_US, REPLAY_US, 24)) {
      sim.runUntil(at as SimTime);
      // In the midst of an instant as well as at its end.
      if (taken.length % 2 === 0) sim.step();
      taken.push(sim.checkpoint());
    }
    sim.runUntil(REPLAY_US as SimTime);
    const end = stateOf(sim);
    const log = [...sim.happenings].map((happening) => JSON.stringify(happening));
    for (const checkpoint of shuffled(taken)) {
      sim.restore(checkpoint);
      expect([sim.now, sim.executed, sim.happenings.length]).toEqual([checkpoint.now, checkpoint.executed, checkpoint.happenings.length]);
      sim.runUntil(REPLAY_US as SimTime);
      const again = [...sim.happenings].slice(checkpoint.happenings.length).map((happening) => JSON.stringify(happening));
      expect(again.findIndex((line, i) => line !== log[checkpoint.happenings.length + i])).toBe(-1);
      expect(sim.happenings.length).toBe(log.length);
      expect(stateOf(sim) === end).toBe(true);
    }
  });
});

/** Times without any pattern, in order; the same in every run of the test. */
function instantsBetween(from: number, to: number, count: number): number[] {
  let x = 12_345;
  const next = (): number => (x = (x * 48_271) % 2_147_483_647);
  return Array.from({ length: count }, () => from + Math.floor(((to - from) * next()) / 2_147_483_647)).sort((a, b) => a - b);
}

const shuffled = <T>(items: readonly T[]): T[] => [
  ...items.filter((_, i) => i % 3 === 1),
  ...items.filter((_, i) => i % 3 === 2).reverse(),
  ...items.filter((_, i) => i % 3 === 0),
];

describe('the engine asks nothing of its surroundings', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('runs without clock, chance, timers, and languages', { timeout: 60_000 }, () => {
    const expected = hashOf(lived(rollingUpdate, 3));
    const forbidden = (what: string) => {
      const fail = (): never => {
        throw new Error(`the engine asked for ${what}`);
      };
      return new Proxy(fail, { get: fail, construct: fail, apply: fail });
    };
    for (const name of ['Date', 'Intl', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'crypto', 'fetch'])
      vi.stubGlobal(name, forbidden(name));
    const { random } = Math;
    const compare = Object.getOwnPropertyDescriptor(String.prototype, 'localeCompare')!;
    const printed = Object.getOwnPropertyDescriptor(Number.prototype, 'toLocaleString')!;
    Math.random = forbidden('Math.random') as never;
    Object.defineProperty(String.prototype, 'localeCompare', { ...compare, value: forbidden('localeCompare') });
    Object.defineProperty(Number.prototype, 'toLocaleString', { ...printed, value: forbidden('toLocaleString') });
    let sim: Sim;
    try {
      sim = lived(rollingUpdate, 3);
    } finally {
      Math.random = random;
      Object.defineProperty(String.prototype, 'localeCompare', compare);
      Object.defineProperty(Number.prototype, 'toLocaleString', printed);
      vi.unstubAllGlobals();
    }
    expect(sim.lastCrash).toBeUndefined();
    expect(hashOf(sim)).toBe(expected);
  });

  it('gives the same in other time zones and languages', { timeout: 120_000 }, async () => {
    const code = `
      const { clusterSetup } = await import('./src/engine/cluster.ts');
      const { rollingUpdate } = await import('./src/scenarios/rolling-update.ts');
      const { hashOf } = await import('./src/tools/swarm/run.ts');
      const sim = clusterSetup(rollingUpdate, { seed: 3 }).create();
      sim.runUntil(${ACT_US});
      console.log(new Date(0).getHours(), hashOf(sim));`;
    const there = (TZ: string, LANG: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const options = { cwd: path.resolve(import.meta.dirname, '../..'), env: { ...process.env, TZ, LANG, LC_ALL: LANG } };
        execFile(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], options, (error, stdout) =>
          error ? reject(error) : resolve(stdout.trim()),
        );
      });
    const [tokyo, newYork] = await Promise.all([there('Asia/Tokyo', 'ja_JP.UTF-8'), there('America/New_York', 'tr_TR.UTF-8')]);
    expect(tokyo).toMatch(/^9 [0-9a-f]{8}$/);
    expect(newYork).toBe(tokyo!.replace('9 ', '19 '));
  });
});
