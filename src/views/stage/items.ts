import { API_SERVER, CONTROLLER_MANAGER, CONTROLLERS, ETCD, KUBECTL, SCHEDULER, USERS } from '../../wire/actors.ts';
import type { RowKind } from '../../wire/rows.ts';
import type { Caption } from '../../scene/captions.ts';
import { box, type Rect } from '../../scene/geometry.ts';
import { type Layout, type NodePlace, programPlaces } from '../../scene/layout.ts';
import { callText, latestCalls, ledgerPage } from '../../scene/ledger.ts';
import type { NodePart, PodRecord, ReplicaSetRecord, StageHappening, StageModel } from '../../scene/model.ts';
import { nodeCardRows, SHORT_NAMES_BELOW } from '../../scene/node-card.ts';
import type { SeatLevel, Seats } from '../../scene/seats.ts';
import { chipGlyph, componentBox, hubGlyph, ledgerGlyph, programGlyph, verdictsGlyph } from '../glyphs/components.ts';
import { type DisplayList, moved, type Shape, text } from '../glyphs/display-list.ts';
import { compactNode, heatNode, imageGlyph, localVolumeGlyph, nodeCard } from '../glyphs/node.ts';
import { kubectlGlyph, usersGlyph } from '../glyphs/outside.ts';
import { podGlyph } from '../glyphs/pod.ts';
import { serviceGlyph } from '../glyphs/service.ts';
import { claimGlyph, classGlyph, volumeGlyph } from '../glyphs/storage.ts';
import { estimateWidth } from '../glyphs/text-fit.ts';
import type { Hue, Tokens } from '../glyphs/tokens.ts';
import { deploymentGlyph, plainReplicaSet } from '../glyphs/workload.ts';
import { CHIP_NAMES, claimPicture, deploymentPicture, nodePicture, podPicture, replicaSetPicture, servicePicture, volumePicture } from './pictures.ts';
import { FLAGS } from '../../wire/rows.ts';
import type { StageTexts } from './texts.ts';

/** What can be selected on the stage. */
export type StageTarget = { readonly kind: 'object'; readonly oid: number } | { readonly kind: 'actor'; readonly actor: string };

/** A decision as one short sentence in the reader's language. */
export type Say = (happening: StageHappening) => string;

/** A glyph in its place. `key`: when it is the same as before, the list is too. */
export interface Item {
  readonly id: string;
  readonly rect: Rect;
  readonly depth: number;
  readonly list: DisplayList;
  readonly key?: string;
  readonly target?: StageTarget;
  readonly title: string;
  /** From this zoom on the same thing is drawn with more in it: a list in larger units, and how large one is in the world. */
  readonly closer?: { readonly zoom: number; readonly unit: number; readonly list: () => DisplayList };
}

export interface Scope {
  readonly model: StageModel;
  readonly layout: Layout;
  readonly tokens: Tokens;
  readonly texts: StageTexts;
  readonly say: Say;
  readonly captions: ReadonlyMap<string, Caption>;
  readonly lately: ReadonlyMap<string, number>;
  /** Seats for the calls on kube-apiserver's bar: a call keeps its place until it is no longer among the latest. */
  readonly seatCalls: (calls: readonly number[]) => Seats;
  readonly replicaSetsOf: (owner: number) => readonly ReplicaSetRecord[];
}

export const itemId = (kind: RowKind, oid: number): string => `${kind}:${oid}`;
const actorItem = (actor: string, rect: Rect, list: DisplayList, more: { depth?: number; key?: string; title?: string } = {}): Item => ({
  id: `actor:${actor}`,
  rect,
  depth: more.depth ?? 2,
  list,
  target: { kind: 'actor', actor },
  title: more.title ?? actor,
  ...(more.key === undefined ? {} : { key: more.key }),
});

const said = (scope: Scope, place: string): { readonly words: string; readonly caption: Caption | undefined } => {
  const caption = scope.captions.get(place);
  return { words: caption ? scope.say(caption.happening) : '', caption };
};

/** Components of the control plane, and those outside. */
export function controlItems(scope: Scope): readonly Item[] {
  return [...timelyItems(scope, scope.model.recent(400))];
}

/** Items whose look depends on the instant. Each carries a key, so that nothing is painted that reads the same. */
export function timelyItems(scope: Scope, recent: readonly StageHappening[]): readonly Item[] {
  return [...etcdItems(scope, recent), managerItem(scope), ...chipItems(scope), ...schedulerItems(scope), hubItem(scope, recent), kubectlItem(scope), usersItem(scope)];
}

