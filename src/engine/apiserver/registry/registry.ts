import type { Kind } from '../../../kinds/kind.ts';
import { eventRegistry } from './event-ttl.ts';
import type { Registry } from './resource-registry.ts';
import { serviceRegistry } from './service.ts';

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
