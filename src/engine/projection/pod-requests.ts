import { milliOf, wholeOf } from '../../kinds/quantity.ts';
import type { Container, Pod } from '../../kinds/schema/types.gen.ts';

/** What a pod asks of its node, as the scheduler and `kubectl describe node` count it. */
export interface PodRequests {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
}

const memo = new WeakMap<Pod, PodRequests>();
const NONE: PodRequests = { cpuMilli: 0, memoryBytes: 0 };

const counts = (pod: Pod): boolean => pod.spec.nodeName !== undefined && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';

/** Whether two versions of a pod certainly ask the same of the same node: what status reports leave alone. */
export const sameRequests = (a: Pod, b: Pod): boolean => a.spec === b.spec && counts(a) === counts(b);

/** Of pods that still count on their node: bound and neither Succeeded nor Failed; else nothing. */
export function requestsOnNode(pod: Pod): PodRequests {
  if (!counts(pod)) return NONE;
  const known = memo.get(pod);
  if (known) return known;
  const made: PodRequests = { cpuMilli: effective(pod, 'cpu', milliOf), memoryBytes: effective(pod, 'memory', wholeOf) };
  memo.set(pod, made);
  return made;
}

/** The greater of what runs together and the hungriest moment of initialisation, plus overhead (upstream: component-helpers resource.PodRequests). */
function effective(pod: Pod, resource: string, read: (text: string | undefined) => number): number {
  const asked = (container: Container): number => read(container.resources?.requests?.[resource]);
  let running = 0;
  for (const container of pod.spec.containers) running += asked(container);
  let sidecars = 0;
  let peak = 0;
  for (const container of pod.spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') {
      sidecars += asked(container);
      peak = Math.max(peak, sidecars);
    } else peak = Math.max(peak, sidecars + asked(container));
  }
  const whole = pod.spec.resources?.requests?.[resource];
  const sum = whole === undefined ? Math.max(running + sidecars, peak) : read(whole);
  return sum + read(pod.spec.overhead?.[resource]);
}
