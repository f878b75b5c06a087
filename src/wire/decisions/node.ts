/** What the controllers that look after nodes decide. */
export interface NodeDecisions {
  'node-lifecycle.unknown': { node: string; silentSeconds: number; graceSeconds: number };
  'node-lifecycle.reachable': { node: string };
  'node-lifecycle.all-disrupted': { node: string };
  /** The NoExecute taint. waiting: nodes of the zone that come later. */
  'node-lifecycle.evict': { node: string; taint: string; zone: 'Normal' | 'PartialDisruption' | 'FullDisruption'; waiting: number };
  'node-lifecycle.no-schedule': { node: string; add: string[]; remove: string[] };
  'taint-eviction.wait': { pod: string; node: string; taints: string[]; seconds: number };
  'taint-eviction.cancel': { pod: string };
  'taint-eviction.evict': { pod: string; node: string; taints: string[] };
  'pod-garbage.orphaned': { pod: string; node: string | null };
  'pod-garbage.unscheduled': { pod: string; node: string | null };
  'pod-garbage.out-of-service': { pod: string; node: string | null };
  'pod-garbage.terminated': { pod: string; node: string | null };
  'node-ipam.assign': { node: string; cidr: string };
  'node-ipam.release': { node: string; cidr: string };
  'node-ipam.none-left': { node: string; cluster: string };
}
