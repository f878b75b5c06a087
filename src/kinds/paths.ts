import type { Kind } from './kind.ts';

/** `/api/v1`, `/apis/apps/v1`. */
const groupVersionPath = ({ group, version }: Pick<Kind, 'group' | 'version'>): string => (group === '' ? `/api/${version}` : `/apis/${group}/${version}`);

/** Where the server has the objects of a kind, or one of them. `namespace` is empty or absent for objects without. */
export function resourcePath(kind: Pick<Kind, 'group' | 'version' | 'resource'>, namespace: string | undefined, name?: string): string {
  return `${groupVersionPath(kind)}${namespace ? `/namespaces/${namespace}` : ''}/${kind.resource}${name === undefined ? '' : `/${name}`}`;
}
