import { extended } from '../../base/json.ts';
import { type Fold, SortedMap } from '../../base/sorted-map.ts';
import { Vector } from '../../base/vector.ts';
import { type KubeObject, keyOf } from '../../kinds/object.ts';
import { ETCD } from '../../wire/actors.ts';
import type { Oid } from '../../wire/happening.ts';
import type { SimTime } from '../../base/time.ts';
import type { Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';
import type { Managers } from '../../kinds/managed-fields/managers.ts';
import { type IndexEntry, indexEntries, sameEntries } from './indexes.ts';
import { managersOf, type WriterRecord } from './managers.ts';

/**
 * etcd as kube-apiserver uses it: one revision counter, versions of keys, a log to watch from, compaction.
 * A key here is (resource, `ns/name`); `etcdKey` gives the key as etcd spells it.
 */

/** One version of one object. `previous` leads back through history as far as it is kept. */
export interface Stored<T extends KubeObject = KubeObject> {
  readonly oid: Oid;
  /** mod_revision = metadata.resourceVersion. */
  readonly rev: number;
  /** create_revision */
  readonly createRev: number;
  readonly object: T;
  readonly previous: Stored<T> | undefined;
  /** Versions linked behind it since they were last looked through. */
  readonly links?: number;
  /** What it is indexed by: the same list as long as nothing of it changes. */
  readonly entries?: readonly IndexEntry[];
  /** Who wrote it, for `metadata.managedFields` (managers.ts). */
  readonly writer?: WriterRecord;
  /** Managers before this write, where the client set them itself. */
  readonly base?: Managers;
  /** Managers after it, where they do not follow from the versions: an apply, or the oldest version that is kept. */
  readonly managers?: Managers;
}

export interface WriteNote {
  readonly background?: boolean;
  readonly writer?: WriterRecord;
  readonly base?: Managers;
  readonly managers?: Managers;
}

/** All objects of one resource at one revision, with the indexes that spare everybody scans. */
export interface Table {
  /** `ns/name` → version, in key order. */
  readonly objects: SortedMap<Stored>;
  /** Index entry (`node=node-1`, `owner=UID`, `label=ns/app=web`, …; see indexes.ts) → key → version. */
  readonly index: SortedMap<SortedMap<Stored>>;
}

/** The whole key space at one revision. Immutable: an informer's cache is simply a Root it has come to. */
export interface Root {
  readonly rev: number;
  readonly tables: Readonly<Record<string, Table>>;
  /** uid → resource and key. */
  readonly uids: SortedMap<{ readonly resource: string; readonly key: string }>;
  /** uid of an owner → `resource key` of its dependents. */
  readonly dependents: SortedMap<SortedMap<true>>;
}

export type WriteType = 'ADDED' | 'MODIFIED' | 'DELETED';

/** One revision: what watchers are told. */
export interface Commit {
  readonly rev: number;
  readonly t: SimTime;
  readonly type: WriteType;
  readonly resource: string;
  readonly key: string;
  readonly oid: Oid;
  /** The version before (undefined when created) and after (for DELETED: the last state, with the deletion's revision). */
  readonly before: KubeObject | undefined;
  readonly after: KubeObject;
  /** Id of the `etcd.write` happening. */
  readonly happening: number;
}

export interface EtcdState {
  readonly root: Root;
  /** Commit of revision r at index r - firstRev; those before the compacted revision are gone. */
  readonly log: Vector<Commit>;
  readonly firstRev: number;
  /** Reads and watches at revisions below this are refused (410). */
  readonly compactedRev: number;
  readonly nextOid: Oid;
}

const EMPTY_TABLE: Table = { objects: SortedMap.empty(), index: SortedMap.empty() };
/** A fresh etcd stands at revision 1. */
export const EMPTY_ROOT: Root = { rev: 1, tables: {}, uids: SortedMap.empty(), dependents: SortedMap.empty() };

export const etcd = slot<EtcdState>('etcd', () => ({ root: EMPTY_ROOT, log: Vector.empty(), firstRev: 2, compactedRev: 0, nextOid: 1 }));

export const tableOf = (root: Root, resource: string): Table => root.tables[resource] ?? EMPTY_TABLE;

export function getObject<T extends KubeObject = KubeObject>(root: Root, resource: string, key: string): T | undefined {
  return tableOf(root, resource).objects.get(key)?.object as T | undefined;
}

/** Objects of a resource in key order; of one namespace if given. */
export function* listObjects<T extends KubeObject = KubeObject>(root: Root, resource: string, namespace?: string): Generator<T> {
  const { objects } = tableOf(root, resource);
  for (const [, stored] of namespace === undefined ? objects.entries() : objects.withPrefix(`${namespace}/`)) yield stored.object as T;
}

/** Objects under an index entry, in key order; the cost is that of the result. */
export function* listIndexed<T extends KubeObject = KubeObject>(root: Root, resource: string, entry: IndexEntry): Generator<T> {
  const found = tableOf(root, resource).index.get(entry);
  if (!found) return;
  for (const stored of found.values()) yield stored.object as T;
}

/** A sum over the objects under an index entry; what did not change since it was last asked for costs nothing. */
export const foldIndexed = <A>(root: Root, resource: string, { entry, fold }: { readonly entry: IndexEntry; readonly fold: Fold<Stored, A> }): A =>
  (tableOf(root, resource).index.get(entry) ?? SortedMap.empty<Stored>()).fold(fold);

export const countIndexed = (root: Root, resource: string, entry: IndexEntry): number => tableOf(root, resource).index.get(entry)?.size ?? 0;

/**
 * Commits a new version; the caller has checked preconditions. Sets metadata.resourceVersion. Returns the commit, whose
 * happening is the cause of all that follows from it. Fan-out to watchers is the API server's work.
 */
export function putObject(sim: Sim, resource: string, object: KubeObject, note: WriteNote = {}): Commit {
  const state = sim.get(etcd);
  const key = keyOf(object.metadata);
  const table = tableOf(state.root, resource);
  const old = table.objects.get(key);
  const rev = state.root.rev + 1;
  const oid = old?.oid ?? state.nextOid;
  const after = stamped(object, rev);
  const previous = old && linkable(old, state.compactedRev);
  const before = old?.entries ?? NO_ENTRIES;
  const entries = old && sameEntries(resource, old.object, after) ? before : indexEntries(resource, after);
  const links = (previous?.links ?? -1) + 1;
  const stored: Stored = Object.assign({ oid, rev, createRev: old?.createRev ?? rev, object: after, previous, links, entries }, managing(note));
  const next: Table = { objects: table.objects.set(key, stored), index: reindexed(table.index, { key, stored }, before, entries) };
  const root = withTable(state.root, rev, resource, next, key, old?.object, after);
  return commit(
    sim,
    { ...state, root, nextOid: old ? state.nextOid : state.nextOid + 1 },
    { type: old ? 'MODIFIED' : 'ADDED', resource, key, oid, before: old?.object, after },
    note,
  );
}

/** Removes an object. The commit's `after` is the last state (or `last`, if given) with the deletion's revision. */
export function removeObject(sim: Sim, resource: string, key: string, note: { background?: boolean; last?: KubeObject } = {}): Commit | undefined {
  const state = sim.get(etcd);
  const table = tableOf(state.root, resource);
  const old = table.objects.get(key);
  if (!old) return undefined;
  const rev = state.root.rev + 1;
  const after = stamped(note.last ?? old.object, rev);
  const next: Table = { objects: table.objects.delete(key), index: reindexed(table.index, { key, stored: old }, old.entries ?? NO_ENTRIES, NO_ENTRIES) };
  const root = withTable(state.root, rev, resource, next, key, old.object, undefined);
  return commit(sim, { ...state, root }, { type: 'DELETED', resource, key, oid: old.oid, before: old.object, after }, note);
}

const managing = ({ writer, base, managers }: WriteNote): Pick<Stored, 'writer' | 'base' | 'managers'> => {
  if (managers) return writer ? { writer, managers } : { managers };
  if (base) return writer ? { writer, base } : { base };
  return writer ? { writer } : NOTHING_MORE;
};
const NOTHING_MORE = {};

const MOST_LINKS = 64;

/** A version to link back to. Now and then those behind it that no reader may ask for any more, being compacted, are let go. */
function linkable(version: Stored, compactedRev: number): Stored {
  if ((version.links ?? 0) < MOST_LINKS) return version;
  const kept: Stored[] = [];
  for (let at: Stored | undefined = version; at; at = at.previous) {
    kept.push(at);
    if (at.rev <= compactedRev) break;
  }
  const oldest = kept.at(-1)!;
  let linked: Stored | undefined;
  for (const one of kept.reverse())
    linked = Object.assign({}, one, { previous: linked, links: 0 }, one === oldest ? { managers: managersOf(oldest) } : undefined);
  return linked!;
}

/** What is compacted is no longer in the log: nobody may ask for it. Versions of objects are let go as they are written anew. */
export function compacted(state: EtcdState, rev: number): EtcdState {
  const firstRev = Math.max(state.firstRev, Math.min(rev, state.root.rev + 1));
  return { ...state, compactedRev: rev, firstRev, log: Vector.from(state.log.slice(firstRev - state.firstRev)) };
}

/** The version of an object at a revision, or undefined when it did not exist then (or history is no longer kept). */
export function versionAt(root: Root, resource: string, key: string, rev: number): Stored | undefined {
  let version = tableOf(root, resource).objects.get(key);
  while (version && version.rev > rev) version = version.previous;
  return version;
}

export function commitAt(state: EtcdState, rev: number): Commit | undefined {
  return state.log.get(rev - state.firstRev);
}

/** etcd's own spelling of a key. */
export function etcdKey(resource: string, key: string): string {
  return `/registry/${ETCD_PREFIX[resource] ?? resource}/${key}`;
}

const ETCD_PREFIX: Readonly<Record<string, string>> = {
  nodes: 'minions',
  services: 'services/specs',
  endpoints: 'services/endpoints',
  leases: 'leases',
};

function commit(sim: Sim, state: EtcdState, what: Omit<Commit, 'rev' | 't' | 'happening'>, note: { background?: boolean }): Commit {
  const rev = state.root.rev;
  const happening = sim.happen({
    code: 'etcd.write',
    actor: ETCD,
    oid: what.oid,
    rev,
    args: { type: what.type, resource: what.resource, key: what.key },
    ...(note.background ? { background: true } : {}),
  });
  const { type, resource, key, oid, before, after } = what;
  const entry: Commit = { rev, t: sim.now, type, resource, key, oid, before, after, happening };
  const { root, log, firstRev, compactedRev, nextOid } = state;
  sim.set(etcd, { root, log: log.push(entry), firstRev, compactedRev, nextOid });
  return entry;
}

const stamped = (object: KubeObject, rev: number): KubeObject =>
  Object.freeze(extended(object, { metadata: Object.freeze(extended(object.metadata, { resourceVersion: String(rev) })) }));

const NO_ENTRIES: readonly IndexEntry[] = [];

function reindexed(
  index: Table['index'],
  { key, stored }: { readonly key: string; readonly stored: Stored },
  before: readonly IndexEntry[],
  after: readonly IndexEntry[],
): Table['index'] {
  let next = index;
  if (before !== after) for (const entry of before) if (!after.includes(entry)) next = without(next, entry, key);
  for (const entry of after) next = next.set(entry, (next.get(entry) ?? SortedMap.empty<Stored>()).set(key, stored));
  return next;
}

function without<V>(index: SortedMap<SortedMap<V>>, entry: string, key: string): SortedMap<SortedMap<V>> {
  const rest = index.get(entry)?.delete(key);
  return rest && rest.size > 0 ? index.set(entry, rest) : index.delete(entry);
}

function withTable(root: Root, rev: number, resource: string, table: Table, key: string, before: KubeObject | undefined, after: KubeObject | undefined): Root {
  let { uids, dependents } = root;
  const uid = after?.metadata.uid ?? before?.metadata.uid;
  if (uid && !before) uids = uids.set(uid, { resource, key });
  if (uid && !after) uids = uids.delete(uid);
  const oldOwners = before?.metadata.ownerReferences;
  const newOwners = after?.metadata.ownerReferences;
  if (oldOwners !== newOwners) {
    const entry = `${resource} ${key}`;
    for (const ref of oldOwners ?? []) dependents = without(dependents, ref.uid, entry);
    for (const ref of newOwners ?? []) dependents = dependents.set(ref.uid, (dependents.get(ref.uid) ?? SortedMap.empty<true>()).set(entry, true));
  }
  return { rev, tables: { ...root.tables, [resource]: table }, uids, dependents };
}
