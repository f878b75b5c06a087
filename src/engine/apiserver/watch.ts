import { SortedMap } from '../../base/sorted-map.ts';
import { ms, seconds, type SimTime } from '../../base/time.ts';
import { expired, forbiddenField, invalid, invalidObject, noSuchPath, notSupported } from '../../kinds/errors.ts';
import type { FieldError, Kind } from '../../kinds/kind.ts';
import type { KubeObject, Status } from '../../kinds/object.ts';
import { API_SERVER } from '../../wire/actors.ts';
import type { ApiRequest, ApiResponse } from '../../wire/request.ts';
import { type Commit, commitAt, etcd, listObjects } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';
import { shown } from './versions.ts';
import { checkWatched } from './table.ts';
import { check, isFlag, readWhole } from './list-options.ts';
import { Refusal, refuse } from './refusal.ts';
import { apiVersionOf, kindByResource } from '../../kinds/registry.ts';
import { routeOf } from './route.ts';
import { exactField, readSelection, type Selection, selects } from './selection.ts';

/**
 * Watches of clients outside of the cluster, as records. (Processes of the cluster have their own way, client/process.ts.) A
 * stream delivers `WatchMessage` to a handler, each event one message time after its commit, in order.
 */
export interface Stream {
  readonly id: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  /** '' = all namespaces. */
  readonly namespace: string;
  readonly selection: Selection;
  readonly bookmarks: boolean;
  /** Nothing at or below this revision is sent. */
  readonly rev: number;
  /** Handler that gets the messages, and what it wants to get back with them. */
  readonly to: string;
  readonly args?: unknown;
  /** Whose stream it is, for the picture. */
  readonly actor: string;
}

export interface WatchMessage<A = unknown> {
  readonly stream: string;
  readonly args: A;
  /** CLOSED ends the stream and carries no object. */
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR' | 'CLOSED';
  readonly object: KubeObject | Status | undefined;
}

interface Streams {
  readonly made: number;
  readonly open: SortedMap<Stream>;
}

const streams = slot<Streams>('apiserver/streams', () => ({ made: 0, open: SortedMap.empty() }));

/** The watch cache sends a bookmark about once a minute. */
const BOOKMARK_US = seconds(60);
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

export interface WatchRequest {
  readonly request: ApiRequest;
  readonly actor: string;
  readonly to: string;
  readonly args?: unknown;
}

/** The open streams, for the metrics. Scope as upstream has it (apiserver pkg/endpoints/metrics, CleanScope). */
export const openStreams = (sim: Sim): readonly { readonly kind: Kind | undefined; readonly scope: 'cluster' | 'namespace' | 'resource' }[] =>
  [...sim.get(streams).open.values()].map(({ group, version, resource, namespace, selection }) => ({
    kind: kindByResource(group, version, resource),
    scope: exactField(selection, 'metadata.name') !== undefined ? 'resource' : namespace === '' ? 'cluster' : 'namespace',
  }));

/** Opens the stream that `GET …?watch=1` asks for. The answer is 200 and the stream's id, or the Status that refuses it. */
export function openWatch(sim: Sim, asked: WatchRequest): { readonly response: ApiResponse; readonly id: string | undefined } {
  try {
    const id = open(sim, asked);
    return { response: { code: 200, body: null }, id };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { response: { code: error.status.code ?? 500, body: error.status }, id: undefined };
  }
}

export function closeWatch(sim: Sim, id: string): void {
  const state = sim.get(streams);
  if (state.open.has(id)) sim.set(streams, { ...state, open: state.open.delete(id) });
}

/** The server goes away: every stream ends. */
export function closeAllStreams(sim: Sim): void {
  for (const stream of sim.get(streams).open.values()) transmit(sim, stream, { type: 'CLOSED', object: undefined });
}

