/**
 * What a glyph is made of: a short list of plain shapes in its own coordinates (0,0 = its upper left corner, CSS pixels at zoom 1).
 * Painters draw it; nothing here knows a place, a canvas or a document. Colours are resolved CSS colours out of the tokens.
 */
export interface Ink {
  readonly fill?: string;
  readonly stroke?: string;
  readonly width?: number;
  /** Lengths of strokes and gaps. */
  readonly dash?: readonly number[];
  readonly opacity?: number;
}

export interface RectShape extends Ink {
  readonly s: 'rect';
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** Radius of the corners. */
  readonly r?: number;
  /** Colour of diagonal hatching inside. */
  readonly hatch?: string;
}

export interface CircleShape extends Ink {
  readonly s: 'circle';
  readonly cx: number;
  readonly cy: number;
  readonly r: number;
}

export interface PathShape extends Ink {
  readonly s: 'path';
  /** As in SVG. */
  readonly d: string;
  readonly cap?: 'round' | 'butt';
  readonly hatch?: string;
}

export interface TextShape {
  readonly s: 'text';
  readonly x: number;
  /** Baseline. */
  readonly y: number;
  readonly text: string;
  readonly size: number;
  readonly fill: string;
  readonly weight?: 400 | 500 | 600 | 700;
  readonly mono?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Longest it may become; what does not fit is cut with an ellipsis. */
  readonly max?: number;
  /** Where the ellipsis stands: names of pods differ at the end, so they are cut in the middle. */
  readonly cut?: 'end' | 'middle';
  readonly spacing?: number;
  readonly opacity?: number;
  /** More than one line: breaks at spaces (Japanese: anywhere), at most so many lines, so far apart. */
  readonly lines?: number;
  readonly leading?: number;
}

export type Shape = RectShape | CircleShape | PathShape | TextShape;
export type DisplayList = readonly Shape[];

export const rect = (x: number, y: number, w: number, h: number, ink: Omit<RectShape, 's' | 'x' | 'y' | 'w' | 'h'>): RectShape => ({
  s: 'rect',
  x,
  y,
  w,
  h,
  ...ink,
});
export const circle = (cx: number, cy: number, r: number, ink: Ink): CircleShape => ({ s: 'circle', cx, cy, r, ...ink });
export const path = (d: string, ink: Omit<PathShape, 's' | 'd'>): PathShape => ({ s: 'path', d, ...ink });
export const text = (x: number, y: number, words: string, ink: Omit<TextShape, 's' | 'x' | 'y' | 'text'>): TextShape => ({
  s: 'text',
  x,
  y,
  text: words,
  ...ink,
});

/** The same shapes, moved: how small glyphs become parts of larger ones. */
export function moved(list: DisplayList, dx: number, dy: number): DisplayList {
  return list.map((shape): Shape => {
    switch (shape.s) {
      case 'circle':
        return { ...shape, cx: shape.cx + dx, cy: shape.cy + dy };
      case 'path':
        return { ...shape, d: movePath(shape.d, dx, dy) };
      case 'rect':
      case 'text':
        return { ...shape, x: shape.x + dx, y: shape.y + dy };
      default:
        return shape satisfies never;
    }
  });
}

/** Moves a path of absolute commands M L H V C Q A Z. */
function movePath(d: string, dx: number, dy: number): string {
  return d.replace(/([MLHVCQAZ])([^MLHVCQAZ]*)/g, (_, command: string, rest: string) => {
    const n = rest
      .trim()
      .split(/[\s,]+/)
      .filter((part) => part !== '')
      .map(Number);
    if (command === 'H') return `H${n.map((v) => round(v + dx)).join(' ')}`;
    if (command === 'V') return `V${n.map((v) => round(v + dy)).join(' ')}`;
    if (command === 'A') return `A${n.map((v, i) => (i % 7 === 5 ? round(v + dx) : i % 7 === 6 ? round(v + dy) : v)).join(' ')}`;
    return command + n.map((v, i) => round(v + (i % 2 === 0 ? dx : dy))).join(' ');
  });
}

const round = (v: number): number => Math.round(v * 100) / 100;
