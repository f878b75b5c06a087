import { describe, expect, it } from 'vitest';
import { box } from './geometry.ts';
import { isOver, type Move, movingAt, moveUs } from './moves.ts';

const move: Move = { id: 'Pod:1', kind: 'move', from: box(0, 0, 40, 20), to: box(400, 200, 80, 50), start: 1_000, end: 2_000 };

describe('moves', () => {
  it('begin where the thing was and end where it belongs', () => {
    expect(movingAt(move, 1_000).rect).toEqual(move.from);
    expect(movingAt(move, 2_000).rect).toEqual(move.to);
    expect(isOver(move, 1_999)).toBe(false);
    expect(isOver(move, 2_000)).toBe(true);
  });

  it('are a function of virtual time: the same instant, the same place, and never back', () => {
    let x = 0;
    for (let now = 1_000; now <= 2_000; now += 50) {
      const at = movingAt(move, now);
      expect(movingAt(move, now)).toEqual(at);
      expect(at.rect.x).toBeGreaterThanOrEqual(x);
      x = at.rect.x;
    }
  });

  it('are over when time is set before them, and do not happen while time stands', () => {
    expect(isOver(move, 999)).toBe(true);
    expect(moveUs(0)).toBe(0);
    expect(moveUs(0.1)).toBe(60_000);
  });

  it('let what leaves fade and what arrives appear in its own place', () => {
    expect(movingAt({ ...move, kind: 'leave' }, 1_000).alpha).toBe(1);
    expect(movingAt({ ...move, kind: 'leave' }, 2_000).alpha).toBe(0);
    expect(movingAt({ ...move, kind: 'arrive' }, 2_000)).toMatchObject({ alpha: 1, rect: move.to });
  });
});
