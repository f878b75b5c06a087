import { SortedMap } from '../../../base/sorted-map.ts';
import type { SimTime } from '../../../base/time.ts';
import type { Node, Pod, PodStatus } from '../../../kinds/schema/types.gen.ts';
import type { KubeObject } from '../../../kinds/object.ts';
import type { NodeSpec } from '../../../scenarios/scenario.ts';
import { kubelet } from '../../../wire/actors.ts';
import { cacheOf, isUp } from '../../client/process.ts';
import { etcd, getObject, type Root } from '../../etcd/store.ts';
import type { Sim } from '../../sim/sim.ts';
import { slot } from '../../sim/slot.ts';

/** One machine of the cluster and the memory of its kubelet process. */
export interface NodeState {
  readonly name: string;
  readonly spec: NodeSpec;
  /** Its power. */
  readonly on: boolean;
  /** Its network to kube-apiserver. */
  readonly connected: boolean;
  /** The kubelet process runs. */
  readonly kubelet: boolean;
  /** Raised at every start of the kubelet: events of a former life are told apart. */
  readonly life: number;
  readonly startedAt: SimTime;
  /** When it first looked at its containers; then once a second. */
  readonly relistFrom: SimTime;
  /** Raised at every boot; the node's boot id is made from it. */
  readonly boots: number;
  readonly registered: boolean;
  /** Its Lease as last written. */
  readonly lease: KubeObject | undefined;
  readonly leaseInFlight: boolean;
  /** The Node object the status was last compared with; when neither it nor what is reported changed, there is nothing to do. */
  readonly seenNode: Node | undefined;
  readonly reportedAt: SimTime;
  readonly statusInFlight: boolean;
  /** Canonical names of images as last reported. */
  readonly reportedImages: unknown;
  /** The disks as they were when the volumes in use were last reported. */
  readonly reportedDisks: unknown;
  /** Whether its Node was cordoned when it was last looked at. */
  readonly cordoned: boolean;
  /** It has been reported ready in this life of the kubelet. */
  readonly ready: boolean;
  /** The network plugin has a range of addresses for pods. */
  readonly networkReady: boolean;
  /** The image puller takes one after the other (serializeImagePulls). */
  readonly pullQueue: readonly QueuedPull[];
  readonly pulling: boolean;
  /** Uids whose status waits to be written, in order; the status manager writes one at a time. */
  readonly statusQueue: readonly string[];
  readonly statusBusy: boolean;
}

export interface QueuedPull {
  readonly uid: string;
  readonly token: number;
  readonly image: string;
  readonly queuedAt: SimTime;
}

/** sync: it is to run. terminating: its containers are being stopped. terminated: they are gone, the rest is cleaned up. finished: nothing is left to do. */
export type WorkerPhase = 'sync' | 'terminating' | 'terminated' | 'finished';

export interface PodWorker {
  readonly uid: string;
  readonly key: string;
  /** As the API last told. */
  readonly pod: Pod;
  readonly phase: WorkerPhase;
  readonly addedAt: SimTime;
  readonly admitted: boolean;
  /** A sync is under way: the worker waits for something. */
  readonly busy: boolean;
  /** Something changed during the sync: another follows. */
  readonly pending: boolean;
  /** Number of the wait in progress; an event that carries another is of the past. */
  readonly token: number;
  /** When the next sync is due. */
  readonly syncAt: SimTime | undefined;
  readonly lastSyncEnd: SimTime;
  readonly sync: SyncState | undefined;
  /** Why a container could not be started, by name (upstream: reasonCache). */
  readonly reasons: Readonly<Record<string, Reason>>;
  /** Restart back-off by container, pull back-off by image. */
  readonly backOffs: SortedMap<BackOff>;
  readonly volumes: VolumeWork;
  readonly probes: SortedMap<ProbeWorker>;
  /** Containers being stopped by the kubelet, by id. */
  readonly stops: SortedMap<StopWork>;
  /** The status manager's copy, and whether it was written. */
  readonly status: PodStatus | undefined;
  readonly statusVersion: number;
  readonly sentVersion: number;
  readonly deleteSent: boolean;
  /** It was deleted by force: the API knows it no longer. */
  readonly orphan: boolean;
  /** activeDeadlineSeconds is over, or admission refused it: phase Failed with this reason. */
  readonly failure: { readonly reason: string; readonly message: string } | undefined;
}

export interface Reason {
  readonly reason: string;
  readonly message: string;
}

export interface BackOff {
  readonly us: number;
  readonly at: SimTime;
  /** For images: what the last pull said. */
  readonly error?: string;
}

/** What one run of the sync loop has done so far. */
export interface SyncState {
  readonly startedAt: SimTime;
  readonly reported: boolean;
  readonly volumesReady: boolean;
  readonly plan: Plan | undefined;
  readonly killed: boolean;
  readonly sandboxed: boolean;
  /** Next in `plan.start`. */
  readonly next: number;
  readonly current: CurrentStart | undefined;
  readonly failed: boolean;
}

/** What computePodActions decided. */
export interface Plan {
  readonly killPod: boolean;
  readonly createSandbox: boolean;
  readonly kill: readonly KillPlan[];
  readonly start: readonly StartPlan[];
}

export interface KillPlan {
  readonly id: string;
  readonly name: string;
  readonly message: string;
  readonly probe?: 'liveness' | 'startup';
}

export interface StartPlan {
  readonly name: string;
  readonly init: boolean;
}

export interface CurrentStart {
  readonly plan: StartPlan;
  readonly step: 'pull' | 'create' | 'start' | 'postStart';
  readonly id?: string;
  /** The pull in progress, from when to when. */
  readonly pull?: { readonly from: SimTime; readonly until: SimTime };
}

