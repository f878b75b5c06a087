import { deepEqual } from '../../../base/json.ts';
import { keyOf, type KubeObject } from '../../../kinds/object.ts';
import { matches, selectorOfLabels } from '../../../kinds/selector.ts';
import type { Pod, Service, ServicePort } from '../../../kinds/schema/types.gen.ts';
import { byLabel, type IndexEntry } from '../../etcd/indexes.ts';
import { type Commit, countIndexed, getObject, listObjects, type Root } from '../../etcd/store.ts';
import { isPodReady, isPodTerminal } from '../pods.ts';

/** What both controllers of endpoints ask of Services and pods (upstream: k8s.io/endpointslice/util, pkg/api/v1/pod/util.go). */

export const HEADLESS_LABEL = 'service.kubernetes.io/headless';
export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';

export const hasSelector = (service: Service): boolean => service.spec.type !== 'ExternalName' && Object.keys(service.spec.selector ?? {}).length > 0;
export const isHeadless = (service: Service): boolean => service.spec.clusterIP === 'None' || !service.spec.clusterIP;

/** Pods a Service selects are found through the rarest of its labels. */
export function rarestLabel(cache: Root, service: Service): IndexEntry {
  const namespace = service.metadata.namespace as string;
  const entries = Object.entries(service.spec.selector ?? {}).map(([key, value]) => byLabel(namespace, key, value));
  return entries.reduce((best, entry) => (countIndexed(cache, 'pods', entry) < countIndexed(cache, 'pods', best) ? entry : best));
}

/** What one pod costs a sync: its endpoint is built, hashed and compared. With many pods this is what sets the pace of updates. */
export const US_PER_POD = 50;

/** How many pods a sync of the Service will look at. */
export function podCount(cache: Root, key: string): number {
  const service = getObject<Service>(cache, 'services', key);
  if (!service || !hasSelector(service)) return 0;
  return Math.min(
    ...Object.entries(service.spec.selector ?? {}).map(([name, value]) =>
      countIndexed(cache, 'pods', byLabel(service.metadata.namespace as string, name, value)),
    ),
  );
}

/** ShouldPodBeInEndpoints: has an address, is not over, and (unless asked for) not on its way out. */
export const belongsInEndpoints = (pod: Pod, includeTerminating: boolean): boolean =>
  !isPodTerminal(pod) && addressOf(pod) !== undefined && (includeTerminating || pod.metadata.deletionTimestamp === undefined);

export const addressOf = (pod: Pod): string | undefined => pod.status?.podIP || pod.status?.podIPs?.[0]?.ip || undefined;

export const hostnameOf = (pod: Pod, service: Service): string | undefined =>
  pod.spec.hostname && pod.spec.subdomain === service.metadata.name ? pod.spec.hostname : undefined;

/** FindPort: the pod's port a Service port leads to; undefined when the pod has no port of that name. */
export function targetPortOf(pod: Pod, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target === 0 ? port.port : target;
  const sidecars = (pod.spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always');
  for (const container of [...pod.spec.containers, ...sidecars])
    for (const candidate of container.ports ?? [])
      if (candidate.name === target && (candidate.protocol ?? 'TCP') === (port.protocol ?? 'TCP')) return candidate.containerPort;
  return undefined;
}

export const referenceTo = (pod: Pod): { kind: string; name: string; namespace: string; uid: string } => ({
  kind: 'Pod',
  name: pod.metadata.name,
  namespace: pod.metadata.namespace as string,
  uid: pod.metadata.uid as string,
});

/** Services a pod's change concerns: those that select it now or did before, if it changed in a way that endpoints show. */
export function servicesOfPod(change: Commit, cache: Root): string[] {
  const before = change.before as Pod | undefined;
  const after = change.after as Pod;
  const relabelled = before !== undefined && !deepEqual(before.metadata.labels, after.metadata.labels);
  if (change.type === 'MODIFIED' && before && !relabelled && !showsOtherwise(before, after)) return [];
  const keys: string[] = [];
  for (const service of listObjects<Service>(cache, 'services', after.metadata.namespace)) {
    if (!hasSelector(service)) continue;
    const selector = selectorOfLabels(service.spec.selector);
    if (matches(selector, after.metadata.labels) || (relabelled && matches(selector, before.metadata.labels))) keys.push(keyOf(service.metadata));
  }
  return keys;
}

/** podEndpointsChanged */
function showsOtherwise(before: Pod, after: Pod): boolean {
  return (
    (before.metadata.deletionTimestamp === undefined) !== (after.metadata.deletionTimestamp === undefined) ||
    isPodReady(before) !== isPodReady(after) ||
    isPodTerminal(before) !== isPodTerminal(after) ||
    addressOf(before) !== addressOf(after) ||
    before.spec.nodeName !== after.spec.nodeName ||
    before.spec.hostname !== after.spec.hostname ||
    before.spec.subdomain !== after.spec.subdomain
  );
}

/**
 * Annotations with the trigger time set: the time of the change that led to this write, which is when the last of the pods became ready or
 * not; else the Service's making.
 *
 * Simplified: upstream remembers per Service the times it has told already and gives the earliest of the new ones.
 */
export const triggered = (annotations: KubeObject['metadata']['annotations'], time: string | undefined): Record<string, string> =>
  time === undefined ? { ...annotations } : { ...annotations, [TRIGGER_TIME]: time };
