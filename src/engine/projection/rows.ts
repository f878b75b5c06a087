import { milliOf, wholeOf } from '../../kinds/quantity.ts';
import { controllerOf, type KubeObject, keyOf } from '../../kinds/object.ts';
import type {
  ConfigMap,
  Deployment,
  EndpointSlice,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  ReplicaSet,
  Secret,
  Service,
  StorageClass,
} from '../../kinds/schema/types.gen.ts';
import { FLAGS, POD_STATES, type RowKind, type RowOf } from '../../wire/rows.ts';
import { byService } from '../etcd/indexes.ts';
import { listIndexed, type Root, type Stored, tableOf } from '../etcd/store.ts';
import { podFace } from './pod-state.ts';

/** What a row needs beside its object. Rows are functions of the key space alone, so that diffs and snapshots agree. */
export interface RowContext {
  readonly root: Root;
  /** Index of a text in the string table. */
  readonly text: (text: string | undefined) => number;
  /** Sums of what the pods of a node request. */
  readonly requested: (node: string) => { readonly cpuMilli: number; readonly memoryBytes: number };
}

/** resource → kind of its rows. */
export const ROW_RESOURCES: Readonly<Record<string, RowKind>> = {
  nodes: 'Node',
  pods: 'Pod',
  replicasets: 'ReplicaSet',
  deployments: 'Deployment',
  services: 'Service',
  persistentvolumeclaims: 'PersistentVolumeClaim',
  persistentvolumes: 'PersistentVolume',
  storageclasses: 'StorageClass',
  configmaps: 'ConfigMap',
  secrets: 'Secret',
  namespaces: 'Namespace',
};

type RowMaker<K extends RowKind> = (stored: Stored, context: RowContext) => RowOf<K>;

/** Columns hold 32-bit whole numbers; larger amounts are shown as the largest. */
const int = (value: number | undefined): number => Math.min(Math.max(Math.trunc(value ?? 0), -0x80000000), 0x7fffffff);
const MI = 1024 * 1024;
const inMi = (quantity: string | undefined): number => int(wholeOf(quantity) / MI);

export const oidOf = (root: Root, resource: string, key: string | undefined): number => (key ? (tableOf(root, resource).objects.get(key)?.oid ?? 0) : 0);

function oidOfUid(root: Root, uid: string | undefined): number {
  const place = uid === undefined ? undefined : root.uids.get(uid);
  return place ? oidOf(root, place.resource, place.key) : 0;
}

const terminating = (object: KubeObject): number => (object.metadata.deletionTimestamp ? FLAGS.terminating : 0);
const REVISION = 'deployment.kubernetes.io/revision';
export const revisionOf = (object: KubeObject | undefined): number => int(Number(object?.metadata.annotations?.[REVISION] ?? 0) || 0);

const common = (stored: Stored, { text }: RowContext) => ({
  oid: stored.oid,
  name: text(stored.object.metadata.name),
  flags: terminating(stored.object),
  createdRev: stored.createRev,
});
const inNamespace = (stored: Stored, context: RowContext) => ({ ...common(stored, context), namespace: context.text(stored.object.metadata.namespace) });

const node: RowMaker<'Node'> = (stored, context) => {
  const object = stored.object as Node;
  const condition = (type: string): string | undefined => object.status?.conditions?.find((c) => c.type === type)?.status;
  const pressure = ['MemoryPressure', 'DiskPressure', 'PIDPressure'].some((type) => condition(type) === 'True');
  const flags =
    terminating(object) |
    (condition('Ready') === 'True' ? FLAGS.ready : 0) |
    (condition('Ready') === 'Unknown' ? FLAGS.unknown : 0) |
    (object.spec?.unschedulable ? FLAGS.cordoned : 0) |
    (object.metadata.labels && 'node-role.kubernetes.io/control-plane' in object.metadata.labels ? FLAGS.controlPlane : 0) |
    (pressure ? FLAGS.pressure : 0);
  const allocatable = object.status?.allocatable;
  const requested = context.requested(object.metadata.name);
  return {
    ...common(stored, context),
    flags,
    cpuAllocatableMilli: int(milliOf(allocatable?.['cpu'])),
    cpuRequestedMilli: int(requested.cpuMilli),
    memoryAllocatableMi: inMi(allocatable?.['memory']),
    memoryRequestedMi: int(requested.memoryBytes / MI),
    podsAllocatable: int(wholeOf(allocatable?.['pods'])),
    address: context.text(object.status?.addresses?.find((a) => a.type === 'InternalIP')?.address),
  };
};

const pod: RowMaker<'Pod'> = (stored, context) => {
  const object = stored.object as Pod;
  const face = podFace(object);
  const owner = controllerOf(object.metadata);
  const ownerPlace = owner ? context.root.uids.get(owner.uid) : undefined;
  const ownerStored = ownerPlace ? tableOf(context.root, ownerPlace.resource).objects.get(ownerPlace.key) : undefined;
  const ready = object.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ? FLAGS.ready : 0;
  return {
    ...inNamespace(stored, context),
    flags: terminating(object) | ready,
    node: oidOf(context.root, 'nodes', object.spec.nodeName),
    owner: ownerStored?.oid ?? 0,
    state: POD_STATES.indexOf(face.state),
    ready: face.ready,
    containers: face.containers,
    restarts: int(face.restarts),
    ip: context.text(object.status?.podIP),
    note: context.text(face.status),
    colour: revisionOf(ownerStored?.object),
  };
};

