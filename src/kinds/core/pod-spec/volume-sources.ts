import { forbiddenField, invalid, notSupported, required, tooLong } from '../../errors.ts';
import { byteLength, dns1123LabelErrors, dns1123SubdomainErrors, nameIsSubdomain, rangeError } from '../../names.ts';
import type { Errors } from '../../remember.ts';
import { checkDescendingPath, checkNoBacksteps } from './paths.ts';

/**
 * Sources that volumes of pods and PersistentVolumes have in common, mostly of storage systems outside the cluster.
 * Each check takes the source as plain fields: pods and volumes have near-equal types for them upstream.
 */
type Source = { readonly [field: string]: unknown };
type SourceCheck = (source: never, path: string, errors: Errors) => void;

const text = (source: Source, field: string): string => (source[field] as string | undefined) ?? '';

const needs =
  (...fields: readonly string[]) =>
  (source: Source, path: string, errors: Errors): void => {
    for (const field of fields) {
      const value = source[field];
      if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) errors.push(required(`${path}.${field}`));
    }
  };

/** Secret references of volumes name a namespace when the volume has none of its own. */
function needsSecretName(source: Source, withNamespace: boolean, path: string, errors: Errors): void {
  const ref = source['secretRef'] as { name?: string; namespace?: string } | undefined;
  if (!ref) return;
  if (!ref.name) errors.push(required(`${path}.secretRef.name`));
  if (withNamespace && !ref.namespace) errors.push(required(`${path}.secretRef.namespace`));
}

const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

export function checkHostPath(source: { readonly path: string; readonly type?: string }, path: string, errors: Errors): void {
  if (!source.path) {
    errors.push(required(`${path}.path`));
    return;
  }
  checkNoBacksteps(source.path, `${path}.path`, errors);
  if (source.type !== undefined && !HOST_PATH_TYPES.includes(source.type)) errors.push(notSupported(`${path}.type`, source.type, HOST_PATH_TYPES));
}

function checkNfs(source: Source, path: string, errors: Errors): void {
  needs('server', 'path')(source, path, errors);
  if (!text(source, 'path').startsWith('/')) errors.push(invalid(`${path}.path`, text(source, 'path'), 'must be an absolute path'));
}

const PARTITION = 'must be between 0 and 255, inclusive';
const checkDisk =
  (field: string) =>
  (source: Source, path: string, errors: Errors): void => {
    needs(field)(source, path, errors);
    const partition = (source['partition'] as number | undefined) ?? 0;
    if (partition < 0 || partition > 255) errors.push(invalid(`${path}.partition`, partition, PARTITION));
  };

const IQN = /^iqn\.\d{4}-\d{2}\.([a-z0-9-.]{1,255})(:[^,;*&$|\s]{1,255})?$/;
const goodIqn = (name: string): boolean =>
  name.length <= 1_000 &&
  ((name.startsWith('iqn') && IQN.test(name)) ||
    (name.startsWith('eui') && /^eui\.[a-zA-Z0-9]{16}$/.test(name)) ||
    (name.startsWith('naa') && /^naa\.[a-zA-Z0-9]{32}$/.test(name)));
const knownPrefix = (name: string): boolean => /^(iqn|eui|naa)/.test(name);

function checkIscsi(source: Source, path: string, errors: Errors): void {
  needs('targetPortal', 'iqn')(source, path, errors);
  for (const [field, at] of [
    ['iqn', 'iqn'],
    ['initiatorName', 'initiatorname'],
  ] as const) {
    const name = source[field] as string | undefined;
    if (!name) continue;
    if (!knownPrefix(name)) errors.push(invalid(`${path}.${at}`, name, 'must be valid format starting with iqn, eui, or naa'));
    else if (!goodIqn(name)) errors.push(invalid(`${path}.${at}`, name, 'must be valid format'));
  }
  const lun = (source['lun'] as number | undefined) ?? 0;
  if (lun < 0 || lun > 255) errors.push(invalid(`${path}.lun`, lun, rangeError(0, 255)));
  if ((source['chapAuthDiscovery'] === true || source['chapAuthSession'] === true) && !source['secretRef']) errors.push(required(`${path}.secretRef`));
}

