import { API_SERVER, CONTROLLER_MANAGER, CONTROLLERS, COREDNS, ETCD, KUBECTL, SCHEDULER, USERS } from '../../wire/actors.ts';
import type { RowKind } from '../../wire/rows.ts';
import { type Caption, clockOf, dated } from '../../scene/captions.ts';
import { box, type Rect } from '../../scene/geometry.ts';
import type { Layout } from '../../scene/layout.ts';
import { callPlaces, ledgerPage } from '../../scene/ledger.ts';
import type { OwnerMark } from '../../scene/owner-marks.ts';
import type { ReplicaSetRecord, StageHappening, StageModel } from '../../scene/model.ts';
import { chipGlyph, componentBox, hubGlyph, ledgerCell, ledgerGlyph, pillPlace, shownVerdicts, VERDICT_ROW, verdictsGlyph } from '../glyphs/components.ts';
import { type DisplayList, moved } from '../glyphs/display-list.ts';
import { dnsGlyph, kubectlGlyph, prompted, usersGlyph } from '../glyphs/outside.ts';
import { serviceGlyph } from '../glyphs/service.ts';
import { claimGlyph, classGlyph, volumeGlyph } from '../glyphs/storage.ts';
import type { Tokens } from '../glyphs/tokens.ts';
import { deploymentGlyph, plainReplicaSet } from '../glyphs/workload.ts';
import { CHIP_NAMES, claimPicture, deploymentPicture, replicaSetPicture, servicePicture, volumePicture } from './pictures.ts';
import { FLAGS } from '../../wire/rows.ts';
import { commandText } from './command-text.ts';
import type { StageTexts } from './texts.ts';

/** What can be selected on the stage. */
export type StageTarget =
  | { readonly kind: 'object'; readonly oid: number }
  | { readonly kind: 'actor'; readonly actor: string }
  /** A message, a write, a decision: whatever happened. */
  | { readonly kind: 'happening'; readonly id: number };

/** A place inside an item that can be pointed at by itself: a call on the bar, a cell of the ledger, a sentence. */
export interface Spot {
  readonly id: string;
  readonly rect: Rect;
  readonly depth: number;
  readonly target: StageTarget;
  /** Empty: the line of the happening it stands for. */
  readonly title: string;
}

/** A decision as one short sentence, or any happening as one line, in the reader's language. */
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
  readonly spots?: readonly Spot[];
  /** From these zooms on (rising) the same thing is drawn with more in it: a list in larger units, and how large one is in the world. */
  readonly closer?: readonly Closer[];
}

export interface Closer {
  readonly zoom: number;
  readonly unit: number;
  readonly list: () => DisplayList;
}

export interface Scope {
  readonly model: StageModel;
  readonly layout: Layout;
  readonly tokens: Tokens;
  readonly texts: StageTexts;
  readonly say: Say;
  readonly captions: ReadonlyMap<string, Caption>;
  readonly lately: ReadonlyMap<string, number>;
  /** Marks of workloads by oid; none when there is but one. */
  readonly marks: ReadonlyMap<number, OwnerMark>;
  readonly replicaSetsOf: (owner: number) => readonly ReplicaSetRecord[];
}

export const itemId = (kind: RowKind, oid: number): string => `${kind}:${oid}`;
export const actorItem = (
  actor: string,
  rect: Rect,
  list: DisplayList,
  more: { depth?: number; key?: string; title?: string; spots?: readonly Spot[] } = {},
): Item => ({
  id: `actor:${actor}`,
  rect,
  depth: more.depth ?? 2,
  list,
  target: { kind: 'actor', actor },
  title: more.title ?? actor,
  ...(more.key === undefined ? {} : { key: more.key }),
  ...(more.spots === undefined ? {} : { spots: more.spots }),
});

/** A place inside an item, given from the item's corner. */
const spot = (parent: string, item: Rect, at: Rect, what: { readonly target: StageTarget; readonly title?: string }): Spot => ({
  id: `${parent}/${Math.round(at.x)},${Math.round(at.y)}`,
  rect: box(item.x + at.x, item.y + at.y, at.w, at.h),
  depth: 5,
  target: what.target,
  title: what.title ?? '',
});

/** The sentence at the foot of a component's box. */
const footSpot = (actor: string, at: Rect, caption: Caption | undefined): readonly Spot[] =>
  caption && at.h >= 72 ? [spot(actor, at, box(6, at.h - 22, at.w - 12, 18), { target: { kind: 'happening', id: caption.happening.id } })] : [];

