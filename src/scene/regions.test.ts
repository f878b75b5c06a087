import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitCamera, reveal, toScreen, toWorld, visibleRect, zoomAt } from './camera.ts';
import { DirtyRegion } from './dirty.ts';
import { box, contains, type Rect, touches } from './geometry.ts';
import { HitGrid } from './hit.ts';

const rects = fc.record({
  x: fc.integer({ min: -200, max: 900 }),
  y: fc.integer({ min: -200, max: 900 }),
  w: fc.integer({ min: 1, max: 300 }),
  h: fc.integer({ min: 1, max: 300 }),
});

describe('dirty regions', () => {
  it('cover all that was added, do not overlap, and are few', () => {
    fc.assert(
      fc.property(fc.array(rects, { maxLength: 60 }), (added) => {
        const dirty = new DirtyRegion(8);
        for (const r of added) dirty.add(r);
        const taken = dirty.take() as readonly Rect[];
        expect(taken.length).toBeLessThanOrEqual(8);
        for (const r of added) expect(taken.some((t) => t.x <= r.x && t.y <= r.y && t.x + t.w >= r.x + r.w && t.y + t.h >= r.y + r.h)).toBe(true);
        for (const [i, a] of taken.entries()) for (const b of taken.slice(i + 1)) expect(touches(a, b)).toBe(false);
        expect(dirty.isEmpty).toBe(true);
      }),
    );
  });

  it('keep two far corners apart', () => {
    const dirty = new DirtyRegion();
    dirty.add(box(0, 0, 10, 10));
    dirty.add(box(1000, 700, 10, 10));
    expect(dirty.take()).toHaveLength(2);
  });
});

describe('hit grid', () => {
  it('finds what a search through all would find', () => {
    fc.assert(
      fc.property(fc.array(rects, { minLength: 1, maxLength: 40 }), fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 900 }), (all, x, y) => {
        const grid = new HitGrid();
        all.forEach((rect, i) => grid.put({ id: String(i), rect, depth: i }));
        const expected = all.map((rect, i) => ({ rect, i })).filter(({ rect }) => contains(rect, { x, y }));
        expect(grid.at({ x, y })?.id).toBe(expected.length === 0 ? undefined : String(expected[expected.length - 1]?.i));
      }),
    );
  });

  it('forgets the old place of what moved', () => {
    const grid = new HitGrid();
    grid.put({ id: 'a', rect: box(0, 0, 20, 20), depth: 1 });
    grid.put({ id: 'a', rect: box(500, 500, 20, 20), depth: 1 });
    expect(grid.at({ x: 5, y: 5 })).toBeUndefined();
    expect(grid.at({ x: 505, y: 505 })?.id).toBe('a');
    expect(grid.size).toBe(1);
  });
});

describe('camera', () => {
  it('holds the point under the pointer still while zooming', () => {
    const at = { x: 320, y: 140 };
    const before = { x: 40, y: 30, zoom: 1 };
    const point = toWorld(before, at);
    const screen = toScreen(zoomAt(before, at, 1.7), point);
    expect(screen.x).toBeCloseTo(at.x, 6);
    expect(screen.y).toBeCloseTo(at.y, 6);
  });

  it('shows everything when that stays readable, else the whole width from the top', () => {
    expect(fitCamera({ w: 1000, h: 600 }, { w: 1000, h: 600 }).zoom).toBe(1);
    expect(fitCamera({ w: 1000, h: 640 }, { w: 1000, h: 600 }).zoom).toBeCloseTo(15 / 16, 5);
    expect(fitCamera({ w: 390, h: 2000 }, { w: 390, h: 700 })).toEqual({ x: 0, y: 0, zoom: 1 });
  });

  it('brings a place into view with the least movement', () => {
    const camera = reveal({ x: 0, y: 0, zoom: 1 }, box(1200, 100, 80, 40), { w: 800, h: 600 });
    const shown = visibleRect(camera, { w: 800, h: 600 });
    expect(shown.x + shown.w).toBe(1200 + 80 + 24);
    expect(camera.y).toBe(0);
  });
});
