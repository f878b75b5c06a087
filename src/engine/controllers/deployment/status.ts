import { deepEqual, extended } from '../../../base/json.ts';
import { parseRfc3339, seconds } from '../../../base/time.ts';
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../../kinds/schema/types.gen.ts';
import type { Context, Decision } from '../controller.ts';
import { type Ending, type Script, written } from '../script.ts';
import { conditionOf, newCondition, withCondition, withoutCondition } from './conditions.ts';
import { hasProgressDeadline, leastAvailable, totalAvailable, totalReady, totalReplicas, totalSize, totalTerminating, wantedBy } from './replicas.ts';
import type { Rollout } from './rollout.ts';

/** Status of a Deployment: counts and conditions (upstream: pkg/controller/deployment/progress.go and sync.go, 1.36). */

export interface Sets {
  readonly newRS: ReplicaSet | undefined;
  readonly oldRSs: readonly ReplicaSet[];
}

const allOf = ({ newRS, oldRSs }: Sets): readonly (ReplicaSet | undefined)[] => [...oldRSs, newRS];

/** DeploymentComplete */
export function isComplete(d: Deployment, status: DeploymentStatus): boolean {
  const wanted = wantedBy(d);
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted &&
    (status.observedGeneration ?? 0) >= (d.metadata.generation ?? 0)
  );
}

/** syncStatusOnly's and sync's status: counts and availability, no estimate of progress. */
export function* writeStatus(rollout: Rollout, sets: Sets, why?: Decision): Script {
  const status = calculated(rollout.d, sets, rollout.context);
  if (!deepEqual(rollout.d.status, status)) yield* putStatus(rollout, status, why);
  return why ? { why } : {};
}

