import { deepEqual } from '../../base/json.ts';
import { SortedMap } from '../../base/sorted-map.ts';
import { Vector } from '../../base/vector.ts';
import { slot } from '../sim/slot.ts';
import type { NodeFacts } from './node-facts.ts';
import { zoneOf } from './node-facts.ts';
import { confirmed, emptyNode, type NodeInfo, type PlacedPod, withoutPod, withPod } from './node-info.ts';

/**
 * The scheduler's own picture of the cluster (pkg/scheduler/backend/cache): nodes with their sums, and the pods assumed to be on
 * them although the API server has not confirmed it. Pure functions over persistent data: path copying per pod.
 */
export interface SchedulerCache {
  /** Nodes at dense places; a place is free (undefined) after its node has gone. */
  readonly nodes: Vector<NodeInfo | undefined>;
  readonly places: SortedMap<number>;
  readonly free: readonly number[];
  /** Order of coming → where a node is and in which zone; `orderOf` makes the order of looking from it. */
  readonly arrivals: SortedMap<{ readonly place: number; readonly zone: string }>;
  /** Node → its key in `arrivals`. */
  readonly arrival: SortedMap<string>;
  readonly came: number;
  /** Image → its size and how many nodes have it. */
  readonly images: SortedMap<ImageState>;
  /** `ns/name` → where it counts. */
  readonly pods: SortedMap<PlacedPod>;
  /** Those of them with affinity or anti-affinity to pods: few, and asked for in every cycle. */
  readonly affine: SortedMap<PlacedPod>;
  /** Claim `ns/name` → number of placed pods that mount it. */
  readonly claimUsers: SortedMap<number>;
}

export interface ImageState {
  readonly bytes: number;
  readonly nodes: number;
}

export const EMPTY_CACHE: SchedulerCache = {
  nodes: Vector.empty(),
  places: SortedMap.empty(),
  free: [],
  arrivals: SortedMap.empty(),
  arrival: SortedMap.empty(),
  came: 0,
  images: SortedMap.empty(),
  pods: SortedMap.empty(),
  affine: SortedMap.empty(),
  claimUsers: SortedMap.empty(),
};

/** Written out, so that all versions of it have one hidden class. */
const changed = (cache: SchedulerCache, change: Partial<SchedulerCache>): SchedulerCache => ({
  nodes: change.nodes ?? cache.nodes,
  places: change.places ?? cache.places,
  free: change.free ?? cache.free,
  arrivals: change.arrivals ?? cache.arrivals,
  arrival: change.arrival ?? cache.arrival,
  came: change.came ?? cache.came,
  images: change.images ?? cache.images,
  pods: change.pods ?? cache.pods,
  affine: change.affine ?? cache.affine,
  claimUsers: change.claimUsers ?? cache.claimUsers,
});

export const schedulerCache = slot<SchedulerCache>('scheduler/cache', () => EMPTY_CACHE);

export const nodeCount = (cache: SchedulerCache): number => cache.arrivals.size;

export function nodeOf(cache: SchedulerCache, name: string): NodeInfo | undefined {
  const place = cache.places.get(name);
  return place === undefined ? undefined : cache.nodes.get(place);
}

export function setNode(cache: SchedulerCache, facts: NodeFacts): SchedulerCache {
  const before = nodeOf(cache, facts.name);
  if (before?.facts === facts) return cache;
  const next = putNode(cache, { ...(before ?? emptyNode(facts.name)), facts });
  const images = countImages(countImages(next.images, before?.facts, -1), facts, 1);
  const moved = !before?.facts || zoneOf(before.facts) !== zoneOf(facts);
  return moved ? arrived(changed(next, { images }), facts) : changed(next, { images });
}

/** The Node object is gone; its pods still count until they go too. */
export function removeNode(cache: SchedulerCache, name: string): SchedulerCache {
  const place = cache.places.get(name);
  const node = place === undefined ? undefined : cache.nodes.get(place);
  if (place === undefined || !node?.facts) return cache;
  const images = countImages(cache.images, node.facts, -1);
  const bare = changed(left(cache, name), { images, nodes: cache.nodes.set(place, { ...node, facts: undefined }) });
  return dropIfEmpty(bare, name);
}

/** A node is new, or has moved to another zone: it stands last. */
function arrived(cache: SchedulerCache, facts: NodeFacts): SchedulerCache {
  const bare = left(cache, facts.name);
  const key = String(bare.came).padStart(12, '0');
  const place = cache.places.get(facts.name) as number;
  return changed(bare, { came: bare.came + 1, arrival: bare.arrival.set(facts.name, key), arrivals: bare.arrivals.set(key, { place, zone: zoneOf(facts) }) });
}

