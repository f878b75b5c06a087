import type { ReplicaSet } from '../../../kinds/schema/types.gen.ts';
import type { Script } from '../script.ts';
import { isActive, sizeOf, wantedBy } from './replicas.ts';
import { syncedSets } from './revision.ts';
import type { Rollout } from './rollout.ts';
import { scaled, tidyHistory } from './scale.ts';
import { isComplete, writeRolloutStatus } from './status.ts';

/** Recreate (upstream: pkg/controller/deployment/recreate.go): all old pods gone first, then the new ones. */
export function* recreate(rollout: Rollout): Script {
  let sets = yield* syncedSets(rollout, false);
  let down = false;
  for (const old of sets.oldRSs.filter(isActive)) {
    const args = { replicaSet: old.metadata.name, from: sizeOf(old), to: 0 };
    yield* scaled(rollout, old, { size: 0, why: { say: 'deployment.recreate-stop', args } });
    down = true;
  }
  if (down) return yield* writeRolloutStatus(rollout, sets);
  const busy = sets.oldRSs.filter((rs) => rollout.withPods.includes(rs.metadata.name));
  if (busy.length > 0) {
    const args = { deployment: rollout.d.metadata.name, replicaSets: busy.map((rs) => rs.metadata.name) };
    return yield* writeRolloutStatus(rollout, sets, { say: 'deployment.recreate-wait', args });
  }
  if (!sets.newRS) sets = yield* syncedSets(rollout, true);
  const newRS = sets.newRS as ReplicaSet;
  const args = { replicaSet: newRS.metadata.name, from: sizeOf(newRS), to: wantedBy(rollout.d) };
  const why = { say: 'deployment.recreate-start', args };
  yield* scaled(rollout, newRS, { size: wantedBy(rollout.d), ...(args.from === args.to ? {} : { why }) });
  if (isComplete(rollout.d, rollout.d.status)) yield* tidyHistory(rollout, sets.oldRSs);
  return yield* writeRolloutStatus(rollout, sets);
}
