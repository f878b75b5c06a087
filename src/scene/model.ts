import type { JsonObject } from '../base/json.ts';
import type { Calls, Writes } from './ledger.ts';
import type { HappeningCode } from '../wire/happening.ts';
import type { PodState, RowKind } from '../wire/rows.ts';

/**
 * What the stage needs to know, and no more: small records with their texts in them, what components show of themselves, and what has
 * happened lately. The mirror of a source fulfils it through an adapter; fixtures fulfil it in tests and the gallery.
 */
export interface StageModel {
  /** Virtual time shown, microseconds. */
  readonly now: number;
  readonly rev: number;
  /** Virtual seconds per second; 0 while paused. */
  readonly speed: number;
  /** Grows with every change of records or parts. */
  readonly version: number;
  /** What changed after that version; undefined = anything may have. */
  changesSince(version: number): Changes | undefined;
  list<K extends RowKind>(kind: K): readonly StageRecords[K][];
  get<K extends RowKind>(kind: K, oid: number): StageRecords[K] | undefined;
  /** Pods bound to a node, '' = those without one. Order does not matter. */
  podsOf(node: string): readonly PodRecord[];
  /** Claims a pod mounts, as oids. */
  claimsOf(pod: number): readonly number[];
  /** What is in a pod, for a close look; undefined while its full object is not here. */
  insideOf(pod: number): PodInside | undefined;
  /** Deployments and lone ReplicaSets whose pods a Service selects, as oids; empty while full objects are not here. */
  workloadsOf(service: number): readonly number[];
  happening(id: number): StageHappening | undefined;
  readonly parts: PartsModel;
  /** The latest happenings, newest first, at most `limit`. */
  recent(limit: number): readonly StageHappening[];
  /** The last decision of an actor at the instant shown, however long ago; background passed over. */
  lastDecision(actor: string): StageHappening | undefined;
  /** The latest writes of etcd, at most `limit` of those that matter. */
  writes(limit: number): Writes;
  /** The latest calls on kube-apiserver, at most `limit`; background and Events passed over. */
  calls(limit: number): Calls;
  /** The last thing a person did. */
  lastCommand(): StageHappening | undefined;
  /** What travelled at any time in the span, newest first, at most `limit`. */
  travelling(fromUs: number, toUs: number, limit: number): readonly StageHappening[];
}

export interface Changes {
  readonly oids: readonly { readonly kind: RowKind; readonly oid: number }[];
  /** Actors whose parts changed. */
  readonly parts: readonly string[];
}

export interface StageHappening {
  readonly id: number;
  readonly t: number;
  /** Arrival of what travels, else 0. */
  readonly until: number;
  readonly code: HappeningCode;
  readonly actor: string;
  readonly to: string;
  readonly oid: number;
  readonly rev: number;
  readonly say: string;
  readonly background: boolean;
  readonly args: JsonObject;
}

interface Base {
  readonly oid: number;
  readonly name: string;
  readonly flags: number;
  readonly createdRev: number;
}

export interface NodeRecord extends Base {
  readonly cpuAllocatableMilli: number;
  readonly cpuRequestedMilli: number;
  readonly memoryAllocatableMi: number;
  readonly memoryRequestedMi: number;
  readonly podsAllocatable: number;
  readonly address: string;
}

export interface PodRecord extends Base {
  readonly namespace: string;
  /** Name of its node, '' = none yet. */
  readonly node: string;
  /** Oid of the object that owns it, 0 = none. */
  readonly owner: number;
  readonly state: PodState;
  readonly ready: number;
  readonly containers: number;
  readonly restarts: number;
  readonly ip: string;
  readonly note: string;
  /** Which hue of its family: pods of one template share it. */
  readonly colour: number;
}

export interface ReplicaSetRecord extends Base {
  readonly namespace: string;
  readonly owner: number;
  readonly wanted: number;
  readonly current: number;
  readonly ready: number;
  readonly available: number;
  readonly revision: number;
}

export interface DeploymentRecord extends Base {
  readonly namespace: string;
  readonly wanted: number;
  readonly current: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
}

export interface ServiceRecord extends Base {
  readonly namespace: string;
  readonly type: string;
  readonly clusterIP: string;
  readonly port: number;
  readonly nodePort: number;
  readonly endpointsReady: number;
  readonly endpointsTotal: number;
}

