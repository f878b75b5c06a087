import type { ContainerInside, MountInside, PodInside } from '../../scene/model.ts';
import { circle, type DisplayList, path, rect, type Shape, text } from './display-list.ts';
import { podFrame, podHue, type PodPicture } from './pod.ts';
import { sourceMark } from './source-mark.ts';
import type { Hue, Tokens } from './tokens.ts';

type Size = { readonly w: number; readonly h: number };

const ROW = 14;
const TOP = 39;

/** A pod from near: its address, its containers with state, image and probes, and what they mount. As many rows as fit. */
export function podInsideGlyph(pod: PodPicture, inside: PodInside, size: Size, tokens: Tokens): DisplayList {
  const hue = podHue(pod, tokens);
  const shapes: Shape[] = [...podFrame(pod, size, tokens)];
  const w = size.w - 22;
  shapes.push(text(12, 18, pod.name, { size: 12.5, weight: 700, fill: tokens.text, max: w - 46, cut: 'middle' }));
  if (pod.restarts > 0) shapes.push(text(size.w - 12, 18, `↻ ${pod.restarts}`, { size: 11, weight: 600, fill: hue.ink, anchor: 'end' }));
  const line = [inside.ip, pod.line].filter((part, i, all) => part !== '' && all.indexOf(part) === i).join(' · ');
  shapes.push(text(12, 32, line === '' ? '—' : line, { size: 11, fill: tokens.quiet, max: w }));
  const rows = Math.max(2, Math.floor((size.h - TOP - 6) / ROW));
  const forMounts = Math.min(inside.mounts.length, Math.max(1, rows - 2 * inside.containers.length));
  const shownContainers = Math.max(1, Math.min(inside.containers.length, Math.floor((rows - (inside.mounts.length > 0 ? forMounts : 0)) / 2)));
  let y = TOP;
  for (const container of inside.containers.slice(0, shownContainers)) {
    shapes.push(...containerRows(container, { x: 12, y, w }, hue, tokens));
    y += 2 * ROW;
  }
  const left = Math.max(0, Math.floor((size.h - 6 - y) / ROW));
  const shown = inside.mounts.length > left ? Math.max(0, left - 1) : inside.mounts.length;
  for (const mount of inside.mounts.slice(0, shown)) {
    shapes.push(...mountRow(mount, { x: 12, y, w }, tokens));
    y += ROW;
  }
  const hidden = inside.mounts.length - shown + (inside.containers.length - shownContainers);
  if (hidden > 0 && y + ROW <= size.h) shapes.push(text(12, y + 10, `+${hidden}`, { size: 11, fill: tokens.quiet }));
  return shapes;
}

interface Row {
  readonly x: number;
  readonly y: number;
  readonly w: number;
}

function containerRows(container: ContainerInside, { x, y, w }: Row, hue: Hue, tokens: Tokens): DisplayList {
  const trouble = container.state !== 'running' && container.reason !== '' && container.reason !== 'Completed' && container.reason !== 'ContainerCreating';
  const ink = trouble ? tokens.bad.ink : tokens.quiet;
  const role = container.role === 'main' ? '' : `${container.role} `;
  const state = `${role}${container.reason === '' ? container.state : container.reason}`;
  const image = container.image.replace(/^.*\/([^/]+)$/, '$1');
  const probes = container.probes.length > 0 ? ` · ${container.probes.join(', ')}` : '';
  return [
    rect(x, y + 2, 10, 10, {
      r: 2.4,
      fill: container.state === 'running' ? hue.solid : tokens.card,
      stroke: hue.line,
      width: 1.2,
      ...(container.state === 'waiting' ? { dash: [2, 1.6] } : {}),
    }),
    ...(container.state === 'terminated' ? [path(ended(container, x, y), { stroke: hue.line, width: 1.4, cap: 'round' })] : []),
    ...(container.ready && container.state === 'running' ? [circle(x + 10, y + 3, 2.4, { fill: tokens.good.solid, stroke: tokens.card, width: 0.8 })] : []),
    text(x + 15, y + 11, container.name, { size: 11, weight: 600, fill: tokens.text, max: w * 0.52, cut: 'middle' }),
    text(x + w, y + 11, container.restarts > 0 ? `${state} ↻${container.restarts}` : state, { size: 11, fill: ink, anchor: 'end', max: w * 0.46 - 15 }),
    text(x + 15, y + 11 + ROW - 1, `${image}${probes}`, { size: 11, mono: true, fill: tokens.quiet, max: w - 15 }),
  ];
}

/** A tick for what ended as it should, a cross for what did not. */
const ended = ({ reason }: ContainerInside, x: number, y: number): string =>
  reason === 'Completed'
    ? `M${x + 2.3} ${y + 7}L${x + 4.3} ${y + 9.2}L${x + 7.8} ${y + 4.6}`
    : `M${x + 2.5} ${y + 4.5}L${x + 7.5} ${y + 9.5}M${x + 7.5} ${y + 4.5}L${x + 2.5} ${y + 9.5}`;

function mountRow(mount: MountInside, { x, y, w }: Row, tokens: Tokens): DisplayList {
  const hue = isConfiguration(mount.source) ? tokens.family.configuration : mount.source === 'projected' ? tokens.family.cluster : tokens.family.storage;
  const where = mount.medium === 'memory' ? 'tmpfs' : mount.medium === 'environment' ? 'env' : mount.source === 'claim' ? 'PVC' : mount.source;
  return [
    ...sourceMark(mount.source, x + 0.5, y + 2, hue, tokens),
    text(x + 15, y + 11, mount.of === '' || mount.of === mount.name ? mount.name : `${mount.name} ← ${mount.of}`, {
      size: 11,
      fill: hue.ink,
      max: w - 72,
      cut: 'middle',
    }),
    text(x + w, y + 11, where, { size: 11, fill: tokens.quiet, anchor: 'end', max: 56 }),
  ];
}

const isConfiguration = (source: MountInside['source']): boolean => source === 'configMap' || source === 'secret';
