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
  /** A score that depends on the class of the pod and the Node object alone; worked out once for both. */
  readonly ofFacts?: (cls: PodClass, facts: NodeFacts) => number;
  readonly ofNode?: (cycle: Cycle, node: NodeInfo) => number;
  /** `best`: the highest becomes 100; `least`: the highest becomes 0 (DefaultNormalizeScore). */
  readonly normalise?: 'best' | 'least';
}

export interface Plugin {
  readonly name: PluginName;
  readonly preFilter?: (cycle: Cycle) => PreFilterResult | undefined;
  /** A filter that depends on the class of the pod and the Node object alone; worked out once for both. */
  readonly filterFacts?: (cls: PodClass, facts: NodeFacts) => Rejection | undefined;
  /** Whether `filter` has anything to check for this pod; without it, it always has. */
  readonly filters?: (cycle: Cycle) => boolean;
  readonly filter?: (cycle: Cycle, node: NodeInfo) => Rejection | undefined;
  readonly score?: Scorer;
  readonly wakes?: Partial<Record<ClusterEvent['resource'], Hint>>;
}

export const MAX_NODE_SCORE = 100;

export const rejection = (plugin: PluginName, code: Rejection['code'], ...reasons: readonly string[]): Rejection => Object.freeze({ plugin, code, reasons: Object.freeze([...reasons]) });
