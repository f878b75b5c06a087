import { box, type Rect } from '../../scene/geometry.ts';
import { type NodePlace, programPlaces } from '../../scene/layout.ts';
import type { NodePart, PodRecord } from '../../scene/model.ts';
import { nodeCardRows, SHORT_NAMES_BELOW } from '../../scene/node-card.ts';
import { programGlyph } from '../glyphs/components.ts';
import { type DisplayList, moved, type Shape, text } from '../glyphs/display-list.ts';
import { compactNode, heatNode, imageGlyph, localVolumeGlyph, nodeCard } from '../glyphs/node.ts';
import { podGlyph, type PodPicture } from '../glyphs/pod.ts';
import { estimateWidth } from '../glyphs/text-fit.ts';
import type { Hue, Tokens } from '../glyphs/tokens.ts';
import { actorItem, type Item, itemId, said, type Scope, type StageTarget } from './items.ts';
import { nodePicture, podPicture } from './pictures.ts';
import type { StageTexts } from './texts.ts';

/** A node with all that belongs to it but its pods. */
export function nodeItems(scope: Scope, place: NodePlace): readonly Item[] {
  const { model, layout, texts, tokens } = scope;
  const record = model.get('Node', place.oid);
  if (!record) return [];
  const part = model.parts.node(place.name);
  const seats = layout.seats.pods.get(place.name) ?? [];
  const count = seats.reduce((sum, oid) => sum + (oid === 0 ? 0 : 1), 0);
  const { words, caption } = said(scope, `kubelet/${place.name}`);
  // The line is the kubelet's; kube-proxy speaks in its own name.
  const line = words !== '' && caption?.happening.actor.startsWith('kube-proxy/') ? `kube-proxy: ${words}` : words;
  const picture = nodePicture(record, part, { words: line, caption }, count);
  const target: StageTarget = { kind: 'object', oid: place.oid };
  const base = { id: itemId('Node', place.oid), rect: place.rect, depth: 1, target, title: texts.nodeRow(place.name, texts.nodeStatus[picture.status], count) };
  if (layout.level !== 'full') {
    const pods = () =>
      seats.map((oid) => {
        const pod = oid === 0 ? undefined : model.get('Pod', oid);
        return pod && podPicture(pod, texts.waitingForNode);
      });
    const near =
      layout.level === 'heat'
        ? { factor: 132 / place.rect.w, zoom: 64 / place.rect.w, size: { w: 132, h: 132 } }
        : { factor: 2.4, zoom: 1.7, size: place.rect };
    const grown = layout.level === 'heat' ? 1 : near.factor;
    const closer = {
      zoom: near.zoom,
      unit: 1 / near.factor,
      list: once(() => compactNode(picture, layout.level === 'heat' ? pods() : [], near.size, tokens, grown)),
    };
    return [{ ...base, list: layout.level === 'heat' ? heatNode(picture, place.rect, tokens) : compactNode(picture, [], place.rect, tokens), closer }];
  }
  const hidden = count - seats.filter((oid, i) => oid !== 0 && i < layout.grid.columns * layout.grid.rows).length;
  const more: Shape[] =
    hidden > 0 ? [text(place.rect.w - 10, place.rect.h - 4, texts.more(hidden), { size: 11, weight: 600, fill: tokens.quiet, anchor: 'end' })] : [];
  return [
    { ...base, list: [...nodeCard(picture, texts.node, place.rect, tokens), ...localItems(scope, place, part), ...more] },
    ...programItems(scope, place, part),
  ];
}

function programItems({ lately, tokens, captions, say }: Scope, place: NodePlace, part: NodePart | undefined): readonly Item[] {
  return programPlaces(place).map(({ program, rect }) => {
    const actor = `${program}/${place.name}`;
    const off = part?.powered === false || (program === 'kubelet' && part?.kubelet === false);
    const hue: Hue = program === 'kube-proxy' ? tokens.family.network : program === 'containerd' ? tokens.family.cluster : tokens.family.workload;
    const caption = captions.get(actor);
    const short = place.rect.w < SHORT_NAMES_BELOW && program !== 'kubelet';
    const name = short ? (program === 'containerd' ? 'CRI' : 'proxy') : program;
    return actorItem(actor, rect, programGlyph({ name, queue: 0, lit: lately.has(actor), off }, rect, tokens, hue), {
      depth: 3,
      key: `${lately.has(actor)} ${off}`,
      title: caption ? `${actor}: ${say(caption.happening)}` : actor,
    });
  });
}

