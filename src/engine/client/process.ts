import { SortedMap } from '../../base/sorted-map.ts';
import type { SimTime } from '../../base/time.ts';
import { API_SERVER } from '../../wire/actors.ts';
import { type Commit, EMPTY_ROOT, etcd, type Root, tableOf } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';

/**
 * A process of the cluster with its own connection to kube-apiserver and its own informer cache: kube-controller-manager,
 * kube-scheduler, one kubelet and one kube-proxy per node. Its cache is the key space at the revision it has come to, so
 * a stale cache is natural: it is simply an older Root.
 *
 * Simplified: one process has one ordered stream for all kinds it watches; real informers have one stream per kind, whose
 * order against each other is not defined.
 */
export interface ProcessState {
  /** False after it was stopped, or its machine is off. */
  readonly running: boolean;
  /** False while the network between it and kube-apiserver is cut. */
  readonly connected: boolean;
  /** Its informer cache. */
  readonly cache: Root;
  /** Raised at every start, so that deliveries and timers of a former life are told apart. */
  readonly life: number;
  /** Token bucket of its client: tokens left at `refilledAt`. */
  readonly tokens: SortedMap<{ readonly left: number; readonly at: SimTime }>;
  /** Raised whenever its watch ends: what was on its way in it never arrives. */
  readonly stream: number;
  /** Its watch has ended and is not open again. */
  readonly closed?: boolean;
  /** Nothing arrives before; then everything, in order. */
  readonly heldUntil?: SimTime;
}

/** Written out, so that all processes have one hidden class whoever changed them last. */
export function changedProcess(state: ProcessState, change: Pick<ProcessState, 'cache'> | Pick<ProcessState, 'tokens'>): ProcessState {
  const { running, connected, cache, life, tokens, stream, closed, heldUntil } = state;
  const next: ProcessState = { running, connected, cache, life, tokens, stream };
  return Object.assign(next, closed === undefined ? undefined : { closed }, heldUntil === undefined ? undefined : { heldUntil }, change);
}

/** Which commits a process is told of. */
export interface Watcher {
  /** Process name, e.g. `kube-scheduler`, `kubelet/node-1`. */
  readonly process: string;
  /** Handler that gets `Delivery` when a watched commit arrives, after the cache has moved to it. */
  readonly to: string;
  readonly resources: readonly string[];
  /** Only pods bound to this node now or before (field selector spec.nodeName). */
  readonly podsOfNode?: string;
}

export interface Delivery {
  readonly process: string;
  readonly commit: Commit;
}

export const processes = slot<SortedMap<ProcessState>>('processes', () => SortedMap.empty());
export const watchers = slot<WatcherTable>('watchers', () => ({ byResource: SortedMap.empty(), podsByNode: SortedMap.empty() }));

/** Watchers by resource; those of one node's pods apart, so that a pod write looks at one kubelet, not at all. */
export interface WatcherTable {
  readonly byResource: SortedMap<SortedMap<Watcher>>;
  readonly podsByNode: SortedMap<Watcher>;
}

/** Starts (or restarts) a process: its first list brings its cache to now. */
export function startProcess(sim: Sim, watcher: Watcher): void {
  const all = sim.get(processes);
  const life = (all.get(watcher.process)?.life ?? 0) + 1;
  const cache = sim.get(etcd).root;
  sim.set(processes, all.set(watcher.process, { running: true, connected: true, cache, life, tokens: SortedMap.empty(), stream: 0 }));
  sim.set(watchers, withWatcher(sim.get(watchers), watcher));
}

export function stopProcess(sim: Sim, name: string): void {
  const all = sim.get(processes);
  const state = all.get(name);
  if (!state) return;
  sim.set(processes, all.set(name, { ...state, running: false }));
  sim.set(watchers, withoutWatcher(sim.get(watchers), name));
}

