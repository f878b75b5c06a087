import { compareQuantities, quantity } from '../../kinds/quantity.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../kinds/schema/types.gen.ts';
import { matches, selectorOf } from '../../kinds/selector.ts';
import { matchesNodeSelector } from '../../kinds/core/node-selector.ts';
import { annotation, BETA_DEFAULT_CLASS, BETA_STORAGE_CLASS, DEFAULT_CLASS } from './annotations.ts';

/** What a volume is to a claim. */
export type VolumeVerdict =
  | 'chosen'
  /** It is reserved for this very claim. */
  | 'reserved'
  /** It would do, but a better one was taken. */
  | 'fits'
  | 'claimed-by-other'
  | 'too-small'
  | 'volume-mode'
  | 'terminating'
  | 'not-available'
  | 'selector'
  | 'class'
  | 'access-modes'
  | 'node-affinity'
  /** It waits for the scheduler to choose a node. */
  | 'waits-for-consumer';

export interface Match {
  readonly volume: PersistentVolume | undefined;
  /** One per volume looked at, in order of names. */
  readonly verdicts: readonly { readonly volume: string; readonly verdict: VolumeVerdict }[];
}

export interface MatchOptions {
  /** Scheduler: the node the volume must be reachable from. The controller has none. */
  readonly node?: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  /** The claim's class waits for its first consumer. */
  readonly delayBinding: boolean;
  /** Volumes promised to other claims of the same pod. */
  readonly taken?: ReadonlySet<string>;
}

/**
 * The smallest volume that satisfies the claim; one that is reserved for it before all others (component-helpers
 * FindMatchingVolume). The controller looks at volumes group by group of access modes, fewest modes first, and
 * takes the first group that has one (persistentVolumeOrderedIndex.findByClaim).
 */
export function findMatchingVolume(claim: PersistentVolumeClaim, volumes: readonly PersistentVolume[], options: MatchOptions): Match {
  const verdicts = new Map<string, VolumeVerdict>();
  const groups = options.node ? [volumes] : groupsByModes(claim, volumes, verdicts);
  let found: PersistentVolume | undefined;
  for (const group of groups) {
    const best = bestOf(claim, group, options, verdicts);
    found ??= best;
  }
  if (found && verdicts.get(found.metadata.name) !== 'reserved') verdicts.set(found.metadata.name, 'chosen');
  return { volume: found, verdicts: volumes.map(({ metadata }) => ({ volume: metadata.name, verdict: verdicts.get(metadata.name) ?? 'not-available' })) };
}

function groupsByModes(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  verdicts: Map<string, VolumeVerdict>,
): readonly (readonly PersistentVolume[])[] {
  const groups = new Map<string, PersistentVolume[]>();
  for (const volume of volumes) {
    if (!satisfiesModes(claim, volume)) {
      verdicts.set(volume.metadata.name, 'access-modes');
      continue;
    }
    const modes = [...(volume.spec.accessModes ?? [])].sort().join(',');
    const group = groups.get(modes);
    if (group) group.push(volume);
    else groups.set(modes, [volume]);
  }
  const keys = [...groups.keys()].sort((a, b) => a.split(',').length - b.split(',').length || (a < b ? -1 : 1));
  return keys.map((key) => groups.get(key) as PersistentVolume[]);
}

function bestOf(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  options: MatchOptions,
  verdicts: Map<string, VolumeVerdict>,
): PersistentVolume | undefined {
  let smallest: PersistentVolume | undefined;
  for (const volume of volumes) {
    const verdict = verdictOf(claim, volume, options);
    verdicts.set(volume.metadata.name, verdict);
    if (verdict === 'reserved') return volume;
    if (verdict !== 'fits') continue;
    if (!smallest || compareQuantities(capacityOf(smallest), capacityOf(volume)) > 0) smallest = volume;
  }
  return smallest;
}

