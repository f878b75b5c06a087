import { deepEqual } from '../../base/json.ts';
import { keyOf } from '../../kinds/object.ts';
import type { Node, Pod } from '../../kinds/schema/types.gen.ts';
import type { Delivery } from '../client/process.ts';
import type { Commit } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';
import { displacePod, nodeOf, placePod, removeNode, schedulerCache, setNode } from './cache.ts';
import { DEFAULT_SCHEDULER } from './control.ts';
import { decide } from './decide.ts';
import type { ClusterEvent } from './framework.ts';
import { kick } from './loop.ts';
import { nodeFactsOf } from './node-facts.ts';
import { nominatedPods, nominate, unnominate } from './nominated.ts';
import { placed, priorityOf } from './placed.ts';
import { classOf } from './pod-class.ts';
import { gatesOf } from './plugins/scheduling-gates.ts';
import { addPod, removePod, schedulingQueue } from './queue.ts';
import { assumedVolumes, revert } from './volumes/assumed.ts';
import { wakeSelf, wakeWaiting } from './wake.ts';

/** A watch event has arrived (eventhandlers.go): the scheduler's own cache follows, and those it may help are woken. */
export function onDelivery(sim: Sim, { commit }: Delivery): void {
  observe(sim, commit);
  kick(sim);
}

export function observe(sim: Sim, commit: Commit): void {
  switch (commit.resource) {
    case 'pods':
      onPod(sim, commit);
      break;
    case 'nodes':
      onNode(sim, commit);
      break;
    case 'persistentvolumes':
      forgetAssumed(sim, commit, 'volumes');
      wakeWaiting(sim, plainEvent('volume', commit));
      break;
    case 'persistentvolumeclaims':
      forgetAssumed(sim, commit, 'claims');
      wakeWaiting(sim, plainEvent('claim', commit));
      break;
    case 'storageclasses':
      wakeWaiting(sim, plainEvent('storageClass', commit));
      break;
  }
}

const ACTIONS = { ADDED: 'add', MODIFIED: 'update', DELETED: 'delete' } as const;

const plainEvent = (resource: ClusterEvent['resource'], { type, before, after }: Commit): ClusterEvent => ({
  resource,
  action: ACTIONS[type],
  before,
  after: type === 'DELETED' ? undefined : after,
});

function onNode(sim: Sim, { type, before, after }: Commit): void {
  const cache = sim.get(schedulerCache);
  const factsBefore = nodeOf(cache, after.metadata.name)?.facts;
  if (type === 'DELETED') {
    sim.set(schedulerCache, removeNode(cache, after.metadata.name));
    wakeWaiting(sim, { resource: 'node', action: 'delete', before, after: undefined, factsBefore, factsAfter: undefined });
    return;
  }
  const factsAfter = nodeFactsOf(after as Node, factsBefore);
  if (factsAfter === factsBefore) return;
  sim.set(schedulerCache, setNode(cache, factsAfter));
  wakeWaiting(sim, { resource: 'node', action: factsBefore ? 'update' : 'add', before, after, factsBefore, factsAfter });
}

/** A promise is kept, or overtaken: the cache now knows better. */
function forgetAssumed(sim: Sim, { key, after, type }: Commit, part: 'volumes' | 'claims'): void {
  const assumed = sim.get(assumedVolumes);
  const promised = assumed[part].get(key);
  if (!promised || (type !== 'DELETED' && Number(after.metadata.resourceVersion) < Number(promised.metadata.resourceVersion))) return;
  sim.set(assumedVolumes, part === 'volumes' ? revert(assumed, [key], []) : revert(assumed, [], [key]));
}

/** Finished pods are no longer there for the scheduler: its list leaves out phase Succeeded and Failed. */
const isAlive = (pod: Pod | undefined): pod is Pod => pod !== undefined && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';

