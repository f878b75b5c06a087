import { keyOf } from '../../kinds/object.ts';
import { formatQuantity } from '../../kinds/quantity.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../kinds/schema/types.gen.ts';
import type { Json } from '../../base/json.ts';
import { byClaim } from '../etcd/indexes.ts';
import { getObject, listIndexed, listObjects, type Root } from '../etcd/store.ts';
import {
  annotation,
  BETA_STORAGE_PROVISIONER,
  BIND_COMPLETED,
  BOUND_BY_CONTROLLER,
  hasAnnotation,
  SELECTED_NODE,
  STORAGE_PROVISIONER,
} from '../storage/annotations.ts';
import { classOfClaim, defaultClassOf, findMatchingVolume, hasClass, isBoundTo, type Match, mismatchOf, requestOf } from '../storage/matching.ts';
import type { Intent } from './controller.ts';
import { bind, decision, setClaimStatus } from './persistent-volume-binder-writes.ts';
import { type Ending, type Script, SyncFailed, written } from './script.ts';

/** What one sync of a claim looks at. */
export interface ClaimView {
  readonly claim: PersistentVolumeClaim;
  /** All volumes when the claim asks for none in particular, else that one. */
  readonly volumes: readonly PersistentVolume[];
  readonly storageClass?: StorageClass;
  readonly defaultClass?: string;
  /** Names of pods that mount the claim and have no node yet. */
  readonly waitingPods: readonly string[];
}

export function claimView(cache: Root, claim: PersistentVolumeClaim): ClaimView {
  const name = claim.spec.volumeName;
  const asked = name ? getObject<PersistentVolume>(cache, 'persistentvolumes', name) : undefined;
  const volumes = name ? (asked ? [asked] : []) : [...listObjects<PersistentVolume>(cache, 'persistentvolumes')];
  const className = classOfClaim(claim);
  const storageClass = className === '' ? undefined : getObject<StorageClass>(cache, 'storageclasses', className);
  const fallback = hasClass(claim) ? undefined : defaultClassOf(listObjects<StorageClass>(cache, 'storageclasses'))?.metadata.name;
  return {
    claim,
    volumes,
    waitingPods: waitingPods(cache, claim),
    ...(storageClass ? { storageClass } : {}),
    ...(fallback === undefined ? {} : { defaultClass: fallback }),
  };
}