export const said = (scope: Scope, place: string): { readonly words: string; readonly caption: Caption | undefined } => {
  const caption = scope.captions.get(place);
  return { words: caption ? scope.say(caption.happening) : '', caption };
};

/** Components of the control plane, and those outside. */
export function controlItems(scope: Scope): readonly Item[] {
  return [...timelyItems(scope, scope.model.recent(400))];
}

/** Items whose look depends on the instant. Each carries a key, so that nothing is painted that reads the same. */
export function timelyItems(scope: Scope, recent: readonly StageHappening[]): readonly Item[] {
  return [
    ...etcdItems(scope),
    managerItem(scope),
    ...chipItems(scope),
    ...schedulerItems(scope),
    hubItem(scope, recent),
    kubectlItem(scope),
    usersItem(scope),
    dnsItem(scope, recent),
  ];
}

function etcdItems({ layout, model, texts, tokens }: Scope): readonly Item[] {
  const { etcd, ledger } = layout.frame;
  const count = ledger.columns * ledger.rows;
  const writes = model.writes(Math.max(1, count));
  const cells = count === 0 ? [] : ledgerPage(writes, count);
  const last = writes.routine.count > 0 ? writes.routine.last : writes.latest[0];
  const title = componentBox(
    { title: 'etcd', aside: etcd.w < 165 ? String(model.rev) : texts.revision(model.rev), said: last ? registryKey(last) : '', fresh: 0, off: false },
    etcd,
    tokens,
  );
  const key = `${model.rev} ${last?.id ?? 0} ${cells.map((cell) => (cell ? `${cell.rev}${cell.head ? '!' : ''}${cell.pile ?? ''}` : '-')).join()}`;
  const corner = { x: ledger.area.x - etcd.x, y: ledger.area.y - etcd.y };
  if (count === 0) return [actorItem(ETCD, etcd, title, { key })];
  const spots = cells.flatMap((cell, i) => {
    if (!cell) return [];
    const at = ledgerCell(i, cells.length, ledger.columns, ledger.area);
    return [spot(ETCD, etcd, { ...at, x: at.x + corner.x, y: at.y + corner.y }, { target: { kind: 'happening', id: cell.happening } })];
  });
  return [actorItem(ETCD, etcd, [...title, ...moved(ledgerGlyph(cells, ledger.columns, ledger.area, tokens), corner.x, corner.y)], { key, spots })];
}

/** The key that was written, as etcd has it. */
const registryKey = ({ args }: StageHappening): string => `/registry/${String(args['resource'] ?? '')}/${String(args['key'] ?? '')}`;

function managerItem(scope: Scope): Item {
  const { layout, tokens } = scope;
  const { words, caption } = said(scope, CONTROLLER_MANAGER);
  const actor = caption ? (CHIP_NAMES[caption.happening.actor] ?? '') : '';
  const line = words === '' ? '' : dated(`${actor}: ${words}`, caption);
  const fresh = caption?.fresh ?? 0;
  // In one line the sentence stands right of the chips.
  const { chips, manager } = layout.frame;
  const room = chips.rows === 2 ? manager.x + manager.w - (chips.area.x + chips.area.w + 10) : 0;
  return actorItem(
    CONTROLLER_MANAGER,
    layout.frame.manager,
    componentBox(
      { title: 'kube-controller-manager', aside: '', said: line, fresh, off: false, ...(room > 120 ? { saidFrom: layout.frame.manager.w - room } : {}) },
      layout.frame.manager,
      tokens,
    ),
    {
      key: `${line}|${fresh > 0}`,
      depth: 1,
      title: line === '' ? CONTROLLER_MANAGER : line,
      spots: footSpot(CONTROLLER_MANAGER, layout.frame.manager, caption),
    },
  );
}

function chipItems({ layout, model, lately, tokens, captions, say }: Scope): readonly Item[] {
  return CONTROLLERS.flatMap((name) => {
    const rect = layout.chips.get(name);
    if (!rect) return [];
    const part = model.parts.controller(name);
    const chip = { name: CHIP_NAMES[name] ?? name, queue: part?.queue ?? 0, lit: lately.has(name) || (part?.busy ?? 0) > 0, off: part?.on === false };
    const last = captions.get(CONTROLLER_MANAGER)?.happening;
    return [
      actorItem(name, rect, chipGlyph(chip, rect, tokens), {
        depth: 3,
        key: `${chip.queue} ${chip.lit} ${chip.off}`,
        title: last?.actor === name ? `${name}: ${say(last)}` : name,
      }),
    ];
  });
}

