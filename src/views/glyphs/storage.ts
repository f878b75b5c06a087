import { type DisplayList, path, rect, type Shape, text } from './display-list.ts';
import type { Hue, Tokens } from './tokens.ts';

type Size = { readonly w: number; readonly h: number };

export interface ClaimPicture {
  readonly name: string;
  readonly size: string;
  /** Short forms as kubectl prints them: RWO, ROX, RWX, RWOP. */
  readonly modes: string;
  readonly class: string;
  readonly phase: 'Pending' | 'Bound' | 'Lost';
  readonly note?: string;
}

export interface VolumePicture {
  readonly name: string;
  readonly size: string;
  readonly modes: string;
  readonly class: string;
  readonly phase: 'Available' | 'Bound' | 'Released' | 'Failed' | 'Pending';
  /** Why it does not suit the claim one looks at. */
  readonly refused?: string;
}

/** The notch is the access mode: round RWO, square ROX, double RWX, pointed RWOP. Claims carry the knob, volumes the notch. */
function notch(modes: string, x: number, y: number, down: 1 | -1): string {
  const first = modes.split(/[,\s]/)[0] ?? '';
  if (first === 'RWX' || first === 'ReadWriteMany') return `H${x - 13}V${y + 5 * down}H${x - 4}V${y}H${x + 4}V${y + 5 * down}H${x + 13}V${y}`;
  if (first === 'ROX' || first === 'ReadOnlyMany') return `H${x - 7}V${y + 6 * down}H${x + 7}V${y}`;
  if (first === 'RWOP' || first === 'ReadWriteOncePod') return `H${x - 8}L${x} ${y + 8 * down}L${x + 8} ${y}`;
  return `H${x - 8}C${x - 8} ${y + 10 * down} ${x + 8} ${y + 10 * down} ${x + 8} ${y}`;
}

const NOTCH_X = 0.74;

/** The plug: a claim with its knob below. */
export function claimGlyph(claim: ClaimPicture, size: Size, tokens: Tokens): DisplayList {
  const hue = claim.phase === 'Lost' ? tokens.bad : tokens.family.storage;
  const bottom = size.h - 8;
  // In a slim one the name is what counts; the size stands in the inspector, and in the volume.
  const slim = size.w < 112;
  const knob = notch(claim.modes, round(size.w * NOTCH_X), bottom, 1);
  // Drawn right to left along the bottom the knob would mirror; the outline therefore starts at the lower left.
  const d = `M1 ${bottom}${knob}H${size.w - 1}V1H1Z`;
  return [
    path(d, { fill: hue.soft, stroke: hue.line, width: tokens.stroke, ...(claim.phase === 'Pending' ? { dash: [5, 3.5] } : {}) }),
    text(8, bottom / 2 + 4.5, claim.name, { size: 11.5, weight: 600, fill: hue.ink, max: size.w - 16 - (slim ? 0 : 42), cut: 'middle' }),
    ...(slim ? [] : [text(size.w - 7, bottom / 2 + 4.5, claim.size, { size: 11, fill: hue.ink, anchor: 'end', max: 42 })]),
  ];
}

/** The socket: a volume with its notch above. */
export function volumeGlyph(volume: VolumePicture, size: Size, tokens: Tokens): DisplayList {
  const refused = volume.refused !== undefined;
  const hue: Hue = refused || volume.phase === 'Failed' ? tokens.bad : volume.phase === 'Released' ? tokens.family.cluster : tokens.family.storage;
  const socket = notch(volume.modes, round(size.w * NOTCH_X), 1, 1);
  const shapes: Shape[] = [
    path(`M1 1${socket}H${size.w - 1}V${size.h - 1}H1Z`, {
      fill: volume.phase === 'Bound' ? tokens.card : tokens.well,
      stroke: hue.line,
      width: tokens.stroke,
      ...(volume.phase === 'Released' ? { dash: [5, 3.5] } : {}),
    }),
    ...diskMark(8, size.h / 2 - 7, hue, tokens),
    text(24, size.h / 2 + 1.5, volume.name, { size: 11.5, weight: 600, fill: hue.ink, max: size.w - 30 - (size.w < 112 ? 0 : 24), cut: 'middle' }),
    text(24, size.h - 6.5, refused ? (volume.refused as string) : `${volume.size} · ${volume.class === '' ? '—' : volume.class}`, {
      size: 11,
      fill: refused ? hue.ink : tokens.quiet,
      max: size.w - 30,
    }),
  ];
  return shapes;
}

