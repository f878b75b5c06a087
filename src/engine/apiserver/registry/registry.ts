import type { Kind } from '../../../kinds/kind.ts';
import type { KubeObject } from '../../../kinds/object.ts';
import type { Call } from '../call.ts';
import { eventRegistry } from './event-ttl.ts';
import { serviceRegistry } from './service.ts';

/** What the registry of one resource does beyond the kind's strategy because it needs the state of the cluster (allocators, …). */
export interface Registry {
  /** Before validation (upstream's BeginCreate and BeginUpdate); `previous` is undefined on create. */
  readonly begin: (call: Call, object: KubeObject, previous: KubeObject | undefined) => KubeObject;
  /** After the commit (not in dry runs): `object` undefined = it was removed. */
  readonly afterWrite: (call: Call, object: KubeObject | undefined, previous: KubeObject | undefined) => void;
}

const PLAIN: Registry = { begin: (_call, object) => object, afterWrite: () => {} };

export function registryOf(kind: Kind): Registry {
  switch (kind.resource) {
    case 'events':
      return eventRegistry;
    case 'services':
      return serviceRegistry;
    default:
      return PLAIN;
  }
}
