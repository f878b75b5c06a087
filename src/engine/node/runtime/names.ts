import { sha256Hex } from '../../../base/sha256.ts';
import type { Pod } from '../../../kinds/schema/types.gen.ts';

/** Ids as containerd gives them: 64 hexadecimal digits, here made from what they stand for. */
export const containerId = (uid: string, name: string, attempt: number): string => sha256Hex(`container ${uid} ${name} ${attempt}`);
export const sandboxId = (uid: string, attempt: number): string => sha256Hex(`sandbox ${uid} ${attempt}`);

export const podKey = (pod: Pod): string => `${pod.metadata.namespace}/${pod.metadata.name}`;

/** `name_namespace(uid)`, as the kubelet prints a pod (util/format). */
export const formatPod = (pod: Pod): string => `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
