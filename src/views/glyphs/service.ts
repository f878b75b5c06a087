import type { OwnerMark } from '../../scene/owner-marks.ts';
import { circle, type DisplayList, path, type Shape, text } from './display-list.ts';
import type { Tokens } from './tokens.ts';

export interface ServicePicture {
  readonly name: string;
  /** `10.96.0.12:80`, `None:80` for headless ones. */
  readonly address: string;
  readonly type: string;
  readonly nodePort: number;
  readonly ready: number;
  readonly total: number;
  /** Whose pods it selects, where there are several workloads. */
  readonly marks?: readonly OwnerMark[];
}

/** A name and an address that rules serve; no machine. Hence a plate with a pointed end, and a mark per endpoint. */
export function serviceGlyph(service: ServicePicture, size: { readonly w: number; readonly h: number }, tokens: Tokens): DisplayList {
  const none = service.ready === 0;
  const hue = tokens.family.network;
  const { w, h } = size;
  const tip = 10;
  const letters = (service.marks ?? []).map(({ short }) => short).join(' ');
  const ofOwners = { size: 11, weight: 700 as const, fill: tokens.family.workload.ink, anchor: 'end' as const, max: w / 3 };
  const shapes: Shape[] = [
    path(`M9 1H${w - tip - 1}L${w - 1} ${h / 2}L${w - tip - 1} ${h - 1}H9C4 ${h - 1} 1 ${h - 5} 1 ${h - 9}V9C1 4 4 1 9 1Z`, {
      fill: hue.soft,
      stroke: none ? tokens.warn.line : hue.line,
      width: tokens.stroke,
      ...(none ? { dash: [5, 3.5] } : {}),
    }),
    text(10, h > 40 ? 16.5 : h >= 34 ? 15.5 : h / 2 + 4.5, service.name, {
      size: 12.5,
      weight: 600,
      fill: hue.ink,
      max: w - 62 - (h <= 40 ? letters.length * 7 : 0),
      cut: 'middle',
    }),
    text(w - tip - 7, h > 40 ? 16.5 : h >= 34 ? 15.5 : h / 2 + 4.5, `${service.ready}/${service.total}`, {
      size: 11,
      weight: 600,
      fill: none ? tokens.warn.ink : hue.ink,
      anchor: 'end',
    }),
  ];
  if (h <= 40) shapes.push(text(w - tip - 35, h >= 34 ? 15.5 : h / 2 + 4.5, letters, ofOwners));
  if (h >= 34)
    shapes.push(
      text(10, h > 40 ? 31 : 29, service.nodePort > 0 ? `${service.address} · :${service.nodePort}` : service.address, {
        size: 11,
        fill: tokens.quiet,
        max: w - tip - 16,
      }),
    );
  if (h > 40) {
    shapes.push(text(w - tip - 7, h - 4, letters, ofOwners));
    const most = Math.min(service.total, Math.floor((w - tip - 20 - letters.length * 8) / 8));
    for (let i = 0; i < most; i++) shapes.push(circle(13.5 + i * 8, h - 8, 2.6, i < service.ready ? { fill: hue.solid } : { stroke: hue.line, width: 1.2 }));
  }
  return shapes;
}
