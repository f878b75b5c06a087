import { circle, type DisplayList, path, rect, type Shape, text } from './display-list.ts';
import { estimateWidth } from './text-fit.ts';
import type { Family, Hue, Tokens } from './tokens.ts';

type Size = { readonly w: number; readonly h: number };
type Rect = Size & { readonly x: number; readonly y: number };

/** The box of a component of the control plane: title, something small at the right, the sentence of its last decision at the foot. */
export interface ComponentBox {
  readonly title: string;
  readonly aside: string;
  readonly said: string;
  /** 0 = long ago … 1 = just now. */
  readonly fresh: number;
  readonly off: boolean;
  /** In a box of one line: from where on the sentence stands beside the rest; absent = nowhere. */
  readonly saidFrom?: number;
}

export function componentBox(box: ComponentBox, size: Size, tokens: Tokens, saidLines = 1): DisplayList {
  const accent = tokens.family.workload;
  const lit = box.fresh > 0 && !box.off;
  // A box of one line: what it shows of itself lies at its foot.
  const short = size.h < 40;
  const side = short ? 8 : 12;
  const first = short ? Math.min(18, size.h / 2 + 3) : 19.5;
  const foot = size.h - (saidLines - 1) * 14 - 9;
  const shapes: Shape[] = [
    rect(0.75, 0.75, size.w - 1.5, size.h - 1.5, {
      r: 10,
      fill: tokens.card,
      stroke: box.off ? tokens.bad.line : lit ? accent.line : tokens.cardLine,
      width: lit ? tokens.stroke + 0.3 : tokens.stroke - 0.3,
      ...(box.off ? { dash: [6, 4] } : {}),
    }),
    text(side, first, box.title, { size: short ? 12 : 13, weight: 600, fill: tokens.text, max: size.w - 2 * side }),
  ];
  if (box.aside !== '')
    shapes.push(
      text(size.w - side, first, box.aside, { size: 11.5, fill: tokens.quiet, anchor: 'end', max: size.w - 2 * side - box.title.length * (short ? 7 : 8) }),
    );
  if (short && box.said !== '' && box.saidFrom !== undefined)
    shapes.push(text(box.saidFrom, size.h / 2 + 4, box.said, { size: 11, fill: lit ? accent.ink : tokens.quiet, max: size.w - box.saidFrom - 10 }));
  // A box in short has no foot.
  if (box.said !== '' && size.h >= 72)
    shapes.push(
      text(12, foot, box.said, {
        size: 11.5,
        weight: lit ? 500 : 400,
        fill: lit ? accent.ink : tokens.quiet,
        max: size.w - 24,
        ...(saidLines > 1 ? { lines: saidLines, leading: 14 } : {}),
      }),
    );
  return shapes;
}

export interface ChipPicture {
  readonly name: string;
  readonly queue: number;
  /** Working on a key now, or having decided just now. */
  readonly lit: boolean;
  readonly off: boolean;
}

/** A flat chip that is narrower cuts the names of controllers to their beginnings. */
const LEAST_WORD = 64;

/** A controller or a program on a node: lights when it decides; what waits in its queue is a row of small sheets above a number. */
export function chipGlyph(chip: ChipPicture, size: Size, tokens: Tokens, hue: Hue = tokens.family.workload): DisplayList {
  const shapes: Shape[] = [
    rect(0.6, 0.6, size.w - 1.2, size.h - 1.2, {
      r: 6,
      fill: chip.off ? tokens.ground : chip.lit ? hue.soft : tokens.well,
      stroke: chip.off ? tokens.bad.line : chip.lit ? hue.line : tokens.wellLine,
      width: chip.lit ? tokens.stroke : 1,
      ...(chip.off ? { dash: [4, 3] } : {}),
    }),
  ];
  const queued = chip.queue > 0;
  // No room for words: a mark that lights, fills as it has work, is struck through when off.
  if (size.w < 30 || (size.h < 13 && size.w < LEAST_WORD)) {
    if (queued) shapes.push(rect(2, 2, size.w - 4, size.h - 4, { r: 2, fill: hue.solid }));
    if (chip.off) shapes.push(path(`M2 ${size.h - 2}L${size.w - 2} 2`, { stroke: tokens.bad.line, width: 1.2 }));
    return shapes;
  }
  const badge = queued ? (chip.queue > 9 ? 21 : 15) : 0;
  const room = size.w - 6 - badge;
  shapes.push(
    text(3 + room / 2, size.h / 2 + 4, chip.name, {
      size: 11,
      weight: chip.lit ? 500 : 400,
      fill: chip.lit ? hue.ink : chip.off ? tokens.bad.ink : tokens.text,
      anchor: 'middle',
      max: room,
    }),
  );
  if (queued) {
    shapes.push(rect(size.w - badge - 2.5, 3, badge, size.h - 6, { r: 3.5, fill: hue.solid }));
    shapes.push(
      text(size.w - 2.5 - badge / 2, size.h / 2 + 4, chip.queue > 99 ? '99' : String(chip.queue), {
        size: 11,
        weight: 600,
        fill: tokens.theme.includes('dark') ? '#0b0f14' : '#ffffff',
        anchor: 'middle',
      }),
    );
  }
  if (chip.off) shapes.push(path(`M5 ${size.h - 5}L${size.w - 5} 5`, { stroke: tokens.bad.line, width: 1.2 }));
  return shapes;
}

