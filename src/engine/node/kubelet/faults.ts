import { SortedMap } from '../../../base/sorted-map.ts';
import type { SimTime } from '../../../base/time.ts';
import { kubelet } from '../../../wire/actors.ts';
import { connectProcess, stopProcess } from '../../client/process.ts';
import type { Sim } from '../../sim/sim.ts';
import { connectKubeProxy, startKubeProxy, stopKubeProxy } from '../kube-proxy.ts';
import { containerExited, feed } from '../runtime/containers.ts';
import { type ContainerRecord, type ContainerRef, newestOf, podAddresses, runtimeOf, type RuntimePod, runtimes, setRuntime } from '../runtime/records.ts';
import { podKey } from '../runtime/names.ts';
import { removeRuntimePod } from '../runtime/sandboxes.ts';
import { reconcile } from './pods.ts';
import { startKubelet } from './start.ts';
import { nodeState, patchNode, setWorkers } from './state.ts';

/** Finds a container by pod (`namespace/name`, or the name alone in namespace default). */
function findContainer(sim: Sim, pod: string, name: string): ContainerRef | undefined {
  const key = pod.includes('/') ? pod : `default/${pod}`;
  for (const runtime of sim.get(runtimes).values())
    for (const entry of runtime.pods.values()) {
      const record = podKey(entry.pod) === key ? newestOf(entry, name) : undefined;
      if (record?.state === 'running') return { node: runtime.node, uid: entry.uid, id: record.id };
    }
  return undefined;
}

export const isContainerRunning = (sim: Sim, pod: string, container: string): boolean => findContainer(sim, pod, container) !== undefined;

/** The main process of a container ends. False: no such container runs. */
export function exitContainer(
  sim: Sim,
  what: { readonly pod: string; readonly container: string; readonly exitCode: number; readonly reason?: string },
): boolean {
  const ref = findContainer(sim, what.pod, what.container);
  if (ref) containerExited(sim, ref, what.reason === 'OOMKilled' ? 137 : what.exitCode, what.reason);
  return ref !== undefined;
}

/** A program answers its probes and requests with errors, or recovers. False: no such container runs. */
export function setContainerHealthy(sim: Sim, what: { readonly pod: string; readonly container: string; readonly healthy: boolean }): boolean {
  const ref = findContainer(sim, what.pod, what.container);
  if (ref) feed(sim, ref, { on: 'health', healthy: what.healthy });
  return ref !== undefined;
}

/** The machine is switched off: everything on it stops at once, unheard. Switched on it boots: runtime, then kubelet. */
export function setNodePower(sim: Sim, name: string, on: boolean): void {
  const node = nodeState(sim, name);
  if (!node || node.on === on) return;
  if (!on) {
    stopProcess(sim, kubelet(name));
    stopKubeProxy(sim, name, { machineOff: true });
    setRuntime(sim, powerLost(sim, name));
    patchNode(sim, name, { on: false, kubelet: false, life: node.life + 1 });
    setWorkers(sim, name, SortedMap.empty());
    return;
  }
  patchNode(sim, name, { on: true, boots: node.boots + 1 });
  setRuntime(sim, { ...runtimeOf(sim, name), on: true });
  startKubelet(sim, name);
  startKubeProxy(sim, name);
  reconnect(sim, name);
  if (!node.connected) connectKubeProxy(sim, name, false);
}

/** What is left after a power cut: disks with images and dead containers; no process, no address. */
function powerLost(sim: Sim, name: string): ReturnType<typeof runtimeOf> {
  const runtime = runtimeOf(sim, name);
  let addresses = sim.get(podAddresses);
  let { pods } = runtime;
  for (const pod of runtime.pods.values()) {
    if (pod.sandbox?.ready && !pod.sandbox.hostNetwork) addresses = addresses.delete(pod.sandbox.ip);
    pods = pods.set(pod.uid, deadPod(pod, sim.now));
  }
  sim.set(podAddresses, addresses);
  return { ...runtime, on: false, pods, execs: SortedMap.empty() };
}

/** containerd finds them so after a boot: ended with 255, reason Unknown. */
function deadPod(pod: RuntimePod, now: SimTime): RuntimePod {
  const containers = pod.containers.map((container): ContainerRecord => {
    if (container.state !== 'running') return container;
    const { program: _gone, ...rest } = container;
    return { ...rest, state: 'exited', exitCode: 255, reason: 'Unknown', finishedAt: now, listening: [], wake: container.wake + 1, stopping: false };
  });
  return { ...pod, containers, ...(pod.sandbox ? { sandbox: { ...pod.sandbox, ready: false } } : { sandbox: undefined }) };
}

/** Only the kubelet process dies or comes back; containers go on. With `forget` they are gone when it is back. */
export function setKubeletProcess(sim: Sim, name: string, on: boolean, forget = false): void {
  const node = nodeState(sim, name);
  if (!node?.on || node.kubelet === on) return;
  if (!on) {
    stopProcess(sim, kubelet(name));
    patchNode(sim, name, { kubelet: false, life: node.life + 1 });
    setWorkers(sim, name, SortedMap.empty());
    return;
  }
  if (forget) for (const uid of [...runtimeOf(sim, name).pods.keys()]) removeRuntimePod(sim, name, uid);
  startKubelet(sim, name);
  reconnect(sim, name);
}

/** A process that starts while the network is cut stays cut off. */
function reconnect(sim: Sim, name: string): void {
  if (nodeState(sim, name)?.connected === false) connectProcess(sim, kubelet(name), false);
}

/** The network between a machine and kube-apiserver is cut or mended. */
export function setNodeNetwork(sim: Sim, name: string, connected: boolean): void {
  const node = nodeState(sim, name);
  if (!node || node.connected === connected) return;
  patchNode(sim, name, { connected, ...(connected ? { seenNode: undefined } : {}) });
  connectProcess(sim, kubelet(name), connected);
  if (node.on) connectKubeProxy(sim, name, connected);
  // The watch is opened again: what was missed is made good. Registration too, when it could not be done.
  if (connected && node.kubelet && node.registered) sim.schedule({ after: 10_000, to: 'kubelet.relist', args: { node: name, life: node.life } });
  if (connected && node.kubelet && !node.registered) sim.schedule({ after: 10_000, to: 'kubelet.register', args: { node: name, life: node.life } });
}

export function relist(sim: Sim, { node, life }: { node: string; life: number }): void {
  if (nodeState(sim, node)?.life === life) reconcile(sim, node);
}

/**
 * Why a machine cannot be switched off or cut off here; undefined when it can. With the one control-plane node all of the API, the
 * controllers and the scheduler would be gone, and nobody would be left to see it: that is the trouble `api-down`.
 */
export function cannotLose(sim: Sim, name: string): string | undefined {
  if (nodeState(sim, name)?.spec.role !== 'control-plane') return undefined;
  return `kube-apiserver, etcd, the controllers and the scheduler run on ${name}, the only control-plane node: without it there is no cluster to look at (the trouble api-down shows what goes on without kube-apiserver)`;
}