export interface ClaimRecord extends Base {
  readonly namespace: string;
  readonly phase: string;
  /** Oid of the volume, 0 = none. */
  readonly volume: number;
  readonly sizeMi: number;
  readonly modes: string;
  readonly class: string;
}

export interface VolumeRecord extends Base {
  readonly phase: string;
  readonly claim: number;
  readonly sizeMi: number;
  readonly modes: string;
  readonly class: string;
  readonly reclaim: string;
}

export interface ClassRecord extends Base {
  readonly provisioner: string;
  readonly bindingMode: string;
}

export interface ConfigRecord extends Base {
  readonly namespace: string;
  readonly keys: number;
}

export interface NamespaceRecord extends Base {
  readonly phase: string;
}

export interface StageRecords {
  Node: NodeRecord;
  Pod: PodRecord;
  ReplicaSet: ReplicaSetRecord;
  Deployment: DeploymentRecord;
  Service: ServiceRecord;
  PersistentVolumeClaim: ClaimRecord;
  PersistentVolume: VolumeRecord;
  StorageClass: ClassRecord;
  ConfigMap: ConfigRecord;
  Secret: ConfigRecord;
  Namespace: NamespaceRecord;
}

/** A pod seen from near. */
export interface PodInside {
  readonly containers: readonly ContainerInside[];
  readonly mounts: readonly MountInside[];
  readonly ip: string;
  readonly node: string;
  readonly phase: string;
}

export interface ContainerInside {
  readonly name: string;
  readonly image: string;
  readonly role: 'init' | 'sidecar' | 'main';
  /** `running`, `waiting`, `terminated`; with the reason the kubelet reports. */
  readonly state: 'running' | 'waiting' | 'terminated';
  readonly reason: string;
  readonly ready: boolean;
  readonly restarts: number;
  /** Kinds of its probes. */
  readonly probes: readonly ('startup' | 'readiness' | 'liveness')[];
}

export interface MountInside {
  readonly name: string;
  readonly source: 'emptyDir' | 'hostPath' | 'configMap' | 'secret' | 'claim' | 'projected' | 'other';
  /** Name of the ConfigMap, Secret or claim; path of a hostPath. */
  readonly of: string;
  /** Secrets and tokens lie in memory, so does an emptyDir that asks for it. */
  readonly medium: 'disk' | 'memory' | 'volume' | 'environment';
  /** Its oid, 0 = it does not exist (yet) or has none. */
  readonly oid: number;
}

/** What components show of themselves; undefined where nothing is known. */
export interface PartsModel {
  controller(name: string): ControllerPart | undefined;
  scheduler(): SchedulerPart | undefined;
  node(name: string): NodePart | undefined;
  traffic(): TrafficPart | undefined;
}

export interface ControllerPart {
  readonly queue: number;
  /** Keys being worked on now. */
  readonly busy: number;
  readonly on: boolean;
}

export interface SchedulerPart {
  readonly active: number;
  readonly backoff: number;
  readonly unschedulable: number;
  readonly on: boolean;
  /** The last scheduling cycle; `chosen` is '' when no node fitted. */
  readonly last?: { readonly happening: number; readonly pod: string; readonly chosen: string; readonly nodes: readonly Verdict[] };
}

export interface Verdict {
  readonly node: string;
  /** Weighted total of the score plugins; absent when there was nothing to compare or the node was refused. */
  readonly score?: number;
  /** Why the node was refused, as the filter plugin says it. */
  readonly reason?: string;
}

export interface NodePart {
  readonly images: readonly { readonly name: string; readonly progress: number }[];
  /** emptyDir, hostPath, tmpfs of Secrets, attached disks. */
  readonly volumes: readonly {
    readonly name: string;
    readonly medium: 'disk' | 'memory' | 'attached';
    readonly source?: MountInside['source'];
    readonly oid?: number;
  }[];
  readonly kubelet: boolean;
  readonly powered: boolean;
  readonly connected: boolean;
}

export interface TrafficPart {
  /** What users outside are asked to send. */
  readonly perSecond: number;
  /** Measured over the last seconds. */
  readonly failingPerSecond: number;
  /** What they sent in the last whole seconds, oldest first. */
  readonly seconds: readonly { readonly at: number; readonly ok: number; readonly failed: number }[];
}
