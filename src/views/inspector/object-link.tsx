import { useCluster } from '../../session/cluster.ts';
import { useSession } from '../../session/session.ts';
import { ROW_KINDS, type RowKind } from '../../wire/rows.ts';

export const isRowKind = (kind: string): kind is RowKind => (ROW_KINDS as readonly string[]).includes(kind);

/** Kind and name of an object; selects it, where it is one that is drawn. */
export function ObjectLink({ kind, namespace, name }: { readonly kind: string; readonly namespace: string | undefined; readonly name: string }) {
  const { mirror } = useCluster();
  const select = useSession((s) => s.select);
  const oid = isRowKind(kind) ? (mirror.find(kind, namespace, name) ?? mirror.find(kind, undefined, name)) : undefined;
  const text = `${kind} ${name}`;
  return oid === undefined ? (
    <span>{text}</span>
  ) : (
    <button type="button" className="link" onClick={() => select({ kind: 'object', oid })}>
      {text}
    </button>
  );
}
