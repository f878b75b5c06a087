import { deepEqual, type Json } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { Frame } from '../../wire/frame.ts';
import type { Oid } from '../../wire/happening.ts';
import type { Moment } from '../../wire/instant.ts';
import { COLUMNS, type RowKind } from '../../wire/rows.ts';
import { EMPTY_ROOT, type Root, type Stored, tableOf } from '../etcd/store.ts';
import { changesBetween, type DirtyRows, dirtyRows, isBirthOrDeath, type ObjectChange } from './changes.ts';
import { happeningColumns, type Log } from './happening-columns.ts';
import { NodeRequests } from './node-requests.ts';
import { ROW_MAKERS, ROW_RESOURCES, type RowContext } from './rows.ts';
import { StringTable } from './strings.ts';
import { TerminalChanges, type TerminalView } from './terminals.ts';

export type { Log } from './happening-columns.ts';

/** What is to be shown: one instant of one branch. */
export interface View {
  readonly moment: Moment;
  readonly root: Root;
  /** All that is known to happen on the branch, also beyond the instant. */
  readonly log: Log;
  /** How many happenings this branch shares with the one shown last. Only read when the branch changed. */
  readonly sharedHappenings: number;
  /** What components show of themselves, by actor. */
  readonly parts: Readonly<Record<string, Json>>;
  readonly terminals?: Iterable<TerminalView>;
}

export type FrameChanges = Omit<Frame, 'playing' | 'speed' | 'lens' | 'branches'>;

/** With more pods than this, full objects are sent only for what somebody has open, and of the kinds that stay few. */
const ALL_OBJECTS_UP_TO_PODS = 300;
/** Kinds that do not grow with the pods: what can be done to them is offered without asking. */
const FEW: ReadonlySet<string> = new Set(['deployments', 'replicasets', 'services', 'nodes', 'namespaces', 'storageclasses']);

/** Makes frames: what changed between the instant shown last and the one to be shown now. */
export class Projector {
  private readonly strings = new StringTable();
  private readonly requests = new NodeRequests();
  private readonly terminals = new TerminalChanges();
  private stringsSent = 0;
  private shown: Moment | undefined;
  private root: Root = EMPTY_ROOT;
  private happeningsSent = 0;
  private parts: Readonly<Record<string, Json>> = {};
  private watched = new Set<Oid>();
  /** Asked for since the last frame. */
  private newlyWatched = new Set<Oid>();
  private dropped = new Set<Oid>();
  private sendsAll = true;

  /** The next frame will be a whole snapshot. */
  forget(): void {
    this.shown = undefined;
    this.root = EMPTY_ROOT;
    this.requests.clear();
    this.terminals.forget();
    this.stringsSent = 0;
    this.happeningsSent = 0;
    this.parts = {};
    this.newlyWatched = new Set(this.watched);
    this.dropped.clear();
    this.sendsAll = true;
  }

  /** Full objects wanted for these ids. */
  watch(oids: readonly Oid[]): void {
    const next = new Set(oids);
    for (const oid of next) if (!this.watched.has(oid)) this.newlyWatched.add(oid);
    for (const oid of this.watched) if (!next.has(oid)) this.dropped.add(oid);
    this.watched = next;
  }

  frame(view: View): FrameChanges {
    const changes = changesBetween(this.root, view.root);
    this.requests.apply(changes);
    const rows = this.rows(dirtyRows(changes, view.root), view.root);
    const gone = changes.filter((change) => change.before && isBirthOrDeath(change)).map((change) => change.before!.oid);
    const objects = this.objects(changes, view.root);
    const happenings = this.happenings(view);
    const parts = changedParts(this.parts, view.parts);
    const terminals = this.terminals.take(view.terminals ?? []);
    const stringsFrom = this.stringsSent;
    const strings = this.strings.from(stringsFrom);
    const frame: FrameChanges = {
      from: this.shown,
      to: view.moment,
      stringsFrom,
      strings,
      rows,
      gone: Int32Array.from(gone),
      happenings,
      objects,
      parts,
      ...(terminals.length > 0 ? { terminals } : {}),
    };
    this.stringsSent = this.strings.size;
    this.shown = view.moment;
    this.root = view.root;
    this.parts = view.parts;
    return frame;
  }

