/**
 * Columns as Go's text/tabwriter makes them for kubectl (tabbedString in kubectl pkg/describe: minimal width 0, padding 2, blanks): a cell ends with a
 * tab; cells of neighbouring lines that stand in the same place form a column as wide as its widest cell; what follows the last tab belongs to none.
 */
const PADDING = 2;

/** Lines without their line ends, cells ended by tabs → text, each line ended. */
export function aligned(lines: readonly string[]): string {
  const rows = escaped(lines.join('\n'))
    .split('\n')
    .map((line) => line.split('\t'));
  const out = rows.map(() => '');
  alignColumn(rows, out, { from: 0, to: rows.length, column: 0 });
  return rows.map((cells, i) => `${out[i]}${cells.at(-1)}\n`).join('');
}

interface Block {
  readonly from: number;
  readonly to: number;
  readonly column: number;
}

/** Writes the cells of this column, run by run, and of the columns right of it. */
function alignColumn(rows: readonly (readonly string[])[], out: string[], { from, to, column }: Block): void {
  const has = (i: number): boolean => i < to && column < (rows[i] as readonly string[]).length - 1;
  for (let start = from; start < to; start++) {
    if (!has(start)) continue;
    let end = start;
    let width = 0;
    for (; has(end); end++) width = Math.max(width, lengthOf(rows[end]?.[column] as string) + PADDING);
    for (let i = start; i < end; i++) {
      const cell = rows[i]?.[column] as string;
      out[i] += cell + ' '.repeat(width - lengthOf(cell));
    }
    alignColumn(rows, out, { from: start, to: end, column: column + 1 });
    start = end - 1;
  }
}

/** In code points, as Go counts runes. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** What would steer a terminal is shown instead (cli-runtime pkg/printers/terminal.go). */
const escaped = (text: string): string => text.replaceAll('\u001b', '^[').replaceAll('\r', '\\r');
