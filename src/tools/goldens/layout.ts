/** A piece of an output: a table with its columns, or lines of text. */
export type Piece = Table | { readonly is: 'text'; readonly lines: readonly string[] };

export interface Table {
  readonly is: 'table';
  /** The header first. */
  readonly rows: readonly (readonly string[])[];
  readonly indent: number;
  /** Blanks between columns, at least. */
  readonly padding: 2 | 3;
}

const isHeader = (line: string): boolean => /^[A-Z][A-Z-]*( [A-Z]+)*( {2,}|$)[A-Z /()-]*/.test(line) && line === line.toUpperCase() && / {3}/.test(line);
/** `  Type    Reason  …` with a line of dashes below: the Events of describe. */
const isDescribed = (line: string, below: string): boolean => /^ {2}Type {2,}Reason /.test(line) && /^ {2}-+ {2,}-/.test(below);

/** Splits what a command printed into tables and text. */
export function pieces(text: string): readonly Piece[] {
  const lines = text.split('\n');
  const found: Piece[] = [];
  let plain: string[] = [];
  const end = (): void => {
    if (plain.length > 0) found.push({ is: 'text', lines: plain });
    plain = [];
  };
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]!;
    const described = isDescribed(line, lines[at + 1] ?? '');
    if (!described && !isHeader(line)) {
      plain.push(line);
      at++;
      continue;
    }
    end();
    let to = at + 1;
    while (to < lines.length && lines[to] !== '') to++;
    found.push(parseTable(lines.slice(at, to), described ? 2 : 3));
    at = to;
  }
  end();
  return found;
}

/** The columns begin where the header's words begin. A cell that is longer than its column would push the others: it is an error. */
function parseTable(lines: readonly string[], padding: 2 | 3): Table {
  const header = [...lines[0]!];
  const starts = header.flatMap((char, at) => (char !== ' ' && (at === 0 || (header[at - 1] === ' ' && header[at - 2] === ' ')) ? [at] : []));
  const rows = lines.map((line) => {
    const chars = [...line];
    return starts.map((start, i) =>
      chars
        .slice(start, starts[i + 1])
        .join('')
        .trimEnd(),
    );
  });
  return { is: 'table', rows, indent: starts[0]!, padding };
}

/** The table as Go's tabwriter sets it: each column as wide as its longest cell, and the gap. */
export function layOut({ rows, indent, padding }: Table): readonly string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => [...row[i]!].length)));
  return rows.map((row) => {
    const cells = row.map((cell, i) => (i === row.length - 1 ? cell : cell + ' '.repeat(widths[i]! + padding - [...cell].length)));
    return ' '.repeat(indent) + cells.join('');
  });
}
