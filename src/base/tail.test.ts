import { describe, expect, it, vi } from 'vitest';
import { Tail } from './tail.ts';
import { Vector } from './vector.ts';

const filled = (count: number): Tail<number> => Array.from({ length: count }, (_, i) => i).reduce((tail, i) => tail.push(i), Tail.empty<number>());

describe('Tail', () => {
  it('gives items by the index they always had, and none that were let go', () => {
    for (const first of [0, 1, 40, 60, 99, 100, 200]) {
      const tail = filled(100).from(first);
      const from = Math.min(first, 100);
      expect([tail.first, tail.length, tail.get(from - 1), tail.get(from)]).toEqual([from, 100, undefined, from < 100 ? from : undefined]);
      expect([...tail]).toEqual(Array.from({ length: 100 - from }, (_, i) => from + i));
      expect([...tail.slice(0, from + 2)]).toEqual([...tail].slice(0, 2));
      expect([...tail.push(100)].at(-1)).toBe(100);
      expect(tail.push(100).get(100)).toBe(100);
    }
  });

  it('copies no more in letting go one by one than there ever was', () => {
    const copied = vi.spyOn(Vector, 'from');
    let tail = filled(500);
    let items = 0;
    for (let i = 500; i < 5_500; i++) {
      const before = copied.mock.calls.length;
      tail = tail.push(i).from(i - 499);
      if (copied.mock.calls.length > before) items += tail.length - tail.first;
    }
    expect([tail.first, tail.length, [...tail].length]).toEqual([5_000, 5_500, 500]);
    expect(items).toBeLessThanOrEqual(5_000);
    copied.mockRestore();
  });
});
