import { quantity } from '../../kinds/quantity.ts';
import type { DownwardAPIVolumeFile, PersistentVolumeSpec, Volume, VolumeProjection } from '../../kinds/schema/types.gen.ts';
import { claimTemplate } from './claim.ts';
import { goList, goMap, goReference, goSecretReference } from './go-text.ts';
import { indented, type Lines, labelValues, NONE, orUnset } from './lines.ts';

/** Sources of volumes, of pods and of PersistentVolumes (upstream: describeVolumes, describePersistentVolume). */

type Row = readonly [name: string, value: string | number | boolean];

/** All of a source stands four blanks in. */
const source = (type: string, ...rows: readonly Row[]): Lines =>
  indented([`Type:\t${type}`, ...rows.map(([name, value]) => (name === 'ISCSIInterface' ? `${name}\t${value}` : `${name}:\t${value}`))], 4);

const text = (value: string | undefined): string => value ?? '';
const flag = (value: boolean | undefined): boolean => value ?? false;

/** How most sources end. */
const mounted = ({ fsType, readOnly }: { readonly fsType?: string; readonly readOnly?: boolean }): readonly Row[] => [
  ['FSType', text(fsType)],
  ['ReadOnly', flag(readOnly)],
];

type Sources = Volume & PersistentVolumeSpec;
/** What is written of a source, by the field that holds it, in the order in which kubectl looks for them. */
type Writers = { readonly [field in keyof Sources]?: (of: NonNullable<Sources[field]>) => Lines };

const COMMON: Writers = {
  hostPath: ({ path, type }) => source('HostPath (bare host directory volume)', ['Path', path], ['HostPathType', type ?? NONE]),
  gcePersistentDisk: ({ pdName, fsType, partition, readOnly }) =>
    source(
      'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)',
      ['PDName', pdName],
      ['FSType', text(fsType)],
      ['Partition', partition ?? 0],
      ['ReadOnly', flag(readOnly)],
    ),
  awsElasticBlockStore: ({ volumeID, fsType, partition, readOnly }) =>
    source(
      'AWSElasticBlockStore (a Persistent Disk resource in AWS)',
      ['VolumeID', volumeID],
      ['FSType', text(fsType)],
      ['Partition', partition ?? 0],
      ['ReadOnly', flag(readOnly)],
    ),
  nfs: ({ server, path, readOnly }) =>
    source('NFS (an NFS mount that lasts the lifetime of a pod)', ['Server', server], ['Path', path], ['ReadOnly', flag(readOnly)]),
  quobyte: ({ registry, volume, readOnly }) =>
    source("Quobyte (a Quobyte mount on the host that shares a pod's lifetime)", ['Registry', registry], ['Volume', volume], ['ReadOnly', flag(readOnly)]),
  vsphereVolume: ({ volumePath, fsType, storagePolicyName }) =>
    source(
      'vSphereVolume (a Persistent Disk resource in vSphere)',
      ['VolumePath', volumePath],
      ['FSType', text(fsType)],
      ['StoragePolicyName', text(storagePolicyName)],
    ),
  azureDisk: ({ diskName, diskURI, kind, fsType, cachingMode, readOnly }) =>
    source(
      'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)',
      ['DiskName', diskName],
      ['DiskURI', diskURI],
      ['Kind', text(kind)],
      ['FSType', text(fsType)],
      ['CachingMode', text(cachingMode)],
      ['ReadOnly', flag(readOnly)],
    ),
  photonPersistentDisk: ({ pdID, fsType }) =>
    source('PhotonPersistentDisk (a Persistent Disk resource in photon platform)', ['PdID', pdID], ['FSType', text(fsType)]),
  portworxVolume: ({ volumeID }) => source('PortworxVolume (a Portworx Volume resource)', ['VolumeID', volumeID]),
  storageos: ({ volumeName, volumeNamespace, ...rest }) =>
    source('StorageOS (a StorageOS Persistent Disk resource)', ['VolumeName', text(volumeName)], ['VolumeNamespace', text(volumeNamespace)], ...mounted(rest)),
  fc: ({ targetWWNs, lun, ...rest }) =>
    source('FC (a Fibre Channel disk)', ['TargetWWNs', (targetWWNs ?? []).join(', ')], ['LUN', lun ?? NONE], ...mounted(rest)),
  flocker: ({ datasetName, datasetUUID }) =>
    source('Flocker (a Flocker volume mounted by the Flocker agent)', ['DatasetName', text(datasetName)], ['DatasetUUID', text(datasetUUID)]),
};

type SecretRef = { readonly name?: string; readonly namespace?: string } | undefined;

