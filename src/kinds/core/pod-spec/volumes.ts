import { duplicate, forbiddenField, invalid, notSupported, required } from '../../errors.ts';
import { dns1123LabelErrors, nameIsSubdomain } from '../../names.ts';
import { quantity } from '../../quantity.ts';
import type { Errors } from '../../remember.ts';
import { onceClean } from '../../remember.ts';
import { labelSelectorErrors } from '../../selector.ts';
import type { DownwardAPIVolumeFile, KeyToPath, ProjectedVolumeSource, Volume, VolumeProjection } from '../../schema/types.gen.ts';
import { checkClaimTemplate } from '../claim-spec.ts';
import { checkFieldRef, checkResourceFieldRef, VOLUME_FIELDS } from './downward.ts';
import { checkFilePath, checkMode } from './paths.ts';
import type { SourceRow } from './volume-sources.ts';
import { checkHostPath, checkSources, POD_PLUGIN_SOURCES } from './volume-sources.ts';

/** ValidateVolumes and the sources that are Kubernetes' own. */

function checkKeyToPath(item: KeyToPath, path: string, errors: Errors): void {
  if (!item.key) errors.push(required(`${path}.key`));
  if (!item.path) errors.push(required(`${path}.path`));
  checkFilePath(item.path, `${path}.path`, errors);
  checkMode(item.mode, `${path}.mode`, errors);
}

interface KeyedSource {
  readonly defaultMode?: number;
  readonly items?: readonly KeyToPath[];
}

const checkKeyed =
  (nameField: 'name' | 'secretName') =>
  (source: KeyedSource & { readonly name?: string; readonly secretName?: string }, path: string, errors: Errors): void => {
    if (!source[nameField]) errors.push(required(`${path}.${nameField}`));
    checkMode(source.defaultMode, `${path}.defaultMode`, errors);
    source.items?.forEach((item, i) => {
      checkKeyToPath(item, `${path}.items[${i}]`, errors);
    });
  };

