import { deepEqual } from '../../../base/json.ts';
import { SortedMap } from '../../../base/sorted-map.ts';
import { seconds, type SimTime } from '../../../base/time.ts';
import { keyOf } from '../../../kinds/object.ts';
import type { Node, Pod } from '../../../kinds/schema/types.gen.ts';
import { byNode } from '../../etcd/indexes.ts';
import { type Commit, getObject, listIndexed, type Root } from '../../etcd/store.ts';
import type { Context, Controller, Intent, Plan } from '../controller.ts';
import { noExecuteTaints, toleratedSeconds } from './taints.ts';

/** Removes pods from nodes whose NoExecute taints they do not tolerate (any longer) (upstream: pkg/controller/tainteviction, 1.36). */
export const taintEvictionController: Controller<Memory> = {
  name: 'taint-eviction-controller',
  workers: 8,
  resource: 'pods',
  serviceAccount: 'node-controller',
  watches: { pods: podMoved, nodes: nodeTainted },
  reconcile,
  memory: () => SortedMap.empty(),
};

/** Pod → the eviction that is planned for it. */
type Memory = SortedMap<{ readonly uid: string; readonly since: SimTime; readonly at: SimTime }>;

function reconcile(context: Context<Memory>, key: string): Plan<Memory> {
  const { cache, memory, now } = context;
  const pod = getObject<Pod>(cache, 'pods', key);
  const known = memory.get(key);
  const planned = known && known.uid === pod?.metadata.uid ? known : undefined;
  const forgotten = known ? { memory: memory.delete(key) } : {};
  if (!pod?.spec.nodeName || pod.metadata.deletionTimestamp !== undefined) return forgotten;
  const node = getObject<Node>(cache, 'nodes', pod.spec.nodeName);
  const taints = node ? noExecuteTaints(node) : [];
  const allowed = taints.length === 0 ? undefined : toleratedSeconds(taints, pod.spec.tolerations ?? []);
  if (allowed === undefined) return planned ? { ...forgotten, ...cancelled(pod) } : forgotten;
  const since = planned?.since ?? now;
  const at = (allowed === 0 ? now : Math.min(planned?.at ?? Number.MAX_SAFE_INTEGER, since + seconds(allowed))) as SimTime;
  if (at <= now)
    return {
      ...forgotten,
      ...evicted(
        pod,
        taints.map((taint) => taint.key),
        context,
      ),
    };
  const args = { pod: pod.metadata.name, node: pod.spec.nodeName, taints: taints.map((taint) => taint.key), seconds: allowed };
  return { memory: memory.set(key, { uid: pod.metadata.uid as string, since, at }), againAfterUs: at - now, why: { say: 'taint-eviction.wait', args } };
}

function cancelled(pod: Pod): Plan<Memory> {
  const name = keyOf(pod.metadata);
  const why = { say: 'taint-eviction.cancel', args: { pod: pod.metadata.name } };
  return { why, intents: [{ do: 'event', about: pod, type: 'Normal', reason: 'TaintManagerEviction', message: `Cancelling deletion of Pod ${name}` }] };
}

/** The Event first, then the condition that says why, then the deletion with the pod's own grace. */
function evicted(pod: Pod, taints: readonly string[], { timestamp }: Context<Memory>): Plan<Memory> {
  const { namespace, name, uid, generation } = pod.metadata;
  const condition = {
    type: 'DisruptionTarget',
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    status: 'True',
    lastTransitionTime: timestamp,
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  };
  const target = { resource: 'pods', namespace: namespace as string, name };
  const intents: Intent[] = [
    { do: 'event', about: pod, type: 'Normal', reason: 'TaintManagerEviction', message: `Marking for deletion Pod ${namespace}/${name}` },
    { do: 'patch', ...target, subresource: 'status', patchType: 'strategic', patch: { metadata: { uid }, status: { conditions: [condition] } } },
    { do: 'remove', ...target },
  ];
  return { why: { say: 'taint-eviction.evict', args: { pod: name, node: pod.spec.nodeName, taints } }, intents, order: 'inOrder' };
}

function podMoved(change: Commit): string[] {
  const [before, after] = [change.before as Pod | undefined, change.after as Pod];
  if (change.type === 'DELETED') return [change.key];
  if (!after.spec.nodeName) return [];
  const same =
    before && before.spec.nodeName === after.spec.nodeName && (before.spec === after.spec || deepEqual(before.spec.tolerations, after.spec.tolerations));
  return same ? [] : [change.key];
}

function* nodeTainted(change: Commit, cache: Root): Generator<string> {
  const [before, after] = [change.before as Node | undefined, change.after as Node];
  const taints = change.type === 'DELETED' ? [] : noExecuteTaints(after);
  if (deepEqual(before ? noExecuteTaints(before) : [], taints)) return;
  for (const pod of listIndexed<Pod>(cache, 'pods', byNode(after.metadata.name))) yield keyOf(pod.metadata);
}