/** Sources that differ in how they name their secret: in the pod's namespace, or in any. */
const withSecret = (reference: (ref: SecretRef) => string): Writers => ({
  iscsi: (iscsi) =>
    source(
      "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
      ['TargetPortal', iscsi.targetPortal],
      ['IQN', iscsi.iqn],
      ['Lun', iscsi.lun],
      ['ISCSIInterface', text(iscsi.iscsiInterface)],
      ...mounted(iscsi),
      ['Portals', goList(iscsi.portals)],
      ['DiscoveryCHAPAuth', flag(iscsi.chapAuthDiscovery)],
      ['SessionCHAPAuth', flag(iscsi.chapAuthSession)],
      ['SecretRef', reference(iscsi.secretRef)],
      ['InitiatorName', iscsi.initiatorName ?? NONE],
    ),
  rbd: (rbd) =>
    source(
      "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
      ['CephMonitors', goList(rbd.monitors)],
      ['RBDImage', rbd.image],
      ['FSType', text(rbd.fsType)],
      ['RBDPool', text(rbd.pool)],
      ['RadosUser', text(rbd.user)],
      ['Keyring', text(rbd.keyring)],
      ['SecretRef', reference(rbd.secretRef)],
      ['ReadOnly', flag(rbd.readOnly)],
    ),
  cinder: ({ volumeID, secretRef, ...rest }) =>
    source('Cinder (a Persistent Disk resource in OpenStack)', ['VolumeID', volumeID], ...mounted(rest), ['SecretRef', reference(secretRef)]),
  cephfs: ({ monitors, path, user, secretFile, secretRef, readOnly }) =>
    source(
      "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
      ['Monitors', goList(monitors)],
      ['Path', text(path)],
      ['User', text(user)],
      ['SecretFile', text(secretFile)],
      ['SecretRef', reference(secretRef)],
      ['ReadOnly', flag(readOnly)],
    ),
  flexVolume: ({ driver, fsType, secretRef, readOnly, options }) =>
    source(
      'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)',
      ['Driver', driver],
      ['FSType', text(fsType)],
      ['SecretRef', reference(secretRef)],
      ['ReadOnly', flag(readOnly)],
      ['Options', goMap(options)],
    ),
});

/** Sources of which a PersistentVolume says more than a pod: `own` stands where kubectl puts it. */
const glusterfs = ({ endpoints, path, readOnly }: NonNullable<Volume['glusterfs']>, ...own: readonly Row[]): Lines =>
  source(
    "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
    ['EndpointsName', endpoints],
    ...own,
    ['Path', path],
    ['ReadOnly', flag(readOnly)],
  );
const azureFile = (of: Omit<NonNullable<Volume['azureFile']>, 'secretNamespace'>, ...own: readonly Row[]): Lines =>
  source(
    'AzureFile (an Azure File Service mount on the host and bind mount to the pod)',
    ['SecretName', of.secretName],
    ...own,
    ['ShareName', of.shareName],
    ['ReadOnly', flag(of.readOnly)],
  );
const scaleIO = (sio: Omit<NonNullable<Volume['scaleIO']>, 'secretRef'>, ...own: readonly Row[]): Lines =>
  source(
    'ScaleIO (a persistent volume backed by a block device in ScaleIO)',
    ['Gateway', sio.gateway],
    ['System', sio.system],
    ['Protection Domain', text(sio.protectionDomain)],
    ['Storage Pool', text(sio.storagePool)],
    ['Storage Mode', text(sio.storageMode)],
    ['VolumeName', text(sio.volumeName)],
    ...own,
    ...mounted(sio),
  );
const csi = ({ driver, volumeAttributes }: Pick<NonNullable<Volume['csi']>, 'driver' | 'volumeAttributes'>, own: readonly Row[]): Lines => [
  ...source('CSI (a Container Storage Interface (CSI) volume source)', ['Driver', driver], ...own),
  ...attributes(volumeAttributes),
];