function checkDownwardFile(file: DownwardAPIVolumeFile, path: string, errors: Errors): void {
  if (!file.path) errors.push(required(`${path}.path`));
  checkFilePath(file.path, `${path}.path`, errors);
  if (file.fieldRef) {
    checkFieldRef(file.fieldRef, VOLUME_FIELDS, `${path}.fieldRef`, errors);
    if (file.resourceFieldRef) errors.push(invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
  } else if (file.resourceFieldRef) {
    checkResourceFieldRef(file.resourceFieldRef, true, `${path}.resourceFieldRef`, errors);
  } else {
    errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  }
  checkMode(file.mode, `${path}.mode`, errors);
}

function checkDownward(source: { readonly defaultMode?: number; readonly items?: readonly DownwardAPIVolumeFile[] }, path: string, errors: Errors): void {
  checkMode(source.defaultMode, `${path}.defaultMode`, errors);
  for (const file of source.items ?? []) checkDownwardFile(file, path, errors);
}

function checkProjected(source: ProjectedVolumeSource, path: string, errors: Errors): void {
  checkMode(source.defaultMode, `${path}.defaultMode`, errors);
  const paths = new Set<string>();
  const claim = (name: string, blame: string): void => {
    if (name === '') return;
    if (paths.has(name)) errors.push(invalid(path, blame, 'conflicting duplicate paths'));
    paths.add(name);
  };
  source.sources?.forEach((projection, i) => {
    checkProjection({ projection, path: `${path}.sources[${i}]`, owner: path, claim }, errors);
  });
}

interface Projection {
  readonly projection: VolumeProjection;
  readonly path: string;
  readonly owner: string;
  readonly claim: (name: string, blame: string) => void;
}

function checkProjection({ projection, path, owner, claim }: Projection, errors: Errors): void {
  let sources = 0;
  for (const field of ['secret', 'configMap'] as const) {
    const keyed = projection[field];
    if (!keyed) continue;
    sources++;
    if (!keyed.name) errors.push(required(`${path}.${field}.name`));
    keyed.items?.forEach((item, i) => {
      checkKeyToPath(item, `${path}.${field}.items[${i}]`, errors);
      claim(item.path, keyed.name ?? '');
    });
  }
  if (projection.downwardAPI) {
    sources++;
    for (const file of projection.downwardAPI.items ?? []) {
      checkDownwardFile(file, `${path}.downwardAPI`, errors);
      claim(file.path, file.path);
    }
  }
  if (projection.serviceAccountToken) {
    sources++;
    checkToken(projection.serviceAccountToken, path, owner, errors);
  }
  if (projection.clusterTrustBundle) {
    sources++;
    checkTrustBundle(projection.clusterTrustBundle, `${path}.clusterTrustBundle`, errors);
    claim(projection.clusterTrustBundle.path, projection.clusterTrustBundle.path);
  }
  if (projection.podCertificate) {
    sources++;
    checkPodCertificate(projection.podCertificate, `${path}.podCertificate`, errors);
  }
  if (sources > 1) errors.push(forbiddenField(path, 'may not specify more than 1 volume type per source'));
}

function checkToken(token: NonNullable<VolumeProjection['serviceAccountToken']>, path: string, owner: string, errors: Errors): void {
  const life = token.expirationSeconds ?? 0;
  const at = `${path}.serviceAccountToken.expirationSeconds`;
  if (life < 600) errors.push(invalid(at, life, 'may not specify a duration less than 10 minutes'));
  if (life > 2 ** 32) errors.push(invalid(at, life, 'may not specify a duration larger than 2^32 seconds'));
  if (!token.path) errors.push(required(`${owner}.path`));
  else checkFilePath(token.path, `${owner}.path`, errors);
}

function checkTrustBundle(bundle: NonNullable<VolumeProjection['clusterTrustBundle']>, path: string, errors: Errors): void {
  const { name, signerName } = bundle;
  if (name !== undefined && signerName !== undefined) errors.push(invalid(path, bundle, 'only one of name and signerName may be used'));
  else if (name !== undefined) {
    if (name === '') errors.push(required(`${path}.name`, 'must be a valid object name'));
    for (const message of nameIsSubdomain(name.slice(name.lastIndexOf(':') + 1), false)) {
      errors.push(invalid(`${path}.name`, name, `not a valid clustertrustbundlename: ${message}`));
    }
    if (bundle.labelSelector) errors.push(invalid(`${path}.labelSelector`, bundle.labelSelector, 'labelSelector must be unset if name is specified'));
  } else if (signerName !== undefined) {
    if (signerName === '') errors.push(required(`${path}.signerName`, 'must be a valid signer name'));
    errors.push(...labelSelectorErrors(bundle.labelSelector, `${path}.labelSelector`));
  } else {
    errors.push(required(path, 'either name or signerName must be specified'));
  }
  if (!bundle.path) errors.push(required(`${path}.path`));
  checkFilePath(bundle.path, `${path}.path`, errors);
}

const KEY_TYPES = ['ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519', 'RSA3072', 'RSA4096'];

function checkPodCertificate(source: NonNullable<VolumeProjection['podCertificate']>, path: string, errors: Errors): void {
  if (!source.signerName) errors.push(required(`${path}.signerName`));
  if (!KEY_TYPES.includes(source.keyType)) errors.push(notSupported(`${path}.keyType`, source.keyType, KEY_TYPES));
  for (const field of ['credentialBundlePath', 'keyPath', 'certificateChainPath'] as const) {
    const value = source[field];
    if (value) checkFilePath(value, `${path}.${field}`, errors);
  }
}

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

type Check = SourceRow['check'];
const own = (field: string, check: (source: never, path: string, errors: Errors) => void, tooMany = field): SourceRow => ({
  field,
  check: check as Check,
  tooMany,
});

const OWN_SOURCES: readonly SourceRow[] = [
  own('emptyDir', (source: NonNullable<Volume['emptyDir']>, path, errors) => {
    if (source.sizeLimit !== undefined && quantity(source.sizeLimit).nanos < 0n) {
      errors.push(forbiddenField(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity'));
    }
  }),
  own('hostPath', checkHostPath as Check),
  own('secret', checkKeyed('secretName') as Check),
  own('persistentVolumeClaim', (source: NonNullable<Volume['persistentVolumeClaim']>, path, errors) => {
    if (!source.claimName) errors.push(required(`${path}.claimName`));
  }),
  own('downwardAPI', checkDownward as Check, 'downwarAPI'),
  own('configMap', checkKeyed('name') as Check),
  own('projected', checkProjected as Check),
  own('ephemeral', (source: NonNullable<Volume['ephemeral']>, path, errors) => {
    if (!source.volumeClaimTemplate) errors.push(required(`${path}.volumeClaimTemplate`));
    else checkClaimTemplate(source.volumeClaimTemplate, `${path}.volumeClaimTemplate`, errors);
  }),
  own('image', (source: NonNullable<Volume['image']>, path, errors) => {
    if (!source.reference) errors.push(required(`${path}.reference`));
    if (source.pullPolicy !== undefined && !PULL_POLICIES.includes(source.pullPolicy))
      errors.push(notSupported(`${path}.pullPolicy`, source.pullPolicy, PULL_POLICIES));
  }),
];

const ROWS: readonly SourceRow[] = [...OWN_SOURCES, ...POD_PLUGIN_SOURCES];

const checkVolume = onceClean((volume: Volume, path, errors) => {
  checkSources(volume as unknown as { readonly [field: string]: unknown }, ROWS, path, errors);
  if (!volume.name) errors.push(required(`${path}.name`));
  else for (const message of dns1123LabelErrors(volume.name)) errors.push(invalid(`${path}.name`, volume.name, message));
});

/** Volumes by name, those without errors only: mounts may refer to no others. `podName` is known for pods, not for templates. */
export function checkVolumes(volumes: readonly Volume[], podName: string | undefined, path: string, errors: Errors): ReadonlyMap<string, Volume> {
  const good = new Map<string, Volume>();
  const created = new Set(podName ? volumes.filter(({ ephemeral }) => ephemeral).map(({ name }) => `${podName}-${name}`) : []);
  volumes.forEach((volume, i) => {
    const at = `${path}[${i}]`;
    const before = errors.length;
    checkVolume(volume, at, errors);
    if (good.has(volume.name)) errors.push(duplicate(`${at}.name`, volume.name));
    if (podName && volume.ephemeral) {
      const claim = `${podName}-${volume.name}`;
      for (const message of nameIsSubdomain(claim, false)) errors.push(invalid(`${at}.name`, volume.name, `PVC name "${claim}": ${message}`));
    }
    if (errors.length === before) good.set(volume.name, volume);
    const claimName = volume.persistentVolumeClaim?.claimName;
    if (claimName !== undefined && created.has(claimName)) {
      errors.push(invalid(`${at}.persistentVolumeClaim.claimName`, claimName, 'must not reference a PVC that gets created for an ephemeral volume'));
    }
  });
  return good;
}
