import type { Json, JsonObject } from '../../base/json.ts';
import { SortedMap } from '../../base/sorted-map.ts';
import { ms, seconds, type SimTime } from '../../base/time.ts';
import { keyOf, type KubeObject, type Status } from '../../kinds/object.ts';
import type { Node, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../kinds/schema/types.gen.ts';
import type { PersistentVolumeDecisions } from '../../wire/decisions/persistent-volume.ts';
import { isSuccess } from '../../wire/request.ts';
import { type Reply, send } from '../client/client.ts';
import { cacheOf, type Delivery, processState, startProcess } from '../client/process.ts';
import { recordEvent } from '../client/recorder.ts';
import { apiPath } from '../controllers/requests.ts';
import { getObject, listObjects, tableOf } from '../etcd/store.ts';
import type { Component, Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';
import { annotation, EXTERNAL_DELETION_PROTECTION, hasAnnotation, PROVISIONED_BY, SELECTED_NODE, STORAGE_PROVISIONER } from './annotations.ts';
import { diskIdOf } from './attach.ts';
import { DISK_DRIVER } from './default-class.ts';
import { destroyDisk, setDisk } from './disks.ts';
import { volumeObject } from './provisioned-volume.ts';
import { classOfClaim } from './matching.ts';

/**
 * An external provisioner with its driver, as they run beside Kubernetes (kubernetes-csi/external-provisioner and
 * sig-storage-lib-external-provisioner): watches for claims that are handed to it, makes a disk and a PersistentVolume for it, and
 * deletes both when the claim is gone and the policy is Delete.
 */
export const PROVISIONER = 'csi-provisioner';

const MAKE_US = { from: ms(1_200), to: ms(2_400) } as const;
const DELETE_US = ms(800);
const RETRY_US = { first: seconds(1), most: seconds(300) } as const;

interface ProvisionerState {
  /** uid of a claim or volume being worked on → tries so far. */
  readonly tries: SortedMap<number>;
  /** What the storage answers instead of a disk, if it is in trouble. */
  readonly trouble: string;
}

const provisioner = slot<ProvisionerState>('storage/provisioner', () => ({ tries: SortedMap.empty(), trouble: '' }));

/** Makes the storage refuse new disks with this text (`rpc error: code = … desc = …`), or `` to mend it. */
export const storageTrouble = (sim: Sim): string => sim.get(provisioner).trouble;
export const setStorageTrouble = (sim: Sim, trouble: string): void => sim.set(provisioner, { ...sim.get(provisioner), trouble });

export const provisionerComponent: Component = {
  name: PROVISIONER,
  start: (sim) => startProvisioner(sim),
  handlers: {
    'provisioner.watch': (sim: Sim, { commit }: Delivery) => {
      if (commit.type === 'DELETED') {
        forget(sim, commit.after.metadata.uid ?? '', true);
        return;
      }
      if (commit.resource === 'persistentvolumeclaims') considerClaim(sim, commit.after as PersistentVolumeClaim);
      if (commit.resource === 'persistentvolumes') considerVolume(sim, commit.after as PersistentVolume);
    },
    'provisioner.made': (sim: Sim, job: Job) => {
      const claim = alive(sim, job) && claimOf(sim, job);
      if (claim) made(sim, job, claim);
    },
    'provisioner.saved': (sim: Sim, { response, args }: Reply<Job>) => {
      if (!alive(sim, args)) return;
      const claim = claimOf(sim, args);
      if (!isSuccess(response) && response.code !== 409)
        retry(sim, args, `Error saving provisioned volume: ${(response.body as Status | null)?.message ?? response.code}`);
      else if (claim) saved(sim, args, claim);
    },
    'provisioner.again': (sim: Sim, job: Job) => {
      if (!alive(sim, job)) return;
      forget(sim, job.uid, false);
      const claim = claimOf(sim, job);
      if (claim) considerClaim(sim, claim);
    },
    'provisioner.gone': (sim: Sim, job: Job) => {
      const volume = alive(sim, job) && volumeOf(sim, job);
      if (volume) deleteVolume(sim, job, volume);
    },
    'provisioner.deleted': (sim: Sim, { args }: Reply<Job>) => {
      const volume = alive(sim, args) && volumeOf(sim, args);
      if (volume) unprotect(sim, args, volume);
    },
    'provisioner.freed': (sim: Sim, { args }: Reply<Job>) => forget(sim, args.uid, true),
  },
};

/** One claim or volume being worked on. */
interface Job {
  readonly key: string;
  readonly uid: string;
  readonly life: number;
  readonly disk: string;
}

function startProvisioner(sim: Sim): void {
  startProcess(sim, { process: PROVISIONER, to: 'provisioner.watch', resources: ['nodes', 'persistentvolumeclaims', 'persistentvolumes', 'storageclasses'] });
  sim.set(provisioner, { ...sim.get(provisioner), tries: SortedMap.empty() });
  for (const claim of listObjects<PersistentVolumeClaim>(cache(sim), 'persistentvolumeclaims')) considerClaim(sim, claim);
  for (const volume of listObjects<PersistentVolume>(cache(sim), 'persistentvolumes')) considerVolume(sim, volume);
}

const cache = (sim: Sim) => cacheOf(sim, PROVISIONER);
const life = (sim: Sim): number => processState(sim, PROVISIONER)?.life ?? 0;
const alive = (sim: Sim, job: Job): boolean => job.life === life(sim);

const claimOf = (sim: Sim, { key, uid }: Job): PersistentVolumeClaim | undefined =>
  sameUid(getObject<PersistentVolumeClaim>(cache(sim), 'persistentvolumeclaims', key), uid);
const volumeOf = (sim: Sim, { key, uid }: Job): PersistentVolume | undefined => sameUid(getObject<PersistentVolume>(cache(sim), 'persistentvolumes', key), uid);
const sameUid = <T extends KubeObject>(object: T | undefined, uid: string): T | undefined => (object?.metadata.uid === uid ? object : undefined);

/** A claim is ours when the binder handed it to us, it has no volume, and its class does not wait for a pod that has no node yet. */
function considerClaim(sim: Sim, claim: PersistentVolumeClaim): void {
  const uid = claim.metadata.uid ?? '';
  if (claim.spec.volumeName || claim.metadata.deletionTimestamp || annotation(claim, STORAGE_PROVISIONER) !== DISK_DRIVER) return;
  const storageClass = classOf(sim, claim);
  if (!storageClass || storageClass.provisioner !== DISK_DRIVER) return;
  if (storageClass.volumeBindingMode === 'WaitForFirstConsumer' && !hasAnnotation(claim, SELECTED_NODE)) return;
  const { tries } = sim.get(provisioner);
  if ((tries.get(uid) ?? 0) > 0) return;
  const key = keyOf(claim.metadata);
  sim.set(provisioner, { ...sim.get(provisioner), tries: tries.set(uid, Math.abs(tries.get(uid) ?? 0) + 1) });
  decide(sim, claim, 'provisioner.provision', {
    claim: key,
    size: claim.spec.resources?.requests?.storage ?? '',
    storageClass: storageClass.metadata.name,
    node: annotation(claim, SELECTED_NODE) ?? '',
  });
  tell(sim, claim, 'Normal', 'Provisioning', `External provisioner is provisioning volume for claim ${JSON.stringify(key)}`);
  const job: Job = { key, uid, life: life(sim), disk: `disk-${uid.slice(0, 8)}` };
  const after = sim.draw(PROVISIONER, MAKE_US.from, MAKE_US.to);
  sim.note({ code: 'volume.step', actor: PROVISIONER, until: (sim.now + after) as SimTime, args: { step: 'provision', claim: key, disk: job.disk } });
  sim.schedule({ after, to: 'provisioner.made', args: job });
}

const classOf = (sim: Sim, claim: PersistentVolumeClaim): StorageClass | undefined =>
  getObject<StorageClass>(cache(sim), 'storageclasses', classOfClaim(claim));

/** The disk is there (or the storage refused): the volume object follows. */
function made(sim: Sim, job: Job, claim: PersistentVolumeClaim): void {
  const storageClass = classOf(sim, claim);
  const { trouble } = sim.get(provisioner);
  if (trouble !== '' || !storageClass) {
    retry(sim, job, `failed to provision volume with StorageClass ${JSON.stringify(classOfClaim(claim))}: ${trouble}`);
    return;
  }
  const node = getObject<Node>(cache(sim), 'nodes', annotation(claim, SELECTED_NODE) ?? '');
  const volume = volumeObject(claim, storageClass, { disk: job.disk, node });
  setDisk(sim, {
    id: job.disk,
    driver: DISK_DRIVER,
    size: claim.spec.resources?.requests?.storage ?? '',
    storageClass: storageClass.metadata.name,
    volume: volume.metadata.name,
    claim: job.key,
    zone: node?.metadata.labels?.['topology.kubernetes.io/zone'] ?? '',
    madeAt: sim.now,
    node: '',
    attachedAt: 0 as SimTime,
    users: [],
    refused: [],
  });
  request(sim, { method: 'POST', path: apiPath('persistentvolumes', undefined), body: volume as unknown as Json, to: 'provisioner.saved', job });
}

function saved(sim: Sim, job: Job, claim: PersistentVolumeClaim): void {
  const volume = `pvc-${job.uid}`;
  decide(sim, claim, 'provisioner.provisioned', { claim: job.key, volume, disk: job.disk });
  tell(sim, claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${volume}`);
}

/** Again after 1 s, doubling to 5 min; from the third try on in the background. */
function retry(sim: Sim, job: Job, message: string): void {
  const claim = claimOf(sim, job);
  if (!claim) return;
  const tries = sim.get(provisioner).tries.get(job.uid) ?? 1;
  decide(sim, claim, 'provisioner.failed', { claim: job.key, message });
  tell(sim, claim, 'Warning', 'ProvisioningFailed', message);
  const after = Math.min(RETRY_US.first * 2 ** Math.min(tries - 1, 12), RETRY_US.most);
  sim.schedule({ after, to: 'provisioner.again', args: job, background: tries >= 3 });
}

/** Work on it is over (or, with the number of tries kept as a negative, may begin again). */
function forget(sim: Sim, uid: string, done: boolean): void {
  const state = sim.get(provisioner);
  const tries = state.tries.get(uid);
  if (tries === undefined) return;
  sim.set(provisioner, { ...state, tries: done ? state.tries.delete(uid) : state.tries.set(uid, -Math.abs(tries)) });
}

/** A volume of ours whose claim is gone and whose policy is Delete. */
function considerVolume(sim: Sim, volume: PersistentVolume): void {
  const uid = volume.metadata.uid ?? '';
  if (annotation(volume, PROVISIONED_BY) !== DISK_DRIVER || volume.spec.persistentVolumeReclaimPolicy !== 'Delete') return;
  if (volume.status?.phase !== 'Released' || sim.get(provisioner).tries.has(uid)) return;
  if (volume.metadata.deletionTimestamp && !volume.metadata.finalizers?.includes(EXTERNAL_DELETION_PROTECTION)) return;
  const job: Job = { key: volume.metadata.name, uid, life: life(sim), disk: diskIdOf(volume) };
  sim.set(provisioner, { ...sim.get(provisioner), tries: sim.get(provisioner).tries.set(uid, 1) });
  decide(sim, volume, 'provisioner.delete', { volume: job.key, disk: job.disk });
  sim.note({ code: 'volume.step', actor: PROVISIONER, until: (sim.now + DELETE_US) as SimTime, args: { step: 'delete', volume: job.key, disk: job.disk } });
  sim.schedule({ after: DELETE_US, to: 'provisioner.gone', args: job });
}

function deleteVolume(sim: Sim, job: Job, volume: PersistentVolume): void {
  destroyDisk(sim, job.disk);
  decide(sim, volume, 'provisioner.deleted', { volume: job.key, disk: job.disk });
  request(sim, { method: 'DELETE', path: apiPath('persistentvolumes', undefined, job.key), to: 'provisioner.deleted', job });
}

/** The disk is gone, so the object may go too. */
function unprotect(sim: Sim, job: Job, volume: PersistentVolume): void {
  const finalizers = (volume.metadata.finalizers ?? []).filter((name) => name !== EXTERNAL_DELETION_PROTECTION);
  const patch = { metadata: { finalizers: finalizers.length > 0 ? finalizers : null } };
  request(sim, { method: 'PATCH', path: apiPath('persistentvolumes', undefined, job.key), body: patch, to: 'provisioner.freed', job });
}

function request(sim: Sim, { method, path, body, to, job }: { method: 'POST' | 'PATCH' | 'DELETE'; path: string; body?: Json; to: string; job: Job }): void {
  const contentType = method === 'PATCH' ? { contentType: 'application/merge-patch+json' } : {};
  send(sim, {
    actor: PROVISIONER,
    process: PROVISIONER,
    request: { method, path, user: 'system:serviceaccount:kube-system:csi-provisioner', ...contentType, ...(body === undefined ? {} : { body }) },
    reply: { to, args: job },
  });
}

function decide<C extends keyof PersistentVolumeDecisions>(sim: Sim, about: KubeObject, say: C, args: PersistentVolumeDecisions[C]): void {
  const resource = about.kind === 'PersistentVolume' ? 'persistentvolumes' : 'persistentvolumeclaims';
  const stored = tableOf(cache(sim), resource).objects.get(keyOf(about.metadata));
  sim.happen({ code: 'decide', actor: PROVISIONER, say, args: args as unknown as JsonObject, ...(stored ? { oid: stored.oid } : {}) });
}

function tell(sim: Sim, about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
  recordEvent(sim, { actor: PROVISIONER, process: PROVISIONER, component: DISK_DRIVER, about, type, reason, message });
}
