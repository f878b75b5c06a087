import type { Json } from '../base/json.ts';
import type { SimTime } from '../base/time.ts';
import { Vector } from '../base/vector.ts';
import type { KubeObject } from '../kinds/object.ts';
import type { Frame } from '../wire/frame.ts';
import type { Happening, Oid } from '../wire/happening.ts';
import type { BranchInfo, BranchNews, ListedCommand, Moment } from '../wire/instant.ts';
import { COLUMNS, ROW_KINDS, type RowKind, type RowOf } from '../wire/rows.ts';
import { ChangeLog } from './change-log.ts';
import { HappeningLog } from './happening-log.ts';
import { KindTable } from './kind-table.ts';
import { Relation } from './relations.ts';
import { changedTerminal, type Terminal } from './terminals.ts';
import { type Topic, Topics } from './topics.ts';

const START: Moment = { branch: 'main', event: 0, t: 0 as SimTime, rev: 0, happenings: 0 };
const NOTHING: ReadonlySet<Oid> = new Set();

/** A frame that does not follow what is shown: a recording whose parts do not fit. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/**
 * The screen side's read model: what frames told, by id, with the joins views need. Knows nothing of where frames come from.
 * Everything handed out stays the same object until it changes, so that `listen` and a getter make a store for React.
 */
export class Mirror {
  moment: Moment = START;
  playing = false;
  speed = 1;
  lens: Frame['lens'];
  branches: readonly BranchInfo[] = [];
  readonly happenings = new HappeningLog((index) => this.text(index));
  /** What changed, row by row, for pictures that are kept up to date. */
  readonly changes = new ChangeLog();
  private readonly strings: string[] = [''];
  private readonly tables: { readonly [K in RowKind]: KindTable<K> };
  private readonly kinds = new Map<Oid, RowKind>();
  private readonly names = new Map<string, Oid>();
  private readonly onNode = new Relation();
  private readonly owned = new Relation();
  private readonly objects = new Map<Oid, KubeObject>();
  /** uid of what an Event is about → the Events. */
  private readonly events = new Map<string, Set<Oid>>();
  private readonly parts = new Map<string, Json>();
  private readonly terminals = new Map<string, Terminal>();
  private readonly topics = new Topics();

  constructor() {
    this.tables = Object.fromEntries(ROW_KINDS.map((kind) => [kind, new KindTable(kind)])) as unknown as { readonly [K in RowKind]: KindTable<K> };
  }

  listen(topic: Topic, listener: () => void): () => void {
    return this.topics.listen(topic, listener);
  }

  text(index: number): string {
    return this.strings[index] ?? '';
  }

  table<K extends RowKind>(kind: K): KindTable<K> {
    return this.tables[kind] as KindTable<K>;
  }

  kindOf(oid: Oid): RowKind | undefined {
    return this.kinds.get(oid);
  }

  row<K extends RowKind>(kind: K, oid: Oid): Readonly<RowOf<K>> | undefined {
    return this.table(kind).row(oid);
  }

  nameOf(oid: Oid): string {
    return this.text(this.column(oid, 'name'));
  }

  /** Empty for objects without namespace. */
  namespaceOf(oid: Oid): string {
    return this.text(this.column(oid, 'namespace'));
  }

  find(kind: RowKind, namespace: string | undefined, name: string): Oid | undefined {
    return this.names.get(nameKey(kind, namespace ?? '', name));
  }

  podsOfNode(node: Oid): ReadonlySet<Oid> {
    return this.onNode.of(node);
  }

  /** What an object owns as its controller: ReplicaSets of a Deployment, pods of a ReplicaSet. */
  childrenOf(owner: Oid): ReadonlySet<Oid> {
    return this.owned.of(owner);
  }

  /** The full object, when it is sent: in small clusters always, else for what is watched. */
  object(oid: Oid): KubeObject | undefined {
    return this.objects.get(oid);
  }

  /** Ids of all full objects that are held. */
  objectIds(): IterableIterator<Oid> {
    return this.objects.keys();
  }

