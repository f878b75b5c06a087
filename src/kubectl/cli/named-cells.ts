import { kindByAnyName } from '../../kinds/registry.ts';
import type { ObjectRef } from './step.ts';

type Other = NonNullable<ObjectRef['others']>[number];

/** Other objects that a row of a table names, in these columns. */
export function otherObjects(head: readonly string[], cells: readonly string[], namespace: string | undefined): readonly Other[] {
  return head.flatMap((column, i) => {
    const text = cells[i] ?? '';
    const found = /^[a-z0-9][a-z0-9./-]*$/.test(text) ? named(column, text, namespace) : undefined;
    return found ? [{ ...found, text }] : [];
  });
}

function named(column: string, text: string, namespace: string | undefined): ObjectRef | undefined {
  switch (column) {
    case 'NODE':
      return { resource: 'nodes', key: text };
    case 'VOLUME':
      return { resource: 'persistentvolumes', key: text };
    case 'CLAIM':
      return { resource: 'persistentvolumeclaims', key: text };
    case 'OBJECT': {
      const [type = '', name] = text.split('/');
      const kind = name === undefined ? undefined : kindByAnyName(type);
      return kind && name !== undefined ? { resource: kind.resource, key: kind.namespaced && namespace ? `${namespace}/${name}` : name } : undefined;
    }
    default:
      return undefined;
  }
}
