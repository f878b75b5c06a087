import { runtimeOf } from '../node/runtime/records.ts';
import type { Sim } from '../sim/sim.ts';

/** Where a hostPort of a node leads to. */
export interface Published {
  /** `namespace/name` */
  readonly pod: string;
  readonly ip: string;
  readonly port: number;
}

/** What the network plugin's portmap does on a node: a connection to a hostPort goes to the port of the pod that asked for it. */
export function publishedAt(sim: Sim, node: string, host: string, port: number): Published | undefined {
  for (const { pod, sandbox } of runtimeOf(sim, node).pods.values()) {
    if (!sandbox?.ready || sandbox.hostNetwork) continue;
    const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
    for (const { ports } of [...pod.spec.containers, ...sidecars])
      for (const { hostPort, hostIP, protocol, containerPort } of ports ?? [])
        if (hostPort === port && (protocol ?? 'TCP') === 'TCP' && (!hostIP || hostIP === '0.0.0.0' || hostIP === host))
          return { pod: `${pod.metadata.namespace}/${pod.metadata.name}`, ip: sandbox.ip, port: containerPort };
  }
  return undefined;
}
