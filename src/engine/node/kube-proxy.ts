import { deepEqual } from '../../base/json.ts';
import { SortedMap } from '../../base/sorted-map.ts';
import { ms, type SimTime } from '../../base/time.ts';
import type { EndpointSlice, Service } from '../../kinds/schema/types.gen.ts';
import { kubeProxy } from '../../wire/actors.ts';
import { cacheOf, connectProcess, type Delivery, isUp, processState, startProcess, stopProcess } from '../client/process.ts';
import type { Commit, Root } from '../etcd/store.ts';
import { tableOf } from '../etcd/store.ts';
import type { Component, Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';
import { rulesOf, servicePorts } from './kube-proxy-rules.ts';

/**
 * kube-proxy in iptables mode. A node's rules are the Root it has programmed last; between the change of an EndpointSlice and new rules lie the
 * watch, the wait for --iptables-min-sync-period and the time iptables-restore takes, on every node for itself.
 * Simplified: with `detail: 'lean'` (clusters too large to draw message by message) all nodes that are connected share one kube-proxy.
 */
export interface NodeProxy {
  /** The Root whose rules are in the kernel; undefined: none (never synced, or the machine was switched off). */
  readonly programmed: Root | undefined;
  readonly programmedAt: SimTime;
  /** The Root that iptables-restore is writing now. */
  readonly syncing: Root | undefined;
  readonly lastStart: SimTime | undefined;
  /** A sync is due at this time. */
  readonly due: SimTime | undefined;
  /** Changes seen since the last sync began. */
  readonly changes: number;
  /** What led to the first of them: the cause of the sync they wait for. */
  readonly changedBy: number;
  /** The machine is on and reachable by packets. */
  readonly machineOn: boolean;
}

const EMPTY: NodeProxy = {
  programmed: undefined,
  programmedAt: 0 as SimTime,
  syncing: undefined,
  lastStart: undefined,
  due: undefined,
  changes: 0,
  changedBy: 0,
  machineOn: true,
};

/** Stands for all nodes without a record of their own in large clusters. */
const FLEET = '*';

interface Proxies {
  readonly nodes: SortedMap<NodeProxy>;
  /** Nodes that follow FLEET. */
  readonly members: SortedMap<true>;
}
const proxies = slot<Proxies>('kube-proxy', () => ({ nodes: SortedMap.empty(), members: SortedMap.empty() }));

/** What iptables-restore takes: a base, and something per rule of KUBE-SERVICES (those are always written in full). */
const SYNC_US = ms(20);
/** No two machines are equally fast or busy. */
const SYNC_JITTER_US = ms(40);
const SYNC_PER_SERVICE_US = 20;
const FIRST_SYNC_US = ms(150);

const isFleet = (sim: Sim): boolean => sim.config.detail === 'lean';
const keyFor = (sim: Sim, node: string): string => (sim.get(proxies).nodes.has(node) || !sim.get(proxies).members.has(node) ? node : FLEET);

/** The state of a node's kube-proxy, or undefined where none was ever started. */
export const proxyOf = (sim: Sim, node: string): NodeProxy | undefined => sim.get(proxies).nodes.get(keyFor(sim, node));
/** The rules a packet meets on a node. */
export const programmedRoot = (sim: Sim, node: string): Root | undefined => proxyOf(sim, node)?.programmed;
export const isMachineOn = (sim: Sim, node: string): boolean => proxyOf(sim, node)?.machineOn ?? true;

function put(sim: Sim, key: string, change: Partial<NodeProxy>): void {
  const state = sim.get(proxies);
  sim.set(proxies, { ...state, nodes: state.nodes.set(key, { ...(state.nodes.get(key) ?? EMPTY), ...change }) });
}

/** Starts kube-proxy on a node (the machine came up, or the process was restarted: rules in the kernel outlive it). */
export function startKubeProxy(sim: Sim, node: string): void {
  if (isFleet(sim)) {
    joinFleet(sim, node);
    return;
  }
  startProcess(sim, { process: kubeProxy(node), to: 'kube-proxy.delivery', resources: ['services', 'endpointslices'] });
  put(sim, node, { syncing: undefined, due: undefined, machineOn: true, changes: 0 });
  plan(sim, node, FIRST_SYNC_US);
}

/** Stops the process; with the machine its rules go too. */
export function stopKubeProxy(sim: Sim, node: string, how: { readonly machineOff: boolean }): void {
  leaveFleet(sim, node);
  if (processState(sim, kubeProxy(node))) stopProcess(sim, kubeProxy(node));
  put(sim, node, { syncing: undefined, due: undefined, ...(how.machineOff ? { programmed: undefined, machineOn: false } : {}) });
}

/** Cuts or mends the way from a node's kube-proxy to kube-apiserver. Its rules stay as they are meanwhile. */
export function connectKubeProxy(sim: Sim, node: string, connected: boolean): void {
  if (isFleet(sim)) {
    if (connected) joinFleet(sim, node);
    else leaveFleet(sim, node);
    return;
  }
  if (isUp(sim, kubeProxy(node)) === connected) return;
  connectProcess(sim, kubeProxy(node), connected);
  if (connected) plan(sim, node, 0);
}

function joinFleet(sim: Sim, node: string): void {
  const state = sim.get(proxies);
  sim.set(proxies, { nodes: state.nodes.delete(node), members: state.members.set(node, true) });
  if (processState(sim, kubeProxy(FLEET))) return;
  startProcess(sim, { process: kubeProxy(FLEET), to: 'kube-proxy.delivery', resources: ['services', 'endpointslices'] });
  put(sim, FLEET, {});
  plan(sim, FLEET, FIRST_SYNC_US);
}

/** From now on the node keeps the rules it has, by itself. */
function leaveFleet(sim: Sim, node: string): void {
  const state = sim.get(proxies);
  if (!state.members.has(node)) return;
  const own = { ...(state.nodes.get(FLEET) ?? EMPTY), due: undefined, syncing: undefined };
  sim.set(proxies, { nodes: state.nodes.set(node, own), members: state.members.delete(node) });
}

/** Plans a sync, not sooner than min-sync-period after the last one began. */
function plan(sim: Sim, key: string, after: number): void {
  const state = sim.get(proxies).nodes.get(key) ?? EMPTY;
  if (state.due !== undefined || state.syncing !== undefined) return;
  const earliest = state.lastStart === undefined ? 0 : state.lastStart + sim.config.settings.proxyMinSyncUs;
  const due = Math.max(sim.now + after, earliest) as SimTime;
  put(sim, key, { due });
  const wait = due - sim.now;
  if (wait > 0 && state.changes > 0)
    sim.happen({
      code: 'decide',
      actor: kubeProxy(key),
      say: 'kube-proxy.wait',
      args: { changes: state.changes, waitUs: wait, periodUs: sim.config.settings.proxyMinSyncUs },
    });
  sim.schedule({ at: due, to: 'kube-proxy.sync', args: { key, life: lifeOf(sim, key) } });
}

const lifeOf = (sim: Sim, key: string): number => processState(sim, kubeProxy(key))?.life ?? 0;
const isStale = (sim: Sim, { key, life }: SyncArgs): boolean => lifeOf(sim, key) !== life || !processState(sim, kubeProxy(key))?.running;

interface SyncArgs {
  readonly key: string;
  readonly life: number;
}

/** Whether a change leads to other rules (pkg/proxy: ServiceChangeTracker, EndpointsChangeTracker). */
function matters({ resource, before, after, type }: Commit): boolean {
  if (resource === 'services') {
    const now = type === 'DELETED' ? [] : rulesOf(after as unknown as Service);
    return !deepEqual(before ? rulesOf(before as unknown as Service) : [], now);
  }
  // kube-proxy watches with the selector !service.kubernetes.io/headless.
  if (Object.hasOwn(after.metadata.labels ?? {}, 'service.kubernetes.io/headless')) return false;
  if (type !== 'MODIFIED' || !before) return true;
  const [old, next] = [before as unknown as EndpointSlice, after as unknown as EndpointSlice];
  return !deepEqual(old.endpoints, next.endpoints) || !deepEqual(old.ports, next.ports);
}

export const kubeProxyComponent: Component = {
  name: 'kube-proxy',
  handlers: {
    'kube-proxy.delivery': (sim: Sim, { process, commit }: Delivery) => {
      if (!matters(commit)) return;
      const key = process.slice(process.indexOf('/') + 1);
      const state = sim.get(proxies).nodes.get(key) ?? EMPTY;
      put(sim, key, { changes: state.changes + 1, changedBy: state.changes === 0 ? sim.cause : state.changedBy });
      plan(sim, key, 0);
    },
    'kube-proxy.sync': (sim: Sim, args: SyncArgs) => {
      const { key } = args;
      if (isStale(sim, args)) return;
      const root = cacheOf(sim, kubeProxy(key));
      put(sim, key, { due: undefined, syncing: root, lastStart: sim.now, changes: 0 });
      const took = SYNC_US + sim.draw(`${kubeProxy(key)}/sync`, 0, SYNC_JITTER_US) + servicePorts(root).length * SYNC_PER_SERVICE_US;
      sim.schedule({ after: took, to: 'kube-proxy.synced', args });
    },
    'kube-proxy.synced': (sim: Sim, args: SyncArgs) => {
      const { key } = args;
      const state = sim.get(proxies).nodes.get(key);
      if (isStale(sim, args) || !state?.syncing) return;
      const root = state.syncing;
      sim.happen({
        code: 'proxy.sync',
        actor: kubeProxy(key),
        args: { services: servicePorts(root).length, endpoints: countEndpoints(root), rev: root.rev, previous: state.programmed?.rev ?? 0 },
      });
      put(sim, key, { programmed: root, programmedAt: sim.now, syncing: undefined });
      if (state.changes > 0) sim.because(state.changedBy, () => plan(sim, key, 0));
    },
  },
};

const counts = new WeakMap<object, number>();

function countEndpoints(root: Root): number {
  const { objects } = tableOf(root, 'endpointslices');
  let count = counts.get(objects);
  if (count === undefined) {
    count = 0;
    for (const stored of objects.values()) count += (stored.object as unknown as EndpointSlice).endpoints?.length ?? 0;
    counts.set(objects, count);
  }
  return count;
}
