import { seconds } from '../../base/time.ts';
import { keyOf, type KubeObject } from '../../kinds/object.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../kinds/schema/types.gen.ts';
import { getObject, listObjects, type Root } from '../etcd/store.ts';
import { BIND_COMPLETED, hasAnnotation } from '../storage/annotations.ts';
import type { Context, Controller, Enqueue, Plan, Resume } from './controller.ts';
import { claimView, type ClaimView, syncClaim } from './persistent-volume-binder-claim.ts';
import { isForUnboundClaim, syncVolume, volumeView, type VolumeView } from './persistent-volume-binder-volume.ts';
import { playScript } from './script.ts';

/**
 * Brings claims and volumes together, and takes them apart (pkg/controller/volume/persistentvolume). Keys: `persistentvolumeclaims
 * NS/NAME` and `persistentvolumes NAME`.
 * Simplified: one worker for both; the real controller has one for claims and one for volumes, and its own cache of what it wrote.
 */
export const persistentVolumeBinder: Controller = {
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
  /** --pvclaimbinder-sync-period */
  periodic: { everyUs: seconds(15), keys: unsettled },
};

const CLAIMS = 'persistentvolumeclaims ';
const VOLUMES = 'persistentvolumes ';
const claimKey = (key: string): string => CLAIMS + key;
const volumeKey = (key: string): string => VOLUMES + key;

const claimOfVolume = ({ spec: { claimRef } }: PersistentVolume): readonly Enqueue[] => (claimRef?.name ? [claimKey(`${claimRef.namespace ?? ''}/${claimRef.name}`)] : []);
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

function reconcile(context: Context, key: string, resume: Resume | undefined): Plan {
  if (key.startsWith(CLAIMS)) {
    const claim = object<PersistentVolumeClaim>(context, key);
    if (!claim && !resume) return {};
    return playScript<ClaimView>(resume, { begin: () => claimView(context, claim as PersistentVolumeClaim), script: syncClaim });
  }
  const volume = object<PersistentVolume>(context, key);
  if (!volume && !resume) return {};
  const view = volume && volumeView(context, volume);
  // A volume made for a claim that does not know of it yet: the claim's sync finishes the binding, so it is brought forward.
  if (view && !resume && isForUnboundClaim(view)) {
    const forClaim = claimView(context, view.claim as PersistentVolumeClaim);
    if (!forClaim.claim.spec.volumeName) return playScript<ClaimView>(undefined, { begin: () => forClaim, script: syncClaim });
  }
  if (resume && isClaimStep(resume)) return playScript<ClaimView>(resume, { begin: () => undefined as never, script: syncClaim });
  return playScript<VolumeView>(resume, { begin: () => view as VolumeView, script: syncVolume });
}

/** A volume's sync that turned into its claim's. */
const isClaimStep = (resume: Resume): boolean => 'waitingPods' in ((resume.step as { view?: object } | null)?.view ?? {});

function object<T extends KubeObject>({ cache }: Context, key: string): T | undefined {
  const space = key.indexOf(' ');
  return getObject<T>(cache, key.slice(0, space), key.slice(space + 1));
}
