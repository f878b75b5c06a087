import { fromCore, toCore } from '../../kinds/events/event.ts';
import type { Kind } from '../../kinds/kind.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { Event, EventsEvent } from '../../kinds/schema/types.gen.ts';
import { deepFreeze } from '../../base/json.ts';

/** One resource may be served in two forms but is stored in one: events of events.k8s.io lie in etcd as core events. */
const isOtherForm = (kind: Kind): boolean => kind.group === 'events.k8s.io';

const forms = new WeakMap<KubeObject, KubeObject>();

/** A stored object as clients of this kind see it; the same frozen object for the same version. */
export function shown(kind: Kind, object: KubeObject): KubeObject {
  if (!isOtherForm(kind)) return object;
  const known = forms.get(object);
  if (known) return known;
  const made = deepFreeze(fromCore(object as unknown as Event) as unknown as KubeObject);
  forms.set(object, made);
  return made;
}

export const storedForm = (kind: Kind, object: KubeObject): KubeObject =>
  isOtherForm(kind) ? (toCore(object as unknown as EventsEvent) as unknown as KubeObject) : object;
