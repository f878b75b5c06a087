import type { Deployment, ReplicaSet } from '../../../kinds/schema/types.gen.ts';
import type { Decision } from '../controller.ts';
import { isSuccess } from '../../../wire/request.ts';
import { type Script, SyncFailed, written } from '../script.ts';
import {
  availableOf,
  byCreation,
  byRevision,
  bySizeThenNewer,
  bySizeThenOlder,
  desiredAnnotation,
  hasHistoryLimit,
  isActive,
  isRolling,
  mostReplicas,
  proportionOf,
  sizeOf,
  totalSize,
  wantedBy,
} from './replicas.ts';
import { replicasAnnotations } from './revision.ts';
import type { Rollout } from './rollout.ts';
import type { Sets } from './status.ts';

/** Scaling of ReplicaSets, and tidying up of old ones (upstream: pkg/controller/deployment/sync.go, 1.36). */

/** Sets a ReplicaSet's size and tells of it. Gives the ReplicaSet as it is then. */
export function* scaled(rollout: Rollout, rs: ReplicaSet, to: { readonly size: number; readonly why?: Decision }): Script<ReplicaSet> {
  const from = sizeOf(rs);
  const annotations = replicasAnnotations(rollout.d, rs);
  if (from === to.size && annotations === rs.metadata.annotations) return rs;
  const object = { ...rs, metadata: { ...rs.metadata, annotations }, spec: { ...rs.spec, replicas: to.size } } as ReplicaSet;
  const after = yield* written<ReplicaSet>({ do: 'update', resource: 'replicasets', object, ...(to.why ? { why: to.why } : {}) });
  if (from !== to.size) {
    const message = `Scaled ${to.size > from ? 'up' : 'down'} replica set ${rs.metadata.name} from ${from} to ${to.size}`;
    yield { do: 'event', about: rollout.d, type: 'Normal', reason: 'ScalingReplicaSet', message };
  }
  return after;
}

/** A wish to change spec.replicas shows as a difference to what the ReplicaSets remember as desired. */
export const isScalingEvent = (d: Deployment, { newRS, oldRSs }: Sets): boolean =>
  [...oldRSs, newRS].some((rs) => rs !== undefined && isActive(rs) && desiredAnnotation(rs) !== undefined && desiredAnnotation(rs) !== wantedBy(d));

/** dc.scale */
export function* scaleAll(rollout: Rollout, sets: Sets): Script<void> {
  const { d } = rollout;
  const single = activeOrLatest(sets);
  if (single) {
    const args = { deployment: d.metadata.name, replicaSet: single.metadata.name, from: sizeOf(single), to: wantedBy(d) };
    if (sizeOf(single) !== wantedBy(d)) yield* scaled(rollout, single, { size: wantedBy(d), why: { say: 'deployment.scale', args } });
    return;
  }
  if (isSaturated(d, sets.newRS)) {
    for (const old of sets.oldRSs.filter(isActive)) {
      const args = { deployment: d.metadata.name, replicaSet: old.metadata.name, from: sizeOf(old), to: 0 };
      yield* scaled(rollout, old, { size: 0, why: { say: 'deployment.scale', args } });
    }
    return;
  }
  if (isRolling(d)) yield* scaleProportionally(rollout, sets);
}

/** FindActiveOrLatest: the only active one, or the newest when none is; undefined when several are. */
function activeOrLatest({ newRS, oldRSs }: Sets): ReplicaSet | undefined {
  const olds = [...oldRSs].sort((a, b) => byCreation(b, a));
  const active = [...olds, ...(newRS ? [newRS] : [])].filter(isActive);
  if (active.length > 1) return undefined;
  return active[0] ?? newRS ?? olds[0];
}

const isSaturated = (d: Deployment, rs: ReplicaSet | undefined): boolean =>
  rs !== undefined && sizeOf(rs) === wantedBy(d) && desiredAnnotation(rs) === wantedBy(d) && availableOf(rs) === wantedBy(d);

/** In the middle of a rollout the difference is shared among all active ReplicaSets, in proportion to their sizes. */
function* scaleProportionally(rollout: Rollout, { newRS, oldRSs }: Sets): Script<void> {
  const { d } = rollout;
  const active = [...oldRSs, ...(newRS ? [newRS] : [])].filter(isActive);
  const allowed = wantedBy(d) > 0 ? mostReplicas(d) : 0;
  const toAdd = allowed - totalSize(active);
  if (toAdd !== 0) active.sort(toAdd > 0 ? bySizeThenNewer : bySizeThenOlder);
  let added = 0;
  const sizes = active.map((rs) => {
    const share = proportionOf(rs, d, { toAdd, added });
    added += share;
    return sizeOf(rs) + share;
  });
  // What rounding left over goes to the largest.
  if (sizes.length > 0) sizes[0] = Math.max(0, (sizes[0] as number) + toAdd - added);
  for (const [index, rs] of active.entries()) {
    const size = sizes[index] as number;
    const args = { deployment: d.metadata.name, replicaSet: rs.metadata.name, from: sizeOf(rs), to: size, share: toAdd, total: totalSize(active) };
    yield* scaled(rollout, rs, { size, ...(size === sizeOf(rs) ? {} : { why: { say: 'deployment.scale-proportionally', args } }) });
  }
}

/** cleanupDeployment: old ReplicaSets beyond the history limit go, lowest revision first, if nothing of them is left. */
export function* tidyHistory(rollout: Rollout, oldRSs: readonly ReplicaSet[]): Script<void> {
  const { d } = rollout;
  if (!hasHistoryLimit(d)) return;
  const limit = d.spec.revisionHistoryLimit as number;
  const alive = oldRSs.filter((rs) => rs.metadata.deletionTimestamp === undefined).sort(byRevision);
  for (const rs of alive.slice(0, Math.max(0, alive.length - limit))) {
    const settled = (rs.status?.observedGeneration ?? 0) >= (rs.metadata.generation ?? 0);
    if ((rs.status?.replicas ?? 0) !== 0 || sizeOf(rs) !== 0 || !settled) continue;
    const args = { deployment: d.metadata.name, replicaSet: rs.metadata.name, kept: limit, found: alive.length };
    yield* removed(rs, { say: 'deployment.forget-revision', args });
  }
}

function* removed(rs: ReplicaSet, why: Decision): Script<void> {
  const answer = yield { do: 'remove', resource: 'replicasets', namespace: rs.metadata.namespace as string, name: rs.metadata.name, why };
  if (!isSuccess(answer) && answer.code !== 404) throw new SyncFailed('an old ReplicaSet could not be removed');
}