/** A program of a node: a tab on the card's upper edge. */
export function programGlyph(chip: ChipPicture, size: Size, tokens: Tokens, hue: Hue): DisplayList {
  const shapes: Shape[] = [
    rect(0.75, 0.75, size.w - 1.5, size.h - 1.5, {
      r: 7,
      fill: chip.lit && !chip.off ? hue.soft : tokens.card,
      stroke: chip.off ? tokens.bad.line : chip.lit ? hue.line : tokens.cardLine,
      width: tokens.stroke,
      ...(chip.off ? { dash: [4, 3] } : {}),
    }),
    text(size.w / 2, size.h / 2 + 4, chip.name, {
      size: 11.5,
      weight: 600,
      fill: chip.off ? tokens.bad.ink : chip.lit ? hue.ink : tokens.text,
      anchor: 'middle',
      max: size.w - 8,
    }),
  ];
  if (chip.off) shapes.push(path(`M6 ${size.h - 6}L${size.w - 6} 6`, { stroke: tokens.bad.line, width: 1.3 }));
  return shapes;
}

export interface LedgerCell {
  readonly rev: number;
  readonly label: string;
  readonly family: Family;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** The last write. */
  readonly head: boolean;
  /** Routine (leases, status of nodes) or a note about something else (Events): drawn so that it steps back. */
  readonly faint?: boolean;
  /** So many lie in this cell, the last on top. */
  readonly pile?: number;
}

/** Where the cell with this number lies. */
export function ledgerCell(index: number, count: number, columns: number, size: Size): Rect {
  const rows = Math.max(1, Math.ceil(count / columns));
  const gap = 3;
  const w = (size.w - gap * (columns - 1)) / columns;
  const h = (size.h - gap * (rows - 1)) / rows;
  return { x: (index % columns) * (w + gap), y: Math.floor(index / columns) * (h + gap), w, h };
}

/** What of a revision fits: all of it, else its end. */
const revText = (rev: number, w: number): string => (estimateWidth(String(rev), 11, false, false) <= w ? String(rev) : `…${String(rev).slice(-3)}`);

