import type { Caption } from '../../scene/captions.ts';
import type {
  ClaimRecord,
  DeploymentRecord,
  NodePart,
  NodeRecord,
  PodInside,
  PodRecord,
  ReplicaSetRecord,
  ServiceRecord,
  VolumeRecord,
} from '../../scene/model.ts';
import type { OwnerMark } from '../../scene/owner-marks.ts';
import { FLAGS } from '../../wire/rows.ts';
import type { NodePicture } from '../glyphs/node.ts';
import type { PodPicture } from '../glyphs/pod.ts';
import type { ServicePicture } from '../glyphs/service.ts';
import type { ClaimPicture, VolumePicture } from '../glyphs/storage.ts';
import type { DeploymentPicture, ReplicaSetPicture } from '../glyphs/workload.ts';

/** Records → what glyphs draw of them. */
export function podPicture(
  pod: PodRecord,
  unseated: string,
  more: { readonly mark?: OwnerMark | undefined; readonly inside?: PodInside | undefined } = {},
): PodPicture {
  const { inside, mark } = more;
  const count = (source: 'configMap' | 'secret'): number => (inside?.mounts ?? []).filter((mount) => mount.source === source).length;
  return {
    name: pod.name,
    state: pod.state,
    line: pod.state === 'unscheduled' ? unseated : pod.state === 'ready' && pod.ip !== '' ? pod.ip : pod.note || pod.ip,
    containers: pod.containers,
    ready: pod.ready,
    restarts: pod.restarts,
    colour: pod.colour,
    ...(mark ? { mark } : {}),
    ...(inside ? { uses: { configMaps: count('configMap'), secrets: count('secret') } } : {}),
  };
}

const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

export function nodeStatus(node: NodeRecord): NodePicture['status'] {
  if ((node.flags & FLAGS.ready) !== 0) return 'ready';
  return (node.flags & FLAGS.unknown) !== 0 ? 'unknown' : 'notReady';
}

export function nodePicture(
  node: NodeRecord,
  part: NodePart | undefined,
  said: { readonly words: string; readonly caption: Caption | undefined },
  pods: number,
): NodePicture {
  return {
    name: node.name,
    address: node.address,
    status: nodeStatus(node),
    cordoned: (node.flags & FLAGS.cordoned) !== 0,
    pressure: (node.flags & FLAGS.pressure) !== 0,
    controlPlane: (node.flags & FLAGS.controlPlane) !== 0,
    powered: part?.powered ?? true,
    cpu: share(node.cpuRequestedMilli, node.cpuAllocatableMilli),
    memory: share(node.memoryRequestedMi, node.memoryAllocatableMi),
    pods,
    podsAllocatable: node.podsAllocatable,
    said: said.words,
    fresh: said.caption?.fresh ?? 0,
  };
}

export const generation = (revision: number): number => Math.max(0, revision - 1) % 4;

export function replicaSetPicture(set: ReplicaSetRecord, mark?: OwnerMark): ReplicaSetPicture {
  return {
    name: set.name,
    wanted: set.wanted,
    current: set.current,
    ready: set.ready,
    colour: (generation(set.revision) + (mark?.hue ?? 0)) % 4,
    revision: set.revision,
  };
}

/** ReplicaSets with pods first, each group from the newest. */
export function deploymentPicture(deployment: DeploymentRecord, sets: readonly ReplicaSetRecord[], mark?: OwnerMark): DeploymentPicture {
  const alive = (set: ReplicaSetRecord): number => (set.wanted > 0 || set.current > 0 ? 1 : 0);
  const order = [...sets].sort((a, b) => alive(b) - alive(a) || b.revision - a.revision || b.createdRev - a.createdRev);
  return {
    name: deployment.name,
    wanted: deployment.wanted,
    ready: deployment.ready,
    paused: (deployment.flags & FLAGS.paused) !== 0,
    stuck: (deployment.flags & FLAGS.stuck) !== 0,
    replicaSets: order.map((set) => replicaSetPicture(set, mark)),
    mark,
  };
}

export function servicePicture(service: ServiceRecord, marks: readonly OwnerMark[] = []): ServicePicture {
  return {
    marks,
    name: service.name,
    address: `${service.clusterIP || '—'}${service.port > 0 ? `:${service.port}` : ''}`,
    type: service.type,
    nodePort: service.nodePort,
    ready: service.endpointsReady,
    total: service.endpointsTotal,
  };
}

function sizeText(mi: number): string {
  if (mi >= 1_048_576 && mi % 1_048_576 === 0) return `${mi / 1_048_576}Ti`;
  if (mi >= 1024 && mi % 1024 === 0) return `${mi / 1024}Gi`;
  return `${mi}Mi`;
}

export function claimPicture(claim: ClaimRecord): ClaimPicture {
  return {
    name: claim.name,
    size: sizeText(claim.sizeMi),
    modes: claim.modes,
    class: claim.class,
    phase: claim.phase === 'Bound' || claim.phase === 'Lost' ? claim.phase : 'Pending',
  };
}

export function volumePicture(volume: VolumeRecord): VolumePicture {
  const { phase } = volume;
  return {
    name: volume.name,
    size: sizeText(volume.sizeMi),
    modes: volume.modes,
    class: volume.class,
    phase: phase === 'Bound' || phase === 'Released' || phase === 'Failed' || phase === 'Pending' ? phase : 'Available',
  };
}

/** Names of controllers as short as a chip allows. */
export const CHIP_NAMES: Readonly<Record<string, string>> = {
  'deployment-controller': 'deployment',
  'replicaset-controller': 'replicaset',
  'endpoint-controller': 'endpoints',
  'endpoint-slice-controller': 'endpointslice',
  'endpoint-slice-mirroring-controller': 'slice mirror',
  'node-lifecycle-controller': 'node lifecycle',
  'taint-eviction-controller': 'taint eviction',
  'pod-garbage-collector-controller': 'pod gc',
  'namespace-controller': 'namespace',
  'garbage-collector-controller': 'gc',
  'serviceaccount-controller': 'svc account',
  'serviceaccount-token-controller': 'sa token',
  'root-ca-certificate-publisher-controller': 'root CA',
  'node-ipam-controller': 'node ipam',
  'persistentvolume-binder-controller': 'pv binder',
  'persistentvolume-protection-controller': 'pv protect',
  'persistentvolumeclaim-protection-controller': 'pvc protect',
  'persistentvolume-attach-detach-controller': 'attach/detach',
  'ephemeral-volume-controller': 'ephemeral vol',
};
