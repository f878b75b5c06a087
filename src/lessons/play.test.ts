import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { minutes } from '../base/time.ts';
import { clusterSetup } from '../engine/cluster.ts';
import { Watchdog } from '../engine/invariants/watchdog.ts';
import { situationOf } from '../engine/situation.ts';
import { scenarioById } from '../scenarios/index.ts';
import { holds } from '../wire/condition.ts';
import { resolve } from './player.ts';
import { readLesson } from './read.ts';

const DIR = import.meta.dirname;
const ids = fs.readdirSync(DIR, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const PATIENCE_US = minutes(30);

/** Plays a lesson by its own solution, in order, and says of every step whether what it waits for and expects came about. */
describe('every lesson plays by its own solution', () => {
  it.each(ids)('%s', (id) => {
    const lesson = readLesson(fs.readFileSync(path.join(DIR, id, 'lesson.yaml'), 'utf8'));
    const setup = clusterSetup(scenarioById(lesson.start.scenario)!, { seed: lesson.start.seed });
    const sim = setup.create();
    expect(sim.runUntilQuiet(PATIENCE_US)).toBe(true);
    const dog = new Watchdog(sim);
    for (const step of lesson.steps) {
      const since = { happening: sim.happenings.length, time: sim.timestamp };
      const give = (commands: typeof step.do): void => {
        for (const command of commands) setup.command(sim, resolve(command, situationOf(sim, since)));
      };
      give(step.do);
      give(step.solve);
      const end = sim.now + PATIENCE_US;
      while (step.until && !holds(step.until, situationOf(sim, since)) && sim.now < end && sim.step()) dog.look();
      expect(step.until === undefined || holds(step.until, situationOf(sim, since)), `${step.id}: what it waits for came about`).toBe(true);
      if (step.expect) expect(holds(step.expect, situationOf(sim, since)), `${step.id}: what it expects holds`).toBe(true);
    }
    expect(dog.violations).toEqual([]);
  });
});
