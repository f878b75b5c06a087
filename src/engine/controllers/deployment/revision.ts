import type { Deployment, LabelSelector, ReplicaSet } from '../../../kinds/schema/types.gen.ts';
import type { Status } from '../../../kinds/object.ts';
import { type ApiResponse, isSuccess } from '../../../wire/request.ts';
import { getObject } from '../../etcd/store.ts';
import { controllerReference, isOwnedBy } from '../owners.ts';
import { type Script, SyncFailed, written } from '../script.ts';
import { isNamespaceTerminating } from '../sync.ts';
import { conditionOf, newCondition, withStatusCondition } from './conditions.ts';
import {
  byCreation,
  DESIRED_REPLICAS,
  hasProgressDeadline,
  MAX_REPLICAS,
  mostReplicas,
  newSize,
  REVISION,
  REVISION_HISTORY,
  revisionOf,
  wantedBy,
} from './replicas.ts';
import type { Rollout } from './rollout.ts';
import type { Sets } from './status.ts';
import { POD_TEMPLATE_HASH, sameTemplate, templateHash } from './template.ts';

/** The new ReplicaSet and the old ones; revisions and annotations (upstream: getAllReplicaSetsAndSyncRevision, 1.36). */

/** FindNewReplicaSet and FindOldReplicaSets */
export function splitSets(d: Deployment, rsList: readonly ReplicaSet[]): Sets {
  const newRS = [...rsList].sort(byCreation).find((rs) => sameTemplate(rs.spec.template, d.spec.template));
  return { newRS, oldRSs: rsList.filter((rs) => rs !== newRS) };
}

/** Finds both and brings the revision up to date; with `create`, makes the new ReplicaSet when there is none. */
export function* syncedSets(rollout: Rollout, create: boolean): Script<Sets> {
  const { newRS: found, oldRSs } = splitSets(rollout.d, rollout.rsList);
  const revision = Math.max(0, ...oldRSs.map(revisionOf)) + 1;
  if (found) return { newRS: yield* syncedExisting(rollout, found, revision), oldRSs };
  return { newRS: create ? yield* createdNew(rollout, oldRSs, revision) : undefined, oldRSs };
}

function* syncedExisting(rollout: Rollout, found: ReplicaSet, revision: number): Script<ReplicaSet> {
  const { d, context } = rollout;
  const annotations = newAnnotations(d, found, revision);
  const minReadySeconds = d.spec.minReadySeconds ?? 0;
  if (annotations !== found.metadata.annotations || (found.spec.minReadySeconds ?? 0) !== minReadySeconds) {
    const { minReadySeconds: _old, ...spec } = found.spec;
    const object = { ...found, metadata: { ...found.metadata, annotations }, spec: minReadySeconds === 0 ? spec : { ...spec, minReadySeconds } } as ReplicaSet;
    const back = revisionOf(found) > 0 && revisionOf(found) < revision;
    const args = { deployment: d.metadata.name, replicaSet: found.metadata.name, from: revisionOf(found), to: revisionOf(object) };
    return yield* written<ReplicaSet>({ do: 'update', resource: 'replicasets', object, ...(back ? { why: { say: 'deployment.roll-back', args } } : {}) });
  }
  let next = withRevision(d, found.metadata.annotations?.[REVISION] ?? '');
  if (hasProgressDeadline(d) && !conditionOf(d.status, 'Progressing')) {
    const message = `Found new replica set "${found.metadata.name}"`;
    next = withStatusCondition(next, newCondition('Progressing', 'True', { reason: 'FoundNewReplicaSet', message, timestamp: context.timestamp }));
  }
  yield* saveStatus(rollout, next);
  return found;
}

/**
 * Writes what was noted on the Deployment. As upstream, the answer's resourceVersion is not taken over: if the same sync writes the
 * status once more that is refused as a conflict, and the key is tried again some milliseconds later.
 */
function* saveStatus(rollout: Rollout, next: Deployment): Script<void> {
  if (next === rollout.d) return;
  yield* written<Deployment>({ do: 'setStatus', resource: 'deployments', object: next });
  rollout.d = next;
}

function* createdNew(rollout: Rollout, oldRSs: readonly ReplicaSet[], revision: number): Script<ReplicaSet> {
  const { d, context } = rollout;
  const blank = newReplicaSet(d, revision);
  const replicas = newSize(d, [...oldRSs, blank], blank);
  const object = { ...blank, spec: { ...blank.spec, replicas } } as ReplicaSet;
  const args = { deployment: d.metadata.name, replicaSet: object.metadata.name, revision, replicas };
  const answer = yield { do: 'create', resource: 'replicasets', object, why: { say: 'deployment.new-replica-set', args } };
  const exists = answer.code === 409;
  if (!isSuccess(answer) && !exists) yield* creationFailed(rollout, object, answer);
  const created = exists ? yield* sameName(rollout, object) : (answer.body as unknown as ReplicaSet);
  if (!exists && replicas > 0) {
    const message = `Scaled up replica set ${created.metadata.name} from 0 to ${replicas}`;
    yield { do: 'event', about: d, type: 'Normal', reason: 'ScalingReplicaSet', message };
  }
  let next = withRevision(rollout.d, String(revision));
  if (!exists && hasProgressDeadline(d)) {
    const message = `Created new replica set "${created.metadata.name}"`;
    next = withStatusCondition(next, newCondition('Progressing', 'True', { reason: 'NewReplicaSetCreated', message, timestamp: context.timestamp }));
  }
  yield* saveStatus(rollout, next);
  return created;
}

