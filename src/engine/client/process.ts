import { SortedMap } from '../../base/sorted-map.ts';
import type { SimTime } from '../../base/time.ts';
import { API_SERVER } from '../../wire/actors.ts';
import { type Commit, EMPTY_ROOT, etcd, type Root } from '../etcd/store.ts';
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
  sim.set(processes, all.set(watcher.process, { running: true, connected: true, cache, life, tokens: SortedMap.empty() }));
  sim.set(watchers, withWatcher(sim.get(watchers), watcher));
}

export function stopProcess(sim: Sim, name: string): void {
  const all = sim.get(processes);
  const state = all.get(name);
  if (!state) return;
  sim.set(processes, all.set(name, { ...state, running: false }));
  sim.set(watchers, withoutWatcher(sim.get(watchers), name));
}

/** Forgets a process altogether (its node is gone). */
export function removeProcess(sim: Sim, name: string): void {
  stopProcess(sim, name);
  sim.set(processes, sim.get(processes).delete(name));
}

/** Cuts or mends the network between a process and kube-apiserver. Its owner decides what it does when it is mended. */
export function connectProcess(sim: Sim, name: string, connected: boolean): void {
  const all = sim.get(processes);
  const state = all.get(name);
  if (!state || state.connected === connected) return;
  const cache = connected ? sim.get(etcd).root : state.cache;
  sim.set(processes, all.set(name, { ...state, connected, cache }));
}

export const processState = (sim: Sim, name: string): ProcessState | undefined => sim.get(processes).get(name);
export const isUp = (sim: Sim, name: string): boolean => {
  const state = processState(sim, name);
  return state !== undefined && state.running && state.connected;
};
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
  if (!state?.running || !state.connected) return;
  const after = sim.config.settings.latency.watchUs;
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
  sim.schedule({ after, to: 'process.deliver', args: { process: watcher.process, to: watcher.to, commit, root, life: state.life }, cause, background });
}

export const processComponent = {
  name: 'process',
  handlers: {
    /** A watch event arrives: the cache moves on, then the owner hears of it. */
    'process.deliver': (sim: Sim, args: { process: string; to: string; commit: Commit; root: Root; life: number }) => {
      const all = sim.get(processes);
      const state = all.get(args.process);
      if (!state?.running || !state.connected || state.life !== args.life) return;
      if (args.root.rev > state.cache.rev) sim.set(processes, all.set(args.process, { ...state, cache: args.root }));
      sim.dispatch(args.to, { process: args.process, commit: args.commit } satisfies Delivery);
    },
  },
};

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
