import type { DisplayList, Shape } from '../glyphs/display-list.ts';
import { path, rect, text } from '../glyphs/display-list.ts';
import { estimateWidth } from '../glyphs/text-fit.ts';
import { CanvasPainter } from '../glyphs/paint-canvas.ts';
import type { Hue, Tokens } from '../glyphs/tokens.ts';
import type { Lane } from './lanes.ts';
import { marksOf, type TimelineIndex } from './timeline-index.ts';

export interface TimeView {
  /** Virtual microseconds at the left edge of the lanes. */
  readonly from: number;
  readonly usPerPixel: number;
}

/** Another branch that leaves (or the one this came from). */
export interface Fork {
  readonly id: string;
  readonly t: number;
  readonly name: string;
}

/** Idle time that was skipped, and why. */
export interface Gap {
  readonly fromUs: number;
  readonly untilUs: number;
  readonly why: string;
}

export interface TimelinePicture {
  readonly index: TimelineIndex;
  readonly lanes: readonly Lane[];
  readonly now: number;
  /** End of what has been lived. */
  readonly head: number;
  readonly forks: readonly Fork[];
  readonly gaps: readonly Gap[];
  /** Name of the row of what people did. */
  readonly doings: string;
  readonly view: TimeView;
  readonly width: number;
  readonly height: number;
  readonly tokens: Tokens;
  readonly hoverX: number | undefined;
}

export const AXIS = 18;
export const TICKS = 18;
export const LANE = 19;
/** Width of the labels; narrow screens give the lanes more. */
export const labelWidth = (width: number): number => (width < 520 ? 92 : 148);
export const timelineHeight = (lanes: number): number => AXIS + TICKS + DOINGS + lanes * LANE + 6;
/** The row of commands, between etcd's ticks and the lanes. */
const DOINGS = 19;
export const LANES_TOP = AXIS + TICKS + DOINGS;

/** The timeline as shapes; its size depends on pixels and lanes alone. */
export function timelineShapes(picture: TimelinePicture): DisplayList {
  const { tokens, width, height, view } = picture;
  const left = labelWidth(width);
  const span = width - left;
  const x = (t: number): number => left + (t - view.from) / view.usPerPixel;
  const shapes: Shape[] = [rect(left, 0, span, height, { fill: tokens.card })];
  // What has not been lived yet is hatched.
  const end = Math.max(left, Math.min(width, x(picture.head)));
  if (end < width) shapes.push(rect(end, AXIS, width - end, height - AXIS, { fill: tokens.well }));
  shapes.push(
    ...gaps(picture, x, left),
    ...axis(picture, x, left),
    ...ticks(picture, left),
    ...doings(picture, x, left),
    ...lanes(picture, x, left),
    ...forks(picture, x, left),
  );
  shapes.push(path(`M${left} 0V${height}`, { stroke: tokens.zoneLine, width: 1 }));
  return [...shapes, ...gapWords(picture, x, left), ...playhead(picture, x, left)];
}

function gaps({ gaps: all, tokens, height, width }: TimelinePicture, x: (t: number) => number, left: number): readonly Shape[] {
  return all.flatMap((gap) => {
    const a = Math.max(left, x(gap.fromUs));
    const b = Math.min(width, x(gap.untilUs));
    if (b - a < 2) return [];
    return [rect(a, AXIS, b - a, height - AXIS, { fill: tokens.well, hatch: tokens.cardLine, opacity: 0.8 })];
  });
}

/** What was skipped says so, above the lanes it runs through. */
function gapWords({ gaps: all, tokens, height, width }: TimelinePicture, x: (t: number) => number, left: number): readonly Shape[] {
  return all.flatMap((gap) => {
    const a = Math.max(left, x(gap.fromUs));
    const b = Math.min(width, x(gap.untilUs));
    if (b - a < 70) return [];
    const w = Math.min(b - a - 6, estimateWidth(gap.why, 11, false, false) + 14);
    const y = height - 12;
    return [
      rect((a + b - w) / 2, y - 12, w, 17, { r: 8, fill: tokens.card, stroke: tokens.wellLine, width: 1 }),
      text((a + b) / 2, y, gap.why, { size: 11, fill: tokens.quiet, anchor: 'middle', max: w - 10 }),
    ];
  });
}

const STEPS = [
  1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1e6, 2e6, 5e6, 10e6, 20e6, 30e6, 60e6, 120e6, 300e6, 600e6, 1_800e6, 3_600e6,
];

