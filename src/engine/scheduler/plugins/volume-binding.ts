import { deepEqual } from '../../../base/json.ts';
import { keyOf } from '../../../kinds/object.ts';
import { type Cycle, type Plugin, rejection } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import { EMPTY_PLAN, findPodVolumes, type VolumePlan } from '../volumes/find.ts';
import { claimKeysOf, podClaims, type PodClaims } from '../volumes/pod-claims.ts';

const UNBOUND = rejection('VolumeBinding', 'UnschedulableAndUnresolvable', 'pod has unbound immediate PersistentVolumeClaims');

/** Volumes must be reachable from the node; claims that wait for a pod get one chosen, or made, for it. */
export const volumeBinding: Plugin = {
  name: 'VolumeBinding',
  preFilter: (cycle) => {
    if (claimKeysOf(cycle.pod).length === 0) return undefined;
    const claims = podClaims(cycle);
    if (typeof claims === 'string') return { rejection: rejection('VolumeBinding', 'UnschedulableAndUnresolvable', claims) };
    return claims.immediate.length > 0 ? { rejection: UNBOUND } : undefined;
  },
  filters: ({ pod }) => claimKeysOf(pod).length > 0,
  filter: (cycle, node) => {
    const plan = planOn(cycle, node);
    return plan instanceof Array ? rejection('VolumeBinding', 'UnschedulableAndUnresolvable', ...plan) : undefined;
  },
  wakes: {
    claim: (pod, { action, after }) => action !== 'delete' && after !== undefined && claimKeysOf(pod).includes(keyOf(after.metadata)),
    volume: (_pod, { action }) => action !== 'delete',
    storageClass: (_pod, { action }) => action !== 'delete',
    node: (_pod, { action, factsBefore, factsAfter }) => action === 'add' || (action === 'update' && !deepEqual(factsBefore?.labels, factsAfter?.labels)),
  },
};

const claimsOf = new WeakMap<Cycle, PodClaims>();

function planOn(cycle: Cycle, node: NodeInfo): VolumePlan | readonly string[] {
  let claims = claimsOf.get(cycle);
  if (!claims) {
    const judged = podClaims(cycle);
    if (typeof judged === 'string') return [judged];
    claims = judged;
    claimsOf.set(cycle, claims);
  }
  return node.facts ? findPodVolumes(cycle, claims, node.facts) : EMPTY_PLAN;
}

/** What is to be written for the node that was chosen (Reserve). */
export function volumePlan(cycle: Cycle, node: NodeInfo): VolumePlan {
  if (claimKeysOf(cycle.pod).length === 0) return EMPTY_PLAN;
  const plan = planOn(cycle, node);
  return plan instanceof Array ? EMPTY_PLAN : (plan as VolumePlan);
}
