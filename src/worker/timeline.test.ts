import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, seconds } from '../base/time.ts';
import { clusterConfig } from '../engine/sim/config.ts';
import { Sim } from '../engine/sim/sim.ts';
import { MARK_EVERY, type Mark, thinned } from './marks.ts';
import { Timeline } from './timeline.ts';
import { makePods, removePod, toy, toyFactory, worldText } from './toy.testing.ts';

const lived = (): Timeline => {
  const timeline = new Timeline(toyFactory());
  timeline.runTo(at(seconds(3)));
  timeline.give(makePods(20));
  timeline.runTo(at(seconds(4.5)));
  timeline.give(removePod);
  timeline.runTo(at(seconds(700)));
  return timeline;
};

/** The same history without any timeline. */
function straight(event: number): Sim {
  const sim = new Sim(clusterConfig({ seed: 1 }), [toy]);
  const { command } = toyFactory();
  const steps = (until: number): void => {
    while (sim.executed < Math.min(event, until)) sim.step();
  };
  for (const given of lived().commands) {
    steps(given.event);
    if (sim.executed < given.event) return sim;
    sim.runUntil(given.t);
    sim.because(0, () => command(sim, given.command));
  }
  steps(event);
  return sim;
}

describe('going through time', () => {
  it('restore and replay give the state that was lived, byte for byte', () => {
    const timeline = lived();
    const end = timeline.moment.event;
    for (const event of [end, 1, 0, 2, 3, 47, 300, 255, 256, 257, 44, end - 1, 100, 600, 599]) {
      timeline.seek({ event });
      expect(timeline.moment.event).toBe(event);
      expect(worldText(timeline.sim)).toBe(worldText(straight(event)));
    }
  });

  it('goes on after a seek as if it had never been away', () => {
    const [a, b] = [lived(), lived()];
    a.seek({ t: seconds(5) });
    a.seek({ rev: 30 });
    a.seek({ happening: 12 });
    expect(a.sim.happenings.length).toBeGreaterThanOrEqual(12);
    a.now();
    for (const timeline of [a, b]) timeline.runTo(at(seconds(900)));
    expect(worldText(a.sim)).toBe(worldText(b.sim));
    expect(a.branches()).toHaveLength(1);
  });

  it('plays from the past through the known future with its commands, then on', () => {
    const [a, b] = [lived(), lived()];
    a.seek({ t: 0 });
    for (let t = 0; t <= 900; t += 7.7) a.runTo(at(seconds(t)));
    for (const timeline of [a, b]) timeline.runTo(at(seconds(901)));
    expect(worldText(a.sim)).toBe(worldText(b.sim));
  });

  it('stands at a whole microsecond, wherever a pointer was', () => {
    const timeline = lived();
    timeline.seek({ t: 4_000_000.702 });
    expect(timeline.moment.t).toBe(4_000_000);
    expect(timeline.sim.now).toBe(4_000_000);
  });

  it('finds the state at a time, a revision, a happening', () => {
    const timeline = lived();
    timeline.seek({ t: seconds(4) });
    expect(timeline.moment.t).toBe(seconds(4));
    timeline.seek({ rev: 50 });
    expect(timeline.moment.rev).toBe(50);
    timeline.seek({ happening: 40 });
    expect(timeline.moment.happenings).toBeGreaterThanOrEqual(40);
    expect(timeline.log.get(39)!.t).toBe(timeline.moment.t);
    timeline.seek({ event: 1e9 });
    expect(timeline.atHead).toBe(true);
  });

  it('goes to just before a command that was given at an event, from either side', () => {
    const timeline = lived();
    const [first, second] = timeline.commands;
    const before = (): number => timeline.sim.happenings.length;
    timeline.seek({ event: second!.event });
    const after = before();
    timeline.seek({ event: second!.event, commands: 1 });
    expect(before()).toBeLessThan(after);
    timeline.seek({ event: first!.event, commands: 0 });
    expect(timeline.moment.event).toBe(first!.event);
    timeline.seek({ event: first!.event, commands: 9 });
    expect([timeline.moment.event, timeline.given]).toEqual([first!.event, 1]);
    timeline.seek({ event: second!.event, commands: 1 });
    timeline.give(makePods(1));
    expect(timeline.commands).toHaveLength(2);
    expect(timeline.branches()).toHaveLength(2);
  });

  it('goes to the very instant a command was given at, however long nothing had happened before it', () => {
    const timeline = new Timeline(toyFactory());
    timeline.runTo(at(seconds(700)));
    timeline.passTime(at(seconds(700.123)));
    timeline.give(makePods(3));
    timeline.runTo(at(seconds(760)));
    const [given] = timeline.commands;
    timeline.seek({ event: given!.event, commands: 0, t: given!.t });
    expect(timeline.moment).toMatchObject({ t: given!.t, event: given!.event });
    expect(timeline.given).toBe(0);
    timeline.seek({ event: given!.event, commands: 1, t: given!.t });
    expect([timeline.moment.t, timeline.given]).toEqual([given!.t, 1]);
    timeline.now();
    expect(timeline.moment.t).toBe(seconds(760));
    expect(timeline.branches()).toHaveLength(1);
  });

  it('is the same whatever the walk (random seeks, steps and plays)', () => {
    const move = fc.oneof(
      fc.record({ t: fc.integer({ min: 0, max: seconds(700) }) }),
      fc.record({ event: fc.integer({ min: 0, max: 800 }) }),
      fc.record({ rev: fc.integer({ min: 0, max: 800 }) }),
      fc.record({ happening: fc.integer({ min: 0, max: 900 }) }),
      fc.constantFrom('event', 'write', 'decision', 'back event', 'back write', 'back decision', 'play', 'now'),
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 12 }), (moves) => {
        const timeline = lived();
        const end = timeline.moment.event;
        for (const one of moves) {
          if (typeof one !== 'string') timeline.seek(one);
          else if (one === 'now') timeline.now();
          else if (one === 'play') timeline.runTo(at(timeline.moment.t + seconds(0.4)));
          else if (one.startsWith('back ')) timeline.stepBack({ by: one.slice(5) as 'event' });
          else timeline.stepForward({ by: one as 'event' });
        }
        const { event } = timeline.moment;
        timeline.seek({ event: 0 });
        timeline.seek({ event });
        if (event <= end) expect(worldText(timeline.sim)).toBe(worldText(straight(event)));
        timeline.now();
        timeline.seek({ event: end });
        expect(worldText(timeline.sim)).toBe(worldText(straight(end)));
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});

describe('steps', () => {
  it('next write, next decision, and back again lead to the same places', () => {
    const timeline = lived();
    timeline.seek({ t: seconds(2.9) });
    const revs: number[] = [];
    for (let i = 0; i < 8; i++) {
      expect(timeline.stepForward({ by: 'write' })).toBe(true);
      revs.push(timeline.moment.rev);
    }
    for (let i = 6; i >= 0; i--) {
      timeline.stepBack({ by: 'write' });
      expect(timeline.moment.rev).toBe(revs[i]);
    }
    timeline.stepForward({ by: 'decision' });
    const { happenings } = timeline.moment;
    expect([happenings - 2, happenings - 1].some((i) => timeline.log.get(i)!.code === 'decide')).toBe(true);
  });

  it('go back over a long idle stretch at once', () => {
    const timeline = lived();
    timeline.runTo(at(seconds(20_000)));
    const decisions = (): number => timeline.chronicle.between(timeline.here, 1, timeline.moment.happenings).filter(({ code }) => code === 'decide').length;
    const before = decisions();
    expect(before).toBeGreaterThan(10);
    timeline.stepBack({ by: 'decision' });
    expect(decisions()).toBe(before);
    expect(timeline.moment.t).toBeLessThan(seconds(10));
    timeline.now();
    timeline.stepBack({ by: 'event' });
    expect(timeline.moment.t).toBeLessThan(seconds(10));
    timeline.stepBack({ by: 'write' });
    timeline.stepBack({ by: 'write', background: true });
    expect(timeline.moment.t).toBeLessThan(seconds(10));
  });

  it('pass over heartbeats unless asked, and stop where nothing comes', () => {
    const timeline = new Timeline(toyFactory());
    timeline.runTo(at(seconds(2.5)));
    const before = timeline.moment;
    expect(timeline.stepForward({ by: 'event' })).toBe(false);
    expect(timeline.moment).toEqual(before);
    timeline.give(removePod);
    timeline.runTo(at(seconds(3000)));
    timeline.seek({ t: seconds(2.5) });
    expect(timeline.stepForward({ by: 'event', background: true })).toBe(true);
    expect(timeline.moment.t).toBe(seconds(3));
  });

  it('one back undoes a command', () => {
    const timeline = new Timeline(toyFactory());
    timeline.runTo(at(seconds(2.5)));
    timeline.give(makePods(1));
    timeline.runTo(at(seconds(20)));
    timeline.give(removePod);
    const given = timeline.moment.happenings;
    timeline.stepBack({ by: 'event' });
    expect(timeline.moment.happenings).toBeLessThan(given);
    expect(timeline.atHead).toBe(false);
  });
});

describe('branches', () => {
  it('a command in the past begins one, named by it; the old future stays', () => {
    const timeline = lived();
    const old = worldText(timeline.sim);
    timeline.seek({ t: seconds(4) });
    const at4 = timeline.moment;
    timeline.give(makePods(3));
    timeline.runTo(at(seconds(30)));
    const [main, other] = timeline.branches();
    expect(main!.commands).toHaveLength(2);
    expect(other).toMatchObject({ parent: 'main', fork: at4.event, name: 'users: 3 requests/s to web' });
    expect(other!.commands).toHaveLength(2);
    expect(timeline.sharedWith('main')).toBe(at4.happenings);
    const young = worldText(timeline.sim);
    timeline.open('main');
    expect(worldText(timeline.sim)).toBe(old);
    timeline.seek({ t: seconds(1) });
    timeline.open(other!.id);
    expect(worldText(timeline.sim)).toBe(young);
    timeline.seek({ t: seconds(3.5) });
    timeline.seek({ t: seconds(30) });
    expect(worldText(timeline.sim)).toBe(young);
  });

  it('a branch left inside its parent belongs to the parent', () => {
    const timeline = lived();
    timeline.seek({ t: seconds(4) });
    timeline.give(makePods(3));
    timeline.runTo(at(seconds(10)));
    timeline.seek({ t: seconds(2) });
    timeline.give(makePods(1));
    expect(timeline.branches().map((b) => b.parent)).toEqual([undefined, 'main', 'main']);
    expect(timeline.remove('main')).toBe(false);
    expect(timeline.remove('branch-2')).toBe(true);
  });

  it('a command that makes no sense leaves nothing behind', () => {
    const timeline = lived();
    timeline.seek({ t: seconds(4) });
    const before = worldText(timeline.sim);
    expect(() => timeline.give({ do: 'fault', fault: 'none', args: {} })).toThrow();
    expect(worldText(timeline.sim)).toBe(before);
    expect(timeline.branches()).toHaveLength(1);
  });

  it('lives a session again from its commands', () => {
    const a = lived();
    const b = new Timeline(toyFactory(), a.commands);
    while (b.behind) b.runOne();
    b.runTo(at(seconds(700)));
    expect(worldText(b.sim)).toBe(worldText(a.sim));
  });
});

describe('marks', () => {
  it('are dense near the head, thinner with age, and few', () => {
    let marks: readonly Mark[] = [];
    for (let i = 0; i < 20_000; i++) {
      marks = [...marks, { event: i * MARK_EVERY } as Mark];
      if (i % 32 === 0) marks = thinned(marks);
    }
    marks = thinned(marks);
    expect(marks.length).toBeLessThanOrEqual(800);
    expect(marks[0]!.event).toBe(0);
    for (let i = 1; i < marks.length; i++) {
      const age = marks.at(-1)!.event - marks[i - 1]!.event;
      expect(marks[i]!.event - marks[i - 1]!.event).toBeLessThanOrEqual(age < 64 * MARK_EVERY ? MARK_EVERY : 64 * MARK_EVERY);
    }
  });
});