/** Cuts or mends the network between a process and kube-apiserver. Its owner decides what it does when it is mended. */
export function connectProcess(sim: Sim, name: string, connected: boolean): void {
  const all = sim.get(processes);
  const state = all.get(name);
  if (!state || state.connected === connected) return;
  const cache = connected ? sim.get(etcd).root : state.cache;
  sim.set(processes, all.set(name, { ...withoutTrouble(state), connected, cache }));
}

const withoutTrouble = ({ closed: _closed, heldUntil: _held, ...state }: ProcessState): ProcessState => ({ ...state, stream: state.stream + 1 });

/** Ends the watch of a process. After `forUs` it lists anew and hears of what is different then, not of what was in between. */
export function closeStream(sim: Sim, name: string, forUs: number): void {
  const all = sim.get(processes);
  const state = all.get(name);
  if (!state?.running || !state.connected) return;
  const next: ProcessState = { ...withoutTrouble(state), closed: true };
  sim.set(processes, all.set(name, next));
  sim.schedule({ after: forUs, to: 'process.reopen', args: { process: name, life: next.life, stream: next.stream } });
}

/** Holds back what a process is told, in order, for so long. */
export function holdStream(sim: Sim, name: string, forUs: number): void {
  const all = sim.get(processes);
  const state = all.get(name);
  if (!state?.running || !state.connected) return;
  const heldUntil = Math.max(state.heldUntil ?? 0, sim.now + forUs) as SimTime;
  sim.set(processes, all.set(name, { ...state, heldUntil }));
}

/** A process is gone from one instant to the next; answers on their way to it are lost. */
export function killProcess(sim: Sim, name: string): void {
  stopProcess(sim, name);
  const all = sim.get(processes);
  const state = all.get(name);
  if (state) sim.set(processes, all.set(name, { ...withoutTrouble(state), life: state.life + 1 }));
}

export const processState = (sim: Sim, name: string): ProcessState | undefined => sim.get(processes).get(name);
export const isUp = (sim: Sim, name: string): boolean => {
  const state = processState(sim, name);
  return state !== undefined && state.running && state.connected;
};
/** Whether it runs, connected or not. */
export const isRunning = (sim: Sim, name: string): boolean => processState(sim, name)?.running === true;
/** The informer cache of a process. */
export const cacheOf = (sim: Sim, name: string): Root => processState(sim, name)?.cache ?? EMPTY_ROOT;

/** Sends a commit to all who watch it. Called by kube-apiserver after each commit. */
export function fanOut(sim: Sim, commit: Commit): void {
  const table = sim.get(watchers);
  const { root } = sim.get(etcd);
  for (const watcher of table.byResource.get(commit.resource)?.values() ?? []) deliver(sim, watcher, commit, root);
  if (commit.resource !== 'pods') return;
  const before = nodeOf(commit.before);
  const after = nodeOf(commit.after);
  const kubelet = after === undefined ? undefined : table.podsByNode.get(after);
  if (kubelet) deliver(sim, kubelet, commit, root);
  const former = before === undefined || before === after ? undefined : table.podsByNode.get(before);
  if (former) deliver(sim, former, commit, root);
}

const nodeOf = (object: unknown): string | undefined => (object as { spec?: { nodeName?: string } } | undefined)?.spec?.nodeName;

function deliver(sim: Sim, watcher: Watcher, commit: Commit, root: Root): void {
  const state = sim.get(processes).get(watcher.process);
  if (!state?.running || !state.connected || state.closed) return;
  const after = Math.max(sim.config.settings.latency.watchUs, (state.heldUntil ?? 0) - sim.now);
  const background = commit.resource === 'leases';
  let cause = commit.happening;
  if (sim.config.detail === 'full' && !background) {
    cause = sim.because(commit.happening, () =>
      sim.note({
        code: 'watch.event',
        actor: API_SERVER,
        to: watcher.process,
        until: (sim.now + after) as SimTime,
        oid: commit.oid,
        rev: commit.rev,
        args: { type: commit.type, resource: commit.resource, key: commit.key },
      }),
    );
  }
  sim.schedule({
    after,
    to: 'process.deliver',
    args: { process: watcher.process, to: watcher.to, commit, root, life: state.life, stream: state.stream },
    cause,
    background,
  });
}

