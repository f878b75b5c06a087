import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterConfig } from './config.ts';
import { type Component, Sim } from './sim.ts';

const told: { at: number; name: string }[] = [];
const component: Component = { name: 'a', handlers: { 'a.do': (sim, name: string) => void told.push({ at: sim.now, name }) } };

describe('the queue', () => {
  it('runs work and background in one order, and knows the next work without looking at the background', () => {
    const due = fc.record({ at: fc.integer({ min: 0, max: 20 }), cls: fc.integer({ min: 0, max: 1 }), background: fc.boolean() });
    fc.assert(
      fc.property(fc.array(due, { maxLength: 40 }), (all) => {
        told.length = 0;
        const sim = new Sim(clusterConfig(), [component]);
        all.forEach(({ at, cls, background }, i) => sim.schedule({ at: at as never, cls, to: 'a.do', args: String(i), background }));
        const order = all.map((one, i) => ({ ...one, i })).sort((a, b) => a.at - b.at || a.cls - b.cls || a.i - b.i);
        for (const [n] of order.entries()) {
          const work = order.slice(n).find(({ background }) => !background);
          expect(sim.peekWork()?.args).toBe(work && String(work.i));
          expect(sim.workPending).toBe(order.slice(n).filter(({ background }) => !background).length);
          sim.step();
        }
        expect(sim.step()).toBe(false);
        expect(told.map(({ name }) => name)).toEqual(order.map(({ i }) => String(i)));
      }),
    );
  });

  it('hands over what was recorded, once; ids go on', () => {
    const sim = new Sim(clusterConfig(), [component]);
    sim.happen({ code: 'command', actor: 'a' });
    expect([...sim.takeHappenings()].map(({ id }) => id)).toEqual([1]);
    expect([...sim.happenings]).toEqual([]);
    expect(sim.happen({ code: 'command', actor: 'a' })).toBe(2);
    expect(sim.happenings.get(1)).toMatchObject({ id: 2, cause: 1 });
    expect(sim.happenings.length).toBe(2);
    expect([...sim.checkpoint().happenings.from(2)]).toEqual([]);
  });
});
