import { assert } from '../../../base/assert.ts';
import { SortedMap } from '../../../base/sorted-map.ts';
import type { Pod } from '../../../kinds/schema/types.gen.ts';
import type { Sim } from '../../sim/sim.ts';
import { sandboxId } from './names.ts';
import { podAddresses, type RuntimePod, runtimeOf, runtimePod, type Sandbox, setRuntime, setRuntimePod } from './records.ts';

/** The runtime's record of a pod, made when it is first needed. */
export function openRuntimePod(sim: Sim, node: string, pod: Pod): RuntimePod {
  const uid = pod.metadata.uid!;
  const known = runtimePod(sim, node, uid);
  if (known) return known;
  const made: RuntimePod = { uid, pod, sandbox: undefined, containers: [], volumes: SortedMap.empty() };
  setRuntimePod(sim, node, made);
  return made;
}

export interface NodeNetwork {
  readonly podCIDR: string | undefined;
  readonly address: string;
}

/** RunPodSandbox: the pause container and its network. Returns undefined when no address is left. */
export function runSandbox(sim: Sim, node: string, pod: Pod, network: NodeNetwork): Sandbox | undefined {
  const known = openRuntimePod(sim, node, pod);
  const attempt = known.sandbox ? known.sandbox.attempt + 1 : 0;
  const hostNetwork = pod.spec.hostNetwork === true;
  const ip = hostNetwork ? network.address : takeAddress(sim, node, known.uid, network.podCIDR);
  if (ip === undefined) return undefined;
  const sandbox: Sandbox = { id: sandboxId(known.uid, attempt), attempt, ready: true, ip, hostNetwork, createdAt: sim.now };
  setRuntimePod(sim, node, { ...known, pod, sandbox });
  return sandbox;
}

/** StopPodSandbox: its network is taken down, its address is free again. */
export function stopSandbox(sim: Sim, node: string, uid: string): void {
  const pod = runtimePod(sim, node, uid);
  if (!pod?.sandbox?.ready) return;
  releaseAddress(sim, pod.sandbox, uid);
  setRuntimePod(sim, node, { ...pod, sandbox: { ...pod.sandbox, ready: false } });
}

/** Everything of a pod is removed from the machine. */
export function removeRuntimePod(sim: Sim, node: string, uid: string): void {
  stopSandbox(sim, node, uid);
  const runtime = runtimeOf(sim, node);
  setRuntime(sim, { ...runtime, pods: runtime.pods.delete(uid) });
}

function releaseAddress(sim: Sim, sandbox: Sandbox, uid: string): void {
  if (sandbox.hostNetwork) return;
  const all = sim.get(podAddresses);
  if (all.get(sandbox.ip)?.uid === uid) sim.set(podAddresses, all.delete(sandbox.ip));
}

/** The CNI plugin host-local: the next address after the last one given, round and round; .0 and .1 (the gateway) are never given. */
function takeAddress(sim: Sim, node: string, uid: string, podCIDR: string | undefined): string | undefined {
  const range = podCIDR === undefined ? undefined : rangeOf(podCIDR);
  if (!range) return undefined;
  const runtime = runtimeOf(sim, node);
  const taken = sim.get(podAddresses);
  for (let i = 1; i <= range.size; i++) {
    const host = ((runtime.lastAddress - 2 + i) % range.size) + 2;
    const ip = dotted(range.base + host);
    if (taken.has(ip)) continue;
    sim.set(podAddresses, taken.set(ip, { node, uid }));
    setRuntime(sim, { ...runtimeOf(sim, node), lastAddress: host });
    return ip;
  }
  return undefined;
}

/** Addresses .2 up to the one before the broadcast address. */
function rangeOf(cidr: string): { base: number; size: number } | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr);
  if (!match) return undefined;
  const [a, b, c, d, bits] = match.slice(1).map(Number) as [number, number, number, number, number];
  assert(bits >= 8 && bits <= 30, `podCIDR ${cidr} has no room for pods`);
  return { base: ((a * 256 + b) * 256 + c) * 256 + d, size: 2 ** (32 - bits) - 3 };
}

const dotted = (n: number): string => [Math.floor(n / 16_777_216), Math.floor(n / 65_536) % 256, Math.floor(n / 256) % 256, n % 256].join('.');
