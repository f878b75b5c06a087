import { sha256Hex } from '../../../base/sha256.ts';
import type { Pod } from '../../../kinds/schema/types.gen.ts';
import { etcd, tableOf } from '../../etcd/store.ts';
import type { Sim } from '../../sim/sim.ts';

/** Ids as containerd gives them: 64 hexadecimal digits, here made from what they stand for. */
export const containerId = (uid: string, name: string, attempt: number): string => sha256Hex(`container ${uid} ${name} ${attempt}`);
export const sandboxId = (uid: string, attempt: number): string => sha256Hex(`sandbox ${uid} ${attempt}`);

export const podKey = (pod: Pod): string => `${pod.metadata.namespace}/${pod.metadata.name}`;

/** The object a happening is about, as long as the API knows it. */
export function aboutPod(sim: Sim, key: string): { readonly oid?: number } {
  const oid = tableOf(sim.get(etcd).root, 'pods').objects.get(key)?.oid;
  return oid === undefined ? {} : { oid };
}

/** `name_namespace(uid)`, as the kubelet prints a pod (util/format). */
export const formatPod = (pod: Pod): string => `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
