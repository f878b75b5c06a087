import type { Column } from './kind.ts';
import type { KubeObject } from './object.ts';
import type { Container } from './schema/types.gen.ts';

/** Columns that several kinds share (pkg/printers/internalversion/printers.go). */

export const nameColumn = <T extends KubeObject>(): Column<T> => ({
  name: 'Name',
  type: 'string',
  format: 'name',
  description:
    'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
  priority: 0,
  cell: (object) => object.metadata.name,
});

export const ageColumn = <T extends KubeObject>(): Column<T> => ({
  name: 'Age',
  type: 'string',
  description:
    'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata',
  priority: 0,
  cell: (object, now) => now.age(object.metadata.creationTimestamp),
});

type Cell<T> = Column<T & KubeObject>['cell'];

export const textColumn = <T extends KubeObject>(name: string, description: string, cell: Cell<T>, priority: 0 | 1 = 0): Column<T> => ({
  name,
  type: 'string',
  description,
  priority,
  cell: cell as Column<T>['cell'],
});

export const countColumn = <T extends KubeObject>(name: string, description: string, cell: Cell<T>, priority: 0 | 1 = 0): Column<T> => ({
  name,
  type: 'integer',
  description,
  priority,
  cell: cell as Column<T>['cell'],
});

export const boolColumn = <T extends KubeObject>(name: string, description: string, cell: Cell<T>): Column<T> => ({
  name,
  type: 'boolean',
  description,
  priority: 0,
  cell: cell as Column<T>['cell'],
});

/** Names and images of a template's containers, only with -o wide. */
export const containerColumns = <T extends KubeObject>(containers: (object: T) => readonly Container[] | undefined): readonly Column<T>[] => [
  textColumn('Containers', 'Names of each container in the template.', (object) => (containers(object as T) ?? []).map(({ name }) => name).join(','), 1),
  textColumn(
    'Images',
    'Images referenced by each container in the template.',
    (object) => (containers(object as T) ?? []).map(({ image }) => image ?? '').join(','),
    1,
  ),
];

/** labels.FormatLabels: `a=b,c=d`, `<none>` when empty. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const text = Object.keys(labels ?? {})
    .sort()
    .map((key) => `${key}=${labels?.[key]}`)
    .join(',');
  return text === '' ? '<none>' : text;
}