function onPod(sim: Sim, commit: Commit): void {
  const before = commit.before as Pod | undefined;
  const after = commit.after as Pod;
  const was = isAlive(before) ? before : undefined;
  const is = commit.type !== 'DELETED' && isAlive(after) ? after : undefined;
  if (is?.spec.nodeName) onAssigned(sim, was, is);
  else if (is) onUnassigned(sim, was, is);
  else onGone(sim, was ?? after);
}

function onAssigned(sim: Sim, was: Pod | undefined, is: Pod): void {
  const key = keyOf(is.metadata);
  const node = is.spec.nodeName as string;
  sim.set(schedulerCache, placePod(sim.get(schedulerCache), placed(is, node, false)));
  if (was?.spec.nodeName) {
    // Smaller requests (a resize) or other labels may help somebody who waits.
    if (classOf(was) !== classOf(is) || !deepEqual(was.metadata.labels, is.metadata.labels))
      wakeWaiting(sim, { resource: 'assignedPod', action: 'update', before: was, after: is });
    return;
  }
  if (sim.get(schedulingQueue).pods.has(key)) sim.set(schedulingQueue, removePod(sim.get(schedulingQueue), key));
  dropNomination(sim, key);
  wakeWaiting(sim, { resource: 'assignedPod', action: 'add', before: was, after: is });
}

function onUnassigned(sim: Sim, was: Pod | undefined, is: Pod): void {
  if ((is.spec.schedulerName ?? DEFAULT_SCHEDULER) !== DEFAULT_SCHEDULER) return;
  const key = keyOf(is.metadata);
  followNomination(sim, is);
  const queued = sim.get(schedulingQueue).pods.get(key);
  if (!queued || queued.uid !== is.metadata.uid || (queued.where === 'gated' && gatesOf(is).length === 0)) enqueue(sim, is);
  else if (was && was.spec !== is.spec) wakeSelf(sim, is, { resource: 'unscheduledPod', action: 'update', before: was, after: is });
}

function enqueue(sim: Sim, pod: Pod): void {
  const key = keyOf(pod.metadata);
  // Assumed to be somewhere already: its binding decides.
  if (sim.get(schedulerCache).pods.get(key)?.uid === pod.metadata.uid) return;
  const gates = gatesOf(pod);
  sim.because(sim.cause, () => {
    if (gates.length > 0) decide(sim, key, 'scheduler.gated', { pod: key, gates: [...gates] });
    const newcomer = { key, uid: pod.metadata.uid ?? '', priority: priorityOf(pod), cause: sim.cause };
    sim.set(schedulingQueue, addPod(sim.get(schedulingQueue), newcomer, sim.now, gates.length > 0));
  });
}

function onGone(sim: Sim, pod: Pod): void {
  const key = keyOf(pod.metadata);
  const counted = sim.get(schedulerCache).pods.get(key);
  const nominated = dropNomination(sim, key);
  if (sim.get(schedulingQueue).pods.get(key)?.uid === pod.metadata.uid) sim.set(schedulingQueue, removePod(sim.get(schedulingQueue), key));
  if (counted?.uid === pod.metadata.uid) sim.set(schedulerCache, displacePod(sim.get(schedulerCache), key));
  // Room that was kept for it, or that it used, is free again.
  if (counted || nominated) wakeWaiting(sim, { resource: 'assignedPod', action: 'delete', before: pod, after: undefined });
}

function followNomination(sim: Sim, pod: Pod): void {
  const node = pod.status?.nominatedNodeName;
  // One that is being bound counts on its node already.
  if (sim.get(schedulerCache).pods.get(keyOf(pod.metadata))?.uid === pod.metadata.uid) return;
  if (node) sim.set(nominatedPods, nominate(sim.get(nominatedPods), placed(pod, node, true)));
}

function dropNomination(sim: Sim, key: string): boolean {
  const before = sim.get(nominatedPods);
  const after = unnominate(before, key);
  if (after === before) return false;
  sim.set(nominatedPods, after);
  return true;
}
