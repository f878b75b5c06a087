import type { OwnerMark } from '../../scene/owner-marks.ts';
import type { PodState } from '../../wire/rows.ts';
import { circle, type DisplayList, path, rect, type Shape, text } from './display-list.ts';
import { sourceMark } from './source-mark.ts';
import { estimateWidth } from './text-fit.ts';
import type { Hue, Tokens } from './tokens.ts';

/** What of a pod is drawn. */
export interface PodPicture {
  readonly name: string;
  readonly state: PodState;
  /** Second line: its address, or what it is about (`pulling 62 %`, `grace 21 s`). */
  readonly line: string;
  readonly containers: number;
  readonly ready: number;
  readonly restarts: number;
  /** Which generation of its owner: hue, and pips in the containers. */
  readonly colour: number;
  /** Whose it is, where there are several workloads: letters, and a shift of the hue. */
  readonly mark?: OwnerMark | undefined;
  /** How many ConfigMaps and Secrets its containers use. */
  readonly uses?: { readonly configMaps: number; readonly secrets: number };
}

/** full: name and line · named: one container, the end of the name, state · capsule: containers and state · dot: one mark. */
export type PodDetail = 'full' | 'named' | 'capsule' | 'dot';

interface Look {
  readonly edge: 'solid' | 'dashed' | 'dotted' | 'double';
  readonly tone: 'own' | 'quiet' | 'warn' | 'bad';
  readonly fill: 'none' | 'soft' | 'hatch';
  /** What the containers look like. */
  readonly container: 'hollow' | 'half' | 'solid' | 'init' | 'loop' | 'cross' | 'burst' | 'query' | 'check' | 'bang' | 'faded';
  /** The badge at the upper right. */
  readonly badge: 'none' | 'waiting' | 'hollow' | 'ready' | 'cross' | 'query' | 'check' | 'leave' | 'clock';
}

/** One look per state: edge, then fill, then marks; colour only repeats what shape has said. */
const LOOKS: Readonly<Record<PodState, Look>> = {
  unscheduled: { edge: 'dashed', tone: 'quiet', fill: 'none', container: 'hollow', badge: 'waiting' },
  scheduled: { edge: 'dashed', tone: 'own', fill: 'hatch', container: 'hollow', badge: 'hollow' },
  initialising: { edge: 'dashed', tone: 'own', fill: 'soft', container: 'init', badge: 'hollow' },
  creating: { edge: 'solid', tone: 'own', fill: 'hatch', container: 'half', badge: 'hollow' },
  notReady: { edge: 'solid', tone: 'own', fill: 'soft', container: 'solid', badge: 'hollow' },
  ready: { edge: 'solid', tone: 'own', fill: 'soft', container: 'solid', badge: 'ready' },
  crashLoop: { edge: 'solid', tone: 'bad', fill: 'soft', container: 'loop', badge: 'clock' },
  oomKilled: { edge: 'solid', tone: 'bad', fill: 'soft', container: 'burst', badge: 'cross' },
  imageTrouble: { edge: 'dashed', tone: 'warn', fill: 'soft', container: 'query', badge: 'cross' },
  completed: { edge: 'solid', tone: 'quiet', fill: 'none', container: 'check', badge: 'check' },
  failed: { edge: 'double', tone: 'bad', fill: 'soft', container: 'cross', badge: 'cross' },
  evicted: { edge: 'dashed', tone: 'bad', fill: 'none', container: 'faded', badge: 'leave' },
  terminating: { edge: 'dotted', tone: 'quiet', fill: 'soft', container: 'faded', badge: 'clock' },
  unknown: { edge: 'dashed', tone: 'quiet', fill: 'hatch', container: 'faded', badge: 'query' },
};

export function podHue(pod: Pick<PodPicture, 'state' | 'colour' | 'mark'>, tokens: Tokens): Hue {
  const tone = LOOKS[pod.state].tone;
  if (tone === 'quiet') return tokens.family.cluster;
  if (tone === 'warn') return tokens.warn;
  if (tone === 'bad') return tokens.bad;
  return tokens.generations[(pod.colour + (pod.mark?.hue ?? 0)) % tokens.generations.length] as Hue;
}

