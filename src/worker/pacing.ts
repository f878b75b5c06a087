import type { SimTime } from '../base/time.ts';

/** Maps wall time to virtual time. Wall times are milliseconds of a clock that never goes back; given from outside. */
export interface Pace {
  readonly playing: boolean;
  /** Virtual seconds per wall second. */
  readonly speed: number;
  readonly lens: boolean;
  readonly visible: boolean;
  /** Wall time of the last tick, undefined after a rest. */
  readonly lastMs: number | undefined;
}

const SLOWEST = 0.1;
const FASTEST = 100;
/** One tick never stands for more wall time than this, so that nothing is caught up in a burst after a stall. */
const LONGEST_TICK_MS = 50;
/** A stretch without work longer than this (in wall time at the present speed) is skipped. */
const LENS_OPENS_AFTER_MS = 2_000;
/** A skip takes about this long on screen, so that it is seen. */
const LENS_RIDE_MS = 600;
/** What is waited for is seen to come: the lens closes so long before it, in wall time. */
const LENS_LEAD_MS = 150;

export const RESTING: Pace = { playing: false, speed: 1, lens: true, visible: true, lastMs: undefined };

export const clampSpeed = (speed: number): number => (Number.isFinite(speed) ? Math.min(Math.max(speed, SLOWEST), FASTEST) : 1);

/** Wall time since the last tick that counts. */
export function elapsedMs(pace: Pace, nowMs: number): number {
  if (!pace.playing || !pace.visible || pace.lastMs === undefined) return 0;
  return Math.min(Math.max(nowMs - pace.lastMs, 0), LONGEST_TICK_MS);
}

export const virtualUs = (pace: Pace, wallMs: number): number => wallMs * 1_000 * pace.speed;

/** An open lens: idle time is skipped up to `untilUs`. */
export interface Lens {
  readonly fromUs: number;
  readonly untilUs: number;
  readonly why: string;
}

/** Whether to skip: the next thing that matters is far enough away. */
export function lensFor(pace: Pace, now: SimTime, next: { readonly until: number; readonly why: string } | undefined): Lens | undefined {
  if (!pace.lens || !pace.playing || next === undefined) return undefined;
  if (next.until - now <= virtualUs(pace, LENS_OPENS_AFTER_MS)) return undefined;
  return { fromUs: now, untilUs: Math.round(next.until - virtualUs(pace, LENS_LEAD_MS)), why: next.why };
}

/** Where the clock goes within this tick. */
export function targetUs(pace: Pace, now: SimTime, lens: Lens | undefined, wallMs: number): SimTime {
  const usual = now + virtualUs(pace, wallMs);
  const ride = lens ? Math.min(now + ((lens.untilUs - lens.fromUs) * wallMs) / LENS_RIDE_MS, lens.untilUs) : usual;
  return Math.round(Math.max(usual, ride)) as SimTime;
}
