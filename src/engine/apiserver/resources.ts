import type { Qualified } from '../../kinds/errors.ts';
import type { Kind, Subresource } from '../../kinds/kind.ts';
import { kinds } from '../../kinds/registry.ts';

/** Subresources that are served; the last four lead to a kubelet and are answered in engine/outside. */
const OWN_SUBRESOURCES: ReadonlySet<Subresource> = new Set<Subresource>([
  'status',
  'scale',
  'binding',
  'eviction',
  'finalize',
  'token',
  'log',
  'exec',
  'attach',
  'portforward',
]);
const served = new Map<Kind, readonly Subresource[]>(kinds.map((kind) => [kind, kind.subresources.filter((name) => OWN_SUBRESOURCES.has(name))]));
export const servedSubresources = (kind: Kind): readonly Subresource[] => served.get(kind) ?? [];

const qualified = new Map<Kind, Qualified>(kinds.map((kind) => [kind, Object.freeze({ group: kind.group, name: kind.resource })]));
/** `{group: 'apps', name: 'deployments'}` */
export const resourceOf = (kind: Kind): Qualified => qualified.get(kind) ?? { group: kind.group, name: kind.resource };
/** `{group: 'apps', name: 'Deployment'}` */
export const groupKindOf = (kind: Kind): Qualified => ({ group: kind.group, name: kind.kind });

/** Strategies whose AllowCreateOnUpdate is true: a PUT to a name that does not exist creates it. */
export const CREATE_ON_UPDATE: ReadonlySet<string> = new Set(['endpoints', 'events', 'leases', 'services']);
/** Strategies whose AllowUnconditionalUpdate is false: a PUT must carry the resourceVersion. */
export const CONDITIONAL_UPDATE_ONLY: ReadonlySet<string> = new Set(['leases']);
/** Stores with ReturnDeletedObject: DELETE answers with the object instead of a Status. */
export const RETURNS_DELETED: ReadonlySet<string> = new Set([
  'persistentvolumeclaims',
  'persistentvolumes',
  'pods',
  'serviceaccounts',
  'services',
  'storageclasses',
]);
