import { deepEqual } from '../../../base/json.ts';
import { SortedMap } from '../../../base/sorted-map.ts';
import { ms, seconds, type SimTime, toSeconds } from '../../../base/time.ts';
import type { KubeObject } from '../../../kinds/object.ts';
import type { Node, NodeCondition, Pod } from '../../../kinds/schema/types.gen.ts';
import { isSuccess } from '../../../wire/request.ts';
import { byNode } from '../../etcd/indexes.ts';
import { type Commit, getObject, listIndexed, listObjects } from '../../etcd/store.ts';
import type { Context, Controller, Decision, Enqueue, Intent, Plan, Resume } from '../controller.ts';
import { hasReported, type Health, observed, readyStatus, silentFor, unknown } from './health.ts';
import { hasTaint, NOT_READY, swapTaints, type TaintKey, taintsOf, UNREACHABLE, UNSCHEDULABLE } from './taints.ts';
import { allDisrupted, countsForZone, rateOf, stateOfZone, type Zone, type ZoneCount, zoneOf } from './zones.ts';

/** --node-monitor-period */
export const MONITOR_EVERY_US = seconds(5);

/**
 * Notices nodes that are silent, marks them, and has them emptied at a measured pace (upstream: pkg/controller/nodelifecycle, 1.36).
 * Keys: `monitor` (every 5 s), `evict` (the queue of NoExecute taints), `node/NAME` (NoSchedule taints of a node that changed).
 */
export const nodeLifecycleController: Controller<Memory> = {
  name: 'node-lifecycle-controller',
  workers: 8,
  eventSource: 'node-controller',
  serviceAccount: 'node-controller',
  watches: {
    nodes: nodeChanged,
    // Only so that the cache shows Leases; what they say is looked at when it is time.
    leases: () => [],
    pods: () => [],
  },
  reconcile,
  periodic: { everyUs: MONITOR_EVERY_US, keys: () => ['monitor', 'evict'] },
  memory: () => ({ health: SortedMap.empty(), known: SortedMap.empty(), zones: SortedMap.empty(), retry: SortedMap.empty() }),
};

export interface Memory {
  /** When it looked at the nodes for the first time; it looks again every so often from then on. */
  readonly firstLook?: SimTime;
  readonly health: SortedMap<Health>;
  /** Nodes it has told of, by name → uid. */
  readonly known: SortedMap<string>;
  readonly zones: SortedMap<Zone>;
  /** Nodes whose pods could not all be marked. */
  readonly retry: SortedMap<true>;
}

function reconcile(context: Context<Memory>, key: string, resume: Resume | undefined): Plan<Memory> {
  if (resume) return afterMarking(context, resume);
  if (key === 'monitor') return monitor(context);
  if (key === 'evict') return evict(context);
  return conditionTaints(context, key.slice('node/'.length));
}

/** monitorNodeHealth */
function monitor(context: Context<Memory>): Plan<Memory> {
  const { memory } = context;
  const nodes = [...listObjects<Node>(context.cache, 'nodes')];
  const { events, known } = registrations(memory, nodes);
  let health = SortedMap.empty<Health>();
  const marks: { node: Node; wasReady: boolean; silentUs: number }[] = [];
  const now: Node[] = nodes.map((node) => {
    const seen = observed(memory.health.get(node.metadata.name), node, context);
    health = health.set(node.metadata.name, seen);
    const silentUs = silentFor(seen, context);
    const marked = silentUs === undefined ? node : unknown(node, context.timestamp);
    if (marked !== node) marks.push({ node: marked, wasReady: readyStatus(node) === 'True', silentUs: silentUs as number });
    return marked;
  });
  const zones = zonesOf(memory.zones, now, context.now);
  const next: Memory = {
    ...memory,
    firstLook: memory.firstLook ?? context.now,
    health: exitFromDisruption(memory.zones, zones, health, context.now),
    known,
    zones,
  };
  const swaps = taintSwaps(context, { nodes, now, zones });
  const updates = marks.map(({ node, silentUs }): Intent => ({ do: 'setStatus', resource: 'nodes', object: node, why: silence(node, silentUs, context) }));
  const gone = marks.filter(({ wasReady }) => wasReady).map(({ node }) => node.metadata.name);
  const again = [...memory.retry.keys()].filter(
    (name) => !gone.includes(name) && now.some((node) => node.metadata.name === name && readyStatus(node) !== 'True'),
  );
  const step = { at: 'marked', updates: updates.length, nodes: marks.map(({ node, wasReady }) => ({ name: node.metadata.name, wasReady })), again };
  const memoryNow: Memory = { ...next, retry: SortedMap.empty(), zones: queued(zones, now, nodes) };
  const intents = [...updates, ...events, ...swaps];
  return { memory: memoryNow, intents, ...(updates.length + again.length > 0 ? { then: step } : {}) };
}

