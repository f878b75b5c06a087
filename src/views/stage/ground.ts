import { CONTROLLER_MANAGER, ETCD, KUBECTL, SCHEDULER } from '../../wire/actors.ts';
import { box, inset, type Rect, right, union } from '../../scene/geometry.ts';
import { podRect } from '../../scene/layout.ts';
import { CLASSES_BESIDE } from '../../scene/storage-columns.ts';
import { mountWay, NODES, wayPath, wireToHub } from '../../scene/paths.ts';
import { type DisplayList, path, rect, type Shape, text } from '../glyphs/display-list.ts';
import { headingGlyph } from '../glyphs/outside.ts';
import type { Item, Scope } from './items.ts';

/** What lies under the things: zones with their names, wires, mounts. Painted when the layout changes, else left alone. */
export function groundItems(scope: Scope): readonly Item[] {
  const { layout, tokens, texts } = scope;
  const { frame } = layout;
  const shapes: Shape[] = [
    rect(frame.control.x, frame.control.y, frame.control.w, frame.control.h, {
      r: 14,
      fill: tokens.zone,
      stroke: tokens.zoneLine,
      width: tokens.theme.startsWith('contrast') ? 2 : 1,
    }),
  ];
  shapes.push(...wires(scope));
  const heads: Item[] = [
    head('outside', texts.outside, frame.outsideHead, scope),
    head('control', texts.controlPlane, frame.controlHead, scope),
    head('workloads', texts.workloads, frame.workloads, scope),
    head('services', texts.services, box(frame.users.x, frame.users.y - 17, frame.users.w, 14), scope),
    head('storage', texts.storage, frame.storage, scope),
  ];
  const { model } = scope;
  // In short there is no room for names of zones.
  if (frame.mode === 'narrow') heads.splice(0, 2);
  if (layout.level === 'heat') heads.push(head('nodes', texts.nodesOf(layout.nodes.length), box(frame.nodes.x, frame.nodes.y - 17, 200, 14), scope));
  if (model.list('Deployment').length === 0 && model.list('ReplicaSet').length === 0) shapes.push(hint(texts.noWorkloads, frame.workloads, scope));
  if (model.list('Service').length === 0) shapes.push(hint(texts.noServices, frame.services, scope));
  if (model.list('PersistentVolumeClaim').length === 0 && model.list('PersistentVolume').length === 0) {
    const { x, y, w } = frame.storage;
    const left = besideClasses(scope);
    shapes.push(hint(texts.noStorage, box(x + left, y + (left > 0 || frame.mode === 'wide' ? 6 : 22), w - left, 40), scope));
  }
  return [ground('zones', layout.size, shapes), ...heads, ...overflow(scope)];
}

/** How much of the storage zone its classes take at the left; 0 = they stand above what follows, or there are none. */
function besideClasses({ layout, model }: Scope): number {
  const { storage } = layout.frame;
  if (storage.w < CLASSES_BESIDE) return 0;
  return model.list('StorageClass').reduce((most, { oid }) => {
    const rect = layout.objects.get(oid);
    return rect ? Math.max(most, right(rect) - storage.x + 18) : most;
  }, 0);
}

const ground = (id: string, size: { readonly w: number; readonly h: number }, list: DisplayList): Item => ({
  id: `ground:${id}`,
  rect: box(0, 0, size.w, size.h),
  depth: 0,
  list,
  title: '',
});
const head = (id: string, words: string, at: Rect, { tokens }: Scope): Item => ({
  id: `head:${id}`,
  rect: box(at.x, at.y, at.w, 14),
  depth: 0,
  list: headingGlyph(words, at.w, tokens),
  title: words,
});
const hint = (words: string, zone: Rect, { tokens }: Scope): Shape =>
  text(zone.x + 1, zone.y + 32, words, { size: 11.5, fill: tokens.quiet, max: zone.w - 4, lines: 2 });

function overflow({ layout, texts, tokens }: Scope): readonly Item[] {
  const { frame } = layout;
  const note = (id: string, count: number, zone: Rect, at: { x: number; y: number }): Item[] =>
    count > 0
      ? [
          {
            id: `more:${id}`,
            rect: box(at.x, at.y, 120, 16),
            depth: 1,
            list: [text(0, 12, texts.more(count), { size: 11.5, weight: 600, fill: tokens.quiet, max: zone.w })],
            title: texts.more(count),
          },
        ]
      : [];
  /** Right below the last card of a zone. */
  const below = (zone: Rect): { x: number; y: number } => {
    let y = zone.y;
    for (const at of layout.objects.values()) if (at.x === zone.x && at.y >= zone.y && at.y < zone.y + zone.h) y = Math.max(y, at.y + at.h);
    return { x: zone.x, y: y + 4 };
  };
  return [
    ...note('workloads', layout.overflow.workloads, frame.workloads, below(frame.workloads)),
    ...note('services', layout.overflow.services, frame.services, below(frame.services)),
    ...note('storage', layout.overflow.storage, frame.storage, { x: frame.storage.x + frame.storage.w - 70, y: frame.storage.y }),
  ];
}

function wires({ layout, tokens }: Scope): readonly Shape[] {
  const out: Shape[] = [];
  const wire = (actor: string, ink: { width: number; dash?: readonly number[]; stroke?: string; opacity?: number }): void => {
    const way = wireToHub(layout, actor);
    if (way) out.push(path(wayPath(way), { stroke: tokens.wire, cap: 'round', ...ink }));
  };
  // etcd's line is double: nothing but kube-apiserver ever talks to it.
  wire(ETCD, { width: 5 });
  wire(ETCD, { width: 2, stroke: tokens.zone });
  wire(CONTROLLER_MANAGER, { width: 1.6 });
  wire(SCHEDULER, { width: 1.6 });
  wire(KUBECTL, { width: 1.6 });
  if (layout.level === 'heat') wire(NODES, { width: 2.4 });
  if (layout.level === 'heat') return out;
  for (const node of layout.nodes) {
    wire(`kubelet/${node.name}`, { width: 1.4, opacity: 0.85 });
    if (layout.level === 'full') wire(`kube-proxy/${node.name}`, { width: 1.2, dash: [2.5, 4], opacity: 0.8 });
  }
  return out;
}

/** Which pod mounts which claim: lines above the cards of nodes and below the pods. */
export function mountItems({ layout, model, tokens }: Scope): readonly Item[] {
  if (layout.level !== 'full' || layout.columns.length === 0) return [];
  const items: Item[] = [];
  let lane = 0;
  for (const node of layout.nodes) {
    layout.seats.pods.get(node.name)?.forEach((oid, i) => {
      if (oid === 0) return;
      for (const claim of model.claimsOf(oid)) {
        const at = layout.objects.get(claim);
        const pod = podRect(layout, node, i);
        if (!at || !pod || lane >= 40) continue;
        const way = mountWay(layout, node, pod, at, lane++ % 4);
        const rect = inset(way.map((p) => box(p.x, p.y, 0, 0)).reduce(union), -2);
        const shifted = way.map((p) => ({ x: p.x - rect.x, y: p.y - rect.y }));
        items.push({
          id: `mount:${oid}:${claim}`,
          rect,
          depth: 1.5,
          list: [path(wayPath(shifted, 6), { stroke: tokens.family.storage.line, width: 1.6 })],
          title: '',
        });
      }
    });
  }
  return items;
}
