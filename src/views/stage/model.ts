import { CONTROLLERS, KUBECTL, kubelet, SCHEDULER, USERS } from '../../wire/actors.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import type { Mirror } from '../../mirror/mirror.ts';
import { COLUMNS, POD_STATES, type RowKind, TEXT_COLUMNS } from '../../wire/rows.ts';
import type { Changes, NodePart, PartsModel, PodInside, PodRecord, SchedulerPart, StageHappening, StageModel, StageRecords } from '../../scene/model.ts';
import { type Calls, isCall, isRoutine, type Writes } from '../../scene/ledger.ts';
import { firstFrom } from '../timeline/timeline-index.ts';
import { localVolumes, podInside } from './inside.ts';
import { generation } from './pictures.ts';
import { trafficPart } from './traffic-part.ts';

/** How far back a look at the latest happenings goes, in ids: heartbeats and traffic lie between. */
const LOOK_BACK = 3_000;

/** The mirror as the stage sees it. Records are made when asked for and kept until they change. */
export class MirrorStageModel implements StageModel {
  readonly parts: PartsModel;
  private readonly mirror: Mirror;
  private readonly made = new Map<number, { readonly row: object; readonly record: unknown }>();
  private readonly lists = new Map<RowKind, { readonly version: number; readonly list: readonly unknown[] }>();
  private latest: { readonly at: string; readonly list: readonly StageHappening[] } = { at: '', list: [] };
  private readonly indexed = new Map<string, number[]>();
  private indexedTo = 0;
  private indexedBranch = '';
  private unseated: { readonly version: number; readonly list: readonly PodRecord[] } = { version: -1, list: [] };