/** A small cylinder. */
function diskMark(x: number, y: number, hue: Hue, tokens: Tokens): DisplayList {
  return [
    path(`M${x} ${y + 2.5}V${y + 12}C${x} ${y + 15.5} ${x + 11} ${y + 15.5} ${x + 11} ${y + 12}V${y + 2.5}`, { fill: hue.soft, stroke: hue.line, width: 1.2 }),
    path(`M${x} ${y + 2.5}C${x} ${y - 0.8} ${x + 11} ${y - 0.8} ${x + 11} ${y + 2.5}C${x + 11} ${y + 5.8} ${x} ${y + 5.8} ${x} ${y + 2.5}Z`, {
      fill: tokens.card,
      stroke: hue.line,
      width: 1.2,
    }),
  ];
}

/** A disk of the storage network, filled as far as it is used. */
export function diskGlyph(disk: { readonly name: string; readonly size: string; readonly used: number }, size: Size, tokens: Tokens): DisplayList {
  const hue = tokens.family.storage;
  const { w, h } = size;
  const body = h - 18;
  const level = 8 + (body - 14) * (1 - Math.max(0, Math.min(1, disk.used)));
  return [
    path(`M2 8V${body - 6}C2 ${body + 2} ${w - 2} ${body + 2} ${w - 2} ${body - 6}V8`, { fill: hue.soft, stroke: hue.line, width: tokens.stroke }),
    ...(disk.used > 0
      ? [path(`M3 ${level}V${body - 6}C3 ${body + 1} ${w - 3} ${body + 1} ${w - 3} ${body - 6}V${level}Z`, { fill: hue.solid, opacity: 0.4 })]
      : []),
    path(`M2 8C2 0 ${w - 2} 0 ${w - 2} 8C${w - 2} 16 2 16 2 8Z`, { fill: tokens.card, stroke: hue.line, width: tokens.stroke }),
    text(w / 2, h - 4, disk.name, { size: 11, fill: tokens.text, anchor: 'middle', max: w + 16 }),
    text(w / 2, body / 2 + 8, disk.size, { size: 11, weight: 600, fill: hue.ink, anchor: 'middle', max: w - 8 }),
  ];
}

/** A StorageClass: the recipe by which a provisioner makes volumes. The default one carries a star. */
export function classGlyph(
  cls: { readonly name: string; readonly provisioner: string; readonly mode: string; readonly isDefault: boolean },
  size: Size,
  tokens: Tokens,
): DisplayList {
  const hue = tokens.family.storage;
  const edge = rect(0.75, 0.75, size.w - 1.5, size.h - 1.5, { r: 8, fill: tokens.card, stroke: hue.line, width: 1, dash: [8, 2, 2, 2] });
  if (size.h < 30)
    return [edge, text(9, size.h / 2 + 4, `${cls.isDefault ? '★ ' : ''}${cls.name}`, { size: 11.5, weight: 600, fill: hue.ink, max: size.w - 18 })];
  return [
    edge,
    text(9, 16.5, `${cls.isDefault ? '★ ' : ''}${cls.name}`, { size: 12, weight: 600, fill: hue.ink, max: size.w - 18 }),
    text(9, 31, cls.provisioner, { size: 11, fill: tokens.quiet, max: size.w - 18 }),
    ...(size.h >= 50 ? [text(9, 45, cls.mode, { size: 11, fill: tokens.quiet, max: size.w - 18 })] : []),
  ];
}

const round = (v: number): number => Math.round(v);