function axis({ view, width, tokens, height }: TimelinePicture, x: (t: number) => number, left: number): readonly Shape[] {
  const step = STEPS.find((candidate) => candidate / view.usPerPixel >= 74) ?? 7_200e6;
  const shapes: Shape[] = [];
  for (let t = Math.ceil(Math.max(0, view.from) / step) * step; x(t) < width; t += step) {
    const at = x(t);
    if (at < left) continue;
    shapes.push(path(`M${round(at)} ${AXIS - 4}V${height}`, { stroke: tokens.wellLine, width: 1, opacity: tokens.theme.startsWith('contrast') ? 0.35 : 1 }));
    if (at < width - 20) shapes.push(text(at + 3, 12, clock(t, step), { size: 11, fill: tokens.quiet }));
  }
  return shapes;
}

/** Seconds as a clock with as many digits as the step needs. */
export function clock(t: number, step = 1_000): string {
  const seconds = t / 1e6;
  const minutes = Math.floor(seconds / 60);
  const digits = step >= 1e6 ? 0 : step >= 100_000 ? 1 : step >= 10_000 ? 2 : 3;
  const rest = (seconds - minutes * 60).toFixed(digits).padStart(digits > 0 ? digits + 3 : 2, '0');
  return `${minutes}:${rest}`;
}

/** A tick per write of etcd; many in one pixel make it taller. Background is faint and low. */
function ticks({ index, view, width, tokens }: TimelinePicture, left: number): readonly Shape[] {
  const bottom = AXIS + TICKS - 2;
  let work = '';
  let quiet = '';
  for (const column of index.ticks(view.from, view.usPerPixel, width - left)) {
    const x = left + column.x + 0.5;
    if (column.background > 0) quiet += `M${x} ${bottom}V${bottom - 4}`;
    if (column.work > 0) work += `M${x} ${bottom}V${round(bottom - Math.min(TICKS - 4, 7 + Math.log2(column.work) * 2.4))}`;
  }
  const shapes: Shape[] = [text(left - 8, AXIS + TICKS - 5, 'etcd', { size: 11, fill: tokens.quiet, anchor: 'end' })];
  if (quiet !== '') shapes.push(path(quiet, { stroke: tokens.wire, width: 1, opacity: 0.5 }));
  if (work !== '') shapes.push(path(work, { stroke: tokens.family.control.line, width: 1.2 }));
  return shapes;
}

/** So many of the commands that share a flag are looked at for its words. */
const MOST_READ = 50;

/** What a person did: a flag where it was done, with its words as far as there is room before the next. */
function doings({ index, tokens, width, head, view, doings: name }: TimelinePicture, x: (t: number) => number, left: number): readonly Shape[] {
  const y = AXIS + TICKS;
  const hue = tokens.family.control;
  const shapes: Shape[] = [
    text(left - 8, y + 13, name, { size: 11, fill: tokens.quiet, anchor: 'end', max: left - 12 }),
    path(`M${left + 2} ${y + 9.5}H${width}`, { stroke: tokens.wellLine, width: 1, dash: [1, 4] }),
  ];
  // A trouble that is on runs as a line under the flags, until it ends.
  for (const { from, until } of index.troubles()) {
    const a = Math.max(left, x(from));
    const b = Math.min(width, x(until === undefined || until > head ? head : until));
    if (b > a) shapes.push(rect(a, y + 15.5, Math.max(2, b - a), 3, { r: 1.5, fill: tokens.bad.solid }));
  }
  const { commands } = index;
  const end = index.commandFrom(view.from + (width + 1 - left) * view.usPerPixel);
  // From flag to flag: those within a few pixels share one.
  for (let i = index.commandFrom(view.from - view.usPerPixel), next = i; i < end; i = next) {
    const command = commands[i]!;
    const at = x(command.t);
    next = Math.min(end, Math.max(i + 1, index.commandFrom(command.t + 3 * view.usPerPixel)));
    // What was typed speaks, the others are counted.
    const said = commands.slice(i, Math.min(next, i + MOST_READ)).find((one) => one.words.startsWith('kubectl'))?.words ?? command.words;
    const words = next - i > 1 ? `${said} (+${next - i - 1})` : said;
    const room = Math.min(260, (next < end ? x(commands[next]!.t) : width) - at - 14);
    if (room > 34 && words !== '') {
      const w = Math.min(room, estimateWidth(words, 11, false, false) + 10);
      shapes.push(rect(at, y + 2, w + 2, 15, { r: 4, fill: hue.soft }), text(at + 7, y + 13, words, { size: 11, fill: hue.ink, max: w - 7, cut: 'end' }));
    }
    shapes.push(
      path(`M${round(at)} ${y + 2}V${y + 17}`, { stroke: hue.line, width: 2 }),
      path(`M${round(at)} ${y + 2}L${round(at) + 6} ${y + 5}L${round(at)} ${y + 8}Z`, { fill: hue.line }),
    );
  }
  return shapes;
}

