import type { KubeObject } from '../kinds/object.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { ResultLine } from '../wire/command.ts';
import type { Oid } from '../wire/happening.ts';
import { ROW_KINDS, type RowKind } from '../wire/rows.ts';

type Named = NonNullable<ResultLine['object']>;

/** As Kubernetes names the resources of its own kinds. */
export function resourceOf(kind: string): string {
  const name = kind.toLowerCase();
  if (name.endsWith('points')) return name;
  return name.endsWith('y') ? `${name.slice(0, -1)}ies` : name.endsWith('s') ? `${name}es` : `${name}s`;
}

const ROW_KIND_OF: Readonly<Record<string, RowKind>> = Object.fromEntries(ROW_KINDS.map((kind) => [resourceOf(kind), kind]));

/** The kind of an object that output names, when it is one that is drawn. */
export const kindOfNamed = ({ resource }: Named): RowKind | undefined => ROW_KIND_OF[resource];

/** The object at the instant shown, also one that is not drawn, as long as it is sent. */
export function findNamed(mirror: Mirror, named: Named): Oid | undefined {
  const kind = kindOfNamed(named);
  const slash = named.key.indexOf('/');
  const [namespace, name] = [slash < 0 ? undefined : named.key.slice(0, slash), named.key.slice(slash + 1)];
  if (kind) return mirror.find(kind, namespace, name);
  const isIt = ({ kind: of = '', metadata }: KubeObject): boolean =>
    metadata.name === name && metadata.namespace === namespace && resourceOf(of) === named.resource;
  for (const oid of mirror.objectIds()) if (isIt(mirror.object(oid)!)) return oid;
  return undefined;
}

/** So many happenings are looked through for one that is gone. */
const MOST_LOOKED = 60_000;

/** The one of that name that was there last. */
export function findGone({ moment, happenings }: Mirror, { resource, key }: Named): Oid | undefined {
  for (let id = moment.happenings; id > Math.max(0, moment.happenings - MOST_LOOKED); id--) {
    if (happenings.codeOf(id) !== 'etcd.write') continue;
    const args = happenings.argsOf(id);
    if (args?.['key'] === key && args['resource'] === resource) return happenings.oidOf(id);
  }
  return undefined;
}