function newReplicaSet(d: Deployment, revision: number): ReplicaSet {
  const hash = templateHash(d.spec.template, d.status?.collisionCount);
  const labels = { ...d.spec.template.metadata?.labels, [POD_TEMPLATE_HASH]: hash };
  const selector: LabelSelector = { ...d.spec.selector, matchLabels: { ...d.spec.selector.matchLabels, [POD_TEMPLATE_HASH]: hash } };
  const minReadySeconds = d.spec.minReadySeconds ?? 0;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${d.metadata.name}-${hash}`,
      namespace: d.metadata.namespace as string,
      ownerReferences: [controllerReference(d)],
      labels,
      annotations: { ...copied(d), [REVISION]: String(revision), [DESIRED_REPLICAS]: String(wantedBy(d)), [MAX_REPLICAS]: String(mostReplicas(d)) },
    },
    spec: {
      replicas: 0,
      ...(minReadySeconds === 0 ? {} : { minReadySeconds }),
      selector,
      template: { ...d.spec.template, metadata: { ...d.spec.template.metadata, labels } },
    },
  } as unknown as ReplicaSet;
}

/** A ReplicaSet of that name is there. If it is ours with the same template it is the one; else the hash must change. */
function* sameName(rollout: Rollout, wanted: ReplicaSet): Script<ReplicaSet> {
  const { d, context } = rollout;
  const there = getObject<ReplicaSet>(context.cache, 'replicasets', `${d.metadata.namespace}/${wanted.metadata.name}`);
  if (there && isOwnedBy(there, d) && sameTemplate(there.spec.template, d.spec.template)) return there;
  if (there) {
    const collisionCount = (d.status?.collisionCount ?? 0) + 1;
    const why = { say: 'deployment.collision', args: { deployment: d.metadata.name, replicaSet: wanted.metadata.name, collisions: collisionCount } };
    yield* written<Deployment>({ do: 'setStatus', resource: 'deployments', object: { ...d, status: { ...d.status, collisionCount } } as Deployment, why });
  }
  throw new SyncFailed('the name of the new ReplicaSet is taken');
}

function* creationFailed(rollout: Rollout, rs: ReplicaSet, answer: ApiResponse): Script<never> {
  const { d, context } = rollout;
  if (!isNamespaceTerminating(answer)) {
    const message = `Failed to create new replica set "${rs.metadata.name}": ${(answer.body as Status | null)?.message ?? ''}`;
    if (hasProgressDeadline(d)) {
      const object = withStatusCondition(d, newCondition('Progressing', 'False', { reason: 'ReplicaSetCreateError', message, timestamp: context.timestamp }));
      yield { do: 'setStatus', resource: 'deployments', object };
    }
    yield { do: 'event', about: d, type: 'Warning', reason: 'ReplicaSetCreateError', message };
  }
  throw new SyncFailed('the new ReplicaSet could not be made');
}

function withRevision(d: Deployment, revision: string): Deployment {
  if (d.metadata.annotations?.[REVISION] === revision) return d;
  return { ...d, metadata: { ...d.metadata, annotations: { ...d.metadata.annotations, [REVISION]: revision } } } as Deployment;
}

/** Annotations of a Deployment that are not handed on to its ReplicaSets. */
const NOT_COPIED: readonly string[] = [
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  'deprecated.deployment.rollback.to',
];

const copied = (d: Deployment): Record<string, string> =>
  Object.fromEntries(Object.entries(d.metadata.annotations ?? {}).filter(([key]) => !NOT_COPIED.includes(key)));

/** SetNewReplicaSetAnnotations for one that exists: the same object when nothing changes. */
function newAnnotations(d: Deployment, rs: ReplicaSet, revision: number): ReplicaSet['metadata']['annotations'] {
  const before = rs.metadata.annotations;
  const next: Record<string, string> = { ...before, ...copied(d) };
  const old = before?.[REVISION];
  if (old !== undefined && old !== '' && !/^\d+$/.test(old)) return before;
  if (revisionOf(rs) < revision) {
    next[REVISION] = String(revision);
    if (old !== undefined) {
      const history = withHistory(before?.[REVISION_HISTORY] ?? '', old);
      if (history !== undefined) next[REVISION_HISTORY] = history;
    }
  }
  const changed = Object.keys(next).some((key) => next[key] !== before?.[key]);
  return changed ? next : before;
}

const MAX_HISTORY_CHARS = 2000;

/** Remembers a revision the ReplicaSet had; the oldest fall off when the text grows too long. */
function withHistory(history: string, revision: string): string | undefined {
  if (history === '') return revision;
  const all = [...history.split(','), revision];
  while (all.length > 1 && all.join(',').length > MAX_HISTORY_CHARS) all.shift();
  return all.join(',');
}

/** The annotations every scaling renews; the same object when nothing changes. */
export function replicasAnnotations(d: Deployment, rs: ReplicaSet): ReplicaSet['metadata']['annotations'] {
  const before = rs.metadata.annotations;
  const [desired, most] = [String(wantedBy(d)), String(mostReplicas(d))];
  if (before?.[DESIRED_REPLICAS] === desired && before?.[MAX_REPLICAS] === most) return before;
  return { ...before, [DESIRED_REPLICAS]: desired, [MAX_REPLICAS]: most };
}