function lanes(picture: TimelinePicture, x: (t: number) => number, left: number): readonly Shape[] {
  const { index, tokens, view, width, now } = picture;
  return picture.lanes.flatMap((lane, i) => {
    const y = LANES_TOP + i * LANE;
    if (y + LANE - 3 > picture.height) return [];
    const hue: Hue = lane.generation === undefined ? tokens.family[lane.family] : (tokens.generations[lane.generation % tokens.generations.length] as Hue);
    const shapes: Shape[] = [text(left - 8, y + 13, lane.label, { size: 11, fill: tokens.text, anchor: 'end', max: left - 12, cut: 'middle' })];
    const life = lane.target.kind === 'object';
    const series = lane.target.kind === 'object' ? index.ofObject(lane.target.oid) : index.ofActor(lane.target.actor);
    if (!series || series.t.length === 0) {
      shapes.push(path(`M${left + 2} ${y + 9.5}H${width}`, { stroke: tokens.wellLine, width: 1, dash: [2, 4] }));
      return shapes;
    }
    if (life) {
      const from = Math.max(left, x(series.t[0] as number));
      const to = Math.min(width, x(series.ended ?? picture.head));
      // Life up to the instant shown is solid, what lies beyond is an outline.
      const cut = Math.max(from, Math.min(to, x(now)));
      if (cut > from) shapes.push(rect(from, y + 4, Math.max(2, cut - from), 11, { r: 5, fill: hue.soft, stroke: hue.line, width: 1 }));
      if (to > cut) shapes.push(rect(cut, y + 4, to - cut, 11, { r: 5, stroke: hue.line, width: 1, dash: [2, 3], opacity: 0.7 }));
    } else shapes.push(path(`M${left + 2} ${y + 9.5}H${width}`, { stroke: tokens.wellLine, width: 1 }));
    let marks = '';
    for (const mark of marksOf(series, view.from, view.usPerPixel, width - left)) {
      const a = Math.max(left, left + mark.x);
      const b = Math.min(width, left + mark.x + Math.max(2, mark.w));
      if (b > a) marks += `M${a} ${y + (life ? 6 : 5)}H${b}V${y + (life ? 13 : 14)}H${a}Z`;
    }
    if (marks !== '') shapes.push(path(marks, { fill: hue.solid }));
    return shapes;
  });
}

function forks({ forks: all, tokens, height, width }: TimelinePicture, x: (t: number) => number, left: number): readonly Shape[] {
  return all.flatMap((fork) => {
    const at = x(fork.t);
    if (at < left || at > width) return [];
    return [
      path(`M${round(at)} ${height - 2}V${AXIS + 6}C${round(at)} ${AXIS - 2} ${round(at + 6)} ${AXIS - 4} ${round(at + 14)} ${AXIS - 4}`, {
        stroke: tokens.family.configuration.line,
        width: 1.4,
        dash: [4, 3],
      }),
      rect(at + 14, 1, Math.min(124, Math.max(0, width - at - 16), estimateWidth(fork.name, 11, false, false) + 8), AXIS - 3, {
        r: 4,
        fill: tokens.family.configuration.soft,
      }),
      text(at + 18, AXIS - 5, fork.name, { size: 11, fill: tokens.family.configuration.ink, max: Math.min(120, width - at - 18) }),
    ];
  });
}

function playhead({ now, hoverX, tokens, height, width }: TimelinePicture, x: (t: number) => number, left: number): readonly Shape[] {
  const shapes: Shape[] = [];
  if (hoverX !== undefined && hoverX > left) shapes.push(path(`M${hoverX} ${AXIS}V${height}`, { stroke: tokens.quiet, width: 1, dash: [3, 3] }));
  const at = x(now);
  if (at < left - 1 || at > width + 1) return shapes;
  return [
    ...shapes,
    path(`M${round(at)} 6V${height}`, { stroke: tokens.bad.line, width: 2 }),
    path(`M${round(at - 6)} 1H${round(at + 6)}V6L${round(at)} 13L${round(at - 6)} 6Z`, { fill: tokens.bad.line }),
  ];
}

const round = (v: number): number => Math.round(v * 2) / 2;

/** Draws the shapes on a canvas. */
export class TimelinePainter {
  private readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D;
  private readonly painter: CanvasPainter;

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d');
    if (!context) throw new Error('this browser offers no 2D canvas');
    this.canvas = canvas;
    this.context = context;
    this.painter = new CanvasPainter(context);
  }

  draw(picture: TimelinePicture, ratio: number): void {
    const w = Math.max(1, Math.round(picture.width * ratio));
    const h = Math.max(1, Math.round(picture.height * ratio));
    if (this.canvas.width !== w || this.canvas.height !== h) {
      this.canvas.width = w;
      this.canvas.height = h;
    }
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.fillStyle = picture.tokens.ground;
    this.context.fillRect(0, 0, w, h);
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.painter.paint(timelineShapes(picture), 0, 0, 1);
  }
}
