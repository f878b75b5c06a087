import { deployment } from './apps/deployment.ts';
import { replicaSet } from './apps/replica-set.ts';
import { lease } from './coordination/lease.ts';
import { configMap } from './core/config-map.ts';
import { endpoints } from './core/endpoints.ts';
import { event } from './core/event.ts';
import { namespace } from './core/namespace.ts';
import { node } from './core/node.ts';
import { persistentVolume } from './core/persistent-volume.ts';
import { persistentVolumeClaim } from './core/persistent-volume-claim.ts';
import { pod } from './core/pod.ts';
import { secret } from './core/secret.ts';
import { service } from './core/service.ts';
import { serviceAccount } from './core/service-account.ts';
import { endpointSlice } from './discovery/endpoint-slice.ts';
import { eventsEvent } from './events/event.ts';
import type { Kind } from './kind.ts';
import type { KubeObject } from './object.ts';
import { priorityClass } from './scheduling/priority-class.ts';
import { storageClass } from './storage/storage-class.ts';

/** All kinds the server knows. A kind of T takes objects of T only: the one cast is here, where the kind is chosen by the object's own type. */
const any = <T extends KubeObject>(kind: Kind<T>): Kind => kind as unknown as Kind;

export const kinds: readonly Kind[] = [
  any(namespace),
  any(node),
  any(pod),
  any(service),
  any(endpoints),
  any(configMap),
  any(secret),
  any(serviceAccount),
  any(event),
  any(persistentVolume),
  any(persistentVolumeClaim),
  any(replicaSet),
  any(deployment),
  any(endpointSlice),
  any(lease),
  any(priorityClass),
  any(storageClass),
  any(eventsEvent),
];

/** By the plural alone, of which few are served in two groups: no text is put together to look one up. */
const byResource = new Map<string, readonly Kind[]>();
for (const kind of kinds) byResource.set(kind.resource, [...(byResource.get(kind.resource) ?? []), kind]);
const byKind = new Map(kinds.map((kind) => [`${kind.group}/${kind.version}/${kind.kind}`, kind]));

export const kindByResource = (group: string, version: string, resource: string): Kind | undefined =>
  byResource.get(resource)?.find((kind) => kind.group === group && kind.version === version);
export const kindByName = (group: string, version: string, kind: string): Kind | undefined => byKind.get(`${group}/${version}/${kind}`);

/** `apps/v1` → group and version; `v1` is the core group's. */
export function parseApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? { group: '', version: apiVersion } : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

export const apiVersionOf = ({ group, version }: { readonly group: string; readonly version: string }): string =>
  group === '' ? version : `${group}/${version}`;

/** The kind an object says it is of. */
export function kindOf(object: { readonly apiVersion: string; readonly kind: string }): Kind | undefined {
  return kindIn(object.apiVersion, object.kind);
}

/** The kind of that name in `apps/v1` or `v1`; undefined when it is not served. */
export function kindIn(apiVersion: string, kind: string): Kind | undefined {
  const { group, version } = parseApiVersion(apiVersion);
  return kindByName(group, version, kind);
}

/** The kind that a manifest means: also in lower case kubectl knows where it is served, and the server says no (client-go restmapper/discovery.go). */
export function kindMeant(apiVersion: string, kind: string): Kind | undefined {
  const { group, version } = parseApiVersion(apiVersion);
  return kindByName(group, version, kind) ?? kinds.find((one) => one.group === group && one.version === version && one.kind.toLowerCase() === kind);
}

/**
 * What a person may call it: `po`, `pod`, `pods`, `deployments.apps`, `deploy.v1.apps`, `Pod`. The first kind in the list wins,
 * so that `events` and `ev` are core events.
 */
export function kindByAnyName(name: string): Kind | undefined {
  const [first = '', ...rest] = name.toLowerCase().split('.');
  const asked = rest.join('.');
  return kinds.find(
    (kind) =>
      (kind.resource === first || kind.singular === first || kind.shortNames.includes(first) || kind.kind.toLowerCase() === first) &&
      (asked === '' || asked === kind.group || asked === `${kind.version}.${kind.group}`),
  );
}
