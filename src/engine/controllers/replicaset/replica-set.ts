import type { Json } from '../../../base/json.ts';
import { seconds } from '../../../base/time.ts';
import { controllerOf, keyOf, type Status } from '../../../kinds/object.ts';
import { matches, selectorOf } from '../../../kinds/selector.ts';
import type { Pod, ReplicaSet } from '../../../kinds/schema/types.gen.ts';
import { type ApiResponse, isSuccess } from '../../../wire/request.ts';
import { byOwner, orphansOf } from '../../etcd/indexes.ts';
import { type Commit, countIndexed, getObject, listIndexed, listObjects, type Root } from '../../etcd/store.ts';
import type { Context, Controller, Enqueue, Intent, Plan, Resume } from '../controller.ts';
import { claimPatches, type Claims, claimsOf, controllerReference } from '../owners.ts';
import { availableInUs, isPodActive, isPodReady, isPodTerminating } from '../pods.ts';
import { isNamespaceTerminating } from '../sync.ts';
import { deletionCost, type Ranked, rankedForDeletion } from './ranking.ts';
import { talliedCounts } from './tally.ts';
import { type Counts, countPods, type Failure, statusIntents } from './status.ts';

/**
 * Keeps as many pods as a ReplicaSet wants (upstream: pkg/controller/replicaset/replica_set.go, 1.36).
 *
 * Simplified: before an adoption the real one asks the API server whether the ReplicaSet is being deleted; here the cache answers. After an
 * adoption or a release it goes on in the same sync; here the changed pods bring it back.
 */
export const replicaSetController: Controller = {
  name: 'replicaset-controller',
  workers: 5,
  resource: 'replicasets',
  watches: { replicasets: (change) => [change.key], pods: podChanged },
  reconcile,
  computeUs: (key, cache) => 500 + 5 * countIndexed(cache, 'pods', byOwner(getObject(cache, 'replicasets', key)?.metadata.uid ?? '')),
};

/** At most this many pods are made or removed per sync. */
const BURST = 500;

function reconcile(context: Context, key: string, resume: Resume | undefined): Plan {
  const rs = getObject<ReplicaSet>(context.cache, 'replicasets', key);
  if (!rs) return {};
  if (resume) return goOn(context, rs, resume);
  const tally = talliedCounts(context.cache, rs);
  if (tally && (rs.metadata.deletionTimestamp !== undefined || tally.replicas <= wanted(rs))) return proceed(context, rs, { counts: tally, active: [] });
  const pods = podsOf(context.cache, rs);
  if (pods.claims.adopt.length + pods.claims.release.length > 0) return claim(rs, pods.claims);
  return proceed(context, rs, { counts: countPods(rs, pods, context), active: pods.active });
}

/** `active` may be left empty when no pod has to go and all that are ready are available. */
function proceed(context: Context, rs: ReplicaSet, { counts, active }: { readonly counts: Counts; readonly active: readonly Pod[] }): Plan {
  const missing = wanted(rs) - counts.replicas;
  if (rs.metadata.deletionTimestamp !== undefined || missing === 0) return finish(context, rs, { counts, failure: undefined, events: [], active });
  if (missing > 0) return createBatch(rs, { counts, batch: 1, left: Math.min(missing, BURST), events: [], first: true });
  return removeSome(context, rs, { counts, active, tooMany: Math.min(-missing, BURST) });
}

const wanted = (rs: ReplicaSet): number => rs.spec.replicas ?? 1;

interface OwnPods {
  readonly active: readonly Pod[];
  readonly terminating: number;
  readonly claims: Claims<Pod>;
}

function podsOf(cache: Root, rs: ReplicaSet): OwnPods {
  const selector = selectorOf(rs.spec.selector);
  const owned: Pod[] = [];
  let terminating = 0;
  for (const pod of listIndexed<Pod>(cache, 'pods', byOwner(rs.metadata.uid as string))) {
    if (isPodActive(pod)) owned.push(pod);
    else if (isPodTerminating(pod) && matches(selector, pod.metadata.labels)) terminating++;
  }
  const orphans = [...listIndexed<Pod>(cache, 'pods', orphansOf(rs.metadata.namespace ?? ''))].filter(isPodActive);
  const claims = claimsOf(rs, selector, { owned, orphans });
  return { active: claims.kept, terminating, claims };
}

