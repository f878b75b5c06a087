/**
 * Seats: who sits where in a row of places. A seat is kept until its holder is gone; whoever is new takes the first free one, so adding or
 * removing one thing moves no other. 0 = free.
 */
export type Seats = readonly number[];

export const NO_SEATS: Seats = [];

/** `present` in the order in which the new ones are to be seated. */
export function takeSeats(previous: Seats, present: readonly number[]): Seats {
  const here = new Set(present);
  let changed = previous.length === 0 && present.length > 0;
  const next = previous.map((holder) => {
    if (holder === 0 || here.has(holder)) return holder;
    changed = true;
    return 0;
  });
  const seated = new Set(next);
  let free = 0;
  for (const holder of present) {
    if (seated.has(holder)) continue;
    changed = true;
    while (free < next.length && next[free] !== 0) free++;
    next[free] = holder;
    seated.add(holder);
  }
  while (next.length > 0 && next[next.length - 1] === 0) next.pop();
  return changed || next.length !== previous.length ? next : previous;
}

/** A grid of seats inside an area; every seat has the same size. */
export interface SeatGrid {
  readonly columns: number;
  readonly rows: number;
  readonly w: number;
  readonly h: number;
  readonly gap: number;
}

export const gridCapacity = (grid: SeatGrid): number => grid.columns * grid.rows;
export const seatX = (grid: SeatGrid, index: number): number => (index % grid.columns) * (grid.w + grid.gap);
export const seatY = (grid: SeatGrid, index: number): number => Math.floor(index / grid.columns) * (grid.h + grid.gap);

export type SeatLevel = 'full' | 'capsule' | 'small' | 'tiny' | 'dot' | 'speck';

const SIZES: Readonly<Record<Exclude<SeatLevel, 'full'>, { readonly w: number; readonly h: number; readonly gap: number }>> = {
  capsule: { w: 64, h: 24, gap: 4 },
  small: { w: 30, h: 21, gap: 3 },
  tiny: { w: 19, h: 16, gap: 3 },
  dot: { w: 12, h: 12, gap: 2 },
  speck: { w: 8, h: 8, gap: 1.5 },
};

/** Seats of one level in an area: full ones stretch to its width. */
export function seatGrid(level: SeatLevel, area: { readonly w: number; readonly h: number }): SeatGrid {
  if (level === 'full') {
    const columns = Math.max(1, Math.floor((area.w + 6) / (area.w < 184 ? 72 : 88)));
    const w = Math.min(132, (area.w - 6 * (columns - 1)) / columns);
    // Lower seats where that gives room for a second row.
    const h = area.h >= 106 || area.h < 88 ? 50 : 41;
    return { columns, rows: Math.floor((area.h + 6) / (h + 6)), w, h, gap: 6 };
  }
  const seat = SIZES[level];
  return {
    columns: Math.max(1, Math.floor((area.w + seat.gap) / (seat.w + seat.gap))),
    rows: Math.max(1, Math.floor((area.h + seat.gap) / (seat.h + seat.gap))),
    ...seat,
  };
}

const LEVELS: readonly SeatLevel[] = ['full', 'capsule', 'small', 'tiny', 'dot', 'speck'];

/**
 * The level at which `most` pods find seats. Denser only when needed; sparser again only when it would be at most half full, so that the
 * picture does not flicker between two levels.
 */
export function seatLevel(previous: SeatLevel | undefined, most: number, area: { readonly w: number; readonly h: number }): SeatLevel {
  const holds = (level: SeatLevel): number => gridCapacity(seatGrid(level, area));
  const needed = LEVELS.find((level) => holds(level) >= most) ?? 'speck';
  if (previous === undefined || LEVELS.indexOf(needed) >= LEVELS.indexOf(previous)) return needed;
  return most * 2 <= holds(needed) ? needed : previous;
}
