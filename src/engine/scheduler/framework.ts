import type { KubeObject } from '../../kinds/object.ts';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import type { Root } from '../etcd/store.ts';
import type { SchedulerCache } from './cache.ts';
import type { NodeFacts } from './node-facts.ts';
import type { NodeInfo } from './node-info.ts';
import type { PodClass } from './pod-class.ts';
import type { AssumedVolumes } from './volumes/assumed.ts';

/** The plugins of the default profile, by upstream's names (pkg/scheduler/framework/plugins/names). */
export type PluginName =
  | 'SchedulingGates'
  | 'PrioritySort'
  | 'NodeUnschedulable'
  | 'NodeName'
  | 'TaintToleration'
  | 'NodeAffinity'
  | 'NodePorts'
  | 'NodeResourcesFit'
  | 'VolumeRestrictions'
  | 'NodeVolumeLimits'
  | 'VolumeBinding'
  | 'VolumeZone'
  | 'PodTopologySpread'
  | 'InterPodAffinity'
  | 'DefaultPreemption'
  | 'NodeResourcesBalancedAllocation'
  | 'ImageLocality'
  | 'DefaultBinder';

/** Why a plugin refuses a node (or, in preFilter, the pod as a whole). */
export interface Rejection {
  readonly plugin: PluginName;
  /** `Unschedulable`: removing pods could help, so preemption tries the node. `UnschedulableAndUnresolvable`: it could not. */
  readonly code: 'Unschedulable' | 'UnschedulableAndUnresolvable';
  /** In the words the event and the condition carry. */
  readonly reasons: readonly string[];
}

/** One scheduling cycle: the pod and the snapshot it is judged by. */
export interface Cycle {
  readonly pod: Pod;
  readonly key: string;
  readonly cls: PodClass;
  readonly priority: number;
  /** The informer cache. */
  readonly root: Root;
  readonly cache: SchedulerCache;
  readonly assumedVolumes: AssumedVolumes;
}

export interface PreFilterResult {
  /** Only these nodes can fit; the others are not looked at. */
  readonly nodes?: readonly string[];
  readonly rejection?: Rejection;
}

/** Something changed in the cluster that may help a pod which was refused. */
export interface ClusterEvent {
  readonly resource: 'node' | 'assignedPod' | 'unscheduledPod' | 'claim' | 'volume' | 'storageClass';
  readonly action: 'add' | 'update' | 'delete';
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
  /** For nodes: what the scheduler sees of them. */
  readonly factsBefore?: NodeFacts | undefined;
  readonly factsAfter?: NodeFacts | undefined;
}

/** A queueing hint: whether this change may make a pod schedulable that the plugin refused (EventsToRegister and QueueingHintFn). */
export type Hint = (pod: Pod, event: ClusterEvent) => boolean;

export interface Scorer {
  readonly weight: number;
  /** The plugin has nothing to say on this pod: it takes no part (PreScore returns Skip). */
  readonly skip?: (cycle: Cycle) => boolean;
  /** One of three: by the Node object, by the node with its pods, or by more than class and node. The first two are remembered per class. */
  readonly ofFacts?: (cls: PodClass, facts: NodeFacts) => number;
  readonly ofNode?: (cls: PodClass, node: NodeInfo) => number;
  readonly ofCycle?: (cycle: Cycle, node: NodeInfo) => number;
  /** All nodes at once, normalised by the plugin itself to 0…100. */
  readonly ofAll?: (cycle: Cycle, nodes: readonly NodeInfo[]) => number[];
  /** Whether `ofCycle` would give every node 0. */
  readonly nothing?: (cycle: Cycle) => boolean;
  /** `best`: the highest becomes 100; `least`: the highest becomes 0 (DefaultNormalizeScore). */
  readonly normalise?: 'best' | 'least';
}

export interface Plugin {
  readonly name: PluginName;
  readonly preFilter?: (cycle: Cycle) => PreFilterResult | undefined;
  /** A filter that looks at the class of the pod and the Node object alone; remembered for both. */
  readonly filterFacts?: (cls: PodClass, facts: NodeFacts) => Rejection | undefined;
  /** One that looks at the class and at the node with its pods; remembered until the node changes. */
  readonly filterNode?: (cls: PodClass, node: NodeInfo) => Rejection | undefined;
  /** Whether `filter` has anything to check for this pod; without it, it always has. */
  readonly filters?: (cycle: Cycle) => boolean;
  /** One that looks at more than that; asked in every cycle, after the others. */
  readonly filter?: (cycle: Cycle, node: NodeInfo) => Rejection | undefined;
  readonly score?: Scorer;
  readonly wakes?: Partial<Record<ClusterEvent['resource'], Hint>>;
}

export const MAX_NODE_SCORE = 100;

export const rejection = (plugin: PluginName, code: Rejection['code'], ...reasons: readonly string[]): Rejection =>
  Object.freeze({ plugin, code, reasons: Object.freeze([...reasons]) });