export const processComponent = {
  name: 'process',
  handlers: {
    /** A watch event arrives: the cache moves on, then the owner hears of it. */
    'process.deliver': (sim: Sim, args: { process: string; to: string; commit: Commit; root: Root; life: number; stream: number }) => {
      const all = sim.get(processes);
      const state = all.get(args.process);
      if (!state?.running || !state.connected || state.life !== args.life || state.stream !== args.stream) return;
      if (args.root.rev > state.cache.rev) sim.set(processes, all.set(args.process, changedProcess(state, { cache: args.root })));
      sim.dispatch(args.to, { process: args.process, commit: args.commit } satisfies Delivery);
    },
    'process.reopen': (sim: Sim, { process, life, stream }: { process: string; life: number; stream: number }) => {
      const state = sim.get(processes).get(process);
      if (state?.running && state.connected && state.life === life && state.stream === stream) reopen(sim, process, state);
    },
  },
};

/** Lists anew (client-go's DeltaFIFO.Replace): the owner hears of each object that is not as its cache had it. */
function reopen(sim: Sim, process: string, state: ProcessState): void {
  const { root } = sim.get(etcd);
  const { closed: _closed, ...open } = state;
  sim.set(processes, sim.get(processes).set(process, { ...open, cache: root }));
  const { byResource, podsByNode } = sim.get(watchers);
  for (const [resource, set] of byResource.entries()) {
    const watcher = set.get(process);
    if (watcher) for (const commit of differences(sim, resource, state.cache)) sim.dispatch(watcher.to, { process, commit } satisfies Delivery);
  }
  for (const [node, watcher] of podsByNode.entries()) {
    if (watcher.process !== process) continue;
    for (const commit of differences(sim, 'pods', state.cache))
      if (nodeOf(commit.before) === node || nodeOf(commit.after) === node) sim.dispatch(watcher.to, { process, commit } satisfies Delivery);
  }
}

/** What is different now from an older key space, in key order; an object that was made anew under its name comes as gone and as new. */
function differences(sim: Sim, resource: string, from: Root): readonly Commit[] {
  const { root } = sim.get(etcd);
  return tableOf(from, resource)
    .objects.diff(tableOf(root, resource).objects)
    .flatMap(({ key, before, after }): Commit[] => {
      const common = { t: sim.now, resource, key, happening: sim.cause };
      // The same version whose history was let go.
      if (before?.rev === after?.rev) return [];
      const gone = before && (!after || after.oid !== before.oid);
      return [
        ...(gone ? [{ ...common, rev: root.rev, type: 'DELETED' as const, oid: before.oid, before: before.object, after: before.object }] : []),
        ...(after
          ? [
              {
                ...common,
                rev: after.rev,
                type: before && !gone ? ('MODIFIED' as const) : ('ADDED' as const),
                oid: after.oid,
                before: gone ? undefined : before?.object,
                after: after.object,
              },
            ]
          : []),
      ];
    });
}

function withWatcher(table: WatcherTable, watcher: Watcher): WatcherTable {
  let { byResource, podsByNode } = withoutWatcher(table, watcher.process);
  for (const resource of watcher.resources)
    byResource = byResource.set(resource, (byResource.get(resource) ?? SortedMap.empty<Watcher>()).set(watcher.process, watcher));
  if (watcher.podsOfNode !== undefined) podsByNode = podsByNode.set(watcher.podsOfNode, watcher);
  return { byResource, podsByNode };
}

function withoutWatcher(table: WatcherTable, process: string): WatcherTable {
  let { byResource, podsByNode } = table;
  for (const [resource, set] of byResource.entries()) if (set.has(process)) byResource = byResource.set(resource, set.delete(process));
  for (const [node, watcher] of podsByNode.entries()) if (watcher.process === process) podsByNode = podsByNode.delete(node);
  return { byResource, podsByNode };
}