/** The capsule alone, for what is drawn inside it from near. */
export const podFrame = (pod: PodPicture, size: { readonly w: number; readonly h: number }, tokens: Tokens): DisplayList =>
  capsule({ ...LOOKS[pod.state], fill: LOOKS[pod.state].fill === 'none' ? 'none' : 'soft' }, podHue(pod, tokens), size, tokens);

export function podGlyph(pod: PodPicture, detail: PodDetail, size: { readonly w: number; readonly h: number }, tokens: Tokens): DisplayList {
  if (detail === 'dot') return dot(pod, size, tokens);
  if (detail === 'named') return named(pod, size, tokens);
  const look = LOOKS[pod.state];
  const hue = podHue(pod, tokens);
  const shapes: Shape[] = [...capsule(look, hue, size, tokens)];
  const square = detail === 'full' ? Math.min(16, size.h * 0.27) : Math.min(12, size.h * 0.44, size.w * 0.32);
  const left = detail === 'full' ? 9 : 6;
  const low = size.h < 46;
  const top = detail === 'full' ? (low ? 4.5 : 6.5) : (size.h - square) / 2;
  const badgeAt = { x: size.w - (detail === 'full' ? 11 : 8), y: detail === 'full' ? (size.h < 46 ? 10.5 : 13) : size.h / 2 };
  const room = Math.max(1, Math.floor((badgeAt.x - 7 - left) / (square + 3)));
  const shown = Math.min(Math.max(1, pod.containers), room);
  for (let i = 0; i < shown; i++)
    shapes.push(...container(look, hue, { x: left + i * (square + 3), y: top, size: square }, { tokens, running: i < pod.ready, pips: pod.colour }));
  shapes.push(...badge(look.badge, badgeAt.x, badgeAt.y, detail === 'full' ? 4.5 : 3.6, tokens, hue));
  if (detail === 'full') {
    const after = left + shown * (square + 3) + 2;
    const owner = pod.mark && after + 16 <= badgeAt.x - 8 ? estimateWidth(pod.mark.short, 11, true, false) + 5 : 0;
    if (pod.mark && owner > 0) shapes.push(text(after, top + square / 2 + 4, pod.mark.short, { size: 11, weight: 700, fill: hue.ink }));
    shapes.push(...uses(pod, after + owner, top + square / 2 - 5, badgeAt.x - 12, tokens));
    const faded = look.container === 'faded';
    const ink = look.tone === 'bad' ? tokens.bad.ink : faded ? tokens.quiet : tokens.text;
    shapes.push(text(9, size.h - (low ? 15.5 : 18), pod.name, { size: 11.5, weight: 600, fill: ink, max: size.w - 14, cut: 'middle' }));
    shapes.push(text(9, size.h - (low ? 4.5 : 5.5), pod.line, { size: 11, fill: look.tone === 'bad' ? tokens.bad.ink : tokens.quiet, max: size.w - 14 }));
    if (pod.restarts > 0 && shown < room && after + owner + 24 <= badgeAt.x - 9)
      shapes.push(text(badgeAt.x - 9, 17, `↻${pod.restarts}`, { size: 11, fill: tokens.quiet, anchor: 'end', max: 26 }));
  }
  return shapes;
}

