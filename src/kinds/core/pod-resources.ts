import { addQuantities, compareQuantities, formatQuantity, quantity } from '../quantity.ts';
import { Recent } from '../recent.ts';
import type { Container, Pod, PodSpec } from '../schema/types.gen.ts';

/** What a pod asks of a node (component-helpers resource.PodRequests) and its quality of service (pkg/apis/core/v1/helper/qos). */

type Amounts = Readonly<Record<string, string>>;
export type QosClass = 'BestEffort' | 'Burstable' | 'Guaranteed';

const sumsOf = { requests: new Recent<Amounts>(), limits: new Recent<Amounts>() };

/** Requests of the pod as a whole: the larger of containers together and any one init container (with the sidecars before it), plus overhead. */
export const podRequests = (spec: PodSpec): Amounts => remembered(spec, 'requests');
export const podLimits = (spec: PodSpec): Amounts => remembered(spec, 'limits');

function remembered(spec: PodSpec, which: 'requests' | 'limits'): Amounts {
  const known = sumsOf[which].get(spec);
  if (known) return known;
  const made = total(spec, which);
  if (Object.isFrozen(spec)) sumsOf[which].set(spec, made);
  return made;
}

function total(spec: PodSpec, which: 'requests' | 'limits'): Amounts {
  let running: Amounts = {};
  for (const container of spec.containers ?? []) running = plus(running, amountsOf(container, which));
  let sidecars: Amounts = {};
  let starting: Amounts = {};
  for (const container of spec.initContainers ?? []) {
    const own = amountsOf(container, which);
    if (container.restartPolicy === 'Always') {
      sidecars = plus(sidecars, own);
      running = plus(running, own);
      starting = larger(starting, sidecars);
    } else {
      starting = larger(starting, plus(own, sidecars));
    }
  }
  const containers = larger(running, starting);
  const pod = spec.resources?.[which] ? { ...containers, ...spec.resources[which] } : containers;
  if (!spec.overhead || Object.keys(spec.overhead).length === 0) return pod;
  return which === 'requests' ? plus(pod, spec.overhead) : plusWhereSet(pod, spec.overhead);
}

const amountsOf = (container: Container, which: 'requests' | 'limits'): Amounts => container.resources?.[which] ?? {};

function plus(a: Amounts, b: Amounts): Amounts {
  if (Object.keys(a).length === 0) return b;
  const out: Record<string, string> = { ...a };
  for (const [name, text] of Object.entries(b)) {
    const before = out[name];
    out[name] = before === undefined ? text : formatQuantity(addQuantities(quantity(before), quantity(text)));
  }
  return out;
}

/** Overhead is added only to limits that are set: no limit stays no limit. */
const plusWhereSet = (a: Amounts, b: Amounts): Amounts =>
  plus(a, Object.fromEntries(Object.entries(b).filter(([name]) => a[name] !== undefined && a[name] !== '0')));

function larger(a: Amounts, b: Amounts): Amounts {
  if (Object.keys(b).length === 0) return a;
  const out: Record<string, string> = { ...a };
  for (const [name, text] of Object.entries(b)) {
    const before = out[name];
    if (before === undefined || compareQuantities(quantity(text), quantity(before)) > 0) out[name] = text;
  }
  return out;
}

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
