import { box, type Rect } from '../../scene/geometry.ts';
import { type NodePlace, programPlaces, WAITING_SEAT, waitingRect } from '../../scene/layout.ts';
import type { NodePart, PodInside, PodRecord } from '../../scene/model.ts';
import { markOfPod } from '../../scene/owner-marks.ts';
import { nodeCardRows, SHORT_NAMES_BELOW } from '../../scene/node-card.ts';
import { programGlyph } from '../glyphs/components.ts';
import { type DisplayList, moved, rect, type Shape, text } from '../glyphs/display-list.ts';
import { compactNode, DOTS_FROM, heatNode, imageGlyph, localVolumeGlyph, nodeCard } from '../glyphs/node.ts';
import { type PodDetail, podGlyph, type PodPicture } from '../glyphs/pod.ts';
import { podInsideGlyph } from '../glyphs/pod-inside.ts';
import { estimateWidth } from '../glyphs/text-fit.ts';
import type { Hue, Tokens } from '../glyphs/tokens.ts';
import { dated } from '../../scene/captions.ts';
import { actorItem, type Closer, type Item, itemId, said as saying, type Scope, type Spot, type StageTarget } from './items.ts';
import { nodePicture, podPicture } from './pictures.ts';
import type { StageTexts } from './texts.ts';