  /** Event objects about an object. */
  eventsAbout(uid: string): ReadonlySet<Oid> {
    return this.events.get(uid) ?? NOTHING;
  }

  part(actor: string): Json | undefined {
    return this.parts.get(actor);
  }

  actorsWithParts(): IterableIterator<string> {
    return this.parts.keys();
  }

  /** What a terminal shows; undefined where nothing was typed yet. */
  terminal(name: string): Terminal | undefined {
    return this.terminals.get(name);
  }

  /** What has been lived on the branch shown. */
  get head(): Moment {
    const told = this.branches.find(({ id }) => id === this.moment.branch)?.head;
    return told && (told.event > this.moment.event || (told.event === this.moment.event && told.t > this.moment.t)) ? told : this.moment;
  }

  /** Happenings under way at a time; those that are still to come are not. */
  travellersAt(t: number): readonly number[] {
    return this.happenings.travellers.at(t).filter((id) => id <= this.moment.happenings);
  }

  /** Happenings around the instant shown that are no longer held: to be asked for, and given to `recall`. */
  missing(): { readonly from: number; readonly to: number } | undefined {
    return this.happenings.missing(this.moment.happenings);
  }

  /** Takes back what was missing. False when it does not fit (any more). */
  recall(happenings: readonly Happening[]): boolean {
    const taken = this.happenings.recall(happenings);
    if (taken) {
      this.topics.touch('happenings');
      this.topics.tell();
    }
    return taken;
  }

  apply(frame: Frame): void {
    this.check(frame);
    if (!frame.from) this.clear();
    frame.strings.forEach((text, i) => {
      this.strings[frame.stringsFrom + i] = text;
    });
    for (const oid of frame.gone) this.removeRow(oid);
    for (const kind of ROW_KINDS) {
      const rows = frame.rows[kind];
      const width = COLUMNS[kind].length;
      if (rows) for (let start = 0; start < rows.length; start += width) this.putRow(kind, rows, start);
    }
    for (const { oid, object } of frame.objects) this.putObject(oid, object);
    this.takeHappenings(frame);
    for (const [actor, part] of Object.entries(frame.parts)) this.putPart(actor, part);
    for (const change of frame.terminals ?? []) this.terminals.set(change.terminal, changedTerminal(this.terminals.get(change.terminal), change));
    if (frame.terminals) this.topics.touch('terminals');
    this.takeCourse(frame);
    this.topics.tell();
  }

  private check({ from, to, happenings, branches = [] }: Frame): void {
    if (from && !sameMoment(from, this.moment) && !sameMoment(to, this.moment))
      throw new FrameError(`a frame from event ${from.event} of ${from.branch} does not follow event ${this.moment.event} of ${this.moment.branch}`);
    const known = from ? this.happenings.count : 0;
    if (happenings && happenings.firstId > known + 1) throw new FrameError(`happenings from ${happenings.firstId} on do not follow ${known}`);
    for (const news of branches) {
      const told = from ? this.commandsOf(news.id).length : 0;
      if (news.from > told) throw new FrameError(`commands of ${news.id} from ${news.from} on do not follow ${told}`);
    }
  }

  private clear(): void {
    for (const kind of ROW_KINDS) this.tables[kind].clear();
    this.kinds.clear();
    this.names.clear();
    this.onNode.clear();
    this.owned.clear();
    this.objects.clear();
    this.events.clear();
    this.parts.clear();
    this.terminals.clear();
    this.strings.length = 1;
    this.branches = [];
    this.happenings.truncate(0);
    this.changes.forget();
    this.topics.touchAll();
  }

  private column(oid: Oid, column: 'name' | 'namespace'): number {
    const kind = this.kinds.get(oid);
    return kind === undefined ? 0 : this.tables[kind].value(oid, column);
  }

  private valueOf(kind: RowKind, oid: Oid, column: string): number {
    return this.tables[kind].value(oid, column);
  }