  private rows(dirty: DirtyRows, root: Root): Frame['rows'] {
    const context: RowContext = { root, text: (text) => this.strings.index(text), requested: (node) => this.requests.of(node) };
    const out: Partial<Record<RowKind, Int32Array>> = {};
    for (const [resource, kind] of Object.entries(ROW_RESOURCES)) {
      const { objects } = tableOf(root, resource);
      const found = dirty.of(resource).flatMap((key) => objects.get(key) ?? []);
      if (found.length === 0) continue;
      const columns = COLUMNS[kind] as readonly string[];
      const data = new Int32Array(found.length * columns.length);
      found.forEach((stored, i) => {
        const row = ROW_MAKERS[kind](stored, context) as Readonly<Record<string, number>>;
        columns.forEach((column, j) => {
          data[i * columns.length + j] = row[column]!;
        });
      });
      out[kind] = data;
    }
    return out;
  }

  private objects(changes: readonly ObjectChange[], root: Root): Frame['objects'] {
    const out = new Map<Oid, KubeObject | null>();
    const sendsAll = tableOf(root, 'pods').objects.size <= ALL_OBJECTS_UP_TO_PODS;
    const sent = (resource: string, oid: Oid, all: boolean): boolean => all || FEW.has(resource) || this.watched.has(oid);
    if (sendsAll && !this.sendsAll) for (const { stored } of allObjects(root)) out.set(stored.oid, stored.object);
    if (!sendsAll && this.sendsAll) {
      for (const { resource, stored } of allObjects(this.root)) if (!sent(resource, stored.oid, false)) out.set(stored.oid, null);
    }
    if (!sendsAll && this.dropped.size > 0) {
      for (const { resource, stored } of allObjects(this.root)) if (this.dropped.has(stored.oid) && !FEW.has(resource)) out.set(stored.oid, null);
    }
    for (const { resource, before, after } of changes) {
      if (before && before.oid !== after?.oid && sent(resource, before.oid, sendsAll || this.sendsAll)) out.set(before.oid, null);
    }
    for (const { resource, after } of changes) if (after && sent(resource, after.oid, sendsAll)) out.set(after.oid, after.object);
    if (!sendsAll && this.newlyWatched.size > 0) {
      for (const { stored } of allObjects(root)) if (this.newlyWatched.has(stored.oid)) out.set(stored.oid, stored.object);
    }
    this.sendsAll = sendsAll;
    this.newlyWatched.clear();
    this.dropped.clear();
    return [...out].map(([oid, object]) => ({ oid, object }));
  }

  private happenings(view: View): Frame['happenings'] {
    const moved = this.shown !== undefined && this.shown.branch !== view.moment.branch;
    if (moved) this.happeningsSent = Math.min(this.happeningsSent, view.sharedHappenings);
    const sent = this.happeningsSent;
    if (!moved && view.log.length <= sent) return undefined;
    this.happeningsSent = Math.max(view.log.length, sent);
    return happeningColumns(view.log, sent, this.strings);
  }
}

function* allObjects(root: Root): Generator<{ readonly resource: string; readonly stored: Stored }> {
  for (const [resource, table] of Object.entries(root.tables)) for (const stored of table.objects.values()) yield { resource, stored };
}

function changedParts(before: Readonly<Record<string, Json>>, after: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  const out: Record<string, Json> = {};
  for (const [actor, part] of Object.entries(after)) if (!deepEqual(before[actor], part)) out[actor] = part;
  for (const actor of Object.keys(before)) if (after[actor] === undefined) out[actor] = null;
  return out;
}