function checkFc(source: Source, path: string, errors: Errors): void {
  const wwns = (source['targetWWNs'] as readonly string[] | undefined) ?? [];
  const wwids = (source['wwids'] as readonly string[] | undefined) ?? [];
  if (wwns.length === 0 && wwids.length === 0) errors.push(required(`${path}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both'));
  if (wwns.length > 0 && wwids.length > 0) errors.push(invalid(`${path}.targetWWNs`, wwns, 'targetWWNs and wwids can not be specified simultaneously'));
  if (wwns.length === 0) return;
  const lun = source['lun'] as number | undefined;
  if (lun === undefined) errors.push(required(`${path}.lun`, 'lun is required if targetWWNs is specified'));
  else if (lun < 0 || lun > 255) errors.push(invalid(`${path}.lun`, lun, rangeError(0, 255)));
}

function checkQuobyte(source: Source, path: string, errors: Errors): void {
  const pair = 'must be a host:port pair or multiple pairs separated by commas';
  const registry = text(source, 'registry');
  if (!registry) errors.push(required(`${path}.registry`, pair));
  else if (text(source, 'tenant').length >= 65) errors.push(required(`${path}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'));
  else for (const part of registry.split(',')) if (!/^[^:]*:[^:]*$/.test(part)) errors.push(invalid(`${path}.registry`, registry, pair));
  needs('volume')(source, path, errors);
}

function checkFlocker(source: Source, path: string, errors: Errors): void {
  const [name, uuid] = [text(source, 'datasetName'), text(source, 'datasetUUID')];
  if (!name && !uuid) errors.push(required(path, 'one of datasetName and datasetUUID is required'));
  if (name && uuid) errors.push(invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
  if (name.includes('/')) errors.push(invalid(`${path}.datasetName`, name, "must not contain '/'"));
}

function checkFlex(source: Source, path: string, errors: Errors): void {
  needs('driver')(source, path, errors);
  for (const key of Object.keys((source['options'] as object | undefined) ?? {})) {
    const domain = `.${(key.includes('/') ? key.slice(0, key.indexOf('/')) : key).toLowerCase()}`;
    if (!domain.endsWith('.kubernetes.io') && !domain.endsWith('.k8s.io')) continue;
    errors.push(invalid(`${path}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved'));
  }
}

const CACHING = ['None', 'ReadOnly', 'ReadWrite'];
const DISK_KINDS = ['Dedicated', 'Managed', 'Shared'];
function checkAzureDisk(source: Source, path: string, errors: Errors): void {
  needs('diskName', 'diskURI')(source, path, errors);
  const [caching, kind, uri] = [source['cachingMode'] as string | undefined, source['kind'] as string | undefined, text(source, 'diskURI')];
  if (caching !== undefined && !CACHING.includes(caching)) errors.push(notSupported(`${path}.cachingMode`, caching, CACHING));
  if (kind !== undefined && !DISK_KINDS.includes(kind)) errors.push(notSupported(`${path}.kind`, kind, DISK_KINDS));
  const managed = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
  if (kind === 'Managed' && !uri.startsWith('/subscriptions/')) errors.push(notSupported(`${path}.diskURI`, uri, [managed]));
  const blob = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';
  if (kind !== undefined && kind !== 'Managed' && !uri.startsWith('https://')) errors.push(notSupported(`${path}.diskURI`, uri, [blob]));
}

function checkStorageOs(withNamespace: boolean): (source: Source, path: string, errors: Errors) => void {
  return (source, path, errors) => {
    needs('volumeName')(source, path, errors);
    for (const field of ['volumeName', 'volumeNamespace']) {
      const value = text(source, field);
      if (value) for (const message of dns1123LabelErrors(value)) errors.push(invalid(`${path}.${field}`, value, message));
    }
    needsSecretName(source, withNamespace, path, errors);
  };
}

const checkCinder =
  (withNamespace: boolean) =>
  (source: Source, path: string, errors: Errors): void => {
    needs('volumeID')(source, path, errors);
    needsSecretName(source, withNamespace, path, errors);
  };

function checkCsiDriverName(name: string, path: string, errors: Errors): void {
  if (!name) errors.push(required(path));
  if (byteLength(name) > 63) errors.push(tooLong(path, 63));
  for (const message of dns1123SubdomainErrors(name.toLowerCase())) errors.push(invalid(path, name, message));
}

function checkPodCsi(source: Source, path: string, errors: Errors): void {
  checkCsiDriverName(text(source, 'driver'), `${path}.driver`, errors);
  const ref = source['nodePublishSecretRef'] as { name?: string } | undefined;
  if (ref && !ref.name) errors.push(required(`${path}.nodePublishSecretRef.name`));
  else if (ref?.name) for (const message of nameIsSubdomain(ref.name, false)) errors.push(invalid(`${path}.name`, ref.name, message));
}

const CSI_SECRETS = ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef'];
function checkVolumeCsi(source: Source, path: string, errors: Errors): void {
  checkCsiDriverName(text(source, 'driver'), `${path}.driver`, errors);
  needs('volumeHandle')(source, path, errors);
  for (const field of CSI_SECRETS) {
    const ref = source[field] as { name?: string; namespace?: string } | undefined;
    if (!ref) continue;
    if (!ref.name) errors.push(required(`${path}.${field}.name`));
    else for (const message of dns1123SubdomainErrors(ref.name)) errors.push(invalid(`${path}.${field}.name`, ref.name, message));
    if (!ref.namespace) errors.push(required(`${path}.${field}.namespace`));
    else for (const message of dns1123LabelErrors(ref.namespace)) errors.push(invalid(`${path}.${field}.namespace`, ref.namespace, message));
  }
}

function checkGitRepo(source: Source, path: string, errors: Errors): void {
  needs('repository')(source, path, errors);
  checkDescendingPath(text(source, 'directory'), `${path}.directory`, errors);
}

function checkLocal(source: Source, path: string, errors: Errors): void {
  needs('path')(source, path, errors);
  checkNoBacksteps(text(source, 'path'), `${path}.path`, errors);
}

/** One row: the field, its check, and where upstream's error paths differ from the field's name. */
export interface SourceRow {
  readonly field: string;
  readonly check: SourceCheck;
  readonly path?: string;
  readonly tooMany?: string;
}
const row = (field: string, check: (source: Source, path: string, errors: Errors) => void, paths: Omit<SourceRow, 'field' | 'check'> = {}): SourceRow => ({
  field,
  check,
  ...paths,
});

const HOST_PATH: SourceRow = { field: 'hostPath', check: checkHostPath as SourceCheck };
const GCE = row('gcePersistentDisk', checkDisk('pdName'), { path: 'persistentDisk' });
const AWS = row('awsElasticBlockStore', checkDisk('volumeID'));
const SHARED: readonly SourceRow[] = [
  row('vsphereVolume', needs('volumePath')),
  row('photonPersistentDisk', needs('pdID')),
  row('portworxVolume', needs('volumeID')),
  row('azureDisk', checkAzureDisk),
];

/** In the order in which upstream looks at them: of several sources, the first one counts. */
export const POD_PLUGIN_SOURCES: readonly SourceRow[] = [
  row('gitRepo', checkGitRepo),
  GCE,
  AWS,
  row('nfs', checkNfs),
  row('iscsi', checkIscsi),
  row('glusterfs', needs('endpoints', 'path')),
  row('flocker', checkFlocker),
  row('rbd', needs('monitors', 'image')),
  row('cinder', checkCinder(false)),
  row('cephfs', needs('monitors'), { tooMany: 'cephFS' }),
  row('quobyte', checkQuobyte),
  row('fc', checkFc),
  row('flexVolume', checkFlex),
  row('azureFile', needs('secretName', 'shareName')),
  ...SHARED,
  row('storageos', checkStorageOs(false)),
  row('scaleIO', needs('gateway', 'system', 'volumeName')),
  row('csi', checkPodCsi),
];

export const VOLUME_SOURCES: readonly SourceRow[] = [
  HOST_PATH,
  GCE,
  AWS,
  row('glusterfs', needs('endpoints', 'path')),
  row('flocker', checkFlocker),
  row('nfs', checkNfs),
  row('rbd', needs('monitors', 'image')),
  row('quobyte', checkQuobyte),
  row('cephfs', needs('monitors'), { tooMany: 'cephFS' }),
  row('iscsi', checkIscsi),
  row('cinder', checkCinder(true)),
  row('fc', checkFc),
  row('flexVolume', checkFlex),
  row('azureFile', needs('secretName', 'shareName')),
  ...SHARED,
  row('scaleIO', needs('gateway', 'system', 'volumeName')),
  row('local', checkLocal),
  row('storageos', checkStorageOs(true)),
  row('csi', checkVolumeCsi),
];

/** Checks the sources in `rows` that are set; only one may be. Returns the fields that are set. */
export function checkSources(volume: Source, rows: readonly SourceRow[], path: string, errors: Errors): readonly string[] {
  const set = rows.filter(({ field }) => volume[field] !== undefined);
  set.forEach(({ field, check, path: name = field, tooMany = field }, i) => {
    if (i > 0) errors.push(forbiddenField(`${path}.${tooMany}`, 'may not specify more than 1 volume type'));
    else check(volume[field] as never, `${path}.${name}`, errors);
  });
  if (set.length === 0) errors.push(required(path, 'must specify a volume type'));
  return set.map(({ field }) => field);
}