/** A low seat: what tells the pod from its siblings is the end of its name. */
function named(pod: PodPicture, size: { readonly w: number; readonly h: number }, tokens: Tokens): DisplayList {
  const look = LOOKS[pod.state];
  const hue = podHue(pod, tokens);
  const square = 10;
  const y = size.h / 2;
  const room = size.w - 17 - 12;
  const whole = pod.name.slice(pod.name.lastIndexOf('-', pod.name.length - 2) + 1);
  // Without dots for what is left out: four letters of five say more.
  const wide = (part: string): number => estimateWidth(part, 11, true, false);
  const short = pod.mark?.short ?? '';
  const before = short === '' ? 0 : wide(short) + 3;
  const ends = [whole, whole.slice(-5), whole.slice(-4), ...(short === '' ? [] : [whole.slice(-3), whole.slice(-2)])];
  const own = ends.find((part) => before + wide(part) <= room) ?? (short === '' ? whole.slice(-3) : '');
  const ink = look.tone === 'bad' ? tokens.bad.ink : look.container === 'faded' ? tokens.quiet : tokens.text;
  const ground = look.fill === 'hatch' ? [rect(17, 3, size.w - 20, size.h - 6, { r: 4, fill: tokens.card, opacity: 0.86 })] : [];
  return [
    ...capsule(look, hue, size, tokens),
    ...ground,
    ...container(look, hue, { x: 5, y: y - square / 2, size: square }, { tokens, running: pod.ready > 0, pips: 0 }),
    ...(short === '' ? [] : [text(17, y + 4, short, { size: 11, weight: 700, fill: hue.ink })]),
    text(17 + before, y + 4, own, { size: 11, weight: short === '' ? 600 : 400, fill: ink }),
    ...badge(look.badge, size.w - 7.5, y, 3.2, tokens, hue),
  ];
}

/** A sheet for its ConfigMaps, a lock for its Secrets. */
function uses(pod: PodPicture, x: number, y: number, end: number, tokens: Tokens): DisplayList {
  const hue = tokens.family.configuration;
  const { configMaps, secrets } = pod.uses ?? { configMaps: 0, secrets: 0 };
  const marks = [...(configMaps > 0 ? (['configMap'] as const) : []), ...(secrets > 0 ? (['secret'] as const) : [])];
  return marks.flatMap((mark, i) => (x + i * 12 + 10 > end ? [] : sourceMark(mark, x + i * 12, y, hue, tokens)));
}

const DASHES = { solid: undefined, dashed: [5, 3.5], dotted: [1.6, 3], double: undefined } as const;

function capsule(look: Look, hue: Hue, size: { readonly w: number; readonly h: number }, tokens: Tokens): DisplayList {
  const r = Math.min(14, size.h * 0.3);
  const dash = DASHES[look.edge];
  const width = look.edge === 'dotted' ? tokens.stroke + 0.5 : tokens.stroke;
  const shapes: Shape[] = [
    rect(1, 1, size.w - 2, size.h - 2, {
      r,
      fill: look.fill === 'soft' ? hue.soft : tokens.card,
      ...(look.fill === 'hatch' ? { hatch: hue.solid } : {}),
      stroke: hue.line,
      width,
      ...(dash ? { dash } : {}),
    }),
  ];
  if (look.edge === 'double') shapes.push(rect(4, 4, size.w - 8, size.h - 8, { r: r - 3, stroke: hue.line, width: 1 }));
  // Words on hatching stay readable on a quiet ground of their own.
  if (look.fill === 'hatch' && size.h >= 40) shapes.push(rect(3, size.h - 31, size.w - 6, 28, { r: r - 3, fill: tokens.card, opacity: 0.86 }));
  return shapes;
}

