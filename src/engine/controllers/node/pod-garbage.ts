import { SortedMap } from '../../../base/sorted-map.ts';
import { parseRfc3339, seconds, type SimTime } from '../../../base/time.ts';
import type { Node, Pod } from '../../../kinds/schema/types.gen.ts';
import { byNode } from '../../etcd/indexes.ts';
import { getObject, listIndexed, listObjects, type Root, tableOf } from '../../etcd/store.ts';
import type { Context, Controller, Intent, Plan } from '../controller.ts';
import { isPodReady, isPodTerminal } from '../pods.ts';
import { readyStatus } from './health.ts';
import { hasTaint, OUT_OF_SERVICE } from './taints.ts';

/** Removes pods that nobody else will (upstream: pkg/controller/podgc/gc_controller.go, 1.36). Looks every 20 seconds. */
export const podGarbageCollector: Controller<Memory> = {
  name: 'pod-garbage-collector-controller',
  workers: 1,
  serviceAccount: 'pod-garbage-collector',
  watches: { pods: () => [], nodes: () => [] },
  reconcile,
  periodic: { everyUs: seconds(20), keys: () => ['pods'] },
  memory: () => SortedMap.empty(),
};

/** Nodes that pods name and that are not there → since when. */
type Memory = SortedMap<SimTime>;

/** A node must have been missing for so long. */
const QUARANTINE_US = seconds(40);
/** --terminated-pod-gc-threshold */
const TERMINATED_THRESHOLD = 12_500;

function reconcile(context: Context<Memory>): Plan<Memory> {
  const { cache, now } = context;
  let missing = SortedMap.empty<SimTime>();
  const intents: Intent[] = [];
  for (const node of nodesNamedByPods(cache)) {
    if (getObject(cache, 'nodes', node)) continue;
    const since = context.memory.get(node) ?? now;
    missing = missing.set(node, since);
    if (since + QUARANTINE_US > now) continue;
    for (const pod of listIndexed<Pod>(cache, 'pods', byNode(node)))
      intents.push(...removal(pod, { context, why: 'pod-garbage.orphaned', condition: 'PodGC: node no longer exists' }));
  }
  for (const pod of listIndexed<Pod>(cache, 'pods', byNode('')))
    if (pod.metadata.deletionTimestamp !== undefined) intents.push(...removal(pod, { context, why: 'pod-garbage.unscheduled' }));
  intents.push(...outOfService(context), ...tooManyTerminated(context));
  return { memory: missing, intents };
}

function* nodesNamedByPods(cache: Root): Generator<string> {
  const prefix = byNode('');
  for (const [entry] of tableOf(cache, 'pods').index.withPrefix(prefix)) if (entry.length > prefix.length) yield entry.slice(prefix.length);
}

/** On a node declared out of service, terminating pods go without waiting for its kubelet. */
function outOfService(context: Context<Memory>): Intent[] {
  const out: Intent[] = [];
  for (const node of listObjects<Node>(context.cache, 'nodes')) {
    const declared = (['NoExecute', 'NoSchedule'] as const).some((effect) => hasTaint(node, { key: OUT_OF_SERVICE, effect }));
    if (!declared || readyStatus(node) === 'True') continue;
    for (const pod of listIndexed<Pod>(context.cache, 'pods', byNode(node.metadata.name)))
      if (pod.metadata.deletionTimestamp !== undefined && !isPodReady(pod))
        out.push(...removal(pod, { context, why: 'pod-garbage.out-of-service', condition: 'PodGC: node is out-of-service' }));
  }
  return out;
}

/** Of more than 12,500 pods that are over, the oldest go. */
function tooManyTerminated(context: Context<Memory>): Intent[] {
  if (tableOf(context.cache, 'pods').objects.size <= TERMINATED_THRESHOLD) return [];
  const born = (pod: Pod): number => parseRfc3339(context.epochMs, pod.metadata.creationTimestamp ?? '') ?? 0;
  const over = [...listObjects<Pod>(context.cache, 'pods')].filter(isPodTerminal).sort((a, b) => born(a) - born(b));
  return over.slice(0, Math.max(0, over.length - TERMINATED_THRESHOLD)).flatMap((pod) => removal(pod, { context, why: 'pod-garbage.terminated' }));
}

interface Removal {
  readonly context: Context<Memory>;
  readonly why: string;
  /** Message of the DisruptionTarget condition, where one is set. */
  readonly condition?: string;
}

/** markFailedAndDeletePodWithCondition: Failed first, so that nobody takes it for running; then gone without grace. */
function removal(pod: Pod, { context, why: say, condition: message }: Removal): Intent[] {
  const { namespace, name, uid } = pod.metadata;
  const target = { resource: 'pods', namespace: namespace as string, name };
  const why = { say, args: { pod: name, node: pod.spec.nodeName ?? null } };
  const condition = { type: 'DisruptionTarget', status: 'True', lastTransitionTime: context.timestamp, reason: 'DeletionByPodGC', message };
  const status = { phase: 'Failed', ...(message === undefined ? {} : { conditions: [condition] }) };
  const failed: Intent = { do: 'patch', ...target, subresource: 'status', patchType: 'strategic', patch: { metadata: { uid }, status }, why };
  const remove: Intent = { do: 'remove', ...target, options: { gracePeriodSeconds: 0 } };
  return isPodTerminal(pod) ? [{ ...remove, why }] : [failed, remove];
}
