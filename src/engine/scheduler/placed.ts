import { keyOf } from '../../kinds/object.ts';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import type { PlacedPod } from './node-info.ts';
import { classOf } from './pod-class.ts';
import { claimKeysOf } from './volumes/pod-claims.ts';

export const priorityOf = (pod: Pod): number => pod.spec.priority ?? 0;

const NO_LABELS: Readonly<Record<string, string>> = {};

/** A pod as it counts on a node. */
export const placed = (pod: Pod, node: string, assumed: boolean): PlacedPod => ({
  key: keyOf(pod.metadata),
  uid: pod.metadata.uid ?? '',
  node,
  cls: classOf(pod),
  priority: priorityOf(pod),
  namespace: pod.metadata.namespace ?? '',
  labels: pod.metadata.labels ?? NO_LABELS,
  affinity: pod.spec.affinity,
  terminating: pod.metadata.deletionTimestamp !== undefined,
  claims: claimKeysOf(pod),
  assumed,
});