function etcdItems({ layout, model, texts, tokens }: Scope, recent: readonly StageHappening[]): readonly Item[] {
  const { etcd, ledger } = layout.frame;
  const cells = ledgerPage(recent, ledger.columns * ledger.rows);
  const head = cells.find((cell) => cell?.head);
  const title = componentBox({ title: 'etcd', aside: etcd.w < 165 ? String(model.rev) : texts.revision(model.rev), said: head ? headText(recent) : '', fresh: 0, off: false }, etcd, tokens);
  const key = `${model.rev} ${cells.map((cell) => (cell ? `${cell.rev}${cell.head ? '!' : ''}` : '-')).join()}`;
  return [actorItem(ETCD, etcd, [...title, ...moved(ledgerGlyph(cells, ledger.columns, ledger.area, tokens), ledger.area.x - etcd.x, ledger.area.y - etcd.y)], { key })];
}

/** The key last written, as etcd has it. */
function headText(recent: readonly StageHappening[]): string {
  const write = recent.find((happening) => happening.code === 'etcd.write');
  return write ? `/registry/${String(write.args['resource'] ?? '')}/${String(write.args['key'] ?? '')}` : '';
}

function managerItem(scope: Scope): Item {
  const { layout, tokens } = scope;
  const { words, caption } = said(scope, CONTROLLER_MANAGER);
  const actor = caption ? (CHIP_NAMES[caption.happening.actor] ?? '') : '';
  const line = words === '' ? '' : `${actor}: ${words}`;
  const fresh = caption?.fresh ?? 0;
  return actorItem(CONTROLLER_MANAGER, layout.frame.manager, componentBox({ title: 'kube-controller-manager', aside: '', said: line, fresh, off: false }, layout.frame.manager, tokens), {
    key: `${line}|${fresh > 0}`,
    depth: 1,
    title: line === '' ? CONTROLLER_MANAGER : line,
  });
}

function chipItems({ layout, model, lately, tokens, captions, say }: Scope): readonly Item[] {
  return CONTROLLERS.flatMap((name) => {
    const rect = layout.chips.get(name);
    if (!rect) return [];
    const part = model.parts.controller(name);
    const chip = { name: CHIP_NAMES[name] ?? name, queue: part?.queue ?? 0, lit: lately.has(name) || (part?.busy ?? 0) > 0, off: part?.on === false };
    const last = captions.get(CONTROLLER_MANAGER)?.happening;
    return [actorItem(name, rect, chipGlyph(chip, rect, tokens), { depth: 3, key: `${chip.queue} ${chip.lit} ${chip.off}`, title: last?.actor === name ? `${name}: ${say(last)}` : name })];
  });
}

function schedulerItems(scope: Scope): readonly Item[] {
  const { layout, model, texts, tokens } = scope;
  const { scheduler, verdicts } = layout.frame;
  const part = model.parts.scheduler();
  const { words, caption } = said(scope, SCHEDULER);
  const aside = part ? texts.queues(part.active, part.backoff, part.unschedulable) : '';
  const fresh = caption?.fresh ?? 0;
  const bars = part?.last?.nodes ?? [];
  const best = Math.max(1, ...bars.map((bar) => bar.score ?? 0));
  const table = verdictsGlyph(
    bars.map((bar) => ({ node: bar.node, chosen: bar.node === part?.last?.chosen, label: bar.reason ?? String(bar.score ?? ''), ...(bar.score === undefined ? {} : { share: bar.score / best }) })),
    verdicts,
    tokens,
  );
  const frame = componentBox({ title: 'kube-scheduler', aside, said: words, fresh, off: part?.on === false }, scheduler, tokens);
  const key = `${aside}|${words}|${fresh > 0}|${part?.on}|${part?.last?.pod ?? ''}|${bars.map((bar) => `${bar.node}${bar.score ?? bar.reason}`).join()}`;
  return [actorItem(SCHEDULER, scheduler, [...frame, ...moved(table, verdicts.x - scheduler.x, verdicts.y - scheduler.y)], { key, depth: 1, title: words === '' ? SCHEDULER : words })];
}

function hubItem({ layout, texts, tokens, seatCalls }: Scope, recent: readonly StageHappening[]): Item {
  const { hub } = layout.frame;
  const left = Math.min(246, hub.w * 0.36);
  const slots = Math.max(1, Math.floor((hub.w - left) / 176));
  const calls = latestCalls(recent, slots);
  const byId = new Map(calls.map((call) => [call.happening, call]));
  const seats = seatCalls(calls.map((call) => call.happening).reverse());
  const pills = Array.from({ length: slots }, (_, i) => byId.get(seats[i] ?? 0));
  const steps = left >= 200 ? texts.apiSteps : '';
  const key = pills.map((pill) => (pill ? `${pill.happening} ${pill.status} ${pill.head}` : '-')).join();
  return actorItem(API_SERVER, hub, hubGlyph({ title: 'kube-apiserver', steps, pills, left }, hub, tokens), { key });
}

