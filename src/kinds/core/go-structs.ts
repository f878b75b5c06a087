import { asGoStruct, jsonDiff } from '../go-diff.ts';
import type { Container, PersistentVolumeClaimSpec, PodSpec } from '../schema/types.gen.ts';
import type { GoStruct } from '../go-diff.ts';

/** Field order and zero values of internal Go structs (pkg/apis/core/types.go), for the diffs of refused updates. */

const nulls = (...names: readonly string[]): GoStruct => names.map((name) => [name, null] as const);

const CLAIM_SPEC: GoStruct = [
  ...nulls('accessModes', 'selector'),
  ['resources', { limits: null, requests: null }],
  ['volumeName', ''],
  ...nulls('storageClassName', 'volumeMode', 'dataSource', 'dataSourceRef', 'volumeAttributesClassName'),
];

const CONTAINER: GoStruct = [
  ['name', ''],
  ['image', ''],
  ...nulls('command', 'args'),
  ['workingDir', ''],
  ...nulls('ports', 'envFrom', 'env'),
  ['resources', { limits: null, requests: null, claims: null }],
  ...nulls(
    'resizePolicy',
    'restartPolicy',
    'restartPolicyRules',
    'volumeMounts',
    'volumeDevices',
    'livenessProbe',
    'readinessProbe',
    'startupProbe',
    'lifecycle',
  ),
  ['terminationMessagePath', ''],
  ['terminationMessagePolicy', ''],
  ['imagePullPolicy', ''],
  ['securityContext', null],
  ['stdin', false],
  ['stdinOnce', false],
  ['tty', false],
];

const POD_SPEC: GoStruct = [
  ...nulls('volumes', 'initContainers', 'containers', 'ephemeralContainers'),
  ['restartPolicy', ''],
  ...nulls('terminationGracePeriodSeconds', 'activeDeadlineSeconds'),
  ['dnsPolicy', ''],
  ['nodeSelector', null],
  ['serviceAccountName', ''],
  ['automountServiceAccountToken', null],
  ['nodeName', ''],
  ...nulls('securityContext', 'imagePullSecrets'),
  ['hostname', ''],
  ['subdomain', ''],
  ...nulls('setHostnameAsFQDN', 'affinity'),
  ['schedulerName', ''],
  ...nulls('tolerations', 'hostAliases'),
  ['priorityClassName', ''],
  ...nulls(
    'priority',
    'preemptionPolicy',
    'dnsConfig',
    'readinessGates',
    'runtimeClassName',
    'overhead',
    'enableServiceLinks',
    'topologySpreadConstraints',
    'os',
  ),
  ...nulls('schedulingGates', 'resourceClaims', 'resources', 'hostnameOverride'),
];

const VOLUME_SOURCE: GoStruct = nulls(
  ...[
    'gcePersistentDisk',
    'awsElasticBlockStore',
    'hostPath',
    'glusterfs',
    'nfs',
    'rbd',
    'quobyte',
    'iscsi',
    'flexVolume',
    'cinder',
    'cephfs',
    'fc',
    'flocker',
  ],
  ...['azureFile', 'vsphereVolume', 'azureDisk', 'photonPersistentDisk', 'portworxVolume', 'scaleIO', 'local', 'storageos', 'csi'],
);

type Fields = { readonly [field: string]: unknown };

export function claimSpecDiff(previous: PersistentVolumeClaimSpec, next: PersistentVolumeClaimSpec): string {
  const whole = (spec: PersistentVolumeClaimSpec): object =>
    asGoStruct({ ...(spec as Fields), resources: { limits: null, requests: null, ...spec.resources } }, CLAIM_SPEC);
  return jsonDiff(whole(previous), whole(next));
}

const wholeContainer = (container: Container): object => asGoStruct(container as unknown as Fields, CONTAINER);

/** Simplified: structs deeper than containers show only the fields that are set, so that line numbers come out lower than upstream's. */
export function podSpecDiff(previous: PodSpec, next: PodSpec): string {
  const whole = (spec: PodSpec): object => {
    const { serviceAccount: _same, ...rest } = spec;
    const plain = asGoStruct(rest as unknown as Fields, POD_SPEC) as Record<string, unknown>;
    for (const [field, name] of [
      ['initContainers', 'InitContainers'],
      ['containers', 'Containers'],
    ] as const) {
      const list = spec[field];
      if (list) plain[name] = list.map(wholeContainer);
    }
    return plain;
  };
  return jsonDiff(whole(previous), whole(next));
}

/** Of the sources of PersistentVolumes. */
export const volumeSourceDiff = (previous: object, next: object): string =>
  jsonDiff(asGoStruct(previous as Fields, VOLUME_SOURCE), asGoStruct(next as Fields, VOLUME_SOURCE));