/** etcd as a ledger: one cell per revision, left to right and row by row. Undefined = not written yet. */
export function ledgerGlyph(cells: readonly (LedgerCell | undefined)[], columns: number, size: Size, tokens: Tokens): DisplayList {
  const shapes: Shape[] = [];
  cells.forEach((cell, i) => {
    const { x, y, w, h } = ledgerCell(i, cells.length, columns, size);
    if (!cell) {
      shapes.push(rect(x + 0.5, y + 0.5, w - 1, h - 1, { r: 3, stroke: tokens.wellLine, width: 1, dash: [2, 2.5] }));
      return;
    }
    const hue = tokens.family[cell.family];
    if (cell.faint) {
      shapes.push(...faintCell(cell, { x, y, w, h }, tokens));
      return;
    }
    shapes.push(
      rect(x + 0.5, y + 0.5, w - 1, h - 1, {
        r: 3,
        fill: cell.type === 'DELETED' ? tokens.card : hue.soft,
        stroke: hue.line,
        width: cell.head ? tokens.stroke + 0.8 : 1,
        ...(cell.type === 'DELETED' ? { dash: [3, 2.5] } : {}),
      }),
    );
    // A new object carries a full bar at its foot, a change a half one, a deletion is struck through.
    if (cell.type === 'ADDED') shapes.push(rect(x + 2, y + h - 4.5, w - 4, 2.6, { r: 1, fill: hue.solid }));
    if (cell.type === 'MODIFIED') shapes.push(rect(x + 2, y + h - 4.5, (w - 4) / 2, 2.6, { r: 1, fill: hue.solid }));
    const tall = h >= 34;
    if (tall) shapes.push(text(x + w / 2, y + 13, revText(cell.rev, w - 2), { size: 11, fill: tokens.quiet, anchor: 'middle', max: w }));
    shapes.push(
      text(x + w / 2, tall ? y + h - 9 : y + h / 2 + 3, cell.label, {
        size: 11,
        weight: estimateWidth(cell.label, 11, true, false) > w - 2 ? 400 : 600,
        fill: hue.ink,
        anchor: 'middle',
        max: w,
      }),
    );
    if (cell.type === 'DELETED') shapes.push(path(`M${x + 4} ${tall ? y + h - 13 : y + h / 2}H${x + w - 4}`, { stroke: hue.line, width: 1.3 }));
  });
  return shapes;
}

/** A write nobody waits for: a thin frame, its number and name, no bar. */
function faintCell(cell: LedgerCell, { x, y, w, h }: Rect, tokens: Tokens): DisplayList {
  const piled = cell.pile !== undefined;
  const tall = h >= 34;
  const counted = `${cell.label} ×${cell.pile ?? 1}`;
  const words = piled && estimateWidth(counted, 11, false, false) <= w - 2 ? counted : cell.label;
  return [
    ...(piled ? [path(`M${x + 4} ${y - 1}H${x + w + 1}V${y + h - 4}`, { stroke: tokens.wellLine, width: 1 })] : []),
    rect(x + 0.5, y + 0.5, w - 1, h - 1, { r: 3, stroke: cell.head ? tokens.quiet : tokens.wellLine, width: cell.head ? tokens.stroke : 1 }),
    ...(tall ? [text(x + w / 2, y + 13, revText(cell.rev, w - 2), { size: 11, fill: tokens.quiet, anchor: 'middle', max: w })] : []),
    text(x + w / 2, tall ? y + h - 9 : y + h / 2 + 4, words, { size: 11, fill: tokens.quiet, anchor: 'middle', max: w - 1 }),
  ];
}

export interface VerdictBar {
  readonly node: string;
  /** 0…1 of the best score; undefined = refused. */
  readonly share?: number;
  readonly label: string;
  readonly chosen: boolean;
}

export const VERDICT_ROW = 16;

/** Those there is room for: the chosen one is always among them; then the scored ones, then the refused. */
export function shownVerdicts<T extends Pick<VerdictBar, 'chosen' | 'share'>>(bars: readonly T[], size: Size): readonly T[] {
  const room = Math.max(1, Math.floor(size.h / VERDICT_ROW));
  if (bars.length <= room) return bars;
  return [...bars].sort((a, b) => Number(b.chosen) - Number(a.chosen) || (b.share ?? -1) - (a.share ?? -1)).slice(0, room);
}

