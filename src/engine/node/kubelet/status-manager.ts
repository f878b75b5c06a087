import { deepEqual, extended } from '../../../base/json.ts';
import { seconds, type SimTime } from '../../../base/time.ts';
import type { Pod, PodStatus } from '../../../kinds/schema/types.gen.ts';
import { kubelet } from '../../../wire/actors.ts';
import { type ApiRequest, type ApiResponse, isSuccess } from '../../../wire/request.ts';
import { type Reply, send } from '../../client/client.ts';
import { getObject } from '../../etcd/store.ts';
import type { Sim } from '../../sim/sim.ts';
import { decide } from './say.ts';
import { nodeState, patchNode, patchWorker, type PodWorker, viewOf, workerOf } from './state.ts';
import { statusPatch } from './status-patch.ts';

/** What could not be written is tried again this often (upstream: syncPeriod of the status manager). */
const RETRY_US = seconds(10);

/** Takes over a status; it is written as soon as the writer is free. Of several in a row only the last is written. */
export function setStatus(sim: Sim, node: string, uid: string, status: PodStatus): void {
  const worker = workerOf(sim, node, uid);
  if (!worker || worker.orphan) return;
  const forced = worker.pod.metadata.deletionTimestamp !== undefined && worker.phase !== 'sync';
  if (!forced && worker.status && deepEqual(worker.status, status)) return;
  noteReadiness(sim, node, worker, status);
  patchWorker(sim, node, uid, { status, statusVersion: worker.statusVersion + 1 });
  enqueue(sim, node, uid);
}

function enqueue(sim: Sim, name: string, uid: string): void {
  const node = nodeState(sim, name)!;
  if (!node.statusQueue.includes(uid)) patchNode(sim, name, { statusQueue: [...node.statusQueue, uid] });
  writeNext(sim, name);
}

/** The status manager writes one status at a time.
 *  Simplified: the real one reads the pod from kube-apiserver before each patch; here it compares with what it has heard. */
function writeNext(sim: Sim, name: string): void {
  for (;;) {
    const node = nodeState(sim, name);
    const uid = node?.statusQueue[0];
    if (!node || node.statusBusy || uid === undefined) return;
    patchNode(sim, name, { statusQueue: node.statusQueue.slice(1) });
    const worker = workerOf(sim, name, uid);
    if (worker && writeStatus(sim, name, worker)) return;
  }
}

/** True when something was sent. */
function writeStatus(sim: Sim, name: string, worker: PodWorker): boolean {
  const current = getObject<Pod>(viewOf(sim, name), 'pods', worker.key);
  const base = current?.metadata.uid === worker.uid ? current : worker.pod;
  const body = worker.status && statusPatch(worker.uid, base.status ?? {}, worker.status);
  if (body === undefined) {
    patchWorker(sim, name, worker.uid, { sentVersion: worker.statusVersion });
    return deleteWhenDone(sim, name, worker.uid);
  }
  const path = `/api/v1/namespaces/${worker.pod.metadata.namespace}/pods/${worker.pod.metadata.name}/status`;
  ask(sim, name, worker, { method: 'PATCH', path, contentType: 'application/strategic-merge-patch+json', body });
  return true;
}

/** Once nothing of a deleted pod is left on the node and its last status is written, the API may forget it. True when something was sent. */
export function deleteWhenDone(sim: Sim, name: string, uid: string): boolean {
  const node = nodeState(sim, name);
  const worker = workerOf(sim, name, uid);
  if (!node || !worker || worker.orphan || worker.deleteSent) return false;
  if (worker.phase !== 'finished' || !worker.pod.metadata.deletionTimestamp || worker.sentVersion < worker.statusVersion) return false;
  if (node.statusBusy) {
    // The writer is at another pod: this one is next in line.
    if (!node.statusQueue.includes(uid)) patchNode(sim, name, { statusQueue: [...node.statusQueue, uid] });
    return false;
  }
  decide(sim, name, 'kubelet.release', { pod: worker.key });
  patchWorker(sim, name, uid, { deleteSent: true });
  const path = `/api/v1/namespaces/${worker.pod.metadata.namespace}/pods/${worker.pod.metadata.name}`;
  ask(sim, name, worker, { method: 'DELETE', path, body: { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0, preconditions: { uid } } });
  return true;
}

