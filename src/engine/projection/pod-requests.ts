import { requestsOf } from '../../kinds/core/pod-requests.ts';
import type { Pod } from '../../kinds/schema/types.gen.ts';

/** What a pod asks of its node, as the scheduler and `kubectl describe node` count it. */
export interface PodRequests {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
}

const NONE: PodRequests = { cpuMilli: 0, memoryBytes: 0 };

const counts = (pod: Pod): boolean => pod.spec.nodeName !== undefined && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';

/** Whether two versions of a pod certainly ask the same of the same node: what status reports leave alone. */
export const sameRequests = (a: Pod, b: Pod): boolean => a.spec === b.spec && counts(a) === counts(b);

/** Of pods that still count on their node: bound and neither Succeeded nor Failed; else nothing. */
export function requestsOnNode(pod: Pod): PodRequests {
  if (!counts(pod)) return NONE;
  const { cpu, memory } = requestsOf(pod.spec);
  return { cpuMilli: cpu, memoryBytes: memory };
}
