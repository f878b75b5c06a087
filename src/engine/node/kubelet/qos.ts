import { quantity } from '../../../kinds/quantity.ts';
import type { Pod, PodStatus } from '../../../kinds/schema/types.gen.ts';
import { allContainers } from './restart.ts';

const memo = new WeakMap<Pod, NonNullable<PodStatus['qosClass']>>();

/** A pure function of requests and limits of cpu and memory (upstream: pkg/apis/core/v1/helper/qos). */
export function qosClass(pod: Pod): NonNullable<PodStatus['qosClass']> {
  const known = memo.get(pod) ?? pod.status?.qosClass;
  if (known) return known;
  const made = compute(pod);
  memo.set(pod, made);
  return made;
}

function compute(pod: Pod): NonNullable<PodStatus['qosClass']> {
  const lists = pod.spec.resources?.requests || pod.spec.resources?.limits ? [pod.spec.resources] : allContainers(pod).map(({ resources }) => resources);
  let any = false;
  let guaranteed = true;
  for (const resources of lists)
    for (const name of ['cpu', 'memory']) {
      const request = quantity(resources?.requests?.[name]).nanos;
      const limit = quantity(resources?.limits?.[name]).nanos;
      if (request > 0n || limit > 0n) any = true;
      if (limit === 0n || (request !== limit && resources?.requests?.[name] !== undefined)) guaranteed = false;
    }
  return !any ? 'BestEffort' : guaranteed ? 'Guaranteed' : 'Burstable';
}