function verdictOf(claim: PersistentVolumeClaim, volume: PersistentVolume, { node, delayBinding, taken }: MatchOptions): VolumeVerdict {
  if (taken?.has(volume.metadata.name)) return 'claimed-by-other';
  const reserved = isBoundTo(volume, claim);
  if (volume.spec.claimRef && !reserved) return 'claimed-by-other';
  if (compareQuantities(capacityOf(volume), requestOf(claim)) < 0) return 'too-small';
  if (modeOf(claim.spec.volumeMode) !== modeOf(volume.spec.volumeMode)) return 'volume-mode';
  if (volume.metadata.deletionTimestamp) return 'terminating';
  const reachable = !node || isReachableFrom(volume, node);
  if (reserved) return reachable ? 'reserved' : 'node-affinity';
  if (!node && delayBinding) return 'waits-for-consumer';
  if (volume.status?.phase !== 'Available') return 'not-available';
  if (claim.spec.selector && !matches(selectorOf(claim.spec.selector), volume.metadata.labels)) return 'selector';
  if (classOfVolume(volume) !== classOfClaim(claim)) return 'class';
  if (!reachable) return 'node-affinity';
  if (node && !satisfiesModes(claim, volume)) return 'access-modes';
  return 'fits';
}

/** What is wrong with the very volume a claim asks for, in the words of the event (checkVolumeSatisfyClaim), or undefined. */
export function mismatchOf(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (volume.metadata.deletionTimestamp) return `the volume is marked for deletion ${JSON.stringify(volume.metadata.name)}`;
  if (compareQuantities(capacityOf(volume), requestOf(claim)) < 0) return 'requested PV is too small';
  if (classOfVolume(volume) !== classOfClaim(claim)) return 'storageClassName does not match';
  if (modeOf(claim.spec.volumeMode) !== modeOf(volume.spec.volumeMode)) return 'incompatible volumeMode';
  if (!satisfiesModes(claim, volume)) return 'incompatible accessMode';
  return undefined;
}

/** The volume's claimRef names the claim; with a uid it must be this very claim. */
export function isBoundTo(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const ref = volume.spec.claimRef;
  if (!ref || ref.name !== claim.metadata.name || ref.namespace !== claim.metadata.namespace) return false;
  return !ref.uid || ref.uid === claim.metadata.uid;
}

export function isReachableFrom(volume: PersistentVolume, node: { readonly name: string; readonly labels: Readonly<Record<string, string>> }): boolean {
  const required = volume.spec.nodeAffinity?.required;
  return !required || matchesNodeSelector(required, node);
}

const capacityOf = (volume: PersistentVolume) => quantity(volume.spec.capacity?.storage);
export const requestOf = (claim: PersistentVolumeClaim) => quantity(claim.spec.resources?.requests?.storage);

const modeOf = (mode: string | undefined): string => mode ?? 'Filesystem';

const satisfiesModes = (claim: PersistentVolumeClaim, volume: PersistentVolume): boolean =>
  (claim.spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode) ?? false);

/** Name of the class, `` for none: the old annotation wins over the field (GetPersistentVolumeClaimClass). */
export const classOfClaim = (claim: PersistentVolumeClaim): string => annotation(claim, BETA_STORAGE_CLASS) ?? claim.spec.storageClassName ?? '';
const classOfVolume = (volume: PersistentVolume): string => annotation(volume, BETA_STORAGE_CLASS) ?? volume.spec.storageClassName ?? '';
/** Whether a class was asked for at all; `""` is an answer too. */
export const hasClass = (claim: PersistentVolumeClaim): boolean =>
  annotation(claim, BETA_STORAGE_CLASS) !== undefined || claim.spec.storageClassName !== undefined;

export const isDefaultClass = (storageClass: StorageClass): boolean =>
  annotation(storageClass, DEFAULT_CLASS) === 'true' || annotation(storageClass, BETA_DEFAULT_CLASS) === 'true';

/** The default class: of several the newest, of equally old ones the first by name (GetDefaultClass). */
export function defaultClassOf(classes: Iterable<StorageClass>): StorageClass | undefined {
  let best: StorageClass | undefined;
  for (const candidate of classes) {
    if (!isDefaultClass(candidate)) continue;
    const [mine, theirs] = [candidate.metadata.creationTimestamp ?? '', best?.metadata.creationTimestamp ?? ''];
    if (!best || mine > theirs || (mine === theirs && candidate.metadata.name < best.metadata.name)) best = candidate;
  }
  return best;
}