function open(sim: Sim, { request, actor, to, args }: WatchRequest): string {
  const route = routeOf(request.path);
  const kind = route.to === 'resource' && route.subresource === '' ? route.kind : undefined;
  if (route.to !== 'resource' || !kind) return refuse(noSuchPath());
  const query: Readonly<Record<string, string>> = {
    ...request.query,
    ...(route.name === '' ? {} : { fieldSelector: withName(request.query?.['fieldSelector'], route.name) }),
  };
  checkWatched(request);
  check(watchErrors(query));
  const selection = readSelection(kind, query);
  const rev = revisionOf(kind, query['resourceVersion'] ?? '');
  const state = sim.get(streams);
  const id = `watch-${String(state.made + 1).padStart(8, '0')}`;
  const { root } = sim.get(etcd);
  const stream: Stream = {
    id,
    group: kind.group,
    version: kind.version,
    resource: kind.resource,
    namespace: route.namespace,
    selection,
    bookmarks: isFlag(query['allowWatchBookmarks']),
    rev: rev === 0 ? root.rev : rev,
    to,
    args,
    actor,
  };
  sim.set(streams, { made: state.made + 1, open: state.open.set(id, stream) });
  begin(sim, stream, kind, { rev, initial: query['sendInitialEvents'] });
  if (stream.bookmarks) scheduleBookmark(sim, id);
  const timeout = readWhole(query['timeoutSeconds'], 'timeoutSeconds');
  // Simplified: without timeoutSeconds the real server ends a watch after a random time between 30 and 60 minutes.
  if (timeout > 0) sim.schedule({ after: seconds(timeout), to: 'apiserver.watchTimeout', args: { id }, background: true });
  return id;
}

const withName = (selector: string | undefined, name: string): string => `${selector ? `${selector},` : ''}metadata.name=${name.replace(/[\\,=]/g, '\\$&')}`;

