import { byText } from '../../../base/order.ts';
import { keyOf } from '../../../kinds/object.ts';
import type { PersistentVolume, PersistentVolumeClaim, TopologySelectorTerm } from '../../../kinds/schema/types.gen.ts';
import { annotation, NO_PROVISIONER, SELECTED_NODE } from '../../storage/annotations.ts';
import { findMatchingVolume, isReachableFrom, requestOf } from '../../storage/matching.ts';
import type { Cycle } from '../framework.ts';
import type { NodeFacts } from '../node-facts.ts';
import { allVolumes, volumeOf } from './assumed.ts';
import { type PodClaims, storageClassOf } from './pod-claims.ts';

/** What has to be written before a pod can be bound to a node: existing volumes for some claims, new ones for others. */
export interface VolumePlan {
  readonly bindings: readonly { readonly claim: PersistentVolumeClaim; readonly volume: PersistentVolume }[];
  readonly provisions: readonly PersistentVolumeClaim[];
}

export const EMPTY_PLAN: VolumePlan = { bindings: [], provisions: [] };

const NODE_CONFLICT = "node(s) didn't match PersistentVolume's node affinity";
const BIND_CONFLICT = "node(s) didn't find available persistent volumes to bind";
const VOLUME_GONE = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';

/** volumeBinder.FindPodVolumes: the plan for one node, or the reasons against it. */
export function findPodVolumes(cycle: Cycle, claims: PodClaims, node: NodeFacts): VolumePlan | readonly string[] {
  const reasons: string[] = [];
  for (const claim of claims.bound) {
    const volume = volumeOf(cycle.root, cycle.assumedVolumes, claim.spec.volumeName ?? '');
    if (!volume) return [VOLUME_GONE];
    if (!isReachableFrom(volume, node)) reasons.push(NODE_CONFLICT);
  }
  if (reasons.length > 0) return [NODE_CONFLICT];
  return claims.delayed.length === 0 ? EMPTY_PLAN : planFor(cycle, claims.delayed, node);
}

function planFor(cycle: Cycle, claims: readonly PersistentVolumeClaim[], node: NodeFacts): VolumePlan | readonly string[] {
  const toProvision: PersistentVolumeClaim[] = [];
  const toMatch: PersistentVolumeClaim[] = [];
  for (const claim of claims) {
    const selected = annotation(claim, SELECTED_NODE);
    if (selected === undefined) toMatch.push(claim);
    else if (selected !== node.name) return [BIND_CONFLICT];
    else toProvision.push(claim);
  }
  const bindings: { claim: PersistentVolumeClaim; volume: PersistentVolume }[] = [];
  const taken = new Set<string>();
  const volumes = toMatch.length > 0 ? [...allVolumes(cycle.root, cycle.assumedVolumes)].sort((a, b) => byText(a.metadata.name, b.metadata.name)) : [];
  // The claim that asks for least goes first, so that it does not take a volume a bigger one needs.
  const smallestFirst = [...toMatch].sort((a, b) =>
    requestOf(a).nanos < requestOf(b).nanos ? -1 : requestOf(a).nanos > requestOf(b).nanos ? 1 : byText(keyOf(a.metadata), keyOf(b.metadata)),
  );
  for (const claim of smallestFirst) {
    const { volume } = findMatchingVolume(claim, volumes, { node, delayBinding: true, taken });
    if (!volume) {
      toProvision.push(claim);
      continue;
    }
    taken.add(volume.metadata.name);
    bindings.push({ claim, volume });
  }
  for (const claim of toProvision) {
    const storageClass = storageClassOf(cycle, claim);
    if (!storageClass || storageClass.provisioner === NO_PROVISIONER || !allows(storageClass.allowedTopologies, node)) return [BIND_CONFLICT];
  }
  return { bindings, provisions: toProvision };
}

/** A class without topologies allows every node; terms are alternatives, their expressions must all hold. */
function allows(terms: readonly TopologySelectorTerm[] | undefined, node: NodeFacts): boolean {
  if (!terms || terms.length === 0) return true;
  return terms.some((term) => (term.matchLabelExpressions ?? []).every(({ key, values }) => values.includes(node.labels[key] ?? '')));
}