/** syncRolloutStatus: also says whether the rollout gets on, is done, or has taken too long. */
export function* writeRolloutStatus(rollout: Rollout, sets: Sets, why?: Decision): Script {
  const { d, context } = rollout;
  let status = calculated(d, sets, context);
  const conditions = (change: (now: readonly DeploymentCondition[]) => readonly DeploymentCondition[]): void => {
    status = tidy(extended(status, { conditions: change(status.conditions ?? []) }));
  };
  if (!hasProgressDeadline(d)) conditions((now) => withoutCondition(now, 'Progressing'));
  const current = conditionOf(d.status, 'Progressing');
  const settled = (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable';
  if (hasProgressDeadline(d) && !settled) conditions((now) => progressed(rollout, { sets, status, current, now }));
  const failure = replicaFailure(sets);
  conditions((now) => (failure ? withCondition(now, failure) : withoutCondition(now, 'ReplicaFailure')));
  if (deepEqual(d.status, status)) return why ? extended({ why }, checkLater(d, status, context)) : checkLater(d, status, context);
  const outcome = outcomeOf(d, status, sets);
  yield* putStatus(rollout, status, outcome ?? why);
  return why && !outcome ? { why } : {};
}

function* putStatus(rollout: Rollout, status: DeploymentStatus, why: Decision | undefined): Script<void> {
  const object = { ...rollout.d, status } as Deployment;
  rollout.d = yield* written<Deployment>({ do: 'setStatus', resource: 'deployments', object, ...(why ? { why } : {}) });
}

/** calculateStatus */
function calculated(d: Deployment, sets: Sets, { timestamp }: Context): DeploymentStatus {
  const all = allOf(sets);
  const available = totalAvailable(all);
  const terminating = totalTerminating(all);
  const told =
    available >= leastAvailable(d)
      ? newCondition('Available', 'True', { reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.', timestamp })
      : newCondition('Available', 'False', { reason: 'MinimumReplicasUnavailable', message: 'Deployment does not have minimum availability.', timestamp });
  return tidy({
    observedGeneration: d.metadata.generation,
    replicas: totalReplicas(all),
    updatedReplicas: totalReplicas([sets.newRS]),
    readyReplicas: totalReady(all),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, totalSize(all) - available),
    terminatingReplicas: terminating,
    collisionCount: d.status?.collisionCount,
    conditions: withCondition(d.status?.conditions ?? [], told),
  });
}

/** Zeros and empty lists are left out, as Go's omitempty does (terminatingReplicas is a pointer and stays). */
function tidy(status: { readonly [K in keyof DeploymentStatus]: DeploymentStatus[K] | undefined }): DeploymentStatus {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(status)) {
    if (value === undefined || (value === 0 && key !== 'terminatingReplicas' && key !== 'collisionCount')) continue;
    if (Array.isArray(value) && value.length === 0) continue;
    out[key] = value;
  }
  return out as DeploymentStatus;
}

interface Progress {
  readonly sets: Sets;
  readonly status: DeploymentStatus;
  readonly current: DeploymentCondition | undefined;
  readonly now: readonly DeploymentCondition[];
}

function progressed({ d, context }: Rollout, { sets, status, current, now }: Progress): readonly DeploymentCondition[] {
  const { timestamp } = context;
  const who = sets.newRS ? `ReplicaSet "${sets.newRS.metadata.name}"` : `Deployment "${d.metadata.name}"`;
  if (isComplete(d, status))
    return withCondition(
      now,
      newCondition('Progressing', 'True', { reason: 'NewReplicaSetAvailable', message: `${who} has successfully progressed.`, timestamp }),
    );
  if (isProgressing(d, status)) {
    const next = newCondition('Progressing', 'True', { reason: 'ReplicaSetUpdated', message: `${who} is progressing.`, timestamp });
    const since = current?.status === 'True' ? current.lastTransitionTime : undefined;
    // Unlike others this condition is renewed with the same reason, so that the deadline counts from the last progress.
    return [...withoutCondition(now, 'Progressing'), { ...next, ...(since === undefined ? {} : { lastTransitionTime: since }) }];
  }
  if (isTimedOut(d, status, context))
    return withCondition(
      now,
      newCondition('Progressing', 'False', { reason: 'ProgressDeadlineExceeded', message: `${who} has timed out progressing.`, timestamp }),
    );
  return now;
}

/** DeploymentProgressing: more updated, fewer old, more ready or more available than the status says. */
function isProgressing(d: Deployment, next: DeploymentStatus): boolean {
  const old = d.status ?? {};
  const updated = (status: DeploymentStatus): number => status.updatedReplicas ?? 0;
  const outdated = (status: DeploymentStatus): number => (status.replicas ?? 0) - updated(status);
  return (
    updated(next) > updated(old) ||
    outdated(next) < outdated(old) ||
    (next.readyReplicas ?? 0) > (old.readyReplicas ?? 0) ||
    (next.availableReplicas ?? 0) > (old.availableReplicas ?? 0)
  );
}

/** DeploymentTimedOut */
function isTimedOut(d: Deployment, status: DeploymentStatus, context: Context): boolean {
  const condition = conditionOf(status, 'Progressing');
  if (!condition || condition.reason === 'NewReplicaSetAvailable') return false;
  if (condition.reason === 'ProgressDeadlineExceeded') return true;
  return deadlineOf(d, condition, context) < context.now;
}

const deadlineOf = (d: Deployment, condition: DeploymentCondition, { epochMs }: Context): number =>
  (parseRfc3339(epochMs, condition.lastUpdateTime ?? '') ?? 0) + seconds(d.spec.progressDeadlineSeconds as number);

/** requeueStuckDeployment: nothing happens now, so look again when the deadline is over. */
function checkLater(d: Deployment, status: DeploymentStatus, context: Context): Ending {
  const current = conditionOf(d.status, 'Progressing');
  if (!hasProgressDeadline(d) || !current || isComplete(d, status) || current.reason === 'ProgressDeadlineExceeded') return {};
  const after = deadlineOf(d, current, context) - context.now;
  return { againAfterUs: after < seconds(1) ? seconds(1) : after + seconds(1), againInBackground: true };
}

/** The failure of the new ReplicaSet, else of an old one. */
function replicaFailure({ newRS, oldRSs }: Sets): DeploymentCondition | undefined {
  for (const rs of [newRS, ...oldRSs]) {
    const found = rs?.status?.conditions?.find((condition) => condition.type === 'ReplicaFailure');
    if (found) return { ...found, lastUpdateTime: found.lastTransitionTime as string };
  }
  return undefined;
}

/** What a person should hear when the status now says something new. */
function outcomeOf(d: Deployment, status: DeploymentStatus, { newRS }: Sets): Decision | undefined {
  const before = conditionOf(d.status, 'Progressing')?.reason;
  const after = conditionOf(status, 'Progressing')?.reason;
  if (before === after || !newRS) return undefined;
  const args = { deployment: d.metadata.name, replicaSet: newRS.metadata.name, available: status.availableReplicas ?? 0, wanted: wantedBy(d) };
  if (after === 'NewReplicaSetAvailable') return { say: 'deployment.complete', args };
  if (after === 'ProgressDeadlineExceeded') return { say: 'deployment.deadline-exceeded', args: { ...args, seconds: d.spec.progressDeadlineSeconds ?? 0 } };
  return undefined;
}
