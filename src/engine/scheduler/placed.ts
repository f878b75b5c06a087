import { keyOf } from '../../kinds/object.ts';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import type { PlacedPod } from './node-info.ts';
import { classOf } from './pod-class.ts';
import { claimKeysOf } from './volumes/pod-claims.ts';

export const priorityOf = (pod: Pod): number => pod.spec.priority ?? 0;

/** A pod as it counts on a node. */
export const placed = (pod: Pod, node: string, assumed: boolean): PlacedPod => ({
  key: keyOf(pod.metadata),
  uid: pod.metadata.uid ?? '',
  node,
  cls: classOf(pod),
  priority: priorityOf(pod),
  claims: claimKeysOf(pod),
  assumed,
});
