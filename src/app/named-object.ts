import type { Mirror } from '../mirror/mirror.ts';
import type { ResultLine } from '../wire/command.ts';
import type { Oid } from '../wire/happening.ts';
import { ROW_KINDS, type RowKind } from '../wire/rows.ts';

type Named = NonNullable<ResultLine['object']>;

const KIND_OF_RESOURCE: Readonly<Record<string, RowKind>> = Object.fromEntries(
  ROW_KINDS.map((kind) => [kind === 'StorageClass' ? 'storageclasses' : `${kind.toLowerCase()}s`, kind]),
);

/** The kind of an object that output names, when it is one that is shown. */
export const kindOfNamed = ({ resource }: Named): RowKind | undefined => KIND_OF_RESOURCE[resource];

/** The object at the instant shown. */
export function findNamed(mirror: Mirror, named: Named): Oid | undefined {
  const kind = kindOfNamed(named);
  const slash = named.key.indexOf('/');
  return kind && mirror.find(kind, slash < 0 ? undefined : named.key.slice(0, slash), named.key.slice(slash + 1));
}