function waitingPods(cache: Root, { metadata }: PersistentVolumeClaim): readonly string[] {
  const names: string[] = [];
  for (const pod of listIndexed<Pod>(cache, 'pods', byClaim(metadata.namespace ?? '', metadata.name)))
    if (!pod.spec.nodeName && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed') names.push(pod.metadata.name);
  return names;
}

/** syncClaim */
export function* syncClaim(view: ClaimView): Script {
  if (hasAnnotation(view.claim, BIND_COMPLETED)) return yield* syncBound(view);
  return view.claim.spec.volumeName ? yield* syncAsked(view) : yield* syncFree(view);
}

/** A claim that takes what fits. */
function* syncFree(view: ClaimView): Script {
  const { claim, volumes, storageClass, defaultClass, waitingPods: pods } = view;
  const key = keyOf(claim.metadata);
  const delayed = storageClass?.volumeBindingMode === 'WaitForFirstConsumer';
  const match = findMatchingVolume(claim, volumes, { delayBinding: delayed });
  if (match.volume) {
    const by = match.verdicts.some(({ verdict }) => verdict === 'reserved') ? 'reserved' : 'smallest';
    yield* bind(
      match.volume,
      claim,
      decision('volume.bind', { claim: key, volume: match.volume.metadata.name, by, wanted: wanted(claim), volumes: recorded(match) }),
    );
    return {};
  }
  if (defaultClass !== undefined) {
    const why = decision('volume.default-class', { claim: key, storageClass: defaultClass });
    yield* written({ do: 'update', resource: 'persistentvolumeclaims', object: { ...claim, spec: { ...claim.spec, storageClassName: defaultClass } }, why });
    return {};
  }
  if (delayed && !hasAnnotation(claim, SELECTED_NODE)) {
    yield waitEvent(claim, pods);
    yield* setClaimStatus(claim, 'Pending', undefined);
    return { why: decision('volume.wait-for-consumer', { claim: key, storageClass: classOfClaim(claim), pods: [...pods] }) };
  }
  if (classOfClaim(claim) !== '') return yield* provision(view, match);
  yield event(claim, 'Normal', 'FailedBinding', 'no persistent volumes available for this claim and no storage class is set');
  yield* setClaimStatus(claim, 'Pending', undefined);
  return { why: decision('volume.no-match', { claim: key, wanted: wanted(claim), volumes: recorded(match) }) };
}

/** Hands the claim over to an external provisioner; there are no others any more (provisionClaim). */
function* provision({ claim, storageClass }: ClaimView, match: Match): Script {
  const key = keyOf(claim.metadata);
  const className = classOfClaim(claim);
  const problem = whyNotProvisioned(className, storageClass);
  if (problem !== undefined || !storageClass) {
    yield event(claim, 'Warning', 'ProvisioningFailed', problem ?? '');
    return { why: decision('volume.cannot-provision', { claim: key, storageClass: className, message: problem, volumes: recorded(match) }) };
  }
  const { provisioner } = storageClass;
  const why = decision('volume.provision', { claim: key, wanted: wanted(claim), storageClass: className, provisioner, volumes: recorded(match) });
  let told = claim;
  if (annotation(claim, STORAGE_PROVISIONER) !== provisioner) {
    const annotations = { ...claim.metadata.annotations, [BETA_STORAGE_PROVISIONER]: provisioner, [STORAGE_PROVISIONER]: provisioner };
    told = yield* written<PersistentVolumeClaim>({
      do: 'update',
      resource: 'persistentvolumeclaims',
      object: { ...claim, metadata: { ...claim.metadata, annotations } },
      why,
    });
  }
  yield event(
    told,
    'Normal',
    'ExternalProvisioning',
    `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
  );
  return told === claim ? { why } : {};
}

/** findProvisionablePlugin: in-tree names that no plugin answers to are refused, all other names belong to someone outside. */
function whyNotProvisioned(name: string, storageClass: StorageClass | undefined): string | undefined {
  if (!storageClass) return `storageclass.storage.k8s.io ${JSON.stringify(name)} not found`;
  return storageClass.provisioner.startsWith('kubernetes.io/') ? `no volume plugin matched name: ${storageClass.provisioner}` : undefined;
}

/** A claim that asks for one volume. */
function* syncAsked({ claim, volumes }: ClaimView): Script {
  const key = keyOf(claim.metadata);
  const name = claim.spec.volumeName ?? '';
  const [volume] = volumes;
  if (!volume) {
    yield* setClaimStatus(claim, 'Pending', undefined);
    return { why: decision('volume.missing', { claim: key, volume: name }) };
  }
  const why = decision('volume.bind', { claim: key, volume: name, by: 'asked', wanted: wanted(claim), volumes: [{ volume: name, verdict: 'chosen' }] });
  if (!volume.spec.claimRef) {
    const mismatch = mismatchOf(volume, claim);
    if (mismatch === undefined) {
      yield* bind(volume, claim, why);
      return {};
    }
    yield event(claim, 'Warning', 'VolumeMismatch', `Cannot bind to requested volume ${JSON.stringify(name)}: ${mismatch}`);
    yield* setClaimStatus(claim, 'Pending', undefined);
    return { why: decision('volume.mismatch', { claim: key, volume: name, why: mismatch }) };
  }
  if (isBoundTo(volume, claim)) {
    yield* bind(volume, claim, why);
    return {};
  }
  yield event(claim, 'Warning', 'FailedBinding', `volume ${JSON.stringify(name)} already bound to a different claim.`);
  if (hasAnnotation(claim, BOUND_BY_CONTROLLER)) throw new SyncFailed(`invalid binding of claim ${key} to volume ${name}`);
  yield* setClaimStatus(claim, 'Pending', undefined);
  const { namespace, name: other } = volume.spec.claimRef;
  return { why: decision('volume.taken', { claim: key, volume: name, by: `${namespace ?? ''}/${other ?? ''}` }) };
}

/** A claim whose binding was complete once. */
function* syncBound({ claim, volumes }: ClaimView): Script {
  const key = keyOf(claim.metadata);
  const name = claim.spec.volumeName ?? '';
  if (name === '') return yield* lost(claim, 'ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!');
  const [volume] = volumes;
  if (!volume) return yield* lost(claim, 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  const ref = volume.spec.claimRef;
  if (ref && ref.uid !== claim.metadata.uid)
    return yield* lost(claim, 'ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
  yield* bind(
    volume,
    claim,
    decision('volume.bind', { claim: key, volume: name, by: 'asked', wanted: wanted(claim), volumes: [{ volume: name, verdict: 'chosen' }] }),
  );
  return {};
}

function* lost(claim: PersistentVolumeClaim, reason: string, message: string): Script {
  if (claim.status?.phase === 'Lost') return {};
  const why = decision('volume.lost', { claim: keyOf(claim.metadata), volume: claim.spec.volumeName ?? '' });
  yield* setClaimStatus(claim, 'Lost', undefined, () => why);
  yield event(claim, 'Warning', reason, message);
  return {} satisfies Ending;
}

function waitEvent(claim: PersistentVolumeClaim, pods: readonly string[]): Intent {
  if (pods.length === 0) return event(claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding');
  const message = pods.length > 1 ? `waiting for pods ${pods.join(',')} to be scheduled` : `waiting for pod ${pods[0]} to be scheduled`;
  return event(claim, 'Normal', 'WaitForPodScheduled', message);
}

const event = (about: PersistentVolumeClaim, type: 'Normal' | 'Warning', reason: string, message: string): Intent => ({
  do: 'event',
  about,
  type,
  reason,
  message,
});

const wanted = (claim: PersistentVolumeClaim): string => formatQuantity(requestOf(claim));

/** Every volume's verdict, for up to this many volumes; beyond, those that came close. */
const KEPT = 100;
const recorded = ({ verdicts }: Match): Json => {
  const close =
    verdicts.length <= KEPT ? verdicts : verdicts.filter(({ verdict }) => verdict === 'chosen' || verdict === 'reserved' || verdict === 'fits').slice(0, KEPT);
  return close.map(({ volume, verdict }) => ({ volume, verdict }));
};
