import { describe, expect, it } from 'vitest';
import { THEMES } from '../glyphs/tokens.ts';
import { TimelineIndex } from './timeline-index.ts';
import { timelineHeight, timelineShapes } from './timeline-painter.ts';

const WIDTH = 1_000;

/** Commands 1 ms apart, and how often they were looked at in drawing so many of them. */
function drawn(commands: number, shown: number) {
  let looks = 0;
  const index = new TimelineIndex();
  for (let i = 0; i < commands; i++)
    index.commands.push({
      get t() {
        looks++;
        return i * 1_000;
      },
      id: i + 1,
      words: `kubectl get pod-${i}`,
    });
  const shapes = timelineShapes({
    index,
    lanes: [],
    now: 0,
    head: commands * 1_000,
    forks: [],
    gaps: [],
    doings: 'you',
    view: { from: 0, usPerPixel: (shown * 1_000) / WIDTH },
    width: WIDTH,
    height: timelineHeight(0),
    tokens: THEMES.light,
    hoverX: undefined,
  });
  return { looks, text: JSON.stringify(shapes) };
}

describe('drawing the timeline', () => {
  it('looks at no more commands than it has pixels, however many there are', () => {
    expect(drawn(100_000, 100_000).looks).toBeLessThan(WIDTH * 20);
    expect(drawn(100_000, 10).looks).toBeLessThan(WIDTH);
  });

  it('gives each command its flag, and one to those that share a place', () => {
    const few = drawn(10, 10).text;
    for (let i = 0; i < 8; i++) expect(few).toContain(`kubectl get pod-${i}"`);
    expect(few).not.toContain('(+');
    expect(drawn(4, 100_000).text).toContain('kubectl get pod-0 (+3)');
  });
});
