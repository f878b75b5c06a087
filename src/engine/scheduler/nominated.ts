import { SortedMap } from '../../base/sorted-map.ts';
import { slot } from '../sim/slot.ts';
import { type NodeInfo, type PlacedPod, withPod } from './node-info.ts';

/** Pods that wait for room that preemption is making for them on a node: node → pod `ns/name` → pod. */
export type Nominated = SortedMap<SortedMap<PlacedPod>>;

export const nominatedPods = slot<Nominated>('scheduler/nominated', () => SortedMap.empty());

export function nominate(nominated: Nominated, pod: PlacedPod): Nominated {
  const bare = unnominate(nominated, pod.key);
  return bare.set(pod.node, (bare.get(pod.node) ?? SortedMap.empty<PlacedPod>()).set(pod.key, pod));
}

export function unnominate(nominated: Nominated, key: string): Nominated {
  for (const [node, pods] of nominated.entries()) {
    if (!pods.has(key)) continue;
    const rest = pods.delete(key);
    return rest.size === 0 ? nominated.delete(node) : nominated.set(node, rest);
  }
  return nominated;
}

/** The node as it will be once pods nominated to it, no less important than this one, have arrived; undefined when there are none. */
export function withNominated(nominated: Nominated, node: NodeInfo, key: string, priority: number): NodeInfo | undefined {
  const pods = nominated.get(node.name);
  if (!pods) return undefined;
  let next: NodeInfo | undefined;
  for (const pod of pods.values()) if (pod.key !== key && pod.priority >= priority) next = withPod(next ?? node, pod);
  return next;
}
