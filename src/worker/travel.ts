import type { Control } from '../wire/source.ts';
import type { Timeline } from './timeline.ts';

/** What moves the cursor. */
export type Travel = Extract<Control, { do: 'pause' | 'step' | 'seek' | 'now' | 'branch.open' }>;

/** Moves the cursor. True when it now stands on another line or before where it stood: what was present is not any more. */
export function travelled(timeline: Timeline, control: Travel): boolean {
  const before = timeline.moment;
  move(timeline, control);
  const { branch, event, t } = timeline.moment;
  return branch !== before.branch || event < before.event || t < before.t;
}

function move(timeline: Timeline, control: Travel): void {
  switch (control.do) {
    case 'pause':
      return;
    case 'step': {
      const wish = { by: control.by, background: control.background ?? false };
      if (control.back) timeline.stepBack(wish);
      else timeline.stepForward(wish);
      return;
    }
    case 'seek':
      return timeline.seek(control.to);
    case 'now':
      return timeline.now();
    case 'branch.open':
      timeline.open(control.branch);
  }
}