interface Square {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

function container(look: Look, hue: Hue, at: Square, more: { tokens: Tokens; running: boolean; pips: number }): DisplayList {
  const { x, y, size } = at;
  const { tokens } = more;
  const w = tokens.stroke;
  const r = size * 0.22;
  const box = (fill: string, dash?: readonly number[]): Shape => rect(x, y, size, size, { r, fill, stroke: hue.line, width: w, ...(dash ? { dash } : {}) });
  const mx = x + size / 2;
  const my = y + size / 2;
  const u = size / 16;
  const mark = (d: string, colour: string): Shape => path(d, { stroke: colour, width: Math.max(1.4, 1.9 * u), cap: 'round' });
  switch (look.container) {
    case 'hollow':
      return [box(tokens.card)];
    case 'half':
      return [box(tokens.card), rect(x + w / 2, my, size - w, size / 2 - w / 2, { r: r * 0.6, fill: hue.solid })];
    case 'solid':
      return more.running || look.badge !== 'ready' ? [box(hue.solid), ...pips(at, more.pips, tokens)] : [box(tokens.card)];
    case 'init':
      return [
        box(tokens.card),
        path(`M${mx} ${my - 4.5 * u}A${4.5 * u} ${4.5 * u} 0 1 1 ${mx - 4.5 * u} ${my}`, { stroke: hue.line, width: 1.8 * u, cap: 'round' }),
      ];
    case 'loop':
      return [
        box(tokens.card),
        mark(`M${mx + 4 * u} ${my - 1 * u}A${4.2 * u} ${4.2 * u} 0 1 0 ${mx + 2.4 * u} ${my + 3.4 * u}`, hue.line),
        mark(`M${mx + 4.6 * u} ${my - 4.6 * u}L${mx + 4.2 * u} ${my - 0.8 * u}L${mx + 0.6 * u} ${my - 1.4 * u}`, hue.line),
      ];
    case 'cross':
      return [
        box(tokens.card),
        mark(`M${mx - 3.4 * u} ${my - 3.4 * u}L${mx + 3.4 * u} ${my + 3.4 * u}M${mx + 3.4 * u} ${my - 3.4 * u}L${mx - 3.4 * u} ${my + 3.4 * u}`, hue.line),
      ];
    case 'burst':
      // Memory over its limit: the level stands above the container's edge.
      return [
        rect(x + size * 0.22, y - 3.5 * u, size * 0.56, size + 2.5 * u, { r: 1.5, fill: hue.solid }),
        rect(x, y, size, size, { r, stroke: hue.line, width: w }),
        path(`M${x - 2 * u} ${y + 0.5}H${x + size + 2 * u}`, { stroke: hue.line, width: 2 * u }),
      ];
    case 'query':
      return [box(tokens.card, [2.5, 2]), text(mx, my + 4, '?', { size: Math.max(11, 12 * u), weight: 700, fill: hue.ink, anchor: 'middle' })];
    case 'check':
      return [box(tokens.card), mark(`M${mx - 3.6 * u} ${my + 0.2 * u}L${mx - 0.8 * u} ${my + 3 * u}L${mx + 4 * u} ${my - 3.4 * u}`, hue.line)];
    case 'bang':
      return [box(hue.solid)];
    case 'faded':
      return [rect(x, y, size, size, { r, fill: hue.solid, opacity: 0.28 }), rect(x, y, size, size, { r, stroke: hue.line, width: 1, opacity: 0.6 })];
    default:
      return look.container satisfies never;
  }
}

/** Dice pips name the generation without colour: one template, the same pips. */
function pips(at: Square, colour: number, tokens: Tokens): DisplayList {
  if (at.size < 12 || colour <= 0) return [];
  const spots = [
    [],
    [[0.5, 0.5]],
    [
      [0.3, 0.7],
      [0.7, 0.3],
    ],
    [
      [0.28, 0.72],
      [0.5, 0.5],
      [0.72, 0.28],
    ],
  ][colour % 4] as number[][];
  return spots.map(([px, py]) => circle(at.x + at.size * (px as number), at.y + at.size * (py as number), at.size * 0.11, { fill: tokens.card }));
}

function badge(kind: Look['badge'], x: number, y: number, r: number, tokens: Tokens, hue: Hue): DisplayList {
  const w = Math.max(1.4, r * 0.4);
  const cross = path(`M${x - r * 0.75} ${y - r * 0.75}L${x + r * 0.75} ${y + r * 0.75}M${x + r * 0.75} ${y - r * 0.75}L${x - r * 0.75} ${y + r * 0.75}`, {
    stroke: hue.line,
    width: w,
    cap: 'round',
  });
  switch (kind) {
    case 'none':
      return [];
    case 'waiting':
      return [circle(x, y, r, { stroke: hue.line, width: w, dash: [2, 1.8] })];
    case 'hollow':
      return [circle(x, y, r, { fill: tokens.card, stroke: tokens.warn.line, width: w + 0.3 })];
    case 'ready':
      return [circle(x, y, r + 0.6, { fill: tokens.good.solid })];
    case 'cross':
      return [cross];
    case 'query':
      return [text(x, y + 4, '?', { size: 12, weight: 700, fill: tokens.quiet, anchor: 'middle' })];
    case 'check':
      return [path(`M${x - r * 0.9} ${y}L${x - r * 0.2} ${y + r * 0.7}L${x + r} ${y - r * 0.8}`, { stroke: hue.line, width: w, cap: 'round' })];
    case 'leave':
      return [
        path(`M${x - r} ${y + r}L${x + r * 0.8} ${y - r * 0.8}M${x - r * 0.3} ${y - r * 0.9}H${x + r * 0.9}V${y + r * 0.3}`, {
          stroke: hue.line,
          width: w,
          cap: 'round',
        }),
      ];
    case 'clock':
      return [
        circle(x, y, r + 0.4, { fill: tokens.card, stroke: hue.line, width: w }),
        path(`M${x} ${y - r * 0.55}V${y}H${x + r * 0.5}`, { stroke: hue.line, width: w * 0.85, cap: 'round' }),
      ];
    default:
      return kind satisfies never;
  }
}

/** A pod as one mark of a few pixels: filled = ready, ring = not yet, cross = trouble, bar = leaving. */
function dot(pod: PodPicture, size: { readonly w: number; readonly h: number }, tokens: Tokens): DisplayList {
  const look = LOOKS[pod.state];
  const hue = podHue(pod, tokens);
  const r = Math.max(1, Math.min(size.w, size.h) / 2 - 1);
  const cx = size.w / 2;
  const cy = size.h / 2;
  if (look.badge === 'ready') return [rect(cx - r, cy - r, 2 * r, 2 * r, { r: r * 0.5, fill: hue.solid })];
  if (look.tone === 'bad' || look.tone === 'warn')
    return [
      rect(cx - r, cy - r, 2 * r, 2 * r, { r: r * 0.5, fill: hue.soft, stroke: hue.line, width: 1.2 }),
      path(`M${cx - r * 0.5} ${cy - r * 0.5}L${cx + r * 0.5} ${cy + r * 0.5}M${cx + r * 0.5} ${cy - r * 0.5}L${cx - r * 0.5} ${cy + r * 0.5}`, {
        stroke: hue.line,
        width: 1.3,
      }),
    ];
  if (look.container === 'faded') return [rect(cx - r, cy - r * 0.35, 2 * r, r * 0.7, { r: 1, fill: hue.solid, opacity: 0.5 })];
  if (look.container === 'check') return [rect(cx - r, cy - r, 2 * r, 2 * r, { r: r * 0.5, stroke: hue.line, width: 1 })];
  return [
    rect(cx - r + 0.6, cy - r + 0.6, 2 * r - 1.2, 2 * r - 1.2, {
      r: r * 0.5,
      fill: look.container === 'solid' ? hue.soft : tokens.card,
      stroke: hue.line,
      width: 1.3,
    }),
  ];
}

/** A pod that is wanted and not there. */
export function ghostPod(size: { readonly w: number; readonly h: number }, label: string, tokens: Tokens): DisplayList {
  const hue = tokens.family.workload;
  const shapes: Shape[] = [rect(1, 1, size.w - 2, size.h - 2, { r: Math.min(14, size.h * 0.3), stroke: hue.line, width: 1.2, dash: [1.5, 3], opacity: 0.9 })];
  if (label !== '') shapes.push(text(size.w / 2, size.h / 2 + 4, label, { size: 11, fill: hue.ink, anchor: 'middle', max: size.w - 8 }));
  return shapes;
}
