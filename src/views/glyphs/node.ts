import { nodeCardRows } from '../../scene/node-card.ts';
import { type DisplayList, moved, path, rect, type Shape, text } from './display-list.ts';
import { podGlyph, podHue, type PodPicture } from './pod.ts';
import type { MountInside } from '../../scene/model.ts';
import { estimateWidth } from './text-fit.ts';
import { sourceMark } from './source-mark.ts';
import type { Hue, Tokens } from './tokens.ts';

type Size = { readonly w: number; readonly h: number };

export interface NodePicture {
  readonly name: string;
  readonly address: string;
  readonly status: 'ready' | 'notReady' | 'unknown';
  readonly cordoned: boolean;
  readonly pressure: boolean;
  readonly controlPlane: boolean;
  readonly powered: boolean;
  /** Shares of what the node offers that are requested, 0…1 (more is possible for static pods). */
  readonly cpu: number;
  readonly memory: number;
  readonly pods: number;
  readonly podsAllocatable: number;
  readonly said: string;
  readonly fresh: number;
}

export interface NodeWords {
  readonly cpu: string;
  readonly memory: string;
  readonly notReady: string;
  readonly unknown: string;
  readonly cordoned: string;
  readonly pressure: string;
  readonly off: string;
}

function trouble(node: NodePicture, tokens: Tokens): { readonly hue: Hue; readonly dash?: readonly number[]; readonly word: keyof NodeWords } | undefined {
  if (!node.powered) return { hue: tokens.bad, dash: [2, 4], word: 'off' };
  if (node.status === 'notReady') return { hue: tokens.bad, dash: [6, 4], word: 'notReady' };
  if (node.status === 'unknown') return { hue: tokens.bad, dash: [2, 4], word: 'unknown' };
  if (node.pressure) return { hue: tokens.warn, word: 'pressure' };
  if (node.cordoned) return { hue: tokens.family.cluster, dash: [10, 3], word: 'cordoned' };
  return undefined;
}

function frame(node: NodePicture, size: Size, tokens: Tokens): Shape[] {
  const bad = trouble(node, tokens);
  const shapes: Shape[] = [
    rect(0.75, 0.75, size.w - 1.5, size.h - 1.5, {
      r: 11,
      fill: node.powered ? tokens.card : tokens.ground,
      stroke: bad ? bad.hue.line : tokens.cardLine,
      width: bad ? tokens.stroke + 0.3 : 1.2,
      ...(bad?.dash ? { dash: bad.dash } : {}),
    }),
  ];
  // Cordoned: a barred door at the corner where pods would come in.
  if (node.cordoned)
    shapes.push(path(`M${size.w - 26} 1L${size.w - 1} 26M${size.w - 17} 1L${size.w - 1} 17`, { stroke: tokens.family.cluster.line, width: 2 }));
  return shapes;
}

/** The card of a node without its pods and programs, which are glyphs of their own. */
export function nodeCard(node: NodePicture, words: NodeWords, size: Size, tokens: Tokens): DisplayList {
  const bad = trouble(node, tokens);
  const shapes = frame(node, size, tokens);
  const rows = nodeCardRows(size);
  const aside = bad ? words[bad.word] : size.w >= 200 ? node.address : '';
  // Low cards carry their gauges beside the name.
  const spare = size.w - 24 - estimateWidth(node.name, 13.5, true, false) - 8;
  const mini = rows.gauges === undefined && aside === '' && spare >= 18 ? Math.min(36, spare) : 0;
  if (mini > 0) shapes.push(...miniGauges(node, { x: size.w - 10 - mini, y: 21, w: mini }, tokens));
  shapes.push(
    text(12, rows.name, node.name, {
      size: 13.5,
      weight: 700,
      fill: tokens.text,
      max: size.w - 24 - (aside === '' ? (mini > 0 ? mini + 4 : 0) : 76),
      cut: 'middle',
    }),
  );
  shapes.push(text(size.w - 12, rows.name, aside, { size: 11.5, weight: bad ? 600 : 400, fill: bad ? bad.hue.ink : tokens.quiet, anchor: 'end', max: 82 }));
  const half = (size.w - 24 - 12) / 2;
  if (rows.gauges !== undefined)
    shapes.push(
      ...gauge(words.cpu, node.cpu, { x: 12, y: rows.gauges, w: half }, tokens),
      ...gauge(words.memory, node.memory, { x: 12 + half + 12, y: rows.gauges, w: half }, tokens),
    );
  if (rows.said !== undefined && node.said !== '')
    shapes.push(
      text(12, rows.said, node.said, {
        size: 11,
        weight: node.fresh > 0 ? 500 : 400,
        fill: node.fresh > 0 ? tokens.family.workload.ink : tokens.quiet,
        max: size.w - 24,
      }),
    );
  return shapes;
}