const replicaSet: RowMaker<'ReplicaSet'> = (stored, context) => {
  const object = stored.object as ReplicaSet;
  return {
    ...inNamespace(stored, context),
    owner: oidOfUid(context.root, controllerOf(object.metadata)?.uid),
    wanted: int(object.spec?.replicas ?? 1),
    current: int(object.status?.replicas),
    ready: int(object.status?.readyReplicas),
    available: int(object.status?.availableReplicas),
    revision: revisionOf(object),
  };
};

const deployment: RowMaker<'Deployment'> = (stored, context) => {
  const object = stored.object as Deployment;
  const stuck = object.status?.conditions?.some((c) => c.type === 'Progressing' && c.status === 'False');
  return {
    ...inNamespace(stored, context),
    wanted: int(object.spec?.replicas ?? 1),
    current: int(object.status?.replicas),
    updated: int(object.status?.updatedReplicas),
    ready: int(object.status?.readyReplicas),
    available: int(object.status?.availableReplicas),
    flags: terminating(object) | (object.spec?.paused ? FLAGS.paused : 0) | (stuck ? FLAGS.stuck : 0),
  };
};

const service: RowMaker<'Service'> = (stored, context) => {
  const object = stored.object as Service;
  const { metadata, spec } = object;
  let ready = 0;
  let total = 0;
  for (const slice of listIndexed<EndpointSlice>(context.root, 'endpointslices', byService(metadata.namespace ?? '', metadata.name)))
    for (const endpoint of slice.endpoints ?? []) {
      total++;
      // A missing condition counts as ready (discovery/v1 EndpointConditions).
      if (endpoint.conditions?.ready !== false) ready++;
    }
  return {
    ...inNamespace(stored, context),
    type: context.text(spec?.type ?? 'ClusterIP'),
    clusterIP: context.text(spec?.clusterIP),
    port: int(spec?.ports?.[0]?.port),
    nodePort: int(spec?.ports?.[0]?.nodePort),
    endpointsReady: ready,
    endpointsTotal: total,
    flags: terminating(object) | (spec?.clusterIP === 'None' ? FLAGS.headless : 0),
  };
};

const MODES: Readonly<Record<string, string>> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };
const modesText = (modes: readonly string[] | undefined): string => (modes ?? []).map((mode) => MODES[mode] ?? mode).join(',');

const claim: RowMaker<'PersistentVolumeClaim'> = (stored, context) => {
  const { spec, status } = stored.object as PersistentVolumeClaim;
  return {
    ...inNamespace(stored, context),
    phase: context.text(status?.phase),
    volume: oidOf(context.root, 'persistentvolumes', spec?.volumeName),
    sizeMi: inMi(status?.capacity?.['storage'] ?? spec?.resources?.requests?.['storage']),
    modes: context.text(modesText(status?.accessModes ?? spec?.accessModes)),
    class: context.text(spec?.storageClassName),
  };
};

const volume: RowMaker<'PersistentVolume'> = (stored, context) => {
  const { spec, status } = stored.object as PersistentVolume;
  const ref = spec?.claimRef;
  return {
    ...common(stored, context),
    phase: context.text(status?.phase),
    claim: ref?.name ? oidOf(context.root, 'persistentvolumeclaims', keyOf({ namespace: ref.namespace, name: ref.name })) : 0,
    sizeMi: inMi(spec?.capacity?.['storage']),
    modes: context.text(modesText(spec?.accessModes)),
    class: context.text(spec?.storageClassName),
    reclaim: context.text(spec?.persistentVolumeReclaimPolicy),
  };
};

const storageClass: RowMaker<'StorageClass'> = (stored, context) => {
  const object = stored.object as StorageClass;
  const isDefault = object.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
  return {
    ...common(stored, context),
    provisioner: context.text(object.provisioner),
    bindingMode: context.text(object.volumeBindingMode ?? 'Immediate'),
    flags: terminating(object) | (isDefault ? FLAGS.isDefault : 0),
  };
};

const count = (record: object | undefined): number => (record ? Object.keys(record).length : 0);
const configMap: RowMaker<'ConfigMap'> = (stored, context) => {
  const object = stored.object as ConfigMap;
  return { ...inNamespace(stored, context), keys: count(object.data) + count(object.binaryData) };
};
const secret: RowMaker<'Secret'> = (stored, context) => ({ ...inNamespace(stored, context), keys: count((stored.object as Secret).data) });
const namespace: RowMaker<'Namespace'> = (stored, context) => ({
  ...common(stored, context),
  phase: context.text((stored.object as Namespace).status?.phase ?? 'Active'),
});

export const ROW_MAKERS: { readonly [K in RowKind]: RowMaker<K> } = {
  Node: node,
  Pod: pod,
  ReplicaSet: replicaSet,
  Deployment: deployment,
  Service: service,
  PersistentVolumeClaim: claim,
  PersistentVolume: volume,
  StorageClass: storageClass,
  ConfigMap: configMap,
  Secret: secret,
  Namespace: namespace,
};
