import { SortedMap } from '../../base/sorted-map.ts';
import type { NodeInfo, PlacedPod } from './node-info.ts';

/** The placed pods that satisfy a condition, with their number per node. Belongs to the memo: read it, do not keep it. */
export interface PodSet {
  readonly pods: ReadonlyMap<string, PlacedPod>;
  readonly perNode: ReadonlyMap<string, number>;
}

interface Entry {
  from: SortedMap<PlacedPod>;
  readonly pods: Map<string, PlacedPod>;
  readonly perNode: Map<string, number>;
}

const KEPT = 256;
const entries = new Map<string, Entry>();

/**
 * All placed pods for which `matches` holds. `key` must name the condition completely. Remembered from call to call and brought up
 * to date by what changed between the two (immutable) maps, so that a pod more costs one step, not a count of all.
 */
export function podSet(all: SortedMap<PlacedPod>, key: string, matches: (pod: PlacedPod) => boolean): PodSet {
  let entry = entries.get(key);
  if (!entry) {
    if (entries.size >= KEPT) entries.delete(entries.keys().next().value as string);
    entry = { from: SortedMap.empty(), pods: new Map(), perNode: new Map() };
    entries.set(key, entry);
  }
  if (entry.from !== all) {
    for (const { key: pod, before, after } of entry.from.diff(all)) {
      if (before && entry.pods.delete(pod)) count(entry.perNode, before.node, -1);
      if (!after || !matches(after)) continue;
      entry.pods.set(pod, after);
      count(entry.perNode, after.node, 1);
    }
    entry.from = all;
  }
  return entry;
}

function count(perNode: Map<string, number>, node: string, change: 1 | -1): void {
  const next = (perNode.get(node) ?? 0) + change;
  if (next === 0) perNode.delete(node);
  else perNode.set(node, next);
}

/** How many of these pods a node has in a dry run, more (or less, negative) than it really has. */
export function changeOn(real: NodeInfo | undefined, view: NodeInfo, matches: (pod: PlacedPod) => boolean): number {
  if (real === view || !real) return 0;
  let change = 0;
  for (const { before, after } of real.pods.diff(view.pods)) {
    if (before && matches(before)) change--;
    if (after && matches(after)) change++;
  }
  return change;
}