const silence = (node: Node, silentUs: number, { settings }: Context): Decision => ({
  say: 'node-lifecycle.unknown',
  args: { node: node.metadata.name, silentSeconds: Math.floor(toSeconds(silentUs)), graceSeconds: toSeconds(settings.nodeMonitorGraceUs) },
});

function registrations(memory: Memory, nodes: readonly Node[]): { events: Intent[]; known: SortedMap<string> } {
  const events: Intent[] = [];
  let known = SortedMap.empty<string>();
  for (const { metadata } of nodes) {
    known = known.set(metadata.name, metadata.uid ?? '');
    if (!memory.known.has(metadata.name))
      events.push(nodeEvent(metadata.name, metadata.uid, { reason: 'RegisteredNode', message: `Registered Node ${metadata.name} in Controller` }));
  }
  for (const [name, uid] of memory.known.entries())
    if (!known.has(name)) events.push(nodeEvent(name, uid, { reason: 'RemovingNode', message: `Removing Node ${name} from Controller` }));
  return { events, known };
}

/** RecordNodeEvent: the reference names the uid and no version. */
const nodeEvent = (name: string, uid: string | undefined, { reason, message }: { reason: string; message: string }): Intent => ({
  do: 'event',
  about: nodeReference(name, uid),
  type: 'Normal',
  reason,
  message: `Node ${name} event: ${message}`,
});

const nodeReference = (name: string, uid: string | undefined): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, ...(uid === undefined ? {} : { uid }) },
});

/** State and pace of each zone by what its nodes are now. */
function zonesOf(before: SortedMap<Zone>, nodes: readonly Node[], now: SimTime): SortedMap<Zone> {
  const counts = new Map<string, ZoneCount>();
  for (const node of nodes) {
    if (!countsForZone(node)) continue;
    const count = counts.get(zoneOf(node)) ?? { ready: 0, notReady: 0 };
    const ready = readyStatus(node) === 'True';
    counts.set(zoneOf(node), { ready: count.ready + (ready ? 1 : 0), notReady: count.notReady + (ready ? 0 : 1) });
  }
  let zones = SortedMap.empty<Zone>();
  for (const [name, count] of counts) {
    const state = stateOfZone(count);
    const old = before.get(name);
    zones = zones.set(name, { state, rate: rateOf(state, count), waiting: old?.waiting ?? [], nextAt: old?.nextAt ?? now });
  }
  if (!allDisrupted(zones)) return zones;
  return SortedMap.from([...zones.entries()].map(([name, zone]) => [name, { ...zone, rate: 0, waiting: [] }] as const));
}

/** Coming out of a disruption of everything, every node gets its full grace period anew. */
function exitFromDisruption(before: SortedMap<Zone>, after: SortedMap<Zone>, health: SortedMap<Health>, now: SimTime): SortedMap<Health> {
  if (!allDisrupted(before) || allDisrupted(after)) return health;
  return SortedMap.from([...health.entries()].map(([name, one]) => [name, { ...one, probedAt: now }] as const));
}

const NO_EXECUTE = (key: string): TaintKey => ({ key, effect: 'NoExecute' });

