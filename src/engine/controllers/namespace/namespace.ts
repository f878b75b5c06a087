import { parseRfc3339, seconds } from '../../../base/time.ts';
import type { KubeObject, Status } from '../../../kinds/object.ts';
import type { Namespace, Pod } from '../../../kinds/schema/types.gen.ts';
import { isSuccess } from '../../../wire/request.ts';
import { type Commit, getObject, tableOf, type Root } from '../../etcd/store.ts';
import type { Context, Controller, Decision, Plan, Resume } from '../controller.ts';
import { isPodTerminal } from '../pods.ts';
import { apiPath } from '../requests.ts';
import { type Ending, playScript, type Script, SyncFailed, written } from '../script.ts';
import { nextConditions, type Remaining } from './conditions.ts';

/**
 * Empties a terminating namespace and lets it go (upstream: pkg/controller/namespace, deletion/namespaced_resources_deleter.go, 1.36 with
 * OrderedNamespaceDeletion): pods first, everything else when they are gone.
 *
 * Simplified: the real controller asks for every resource the server knows; here only for those of which the namespace has objects.
 */
export const namespaceController: Controller = {
  name: 'namespace-controller',
  workers: 10,
  resource: 'namespaces',
  client: { qpsFactor: 20, burstFactor: 100 },
  watches: {
    // Waits a little, so that the API servers have heard of the deletion and let nothing new in.
    namespaces: (change: Commit) =>
      change.type !== 'DELETED' && change.after.metadata.deletionTimestamp !== undefined ? [{ key: change.key, afterUs: seconds(5) }] : [],
  },
  reconcile,
};

const FINALIZER = 'kubernetes';
/** How long finalizers are expected to take. */
const FINALIZER_ESTIMATE = 15;

function reconcile(context: Context, key: string, resume: Resume | undefined): Plan {
  const namespace = getObject<Namespace>(context.cache, 'namespaces', key);
  if (!resume && (!namespace || namespace.metadata.deletionTimestamp === undefined || (namespace.spec?.finalizers ?? []).length === 0)) return {};
  return playScript<View>(resume, {
    begin: () => ({ namespace: namespace as Namespace, resources: contentsOf(context.cache, key), estimate: graceOf(context, namespace as Namespace) }),
    script: (view) => empty(view, context),
  });
}

interface View {
  readonly namespace: Namespace;
  /** Resources with objects in the namespace, in order. */
  readonly resources: readonly { readonly resource: string; readonly group: string }[];
  /** Seconds its pods may still take. */
  readonly estimate: number;
}

function contentsOf(cache: Root, namespace: string): View['resources'] {
  const out: { resource: string; group: string }[] = [];
  for (const resource of Object.keys(cache.tables).sort())
    for (const [, { object }] of tableOf(cache, resource).objects.withPrefix(`${namespace}/`)) {
      const slash = object.apiVersion.indexOf('/');
      out.push({ resource, group: slash < 0 ? '' : object.apiVersion.slice(0, slash) });
      break;
    }
  return out;
}

/** The longest grace period of its pods, 0 once the namespace has been terminating for longer than that. */
function graceOf({ cache, now, epochMs }: Context, { metadata }: Namespace): number {
  let longest = 0;
  for (const [, { object }] of tableOf(cache, 'pods').objects.withPrefix(`${metadata.name}/`)) {
    const pod = object as Pod;
    if (!isPodTerminal(pod)) longest = Math.max(longest, pod.spec.terminationGracePeriodSeconds ?? 0);
  }
  const since = parseRfc3339(epochMs, metadata.deletionTimestamp as string) ?? now;
  return now - since >= seconds(longest) ? 0 : longest;
}

function* empty({ namespace, resources, estimate }: View, context: Context): Script {
  const left = { resources: new Map<string, number>(), finalizers: new Map<string, number>(), errors: [] as string[] };
  const name = namespace.metadata.name;
  const pods = resources.filter(({ resource }) => resource === 'pods');
  const rest = resources.filter(({ resource }) => resource !== 'pods');
  for (const one of pods) yield* emptied(name, one, { left, why: { say: 'namespace.pods-first', args: { namespace: name } } });
  if (left.resources.size === 0)
    for (const [index, one] of rest.entries()) {
      const why = { say: 'namespace.empty', args: { namespace: name, resources: rest.map(({ resource }) => resource) } };
      yield* emptied(name, one, { left, why: index === 0 ? why : undefined });
    }
  const changed = yield* noteRemaining(namespace, left, context.timestamp);
  if (left.errors.length > 0) throw new SyncFailed(left.errors[0]);
  if (left.resources.size > 0) return waiting(name, left, { estimate, changed });
  yield* finalize(name, changed.namespace);
  return {};
}

/** Deletes all objects of one resource and counts what is left. */
function* emptied(namespace: string, { resource, group }: View['resources'][number], to: { left: Counting; why: Decision | undefined }): Script<void> {
  const path = apiPath(resource, namespace);
  const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' };
  const deleted = yield { do: 'request', method: 'DELETE', path, body, ...(to.why ? { why: to.why } : {}) };
  if (!isSuccess(deleted)) {
    to.left.errors.push((deleted.body as Status | null)?.message ?? `deleting ${resource} was answered with ${deleted.code}`);
    return;
  }
  const list = yield* written<KubeObject>({ do: 'request', method: 'GET', path });
  const items = (list['items'] ?? []) as readonly KubeObject[];
  if (items.length === 0) return;
  to.left.resources.set(`${resource}.${group}`, items.length);
  for (const item of items)
    for (const finalizer of item.metadata.finalizers ?? []) to.left.finalizers.set(finalizer, (to.left.finalizers.get(finalizer) ?? 0) + 1);
}

interface Counting {
  readonly resources: Map<string, number>;
  readonly finalizers: Map<string, number>;
  readonly errors: string[];
}

interface Noted {
  readonly namespace: Namespace;
  readonly anew: boolean;
}

function* noteRemaining(namespace: Namespace, left: Remaining, timestamp: string): Script<Noted> {
  const before = namespace.status?.conditions ?? [];
  const conditions = nextConditions(before, left, timestamp);
  if (conditions === before && namespace.status?.phase === 'Terminating') return { namespace, anew: false };
  const object = { ...namespace, status: { ...namespace.status, phase: 'Terminating', conditions } } as Namespace;
  return { namespace: yield* written<Namespace>({ do: 'setStatus', resource: 'namespaces', object }), anew: true };
}

function waiting(name: string, left: Remaining, { estimate, changed }: { estimate: number; changed: Noted }): Ending {
  const expected = Math.max(estimate, left.finalizers.size > 0 ? FINALIZER_ESTIMATE : 0, 1);
  const remaining = [...left.resources].map(([resource, count]) => ({ resource: resource.replace(/\.$/, ''), count }));
  const why = { say: 'namespace.wait', args: { namespace: name, remaining, finalizers: [...left.finalizers.keys()] } };
  return { why, againAfterUs: seconds(Math.floor(expected / 2) + 1), againInBackground: !changed.anew && left.finalizers.size > 0 };
}

/** Takes the finalizer off spec: then nothing holds the namespace any more. */
function* finalize(name: string, namespace: Namespace): Script<void> {
  const finalizers = (namespace.spec?.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER);
  const body = { ...namespace, spec: { ...namespace.spec, finalizers } } as never;
  const why = { say: 'namespace.finalize', args: { namespace: name } };
  const answer = yield { do: 'request', method: 'PUT', path: `${apiPath('namespaces', undefined, name)}/finalize`, body, why };
  if (!isSuccess(answer) && answer.code !== 404) throw new SyncFailed('finalize was refused');
}