export interface VolumeWork {
  readonly waitingSince: SimTime | undefined;
  /** Failed set-ups by volume: when to try again. */
  readonly retries: SortedMap<{ readonly us: number; readonly at: SimTime; readonly error: string }>;
  readonly unmounted: boolean;
}

export type ProbeType = 'liveness' | 'readiness' | 'startup';

export interface ProbeWorker {
  readonly container: string;
  readonly type: ProbeType;
  /** Container the results are about. */
  readonly id: string;
  readonly result: 'success' | 'failure' | 'unknown';
  readonly last: 'success' | 'failure' | undefined;
  readonly run: number;
  readonly onHold: boolean;
  readonly token: number;
  readonly runs: number;
}

export interface StopWork {
  readonly id: string;
  readonly name: string;
  readonly step: 'preStop' | 'turn' | 'stop';
  readonly graceSeconds: number;
  readonly startedAt: SimTime;
  /** Those that have to end before it (sidecars stop after the others, in reverse order). */
  readonly after: readonly string[];
}

export const nodes = slot<SortedMap<NodeState>>('nodes', () => SortedMap.empty());

/** Pod workers by node, then by pod uid: apart from the nodes, since they change so much more often. */
const workers = slot<SortedMap<SortedMap<PodWorker>>>('node-pods', () => SortedMap.empty());
const NO_WORKERS = SortedMap.empty<PodWorker>();

export const workersOf = (sim: Sim, node: string): SortedMap<PodWorker> => sim.get(workers).get(node) ?? NO_WORKERS;
export const setWorkers = (sim: Sim, node: string, next: SortedMap<PodWorker>): void => sim.set(workers, sim.get(workers).set(node, next));

export const nodeState = (sim: Sim, name: string): NodeState | undefined => sim.get(nodes).get(name);
export const setNode = (sim: Sim, node: NodeState): void => sim.set(nodes, sim.get(nodes).set(node.name, node));

export function patchNode(sim: Sim, name: string, patch: Partial<NodeState>): void {
  const node = nodeState(sim, name);
  if (node) setNode(sim, changedNode(node, patch));
}

/** Written out, so that all nodes have one hidden class whoever changed them last. */
function changedNode(node: NodeState, patch: Partial<NodeState>): NodeState {
  const next: NodeState = {
    name: node.name,
    spec: node.spec,
    on: node.on,
    connected: node.connected,
    kubelet: node.kubelet,
    life: node.life,
    startedAt: node.startedAt,
    relistFrom: node.relistFrom,
    boots: node.boots,
    registered: node.registered,
    lease: node.lease,
    leaseInFlight: node.leaseInFlight,
    seenNode: node.seenNode,
    reportedAt: node.reportedAt,
    statusInFlight: node.statusInFlight,
    reportedImages: node.reportedImages,
    reportedDisks: node.reportedDisks,
    cordoned: node.cordoned,
    ready: node.ready,
    networkReady: node.networkReady,
    pullQueue: node.pullQueue,
    pulling: node.pulling,
    statusQueue: node.statusQueue,
    statusBusy: node.statusBusy,
  };
  return Object.assign(next, patch);
}

export const workerOf = (sim: Sim, node: string, uid: string): PodWorker | undefined => workersOf(sim, node).get(uid);

export function patchWorker(sim: Sim, name: string, uid: string, patch: Partial<PodWorker>): PodWorker | undefined {
  const all = workersOf(sim, name);
  const worker = all.get(uid);
  if (!worker) return undefined;
  const next = changedWorker(worker, patch);
  setWorkers(sim, name, all.set(uid, next));
  return next;
}

/** Written out, so that all workers have one hidden class whoever changed them last. */
function changedWorker(worker: PodWorker, patch: Partial<PodWorker>): PodWorker {
  const next: PodWorker = {
    uid: worker.uid,
    key: worker.key,
    pod: worker.pod,
    phase: worker.phase,
    addedAt: worker.addedAt,
    admitted: worker.admitted,
    busy: worker.busy,
    pending: worker.pending,
    token: worker.token,
    syncAt: worker.syncAt,
    lastSyncEnd: worker.lastSyncEnd,
    sync: worker.sync,
    reasons: worker.reasons,
    backOffs: worker.backOffs,
    volumes: worker.volumes,
    probes: worker.probes,
    stops: worker.stops,
    status: worker.status,
    statusVersion: worker.statusVersion,
    sentVersion: worker.sentVersion,
    deleteSent: worker.deleteSent,
    orphan: worker.orphan,
    failure: worker.failure,
  };
  return Object.assign(next, patch);
}

export function patchSync(sim: Sim, name: string, uid: string, patch: Partial<SyncState>): void {
  const sync = workerOf(sim, name, uid)?.sync;
  if (!sync) return;
  const next: SyncState = {
    startedAt: sync.startedAt,
    reported: sync.reported,
    volumesReady: sync.volumesReady,
    plan: sync.plan,
    killed: sync.killed,
    sandboxed: sync.sandboxed,
    next: sync.next,
    current: sync.current,
    failed: sync.failed,
  };
  patchWorker(sim, name, uid, { sync: Object.assign(next, patch) });
}

/**
 * What the kubelet can read of ConfigMaps, Secrets, Services and its Node.
 * Simplified: the real kubelet watches each referenced object on a stream of its own; here it reads them as they are now, and
 * while it is cut off as they were when it last heard anything.
 */
export const viewOf = (sim: Sim, node: string): Root => (isUp(sim, kubelet(node)) ? sim.get(etcd).root : cacheOf(sim, kubelet(node)));

export const nodeObject = (sim: Sim, node: string): Node | undefined => getObject<Node>(viewOf(sim, node), 'nodes', node);