function left(cache: SchedulerCache, name: string): SchedulerCache {
  const key = cache.arrival.get(name);
  return key === undefined ? cache : changed(cache, { arrival: cache.arrival.delete(name), arrivals: cache.arrivals.delete(key) });
}

export function placePod(cache: SchedulerCache, pod: PlacedPod): SchedulerCache {
  const before = cache.pods.get(pod.key);
  if (before && before.uid === pod.uid && before.node === pod.node && before.cls === pod.cls) {
    const same = before.assumed === pod.assumed && before.priority === pod.priority && before.terminating === pod.terminating;
    if (same && deepEqual(before.labels, pod.labels)) return cache;
    const node = nodeOf(cache, pod.node);
    return changed(node ? putNode(cache, confirmed(node, pod)) : cache, { pods: cache.pods.set(pod.key, pod), affine: withAffine(cache.affine, pod) });
  }
  const bare = before ? displacePod(cache, pod.key) : cache;
  const next = putNode(bare, withPod(nodeOf(bare, pod.node) ?? emptyNode(pod.node), pod));
  return changed(next, { pods: bare.pods.set(pod.key, pod), affine: withAffine(bare.affine, pod), claimUsers: countClaims(bare.claimUsers, pod.claims, 1) });
}

export function displacePod(cache: SchedulerCache, key: string): SchedulerCache {
  const pod = cache.pods.get(key);
  if (!pod) return cache;
  const node = nodeOf(cache, pod.node);
  const next = node ? dropIfEmpty(putNode(cache, withoutPod(node, key)), pod.node) : cache;
  return changed(next, { pods: cache.pods.delete(key), affine: cache.affine.delete(key), claimUsers: countClaims(cache.claimUsers, pod.claims, -1) });
}

const withAffine = (affine: SortedMap<PlacedPod>, pod: PlacedPod): SortedMap<PlacedPod> =>
  pod.affinity?.podAffinity || pod.affinity?.podAntiAffinity ? affine.set(pod.key, pod) : affine;

function putNode(cache: SchedulerCache, node: NodeInfo): SchedulerCache {
  const place = cache.places.get(node.name);
  if (place !== undefined) return changed(cache, { nodes: cache.nodes.set(place, node) });
  const reused = cache.free[cache.free.length - 1];
  if (reused !== undefined)
    return changed(cache, { nodes: cache.nodes.set(reused, node), places: cache.places.set(node.name, reused), free: cache.free.slice(0, -1) });
  return changed(cache, { nodes: cache.nodes.push(node), places: cache.places.set(node.name, cache.nodes.length) });
}

function dropIfEmpty(cache: SchedulerCache, name: string): SchedulerCache {
  const place = cache.places.get(name);
  const node = place === undefined ? undefined : cache.nodes.get(place);
  if (place === undefined || !node || node.facts || node.pods.size > 0) return cache;
  return changed(cache, { nodes: cache.nodes.set(place, undefined), places: cache.places.delete(name), free: [...cache.free, place] });
}

const orders = new WeakMap<SchedulerCache['arrivals'], readonly number[]>();

/** Places of the nodes zone by zone in turn; within a zone in the order they came (backend/cache/node_tree.go). Worked out when nodes changed. */
export function orderOf({ arrivals }: SchedulerCache): readonly number[] {
  const known = orders.get(arrivals);
  if (known) return known;
  const zones = new Map<string, number[]>();
  for (const { place, zone } of arrivals.values()) {
    const members = zones.get(zone);
    if (members) members.push(place);
    else zones.set(zone, [place]);
  }
  const lists = [...zones.values()];
  const order: number[] = lists.length === 1 ? (lists[0] as number[]) : [];
  if (lists.length > 1) for (let i = 0; order.length < arrivals.size; i++) for (const list of lists) if (i < list.length) order.push(list[i] as number);
  orders.set(arrivals, order);
  return order;
}

function countImages(images: SortedMap<ImageState>, facts: NodeFacts | undefined, sign: 1 | -1): SortedMap<ImageState> {
  let next = images;
  if (facts)
    for (const name of Object.keys(facts.images)) {
      const state = next.get(name);
      const nodes = (state?.nodes ?? 0) + sign;
      next = nodes <= 0 ? next.delete(name) : next.set(name, { bytes: facts.images[name] ?? state?.bytes ?? 0, nodes });
    }
  return next;
}

function countClaims(users: SortedMap<number>, claims: readonly string[], sign: 1 | -1): SortedMap<number> {
  let next = users;
  for (const claim of claims) {
    const count = (next.get(claim) ?? 0) + sign;
    next = count <= 0 ? next.delete(claim) : next.set(claim, count);
  }
  return next;
}
