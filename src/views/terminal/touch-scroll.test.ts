import { describe, expect, it } from 'vitest';
import { scrollsByTouch } from './touch-scroll.ts';

function finger(host: EventTarget, pointerType = 'touch', pointerId = 1) {
  return (type: string, clientY: number) => host.dispatchEvent(Object.assign(new Event(type), { pointerType, pointerId, clientY }));
}

function host() {
  const target = new EventTarget();
  const scrolled: number[] = [];
  const end = scrollsByTouch(target as HTMLElement, { lineHeight: () => 20, scroll: (lines) => void scrolled.push(lines) });
  return { target, scrolled, end };
}

describe('a finger on the terminal', () => {
  it('scrolls whole lines, and keeps what is left of one', () => {
    const { target, scrolled } = host();
    const at = finger(target);
    at('pointerdown', 200);
    for (const y of [190, 175, 161, 159, 100]) at('pointermove', y);
    at('pointermove', 141);
    expect(scrolled).toEqual([1, 1, 3, -2]);
  });

  it('does nothing once it is lifted, or scrolls sideways; a mouse selects', () => {
    const { target, scrolled, end } = host();
    const at = finger(target);
    for (const over of ['pointerup', 'pointercancel']) {
      at('pointerdown', 200);
      at(over, 200);
      at('pointermove', 0);
    }
    const mouse = finger(target, 'mouse', 2);
    mouse('pointerdown', 200);
    mouse('pointermove', 0);
    end();
    at('pointerdown', 200);
    at('pointermove', 0);
    expect(scrolled).toEqual([]);
  });

  it('is the first one', () => {
    const { target, scrolled } = host();
    finger(target)('pointerdown', 200);
    finger(target, 'touch', 2)('pointerdown', 200);
    finger(target, 'touch', 2)('pointermove', 0);
    expect(scrolled).toEqual([]);
  });
});