/** Adoption and release first; the changed pods bring the ReplicaSet back here. */
function claim(rs: ReplicaSet, claims: Claims<Pod>): Plan {
  const names = (pods: readonly Pod[]): string[] => pods.slice(0, 20).map((pod) => pod.metadata.name);
  const say = claims.adopt.length > 0 ? 'replicaset.adopt' : 'replicaset.release';
  const pods = claims.adopt.length > 0 ? claims.adopt : claims.release;
  return { why: { say, args: { replicaSet: rs.metadata.name, pods: names(pods) } }, intents: claimPatches(rs, 'pods', claims) };
}

interface Creation {
  readonly counts: Counts;
  /** Size of this batch: 1, 2, 4, … while all goes well ("slow start"). */
  readonly batch: number;
  readonly left: number;
  readonly events: readonly Intent[];
  readonly first: boolean;
}

function createBatch(rs: ReplicaSet, { counts, batch, left, events, first }: Creation): Plan {
  const size = Math.min(batch, left);
  const pod = podFromTemplate(rs);
  const creates = Array.from({ length: size }, (): Intent => ({ do: 'create', resource: 'pods', object: pod }));
  const args = { replicaSet: rs.metadata.name, wanted: wanted(rs), have: wanted(rs) - left, now: size, left };
  return {
    why: { say: first ? 'replicaset.create' : 'replicaset.create-more', args },
    intents: [...creates, ...events],
    then: { at: 'created', batch, size, left: left - size, counts } as unknown as Json,
  };
}

/** controller.GetPodFromTemplate */
function podFromTemplate(rs: ReplicaSet): Pod {
  const { metadata, spec } = rs.spec.template!;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${rs.metadata.name}-`,
      namespace: rs.metadata.namespace,
      ...(metadata?.labels ? { labels: metadata.labels } : {}),
      ...(metadata?.annotations ? { annotations: metadata.annotations } : {}),
      ...(metadata?.finalizers ? { finalizers: metadata.finalizers } : {}),
      ownerReferences: [controllerReference(rs)],
    },
    spec,
  } as unknown as Pod;
}

function removeSome(context: Context, rs: ReplicaSet, { counts, active, tooMany }: { counts: Counts; active: readonly Pod[]; tooMany: number }): Plan {
  const ranked = tooMany < active.length ? rankedForDeletion(active, relatedPods(context.cache, rs), context) : active.map((pod) => ({ pod, onNode: 0 }));
  const victims = ranked.slice(0, tooMany);
  const names = victims.map(({ pod }) => pod.metadata.name);
  return {
    why: {
      say: 'replicaset.delete',
      args: {
        replicaSet: rs.metadata.name,
        wanted: wanted(rs),
        have: active.length,
        pods: names.slice(0, 20),
        now: names.length,
        candidates: candidates(ranked, tooMany),
      },
    },
    intents: victims.map(({ pod }) => ({ do: 'remove', resource: 'pods', namespace: pod.metadata.namespace!, name: pod.metadata.name })),
    then: { at: 'removed', names, counts } as unknown as Json,
  };
}

/** What was weighed for each pod, those who go first; at most 30. */
const candidates = (ranked: readonly Ranked[], chosen: number): Json =>
  ranked.slice(0, 30).map(({ pod, onNode }, index) => ({
    pod: pod.metadata.name,
    goes: index < chosen,
    node: pod.spec.nodeName ?? null,
    phase: pod.status?.phase ?? 'Pending',
    ready: isPodReady(pod),
    cost: deletionCost(pod),
    onNode,
    created: pod.metadata.creationTimestamp ?? null,
  }));

/** Pods of every ReplicaSet that has the same controller. */
function* relatedPods(cache: Root, rs: ReplicaSet): Generator<Pod> {
  const owner = controllerOf(rs.metadata);
  const siblings = owner ? [...listIndexed<ReplicaSet>(cache, 'replicasets', byOwner(owner.uid))] : [rs];
  for (const sibling of siblings) yield* listIndexed<Pod>(cache, 'pods', byOwner(sibling.metadata.uid as string));
}

type Step =
  | { readonly at: 'created'; readonly batch: number; readonly size: number; readonly left: number; readonly counts: Counts }
  | { readonly at: 'removed'; readonly names: readonly string[]; readonly counts: Counts };

function goOn(context: Context, rs: ReplicaSet, { step, answers }: Resume): Plan {
  const state = step as unknown as Step;
  if (state.at === 'removed') return afterRemoval(context, rs, { names: state.names, counts: state.counts, answers });
  const made = answers.slice(0, state.size) as ApiResponse[];
  const events = made.filter((answer) => !isNamespaceTerminating(answer)).map((answer) => creationEvent(rs, answer));
  const bad = made.find((answer) => !isSuccess(answer) && !isNamespaceTerminating(answer));
  if (!bad && state.left > 0) return createBatch(rs, { counts: state.counts, batch: state.batch * 2, left: state.left, events, first: false });
  const failure: Failure | undefined = bad && { reason: 'FailedCreate', message: messageOf(bad) };
  return finish(context, rs, { counts: state.counts, failure, events, active: [] });
}

const messageOf = (answer: ApiResponse): string => (answer.body as Status | null)?.message ?? '';

function creationEvent(rs: ReplicaSet, answer: ApiResponse): Intent {
  if (!isSuccess(answer)) return { do: 'event', about: rs, type: 'Warning', reason: 'FailedCreate', message: `Error creating: ${messageOf(answer)}` };
  const name = (answer.body as unknown as Pod).metadata.name;
  return { do: 'event', about: rs, type: 'Normal', reason: 'SuccessfulCreate', message: `Created pod: ${name}` };
}

function afterRemoval(
  context: Context,
  rs: ReplicaSet,
  { names, counts, answers }: { names: readonly string[]; counts: Counts; answers: Resume['answers'] },
): Plan {
  const events: Intent[] = [];
  let failure: Failure | undefined;
  names.forEach((name, index) => {
    const answer = answers[index] as ApiResponse;
    if (isSuccess(answer)) events.push({ do: 'event', about: rs, type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted pod: ${name}` });
    else if (answer.code !== 404) {
      events.push({ do: 'event', about: rs, type: 'Warning', reason: 'FailedDelete', message: `Error deleting: ${messageOf(answer)}` });
      failure ??= { reason: 'FailedDelete', message: `unable to delete pods: ${messageOf(answer)}` };
    }
  });
  return finish(context, rs, { counts, failure, events, active: [] });
}

