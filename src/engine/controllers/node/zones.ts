import type { SortedMap } from '../../../base/sorted-map.ts';
import type { SimTime } from '../../../base/time.ts';
import type { Node } from '../../../kinds/schema/types.gen.ts';

/** How many nodes may be emptied how fast, by zone (upstream: handleDisruption in pkg/controller/nodelifecycle). */

export type ZoneState = 'Normal' | 'FullDisruption' | 'PartialDisruption';

/** --unhealthy-zone-threshold, --large-cluster-size-threshold, --node-eviction-rate, --secondary-node-eviction-rate */
const UNHEALTHY_SHARE = 0.55;
const LARGE_CLUSTER = 50;
const EVICTION_RATE = 0.1;
const SECONDARY_RATE = 0.01;

export interface ZoneCount {
  readonly ready: number;
  readonly notReady: number;
}

/** Nodes waiting for their NoExecute taint, in order, and when the zone may take the next. */
export interface Zone {
  readonly state: ZoneState;
  /** Nodes per second. */
  readonly rate: number;
  readonly waiting: readonly string[];
  readonly nextAt: SimTime;
}

const EXCLUDED = 'node.kubernetes.io/exclude-disruption';
export const countsForZone = (node: Node): boolean => node.metadata.labels?.[EXCLUDED] === undefined;

/** Region and zone; nodes without either are one zone. */
export function zoneOf(node: Node): string {
  const labels = node.metadata.labels ?? {};
  const [region, zone] = [labels['topology.kubernetes.io/region'] ?? '', labels['topology.kubernetes.io/zone'] ?? ''];
  return region === '' && zone === '' ? '' : `${region}:${zone}`;
}

export function stateOfZone({ ready, notReady }: ZoneCount): ZoneState {
  if (ready === 0 && notReady > 0) return 'FullDisruption';
  return notReady > 2 && notReady / (notReady + ready) >= UNHEALTHY_SHARE ? 'PartialDisruption' : 'Normal';
}

/** When every zone is fully disrupted the fault is more likely here than there: nothing is evicted. */
export const allDisrupted = (zones: SortedMap<Zone>): boolean => zones.size > 0 && [...zones.values()].every((zone) => zone.state === 'FullDisruption');

export function rateOf(state: ZoneState, { ready, notReady }: ZoneCount): number {
  if (state !== 'PartialDisruption') return EVICTION_RATE;
  return ready + notReady > LARGE_CLUSTER ? SECONDARY_RATE : 0;
}
