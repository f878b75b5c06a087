import { compareQuantities, quantity } from '../quantity.ts';
import type { Pod } from '../schema/types.gen.ts';

export type QosClass = 'BestEffort' | 'Burstable' | 'Guaranteed';

/** ComputePodQOS: Guaranteed when every container has equal requests and limits of cpu and memory, BestEffort when none has any. */
export function qosClassOf(pod: Pick<Pod, 'spec'>): QosClass {
  const own = pod.spec.resources;
  const list = own && (own.requests || own.limits) ? [{ resources: own }] : [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])];
  let any = false;
  let guaranteed = true;
  for (const { resources } of list) {
    for (const name of ['cpu', 'memory'] as const) {
      const request = resources?.requests?.[name];
      const limit = resources?.limits?.[name];
      const isSet = (text: string | undefined): boolean => text !== undefined && quantity(text).nanos > 0n;
      if (isSet(request) || isSet(limit)) any = true;
      if (!isSet(limit) || (request !== undefined && compareQuantities(quantity(request), quantity(limit)) !== 0)) guaranteed = false;
    }
  }
  if (!any) return 'BestEffort';
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
