import { SortedMap } from '../../../base/sorted-map.ts';
import type { SimTime } from '../../../base/time.ts';
import { seconds } from '../../../base/time.ts';
import type { Pod } from '../../../kinds/schema/types.gen.ts';
import { kubelet } from '../../../wire/actors.ts';
import type { Sim } from '../../sim/sim.ts';
import { podKey } from '../runtime/names.ts';
import { nodeState, patchWorker, type PodWorker, setWorkers, type SyncState, workerOf, workersOf } from './state.ts';

/** The kubelet looks at its containers this often (PLEG relist); what changed is seen at the next look. */
const RELIST_US = seconds(1);
/** A sync without error is repeated after this long, and up to half as long again (--sync-frequency). */
const RESYNC_US = seconds(60);
/** After an error. */
const BACK_OFF_US = seconds(10);
/** After a transient one (the network is not ready). */
const TRANSIENT_BACK_OFF_US = seconds(1);

export function newWorker(pod: Pod, now: SimTime): PodWorker {
  return {
    uid: pod.metadata.uid!,
    key: podKey(pod),
    pod,
    phase: 'sync',
    addedAt: now,
    admitted: false,
    busy: false,
    pending: false,
    token: 0,
    syncAt: undefined,
    lastSyncEnd: 0 as SimTime,
    sync: undefined,
    reasons: {},
    backOffs: SortedMap.empty(),
    volumes: { waitingSince: undefined, retries: SortedMap.empty(), unmounted: false },
    probes: SortedMap.empty(),
    stops: SortedMap.empty(),
    status: undefined,
    statusVersion: 0,
    sentVersion: 0,
    deleteSent: false,
    orphan: false,
    failure: undefined,
  };
}

export const newSync = (now: SimTime): SyncState => ({
  startedAt: now,
  reported: false,
  volumesReady: false,
  plan: undefined,
  killed: false,
  sandboxed: false,
  next: 0,
  current: undefined,
  failed: false,
});

export const firstToken = (sim: Sim, name: string): number => (nodeState(sim, name)?.life ?? 0) * 1_000_000;

export function addWorker(sim: Sim, name: string, worker: PodWorker): void {
  // Numbers of waits begin anew with each life of the kubelet, so that nothing of a former life is taken for the answer.
  setWorkers(sim, name, workersOf(sim, name).set(worker.uid, { ...worker, token: firstToken(sim, name) }));
}

export function removeWorker(sim: Sim, name: string, uid: string): void {
  setWorkers(sim, name, workersOf(sim, name).delete(uid));
}

/** When the kubelet next looks at its containers, now or later. */
function nextRelist(sim: Sim, node: string, from: SimTime): SimTime {
  const start = nodeState(sim, node)?.relistFrom ?? 0;
  return (start + Math.ceil(Math.max(from - start, 0) / RELIST_US) * RELIST_US) as SimTime;
}

/** Something about a container changed: seen at the next relist. */
export function noticeAtRelist(sim: Sim, node: string, uid: string): void {
  requestSync(sim, node, uid, nextRelist(sim, node, (sim.now + 1) as SimTime) - sim.now);
}

/**
 * Asks for a sync. Each but the first sees what a relist after the end of the one before has found. The earliest request
 * counts; while a sync is under way it is remembered.
 */
export function requestSync(sim: Sim, node: string, uid: string, afterUs = 0, background = false): void {
  const worker = workerOf(sim, node, uid);
  if (!worker || worker.phase === 'finished') return;
  if (worker.busy) {
    if (!worker.pending) patchWorker(sim, node, uid, { pending: true });
    return;
  }
  const earliest = worker.lastSyncEnd === 0 ? sim.now : nextRelist(sim, node, (worker.lastSyncEnd + 1) as SimTime);
  const due = Math.max(sim.now + afterUs, earliest) as SimTime;
  if (worker.syncAt !== undefined && worker.syncAt <= due) return;
  patchWorker(sim, node, uid, { syncAt: due });
  sim.schedule({ at: due, to: 'kubelet.sync', args: { node, uid, life: nodeState(sim, node)!.life }, background });
}

/** The worker waits for something that takes `afterUs`; then `kubelet.step` goes on. Returns the number of the wait. */
export function waitFor(sim: Sim, node: string, uid: string, afterUs: number | undefined, background = false): number {
  const worker = workerOf(sim, node, uid)!;
  const token = worker.token + 1;
  patchWorker(sim, node, uid, { token, busy: true });
  if (afterUs !== undefined) sim.schedule({ after: afterUs, to: 'kubelet.step', args: { node, uid, token }, background });
  return token;
}

type SyncEnd = 'ok' | 'error' | 'transient';

/** A sync ends: the next one at once if something changed meanwhile, else after its time (upstream: completeWork). */
export function endSync(sim: Sim, node: string, uid: string, end: SyncEnd): void {
  const worker = workerOf(sim, node, uid);
  if (!worker) return;
  const { pending } = worker;
  patchWorker(sim, node, uid, { busy: false, pending: false, sync: undefined, syncAt: undefined, lastSyncEnd: sim.now, token: worker.token + 1 });
  if (pending) requestSync(sim, node, uid);
  const base = end === 'ok' ? RESYNC_US : end === 'error' ? BACK_OFF_US : TRANSIENT_BACK_OFF_US;
  const after = base + sim.draw(kubelet(node), 0, base / 2);
  requestSync(sim, node, uid, after, end === 'ok' || longTroubled(worker));
}

/** Back-off of old is background: from the third round on it is no reason to call the cluster busy. */
function longTroubled(worker: PodWorker): boolean {
  let most = 0;
  for (const backOff of worker.backOffs.values()) most = Math.max(most, backOff.us);
  for (const retry of worker.volumes.retries.values()) most = Math.max(most, retry.us * 5);
  return (
    most >= seconds(40) ||
    Object.values(worker.reasons).some(
      (reason) => reason.reason === 'ErrImageNeverPull' || reason.reason === 'InvalidImageName' || reason.reason === 'CreateContainerConfigError',
    )
  );
}