/** Images and directories on a node's disk, as far as there is room. */
function localItems({ texts, tokens }: Scope, place: NodePlace, part: NodePart | undefined): DisplayList {
  const rows = nodeCardRows(place.rect);
  const shapes: Shape[] = [];
  if (rows.images) {
    const images = (part?.images ?? []).map((image) => ({ name: image.name.replace(/^.*\//, ''), progress: image.progress }));
    shapes.push(...strip(texts.images, rows.images, images, (image, w, h) => imageGlyph(image, { w, h }, tokens), tokens));
  }
  if (rows.disk) shapes.push(...strip(texts.localDisk, rows.disk, part?.volumes ?? [], (volume, w, h) => localVolumeGlyph(volume, { w, h }, tokens), tokens));
  return shapes;
}

function strip<T extends { readonly name: string }>(
  label: string,
  at: Rect,
  things: readonly T[],
  glyph: (thing: T, w: number, h: number) => DisplayList,
  tokens: Tokens,
): DisplayList {
  const shapes: Shape[] = [text(at.x + 2, at.y + at.h / 2 + 4, label, { size: 11, fill: tokens.quiet })];
  let x = at.x + estimateWidth(label, 11, false, false) + 10;
  const end = at.x + at.w;
  for (const [i, thing] of things.entries()) {
    const w = Math.min(110, Math.max(44, estimateWidth(thing.name, 11, false, false) + 14));
    const last = i === things.length - 1;
    if (x + w > end - (last ? 0 : 26)) {
      const room = end - x;
      if (last && room >= 44) shapes.push(...moved(glyph(thing, room, at.h), x, at.y));
      else shapes.push(text(end, at.y + at.h / 2 + 4, `+${things.length - i}`, { size: 11, fill: tokens.quiet, anchor: 'end' }));
      break;
    }
    shapes.push(...moved(glyph(thing, w, at.h), x, at.y));
    x += w + 5;
  }
  if (things.length === 0) shapes.push(text(x, at.y + at.h / 2 + 4, '—', { size: 11, fill: tokens.quiet }));
  return shapes;
}

const once = (make: () => DisplayList): (() => DisplayList) => {
  let made: DisplayList | undefined;
  return () => (made ??= make());
};

export const podTitle = (pod: PodRecord, texts: StageTexts): string =>
  texts.podRow(`${pod.namespace}/${pod.name}`, texts.podState[pod.state] ?? pod.state, pod.note);

/** A pod in its seat; how much of it is drawn follows from the seat's size. */
export function podItem({ tokens, texts }: Scope, pod: PodRecord, rect: Rect): Item {
  const detail = rect.w >= 60 ? 'full' : rect.w >= 20 ? 'capsule' : 'dot';
  const picture = podPicture(pod, texts.waitingForNode);
  const closer = detail === 'full' ? {} : { closer: closerPod(picture, rect, tokens, detail) };
  return {
    ...closer,
    id: itemId('Pod', pod.oid),
    rect,
    depth: 4,
    list: podGlyph(picture, detail, rect, tokens),
    target: { kind: 'object', oid: pod.oid },
    title: podTitle(pod, texts),
  };
}

/** Close up a dot becomes a capsule, a capsule a whole pod with its name. */
function closerPod(picture: PodPicture, rect: Rect, tokens: Tokens, detail: 'capsule' | 'dot'): NonNullable<Item['closer']> {
  const w = detail === 'dot' ? 36 : 96;
  const unit = rect.w / w;
  return { zoom: (w * 0.9) / rect.w, unit, list: once(() => podGlyph(picture, detail === 'dot' ? 'capsule' : 'full', { w, h: rect.h / unit }, tokens)) };
}

/** Heading of the tray of pods without a node; says how many did not fit. */
export function waitingItem({ layout, texts, tokens }: Scope): Item {
  const { waiting } = layout.frame;
  const seats = layout.seats.pods.get('') ?? [];
  const count = seats.filter((oid) => oid !== 0).length;
  // In a narrow tray the dashed capsules speak for themselves.
  const label = waiting.w < 84 ? '' : count === 0 ? texts.waitingForNode : `${texts.waitingForNode} · ${count}`;
  return {
    id: 'waiting',
    rect: box(waiting.x - 4, waiting.y - 4, waiting.w + 4, 16),
    depth: 2,
    list: [text(4, 13, label, { size: 11, fill: count > 0 ? tokens.warn.ink : tokens.quiet, weight: count > 0 ? 600 : 400, max: waiting.w })],
    title: texts.waitingForNode,
  };
}