function kubectlItem({ layout, tokens, model }: Scope): Item {
  const { kubectl } = layout.frame;
  const last = model.lastCommand();
  const command = last ? commandText(last) : '';
  return actorItem(KUBECTL, kubectl, kubectlGlyph({ title: 'kubectl', command, answer: '' }, kubectl, tokens), { key: command, title: command === '' ? 'kubectl' : `$ ${command}` });
}

function commandText(happening: StageHappening): string {
  const { said: typed, text: words, command } = happening.args as { said?: unknown; text?: unknown; command?: unknown };
  if (typeof typed === 'string') return typed;
  if (typeof words === 'string') return words;
  if (typeof command === 'string') return command;
  if (typeof command === 'object' && command !== null) {
    const c = command as { do?: unknown; said?: unknown };
    if (typeof c.said === 'string') return c.said;
    const request = (command as { request?: { method?: unknown; path?: unknown } }).request;
    if (request) return callText(String(request.method ?? ''), String(request.path ?? ''));
    if (c.do === 'apply') return 'kubectl apply -f -';
  }
  return '';
}

function usersItem({ layout, model, texts, tokens }: Scope): Item {
  const { users } = layout.frame;
  const traffic = model.parts.traffic();
  const rate = traffic && traffic.perSecond > 0 ? texts.perSecond(traffic.perSecond) : '';
  const failing = traffic && traffic.failingPerSecond > 0 ? texts.failing(traffic.failingPerSecond) : '';
  return actorItem(USERS, users, usersGlyph({ title: texts.users, rate, failing }, users, tokens), { key: `${rate}|${failing}`, title: `${texts.users} ${rate}` });
}

/** Deployments, Services, classes, claims, volumes. */
export function objectItems(scope: Scope): readonly Item[] {
  const out: Item[] = [];
  for (const kind of ['Deployment', 'ReplicaSet', 'Service', 'StorageClass', 'PersistentVolume', 'PersistentVolumeClaim'] as const)
    for (const record of scope.model.list(kind)) {
      const item = objectItem(scope, kind, record.oid);
      if (item) out.push(item);
    }
  return out;
}

export function objectItem(scope: Scope, kind: RowKind, oid: number): Item | undefined {
  const rect = scope.layout.objects.get(oid);
  if (!rect) return undefined;
  const made = objectGlyph(scope, kind, oid, rect);
  return made && { id: itemId(kind, oid), rect, depth: kind === 'PersistentVolumeClaim' ? 3 : 2, list: made.list, target: { kind: 'object', oid }, title: made.title };
}

function objectGlyph({ model, tokens, replicaSetsOf }: Scope, kind: RowKind, oid: number, rect: Rect): { readonly list: DisplayList; readonly title: string } | undefined {
  switch (kind) {
    case 'Deployment': {
      const record = model.get('Deployment', oid);
      return record && { list: deploymentGlyph(deploymentPicture(record, replicaSetsOf(oid)), rect, tokens), title: `Deployment ${record.name} ${record.ready}/${record.wanted}` };
    }
    case 'ReplicaSet': {
      const record = model.get('ReplicaSet', oid);
      return record && { list: deploymentGlyph(plainReplicaSet(replicaSetPicture(record)), rect, tokens), title: `ReplicaSet ${record.name} ${record.ready}/${record.wanted}` };
    }
    case 'Service': {
      const record = model.get('Service', oid);
      return record && { list: serviceGlyph(servicePicture(record), rect, tokens), title: `Service ${record.name} ${record.clusterIP}` };
    }
    case 'PersistentVolumeClaim': {
      const record = model.get('PersistentVolumeClaim', oid);
      return record && { list: claimGlyph(claimPicture(record), rect, tokens), title: `PersistentVolumeClaim ${record.name} · ${record.phase}` };
    }
    case 'PersistentVolume': {
      const record = model.get('PersistentVolume', oid);
      return record && { list: volumeGlyph(volumePicture(record), rect, tokens), title: `PersistentVolume ${record.name} · ${record.phase} · ${record.reclaim}` };
    }
    case 'StorageClass': {
      const record = model.get('StorageClass', oid);
      return record && { list: classGlyph({ name: record.name, provisioner: record.provisioner, mode: record.bindingMode, isDefault: (record.flags & FLAGS.isDefault) !== 0 }, rect, tokens), title: `StorageClass ${record.name} · ${record.provisioner} · ${record.bindingMode}` };
    }
    default:
      return undefined;
  }
}

