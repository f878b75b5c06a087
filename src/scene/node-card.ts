import { box, type Rect, type Size } from './geometry.ts';

/** How a full node card is divided, by its size. Rows that do not fit are left out, from the least important. */
export interface NodeCardRows {
  /** Baseline of the name. */
  readonly name: number;
  /** Top of the gauges. */
  readonly gauges: number | undefined;
  /** Baseline of the kubelet's last sentence. */
  readonly said: number | undefined;
  readonly seats: Rect;
  readonly images: Rect | undefined;
  readonly disk: Rect | undefined;
}

/** How far programs stand out over the card's upper edge. */
export const PROGRAM_OVERHANG = 13;
const PROGRAM_HEIGHT = 26;
const SIDE = 10;

export function nodeCardRows(size: Size): NodeCardRows {
  const gauges = size.h >= 152;
  const said = size.h >= 172;
  const images = size.h >= 196;
  const disk = size.h >= 222;
  const body = 39 + (gauges ? 19 : 0) + (said ? 16 : 0);
  const foot = size.h - 9 - (images ? 25 : 0) - (disk ? 26 : 0);
  return {
    name: 32,
    gauges: gauges ? 42 : undefined,
    said: said ? 69 : undefined,
    seats: box(SIDE, body, size.w - 2 * SIDE, Math.max(0, foot - body)),
    images: images ? box(SIDE, foot + 5, size.w - 2 * SIDE, 20) : undefined,
    disk: disk ? box(SIDE, size.h - 30, size.w - 2 * SIDE, 21) : undefined,
  };
}

export type Program = 'kubelet' | 'containerd' | 'kube-proxy';
export const PROGRAMS: readonly Program[] = ['kubelet', 'containerd', 'kube-proxy'];
const SHARES: Readonly<Record<Program, number>> = { kubelet: 0.28, containerd: 0.36, 'kube-proxy': 0.36 };
/** Cards so narrow name their programs in short: kubelet, CRI, proxy. */
export const SHORT_NAMES_BELOW = 226;
const SHORT_SHARES: Readonly<Record<Program, number>> = { kubelet: 0.4, containerd: 0.26, 'kube-proxy': 0.34 };

/** Tabs on the upper edge of the card, widths by the length of their names. */
export function programRect(card: Rect, program: Program): Rect {
  const gap = card.w >= 220 ? 7 : card.w >= 156 ? 4 : 3;
  const side = card.w >= 220 ? 12 : card.w >= 156 ? 7 : 3;
  const room = card.w - 2 * side - 2 * gap;
  let x = card.x + side;
  for (const name of PROGRAMS) {
    const w = room * (card.w < SHORT_NAMES_BELOW ? SHORT_SHARES : SHARES)[name];
    if (name === program) return box(x, card.y - PROGRAM_OVERHANG, w, PROGRAM_HEIGHT);
    x += w + gap;
  }
  return card;
}
