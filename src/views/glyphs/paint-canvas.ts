import type { DisplayList, Ink, Shape, TextShape } from './display-list.ts';
import { fit, type Measure, wrap } from './text-fit.ts';
import { MONO, SANS } from './tokens.ts';

/** Smallest type on the screen, in CSS pixels, whatever the zoom. */
const SMALLEST_TEXT_PX = 11;
const FAR = 0.5;

/**
 * Draws display lists on a Canvas 2D. Holds caches only (path objects, widths of texts, hatch patterns); what is drawn is a function of
 * the list, the place and the zoom.
 */
export class CanvasPainter {
  private readonly paths = new Map<string, Path2D>();
  private readonly widths = new Map<string, number>();
  private readonly fitted = new Map<string, readonly string[]>();
  private readonly hatches = new Map<string, CanvasPattern | null>();
  private readonly context: CanvasRenderingContext2D;

  constructor(context: CanvasRenderingContext2D) {
    this.context = context;
  }

  /** `zoom` is the scale the context is already under (without the device pixel ratio): type grows against it so that it stays readable. */
  paint(list: DisplayList, x: number, y: number, zoom: number): void {
    const c = this.context;
    c.translate(x, y);
    for (const shape of list) this.shape(shape, zoom);
    c.translate(-x, -y);
  }

  readonly measure: Measure = (text, size, bold, mono) => {
    // Measured once at 100 px and scaled: hinting differs by less than a pixel, and the cache stays small.
    const key = `${bold ? 'b' : ''}${mono ? 'm' : ''}|${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      this.context.font = font(100, bold ? 600 : 400, mono);
      width = this.context.measureText(text).width / 100;
      if (this.widths.size > 20_000) this.widths.clear();
      this.widths.set(key, width);
    }
    return width * size;
  };

  private shape(shape: Shape, zoom: number): void {
    const c = this.context;
    if (shape.s === 'text') {
      this.words(shape, zoom);
      return;
    }
    // At the smallest sizes insets eat a shape up: nothing is left to draw.
    if (shape.s === 'rect' ? shape.w <= 0 || shape.h <= 0 : shape.s === 'circle' && shape.r <= 0) return;
    if (shape.opacity !== undefined) c.globalAlpha = shape.opacity;
    if (shape.s === 'rect') {
      c.beginPath();
      if (shape.r) c.roundRect(shape.x, shape.y, shape.w, shape.h, Math.max(0, Math.min(shape.r, shape.w / 2, shape.h / 2)));
      else c.rect(shape.x, shape.y, shape.w, shape.h);
      this.ink(shape);
      if (shape.hatch) this.fillHatch(shape.hatch);
    } else if (shape.s === 'circle') {
      c.beginPath();
      c.arc(shape.cx, shape.cy, shape.r, 0, Math.PI * 2);
      this.ink(shape);
    } else {
      if (shape.cap === 'round') {
        c.lineCap = 'round';
        c.lineJoin = 'round';
      }
      this.ink(shape, this.path(shape.d));
      if (shape.hatch) this.fillHatch(shape.hatch, this.path(shape.d));
      c.lineCap = 'butt';
      c.lineJoin = 'miter';
    }
    if (shape.opacity !== undefined) c.globalAlpha = 1;
  }

  private ink(ink: Ink, on?: Path2D): void {
    const c = this.context;
    if (ink.fill !== undefined) {
      c.fillStyle = ink.fill;
      if (on) c.fill(on);
      else c.fill();
    }
    if (ink.stroke === undefined) return;
    c.strokeStyle = ink.stroke;
    c.lineWidth = ink.width ?? 1;
    if (ink.dash) c.setLineDash(ink.dash as number[]);
    if (on) c.stroke(on);
    else c.stroke();
    if (ink.dash) c.setLineDash([]);
  }

  private path(d: string): Path2D {
    let made = this.paths.get(d);
    if (!made) {
      made = new Path2D(d);
      if (this.paths.size > 5_000) this.paths.clear();
      this.paths.set(d, made);
    }
    return made;
  }

  private fillHatch(colour: string, on?: Path2D): void {
    let pattern = this.hatches.get(colour);
    if (pattern === undefined) {
      pattern = makeHatch(this.context, colour);
      this.hatches.set(colour, pattern);
    }
    if (!pattern) return;
    this.context.fillStyle = pattern;
    if (on) this.context.fill(on);
    else this.context.fill();
  }

  private words(shape: TextShape, zoom: number): void {
    // From afar only names stay: all other words would lie over each other.
    if (zoom < FAR && (shape.weight ?? 400) < 600) return;
    const size = Math.max(shape.size, SMALLEST_TEXT_PX / zoom);
    const bold = (shape.weight ?? 400) >= 600;
    const mono = shape.mono === true;
    const lines = this.lines(shape, size, bold, mono);
    if (lines.length === 0) return;
    const c = this.context;
    if (shape.opacity !== undefined) c.globalAlpha = shape.opacity;
    c.font = font(size, shape.weight ?? 400, mono);
    c.fillStyle = shape.fill;
    c.textAlign = shape.anchor === 'middle' ? 'center' : shape.anchor === 'end' ? 'right' : 'left';
    if (shape.spacing !== undefined && 'letterSpacing' in c) c.letterSpacing = `${shape.spacing}px`;
    for (let i = 0; i < lines.length; i++) c.fillText(lines[i] as string, shape.x, shape.y + i * (shape.leading ?? size * 1.3));
    if (shape.spacing !== undefined && 'letterSpacing' in c) c.letterSpacing = '0px';
    if (shape.opacity !== undefined) c.globalAlpha = 1;
  }

  private lines(shape: TextShape, size: number, bold: boolean, mono: boolean): readonly string[] {
    if (shape.max === undefined) return [shape.text];
    const key = `${size}|${shape.max}|${shape.cut ?? ''}${shape.lines ?? ''}${bold ? 'b' : ''}${mono ? 'm' : ''}|${shape.text}`;
    const known = this.fitted.get(key);
    if (known) return known;
    const width = (part: string): number => this.measure(part, size, bold, mono);
    // Type that had to grow keeps its lines apart only if they still fit: a block that was two lines of 14 px may have room for one.
    const room = shape.lines === undefined ? 1 : Math.max(1, Math.floor((shape.lines * (shape.leading ?? shape.size * 1.3)) / (size * 1.15)));
    const lines =
      shape.lines === undefined ? [fit(shape.text, shape.max, shape.cut ?? 'end', width)] : wrap(shape.text, shape.max, Math.min(shape.lines, room), width);
    const shown = lines.filter((line) => line !== '');
    if (this.fitted.size > 20_000) this.fitted.clear();
    this.fitted.set(key, shown);
    return shown;
  }
}

const font = (size: number, weight: number, mono: boolean): string => `${weight} ${size}px ${mono ? MONO : SANS}`;

/** A tile of diagonal strokes, drawn at twice its size so that it stays crisp on dense screens. */
function makeHatch(target: CanvasRenderingContext2D, colour: string): CanvasPattern | null {
  const tile = document.createElement('canvas');
  tile.width = 12;
  tile.height = 12;
  const c = tile.getContext('2d');
  if (!c) return null;
  c.strokeStyle = colour;
  c.globalAlpha = 0.5;
  c.lineWidth = 2.2;
  c.beginPath();
  for (const shift of [-12, 0, 12]) {
    c.moveTo(shift, 12);
    c.lineTo(shift + 12, 0);
  }
  c.stroke();
  const pattern = target.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix([0.5, 0, 0, 0.5, 0, 0]));
  return pattern;
}
