import { sha256Hex } from '../../../base/sha256.ts';
import type { Node, NodeCondition, NodeStatus } from '../../../kinds/schema/types.gen.ts';
import type { Image } from '../../images/catalog.ts';
import { NETWORK_NOT_READY } from './network-ready.ts';
import type { NodeState } from './state.ts';

const KUBELET_VERSION = 'v1.36.0';
const RUNTIME = 'containerd://2.2.0';

/** Only so many images are reported (nodeStatusMaxImages). */
const MOST_IMAGES = 50;

export interface NodeInput {
  readonly node: NodeState;
  readonly before: Node | undefined;
  readonly images: Iterable<Image>;
  /** Unique names of the volumes in use. */
  readonly volumes: readonly string[];
  readonly now: string;
}

const GOOD: readonly (readonly [string, string, string])[] = [
  ['MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
];

/** Event reasons for a condition that turns good, in the order in which the kubelet sets them. */
export const CONDITION_EVENTS: Readonly<Record<string, string>> = {
  MemoryPressure: 'NodeHasSufficientMemory',
  DiskPressure: 'NodeHasNoDiskPressure',
  PIDPressure: 'NodeHasSufficientPID',
  Ready: 'NodeReady',
};

/** Simplified: pressure of memory, disk and process ids does not arise. */
function nodeConditions({ before, now }: NodeInput, networkReady: boolean): NodeCondition[] {
  const make = (type: string, status: string, reason: string, message: string): NodeCondition => {
    const old = before?.status?.conditions?.find((condition) => condition.type === type);
    const since = old?.status === status ? old.lastTransitionTime : undefined;
    return { type, status, lastHeartbeatTime: now, lastTransitionTime: since ?? now, reason, message };
  };
  const ready = networkReady
    ? make('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status')
    : make('Ready', 'False', 'KubeletNotReady', NETWORK_NOT_READY);
  return [...GOOD.map(([type, reason, message]) => make(type, 'False', reason, message)), ready];
}

/** The whole status of a node as its kubelet reports it. */
export function nodeStatus(input: NodeInput, networkReady: boolean): NodeStatus {
  const { node, images } = input;
  const { spec } = node;
  // What others have written there (extended resources) stays, and can be allocated, too (nodestatus.MachineInfo).
  const capacity = { ...input.before?.status?.capacity, ...resources(spec) };
  const list = imageList(images);
  return {
    addresses: [
      { type: 'InternalIP', address: spec.address },
      { type: 'Hostname', address: spec.name },
    ],
    capacity,
    // Simplified: nothing is reserved for the system, so that allocatable equals capacity.
    allocatable: capacity,
    conditions: nodeConditions(input, networkReady),
    daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
    nodeInfo: {
      machineID: sha256Hex(`machine ${spec.name}`).slice(0, 32),
      systemUUID: uuid(`system ${spec.name}`),
      bootID: uuid(`boot ${spec.name} ${node.boots}`),
      kernelVersion: '6.12.57+deb13-amd64',
      osImage: 'Debian GNU/Linux 13 (trixie)',
      containerRuntimeVersion: RUNTIME,
      kubeletVersion: KUBELET_VERSION,
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: 'amd64',
      swap: { capacity: 0 },
    },
    ...(list.length > 0 ? { images: list } : {}),
    runtimeHandlers: [
      { name: '', features: { recursiveReadOnlyMounts: true, userNamespaces: true } },
      { name: 'runc', features: { recursiveReadOnlyMounts: true, userNamespaces: true } },
    ],
    features: { supplementalGroupsPolicy: true },
    ...(input.volumes.length > 0 ? { volumesInUse: input.volumes } : {}),
  };
}

function resources(spec: NodeState['spec']): Record<string, string> {
  return {
    cpu: spec.cpu,
    memory: spec.memory,
    'ephemeral-storage': spec.ephemeralStorage ?? '100Gi',
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    pods: String(spec.pods ?? 110),
  };
}

/** The largest first. */
export function imageList(images: Iterable<Image>): NonNullable<NodeStatus['images']> {
  return [...images]
    .sort((a, b) => b.sizeBytes - a.sizeBytes || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_IMAGES)
    .map((image) => ({ names: [image.repoDigest, image.name], sizeBytes: Math.round(image.sizeBytes) }));
}

function uuid(text: string): string {
  const hex = sha256Hex(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
