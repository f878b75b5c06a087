import { controllerOf, keyOf } from '../../../kinds/object.ts';
import { matches, selectorOf } from '../../../kinds/selector.ts';
import type { Deployment, Pod, ReplicaSet } from '../../../kinds/schema/types.gen.ts';
import { byOwner, orphansOf } from '../../etcd/indexes.ts';
import { type Commit, getObject, listIndexed, listObjects, type Root } from '../../etcd/store.ts';
import type { Context, Controller, Plan, Resume } from '../controller.ts';
import { claimPatches, claimsOf } from '../owners.ts';
import { isPodTerminal } from '../pods.ts';
import { playScript, type Script, written } from '../script.ts';
import { conditionOf, newCondition, withStatusCondition } from './conditions.ts';
import { recreate } from './recreate.ts';
import { hasProgressDeadline, isRolling } from './replicas.ts';
import { splitSets, syncedSets } from './revision.ts';
import { rollOut } from './rolling.ts';
import type { Rollout } from './rollout.ts';
import { isScalingEvent, scaleAll, tidyHistory } from './scale.ts';
import { writeStatus } from './status.ts';

/** Keeps the ReplicaSets of a Deployment (upstream: pkg/controller/deployment/deployment_controller.go, 1.36). */
export const deploymentController: Controller = {
  name: 'deployment-controller',
  workers: 5,
  resource: 'deployments',
  watches: {
    deployments: (change) => [change.key],
    replicasets: replicaSetChanged,
    pods: lastPodGone,
  },
  reconcile,
};

function reconcile(context: Context, key: string, resume: Resume | undefined): Plan {
  const d = getObject<Deployment>(context.cache, 'deployments', key);
  if (!d) return {};
  if (!resume) {
    const alien = selectsAll(d);
    if (alien) return alien;
    const claims = claimsOf(d, selectorOf(d.spec.selector), {
      owned: listIndexed<ReplicaSet>(context.cache, 'replicasets', byOwner(d.metadata.uid as string)),
      orphans: listIndexed<ReplicaSet>(context.cache, 'replicasets', orphansOf(d.metadata.namespace as string)),
    });
    if (claims.adopt.length + claims.release.length > 0) {
      const adopts = claims.adopt.length > 0;
      const replicaSets = (adopts ? claims.adopt : claims.release).map((rs) => rs.metadata.name);
      const why = { say: adopts ? 'deployment.adopt' : 'deployment.release', args: { deployment: d.metadata.name, replicaSets } };
      return { why, intents: claimPatches(d, 'replicasets', claims) };
    }
  }
  return playScript<View>(resume, {
    begin: () => viewOf(context, d),
    script: (view) => sync({ context, d: view.d, rsList: view.rsList, withPods: view.withPods }),
  });
}

interface View {
  readonly d: Deployment;
  readonly rsList: readonly ReplicaSet[];
  readonly withPods: readonly string[];
}

function viewOf({ cache }: Context, d: Deployment): View {
  const selector = selectorOf(d.spec.selector);
  const rsList = [...listIndexed<ReplicaSet>(cache, 'replicasets', byOwner(d.metadata.uid as string))].filter((rs) => matches(selector, rs.metadata.labels));
  const withPods = isRolling(d) ? [] : rsList.filter((rs) => hasPods(cache, rs)).map((rs) => rs.metadata.name);
  return { d, rsList, withPods };
}

/** A pod that is over does not count; one that is still terminating does. */
function hasPods(cache: Root, rs: ReplicaSet): boolean {
  for (const pod of listIndexed<Pod>(cache, 'pods', byOwner(rs.metadata.uid as string))) if (!isPodTerminal(pod)) return true;
  return false;
}

function selectsAll(d: Deployment): Plan | undefined {
  const { matchLabels = {}, matchExpressions = [] } = d.spec.selector;
  if (Object.keys(matchLabels).length + matchExpressions.length > 0) return undefined;
  const message = 'This deployment is selecting all pods. A non-empty selector is required.';
  return { intents: [{ do: 'event', about: d, type: 'Warning', reason: 'SelectingAll', message }] };
}