interface Outcome {
  readonly counts: Counts;
  readonly failure: Failure | undefined;
  readonly events: readonly Intent[];
  /** Looked at for the time when the next one becomes available. */
  readonly active: readonly Pod[];
}

/** Writes the status as it was when the sync began: what was just made or removed shows when the cache shows it. */
function finish(context: Context, rs: ReplicaSet, { counts, failure, events, active }: Outcome): Plan {
  const intents = [...events, ...statusIntents(rs, counts, { failure, timestamp: context.timestamp })];
  const why = failure ? { say: 'replicaset.failed', args: { replicaSet: rs.metadata.name, reason: failure.reason, message: failure.message } } : undefined;
  const wait = counts.ready === counts.available ? undefined : nextAvailable(context, rs, active);
  return { intents, ...(why ? { why } : {}), ...(failure ? { failed: true } : {}), ...(wait === undefined ? {} : { againAfterUs: wait }) };
}

function nextAvailable(context: Context, rs: ReplicaSet, active: readonly Pod[]): number | undefined {
  const minReadySeconds = rs.spec.minReadySeconds ?? 0;
  if (minReadySeconds === 0) return undefined;
  let next = seconds(minReadySeconds);
  for (const pod of active) next = Math.min(next, availableInUs(pod, minReadySeconds, context) ?? next);
  return next;
}

/** Which ReplicaSets a pod's change concerns: its owner, its former owner, and for pods without owner those that would adopt it. */
function podChanged(change: Commit, cache: Root): readonly Enqueue[] {
  const before = change.before as Pod | undefined;
  const after = change.after as Pod;
  const owner = ownerKey(cache, after);
  const former = before && controllerOf(before.metadata)?.uid !== controllerOf(after.metadata)?.uid ? ownerKey(cache, before) : undefined;
  const keys: Enqueue[] = former === undefined ? [] : [former];
  if (owner !== undefined) keys.push(owner);
  else if (change.type !== 'DELETED' && after.metadata.deletionTimestamp === undefined && controllerOf(after.metadata) === undefined) {
    const changed = !before || before.metadata.labels !== after.metadata.labels || controllerOf(before.metadata) !== undefined;
    if (changed) keys.push(...adopters(cache, after));
  }
  return keys;
}

function ownerKey(cache: Root, pod: Pod): string | undefined {
  const ref = controllerOf(pod.metadata);
  if (ref?.kind !== 'ReplicaSet') return undefined;
  const at = cache.uids.get(ref.uid);
  return at?.resource === 'replicasets' && at.key === keyOf({ namespace: pod.metadata.namespace, name: ref.name }) ? at.key : undefined;
}

function* adopters(cache: Root, pod: Pod): Generator<string> {
  for (const rs of listObjects<ReplicaSet>(cache, 'replicasets', pod.metadata.namespace))
    if (matches(selectorOf(rs.spec.selector), pod.metadata.labels)) yield keyOf(rs.metadata);
}