/** Two bars without words: cpu above, memory below. */
function miniGauges(node: NodePicture, { x, y, w }: { readonly x: number; readonly y: number; readonly w: number }, tokens: Tokens): DisplayList {
  const bar = (share: number, top: number): Shape[] => [
    rect(x, top, w, 4.5, { r: 2, fill: tokens.well, stroke: tokens.wellLine, width: 0.8 }),
    ...(share > 0 ? [rect(x, top, Math.max(2, w * Math.min(1, share)), 4.5, { r: 2, fill: (share > 0.85 ? tokens.bad : tokens.family.cluster).solid })] : []),
  ];
  return [...bar(node.cpu, y), ...bar(node.memory, y + 7)];
}

/** A share of something as a bar; over 85 % it warns by colour, by a mark at its end and by its number. */
function gauge(name: string, share: number, at: { readonly x: number; readonly y: number; readonly w: number }, tokens: Tokens): DisplayList {
  const tight = share > 0.85;
  const hue = tight ? tokens.bad : tokens.family.cluster;
  // Letters of Japanese are as wide as high.
  const label = /^[ -~]*$/.test(name) ? 30 : 37;
  const number = at.w > 110 ? 32 : 0;
  const w = at.w - label - number;
  return [
    text(at.x, at.y + 8, name, { size: 11, fill: tokens.quiet, max: label - 3 }),
    rect(at.x + label, at.y + 0.5, w, 8, { r: 4, fill: tokens.well, stroke: tokens.wellLine, width: 1 }),
    ...(share > 0 ? [rect(at.x + label, at.y + 0.5, Math.max(4, Math.min(1, share) * w), 8, { r: 4, fill: hue.solid, opacity: tight ? 1 : 0.75 })] : []),
    ...(tight ? [path(`M${at.x + label + w - 1} ${at.y - 2}V${at.y + 11}`, { stroke: hue.line, width: 2 })] : []),
    ...(number > 0 ? [text(at.x + at.w, at.y + 8.5, `${Math.round(share * 100)}%`, { size: 11, fill: tight ? hue.ink : tokens.quiet, anchor: 'end' })] : []),
  ];
}

/** Cards from this height on carry their name. */
const NAMED_FROM = 40;

/** Where the pods of a compact node sit, in its own coordinates; shared with hit tests. */
export function compactSeat(index: number, size: Size, pods: number): { readonly x: number; readonly y: number; readonly w: number; readonly h: number } {
  const top = size.h > 60 ? 24 : size.h >= NAMED_FROM ? 19 : 4;
  const inner = { w: size.w - 12, h: size.h - top - 6 };
  const seat = compactSeatSize(inner, pods);
  const columns = Math.max(1, Math.floor((inner.w + 2) / (seat.w + 2)));
  return { x: 6 + (index % columns) * (seat.w + 2), y: top + Math.floor(index / columns) * (seat.h + 2), w: seat.w, h: seat.h };
}

/** Largest of a few fixed sizes that seats so many: sizes change in steps, so that seats rarely move. */
function compactSeatSize(inner: Size, pods: number): Size {
  for (const seat of [
    { w: 34, h: 22 },
    { w: 22, h: 18 },
    { w: 17, h: 15 },
    { w: 12, h: 12 },
    { w: 8, h: 8 },
    { w: 5, h: 5 },
  ]) {
    const columns = Math.floor((inner.w + 2) / (seat.w + 2));
    const rows = Math.floor((inner.h + 2) / (seat.h + 2));
    if (columns * rows >= pods) return seat;
  }
  return { w: 3, h: 3 };
}

/**
 * A small node with its pods as capsules or dots inside it. `seats` may have empty places. `grown`: drawn so many times as large, with everything in
 * the same place, and as much more detail as fits.
 */
export function compactNode(node: NodePicture, seats: readonly (PodPicture | undefined)[], size: Size, tokens: Tokens, grown = 1): DisplayList {
  const shapes = frame({ ...node, cordoned: false }, { w: size.w * grown, h: size.h * grown }, tokens);
  const bad = trouble(node, tokens);
  const capacity = Math.max(seats.length, 12);
  if (size.h >= NAMED_FROM) {
    const right = size.w > 110 && grown === 1 ? 38 : 0;
    const type = grown === 1 ? 11.5 : 16;
    shapes.push(
      text(8 * grown, (size.h > 60 ? 16 : 14) * grown, node.name, {
        size: type,
        weight: 600,
        fill: bad ? bad.hue.ink : tokens.text,
        max: (size.w - 16 - right) * grown,
        cut: 'middle',
      }),
    );
    if (right > 0) {
      shapes.push(
        rect(size.w - 42, 7, 34, 4, { r: 2, fill: tokens.well, stroke: tokens.wellLine, width: 0.8 }),
        rect(size.w - 42, 13, 34, 4, { r: 2, fill: tokens.well, stroke: tokens.wellLine, width: 0.8 }),
      );
      shapes.push(
        rect(size.w - 42, 7, Math.max(2, 34 * Math.min(1, node.cpu)), 4, { r: 2, fill: (node.cpu > 0.85 ? tokens.bad : tokens.family.cluster).solid }),
      );
      shapes.push(
        rect(size.w - 42, 13, Math.max(2, 34 * Math.min(1, node.memory)), 4, { r: 2, fill: (node.memory > 0.85 ? tokens.bad : tokens.family.cluster).solid }),
      );
    }
  }
  seats.forEach((pod, i) => {
    if (!pod) return;
    const base = compactSeat(i, size, capacity);
    const at = { x: base.x * grown, y: base.y * grown, w: base.w * grown, h: base.h * grown };
    const detail = at.w >= 66 && at.h >= 40 ? 'full' : at.w >= 22 ? 'capsule' : 'dot';
    shapes.push(...moved(podGlyph(pod, detail, at, tokens), at.x, at.y));
  });
  return shapes;
}