/** A node with all that belongs to it but its pods. */
export function nodeItems(scope: Scope, place: NodePlace): readonly Item[] {
  const { model, layout, texts, tokens } = scope;
  const record = model.get('Node', place.oid);
  if (!record) return [];
  const part = model.parts.node(place.name);
  const seats = layout.seats.pods.get(place.name) ?? [];
  const count = seats.reduce((sum, oid) => sum + (oid === 0 ? 0 : 1), 0);
  const picture = nodePicture(record, part, said(scope, `kubelet/${place.name}`), count);
  const target: StageTarget = { kind: 'object', oid: place.oid };
  const base = { id: itemId('Node', place.oid), rect: place.rect, depth: 1, target, title: texts.nodeRow(place.name, texts.nodeStatus[picture.status], count) };
  if (layout.level !== 'full') {
    const pods = () =>
      seats.map((oid) => {
        const pod = oid === 0 ? undefined : model.get('Pod', oid);
        return pod && podPicture(pod, texts.waitingForNode);
      });
    const near = layout.level === 'heat' ? { factor: 132 / place.rect.w, zoom: 64 / place.rect.w, size: { w: 132, h: 132 } } : { factor: 2.4, zoom: 1.7, size: place.rect };
    const grown = layout.level === 'heat' ? 1 : near.factor;
    const closer = { zoom: near.zoom, unit: 1 / near.factor, list: once(() => compactNode(picture, pods(), near.size, tokens, grown)) };
    return [{ ...base, list: layout.level === 'heat' ? heatNode(picture, place.rect, tokens) : compactNode(picture, pods(), place.rect, tokens), closer }];
  }
  const hidden = count - seats.filter((oid, i) => oid !== 0 && i < layout.grid.columns * layout.grid.rows).length;
  const more: Shape[] = hidden > 0 ? [text(place.rect.w - 10, place.rect.h - 4, texts.more(hidden), { size: 11, weight: 600, fill: tokens.quiet, anchor: 'end' })] : [];
  return [{ ...base, list: [...nodeCard(picture, texts.node, place.rect, tokens), ...localItems(scope, place, part), ...more] }, ...programItems(scope, place, part)];
}

function programItems({ lately, tokens, captions, say }: Scope, place: NodePlace, part: NodePart | undefined): readonly Item[] {
  return programPlaces(place).map(({ program, rect }) => {
    const actor = `${program}/${place.name}`;
    const off = part?.powered === false || (program === 'kubelet' && part?.kubelet === false);
    const hue: Hue = program === 'kube-proxy' ? tokens.family.network : program === 'containerd' ? tokens.family.cluster : tokens.family.workload;
    const caption = captions.get(actor);
    const short = place.rect.w < SHORT_NAMES_BELOW && program !== 'kubelet';
    const name = short ? (program === 'containerd' ? 'CRI' : 'proxy') : program;
    return actorItem(actor, rect, programGlyph({ name, queue: 0, lit: lately.has(actor), off }, rect, tokens, hue), { depth: 3, key: `${lately.has(actor)} ${off}`, title: caption ? `${actor}: ${say(caption.happening)}` : actor });
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

function strip<T extends { readonly name: string }>(label: string, at: Rect, things: readonly T[], glyph: (thing: T, w: number, h: number) => DisplayList, tokens: Tokens): DisplayList {
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

export const podTitle = (pod: PodRecord, texts: StageTexts): string => texts.podRow(`${pod.namespace}/${pod.name}`, texts.podState[pod.state] ?? pod.state, pod.note);

export function podItem({ tokens, texts }: Scope, pod: PodRecord, rect: Rect, level: SeatLevel): Item {
  const detail = level === 'full' ? 'full' : level === 'dot' ? 'dot' : 'capsule';
  const picture = podPicture(pod, texts.waitingForNode);
  const unit = rect.w / 96;
  const closer = detail === 'full' ? {} : { closer: { zoom: 0.9 / unit, unit, list: once(() => podGlyph(picture, 'full', { w: 96, h: rect.h / unit }, tokens)) } };
  return { ...closer, id: itemId('Pod', pod.oid), rect, depth: 4, list: podGlyph(picture, detail, rect, tokens), target: { kind: 'object', oid: pod.oid }, title: podTitle(pod, texts) };
}

/** Heading of the tray of pods without a node; says how many did not fit. */
export function waitingItem({ layout, texts, tokens }: Scope): Item {
  const { waiting } = layout.frame;
  const seats = layout.seats.pods.get('') ?? [];
  const count = seats.filter((oid) => oid !== 0).length;
  // In a narrow tray the dashed capsules speak for themselves.
  const label = waiting.w < 84 ? '' : count === 0 ? texts.waitingForNode : `${texts.waitingForNode} · ${count}`;
  return { id: 'waiting', rect: box(waiting.x - 4, waiting.y - 4, waiting.w + 4, 16), depth: 2, list: [text(4, 13, label, { size: 11, fill: count > 0 ? tokens.warn.ink : tokens.quiet, weight: count > 0 ? 600 : 400, max: waiting.w })], title: texts.waitingForNode };
}
