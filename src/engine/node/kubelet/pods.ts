import { deepEqual } from '../../../base/json.ts';
import type { SimTime } from '../../../base/time.ts';
import { parseRfc3339, seconds } from '../../../base/time.ts';
import type { Pod } from '../../../kinds/schema/types.gen.ts';
import type { Delivery } from '../../client/process.ts';
import { byNode } from '../../etcd/indexes.ts';
import { listIndexed } from '../../etcd/store.ts';
import type { Sim } from '../../sim/sim.ts';
import { nodeOfActor } from '../../../wire/actors.ts';
import { runtimeOf } from '../runtime/records.ts';
import { refusalOf } from './admission.ts';
import { isTerminal, refreshStatus, rejectedStatus } from './report.ts';
import { decide, podEvent } from './say.ts';
import { goOn } from './stages.ts';
import { nodeObject, nodeState, patchWorker, viewOf, workerOf, workersOf } from './state.ts';
import { deleteWhenDone, noticeStatus, setStatus } from './status-manager.ts';
import { beginTerminating, forgetPod, shortenGrace } from './terminate.ts';
import { addWorker, newSync, newWorker, requestSync } from './worker.ts';

/** A watch event of a pod of this node arrives. */
export function podDelivered(sim: Sim, { process, commit }: Delivery): void {
  const node = nodeOfActor(process);
  if (node === undefined || commit.resource !== 'pods' || !nodeState(sim, node)?.kubelet) return;
  const pod = commit.after as unknown as Pod;
  if (commit.type === 'DELETED' || pod.spec.nodeName !== node) podGone(sim, node, pod.metadata.uid!, pod);
  else podSeen(sim, node, pod);
}

/** A pod is new to the kubelet, or has changed (upstream: HandlePodAdditions, HandlePodUpdates). */
function podSeen(sim: Sim, node: string, pod: Pod): void {
  const worker = workerOf(sim, node, pod.metadata.uid!);
  if (!worker) return newPod(sim, node, pod);
  const before = worker.pod;
  patchWorker(sim, node, worker.uid, { pod });
  if (pod.status !== before.status) noticeStatus(sim, node, worker.uid);
  if (pod.metadata.deletionTimestamp) {
    if (worker.phase === 'sync') return beginTerminating(sim, node, worker.uid);
    if (worker.phase === 'finished' && worker.admitted && !before.metadata.deletionTimestamp) refreshStatus(sim, node, worker.uid, true);
    if (worker.phase === 'finished') deleteWhenDone(sim, node, worker.uid);
    const grace = pod.metadata.deletionGracePeriodSeconds;
    if (grace !== undefined && grace < (before.metadata.deletionGracePeriodSeconds ?? before.spec.terminationGracePeriodSeconds ?? 30))
      shortenGrace(sim, node, worker.uid, grace);
    return;
  }
  if (worker.phase === 'sync' && (differs(before, pod) || gatesChanged(before, pod))) {
    setDeadline(sim, node, pod, before);
    requestSync(sim, node, worker.uid);
  }
}

/** What makes a kubelet look at a pod again: its spec, labels, annotations; not its status, which it writes itself. */
const differs = (a: Pod, b: Pod): boolean =>
  a.spec !== b.spec && !deepEqual(a.spec, b.spec)
    ? true
    : !deepEqual(a.metadata.labels, b.metadata.labels) || !deepEqual(a.metadata.annotations, b.metadata.annotations);

const gatesChanged = (a: Pod, b: Pod): boolean =>
  (b.spec.readinessGates ?? []).some(({ conditionType }) => {
    const of = (pod: Pod): string | undefined => pod.status?.conditions?.find(({ type }) => type === conditionType)?.status;
    return of(a) !== of(b);
  });

function newPod(sim: Sim, node: string, pod: Pod): void {
  const uid = pod.metadata.uid!;
  addWorker(sim, node, newWorker(pod, sim.now));
  if (pod.metadata.deletionTimestamp) {
    // Ended already, or bound and deleted before the kubelet heard of it.
    patchWorker(sim, node, uid, { admitted: true });
    return beginTerminating(sim, node, uid);
  }
  if (isTerminal(pod.status?.phase)) {
    patchWorker(sim, node, uid, { phase: 'finished', status: pod.status, admitted: true });
    return;
  }
  const known = runtimeOf(sim, node).pods.has(uid);
  const refusal = known ? undefined : refusalOf(workersOf(sim, node), nodeObject(sim, node), pod);
  if (refusal) return refuse(sim, node, pod, refusal);
  patchWorker(sim, node, uid, { admitted: true });
  if (!known) decide(sim, node, 'kubelet.admit', { pod: `${pod.metadata.namespace}/${pod.metadata.name}`, containers: pod.spec.containers.length });
  setDeadline(sim, node, pod, undefined);
  startSync(sim, node, uid);
}