  private putRow(kind: RowKind, rows: Int32Array, start: number): void {
    const oid = rows[start]!;
    const table = this.tables[kind] as KindTable;
    const known = table.has(oid);
    const [node, owner] = known ? [this.valueOf(kind, oid, 'node'), this.valueOf(kind, oid, 'owner')] : [0, 0];
    if (!table.put(rows, start)) return;
    if (!known) {
      this.kinds.set(oid, kind);
      this.names.set(nameKey(kind, this.namespaceOf(oid), this.nameOf(oid)), oid);
    }
    this.onNode.move(oid, node, this.valueOf(kind, oid, 'node'));
    this.owned.move(oid, owner, this.valueOf(kind, oid, 'owner'));
    this.touchRow(kind, oid);
  }

  private removeRow(oid: Oid): void {
    this.putObject(oid, null);
    const kind = this.kinds.get(oid);
    if (kind === undefined) return;
    const key = nameKey(kind, this.namespaceOf(oid), this.nameOf(oid));
    if (this.names.get(key) === oid) this.names.delete(key);
    this.onNode.move(oid, this.valueOf(kind, oid, 'node'), 0);
    this.owned.move(oid, this.valueOf(kind, oid, 'owner'), 0);
    this.tables[kind].remove(oid);
    this.kinds.delete(oid);
    this.touchRow(kind, oid);
  }

  private touchRow(kind: RowKind, oid: Oid): void {
    this.changes.row(kind, oid);
    this.topics.touch({ oid });
    this.topics.touch({ kind });
    this.topics.touch('any');
  }

  private putObject(oid: Oid, object: KubeObject | null): void {
    const before = this.objects.get(oid);
    if (before === undefined && object === null) return;
    const was = aboutOf(before);
    if (was !== undefined) {
      this.events.get(was)?.delete(oid);
      if (this.events.get(was)?.size === 0) this.events.delete(was);
    }
    if (object === null) this.objects.delete(oid);
    else this.objects.set(oid, object);
    const is = aboutOf(object);
    if (is !== undefined) this.events.set(is, (this.events.get(is) ?? new Set()).add(oid));
    this.topics.touch({ oid });
    this.topics.touch('any');
  }

  private takeHappenings({ from, to, happenings }: Frame): void {
    if (!happenings) return;
    if (from && from.branch !== to.branch) this.happenings.truncate(happenings.firstId - 1);
    this.happenings.take(happenings);
    this.topics.touch('happenings');
  }

  private putPart(actor: string, part: Json): void {
    if (part === null) this.parts.delete(actor);
    else this.parts.set(actor, part);
    this.changes.part(actor);
    this.topics.touch({ part: actor });
    this.topics.touch('parts');
  }

  private commandsOf(branch: string): Vector<ListedCommand> {
    return this.branches.find(({ id }) => id === branch)?.commands ?? Vector.empty();
  }

  private continued({ from, commands, ...branch }: BranchNews): BranchInfo {
    const known = this.commandsOf(branch.id);
    return { ...branch, commands: commands.slice(known.length - from).reduce((all, one) => all.push(one), known) };
  }

  private takeCourse(frame: Frame): void {
    if (!sameMoment(frame.to, this.moment)) {
      this.moment = frame.to;
      this.topics.touch('cursor');
    }
    if (frame.branches) {
      this.branches = frame.branches.map((news) => this.continued(news));
      this.topics.touch('branches');
    }
    const sameLens = this.lens?.untilUs === frame.lens?.untilUs && this.lens?.why === frame.lens?.why;
    if (sameLens && frame.playing === this.playing && frame.speed === this.speed) return;
    if (!sameLens) this.lens = frame.lens;
    this.playing = frame.playing;
    this.speed = frame.speed;
    this.topics.touch('play');
  }
}

const nameKey = (kind: RowKind, namespace: string, name: string): string => `${kind} ${namespace}/${name}`;

const sameMoment = (a: Moment, b: Moment): boolean =>
  a.branch === b.branch && a.event === b.event && a.t === b.t && a.rev === b.rev && a.happenings === b.happenings;

function aboutOf(object: KubeObject | null | undefined): string | undefined {
  if (object?.kind !== 'Event') return undefined;
  return (object as { involvedObject?: { uid?: string } }).involvedObject?.uid;
}
