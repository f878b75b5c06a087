import { describe, expect, it } from 'vitest';
import { at, seconds } from '../base/time.ts';
import { happeningColumns } from '../engine/projection/happening-columns.ts';
import { StringTable } from '../engine/projection/strings.ts';
import { STRETCH, WHOLE_STRETCHES } from '../wire/keeping.ts';
import { Timeline } from '../worker/timeline.ts';
import { makePods, toyFactory } from '../worker/toy.testing.ts';
import { HappeningLog } from './happening-log.ts';

/** A long history, told in pieces to a log that has room for next to nothing. */
function told(most = 0): { timeline: Timeline; log: HappeningLog; strings: StringTable } {
  const timeline = new Timeline(toyFactory(), [], { mostHappenings: Number.POSITIVE_INFINITY });
  const strings = new StringTable();
  const log = new HappeningLog((index) => strings.from(index)[0]!, most);
  timeline.runTo(at(seconds(3)));
  timeline.give(makePods(20));
  for (let t = 4; t <= 20_000; t += 500) {
    timeline.runTo(at(seconds(t)));
    log.take(happeningColumns(timeline.log, log.count, strings));
  }
  return { timeline, log, strings };
}

describe('the log of the page', () => {
  it('has room for so many, and takes back what is asked for again', () => {
    const { timeline, log } = told();
    expect(log.count).toBe(timeline.log.length);
    expect(log.size).toBeLessThanOrEqual(WHOLE_STRETCHES * STRETCH);
    const id = 3_000;
    expect(log.get(id)).toBeUndefined();
    expect(log.travellers.at(timeline.log.get(49)!.t)).toEqual([]);
    const before = log.size;
    for (let wanted = log.missing(id); wanted; wanted = log.missing(id)) {
      const answer = Array.from({ length: wanted.to - wanted.from + 1 }, (_, i) => timeline.log.get(wanted!.from - 1 + i)!);
      expect(log.recall(answer)).toBe(true);
    }
    for (let one = id - 1_000; one <= id; one++) expect(log.get(one)).toEqual(timeline.log.get(one - 1));
    expect(log.size).toBeGreaterThan(before);
    for (let far = 3_000; far < 16_000; far += STRETCH) {
      const wanted = log.missing(far);
      if (wanted) log.recall(Array.from({ length: wanted.to - wanted.from + 1 }, (_, i) => timeline.log.get(wanted.from - 1 + i)!));
    }
    expect(log.size).toBeLessThanOrEqual((WHOLE_STRETCHES + 8) * STRETCH);
  });

  it('keeps what matters: decisions, commands, writes that are work', () => {
    const { timeline, log } = told(30_000);
    let matters = 0;
    for (let id = 1; id <= log.count; id++) {
      const happening = timeline.log.get(id - 1)!;
      if (happening.background) continue;
      matters++;
      expect(log.get(id)).toEqual(happening);
    }
    expect(matters).toBeGreaterThan(40);
  });

  it('finds the time of what it no longer holds, and the last write of an object', () => {
    const { timeline, log } = told();
    for (let id = 1; id < log.count; id += 501) expect(Math.abs(log.timeOf(id) - timeline.log.get(id - 1)!.t)).toBeLessThan(seconds(600));
    const { oid, id } = timeline.log.get(log.count - 1)!;
    expect(log.lastWrite(oid!, log.count)).toBe(id);
    log.truncate(5_000);
    expect(log.lastWrite(oid!, log.count)).toBeLessThanOrEqual(5_000);
    expect(log.count).toBe(5_000);
  });

  it('of which not all is told (a snapshot) is the same where it is', () => {
    const { timeline, log, strings } = told(30_000);
    const sparse = { length: log.count, get: (index: number) => log.get(index + 1) };
    const other = new HappeningLog((index) => strings.from(index)[0]!);
    other.take(happeningColumns(sparse, 0, strings));
    expect(other.count).toBe(log.count);
    for (let id = 1; id <= log.count; id += 13) expect(other.get(id)).toEqual(log.get(id));
    timeline.runTo(at(seconds(21_000)));
    other.take(happeningColumns(timeline.log, other.count, strings));
    expect(other.get(other.count)).toEqual(timeline.log.get(timeline.log.length - 1));
    const wanted = other.missing(3_000)!;
    expect(other.recall(Array.from({ length: wanted.to - wanted.from + 1 }, (_, i) => timeline.log.get(wanted.from - 1 + i)!))).toBe(true);
    expect(other.get(wanted.to)).toEqual(timeline.log.get(wanted.to - 1));
  });
});
