import type { Json } from '../../base/json.ts';
import { SortedMap } from '../../base/sorted-map.ts';
import { ms, seconds, type SimTime } from '../../base/time.ts';
import { keyOf, type KubeObject } from '../../kinds/object.ts';
import { compareQuantities, quantity } from '../../kinds/quantity.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../kinds/schema/types.gen.ts';
import { CONTROLLER_MANAGER } from '../../wire/actors.ts';
import { isSuccess } from '../../wire/request.ts';
import { type Reply, send } from '../client/client.ts';
import { cacheOf, type Delivery, isUp, processState, startProcess } from '../client/process.ts';
import { recordEvent } from '../client/recorder.ts';
import { apiPath } from '../controllers/requests.ts';
import { getObject, listObjects, tableOf } from '../etcd/store.ts';
import type { Component, Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';
import { hasAnnotation } from './annotations.ts';
import { diskIdOf } from './attach.ts';
import { DISK_DRIVER } from './default-class.ts';
import { diskOf, setDisk } from './disks.ts';
import { storageTrouble } from './provisioner.ts';

/**
 * The external resizer of the one driver (kubernetes-csi/external-resizer, pkg/controller: expandAndRecover): a bound claim that asks for more
 * has its disk enlarged; the file system on it is the kubelet's to grow (node/kubelet/grow-volumes.ts).
 */
const RESIZER = 'csi-resizer';
const EVENT_SOURCE = `external-resizer ${DISK_DRIVER}`;
const PRE_RESIZE_CAPACITY = 'volume.alpha.kubernetes.io/pre-resize-capacity';

const RESIZE_US = { from: ms(700), to: ms(1_500) } as const;
const RETRY_US = { first: seconds(1), most: seconds(300) } as const;

/** uid of a claim being worked on → tries so far. */
const resizing = slot<SortedMap<number>>('storage/resizer', () => SortedMap.empty());

interface Job {
  readonly key: string;
  readonly uid: string;
  readonly size: string;
  readonly life: number;
}

export const resizerComponent: Component = {
  name: RESIZER,
  start: (sim) => {
    startProcess(sim, { process: RESIZER, to: 'resizer.watch', resources: ['persistentvolumeclaims', 'persistentvolumes'] });
    sim.set(resizing, SortedMap.empty());
    for (const claim of listObjects<PersistentVolumeClaim>(cacheOf(sim, RESIZER), 'persistentvolumeclaims')) consider(sim, claim);
  },
  handlers: {
    'resizer.watch': (sim: Sim, { commit }: Delivery) => {
      if (commit.resource !== 'persistentvolumeclaims') return;
      const claim = commit.after as PersistentVolumeClaim;
      if (commit.type === 'DELETED') {
        sim.set(resizing, sim.get(resizing).delete(claim.metadata.uid ?? ''));
        return;
      }
      sayWaiting(sim, commit.before as PersistentVolumeClaim | undefined, claim);
      consider(sim, claim);
    },
    'resizer.marked': (sim: Sim, { response, args }: Reply<Job>) => {
      const found = current(sim, args);
      if (!found) return;
      if (!isSuccess(response)) {
        again(sim, args);
        return;
      }
      tell(sim, found.claim, 'Normal', 'Resizing', `External resizer is resizing volume ${found.volume.metadata.name}`);
      const after = sim.draw(RESIZER, RESIZE_US.from, RESIZE_US.to);
      const step = { step: 'resize', volume: found.volume.metadata.name, disk: diskIdOf(found.volume) };
      sim.note({ code: 'volume.step', actor: RESIZER, until: (sim.now + after) as SimTime, args: step });
      sim.schedule({ after, to: 'resizer.resized', args });
    },
    'resizer.resized': (sim: Sim, job: Job) => {
      const found = current(sim, job);
      if (found) resized(sim, job, found);
    },
    'resizer.saved': (sim: Sim, { response, args }: Reply<Job>) => {
      const found = current(sim, args);
      if (!found) return;
      if (isSuccess(response)) patchClaim(sim, args, found.claim, { to: 'resizer.pending', change: pending(sim) });
      else again(sim, args);
    },
    'resizer.pending': (sim: Sim, { response, args }: Reply<Job>) => {
      const found = current(sim, args);
      if (!found) return;
      if (!isSuccess(response)) {
        again(sim, args);
        return;
      }
      tell(sim, found.claim, 'Normal', 'FileSystemResizeRequired', 'Require file system resize of volume on node');
      sim.set(resizing, sim.get(resizing).delete(args.uid));
    },
    'resizer.again': (sim: Sim, job: Job) => {
      const found = current(sim, job);
      if (!found) return;
      sim.set(resizing, sim.get(resizing).set(job.uid, -Math.abs(sim.get(resizing).get(job.uid) ?? 1)));
      consider(sim, found.claim);
    },
  },
};

const storageOf = (list: { readonly storage?: string } | undefined): string => list?.storage ?? '0';
const isLess = (a: string, b: string): boolean => compareQuantities(quantity(a), quantity(b)) < 0;
const wanted = ({ spec }: PersistentVolumeClaim): string => storageOf(spec.resources?.requests);
const actual = ({ status }: PersistentVolumeClaim): string => storageOf(status?.capacity);

interface Found {
  readonly claim: PersistentVolumeClaim;
  readonly volume: PersistentVolume;
}

function current(sim: Sim, { key, uid, life }: Job): Found | undefined {
  if (life !== (processState(sim, RESIZER)?.life ?? 0)) return undefined;
  const claim = getObject<PersistentVolumeClaim>(cacheOf(sim, RESIZER), 'persistentvolumeclaims', key);
  const volume = claim && volumeOf(sim, claim);
  return claim && volume && claim.metadata.uid === uid ? { claim, volume } : undefined;
}

/** The volume of a bound claim, when it is one of this driver. */
function volumeOf(sim: Sim, claim: PersistentVolumeClaim): PersistentVolume | undefined {
  if (claim.status?.phase !== 'Bound' || !claim.spec.volumeName) return undefined;
  const volume = getObject<PersistentVolume>(cacheOf(sim, RESIZER), 'persistentvolumes', claim.spec.volumeName);
  return volume?.spec.csi?.driver === DISK_DRIVER && volume.spec.claimRef?.uid === claim.metadata.uid ? volume : undefined;
}

/** The expand controller of kube-controller-manager leaves volumes of CSI drivers to others, and says so (pkg/controller/volume/expand). */
function sayWaiting(sim: Sim, before: PersistentVolumeClaim | undefined, claim: PersistentVolumeClaim): void {
  if (!before || claim.status?.phase !== 'Bound' || !isLess(wanted(before), wanted(claim)) || !isUp(sim, CONTROLLER_MANAGER)) return;
  const message = 'waiting for an external controller to expand this PVC';
  const by = { actor: CONTROLLER_MANAGER, process: CONTROLLER_MANAGER, component: 'volume_expand' };
  recordEvent(sim, { ...by, about: claim, type: 'Normal', reason: 'ExternalExpanding', message });
}

function consider(sim: Sim, claim: PersistentVolumeClaim): void {
  const uid = claim.metadata.uid ?? '';
  const volume = volumeOf(sim, claim);
  if (!volume || (sim.get(resizing).get(uid) ?? 0) > 0) return;
  const size = storageOf(volume.spec.capacity);
  if (!isLess(actual(claim), wanted(claim))) {
    if (hasAnnotation(volume, PRE_RESIZE_CAPACITY) && !isLess(actual(claim), size)) forgetOldSize(sim, volume);
    return;
  }
  // What is the kubelet's to finish is waited for.
  const state = claim.status?.allocatedResourceStatuses?.['storage'] ?? '';
  if (state.startsWith('NodeResize') && !isLess(size, storageOf(claim.status?.allocatedResources))) return;
  const job: Job = { key: keyOf(claim.metadata), uid, size: wanted(claim), life: processState(sim, RESIZER)?.life ?? 0 };
  sim.set(resizing, sim.get(resizing).set(uid, Math.abs(sim.get(resizing).get(uid) ?? 0) + 1));
  const stored = tableOf(cacheOf(sim, RESIZER), 'persistentvolumeclaims').objects.get(job.key);
  const args = { claim: job.key, volume: volume.metadata.name, disk: diskIdOf(volume), from: size, to: job.size };
  sim.happen({ code: 'decide', actor: RESIZER, say: 'resizer.expand', args, ...(stored ? { oid: stored.oid } : {}) });
  patchClaim(sim, job, claim, { to: 'resizer.marked', change: inProgress(sim, claim, job.size) });
}

/** markControllerResizeInProgress */
function inProgress(sim: Sim, { status }: PersistentVolumeClaim, size: string): Json {
  const isSame = status?.allocatedResources?.['storage'] === size;
  return {
    ...(isSame ? {} : { allocatedResources: { storage: size }, allocatedResourceStatuses: { storage: 'ControllerResizeInProgress' } }),
    conditions: [
      { type: 'Resizing', status: 'True', lastProbeTime: null, lastTransitionTime: sim.timestamp },
      ...(isSame ? [] : (status?.conditions ?? []).filter(({ type }) => OTHERS.includes(type)).map(({ type }) => ({ $patch: 'delete', type }))),
    ],
  };
}

const OTHERS: readonly string[] = ['FileSystemResizePending', 'ControllerResizeError', 'NodeResizeError'];

/** markForPendingNodeExpansion */
const pending = (sim: Sim): Json => ({
  allocatedResourceStatuses: { storage: 'NodeResizePending' },
  conditions: [
    {
      type: 'FileSystemResizePending',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: sim.timestamp,
      message: 'Waiting for user to (re-)start a pod to finish file system resize of volume on node.',
    },
  ],
});

function patchClaim(sim: Sim, job: Job, { metadata }: PersistentVolumeClaim, { to, change }: { to: string; change: Json }): void {
  const path = apiPath('persistentvolumeclaims', metadata.namespace, metadata.name, 'status');
  patch(sim, path, { metadata: { resourceVersion: metadata.resourceVersion, uid: metadata.uid }, status: change } as unknown as Json, { to, args: job });
}

/** The disk is larger now: the volume says so. */
function resized(sim: Sim, job: Job, { claim, volume }: Found): void {
  const trouble = storageTrouble(sim);
  if (trouble !== '') {
    tell(sim, claim, 'Warning', 'VolumeResizeFailed', `resize volume "${volume.metadata.name}" by resizer "${DISK_DRIVER}" failed: ${trouble}`);
    again(sim, job);
    return;
  }
  const disk = diskOf(sim, diskIdOf(volume));
  if (disk) setDisk(sim, { ...disk, size: job.size });
  const annotations = hasAnnotation(volume, PRE_RESIZE_CAPACITY) ? {} : { metadata: { annotations: { [PRE_RESIZE_CAPACITY]: actual(claim) } } };
  const body = { ...annotations, spec: { capacity: { storage: job.size } } };
  patch(sim, apiPath('persistentvolumes', undefined, volume.metadata.name), body, { to: 'resizer.saved', args: job });
}

const forgetOldSize = (sim: Sim, { metadata }: PersistentVolume): void =>
  patch(sim, apiPath('persistentvolumes', undefined, metadata.name), { metadata: { annotations: { [PRE_RESIZE_CAPACITY]: null } } });

function patch(sim: Sim, path: string, body: Json, reply?: { readonly to: string; readonly args: Job }): void {
  const request = { method: 'PATCH' as const, path, body, contentType: 'application/strategic-merge-patch+json' };
  const user = 'system:serviceaccount:kube-system:csi-resizer';
  send(sim, { actor: RESIZER, process: RESIZER, request: { ...request, user }, ...(reply ? { reply } : {}) });
}

/** Again after 1 s, doubling to 5 min; from the third try on in the background. */
function again(sim: Sim, job: Job): void {
  const tries = sim.get(resizing).get(job.uid) ?? 1;
  const after = Math.min(RETRY_US.first * 2 ** Math.min(tries - 1, 12), RETRY_US.most);
  sim.schedule({ after, to: 'resizer.again', args: job, background: tries >= 3 });
}

function tell(sim: Sim, about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
  recordEvent(sim, { actor: RESIZER, process: RESIZER, component: EVENT_SOURCE, about, type, reason, message });
}