/** Tiles from this width on show their pods as dots. */
export const DOTS_FROM = 20;

/** A dot per pod, as many as there is room for: filled = ready, light = on its way, red = in trouble. */
function podDots(pods: readonly (PodPicture | undefined)[], size: Size, tokens: Tokens): DisplayList {
  const here = pods.filter((pod) => pod !== undefined);
  const pitch = [7, 6, 5, 4, 3].find((step) => Math.floor((size.w - 3) / step) * Math.floor((size.h - 3) / step) >= here.length) ?? 3;
  const columns = Math.max(1, Math.floor((size.w - 3) / pitch));
  return here.slice(0, columns * Math.floor((size.h - 3) / pitch)).map((pod, i) => {
    const hue = podHue(pod, tokens);
    return rect(2 + (i % columns) * pitch, 2 + Math.floor(i / columns) * pitch, pitch - 1, pitch - 1, {
      fill: hue.solid,
      ...(pod.state === 'ready' || pod.state === 'failed' || pod.state === 'crashLoop' || pod.state === 'oomKilled' ? {} : { opacity: 0.4 }),
    });
  });
}

/** One node of thousands: a tile with a dot per pod, or filled from below as far as what its pods request fills it; trouble is a cross. */
export function heatNode(node: NodePicture, pods: readonly (PodPicture | undefined)[], size: Size, tokens: Tokens): DisplayList {
  const bad = trouble(node, tokens);
  const load = Math.min(1, Math.max(node.cpu, node.memory));
  const dotted = pods.length > 0;
  const hue = bad ? bad.hue : tokens.family.workload;
  const shapes: Shape[] = [
    rect(0, 0, size.w, size.h, {
      r: Math.min(3, size.w / 5),
      fill: bad ? hue.soft : tokens.card,
      stroke: bad ? hue.line : tokens.cardLine,
      width: Math.min(1.2, size.w / 10),
    }),
    rect(0, size.h * (1 - load), size.w, size.h * load, {
      r: Math.min(3, size.w / 5),
      fill: hue.solid,
      opacity: bad ? 0.35 : dotted ? 0.12 : 0.2 + 0.7 * load,
    }),
    ...podDots(pods, size, tokens),
  ];
  if (bad && size.w >= 7)
    shapes.push(
      path(`M${size.w * 0.25} ${size.h * 0.25}L${size.w * 0.75} ${size.h * 0.75}M${size.w * 0.75} ${size.h * 0.25}L${size.w * 0.25} ${size.h * 0.75}`, {
        stroke: hue.line,
        width: 1.4,
      }),
    );
  return shapes;
}

/** An image on a node's disk: filled as far as its layers have come. */
export function imageGlyph(image: { readonly name: string; readonly progress: number }, size: Size, tokens: Tokens): DisplayList {
  const hue = tokens.family.cluster;
  const whole = image.progress >= 1;
  return [
    rect(0.5, 0.5, size.w - 1, size.h - 1, {
      r: 4,
      fill: tokens.well,
      stroke: whole ? tokens.wellLine : hue.line,
      width: 1,
      ...(whole ? {} : { dash: [3, 2.5] }),
    }),
    ...(whole ? [] : [rect(1, 1, Math.max(0, (size.w - 2) * image.progress), size.h - 2, { r: 4, fill: tokens.family.workload.solid, opacity: 0.3 })]),
    text(size.w / 2, size.h / 2 + 4, image.name, { size: 11, fill: tokens.text, anchor: 'middle', max: size.w - 8, cut: 'middle' }),
  ];
}

/** A directory of a node that pods mount: on its disk, in memory (dashed), or a disk attached from outside. */
export function localVolumeGlyph(
  volume: { readonly name: string; readonly medium: 'disk' | 'memory' | 'attached'; readonly source?: MountInside['source'] },
  size: Size,
  tokens: Tokens,
): DisplayList {
  const { source } = volume;
  const configured = source === 'configMap' || source === 'secret' || (source === undefined && volume.medium === 'memory');
  const hue = configured ? tokens.family.configuration : tokens.family.storage;
  const mark = source === undefined ? 0 : 12;
  return [
    rect(0.5, 0.5, size.w - 1, size.h - 1, { r: 4, fill: hue.soft, stroke: hue.line, width: 1, ...(volume.medium === 'memory' ? { dash: [3, 2.5] } : {}) }),
    ...(source === undefined ? [] : sourceMark(source, 4.5, size.h / 2 - 5, hue, tokens)),
    text(7 + mark, size.h / 2 + 4, volume.name, { size: 11, fill: hue.ink, max: size.w - 12 - mark, cut: 'middle' }),
  ];
}
