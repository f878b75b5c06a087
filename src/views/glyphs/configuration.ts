import { circle, type DisplayList, path, rect, text } from './display-list.ts';
import type { Tokens } from './tokens.ts';

type Size = { readonly w: number; readonly h: number };

/** A ConfigMap: an open sheet with lines. */
export function configMapGlyph(config: { readonly name: string; readonly keys: string }, size: Size, tokens: Tokens): DisplayList {
  const hue = tokens.family.configuration;
  return [
    path(
      `M7 0.75H${size.w - 13}L${size.w - 0.75} 13V${size.h - 7}C${size.w - 0.75} ${size.h - 3} ${size.w - 3} ${size.h - 0.75} ${size.w - 7} ${size.h - 0.75}H7C3 ${size.h - 0.75} 0.75 ${size.h - 3} 0.75 ${size.h - 7}V7C0.75 3 3 0.75 7 0.75Z`,
      {
        fill: hue.soft,
        stroke: hue.line,
        width: tokens.stroke,
      },
    ),
    path(`M${size.w - 13} 0.75V13H${size.w - 0.75}`, { stroke: hue.line, width: 1.2 }),
    text(9, 17, config.name, { size: 12, weight: 600, fill: hue.ink, max: size.w - 26, cut: 'middle' }),
    text(9, size.h - 8, config.keys, { size: 11, mono: true, fill: tokens.quiet, max: size.w - 16 }),
  ];
}

/** A Secret: the same sheet, closed: a seal over it and no contents. */
export function secretGlyph(secret: { readonly name: string; readonly keys: string }, size: Size, tokens: Tokens): DisplayList {
  const hue = tokens.family.configuration;
  return [
    rect(0.75, 0.75, size.w - 1.5, size.h - 1.5, { r: 7, fill: tokens.card, stroke: hue.line, width: tokens.stroke, dash: [6, 3] }),
    path(`M${size.w - 20} 12V9C${size.w - 20} 4.5 ${size.w - 12} 4.5 ${size.w - 12} 9V12`, { stroke: hue.line, width: 1.4 }),
    rect(size.w - 22, 12, 12, 9, { r: 2, fill: hue.solid }),
    circle(size.w - 16, 16.5, 1.3, { fill: tokens.card }),
    text(9, 17, secret.name, { size: 12, weight: 600, fill: hue.ink, max: size.w - 36, cut: 'middle' }),
    text(9, size.h - 8, secret.keys, { size: 11, mono: true, fill: tokens.quiet, max: size.w - 16 }),
  ];
}

/** How a label stands to the selector one looks through. */
export type Lens = 'none' | 'match' | 'miss';

/** A label: a tag with a hole. What a selector matches is filled; the key that differs is struck. */
export function labelTag(label: { readonly key: string; readonly value: string }, lens: Lens, w: number, tokens: Tokens): DisplayList {
  const hue = tokens.family.cluster;
  const h = 22;
  const lit = lens === 'match';
  return [
    path(
      `M10 0.75H${w - 6}C${w - 2.5} 0.75 ${w - 0.75} 2.5 ${w - 0.75} 6V${h - 6}C${w - 0.75} ${h - 2.5} ${w - 2.5} ${h - 0.75} ${w - 6} ${h - 0.75}H10L0.75 ${h / 2}Z`,
      {
        fill: lit ? tokens.family.network.soft : tokens.card,
        stroke: lens === 'miss' ? tokens.bad.line : lit ? tokens.family.network.line : hue.line,
        width: lit ? tokens.stroke + 0.5 : 1,
        ...(lens === 'miss' ? { dash: [3, 2.5] } : {}),
      },
    ),
    circle(10, h / 2, 2, { stroke: hue.line, width: 1.1, fill: tokens.ground }),
    text(17, 15, `${label.key}=${label.value}`, { size: 11, mono: true, fill: lens === 'miss' ? tokens.bad.ink : tokens.text, max: w - 24 }),
    ...(lens === 'miss' ? [path(`M17 11H${Math.min(w - 8, 17 + label.key.length * 6.7)}`, { stroke: tokens.bad.line, width: 1.4 })] : []),
  ];
}