/** Ready again: taints off. The other kind of not being ready: swapped at once. With everything disrupted: taints off everywhere. */
function taintSwaps(context: Context<Memory>, { nodes, now, zones }: { nodes: readonly Node[]; now: readonly Node[]; zones: SortedMap<Zone> }): Intent[] {
  const spare = allDisrupted(zones);
  return nodes.flatMap((node, index): Intent[] => {
    if (!hasReported(now[index] as Node)) return [];
    const status = readyStatus(now[index] as Node);
    const present = [NOT_READY, UNREACHABLE].map(NO_EXECUTE).filter((taint) => hasTaint(node, taint));
    if (present.length === 0) return [];
    const at = {
      timestamp: context.timestamp,
      why: { say: spare ? 'node-lifecycle.all-disrupted' : 'node-lifecycle.reachable', args: { node: node.metadata.name } },
    };
    if (status === 'True' || spare) return [swapTaints(node, { add: [], remove: present }, at)];
    const wanted = NO_EXECUTE(status === 'False' ? NOT_READY : UNREACHABLE);
    if (hasTaint(node, wanted)) return [];
    return [swapTaints(node, { add: [wanted], remove: present }, { timestamp: context.timestamp })];
  });
}

/** Nodes that are not ready and not tainted yet wait in their zone's queue. */
function queued(zones: SortedMap<Zone>, now: readonly Node[], nodes: readonly Node[]): SortedMap<Zone> {
  if (allDisrupted(zones)) return zones;
  let next = zones;
  now.forEach((node, index) => {
    const name = node.metadata.name;
    const zone = next.get(zoneOf(node));
    if (!zone || !hasReported(node)) return;
    const ready = readyStatus(node) === 'True';
    const tainted = [NOT_READY, UNREACHABLE].some((key) => hasTaint(nodes[index] as Node, NO_EXECUTE(key)));
    if (ready && zone.waiting.includes(name)) next = next.set(zoneOf(node), { ...zone, waiting: zone.waiting.filter((one) => one !== name) });
    else if (!ready && !tainted && !zone.waiting.includes(name)) next = next.set(zoneOf(node), { ...zone, waiting: [...zone.waiting, name] });
  });
  return next;
}

type Step =
  | { readonly at: 'marked'; readonly nodes: readonly { name: string; wasReady: boolean }[]; readonly again: readonly string[] }
  | { readonly at: 'pods'; readonly pods: readonly string[] };

/** After the nodes' statuses: their pods are marked not ready, each is told of after its write. */
function afterMarking(context: Context<Memory>, { step, answers }: Resume): Plan<Memory> {
  const state = step as unknown as Step;
  if (state.at === 'pods') return podEvents(context, state.pods, answers);
  const done = state.nodes.filter(({ wasReady }, index) => wasReady && isSuccess(answers[index]!)).map(({ name }) => name);
  const failed = state.nodes.some((_, index) => !isSuccess(answers[index]!));
  const events = done.map((name): Intent => {
    const uid = getObject(context.cache, 'nodes', name)?.metadata.uid;
    return { do: 'event', about: nodeReference(name, uid), type: 'Normal', reason: 'NodeNotReady', message: `Node ${name} status is now: NodeNotReady` };
  });
  const pods = [...done, ...state.again].flatMap((name) => [...listIndexed<Pod>(context.cache, 'pods', byNode(name))].filter(saysReady));
  const patches = pods.map((pod) => notReady(pod, context.timestamp));
  const then = { at: 'pods', pods: pods.map((pod) => `${pod.metadata.namespace}/${pod.metadata.name}`) };
  return { intents: [...patches, ...events], ...(patches.length > 0 ? { then } : {}), ...(failed ? { failed } : {}) };
}

const saysReady = (pod: Pod): boolean => pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status !== 'False') === true;

/** The pod with Ready=False; its reason stays what it was. */
function notReady(pod: Pod, timestamp: string): Intent {
  const conditions = (pod.status?.conditions ?? []).map((condition) =>
    condition.type === 'Ready' ? { ...condition, status: 'False', lastTransitionTime: timestamp } : condition,
  );
  return { do: 'setStatus', resource: 'pods', object: { ...pod, status: { ...pod.status, conditions } } as Pod };
}