/** validateWatchOptions (apimachinery pkg/apis/meta/internalversion/validation). */
function watchErrors({ resourceVersionMatch: match = '', sendInitialEvents, continue: token = '' }: Readonly<Record<string, string>>): readonly FieldError[] {
  const errors: FieldError[] = [];
  const at = 'resourceVersionMatch';
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan')
    errors.push(forbiddenField(at, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  if (match === '') return errors;
  if (sendInitialEvents === undefined) errors.push(forbiddenField(at, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'));
  if (match !== 'NotOlderThan') errors.push(notSupported(at, match, ['NotOlderThan']));
  if (token !== '') errors.push(forbiddenField(at, 'resourceVersionMatch is forbidden when continue is provided'));
  return errors;
}

function revisionOf(kind: Kind, text: string): number {
  if (text === '' || text === '0') return 0;
  if (/^\d{1,19}$/.test(text)) return Number(text);
  const why = `strconv.ParseUint: parsing ${JSON.stringify(text)}: ${/^\d+$/.test(text) ? 'value out of range' : 'invalid syntax'}`;
  return refuse(invalidObject({ group: kind.group, name: kind.resource }, '', [invalid('resourceVersion', text, why)]));
}

/** What a stream sends before the first change: the objects there are, or the commits since the revision asked for. */
function begin(sim: Sim, stream: Stream, kind: Kind, { rev, initial }: { readonly rev: number; readonly initial: string | undefined }): void {
  const state = sim.get(etcd);
  const wantsAll = initial === undefined ? rev === 0 : isFlag(initial);
  if (wantsAll) {
    for (const stored of listObjects(state.root, kind.resource, stream.namespace === '' ? undefined : stream.namespace)) {
      const object = shown(kind, stored);
      if (selects(kind, stream.selection, object)) transmit(sim, stream, { type: 'ADDED', object });
    }
    if (initial !== undefined && stream.bookmarks) transmit(sim, stream, { type: 'BOOKMARK', object: bookmark(kind, state.root.rev, true) });
    restart(sim, stream, Math.max(state.root.rev, rev));
    return;
  }
  if (rev === 0) return;
  if (rev + 1 < state.compactedRev) {
    transmit(sim, stream, { type: 'ERROR', object: expired(`too old resource version: ${rev} (${state.compactedRev})`) });
    transmit(sim, stream, { type: 'CLOSED', object: undefined });
    return;
  }
  for (let at = rev + 1; at <= state.root.rev; at++) {
    const commit = commitAt(state, at);
    if (commit) offer(sim, stream, commit);
  }
}

function restart(sim: Sim, stream: Stream, rev: number): void {
  const state = sim.get(streams);
  sim.set(streams, { ...state, open: state.open.set(stream.id, { ...stream, rev }) });
}

/** Tells the open streams of a commit. */
export function feedStreams(sim: Sim, commit: Commit): void {
  const { open: all } = sim.get(streams);
  if (all.size > 0) for (const stream of all.values()) offer(sim, stream, commit);
}

/** Entering a selection is ADDED, leaving it DELETED; a client never hears of a change to what it has not seen. */
function offer(sim: Sim, stream: Stream, commit: Commit): void {
  if (commit.resource !== stream.resource || commit.rev <= stream.rev) return;
  if (stream.namespace !== '' && commit.after.metadata.namespace !== stream.namespace) return;
  const kind = kindByResource(stream.group, stream.version, stream.resource);
  if (!kind) return;
  const after = shown(kind, commit.after);
  const before = commit.before && shown(kind, commit.before);
  const passes = commit.type !== 'DELETED' && selects(kind, stream.selection, after);
  const passed = before !== undefined && selects(kind, stream.selection, before);
  if (passes) transmit(sim, stream, { type: passed ? 'MODIFIED' : 'ADDED', object: after, commit });
  else if (passed) transmit(sim, stream, { type: 'DELETED', object: commit.type === 'DELETED' ? after : lastSeen(before, commit.rev), commit });
}

/** The version the client knew, with the revision at which it lost it. */
const lastSeen = (before: KubeObject, rev: number): KubeObject =>
  Object.freeze({ ...before, metadata: Object.freeze({ ...before.metadata, resourceVersion: String(rev) }) });

interface Outgoing extends Pick<WatchMessage, 'type' | 'object'> {
  /** The change it tells of; none for what was there before, bookmarks and errors. */
  readonly commit?: Commit;
}

function transmit(sim: Sim, stream: Stream, { type, object, commit }: Outgoing): void {
  const { watchUs, userUs } = sim.config.settings.latency;
  const after = watchUs + userUs;
  const background = stream.resource === 'leases' || type === 'BOOKMARK';
  let cause = commit?.happening ?? sim.cause;
  if (sim.config.detail === 'full' && !background && commit) {
    const { resource, key, oid, rev } = commit;
    const until = (sim.now + after) as SimTime;
    cause = sim.because(cause, () => sim.note({ code: 'watch.event', actor: API_SERVER, to: stream.actor, until, oid, rev, args: { type, resource, key } }));
  }
  sim.schedule({ after, to: 'apiserver.streamMessage', args: { id: stream.id, type, object }, background, cause });
}

function bookmark(kind: Kind, rev: number, initialEnd: boolean): KubeObject {
  const metadata = { resourceVersion: String(rev), ...(initialEnd ? { annotations: { [INITIAL_EVENTS_END]: 'true' } } : {}) };
  return { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata: metadata as unknown as KubeObject['metadata'] };
}

const scheduleBookmark = (sim: Sim, id: string): void =>
  sim.schedule({ after: BOOKMARK_US, to: 'apiserver.bookmark', args: { id }, background: true, cause: 0 });

export const watchHandlers = {
  'apiserver.streamMessage': (sim: Sim, { id, type, object }: { id: string; type: WatchMessage['type']; object: KubeObject | Status | undefined }) => {
    const stream = sim.get(streams).open.get(id);
    if (!stream) return;
    if (type === 'CLOSED') closeWatch(sim, id);
    sim.dispatch(stream.to, { stream: id, args: stream.args, type, object } satisfies WatchMessage);
  },
  'apiserver.bookmark': (sim: Sim, { id }: { id: string }) => {
    const stream = sim.get(streams).open.get(id);
    const kind = stream && kindByResource(stream.group, stream.version, stream.resource);
    if (!stream || !kind) return;
    transmit(sim, stream, { type: 'BOOKMARK', object: bookmark(kind, Math.max(sim.get(etcd).root.rev, stream.rev), false) });
    scheduleBookmark(sim, id);
  },
  'apiserver.watchTimeout': (sim: Sim, { id }: { id: string }) => {
    const stream = sim.get(streams).open.get(id);
    if (stream) sim.schedule({ after: ms(0), to: 'apiserver.streamMessage', args: { id, type: 'CLOSED', object: undefined }, background: true });
  },
};