/** A node with all that belongs to it but its pods. */
export function nodeItems(scope: Scope, place: NodePlace): readonly Item[] {
  const { model, layout, texts, tokens, marks } = scope;
  const record = model.get('Node', place.oid);
  if (!record) return [];
  const part = model.parts.node(place.name);
  const seats = layout.seats.pods.get(place.name) ?? [];
  const count = seats.reduce((sum, oid) => sum + (oid === 0 ? 0 : 1), 0);
  const { words, caption } = saying(scope, `kubelet/${place.name}`);
  // The line is the kubelet's; kube-proxy speaks in its own name.
  const line = dated(words !== '' && caption?.happening.actor.startsWith('kube-proxy/') ? `kube-proxy: ${words}` : words, caption);
  const picture = nodePicture(record, part, { words: line, caption }, count);
  const target: StageTarget = { kind: 'object', oid: place.oid };
  const base = { id: itemId('Node', place.oid), rect: place.rect, depth: 1, target, title: texts.nodeRow(place.name, texts.nodeStatus[picture.status], count) };
  if (layout.level !== 'full') {
    const pods = () =>
      seats.map((oid) => {
        const pod = oid === 0 ? undefined : model.get('Pod', oid);
        return pod && podPicture(pod, texts.waitingForNode, { mark: markOfPod(model, marks, pod) });
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
    // Nearer still a tile's pods have their names.
    const nearest = { zoom: 210 / place.rect.w, unit: closer.unit / 2.4, list: once(() => compactNode(picture, pods(), near.size, tokens, 2.4)) };
    return [
      {
        ...base,
        list:
          layout.level === 'heat'
            ? heatNode(picture, place.rect.w >= DOTS_FROM ? pods() : [], place.rect, tokens)
            : compactNode(picture, [], place.rect, tokens),
        closer: layout.level === 'heat' ? [closer, nearest] : [closer],
      },
    ];
  }
  const hidden = count - seats.filter((oid, i) => oid !== 0 && i < layout.grid.columns * layout.grid.rows).length;
  const more: Shape[] =
    hidden > 0 ? [text(place.rect.w - 10, place.rect.h - 4, texts.more(hidden), { size: 11, weight: 600, fill: tokens.quiet, anchor: 'end' })] : [];
  const local = localItems(scope, place, part);
  const saidAt = nodeCardRows(place.rect).said;
  const said =
    saidAt === undefined
      ? undefined
      : (id: number): Spot => ({
          id: `said:${place.oid}`,
          rect: box(place.rect.x + 8, place.rect.y + saidAt - 12, place.rect.w - 16, 16),
          depth: 5,
          target: { kind: 'happening', id },
          title: '',
        });
  return [
    {
      ...base,
      list: [...nodeCard(picture, texts.node, place.rect, tokens), ...local.shapes, ...more],
      spots: [...(said && caption ? [said(caption.happening.id)] : []), ...local.spots],
    },
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
function localItems({ texts, tokens }: Scope, place: NodePlace, part: NodePart | undefined): Strip {
  const rows = nodeCardRows(place.rect);
  const shapes: Shape[] = [];
  const spots: Spot[] = [];
  if (rows.images) {
    const images = (part?.images ?? []).map((image) => ({ name: image.name.replace(/^.*\//, ''), progress: image.progress }));
    shapes.push(...strip(texts.images, rows.images, images, (image, w, h) => imageGlyph(image, { w, h }, tokens), tokens).shapes);
  }
  if (rows.disk) {
    const disk = strip(texts.localDisk, rows.disk, part?.volumes ?? [], (volume, w, h) => localVolumeGlyph(volume, { w, h }, tokens), tokens);
    shapes.push(...disk.shapes);
    for (const { thing, at } of disk.placed)
      if (thing.oid)
        spots.push({
          id: `disk:${place.oid}:${thing.oid}`,
          rect: box(place.rect.x + at.x, place.rect.y + at.y, at.w, at.h),
          depth: 5,
          target: { kind: 'object', oid: thing.oid },
          title: `${thing.source === 'secret' ? 'Secret' : 'ConfigMap'} ${thing.name}`,
        });
  }
  return { shapes, spots };
}

interface Strip {
  readonly shapes: DisplayList;
  readonly spots: readonly Spot[];
}

function strip<T extends { readonly name: string }>(
  label: string,
  at: Rect,
  things: readonly T[],
  glyph: (thing: T, w: number, h: number) => DisplayList,
  tokens: Tokens,
): { readonly shapes: DisplayList; readonly placed: readonly { readonly thing: T; readonly at: Rect }[] } {
  const placed: { thing: T; at: Rect }[] = [];
  const shapes: Shape[] = [text(at.x + 2, at.y + at.h / 2 + 4, label, { size: 11, fill: tokens.quiet })];
  let x = at.x + estimateWidth(label, 11, false, false) + 10;
  const end = at.x + at.w;
  for (const [i, thing] of things.entries()) {
    const w = Math.min(110, Math.max(44, estimateWidth(thing.name, 11, false, false) + 26));
    const last = i === things.length - 1;
    if (x + w > end - (last ? 0 : 26)) {
      const room = end - x;
      if (!last && room >= 70) {
        shapes.push(...moved(glyph(thing, room - 26, at.h), x, at.y));
        placed.push({ thing, at: box(x, at.y, room - 26, at.h) });
        shapes.push(text(end, at.y + at.h / 2 + 4, `+${things.length - i - 1}`, { size: 11, fill: tokens.quiet, anchor: 'end' }));
      } else if (last && room >= 44) {
        shapes.push(...moved(glyph(thing, room, at.h), x, at.y));
        placed.push({ thing, at: box(x, at.y, room, at.h) });
      } else shapes.push(text(end, at.y + at.h / 2 + 4, `+${things.length - i}`, { size: 11, fill: tokens.quiet, anchor: 'end' }));
      break;
    }
    shapes.push(...moved(glyph(thing, w, at.h), x, at.y));
    placed.push({ thing, at: box(x, at.y, w, at.h) });
    x += w + 5;
  }
  if (things.length === 0) shapes.push(text(x, at.y + at.h / 2 + 4, '—', { size: 11, fill: tokens.quiet }));
  return { shapes, placed };
}

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

export const podTitle = (pod: PodRecord, texts: StageTexts): string =>
  texts.podRow(`${pod.namespace}/${pod.name}`, texts.podState[pod.state] ?? pod.state, pod.note);

/** A pod in its seat; how much of it is drawn follows from the seat's size. */
export function podItem({ tokens, texts, model, marks }: Scope, pod: PodRecord, rect: Rect): Item {
  const detail = rect.w >= 60 && rect.h >= 36 ? 'full' : rect.w >= 52 ? 'named' : rect.w >= 20 ? 'capsule' : 'dot';
  const inside = once(() => model.insideOf(pod.oid));
  const picture = podPicture(pod, texts.waitingForNode, { mark: markOfPod(model, marks, pod), inside: detail === 'full' ? inside() : undefined });
  return {
    closer: closerPod(picture, rect, tokens, { detail, inside }),
    id: itemId('Pod', pod.oid),
    rect,
    depth: 4,
    list: podGlyph(picture, detail, rect, tokens),
    target: { kind: 'object', oid: pod.oid },
    title: podTitle(pod, texts),
  };
}

interface Near {
  readonly detail: PodDetail;
  readonly inside: () => PodInside | undefined;
}

/** Widths of the closest looks, in their own units: each opens when its type is as large as it has to be on the screen. */
const INSIDE_WIDTHS = [230, 380];

/** Close up a dot becomes a capsule, a capsule a whole pod with its name, and that shows what is in it. */
function closerPod(picture: PodPicture, rect: Rect, tokens: Tokens, { detail, inside }: Near): readonly Closer[] {
  const at = (w: number, draw: (size: { w: number; h: number }) => DisplayList): Closer => {
    const unit = rect.w / w;
    return { zoom: (w * 0.96) / rect.w, unit, list: once(() => draw({ w, h: rect.h / unit })) };
  };
  const whole = (size: { w: number; h: number }): DisplayList => podGlyph(picture, 'full', size, tokens);
  return [
    ...(detail === 'dot' ? [at(36, (size) => podGlyph(picture, 'capsule', size, tokens))] : []),
    ...(detail === 'full' ? [] : [at(96, whole)]),
    ...INSIDE_WIDTHS.map((w) =>
      at(w, (size) => {
        const seen = inside();
        return seen ? podInsideGlyph(picture, seen, size, tokens) : whole(size);
      }),
    ),
  ];
}

/** Heading of the tray of pods without a node; says how many did not fit. */
export function waitingItem({ layout, texts, tokens }: Scope): Item {
  const { waiting } = layout.frame;
  const seats = layout.seats.pods.get('') ?? [];
  const count = seats.filter((oid) => oid !== 0).length;
  const free = [0, 1].flatMap((index) => {
    const at = seats[index] ? undefined : waitingRect(layout, index);
    return at ? [rect(at.x - waiting.x + 4.5, at.y - waiting.y + 4.5, at.w - 1, at.h - 1, { r: 7, stroke: tokens.wellLine, width: 1, dash: [3, 3] })] : [];
  });
  // In a narrow tray the dashed capsules speak for themselves.
  const inLine = layout.frame.waitingHead === 0;
  const beside = waiting.w - Math.max(2, seats.length) * (WAITING_SEAT.w + WAITING_SEAT.gap);
  const label = waiting.w < 84 || (inLine && beside < 90) ? '' : count === 0 ? texts.unscheduled : `${texts.unscheduled} · ${count}`;
  return {
    id: 'waiting',
    rect: box(waiting.x - 4, waiting.y - 4, waiting.w + 4, waiting.h + 4),
    depth: 2,
    list: [
      ...free,
      text(inLine ? waiting.w - 2 : 4, inLine ? 20 : 13, label, {
        size: 11,
        ...(inLine ? { anchor: 'end' as const } : {}),
        fill: count > 0 ? tokens.warn.ink : tokens.quiet,
        weight: count > 0 ? 600 : 400,
        max: waiting.w,
      }),
    ],
    title: texts.waitingForNode,
  };
}