function podEvents(context: Context<Memory>, keys: readonly string[], answers: Resume['answers']): Plan<Memory> {
  let { retry } = context.memory;
  const events: Intent[] = [];
  keys.forEach((key, index) => {
    const pod = getObject<Pod>(context.cache, 'pods', key);
    if (!pod) return;
    const node = pod.spec.nodeName as string;
    if (isSuccess(answers[index]!)) events.push({ do: 'event', about: pod, type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready' });
    else if (answers[index]!.code !== 404) retry = retry.set(node, true);
  });
  return { intents: events, memory: { ...context.memory, retry } };
}

/** doNoExecuteTaintingPass: each zone takes the next node when its pace allows. */
function evict(context: Context<Memory>): Plan<Memory> {
  const intents: Intent[] = [];
  let zones = context.memory.zones;
  let next: number | undefined;
  for (const [name, zone] of context.memory.zones.entries()) {
    let { waiting, nextAt } = zone;
    for (const candidate of zone.waiting) {
      const node = getObject<Node>(context.cache, 'nodes', candidate);
      // Still Ready here: its status is on its way to the cache, or it is well again, which the monitor will notice.
      if (node && readyStatus(node) === 'True') continue;
      if (zone.rate === 0 || nextAt > context.now) break;
      waiting = waiting.filter((one) => one !== candidate);
      if (!node) continue;
      intents.push(emptying(node, { zone, left: waiting.length, timestamp: context.timestamp }));
      nextAt = (context.now + Math.round(seconds(1) / zone.rate)) as SimTime;
    }
    zones = zones.set(name, { ...zone, waiting, nextAt });
    if (waiting.length > 0 && zone.rate > 0) next = Math.min(next ?? nextAt, nextAt);
  }
  return { intents, memory: { ...context.memory, zones }, ...(next === undefined ? {} : { againAfterUs: next - context.now }) };
}

function emptying(node: Node, { zone, left, timestamp }: { zone: Zone; left: number; timestamp: string }): Intent {
  const [wanted, other] = readyStatus(node) === 'False' ? [NOT_READY, UNREACHABLE] : [UNREACHABLE, NOT_READY];
  const why = { say: 'node-lifecycle.evict', args: { node: node.metadata.name, taint: wanted, zone: zone.state, waiting: left } };
  return swapTaints(node, { add: [NO_EXECUTE(wanted)], remove: [NO_EXECUTE(other)] }, { timestamp, why });
}

const CONDITION_TAINTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: NOT_READY, Unknown: UNREACHABLE },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
};
const OWN_TAINTS: ReadonlySet<string> = new Set([UNSCHEDULABLE, ...Object.values(CONDITION_TAINTS).flatMap((map) => Object.values(map))]);

/** doNoScheduleTaintingPass: what the conditions and the cordon say, as NoSchedule taints. */
function conditionTaints(context: Context<Memory>, name: string): Plan<Memory> {
  const node = getObject<Node>(context.cache, 'nodes', name);
  if (!node) return {};
  const keys = (node.status?.conditions ?? []).flatMap((condition: NodeCondition) => CONDITION_TAINTS[condition.type]?.[condition.status] ?? []);
  if (node.spec?.unschedulable) keys.push(UNSCHEDULABLE);
  const present = taintsOf(node)
    .filter((taint) => taint.effect === 'NoSchedule' && OWN_TAINTS.has(taint.key))
    .map((taint) => taint.key);
  const add = keys.filter((key) => !present.includes(key));
  const remove = present.filter((key) => !keys.includes(key));
  if (add.length + remove.length === 0) return {};
  const taint = (key: string): TaintKey => ({ key, effect: 'NoSchedule' });
  const why = { say: 'node-lifecycle.no-schedule', args: { node: name, add, remove } };
  return { intents: [swapTaints(node, { add: add.map(taint), remove: remove.map(taint) }, { timestamp: context.timestamp, why })] };
}

const saying = (node: Node): string => (node.status?.conditions ?? []).map(({ type, status }) => `${type}=${status}`).join(' ');

function nodeChanged(change: Commit): readonly Enqueue[] {
  if (change.type === 'DELETED') return [];
  const [before, after] = [change.before as Node | undefined, change.after as Node];
  // Heartbeats renew conditions without changing what they say; they concern nobody.
  if (before && saying(before) === saying(after) && deepEqual(before.spec, after.spec)) return [];
  const keys: Enqueue[] = [`node/${change.key}`];
  if (before && readyStatus(before) !== readyStatus(after)) keys.push({ key: 'evict', afterUs: ms(100) });
  return keys;
}
