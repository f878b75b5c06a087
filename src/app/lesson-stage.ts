import { isObject } from '../base/json.ts';
import type { KubeObject } from '../kinds/object.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { Since, Situation } from '../wire/condition.ts';
import { resourceNameOf } from '../wire/resource-name.ts';
import { ROW_KINDS } from '../wire/rows.ts';
import type { StageTarget } from '../views/stage/items.ts';

/** The cluster on screen, as a lesson's conditions ask for it. */
export function situation(mirror: Mirror, since: Since): Situation {
  const all = (resource: string, namespace: string | undefined): KubeObject[] =>
    [...mirror.objectIds()].flatMap((oid) => {
      const object = mirror.object(oid);
      return object && resourceNameOf(object.kind) === resource && (namespace === undefined || object.metadata.namespace === namespace) ? [object] : [];
    });
  return {
    object: (resource, namespace, name) => all(resource, namespace).find((object) => object.metadata.name === name),
    objects: all,
    decided: (code) => {
      const log = mirror.happenings;
      for (let id = mirror.moment.happenings; id > since.happening; id--) if (log.sayOf(id) === code) return true;
      return false;
    },
    running: (component) => {
      const part = mirror.part(component);
      return isObject(part) && part.on !== false;
    },
    quiet: mirror.lens !== undefined,
    since: since.time,
  };
}

/** What a lesson looks at, as far as it exists by now: `kube-scheduler`, `deployments default/web`, `pods default/` (all of a namespace). */
export function targetsOf(mirror: Mirror, look: string): readonly StageTarget[] {
  const [resource, key] = look.split(' ');
  if (resource === undefined || resource === '') return [];
  if (key === undefined) return [{ kind: 'actor', actor: resource }];
  const kind = ROW_KINDS.find((one) => resourceNameOf(one) === resource);
  if (!kind) return [];
  const slash = key.indexOf('/');
  const [namespace, name] = slash < 0 ? [undefined, key] : [key.slice(0, slash), key.slice(slash + 1)];
  if (name !== '') {
    const oid = mirror.find(kind, namespace, name);
    return oid === undefined ? [] : [{ kind: 'object', oid }];
  }
  return [...mirror.table(kind).ids()].filter((oid) => mirror.namespaceOf(oid) === namespace).map((oid) => ({ kind: 'object', oid }));
}