/** syncDeployment */
function* sync(rollout: Rollout): Script {
  if (rollout.d.metadata.deletionTimestamp !== undefined) return yield* writeStatus(rollout, yield* syncedSets(rollout, false));
  yield* notePause(rollout);
  if (rollout.d.spec.paused) return yield* whilePaused(rollout);
  const sets = yield* syncedSets(rollout, false);
  if (isScalingEvent(rollout.d, sets)) return yield* scaleOnly(rollout);
  return isRolling(rollout.d) ? yield* rollOut(rollout) : yield* recreate(rollout);
}

/** checkPausedConditions: so that the time of a pause does not count against the deadline. */
function* notePause(rollout: Rollout): Script<void> {
  const { d, context } = rollout;
  if (!hasProgressDeadline(d)) return;
  const reason = conditionOf(d.status, 'Progressing')?.reason;
  const paused = d.spec.paused === true;
  if (reason === 'ProgressDeadlineExceeded' || paused === (reason === 'DeploymentPaused')) return;
  const told = paused ? { reason: 'DeploymentPaused', message: 'Deployment is paused' } : { reason: 'DeploymentResumed', message: 'Deployment is resumed' };
  const next = withStatusCondition(d, newCondition('Progressing', 'Unknown', { ...told, timestamp: context.timestamp }));
  const why = { say: paused ? 'deployment.paused' : 'deployment.resumed', args: { deployment: d.metadata.name } };
  yield* written<Deployment>({ do: 'setStatus', resource: 'deployments', object: next, why });
  rollout.d = next;
}

/** Paused: sizes follow, templates do not. */
function* whilePaused(rollout: Rollout): Script {
  const sets = yield* syncedSets(rollout, false);
  yield* scaleAll(rollout, sets);
  yield* tidyHistory(rollout, sets.oldRSs);
  const held = splitSets(rollout.d, rollout.rsList).newRS === undefined && rollout.rsList.length > 0;
  return yield* writeStatus(rollout, sets, held ? { say: 'deployment.paused-change', args: { deployment: rollout.d.metadata.name } } : undefined);
}

function* scaleOnly(rollout: Rollout): Script {
  const sets = yield* syncedSets(rollout, false);
  yield* scaleAll(rollout, sets);
  return yield* writeStatus(rollout, sets);
}

function* replicaSetChanged(change: Commit, cache: Root): Generator<string> {
  const before = change.before as ReplicaSet | undefined;
  const after = change.after as ReplicaSet;
  const owner = controllerOf(after.metadata);
  const former = before && controllerOf(before.metadata);
  if (former && former.uid !== owner?.uid) yield* ownerKey(cache, before, former.uid);
  if (owner) {
    yield* ownerKey(cache, after, owner.uid);
    return;
  }
  if (change.type === 'DELETED' || after.metadata.deletionTimestamp !== undefined) return;
  if (before && before.metadata.labels === after.metadata.labels && !former) return;
  for (const d of listObjects<Deployment>(cache, 'deployments', after.metadata.namespace))
    if (matches(selectorOf(d.spec.selector), after.metadata.labels)) yield keyOf(d.metadata);
}

function* ownerKey(cache: Root, rs: ReplicaSet, uid: string): Generator<string> {
  const at = cache.uids.get(uid);
  if (at?.resource === 'deployments' && at.key.startsWith(`${rs.metadata.namespace}/`)) yield at.key;
}

/** Recreate waits for the last pod to be gone. */
function* lastPodGone(change: Commit, cache: Root): Generator<string> {
  if (change.type !== 'DELETED') return;
  const owner = controllerOf(change.after.metadata);
  const at = owner?.kind === 'ReplicaSet' ? cache.uids.get(owner.uid) : undefined;
  const rs = at && getObject<ReplicaSet>(cache, 'replicasets', at.key);
  const parent = rs && controllerOf(rs.metadata);
  const place = parent && cache.uids.get(parent.uid);
  const d = place?.resource === 'deployments' ? getObject<Deployment>(cache, 'deployments', place.key) : undefined;
  if (!d || isRolling(d)) return;
  for (const one of listIndexed<ReplicaSet>(cache, 'replicasets', byOwner(d.metadata.uid as string)))
    for (const _pod of listIndexed<Pod>(cache, 'pods', byOwner(one.metadata.uid as string))) return;
  yield keyOf(d.metadata);
}
