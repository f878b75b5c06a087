import type { Qualified } from '../../kinds/errors.ts';
import type { Kind, Subresource } from '../../kinds/kind.ts';
import { fallbackKinds } from './fallback-kinds.ts';

/** What the server serves, by group, version and plural; and the few facts of upstream's registries that the kinds do not say. */
export const servedKinds = (): readonly Kind[] => fallbackKinds;

const byPath = new Map<string, Kind>();
const byResource = new Map<string, Kind>();
const byGvk = new Map<string, Kind>();

function index(): void {
  for (const kind of servedKinds()) {
    byPath.set(`${kind.group}/${kind.version}/${kind.resource}`, kind);
    byResource.set(kind.resource, kind);
    byGvk.set(`${apiVersionOf(kind)} ${kind.kind}`, kind);
  }
}

export const apiVersionOf = (kind: { readonly group: string; readonly version: string }): string => (kind.group === '' ? kind.version : `${kind.group}/${kind.version}`);

export function kindAt(group: string, version: string, resource: string): Kind | undefined {
  if (byPath.size === 0) index();
  return byPath.get(`${group}/${version}/${resource}`);
}

/** By the plural the store keeps its tables under. */
export function kindOfResource(resource: string): Kind | undefined {
  if (byPath.size === 0) index();
  return byResource.get(resource);
}

export function kindOfGvk(apiVersion: string, kind: string): Kind | undefined {
  if (byPath.size === 0) index();
  return byGvk.get(`${apiVersion} ${kind}`);
}

/** Subresources the server itself answers; logs, exec and the like lead to a kubelet and are not served here. */
const OWN_SUBRESOURCES: ReadonlySet<Subresource> = new Set<Subresource>(['status', 'scale', 'binding', 'eviction', 'finalize']);
export const servedSubresources = (kind: Kind): readonly Subresource[] => kind.subresources.filter((name) => OWN_SUBRESOURCES.has(name));

/** `{group: 'apps', name: 'deployments'}` */
export const resourceOf = (kind: Kind): Qualified => ({ group: kind.group, name: kind.resource });
/** `{group: 'apps', name: 'Deployment'}` */
export const groupKindOf = (kind: Kind): Qualified => ({ group: kind.group, name: kind.kind });

/** Strategies whose AllowCreateOnUpdate is true: a PUT to a name that does not exist creates it. */
export const CREATE_ON_UPDATE: ReadonlySet<string> = new Set(['endpoints', 'events', 'leases', 'services']);
/** Strategies whose AllowUnconditionalUpdate is false: a PUT must carry the resourceVersion. */
export const CONDITIONAL_UPDATE_ONLY: ReadonlySet<string> = new Set(['leases', 'serviceaccounts']);
/** Stores with ReturnDeletedObject: DELETE answers with the object instead of a Status. */
export const RETURNS_DELETED: ReadonlySet<string> = new Set(['persistentvolumeclaims', 'persistentvolumes', 'pods', 'serviceaccounts', 'services', 'storageclasses']);
