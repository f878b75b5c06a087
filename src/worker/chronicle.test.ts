import { describe, expect, it } from 'vitest';
import { at, seconds } from '../base/time.ts';
import { clusterConfig } from '../engine/sim/config.ts';
import { Sim } from '../engine/sim/sim.ts';
import { STRETCH, WHOLE_STRETCHES } from '../wire/keeping.ts';
import { historyOf } from './questions.ts';
import { Timeline } from './timeline.ts';
import { makePods, removePod, toy, toyFactory } from './toy.testing.ts';

const LENGTH = seconds(20_000);

/** A long history of which next to nothing is held. */
function lived(most: number): Timeline {
  const timeline = new Timeline(toyFactory(), [], { mostHappenings: most });
  timeline.runTo(at(seconds(3)));
  timeline.give(makePods(20));
  timeline.runTo(at(seconds(4.5)));
  timeline.give(removePod);
  timeline.runTo(at(LENGTH));
  return timeline;
}

/** The same without any timeline: the whole log. */
function straight(timeline: Timeline): Sim {
  const sim = new Sim(clusterConfig({ seed: 1 }), [toy]);
  for (const { event, t, command } of timeline.commands) {
    while (sim.executed < event) sim.step();
    sim.runUntil(t);
    sim.because(0, () => toyFactory().command(sim, command));
  }
  sim.runUntil(at(LENGTH));
  return sim;
}

describe('what happened', () => {
  it('is held within a budget, and what went is lived again the same', () => {
    const timeline = lived(0);
    const all = straight(timeline).happenings;
    expect(timeline.log.length).toBe(all.length);
    expect(all.length).toBeGreaterThan((WHOLE_STRETCHES + 10) * STRETCH);
    expect(timeline.chronicle.held).toBeLessThanOrEqual((WHOLE_STRETCHES + 1) * STRETCH);
    expect(timeline.log.get(1_500)).toBeUndefined();
    for (let id = 1; id <= all.length; id += 97) expect(timeline.chronicle.find(timeline.here, id)).toEqual(all.get(id - 1));
    expect(timeline.chronicle.between(timeline.here, 1_000, 1_100)).toEqual([...all.slice(999, 1_100)]);
  });

  it('keeps what matters longest', () => {
    const timeline = lived(30_000);
    expect(timeline.chronicle.held).toBeLessThanOrEqual(30_000);
    const all = straight(timeline).happenings;
    for (const happening of all) if (happening.code === 'decide' || happening.code === 'command') expect(timeline.log.get(happening.id - 1)).toEqual(happening);
  });

  it('leads back to the command, and forward from it, however little is held', () => {
    const timeline = lived(0);
    const all = [...straight(timeline).happenings];
    const last = all.findLast(({ code, background }) => code === 'etcd.write' && !background)!;
    const limit = { limit: 300, last: timeline.log.length };
    const { back } = timeline.chronicle.thread(timeline.here, last.id, limit);
    expect(back.at(-1)!.code).toBe('command');
    expect(timeline.chronicle.thread(timeline.here, back.at(-1)!.id, limit).forward.map(({ id }) => id)).toContain(last.id);
  });

  it('of another branch shares what was before it', () => {
    const timeline = lived(0);
    const before = timeline.chronicle.find(timeline.here, 30);
    timeline.seek({ t: seconds(4) });
    const id = timeline.give(makePods(3));
    timeline.runTo(at(seconds(30)));
    expect(timeline.chronicle.find(timeline.here, id)!.code).toBe('command');
    expect(timeline.chronicle.find(timeline.here, 30)).toEqual(before);
    timeline.open('main');
    expect(timeline.chronicle.find(timeline.here, id)!.code).not.toBe('command');
  });

  it('knows the versions of an object, also of one that was removed long ago', () => {
    const timeline = lived(0);
    const sim = straight(timeline);
    for (const wanted of ['ADDED', 'DELETED']) {
      const { oid } = [...sim.happenings].find(({ code, args }) => code === 'etcd.write' && args!['type'] === wanted && args!['resource'] === 'pods')!;
      const writes = [...sim.happenings].filter((one) => one.code === 'etcd.write' && one.oid === oid);
      const history = historyOf(timeline, oid!);
      expect(history.map(({ rev, t, happening }) => [rev, t, happening])).toEqual(writes.map(({ rev, t, id }) => [rev, t, id]));
      expect(history.map(({ object }) => object?.metadata.resourceVersion)).toEqual(
        writes.map(({ rev, args }) => (args!['type'] === 'DELETED' ? undefined : String(rev))),
      );
    }
  });
});