const OF_PODS: Writers = {
  ...COMMON,
  ...withSecret(goReference),
  emptyDir: ({ medium, sizeLimit }) =>
    source(
      "EmptyDir (a temporary directory that shares a pod's lifetime)",
      ['Medium', text(medium)],
      ['SizeLimit', sizeLimit !== undefined && quantity(sizeLimit).nanos > 0n ? sizeLimit : orUnset(undefined)],
    ),
  gitRepo: ({ repository, revision }) =>
    source('GitRepo (a volume that is pulled from git when the pod is created)', ['Repository', repository], ['Revision', text(revision)]),
  secret: ({ secretName, optional }) => source('Secret (a volume populated by a Secret)', ['SecretName', text(secretName)], ['Optional', flag(optional)]),
  configMap: ({ name, optional }) => source('ConfigMap (a volume populated by a ConfigMap)', ['Name', text(name)], ['Optional', flag(optional)]),
  glusterfs: (of) => glusterfs(of),
  persistentVolumeClaim: ({ claimName, readOnly }) =>
    source('PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)', ['ClaimName', claimName], ['ReadOnly', flag(readOnly)]),
  ephemeral: ({ volumeClaimTemplate: template }) => [
    ...source('EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)'),
    ...(template ? claimTemplate(template) : []),
  ],
  downwardAPI: ({ items }) => [
    ...source('DownwardAPI (a volume populated by information about the pod)'),
    '    Items:',
    ...indented((items ?? []).flatMap(downward), 6),
  ],
  scaleIO: (of) => scaleIO(of),
  azureFile: (of) => azureFile(of),
  projected: ({ sources }) => [
    ...source('Projected (a volume that contains injected data from multiple sources)'),
    ...indented((sources ?? []).flatMap(projection), 4),
  ],
  csi: (of) => csi(of, mounted(of)),
  image: ({ reference, pullPolicy }) => source('Image (a container image or OCI artifact)', ['Reference', text(reference)], ['PullPolicy', text(pullPolicy)]),
};

const OF_PERSISTENT_VOLUMES: Writers = {
  ...COMMON,
  ...withSecret(goSecretReference),
  glusterfs: (of: NonNullable<PersistentVolumeSpec['glusterfs']>) => glusterfs(of, ['EndpointsNamespace', orUnset(of.endpointsNamespace)]),
  scaleIO: (of: NonNullable<PersistentVolumeSpec['scaleIO']>) =>
    scaleIO(of, ['SecretName', text(of.secretRef?.name)], ['SecretNamespace', text(of.secretRef?.namespace)]),
  local: ({ path }) => source('LocalVolume (a persistent volume backed by local storage on a node)', ['Path', path]),
  azureFile: (of: NonNullable<PersistentVolumeSpec['azureFile']>) => azureFile(of, ['SecretNamespace', text(of.secretNamespace)]),
  csi: ({ fsType, volumeHandle, readOnly, ...rest }: NonNullable<PersistentVolumeSpec['csi']>) =>
    csi(rest, [
      ['FSType', text(fsType)],
      ['VolumeHandle', volumeHandle],
      ['ReadOnly', flag(readOnly)],
    ]),
};

function downward({ fieldRef, resourceFieldRef, path }: DownwardAPIVolumeFile): Lines {
  return [...(fieldRef ? [`${fieldRef.fieldPath} -> ${path}`] : []), ...(resourceFieldRef ? [`${resourceFieldRef.resource} -> ${path}`] : [])];
}

function projection({ secret, downwardAPI, configMap, serviceAccountToken }: VolumeProjection): Lines {
  if (secret) return [`SecretName:\t${text(secret.name)}`, `Optional:\t${flag(secret.optional)}`];
  if (downwardAPI) return ['DownwardAPI:\ttrue'];
  if (configMap) return [`ConfigMapName:\t${text(configMap.name)}`, `Optional:\t${flag(configMap.optional)}`];
  if (serviceAccountToken) return [`TokenExpirationSeconds:\t${serviceAccountToken.expirationSeconds}`];
  return [];
}

/** Like labels, but each piece of the lines below the first is indented, the empty one too. */
function attributes(of: Readonly<Record<string, string>> | undefined): Lines {
  const [first = NONE, ...rest] = labelValues(of);
  const at = ' '.repeat(4);
  return [`${at}VolumeAttributes:\t${first === NONE ? '' : at}${first}`, ...rest.map((value) => `${at}${at}\t${at}${value}`)];
}

function sourceOf(of: object, writers: Writers): Lines {
  for (const field of Object.keys(writers) as (keyof Sources)[]) {
    const held = (of as Sources)[field];
    if (held !== undefined && held !== null) return (writers[field] as (value: unknown) => Lines)(held);
  }
  return ['  <unknown>'];
}

/** `indent`: nothing in a pod, two blanks in a template. */
export function volumes(list: readonly Volume[] | undefined, indent: string): Lines {
  if (!list || list.length === 0) return [`${indent}Volumes:\t${NONE}`];
  const before = indent === '' ? '  ' : '   ';
  return [`${indent}Volumes:`, ...list.flatMap((volume) => [`${before}${volume.name}:`, ...sourceOf(volume, OF_PODS)])];
}

export const persistentVolumeSource = (spec: PersistentVolumeSpec): Lines => sourceOf(spec, OF_PERSISTENT_VOLUMES);
