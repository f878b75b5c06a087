import { isObject, type Json } from '../../base/json.ts';
import type { ControllerPart, NodePart, PartsModel, PodRecord, SchedulerPart, StageHappening, StageModel, StageRecords, TrafficPart, Verdict } from '../../scene/model.ts';
import type { Mirror } from '../../mirror/mirror.ts';
import { kubelet, kubeProxy, SCHEDULER, USERS } from '../../wire/actors.ts';
import { COLUMNS, POD_STATES, ROW_KINDS, type RowKind } from '../../wire/rows.ts';

/** Columns that are indexes into the string table: they come as texts. */
const TEXTS: ReadonlySet<string> = new Set(['name', 'namespace', 'ip', 'note', 'address', 'type', 'clusterIP', 'phase', 'modes', 'class', 'reclaim', 'provisioner', 'bindingMode']);
const REMEMBERED_CHANGES = 64;

/**
 * The stage's view of a mirror. Records are made when a row changes and kept until it changes again; what changed is remembered for a few
 * versions, so that the stage looks at nothing else.
 */
export class MirrorStageModel implements StageModel {
  version = 1;
  private readonly mirror: Mirror;
  private readonly records = new Map<number, { readonly row: object; readonly record: StageRecords[RowKind] }>();
  private readonly lists = new Map<RowKind, readonly StageRecords[RowKind][]>();
  private readonly stops: (() => void)[] = [];
  readonly parts: PartsModel;

  constructor(mirror: Mirror) {
    this.mirror = mirror;
    this.parts = partsOf(mirror);
    const grow = (): void => {
      this.version++;
    };
    for (const kind of ROW_KINDS)
      this.stops.push(
        mirror.listen({ kind }, () => {
          this.lists.delete(kind);
          grow();
        }),
      );
    this.stops.push(mirror.listen('parts', grow));
  }

  close(): void {
    for (const stop of this.stops) stop();
  }

  get now(): number {
    return this.mirror.moment.t;
  }

  get rev(): number {
    return this.mirror.moment.rev;
  }

  get speed(): number {
    return this.mirror.playing ? this.mirror.speed : 0;
  }

  changesSince(version: number): undefined | { oids: []; parts: [] } {
    return version === this.version ? { oids: [], parts: [] } : undefined;
  }

  list<K extends RowKind>(kind: K): readonly StageRecords[K][] {
    const known = this.lists.get(kind);
    if (known) return known as readonly StageRecords[K][];
    const list = [...this.mirror.table(kind).ids()].flatMap((oid) => this.get(kind, oid) ?? []);
    this.lists.set(kind, list);
    return list;
  }

  get<K extends RowKind>(kind: K, oid: number): StageRecords[K] | undefined {
    const row = this.mirror.row(kind, oid);
    if (!row) return undefined;
    const known = this.records.get(oid);
    if (known?.row === row) return known.record as StageRecords[K];
    const record = this.recordOf(kind, row as Readonly<Record<string, number>>);
    this.records.set(oid, { row, record });
    return record as StageRecords[K];
  }

  podsOf(node: string): readonly PodRecord[] {
    const oid = node === '' ? 0 : this.mirror.find('Node', undefined, node);
    if (oid === undefined) return [];
    return [...this.mirror.podsOfNode(oid)].flatMap((pod) => this.get('Pod', pod) ?? []);
  }

