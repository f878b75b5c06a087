import { easeCubicInOut, interpolateNumber } from 'd3';
import { box, type Rect } from './geometry.ts';

/**
 * Something that is on its way to another place of its own: a pod from the tray to its seat, a volume into its claim. It begins at the instant
 * the change is seen and lasts a stretch of virtual time. While time stands still everything is in its place.
 */
export interface Move {
  readonly id: string;
  readonly kind: 'move' | 'arrive' | 'leave';
  readonly from: Rect;
  readonly to: Rect;
  /** Virtual time, microseconds. */
  readonly start: number;
  readonly end: number;
}

export interface Moving {
  readonly rect: Rect;
  readonly alpha: number;
  /** 0…1 of the way. */
  readonly share: number;
}

/** Seconds on screen that a move takes, at whichever speed. */
const MOVE_SECONDS = 0.6;

/** How long a move lasts in virtual time; 0 while time stands still: then things simply are where they are. */
export const moveUs = (speed: number): number => Math.round(speed * MOVE_SECONDS * 1e6);

export const isOver = (move: Move, now: number): boolean => now < move.start || now >= move.end;

/** Where a moving thing is at an instant. */
export function movingAt(move: Move, now: number): Moving {
  const share = Math.min(1, Math.max(0, (now - move.start) / Math.max(1, move.end - move.start)));
  const eased = easeCubicInOut(share);
  if (move.kind === 'arrive') return { rect: scaled(move.to, 0.6 + 0.4 * eased), alpha: eased, share };
  if (move.kind === 'leave') return { rect: scaled(move.from, 1 - 0.35 * eased), alpha: 1 - eased, share };
  const between = (a: number, b: number): number => interpolateNumber(a, b)(eased);
  const { from, to } = move;
  return { rect: box(between(from.x, to.x), between(from.y, to.y), between(from.w, to.w), between(from.h, to.h)), alpha: 1, share };
}

const scaled = (r: Rect, by: number): Rect => box(r.x + (r.w * (1 - by)) / 2, r.y + (r.h * (1 - by)) / 2, r.w * by, r.h * by);
