import type { TravelKind } from '../../scene/travellers.ts';
import { circle, type DisplayList, path, rect } from './display-list.ts';
import type { Hue, Tokens } from './tokens.ts';

/** What travels. Each kind has a shape of its own that still reads at 12 pixels. */
export type EnvelopeKind = TravelKind;
export const ENVELOPE_KINDS: readonly EnvelopeKind[] = [
  'request',
  'response',
  'refusal',
  'absence',
  'watch',
  'cri',
  'packet',
  'lost',
  'heartbeat',
  'probe',
  'volume',
  'dns',
  'command',
];

/** Half of the width and height the glyph is drawn in; its centre is at 0,0. */
export const ENVELOPE_REACH = 12;

export function envelopeGlyph(kind: EnvelopeKind, hue: Hue, tokens: Tokens): DisplayList {
  const w = tokens.stroke + 0.2;
  const round = { cap: 'round' as const };
  switch (kind) {
    case 'request':
      return [
        rect(-9, -6.5, 18, 13, { r: 3, fill: hue.solid, stroke: tokens.ground, width: 1.4 }),
        path('M-8 -5L0 1.5L8 -5', { stroke: tokens.card, width: 1.6, ...round }),
      ];
    case 'response':
      return [
        rect(-8.5, -6, 17, 12, { r: 3, fill: tokens.card, stroke: hue.line, width: w }),
        path('M-4 0.2L-1 3L4.5 -2.8', { stroke: hue.line, width: 1.8, ...round }),
      ];
    case 'refusal':
      return [
        rect(-8.5, -6, 17, 12, { r: 3, fill: tokens.bad.soft, stroke: tokens.bad.line, width: w }),
        path('M-3.2 -3L3.2 3M3.2 -3L-3.2 3', { stroke: tokens.bad.line, width: 1.9, ...round }),
      ];
    case 'absence':
      return [
        rect(-8.5, -6, 17, 12, { r: 3, fill: tokens.card, stroke: hue.line, width: w, dash: [3, 2.4] }),
        path('M-3.2 0H3.2', { stroke: hue.line, width: 1.9, ...round }),
      ];
    case 'watch':
      return [path('M-10 0C-6 -7 6 -7 10 0C6 7 -6 7 -10 0Z', { fill: tokens.card, stroke: hue.line, width: w }), circle(0, 0, 3, { fill: hue.solid })];
    case 'cri':
      return [
        path('M-8.5 0L-4.5 -7H4.5L8.5 0L4.5 7H-4.5Z', { fill: tokens.family.cluster.soft, stroke: tokens.family.control.line, width: w }),
        path('M-2.5 -2.5L0.5 0L-2.5 2.5', { stroke: tokens.family.control.line, width: 1.5, ...round }),
      ];
    case 'packet':
      return [circle(0, 0, 4.6, { fill: tokens.family.network.solid, stroke: tokens.ground, width: 1.4 })];
    case 'lost':
      return [circle(0, 0, 6, { fill: tokens.card, stroke: tokens.bad.line, width: w }), path('M-4.2 4.2L4.2 -4.2', { stroke: tokens.bad.line, width: w })];
    case 'heartbeat':
      return [path('M-10 0H-5L-2.5 -6L1.5 6L4 0H10', { stroke: tokens.family.cluster.line, width: 1.8, ...round })];
    case 'probe':
      return [circle(-1.5, -1.5, 4.5, { fill: tokens.card, stroke: hue.line, width: w }), path('M2 2L7 7', { stroke: hue.line, width: 2.2, ...round })];
    case 'volume':
      return [
        path('M-10 0H-5M5 0H10', { stroke: tokens.family.storage.line, width: 2, ...round }),
        circle(0, 0, 4.6, { fill: tokens.family.storage.soft, stroke: tokens.family.storage.line, width: w }),
      ];
    case 'dns':
      return [
        rect(-6.5, -6.5, 13, 13, { r: 6.5, fill: tokens.family.network.soft, stroke: tokens.family.network.line, width: w }),
        path('M-2 -1.8C-2 -5 3 -4.6 2.4 -1.6C2 0 0 0 0 1.6M0 4V4.2', { stroke: tokens.family.network.line, width: 1.5, ...round }),
      ];
    case 'command':
      return [
        rect(-9.5, -7, 19, 14, { r: 3, fill: tokens.shell, stroke: tokens.shellText, width: 1 }),
        path('M-5.5 -3L-2 0L-5.5 3M0.5 3.4H5', { stroke: tokens.shellText, width: 1.6, ...round }),
      ];
    default:
      return kind satisfies never;
  }
}
