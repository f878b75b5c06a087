import { SortedMap } from '../../base/sorted-map.ts';
import type { Affinity } from '../../kinds/schema/types.gen.ts';
import type { NodeFacts } from './node-facts.ts';
import type { HostPort, PodClass } from './pod-class.ts';

/** A pod that counts on a node: bound, or assumed to be bound soon. */
export interface PlacedPod {
  readonly key: string;
  readonly uid: string;
  readonly node: string;
  readonly cls: PodClass;
  readonly priority: number;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly affinity: Affinity | undefined;
  readonly terminating: boolean;
  /** Namespaced names of the claims it mounts. */
  readonly claims: readonly string[];
  /** Its binding has not been seen in the cache yet. */
  readonly assumed: boolean;
}

/**
 * One node as a scheduling cycle sees it, with the sums over its pods kept up to date pod by pod (framework.NodeInfo), so that
 * nothing is ever added up again.
 */
export interface NodeInfo {
  readonly name: string;
  /** Undefined while pods of the node are known and the Node object is not. */
  readonly facts: NodeFacts | undefined;
  readonly cpu: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
  readonly scalars: Readonly<Record<string, number>>;
  readonly nonZeroCpu: number;
  readonly nonZeroMemory: number;
  readonly hostPorts: readonly HostPort[];
  readonly pods: SortedMap<PlacedPod>;
}

const NOTHING: Readonly<Record<string, number>> = {};
const NO_PORTS: readonly HostPort[] = [];

export const emptyNode = (name: string): NodeInfo => ({
  name,
  facts: undefined,
  cpu: 0,
  memory: 0,
  ephemeralStorage: 0,
  scalars: NOTHING,
  nonZeroCpu: 0,
  nonZeroMemory: 0,
  hostPorts: NO_PORTS,
  pods: SortedMap.empty(),
});

export function withPod(node: NodeInfo, pod: PlacedPod): NodeInfo {
  const bare = node.pods.has(pod.key) ? withoutPod(node, pod.key) : node;
  const hostPorts = pod.cls.hostPorts.length === 0 ? bare.hostPorts : [...bare.hostPorts, ...pod.cls.hostPorts];
  return counted(bare, pod.cls, { sign: 1, hostPorts, pods: bare.pods.set(pod.key, pod) });
}

export function withoutPod(node: NodeInfo, key: string): NodeInfo {
  const pod = node.pods.get(key);
  if (!pod) return node;
  return counted(node, pod.cls, { sign: -1, hostPorts: withoutPorts(node.hostPorts, pod.cls.hostPorts), pods: node.pods.delete(key) });
}

/** Only the flag of the pod changes, no sum. */
export const confirmed = (node: NodeInfo, pod: PlacedPod): NodeInfo => ({ ...node, pods: node.pods.set(pod.key, pod) });

function counted(node: NodeInfo, cls: PodClass, { sign, hostPorts, pods }: { readonly sign: 1 | -1 } & Pick<NodeInfo, 'hostPorts' | 'pods'>): NodeInfo {
  const { requests } = cls;
  return {
    name: node.name,
    facts: node.facts,
    cpu: node.cpu + sign * requests.cpu,
    memory: node.memory + sign * requests.memory,
    ephemeralStorage: node.ephemeralStorage + sign * requests.ephemeralStorage,
    scalars: requests.scalars.length === 0 ? node.scalars : countedScalars(node.scalars, requests.scalars, sign),
    nonZeroCpu: node.nonZeroCpu + sign * cls.nonZeroCpu,
    nonZeroMemory: node.nonZeroMemory + sign * cls.nonZeroMemory,
    hostPorts,
    pods,
  };
}

function countedScalars(
  scalars: Readonly<Record<string, number>>,
  more: readonly (readonly [string, number])[],
  sign: 1 | -1,
): Readonly<Record<string, number>> {
  const next = { ...scalars };
  for (const [name, amount] of more) next[name] = (next[name] ?? 0) + sign * amount;
  return next;
}

function withoutPorts(ports: readonly HostPort[], gone: readonly HostPort[]): readonly HostPort[] {
  if (gone.length === 0) return ports;
  const rest = [...ports];
  for (const port of gone) {
    const at = rest.findIndex((other) => other.port === port.port && other.protocol === port.protocol && other.ip === port.ip);
    if (at >= 0) rest.splice(at, 1);
  }
  return rest;
}
