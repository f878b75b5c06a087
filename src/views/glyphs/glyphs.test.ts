import { describe, expect, it } from 'vitest';
import { POD_STATES } from '../../wire/rows.ts';
import { type DisplayList, moved, rect } from './display-list.ts';
import { paintSvg } from './paint-svg.ts';
import { podGlyph, type PodPicture } from './pod.ts';
import { estimateWidth, fit, wrap } from './text-fit.ts';
import { THEMES } from './tokens.ts';

const pod = (over: Partial<PodPicture>): PodPicture => ({
  name: 'web-1',
  state: 'ready',
  line: '10.0.0.1',
  containers: 2,
  ready: 2,
  restarts: 0,
  colour: 0,
  ...over,
});
/** A glyph as shapes without any colour: what a colour-blind reader or a grey print is left with. */
const shapeOnly = (list: DisplayList): string =>
  JSON.stringify(list, (key, value) => (['fill', 'stroke', 'hatch'].includes(key) ? (value === undefined ? undefined : 'ink') : value));

describe('the pod', () => {
  it('has a look of its own in every state, without any colour', () => {
    for (const detail of ['full', 'capsule'] as const) {
      const size = detail === 'full' ? { w: 104, h: 52 } : { w: 42, h: 25 };
      const looks = POD_STATES.map((state) => shapeOnly(podGlyph(pod({ state, ready: state === 'ready' ? 2 : 0 }), detail, size, THEMES.light)));
      expect(new Set(looks).size).toBe(POD_STATES.length);
    }
  });

  it('has the same shapes in every theme of the same stroke', () => {
    const light = podGlyph(pod({}), 'full', { w: 104, h: 52 }, THEMES.light);
    expect(shapeOnly(light)).toBe(shapeOnly(podGlyph(pod({}), 'full', { w: 104, h: 52 }, THEMES.dark)));
  });

  it('tells generations apart without colour', () => {
    const looks = [0, 1, 2, 3].map((colour) => shapeOnly(podGlyph(pod({ colour }), 'full', { w: 104, h: 52 }, THEMES.light)));
    expect(new Set(looks).size).toBe(4);
  });
});

describe('text', () => {
  const width = (part: string): number => estimateWidth(part, 12, false, false);

  it('is cut in the middle so that the end of a pod name stays', () => {
    const short = fit('web-7c9d8f5b6-k2x9p', 80, 'middle', width);
    expect(short).toMatch(/^web-.*….*x9p$/);
    expect(width(short)).toBeLessThanOrEqual(80);
  });

  it('breaks Japanese anywhere but never before a closing mark', () => {
    const lines = wrap('イメージを取得しています。しばらくお待ちください。', 100, 4, width);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).not.toMatch(/^[。、）」]/);
  });

  it('breaks Latin text at spaces', () => {
    expect(wrap('kubectl set image deployment/web', 100, 3, width).every((line) => !line.startsWith(' '))).toBe(true);
  });
});

describe('painting as SVG', () => {
  it('escapes what comes from the cluster', () => {
    const svg = paintSvg([{ x: 0, y: 0, list: podGlyph(pod({ name: '<script>"&' }), 'full', { w: 200, h: 52 }, THEMES.light) }], { w: 200, h: 52 });
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&#60;script');
  });

  it('moves rectangles and paths alike', () => {
    const list: DisplayList = [rect(1, 2, 3, 4, {}), { s: 'path', d: 'M0 0H10V5C1 2 3 4 5 6A2 2 0 1 1 7 8Z' }];
    expect(moved(list, 10, 20)).toEqual([
      { s: 'rect', x: 11, y: 22, w: 3, h: 4 },
      { s: 'path', d: 'M10 20H20V25C11 22 13 24 15 26A2 2 0 1 1 17 28Z' },
    ]);
  });
});
