import { describe, expect, it } from 'vitest';
import { minutes } from '../base/time.ts';
import { clusterSetup } from '../engine/cluster.ts';
import { SCENARIOS } from './index.ts';

describe('every scenario', () => {
  it.each(SCENARIOS.map((scenario) => [scenario.id, scenario] as const))('%s: all of its manifests apply, and it comes to rest', (_id, scenario) => {
    const setup = clusterSetup(scenario, { seed: 1 });
    const sim = setup.create();
    expect(sim.runUntilQuiet(minutes(30))).toBe(true);
    const answers = [...sim.happenings].filter(({ code }) => code === 'command').map(({ id }) => setup.answer(sim, id));
    expect(answers.length).toBeGreaterThanOrEqual(scenario.manifests.length);
    expect(answers.filter((answer) => answer?.ok !== true || answer.lines.some(({ stream }) => stream === 'stderr'))).toEqual([]);
    expect([...sim.happenings].filter(({ code }) => code === 'component.crash')).toEqual([]);
  });

  it('is named once, in both languages', () => {
    expect(new Set(SCENARIOS.map(({ id }) => id)).size).toBe(SCENARIOS.length);
    for (const { title } of SCENARIOS) expect(title.en.length * title.ja.length).toBeGreaterThan(0);
  });
});
