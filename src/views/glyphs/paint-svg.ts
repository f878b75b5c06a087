import type { DisplayList, Shape, TextShape } from './display-list.ts';
import { estimateWidth, fit, wrap } from './text-fit.ts';
import { MONO, SANS } from './tokens.ts';

/** A placed glyph: a list and where its corner lies. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly list: DisplayList;
}

const escape = (value: string): string => value.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const n = (value: number): string => String(Math.round(value * 100) / 100);

/** A whole SVG document of placed glyphs: for export, print, the gallery. Every text is escaped; there is no script and no link in it. */
export function paintSvg(glyphs: readonly Placed[], size: { readonly w: number; readonly h: number; readonly ground?: string }): string {
  const hatches = new Map<string, string>();
  const body = glyphs
    .map((glyph) => `<g transform="translate(${n(glyph.x)} ${n(glyph.y)})">${glyph.list.map((shape) => element(shape, hatches)).join('')}</g>`)
    .join('');
  const patterns = [...hatches].map(
    ([colour, id]) =>
      `<pattern id="${id}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M1 0V5" stroke="${escape(colour)}" stroke-width="1.2" opacity="0.55"/></pattern>`,
  );
  const ground = size.ground === undefined ? '' : `<rect width="${n(size.w)}" height="${n(size.h)}" fill="${escape(size.ground)}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${n(size.w)} ${n(size.h)}" width="${n(size.w)}" height="${n(size.h)}"><defs>${patterns.join('')}</defs>${ground}${body}</svg>`;
}

function element(shape: Shape, hatches: Map<string, string>): string {
  switch (shape.s) {
    case 'rect': {
      if (shape.w <= 0 || shape.h <= 0) return '';
      const at = `x="${n(shape.x)}" y="${n(shape.y)}" width="${n(shape.w)}" height="${n(shape.h)}"${shape.r ? ` rx="${n(shape.r)}"` : ''}`;
      return `<rect ${at}${ink(shape)}/>${shape.hatch ? `<rect ${at} fill="url(#${hatchId(shape.hatch, hatches)})"/>` : ''}`;
    }
    case 'circle':
      if (shape.r <= 0) return '';
      return `<circle cx="${n(shape.cx)}" cy="${n(shape.cy)}" r="${n(shape.r)}"${ink(shape)}/>`;
    case 'path': {
      const cap = shape.cap === 'round' ? ' stroke-linecap="round" stroke-linejoin="round"' : '';
      return `<path d="${escape(shape.d)}"${ink(shape)}${cap}/>${shape.hatch ? `<path d="${escape(shape.d)}" fill="url(#${hatchId(shape.hatch, hatches)})"/>` : ''}`;
    }
    case 'text':
      return words(shape);
    default:
      return shape satisfies never;
  }
}

function hatchId(colour: string, hatches: Map<string, string>): string {
  const id = hatches.get(colour) ?? `hatch-${colour.replace(/[^0-9a-z]/gi, '')}`;
  hatches.set(colour, id);
  return id;
}

function ink(shape: { fill?: string; stroke?: string; width?: number; dash?: readonly number[]; opacity?: number }): string {
  return [
    ` fill="${escape(shape.fill ?? 'none')}"`,
    shape.stroke === undefined ? '' : ` stroke="${escape(shape.stroke)}" stroke-width="${n(shape.width ?? 1)}"`,
    shape.dash === undefined ? '' : ` stroke-dasharray="${shape.dash.map(n).join(' ')}"`,
    shape.opacity === undefined ? '' : ` opacity="${n(shape.opacity)}"`,
  ].join('');
}

function words(shape: TextShape): string {
  const width = (part: string): number => estimateWidth(part, shape.size, (shape.weight ?? 400) >= 600, shape.mono === true);
  const max = shape.max ?? Number.POSITIVE_INFINITY;
  const lines = shape.lines === undefined ? [fit(shape.text, max, shape.cut ?? 'end', width)] : wrap(shape.text, max, shape.lines, width);
  const attributes = [
    `font-family="${escape(shape.mono ? MONO : SANS)}" font-size="${n(shape.size)}" fill="${escape(shape.fill)}"`,
    shape.weight === undefined ? '' : ` font-weight="${shape.weight}"`,
    shape.anchor === undefined ? '' : ` text-anchor="${shape.anchor}"`,
    shape.spacing === undefined ? '' : ` letter-spacing="${n(shape.spacing)}"`,
    shape.opacity === undefined ? '' : ` opacity="${n(shape.opacity)}"`,
  ].join('');
  return lines
    .map(
      (line, i) =>
        `<text x="${n(shape.x)}" y="${n(shape.y + i * (shape.leading ?? shape.size * 1.3))}" xml:space="preserve" ${attributes}>${escape(line)}</text>`,
    )
    .join('');
}
