import type { KubeObject } from '../../kinds/object.ts';
import type { Terminal } from './kubectl.ts';
import { kindNamed, namespaceOf, pathOf, shown } from './names.ts';
import type { Line } from './words.ts';

interface Table {
  readonly columnDefinitions: readonly { readonly name: string; readonly priority: number }[];
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object: KubeObject }[];
}

const AS_TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

/** `kubectl get`: the columns of the server's tables. */
export function getTables(terminal: Terminal, line: Line): void {
  const [types = '', name] = line.words;
  const several = types.includes(',');
  const namespace = namespaceOf(line);
  for (const type of types.split(',')) {
    const kind = kindNamed(type);
    const { selector } = line.flags;
    const fields = line.flags['field-selector'];
    const query = { ...(selector === undefined ? {} : { labelSelector: selector }), ...(fields === undefined ? {} : { fieldSelector: fields }) };
    const table = terminal.ask({ method: 'GET', path: pathOf(kind, namespace, name), query, accept: AS_TABLE }) as unknown as Table;
    if (table.rows.length === 0) continue;
    const wide = line.flags['output'] === 'wide';
    const columns = table.columnDefinitions.map((column, i) => ({ ...column, i })).filter(({ priority }) => wide || priority === 0);
    const labels = line.flags['show-labels'] !== undefined;
    terminal.print([...columns.map((column) => column.name.toUpperCase()), ...(labels ? ['LABELS'] : [])].join('   '));
    for (const { cells, object } of table.rows) {
      const shownCells = columns.map(({ i }) => (i === 0 && several ? shown(kind, String(cells[0])) : String(cells[i])));
      terminal.print([...shownCells, ...(labels ? [labelText(object)] : [])].join('   '));
    }
  }
}

const labelText = ({ metadata }: KubeObject): string =>
  Object.entries(metadata.labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',') || '<none>';
