import type { KubeObject } from '../../kinds/object.ts';
import type { Kind } from '../../kinds/kind.ts';
import type { Flags } from './flags.ts';
import { otherObjects } from './named-cells.ts';
import type { Run } from './run.ts';
import { tabulate } from './tabwriter.ts';
import { refOf, typeName } from './targets.ts';

/** Tables of the server, as kubectl prints them (cli-runtime printers/tableprinter.go). */
export interface ServerTable {
  readonly columnDefinitions: readonly { readonly name: string; readonly priority: number }[] | null;
  readonly rows: readonly TableRow[];
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
}

export interface TableRow {
  readonly cells: readonly unknown[];
  readonly object?: KubeObject | null;
}

export interface TableStyle {
  readonly wide: boolean;
  readonly headers: boolean;
  readonly withNamespace: boolean;
  readonly withKind: boolean;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
}

export const styleOf = (flags: Flags, of: Pick<TableStyle, 'withNamespace' | 'withKind'>): TableStyle => ({
  ...of,
  wide: flags.text('output') === 'wide',
  headers: !flags.on('no-headers'),
  showLabels: flags.on('show-labels'),
  labelColumns: flags.list('label-columns'),
});

export interface TablePart {
  readonly kind: Kind;
  readonly columns: NonNullable<ServerTable['columnDefinitions']>;
  readonly rows: readonly TableRow[];
  readonly style: TableStyle;
}

/** Prints rows, and says how wide its columns have become. */
export function printTable(run: Run, { kind, columns, rows, style }: TablePart, widths: readonly number[] = []): readonly number[] {
  const shownColumns = columns.flatMap((column, i) => (style.wide || column.priority === 0 ? [{ ...column, i }] : []));
  const head = [
    ...(style.withNamespace ? ['NAMESPACE'] : []),
    ...shownColumns.map(({ name }) => name.toUpperCase()),
    ...style.labelColumns.map((label) => label.slice(label.lastIndexOf('/') + 1).toUpperCase()),
    ...(style.showLabels ? ['LABELS'] : []),
  ];
  const lines = rows.map((row) => cellsOf(row, shownColumns, { kind, style }));
  const laid = tabulate(style.headers ? [head, ...lines] : lines, widths);
  const skip = style.headers ? 1 : 0;
  laid.lines.forEach((line, i) => {
    const metadata = rows[i - skip]?.object?.metadata;
    if (!metadata) return run.say(line);
    const { name, namespace } = metadata;
    const others = otherObjects(head, lines[i - skip]!, namespace);
    run.say(line, { ...refOf(kind, { name, ...(namespace === undefined ? {} : { namespace }) }), ...(others.length > 0 ? { others } : {}) });
  });
  return laid.widths;
}

interface RowHow {
  readonly kind: Kind;
  readonly style: TableStyle;
}

function cellsOf({ cells, object }: TableRow, columns: readonly { readonly i: number }[], { kind, style }: RowHow): readonly string[] {
  const labels = object?.metadata.labels ?? {};
  return [
    ...(style.withNamespace ? [object?.metadata.namespace ?? ''] : []),
    ...columns.map(({ i }, at) => (at === 0 && style.withKind ? `${typeName(kind)}/${cellText(cells[i])}` : cellText(cells[i]))),
    ...style.labelColumns.map((label) => labels[label] ?? ''),
    ...(style.showLabels ? [labelsText(labels)] : []),
  ];
}

/** A cell is one line: what comes after is left out, and what would steer a terminal is shown as text. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '<none>';
  const text = String(value);
  const end = text.search(/[\f\n\r]/);
  return escaped(end < 0 ? text : `${text.slice(0, end)}...`);
}

/** printers.WriteEscaped: ESC is not passed on. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
export const escaped = (text: string): string => text.replace(/\u001b/g, '^[');

export function labelsText(labels: Readonly<Record<string, string>>): string {
  const text = Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key]}`)
    .join(',');
  return text === '' ? '<none>' : text;
}