function ask(sim: Sim, name: string, worker: PodWorker, request: ApiRequest): void {
  const { kubeletQps: qps, kubeletBurst: burst } = sim.config.settings;
  patchNode(sim, name, { statusBusy: true });
  const args = { node: name, uid: worker.uid, version: worker.statusVersion, life: nodeState(sim, name)!.life, method: request.method };
  send(sim, {
    actor: kubelet(name),
    process: kubelet(name),
    request: extended(request, { user: `system:node:${name}` }),
    reply: { to: 'kubelet.status-written', args },
    limit: { qps, burst },
  });
}

interface Written {
  readonly node: string;
  readonly uid: string;
  readonly version: number;
  readonly life: number;
  readonly method: ApiRequest['method'];
}

export function statusWritten(sim: Sim, { response, args }: Reply<Written>): void {
  const { node, uid, version, life, method } = args;
  if (nodeState(sim, node)?.life !== life) return;
  patchNode(sim, node, { statusBusy: false });
  if (isSuccess(response) || isForGood(sim, node, uid, response)) settled(sim, node, uid, version, method);
  else {
    if (method === 'DELETE') patchWorker(sim, node, uid, { deleteSent: false });
    sim.schedule({ after: RETRY_US, to: 'kubelet.status-retry', args: { node, uid, life }, background: true });
  }
  writeNext(sim, node);
}

/** The pod is gone or another one has its name: nothing more to write. */
function isForGood(sim: Sim, node: string, uid: string, { code }: ApiResponse): boolean {
  if (code !== 409) return code === 404;
  const worker = workerOf(sim, node, uid);
  return worker === undefined || getObject<Pod>(viewOf(sim, node), 'pods', worker.key)?.metadata.uid !== uid;
}

function settled(sim: Sim, node: string, uid: string, version: number, method: ApiRequest['method']): void {
  const worker = workerOf(sim, node, uid);
  if (!worker || method === 'DELETE') return;
  patchWorker(sim, node, uid, { sentVersion: Math.max(worker.sentVersion, version) });
  deleteWhenDone(sim, node, uid);
}

export function retryStatus(sim: Sim, { node, uid, life }: { node: string; uid: string; life: number }): void {
  const worker = workerOf(sim, node, uid);
  if (worker && nodeState(sim, node)?.life === life && (worker.sentVersion < worker.statusVersion || (worker.phase === 'finished' && !worker.deleteSent)))
    enqueue(sim, node, uid);
}

/** Somebody else wrote into the status (upstream: needsReconcile): at the status manager's next round it is made right again. */
export function noticeStatus(sim: Sim, name: string, uid: string): void {
  const worker = workerOf(sim, name, uid);
  if (!worker || !isAltered(worker)) return;
  const { startedAt, life } = nodeState(sim, name)!;
  const round = Math.ceil((sim.now - startedAt + 1) / RETRY_US);
  sim.schedule({ at: (startedAt + round * RETRY_US) as SimTime, to: 'kubelet.status-round', args: { node: name, uid, life } });
}

/** What was written last is not what stands there. */
const isAltered = ({ status, statusVersion, sentVersion, orphan, pod, uid }: PodWorker): boolean =>
  status !== undefined && !orphan && sentVersion === statusVersion && statusPatch(uid, pod.status ?? {}, status) !== undefined;

export function statusRound(sim: Sim, { node, uid, life }: { node: string; uid: string; life: number }): void {
  const worker = workerOf(sim, node, uid);
  if (worker && nodeState(sim, node)?.life === life && isAltered(worker)) enqueue(sim, node, uid);
}

function noteReadiness(sim: Sim, node: string, worker: PodWorker, next: PodStatus): void {
  for (const status of next.containerStatuses ?? []) {
    const before = worker.status?.containerStatuses?.find(({ name }) => name === status.name)?.ready ?? false;
    if (before !== status.ready) decide(sim, node, 'kubelet.ready', { pod: worker.key, container: status.name, ready: status.ready });
  }
}