  constructor(mirror: Mirror) {
    this.mirror = mirror;
    this.parts = partsOf(mirror, this);
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

  get version(): number {
    return this.mirror.changes.version;
  }

  changesSince(version: number): Changes | undefined {
    return this.mirror.changes.since(version);
  }

  list<K extends RowKind>(kind: K): readonly StageRecords[K][] {
    const table = this.mirror.table(kind);
    const known = this.lists.get(kind);
    if (known?.version === table.version) return known.list as readonly StageRecords[K][];
    const list = [...table.ids()]
      .sort((a, b) => a - b)
      .map((oid) => this.get(kind, oid))
      .filter((record) => record !== undefined);
    this.lists.set(kind, { version: table.version, list });
    return list;
  }

  get<K extends RowKind>(kind: K, oid: number): StageRecords[K] | undefined {
    const row = this.mirror.row(kind, oid);
    if (!row) {
      this.made.delete(oid);
      return undefined;
    }
    const known = this.made.get(oid);
    if (known?.row === row) return known.record as StageRecords[K];
    const record = this.record(kind, row as unknown as Readonly<Record<string, number>>);
    this.made.set(oid, { row, record });
    return record as StageRecords[K];
  }

  podsOf(node: string): readonly PodRecord[] {
    if (node === '') return this.podsWithoutNode();
    const oid = this.mirror.find('Node', undefined, node);
    if (oid === undefined) return [];
    return [...this.mirror.podsOfNode(oid)].map((pod) => this.get('Pod', pod)).filter((pod) => pod !== undefined);
  }

  /** From the full object, when it is here: which claims it names. */
  claimsOf(pod: number): readonly number[] {
    const object = this.mirror.object(pod) as { spec?: { volumes?: readonly { persistentVolumeClaim?: { claimName?: string } }[] } } | undefined;
    const namespace = this.mirror.namespaceOf(pod);
    const claims: number[] = [];
    for (const volume of object?.spec?.volumes ?? []) {
      const name = volume.persistentVolumeClaim?.claimName;
      const claim = name === undefined ? undefined : this.mirror.find('PersistentVolumeClaim', namespace, name);
      if (claim !== undefined) claims.push(claim);
    }
    return claims;
  }

  insideOf(pod: number): PodInside | undefined {
    return podInside(this.mirror, pod);
  }

  workloadsOf(service: number): readonly number[] {
    const { mirror } = this;
    const selector = (mirror.object(service) as { spec?: { selector?: Readonly<Record<string, string>> } } | undefined)?.spec?.selector ?? {};
    const wanted = Object.entries(selector);
    if (wanted.length === 0) return [];
    const namespace = mirror.namespaceOf(service);
    const of = (kind: 'Deployment' | 'ReplicaSet'): readonly number[] => [...mirror.table(kind).ids()].sort((a, b) => a - b);
    return [...of('Deployment'), ...of('ReplicaSet')].filter((oid) => {
      const object = mirror.object(oid) as { spec?: { template?: { metadata?: { labels?: Readonly<Record<string, string>> } } } } | undefined;
      const labels = object?.spec?.template?.metadata?.labels ?? {};
      return mirror.namespaceOf(oid) === namespace && wanted.every(([key, value]) => labels[key] === value);
    });
  }

  recent(limit: number): readonly StageHappening[] {
    const { branch, happenings } = this.mirror.moment;
    const last = Math.min(happenings, this.mirror.happenings.count);
    // Ids of another branch name other happenings; what was not held may have come back.
    const at = `${branch} ${last} ${this.mirror.happenings.size}`;
    if (this.latest.at === at) return this.latest.list;
    const list: StageHappening[] = [];
    for (let id = last; id > Math.max(0, last - LOOK_BACK) && list.length < limit; id--) {
      // Background fills the window fast: only what the ledger shows of it is taken.
      if (!this.mirror.happenings.has(id)) continue;
      if (this.mirror.happenings.isBackground(id) && this.mirror.happenings.codeOf(id) !== 'etcd.write') continue;
      list.push(this.read(id));
    }
    this.latest = { at, list };
    return list;
  }

  lastDecision(actor: string): StageHappening | undefined {
    return this.lastIndexed(`decide ${actor}`);
  }

  lastCommand(): StageHappening | undefined {
    return this.lastIndexed('command');
  }

  writes(limit: number): Writes {
    this.index();
    const upTo = this.mirror.moment.happenings + 1;
    const [work, routine] = [this.indexed.get('write') ?? [], this.indexed.get('routine') ?? []];
    const total = firstFrom(work, upTo);
    const latest = work.slice(Math.max(0, total - limit), total).reverse();
    const piled = firstFrom(routine, upTo);
    const last = routine[piled - 1];
    return {
      latest: latest.flatMap((id) => this.happening(id) ?? []),
      total,
      routine: { count: piled - firstFrom(routine, latest[0] ?? 0), last: last === undefined ? undefined : this.happening(last) },
    };
  }

  calls(limit: number): Calls {
    this.index();
    const ids = this.indexed.get('call') ?? [];
    const total = firstFrom(ids, this.mirror.moment.happenings + 1);
    const latest = ids.slice(Math.max(0, total - limit), total).reverse();
    return { latest: latest.flatMap((id) => this.happening(id) ?? []), total };
  }

  /** The scheduler's last cycle with its verdicts. */
  lastCycle(): StageHappening | undefined {
    return this.lastIndexed('cycle');
  }

  travelling(fromUs: number, toUs: number, limit: number): readonly StageHappening[] {
    const { happenings, moment } = this.mirror;
    const out = new Map<number, StageHappening>();
    const last = Math.min(moment.happenings, happenings.count);
    // What left within the span, newest first; then what left earlier and is still under way.
    for (let id = last; id > 0 && out.size < limit; id--) {
      if (happenings.timeOf(id) < fromUs) break;
      if (happenings.untilOf(id) > 0) out.set(id, this.read(id));
    }
    for (const id of this.mirror.travellersAt(toUs)) if (out.size < limit && !out.has(id)) out.set(id, this.read(id));
    return [...out.values()];
  }

  private lastIndexed(key: string): StageHappening | undefined {
    this.index();
    const ids = this.indexed.get(key);
    const at = ids ? firstFrom(ids, this.mirror.moment.happenings + 1) - 1 : -1;
    return ids && at >= 0 ? this.happening(ids[at] ?? 0) : undefined;
  }

  /** Notes commands and decisions by who took them, as the log grows. */
  private index(): void {
    const { happenings: log, moment } = this.mirror;
    if (moment.branch !== this.indexedBranch || log.count < this.indexedTo) {
      this.indexed.clear();
      this.indexedTo = 0;
      this.indexedBranch = moment.branch;
    }
    for (let id = this.indexedTo + 1; id <= log.count; id++) {
      const code = log.codeOf(id);
      if (code === 'etcd.write') note(this.indexed, isRoutine(log.isBackground(id), log.argsOf(id)?.['resource']) ? 'routine' : 'write', id);
      if (code === 'api.request' && isCall({ code, background: log.isBackground(id), args: log.argsOf(id) ?? {} })) note(this.indexed, 'call', id);
      if (code === 'command' && log.actorOf(id) === KUBECTL && isTyped(log.argsOf(id))) note(this.indexed, code, id);
      if (code !== 'decide' || log.isBackground(id)) continue;
      const actor = log.actorOf(id);
      note(this.indexed, `decide ${actor}`, id);
      if (actor === SCHEDULER && Array.isArray(log.argsOf(id)?.['nodes'])) note(this.indexed, 'cycle', id);
    }
    this.indexedTo = log.count;
  }

  happening(id: number): StageHappening | undefined {
    return id > 0 && this.mirror.happenings.has(id) ? this.read(id) : undefined;
  }

  private read(id: number): StageHappening {
    const log = this.mirror.happenings;
    return {
      id,
      t: log.timeOf(id),
      until: log.untilOf(id),
      code: log.codeOf(id) ?? 'heartbeat',
      actor: log.actorOf(id),
      to: log.toOf(id),
      oid: log.oidOf(id),
      rev: log.revOf(id),
      say: log.sayOf(id),
      background: log.isBackground(id),
      args: log.argsOf(id) ?? {},
    };
  }

  private record(kind: RowKind, row: Readonly<Record<string, number>>): unknown {
    const record: Record<string, unknown> = {};
    for (const column of COLUMNS[kind]) record[column] = TEXT_COLUMNS.has(column) ? this.mirror.text(row[column] ?? 0) : row[column];
    if (kind !== 'Pod') return record;
    return {
      ...record,
      node: row['node'] ? this.mirror.nameOf(row['node']) : '',
      state: POD_STATES[row['state'] ?? 0] ?? 'unknown',
      colour: generation(row['colour'] ?? 0),
    };
  }

  /** Those whose node is unknown to the mirror count as unseated too. */
  private podsWithoutNode(): readonly PodRecord[] {
    const table = this.mirror.table('Pod');
    if (this.unseated.version === table.version) return this.unseated.list;
    const list: PodRecord[] = [];
    for (const oid of table.ids()) {
      if (table.get(oid, 'node') !== 0) continue;
      const pod = this.get('Pod', oid);
      if (pod) list.push(pod);
    }
    this.unseated = { version: table.version, list };
    return list;
  }
}

const NAMES: ReadonlySet<string> = new Set(CONTROLLERS);

/** Parts as components of the simulator tell them (engine/cluster.ts), read with care: another source may tell less. */
function partsOf(mirror: Mirror, model: MirrorStageModel): PartsModel {
  const part = (actor: string): Readonly<Record<string, Json | undefined>> | undefined => asObject(mirror.part(actor));
  return {
    controller: (name) => {
      const raw = NAMES.has(name) ? part(name) : undefined;
      return raw && { queue: Number(raw['queued'] ?? 0), busy: lengthOf(raw['active']), on: raw['on'] !== false };
    },
    scheduler: () => {
      const raw = part(SCHEDULER);
      if (!raw) return undefined;
      const last = lastCycle(model);
      return {
        active: lengthOf(raw['active']),
        backoff: lengthOf(raw['backoff']),
        unschedulable: lengthOf(raw['unschedulable']),
        on: raw['on'] !== false,
        ...(last ? { last } : {}),
      };
    },
    node: (name) => nodePart(mirror, name, part(kubelet(name))),
    traffic: () => {
      const raw = part(USERS);
      return raw && trafficPart(raw, mirror.moment.t);
    },
  };
}

/** The verdicts of the scheduler's last cycle, from its decision. */
function lastCycle(model: MirrorStageModel): SchedulerPart['last'] {
  const decision = model.lastCycle();
  if (!decision) return undefined;
  const nodes = (decision.args['nodes'] as readonly Json[]).map((item) => {
    const verdict = asObject(item) ?? {};
    const reasons = verdict['reasons'];
    const reason = Array.isArray(reasons) && reasons.length > 0 ? String(reasons[0]) : String(verdict['plugin'] ?? '');
    const node = String(verdict['node'] ?? '');
    // The only node that fits is not scored: it stands alone, its bar is full.
    return verdict['fits'] === true ? { node, score: Number(verdict['total'] ?? 100) } : { node, reason };
  });
  return { happening: decision.id, pod: String(decision.args['pod'] ?? ''), chosen: String(decision.args['node'] ?? ''), nodes };
}

function nodePart(mirror: Mirror, name: string, raw: Readonly<Record<string, Json | undefined>> | undefined): NodePart | undefined {
  if (!raw) return undefined;
  const images = Array.isArray(raw['images'])
    ? (raw['images'] as readonly Json[]).map((image) => ({ name: String(asObject(image)?.['name'] ?? ''), progress: 1 }))
    : [];
  return {
    images,
    volumes: localVolumes(mirror, name),
    kubelet: raw['kubelet'] !== false,
    powered: raw['on'] !== false,
    connected: raw['connected'] !== false,
  };
}

/** Given to kubectl; what hands do to machines is no command line. */
function isTyped(args: JsonObject | undefined): boolean {
  const command = asObject(args?.['command']);
  return command?.['do'] === 'apply' || command?.['do'] === 'request' || command?.['do'] === 'client' || command?.['do'] === 'kubectl';
}

function note(map: Map<string, number[]>, key: string, id: number): void {
  const ids = map.get(key);
  if (ids) ids.push(id);
  else map.set(key, [id]);
}

const lengthOf = (value: Json | undefined): number => (Array.isArray(value) ? value.length : 0);
const asObject = (value: Json | undefined): Readonly<Record<string, Json | undefined>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, Json | undefined>>) : undefined;
