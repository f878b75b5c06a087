import { unreachable } from '../../base/assert.ts';
import { seconds } from '../../base/time.ts';
import { keyOf, type KubeObject } from '../../kinds/object.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../kinds/schema/types.gen.ts';
import { isSuccess } from '../../wire/request.ts';
import { getObject, listObjects, type Root } from '../etcd/store.ts';
import { BIND_COMPLETED, hasAnnotation } from '../storage/annotations.ts';
import type { Context, Controller, Enqueue, Plan, Resume } from './controller.ts';
import { claimView, type ClaimView, syncClaim } from './persistent-volume-binder-claim.ts';
import { isForUnboundClaim, isModeMismatch, syncVolume, volumeView, type VolumeView } from './persistent-volume-binder-volume.ts';
import { playScript, type Script } from './script.ts';

/**
 * Brings claims and volumes together, and takes them apart (pkg/controller/volume/persistentvolume). Keys: `persistentvolumeclaims
 * NS/NAME` and `persistentvolumes NAME`.
 * Simplified: one worker for both; the real controller has one for claims and one for volumes.
 */
export const persistentVolumeBinder: Controller<OwnWrites> = {
  name: 'persistentvolume-binder-controller',
  eventSource: 'persistentvolume-controller',
  serviceAccount: 'persistent-volume-binder',
  workers: 1,
  watches: {
    persistentvolumes: ({ key, type, after }) => [volumeKey(key), ...(type === 'DELETED' ? claimOfVolume(after as PersistentVolume) : [])],
    // A claim that goes brings its volume along, rather than at the next resync.
    persistentvolumeclaims: ({ key, type, after }) => [claimKey(key), ...(type === 'DELETED' ? volumeOfClaim(after as PersistentVolumeClaim) : [])],
    storageclasses: () => [],
    pods: () => [],
  },
  reconcile,
  memory: () => ({}),
  /** --pvclaimbinder-sync-period */
  periodic: { everyUs: seconds(15), keys: unsettled },
};

const CLAIMS = 'persistentvolumeclaims ';
const VOLUMES = 'persistentvolumes ';
const claimKey = (key: string): string => CLAIMS + key;
const volumeKey = (key: string): string => VOLUMES + key;

const claimOfVolume = ({ spec: { claimRef } }: PersistentVolume): readonly Enqueue[] =>
  claimRef?.name ? [claimKey(`${claimRef.namespace ?? ''}/${claimRef.name}`)] : [];
const volumeOfClaim = ({ spec }: PersistentVolumeClaim): readonly Enqueue[] => (spec.volumeName ? [volumeKey(spec.volumeName)] : []);

/** The resync looks at what is not settled; the real one looks at everything, and finds nothing to do in the rest. */
function unsettled(cache: Root): readonly string[] {
  const keys: string[] = [];
  for (const volume of listObjects<PersistentVolume>(cache, 'persistentvolumes')) {
    const phase = volume.status?.phase;
    const waiting = volume.spec.claimRef?.uid !== undefined && phase !== 'Bound';
    if (phase === undefined || phase === 'Pending' || waiting) keys.push(volumeKey(volume.metadata.name));
  }
  for (const claim of listObjects<PersistentVolumeClaim>(cache, 'persistentvolumeclaims'))
    if (claim.status?.phase !== 'Bound' || !hasAnnotation(claim, BIND_COMPLETED)) keys.push(claimKey(keyOf(claim.metadata)));
  return keys;
}

function reconcile(context: Context<OwnWrites>, key: string, resume: Resume | undefined): Plan<OwnWrites> {
  const memory = withAnswers(context, resume);
  return { ...sync(withOwnWrites(context.cache, memory), key, resume), memory };
}

function sync(cache: Root, key: string, resume: Resume | undefined): Plan<OwnWrites> {
  if (resume) {
    if (isClaimStep(resume)) return playScript<ClaimView>(resume, { begin: never, script: syncClaim }) as Plan<OwnWrites>;
    return playScript<VolumeView>(resume, { begin: never, script: syncVolume }) as Plan<OwnWrites>;
  }
  const space = key.indexOf(' ');
  const found = getObject(cache, key.slice(0, space), key.slice(space + 1));
  if (!found) return {};
  if (key.startsWith(CLAIMS)) return play(claimView(cache, found as PersistentVolumeClaim), syncClaim);
  const view = volumeView(cache, found as PersistentVolume);
  // A volume made for a claim that does not know of it yet: the claim's sync finishes the binding, so it is brought forward.
  return view.claim && isForUnboundClaim(view) && !isModeMismatch(view) ? play(claimView(cache, view.claim), syncClaim) : play(view, syncVolume);
}

const play = <V>(view: V, script: (view: V) => Script): Plan<OwnWrites> => playScript<V>(undefined, { begin: () => view, script }) as Plan<OwnWrites>;
const never = (): never => unreachable(undefined as never);

/** Whether what was begun was a claim's sync: a volume's may have turned into one. */
const isClaimStep = (resume: Resume): boolean => 'waitingPods' in ((resume.step as { view?: object } | null)?.view ?? {});

/**
 * Objects as the controller last wrote them, as long as the informer cache is behind (pv_controller keeps its own stores for this), by
 * `resource key`. Without them it would bind a volume twice, or write again what it has just written.
 */
export type OwnWrites = Readonly<Record<string, KubeObject>>;

const RESOURCES: Readonly<Record<string, string>> = { PersistentVolume: VOLUMES, PersistentVolumeClaim: CLAIMS };

function withAnswers({ cache, memory }: Context<OwnWrites>, resume: Resume | undefined): OwnWrites {
  const next: Record<string, KubeObject> = {};
  for (const key of Object.keys(memory)) if (Number(memory[key]?.metadata.resourceVersion) > cache.rev) next[key] = memory[key] as KubeObject;
  for (const answer of resume?.answers ?? []) {
    const object = answer && isSuccess(answer) ? (answer.body as unknown as KubeObject) : undefined;
    const prefix = object && RESOURCES[object.kind];
    if (object && prefix && Number(object.metadata.resourceVersion) > cache.rev) next[prefix + keyOf(object.metadata)] = object;
  }
  return next;
}

/** The cache with the controller's own writes on top. */
function withOwnWrites(cache: Root, memory: OwnWrites): Root {
  const keys = Object.keys(memory);
  if (keys.length === 0) return cache;
  const tables = { ...cache.tables };
  for (const key of keys) {
    const space = key.indexOf(' ');
    const [resource, name] = [key.slice(0, space), key.slice(space + 1)];
    const table = tables[resource];
    const stored = table?.objects.get(name);
    if (table && stored) tables[resource] = { ...table, objects: table.objects.set(name, { ...stored, object: memory[key] as KubeObject }) };
  }
  return { ...cache, tables };
}