function schedulerItems(scope: Scope): readonly Item[] {
  const { layout, model, texts, tokens } = scope;
  const { scheduler, verdicts } = layout.frame;
  const part = model.parts.scheduler();
  const { words: spoken, caption } = said(scope, SCHEDULER);
  const words = dated(spoken, caption);
  const off = part?.on === false;
  const aside = off ? texts.off : part ? texts.queues(part.active, part.backoff, part.unschedulable) : '';
  const fresh = caption?.fresh ?? 0;
  const bars = part?.last?.nodes ?? [];
  const best = Math.max(1, ...bars.map((bar) => bar.score ?? 0));
  const rows = bars.map((bar) => ({
    node: bar.node,
    chosen: bar.node === part?.last?.chosen,
    label: bar.reason === undefined ? String(bar.score ?? '') : shortReason(bar.reason),
    reason: bar.reason,
    ...(bar.score === undefined ? {} : { share: bar.score / best }),
  }));
  const table = verdictsGlyph(rows, verdicts, tokens);
  const corner = { x: verdicts.x - scheduler.x, y: verdicts.y - scheduler.y };
  const spots = (verdicts.h < VERDICT_ROW ? [] : shownVerdicts(rows, verdicts)).map((row, i) =>
    spot(SCHEDULER, scheduler, box(corner.x, corner.y + i * VERDICT_ROW, verdicts.w, VERDICT_ROW), {
      target: { kind: 'happening', id: part?.last?.happening ?? 0 },
      title: `${part?.last?.pod ?? ''} → ${row.node}: ${row.reason ?? `${row.label}${row.chosen ? ' ✓' : ''}`}`,
    }),
  );
  const frame = componentBox({ title: 'kube-scheduler', aside, said: words, fresh, off }, scheduler, tokens);
  const key = `${aside}|${words}|${fresh > 0}|${part?.on}|${part?.last?.pod ?? ''}|${bars.map((bar) => `${bar.node}${bar.score ?? bar.reason}`).join()}`;
  return [
    actorItem(SCHEDULER, scheduler, [...frame, ...moved(table, corner.x, corner.y)], {
      key,
      depth: 1,
      title: words === '' ? SCHEDULER : words,
      spots: [...spots, ...footSpot(SCHEDULER, scheduler, caption)],
    }),
  ];
}

/** What the filter plugin says without what stands before every reason. */
const shortReason = (reason: string): string => reason.replace(/^node\(s\) /, '').replace(/^(had|were|was) /, '');

function hubItem({ layout, model, texts, tokens }: Scope, recent: readonly StageHappening[]): Item {
  const { hub } = layout.frame;
  const left = Math.min(246, Math.max(hub.w * 0.36, hub.w >= 560 ? 230 : 0));
  const slots = Math.max(1, Math.floor((hub.w - left) / 176));
  const pills = callPlaces(model.calls(slots), recent, slots);
  const steps = left >= 230 && hub.h >= 38 ? texts.apiSteps : '';
  const key = pills.map((pill) => (pill ? `${pill.happening} ${pill.status} ${pill.head}` : '-')).join();
  return actorItem(API_SERVER, hub, hubGlyph({ title: 'kube-apiserver', steps, pills, left }, hub, tokens), {
    key,
    spots: pills.flatMap((pill, i) =>
      pill ? [spot(API_SERVER, hub, pillPlace(i, slots, left, hub), { target: { kind: 'happening', id: pill.happening }, title: pillTitle(pill) })] : [],
    ),
  });
}

/** The whole call with its answer: on the bar it may be cut. */
const pillTitle = (pill: { readonly text: string; readonly status: number }): string => (pill.status > 0 ? `${pill.text} → ${pill.status}` : pill.text);

function kubectlItem({ layout, tokens, model, texts }: Scope): Item {
  const { kubectl } = layout.frame;
  const last = model.lastCommand();
  const command = last ? commandText(last.args, texts.language) : '';
  return actorItem(KUBECTL, kubectl, kubectlGlyph({ title: 'kubectl', command, answer: '' }, kubectl, tokens), {
    key: command,
    title: command === '' ? 'kubectl' : prompted(command),
    spots: last
      ? [spot(KUBECTL, kubectl, box(6, 24, kubectl.w - 12, kubectl.h - 30), { target: { kind: 'happening', id: last.id }, title: prompted(command) })]
      : [],
  });
}

