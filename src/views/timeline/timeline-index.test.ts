import { describe, expect, it } from 'vitest';
import { marksOf, type TimelineEntry, TimelineIndex } from './timeline-index.ts';

const write = (t: number, over: Partial<TimelineEntry> = {}): TimelineEntry => ({
  t,
  until: 0,
  code: 'etcd.write',
  actor: 'kube-apiserver',
  oid: 7,
  background: false,
  ...over,
});

describe('timeline index', () => {
  it('counts every write once, at any zoom', () => {
    const index = new TimelineIndex();
    for (let i = 0; i < 5_000; i++) index.take(write(i * 3_333, { background: i % 4 === 0 }));
    for (const usPerPixel of [1_000, 5_000, 33_000, 400_000]) {
      const columns = index.ticks(0, usPerPixel, Math.ceil((5_000 * 3_333) / usPerPixel) + 2);
      const sum = columns.reduce((total, column) => total + column.work + column.background, 0);
      expect(sum).toBe(5_000);
    }
  });

  it('gives at most one column per pixel, however many writes there are', () => {
    const index = new TimelineIndex();
    for (let i = 0; i < 20_000; i++) index.take(write(i * 100));
    expect(index.ticks(0, 2_000_000 / 500, 500).length).toBeLessThanOrEqual(502);
    const series = index.ofObject(7);
    expect(series && marksOf(series, 0, 4_000, 500).length).toBeLessThanOrEqual(500);
  });

  it('is filled anew for another branch', () => {
    const index = new TimelineIndex();
    index.take(write(1_000, { type: 'ADDED' }));
    index.take(write(3_000, { type: 'DELETED' }));
    index.clear();
    index.skip();
    index.take(write(1_000, { type: 'ADDED' }));
    expect(index.count).toBe(2);
    expect(index.ofObject(7)).toMatchObject({ t: [1_000], ended: undefined });
    expect(index.ticks(0, 1_000, 10)).toEqual([{ x: 1, work: 1, background: 0 }]);
  });

  it('ends the life of an object with its deletion', () => {
    const index = new TimelineIndex();
    index.take(write(1_000, { type: 'ADDED' }));
    index.take(write(9_000, { type: 'DELETED' }));
    expect(index.ofObject(7)?.ended).toBe(9_000);
  });

  it('knows when troubles were on without asking all commands again', () => {
    const index = new TimelineIndex();
    const command = (t: number, over: Partial<TimelineEntry>): void => index.take(write(t, { code: 'command', words: `at ${t}`, ...over }));
    command(10, { trouble: { begins: 'node-power-off node-1', lastsUs: undefined } });
    const known = index.troubles();
    command(20, {});
    command(30, { trouble: { ends: 'node-power-off node-1' } });
    expect(index.troubles()).toBe(known);
    expect(known).toMatchObject([{ from: 10, until: 30 }]);
    expect([0, 10, 11, 30, 31].map((t) => index.commandFrom(t))).toEqual([0, 0, 1, 2, 3]);
  });
});