/** The scheduler's last decision: a bar per node that fitted, the reason for each that did not. */
export function verdictsGlyph(bars: readonly VerdictBar[], size: Size, tokens: Tokens): DisplayList {
  if (size.h < VERDICT_ROW) return [];
  const ranked = shownVerdicts(bars, size);
  const nameWidth = Math.min(80, Math.max(56, size.w * 0.38));
  const shapes: Shape[] = [];
  ranked.forEach((bar, i) => {
    const y = i * VERDICT_ROW;
    const hue = tokens.family.workload;
    shapes.push(
      text(0, y + 11.5, bar.node, { size: 11, weight: bar.chosen ? 700 : 400, fill: bar.chosen ? hue.ink : tokens.text, max: nameWidth - 6, cut: 'middle' }),
    );
    if (bar.share === undefined) {
      shapes.push(
        path(`M${nameWidth + 1} ${y + 4.5}L${nameWidth + 7} ${y + 10.5}M${nameWidth + 7} ${y + 4.5}L${nameWidth + 1} ${y + 10.5}`, {
          stroke: tokens.bad.line,
          width: 1.6,
          cap: 'round',
        }),
      );
      shapes.push(text(nameWidth + 12, y + 11.5, bar.label, { size: 11, fill: tokens.bad.ink, max: size.w - nameWidth - 12 }));
      return;
    }
    const full = size.w - nameWidth - 26;
    shapes.push(rect(nameWidth, y + 4, full, 8, { r: 4, fill: tokens.well, stroke: tokens.wellLine, width: 1 }));
    shapes.push(rect(nameWidth, y + 4, Math.max(6, full * bar.share), 8, { r: 4, fill: hue.solid, opacity: bar.chosen ? 1 : 0.5 }));
    if (bar.chosen)
      shapes.push(
        path(`M${nameWidth + full * bar.share - 9} ${y + 8}L${nameWidth + full * bar.share - 7} ${y + 10}L${nameWidth + full * bar.share - 3.5} ${y + 6}`, {
          stroke: tokens.card,
          width: 1.6,
          cap: 'round',
        }),
      );
    shapes.push(
      text(size.w, y + 11.5, bar.label, { size: 11, weight: bar.chosen ? 700 : 400, fill: bar.chosen ? hue.ink : tokens.quiet, anchor: 'end', max: 24 }),
    );
  });
  return shapes;
}

export interface CallPill {
  readonly text: string;
  /** 0 = no answer yet. */
  readonly status: number;
  readonly failed: boolean;
  readonly head: boolean;
}

/** Where the pill with this number lies on the bar. */
export function pillPlace(index: number, count: number, left: number, size: Size): Rect {
  const gap = 8;
  const w = (size.w - left - 12 - gap * (count - 1)) / Math.max(1, count);
  const h = Math.min(28, size.h - (size.h < 36 ? 8 : 14));
  return { x: left + index * (w + gap), y: (size.h - h) / 2, w, h };
}

/** kube-apiserver: the bar everything goes through, with the latest calls readable on it. */
export function hubGlyph(
  hub: { readonly title: string; readonly steps: string; readonly pills: readonly (CallPill | undefined)[]; readonly left: number },
  size: Size,
  tokens: Tokens,
): DisplayList {
  const shapes: Shape[] = [
    rect(0, 0, size.w, size.h, { r: 10, fill: tokens.hub }),
    text(14, hub.steps === '' ? size.h / 2 + 4.5 : size.h / 2 - 3, hub.title, { size: 13.5, weight: 700, fill: tokens.hubText, max: hub.left - 22 }),
  ];
  if (hub.steps !== '') shapes.push(text(14, size.h / 2 + 12.5, hub.steps, { size: 11, fill: tokens.hubQuiet, max: hub.left - 22 }));
  hub.pills.forEach((pill, i) => {
    const { x, y, w, h } = pillPlace(i, hub.pills.length, hub.left, size);
    if (!pill) {
      shapes.push(rect(x + 0.5, y + 0.5, w - 1, h - 1, { r: h / 2, stroke: tokens.hubPill, width: 1, dash: [3, 4] }));
      return;
    }
    const bad = pill.failed;
    shapes.push(
      rect(x + 0.5, y + 0.5, w - 1, h - 1, {
        r: h / 2,
        fill: bad ? tokens.bad.soft : tokens.hubPill,
        ...(pill.head ? { stroke: tokens.hubText, width: 1.4 } : bad ? { stroke: tokens.bad.line, width: 1.4 } : {}),
      }),
    );
    const statusWidth = pill.status > 0 ? 28 : 14;
    const ink = bad ? tokens.bad.ink : tokens.hubText;
    shapes.push(text(x + 11, y + h / 2 + 4, pill.text, { size: 11, mono: true, fill: ink, max: w - 20 - statusWidth, cut: 'middle' }));
    if (pill.status > 0) shapes.push(text(x + w - 10, y + h / 2 + 4, String(pill.status), { size: 11, mono: true, weight: 600, fill: ink, anchor: 'end' }));
    else shapes.push(circle(x + w - 12, y + h / 2, 2.6, { stroke: tokens.hubText, width: 1.3 }));
  });
  return shapes;
}