  claimsOf(pod: number): readonly number[] {
    const object = this.mirror.object(pod) as { metadata: { namespace?: string }; spec?: { volumes?: readonly { persistentVolumeClaim?: { claimName: string } }[] } } | undefined;
    return (object?.spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) => (persistentVolumeClaim ? (this.mirror.find('PersistentVolumeClaim', object?.metadata.namespace, persistentVolumeClaim.claimName) ?? []) : []));
  }

  recent(limit: number): readonly StageHappening[] {
    const out: StageHappening[] = [];
    for (let id = this.mirror.moment.happenings; id > 0 && out.length < limit; id--) out.push(this.happening(id));
    return out;
  }

  travelling(fromUs: number, toUs: number, limit: number): readonly StageHappening[] {
    const ids = new Set([...this.mirror.travellersAt(fromUs), ...this.mirror.travellersAt(toUs)]);
    return [...ids].sort((a, b) => b - a).slice(0, limit).map((id) => this.happening(id));
  }

  private happening(id: number): StageHappening {
    const log = this.mirror.happenings;
    return {
      id,
      t: log.timeOf(id),
      until: log.untilOf(id),
      code: log.codeOf(id),
      actor: log.actorOf(id),
      to: log.toOf(id),
      oid: log.oidOf(id),
      rev: log.revOf(id),
      say: log.sayOf(id),
      background: log.isBackground(id),
      args: log.argsOf(id) ?? {},
    };
  }

  private recordOf(kind: RowKind, row: Readonly<Record<string, number>>): StageRecords[RowKind] {
    const out: Record<string, unknown> = {};
    for (const column of COLUMNS[kind]) {
      const value = row[column] ?? 0;
      out[column] = TEXTS.has(column) ? this.mirror.text(value) : value;
    }
    if (kind === 'Pod') {
      out.state = POD_STATES[row.state ?? 0];
      out.node = row.node ? this.mirror.nameOf(row.node) : '';
    }
    return out as unknown as StageRecords[RowKind];
  }
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const field = (part: Json | undefined, name: string): unknown => (isObject(part) ? part[name] : undefined);
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** Parts as the components give them, in the few figures the picture needs. */
function partsOf(mirror: Mirror): PartsModel {
  return {
    raw: (actor) => mirror.part(actor),
    controller: (name): ControllerPart | undefined => {
      const part = mirror.part(name);
      return part === undefined ? undefined : { queue: number(field(part, 'queued')), busy: list(field(part, 'active')).length, on: field(part, 'on') !== false };
    },
    scheduler: () => schedulerOf(mirror),
    node: (name) => nodeOf(mirror, name),
    traffic: () => trafficOf(mirror),
  };
}

function schedulerOf(mirror: Mirror): SchedulerPart | undefined {
  const part = mirror.part(SCHEDULER);
  if (part === undefined) return undefined;
  const last = lastSearch(mirror);
  return {
    active: list(field(part, 'active')).length,
    backoff: list(field(part, 'backoff')).length,
    unschedulable: list(field(part, 'unschedulable')).length,
    on: field(part, 'on') !== false,
    ...(last ? { last } : {}),
  };
}

const LOOK_BACK = 3_000;

/** The scheduler's latest search: the pod, the node chosen, every node's verdict. */
function lastSearch(mirror: Mirror): SchedulerPart['last'] {
  const log = mirror.happenings;
  const to = mirror.moment.happenings;
  for (let id = to; id > Math.max(0, to - LOOK_BACK); id--) {
    if (log.codeOf(id) !== 'decide' || log.actorOf(id) !== SCHEDULER) continue;
    const args = log.argsOf(id);
    const verdicts = list(args?.verdicts);
    if (verdicts.length === 0) continue;
    const nodes = verdicts.filter(isObject).map((v): Verdict => {
      const score = typeof v.total === 'number' ? v.total : typeof v.score === 'number' ? v.score : undefined;
      return { node: String(v.node ?? ''), ...(score === undefined ? {} : { score }), ...(typeof v.reason === 'string' ? { reason: v.reason } : {}) };
    });
    return { pod: String(args?.pod ?? ''), chosen: String(args?.node ?? ''), nodes };
  }
  return undefined;
}

function nodeOf(mirror: Mirror, name: string): NodePart | undefined {
  const part = mirror.part(kubelet(name));
  if (part === undefined) return undefined;
  const proxy = mirror.part(kubeProxy(name));
  const images = list(field(part, 'images')).filter(isObject).map((image) => ({ name: String(image.name ?? ''), progress: typeof image.progress === 'number' ? image.progress : 1 }));
  const volumes = list(field(part, 'volumes')).filter(isObject).map((volume) => ({ name: String(volume.name ?? ''), medium: volume.medium as 'disk' | 'memory' | 'attached' }));
  return {
    images,
    volumes,
    kubelet: field(part, 'kubelet') !== false,
    powered: field(part, 'on') !== false,
    connected: field(part, 'connected') !== false,
    rules: number(field(proxy, 'rules')),
    rulesRev: number(field(proxy, 'revision')),
  };
}

function trafficOf(mirror: Mirror): TrafficPart | undefined {
  const part = mirror.part(USERS);
  if (part === undefined) return undefined;
  return { perSecond: number(field(part, 'perSecond')), failingPerSecond: number(field(part, 'failingPerSecond')) };
}
