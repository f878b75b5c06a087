import { API_SERVER, CONTROLLER_MANAGER, CONTROLLERS, ETCD, KUBECTL, SCHEDULER, USERS } from '../../wire/actors.ts';
import type { RowKind } from '../../wire/rows.ts';
import type { Caption } from '../../scene/captions.ts';
import type { Rect } from '../../scene/geometry.ts';
import type { Layout } from '../../scene/layout.ts';
import { callText, latestCalls, ledgerPage } from '../../scene/ledger.ts';
import type { ReplicaSetRecord, StageHappening, StageModel } from '../../scene/model.ts';
import type { Seats } from '../../scene/seats.ts';
import { chipGlyph, componentBox, hubGlyph, ledgerGlyph, verdictsGlyph } from '../glyphs/components.ts';
import { type DisplayList, moved } from '../glyphs/display-list.ts';
import { kubectlGlyph, usersGlyph } from '../glyphs/outside.ts';
import { serviceGlyph } from '../glyphs/service.ts';
import { claimGlyph, classGlyph, volumeGlyph } from '../glyphs/storage.ts';
import type { Tokens } from '../glyphs/tokens.ts';
import { deploymentGlyph, plainReplicaSet } from '../glyphs/workload.ts';
import { CHIP_NAMES, claimPicture, deploymentPicture, replicaSetPicture, servicePicture, volumePicture } from './pictures.ts';
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
export const actorItem = (actor: string, rect: Rect, list: DisplayList, more: { depth?: number; key?: string; title?: string } = {}): Item => ({
  id: `actor:${actor}`,
  rect,
  depth: more.depth ?? 2,
  list,
  target: { kind: 'actor', actor },
  title: more.title ?? actor,
  ...(more.key === undefined ? {} : { key: more.key }),
});

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
    ...etcdItems(scope, recent),
    managerItem(scope),
    ...chipItems(scope),
    ...schedulerItems(scope),
    hubItem(scope, recent),
    kubectlItem(scope),
    usersItem(scope),
  ];
}

function etcdItems({ layout, model, texts, tokens }: Scope, recent: readonly StageHappening[]): readonly Item[] {
  const { etcd, ledger } = layout.frame;
  const cells = ledgerPage(recent, ledger.columns * ledger.rows);
  const head = cells.find((cell) => cell?.head);
  const title = componentBox(
    { title: 'etcd', aside: etcd.w < 165 ? String(model.rev) : texts.revision(model.rev), said: head ? headText(recent) : '', fresh: 0, off: false },
    etcd,
    tokens,
  );
  const key = `${model.rev} ${cells.map((cell) => (cell ? `${cell.rev}${cell.head ? '!' : ''}` : '-')).join()}`;
  return [
    actorItem(ETCD, etcd, [...title, ...moved(ledgerGlyph(cells, ledger.columns, ledger.area, tokens), ledger.area.x - etcd.x, ledger.area.y - etcd.y)], {
      key,
    }),
  ];
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
  return actorItem(
    CONTROLLER_MANAGER,
    layout.frame.manager,
    componentBox({ title: 'kube-controller-manager', aside: '', said: line, fresh, off: false }, layout.frame.manager, tokens),
    {
      key: `${line}|${fresh > 0}`,
      depth: 1,
      title: line === '' ? CONTROLLER_MANAGER : line,
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
  const { words, caption } = said(scope, SCHEDULER);
  const aside = part ? texts.queues(part.active, part.backoff, part.unschedulable) : '';
  const fresh = caption?.fresh ?? 0;
  const bars = part?.last?.nodes ?? [];
  const best = Math.max(1, ...bars.map((bar) => bar.score ?? 0));
  const table = verdictsGlyph(
    bars.map((bar) => ({
      node: bar.node,
      chosen: bar.node === part?.last?.chosen,
      label: bar.reason ?? String(bar.score ?? ''),
      ...(bar.score === undefined ? {} : { share: bar.score / best }),
    })),
    verdicts,
    tokens,
  );
  const frame = componentBox({ title: 'kube-scheduler', aside, said: words, fresh, off: part?.on === false }, scheduler, tokens);
  const key = `${aside}|${words}|${fresh > 0}|${part?.on}|${part?.last?.pod ?? ''}|${bars.map((bar) => `${bar.node}${bar.score ?? bar.reason}`).join()}`;
  return [
    actorItem(SCHEDULER, scheduler, [...frame, ...moved(table, verdicts.x - scheduler.x, verdicts.y - scheduler.y)], {
      key,
      depth: 1,
      title: words === '' ? SCHEDULER : words,
    }),
  ];
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
  return actorItem(KUBECTL, kubectl, kubectlGlyph({ title: 'kubectl', command, answer: '' }, kubectl, tokens), {
    key: command,
    title: command === '' ? 'kubectl' : `$ ${command}`,
  });
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
  return actorItem(USERS, users, usersGlyph({ title: texts.users, rate, failing }, users, tokens), {
    key: `${rate}|${failing}`,
    title: `${texts.users} ${rate}`,
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
  { model, tokens, replicaSetsOf }: Scope,
  kind: RowKind,
  oid: number,
  rect: Rect,
): { readonly list: DisplayList; readonly title: string } | undefined {
  switch (kind) {
    case 'Deployment': {
      const record = model.get('Deployment', oid);
      return (
        record && {
          list: deploymentGlyph(deploymentPicture(record, replicaSetsOf(oid)), rect, tokens),
          title: `Deployment ${record.name} ${record.ready}/${record.wanted}`,
        }
      );
    }
    case 'ReplicaSet': {
      const record = model.get('ReplicaSet', oid);
      return (
        record && {
          list: deploymentGlyph(plainReplicaSet(replicaSetPicture(record)), rect, tokens),
          title: `ReplicaSet ${record.name} ${record.ready}/${record.wanted}`,
        }
      );
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