function refuse(sim: Sim, node: string, pod: Pod, why: { reason: string; message: string }): void {
  const uid = pod.metadata.uid!;
  decide(sim, node, 'kubelet.refuse', { pod: `${pod.metadata.namespace}/${pod.metadata.name}`, ...why });
  podEvent(sim, node, pod, { type: 'Warning', reason: why.reason, message: why.message });
  setStatus(sim, node, uid, rejectedStatus(sim, pod, why));
  patchWorker(sim, node, uid, { phase: 'finished' });
}

/** The watch says the pod is gone: its worker ends; when it was deleted by force, its containers are still to be stopped. */
function podGone(sim: Sim, node: string, uid: string, last?: Pod): void {
  const worker = workerOf(sim, node, uid);
  if (!worker) return;
  if (worker.phase === 'finished') return forgetPod(sim, node, uid);
  patchWorker(sim, node, uid, { orphan: true, ...(last?.metadata.deletionTimestamp ? { pod: last } : {}) });
  if (worker.phase === 'sync') beginTerminating(sim, node, uid);
}

/** One sync begins. */
export function startSync(sim: Sim, node: string, uid: string): void {
  const worker = workerOf(sim, node, uid);
  if (!worker || worker.phase !== 'sync' || worker.busy) return;
  patchWorker(sim, node, uid, { busy: true, pending: false, syncAt: undefined, sync: newSync(sim.now), token: worker.token + 1 });
  goOn(sim, node, uid);
}

/** activeDeadlineSeconds counts from the pod's start. */
function setDeadline(sim: Sim, node: string, pod: Pod, before: Pod | undefined): void {
  const limit = pod.spec.activeDeadlineSeconds;
  if (limit === undefined || limit === before?.spec.activeDeadlineSeconds) return;
  const worker = workerOf(sim, node, pod.metadata.uid!)!;
  const startedAt = pod.status?.startTime === undefined ? worker.addedAt : (parseRfc3339(sim.config.epochMs, pod.status.startTime) ?? worker.addedAt);
  const at = Math.max(startedAt + seconds(limit), sim.now) as SimTime;
  sim.schedule({ at, to: 'kubelet.deadline', args: { node, uid: pod.metadata.uid!, limit } });
}

export function deadlineOver(sim: Sim, { node, uid, limit }: { node: string; uid: string; limit: number }): void {
  const worker = workerOf(sim, node, uid);
  if (worker?.phase !== 'sync' || worker.pod.spec.activeDeadlineSeconds !== limit) return;
  decide(sim, node, 'kubelet.deadline', { pod: worker.key, seconds: limit });
  podEvent(sim, node, worker.pod, { type: 'Normal', reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' });
  patchWorker(sim, node, uid, { failure: { reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' } });
  beginTerminating(sim, node, uid);
}

/** After a start, or when the network is back: what the API has now against what the kubelet knows and what runs. */
export function reconcile(sim: Sim, node: string): void {
  const pods = [...listIndexed<Pod>(viewOf(sim, node), 'pods', byNode(node))].sort((a, b) => order(a, b));
  const uids = new Set(pods.map((pod) => pod.metadata.uid));
  const orphans = [...runtimeOf(sim, node).pods.values()].filter(({ uid }) => !uids.has(uid));
  if (pods.length + orphans.length > 0) decide(sim, node, 'kubelet.reconcile', { node, pods: pods.length, orphans: orphans.length });
  for (const pod of pods) podSeen(sim, node, pod);
  for (const worker of [...workersOf(sim, node).values()]) if (!uids.has(worker.uid)) podGone(sim, node, worker.uid);
  for (const orphan of orphans) if (!workerOf(sim, node, orphan.uid)) stopOrphan(sim, node, orphan.pod);
}

/** Containers of a pod the API does not know: they are stopped. */
function stopOrphan(sim: Sim, node: string, pod: Pod): void {
  addWorker(sim, node, { ...newWorker(pod, sim.now), admitted: true, orphan: true });
  beginTerminating(sim, node, pod.metadata.uid!);
}

const order = (a: Pod, b: Pod): number => {
  const [x, y] = [
    `${a.metadata.creationTimestamp}/${a.metadata.namespace}/${a.metadata.name}`,
    `${b.metadata.creationTimestamp}/${b.metadata.namespace}/${b.metadata.name}`,
  ];
  return x < y ? -1 : 1;
};
