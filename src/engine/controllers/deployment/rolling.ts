import type { ReplicaSet } from '../../../kinds/schema/types.gen.ts';
import type { Decision } from '../controller.ts';
import type { Script } from '../script.ts';
import { availableOf, byCreation, isActive, leastAvailable, mostReplicas, newSize, sizeOf, totalAvailable, totalSize, wantedBy } from './replicas.ts';
import { syncedSets } from './revision.ts';
import type { Rollout } from './rollout.ts';
import { scaled, tidyHistory } from './scale.ts';
import { isComplete, type Sets, writeRolloutStatus } from './status.ts';

/** Rolling update (upstream: pkg/controller/deployment/rolling.go): one step up, or one step down, or waiting. */
export function* rollOut(rollout: Rollout): Script {
  const sets = yield* syncedSets(rollout, true);
  if (yield* scaleNew(rollout, sets)) return yield* writeRolloutStatus(rollout, sets);
  if (yield* scaleOld(rollout, sets)) return yield* writeRolloutStatus(rollout, sets);
  if (isComplete(rollout.d, rollout.d.status)) yield* tidyHistory(rollout, sets.oldRSs);
  return yield* writeRolloutStatus(rollout, sets, waiting(rollout, sets));
}

const allOf = (sets: Sets): ReplicaSet[] => [...sets.oldRSs, ...(sets.newRS ? [sets.newRS] : [])];

/** reconcileNewReplicaSet: as large as the surge allows. */
function* scaleNew(rollout: Rollout, sets: Sets): Script<boolean> {
  const { d } = rollout;
  const newRS = sets.newRS as ReplicaSet;
  const wanted = wantedBy(d);
  if (sizeOf(newRS) === wanted) return false;
  const size = sizeOf(newRS) > wanted ? wanted : newSize(d, allOf(sets), newRS);
  if (size === sizeOf(newRS)) return false;
  const args = { replicaSet: newRS.metadata.name, from: sizeOf(newRS), to: size, total: totalSize(allOf(sets)), most: mostReplicas(d) };
  yield* scaled(rollout, newRS, { size, why: { say: 'deployment.scale-up-new', args } });
  return true;
}

/** reconcileOldReplicaSets: first what is not available anyway, then as many as may be missed. */
function* scaleOld(rollout: Rollout, sets: Sets): Script<boolean> {
  const { d } = rollout;
  const olds = sets.oldRSs.filter(isActive).sort(byCreation);
  if (olds.length === 0) return false;
  const newRS = sets.newRS as ReplicaSet;
  const room = totalSize(allOf(sets)) - leastAvailable(d) - (sizeOf(newRS) - availableOf(newRS));
  if (room <= 0) return false;
  const cleaned = yield* removeUnavailable(rollout, olds, room);
  if (!cleaned) return false;
  const removed = yield* removeAvailable(rollout, cleaned.olds, newRS);
  return cleaned.count + removed > 0;
}

/**
 * Undefined when a set counts more available pods than it is large: its status is behind the size it was given last, so nothing can be said of what may be missed
 * until its controller has caught up (upstream: an error of cleanupUnhealthyReplicas, upon which reconcileOldReplicaSets does nothing).
 */
function* removeUnavailable(rollout: Rollout, olds: readonly ReplicaSet[], room: number): Script<{ olds: readonly ReplicaSet[]; count: number } | undefined> {
  const next = [...olds];
  let count = 0;
  for (const [index, rs] of olds.entries()) {
    if (count >= room) break;
    const unavailable = sizeOf(rs) - availableOf(rs);
    if (sizeOf(rs) === 0 || unavailable === 0) continue;
    const size = sizeOf(rs) - Math.min(room - count, unavailable);
    if (size > sizeOf(rs)) return undefined;
    const args = { replicaSet: rs.metadata.name, from: sizeOf(rs), to: size, unavailable, room };
    next[index] = yield* scaled(rollout, rs, { size, why: { say: 'deployment.remove-unavailable', args } });
    count += sizeOf(rs) - size;
  }
  return { olds: next, count };
}

function* removeAvailable(rollout: Rollout, olds: readonly ReplicaSet[], newRS: ReplicaSet): Script<number> {
  const { d } = rollout;
  const available = totalAvailable([...olds, newRS]);
  const least = leastAvailable(d);
  const spare = available - least;
  let count = 0;
  for (const rs of olds) {
    if (count >= spare) break;
    if (sizeOf(rs) === 0) continue;
    const size = sizeOf(rs) - Math.min(sizeOf(rs), spare - count);
    const args = { replicaSet: rs.metadata.name, from: sizeOf(rs), to: size, available, least };
    yield* scaled(rollout, rs, { size, why: { say: 'deployment.scale-down-old', args } });
    count += sizeOf(rs) - size;
  }
  return count;
}

/** Neither up nor down is possible: what it waits for. */
function waiting({ d }: Rollout, sets: Sets): Decision | undefined {
  const newRS = sets.newRS as ReplicaSet;
  const old = totalSize(sets.oldRSs);
  const available = totalAvailable(allOf(sets));
  const common = { deployment: d.metadata.name, replicaSet: newRS.metadata.name, available, wanted: wantedBy(d) };
  if (old > 0) {
    const args = {
      ...common,
      least: leastAvailable(d),
      total: totalSize(allOf(sets)),
      most: mostReplicas(d),
      newAvailable: availableOf(newRS),
      newSize: sizeOf(newRS),
    };
    return { say: 'deployment.wait', args };
  }
  if (availableOf(newRS) < wantedBy(d)) return { say: 'deployment.wait-available', args: common };
  return undefined;
}
