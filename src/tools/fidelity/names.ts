import type { Kind } from '../../kinds/kind.ts';
import { resourcePath } from '../../kinds/paths.ts';
import { kindByAnyName } from '../../kinds/registry.ts';
import type { Line } from './words.ts';

/** A command that ends with this message. */
export class Refused extends Error {}

/** `TYPE NAME` or `TYPE/NAME`. */
export function target({ words }: Line): { readonly kind: Kind; readonly name: string } {
  const [first = '', second = ''] = words;
  const slash = first.indexOf('/');
  return slash < 0 ? { kind: kindNamed(first), name: second } : { kind: kindNamed(first.slice(0, slash)), name: first.slice(slash + 1) };
}

export function kindNamed(name: string): Kind {
  const kind = kindByAnyName(name);
  if (!kind) throw new Refused(`error: the server doesn't have a resource type "${name}"`);
  return kind;
}

export const namespaceOf = ({ flags }: Line): string => flags['namespace'] ?? 'default';

export const pathOf = (kind: Kind, namespace: string, name?: string): string => resourcePath(kind, kind.namespaced ? namespace : undefined, name);

export const shown = (kind: Kind, name: string): string => `${kind.group === '' ? kind.singular : `${kind.singular}.${kind.group}`}/${name}`;
