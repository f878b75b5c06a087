/**
 * Columns as Go's text/tabwriter lays them out for kubectl (cli-runtime printers.GetNewTabWriter: minimal width 6, padding 3, blanks): a column is a run of neighbouring
 * lines that have the cell; the last cell of a line belongs to none.
 */
const MIN_WIDTH = 6;
const PADDING = 3;

/** Widths that columns had before stay (a watch prints further lines under the same header). */
export function tabulate(
  lines: readonly (readonly string[])[],
  remembered: readonly number[] = [],
): { readonly lines: readonly string[]; readonly widths: readonly number[] } {
  const out = lines.map(() => '');
  const widths = [...remembered];
  layOut({ lines, out, widths }, [0, lines.length], 0);
  return { lines: out.map((start, i) => start + (lines[i]!.at(-1) ?? '')), widths };
}

interface Page {
  readonly lines: readonly (readonly string[])[];
  readonly out: string[];
  readonly widths: number[];
}

function layOut(page: Page, [from, to]: readonly [number, number], column: number): void {
  const has = (i: number): boolean => column < page.lines[i]!.length - 1;
  for (let i = from; i < to; i++) {
    if (!has(i)) continue;
    let end = i;
    let width = MIN_WIDTH;
    for (; end < to && has(end); end++) width = Math.max(width, length(page.lines[end]![column]!) + PADDING);
    const kept = page.widths[column] ?? 0;
    if (width > kept) page.widths[column] = width;
    else width = kept;
    for (let line = i; line < end; line++) {
      const cell = page.lines[line]![column]!;
      page.out[line] += cell + ' '.repeat(Math.max(0, width - length(cell)));
    }
    layOut(page, [i, end], column + 1);
    i = end - 1;
  }
}

/** In runes, as tabwriter counts. */
const length = (text: string): number => [...text].length;