function usersItem({ layout, model, texts, tokens }: Scope): Item {
  const { users } = layout.frame;
  const traffic = model.parts.traffic();
  const rate = traffic && traffic.perSecond > 0 ? texts.perSecond(traffic.perSecond) : '';
  const failing = traffic && traffic.failingPerSecond > 0 ? texts.failing(traffic.failingPerSecond) : '';
  return actorItem(USERS, users, usersGlyph({ title: texts.users, rate, failing, seconds: traffic?.seconds ?? [] }, users, tokens), {
    key: `${rate}|${failing}|${traffic?.seconds.map((second) => `${second.ok}/${second.failed}`).join() ?? ''}`,
    title: [texts.users, rate, failing === '' ? pastFailures(traffic?.seconds ?? [], texts) : failing].filter((part) => part !== '').join(' · '),
  });
}

/** Failures that are over: when the last of those still drawn was. */
function pastFailures(seconds: readonly { readonly at: number; readonly failed: number }[], texts: StageTexts): string {
  const last = seconds.findLast(({ failed }) => failed > 0);
  return last ? texts.failedUntil(clockOf(last.at)) : '';
}

/** The cluster's DNS with its last answer. */
function dnsItem({ layout, tokens }: Scope, recent: readonly StageHappening[]): Item {
  const { dns } = layout.frame;
  const last = recent.find((happening) => happening.code === 'dns');
  const rcode = String(last?.args['rcode'] ?? '');
  const failed = rcode !== '' && rcode !== 'NOERROR';
  const addresses = last?.args['addresses'];
  const answer = failed ? rcode : Array.isArray(addresses) ? String(addresses[0] ?? '') : dns.w >= 140 ? 'cluster.local' : '';
  const asked = last === undefined ? '' : String(last.args['name'] ?? '');
  return actorItem(COREDNS, dns, dnsGlyph({ asked, answer, failed }, dns, tokens), {
    key: `${asked}|${answer}`,
    title: asked === '' ? COREDNS : `${COREDNS}: ${asked} → ${answer}`,
    spots: last ? [spot(COREDNS, dns, box(62, 2, dns.w - 66, dns.h - 4), { target: { kind: 'happening', id: last.id } })] : [],
  });
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
  return (
    made && {
      id: itemId(kind, oid),
      rect,
      depth: kind === 'PersistentVolumeClaim' ? 3 : 2,
      list: made.list,
      target: { kind: 'object', oid },
      title: made.title,
    }
  );
}

function objectGlyph(
  { model, tokens, marks, replicaSetsOf }: Scope,
  kind: RowKind,
  oid: number,
  rect: Rect,
): { readonly list: DisplayList; readonly title: string } | undefined {
  switch (kind) {
    case 'Deployment': {
      const record = model.get('Deployment', oid);
      return (
        record && {
          list: deploymentGlyph(deploymentPicture(record, replicaSetsOf(oid), marks.get(oid)), rect, tokens),
          title: `Deployment ${record.name} ${record.ready}/${record.wanted}`,
        }
      );
    }
    case 'ReplicaSet': {
      const record = model.get('ReplicaSet', oid);
      return (
        record && {
          list: deploymentGlyph({ ...plainReplicaSet(replicaSetPicture(record, marks.get(oid))), mark: marks.get(oid) }, rect, tokens),
          title: `ReplicaSet ${record.name} ${record.ready}/${record.wanted}`,
        }
      );
    }
    case 'Service': {
      const record = model.get('Service', oid);
      return (
        record && {
          list: serviceGlyph(
            servicePicture(
              record,
              model.workloadsOf(oid).flatMap((workload) => marks.get(workload) ?? []),
            ),
            rect,
            tokens,
          ),
          title: `Service ${record.name} ${record.clusterIP}`,
        }
      );
    }
    case 'PersistentVolumeClaim': {
      const record = model.get('PersistentVolumeClaim', oid);
      return record && { list: claimGlyph(claimPicture(record), rect, tokens), title: `PersistentVolumeClaim ${record.name} · ${record.phase}` };
    }
    case 'PersistentVolume': {
      const record = model.get('PersistentVolume', oid);
      return (
        record && { list: volumeGlyph(volumePicture(record), rect, tokens), title: `PersistentVolume ${record.name} · ${record.phase} · ${record.reclaim}` }
      );
    }
    case 'StorageClass': {
      const record = model.get('StorageClass', oid);
      return (
        record && {
          list: classGlyph(
            { name: record.name, provisioner: record.provisioner, mode: record.bindingMode, isDefault: (record.flags & FLAGS.isDefault) !== 0 },
            rect,
            tokens,
          ),
          title: `StorageClass ${record.name} · ${record.provisioner} · ${record.bindingMode}`,
        }
      );
    }
    default:
      return undefined;
  }
}
