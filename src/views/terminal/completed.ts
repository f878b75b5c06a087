import { type Line, replaced } from './line-editor.ts';

/** What may stand in place of a stretch of the line. */
export interface Completed {
  readonly from: number;
  readonly to: number;
  readonly candidates: readonly { readonly text: string; readonly hint?: string }[];
  /** Goes behind one that is taken: usually a blank. */
  readonly suffix: string;
}

interface CompletedLine {
  readonly line: Line;
  /** What may stand there, when it is not clear yet. */
  readonly list?: string;
}

/** The only one is taken; of several what they begin with; when that adds nothing, they are listed. */
export function completedLine(line: Line, { from, to, candidates, suffix }: Completed, columns: number): CompletedLine {
  const [only] = candidates;
  if (!only) return { line };
  if (candidates.length === 1) return { line: replaced(line, { from, to, text: only.text + suffix }) };
  const common = commonStart(candidates.map(({ text }) => text));
  if (common.length > to - from && common.startsWith(line.text.slice(from, to))) return { line: replaced(line, { from, to, text: common }) };
  return { line, list: listed(candidates, columns) };
}

function commonStart(texts: readonly string[]): string {
  let length = texts[0]?.length ?? 0;
  for (const text of texts) {
    let same = 0;
    while (same < length && text[same] === texts[0]![same]) same++;
    length = same;
  }
  return texts[0]?.slice(0, length) ?? '';
}

/** So many are listed. */
const MOST_LISTED = 200;

/** In columns, as a shell lists them; with hints one a line. */
function listed(candidates: Completed['candidates'], columns: number): string {
  const shown = candidates.slice(0, MOST_LISTED);
  const wide = Math.min(columns, shown.reduce((most, { text }) => Math.max(most, text.length), 0) + 2);
  const rest = candidates.length > shown.length ? `… +${candidates.length - shown.length}\n` : '';
  if (shown.some(({ hint }) => hint !== undefined && hint !== ''))
    return shown.map(({ text, hint = '' }) => `${text.padEnd(wide)}${hint}`.slice(0, columns - 1).trimEnd() + '\n').join('') + rest;
  const perRow = Math.max(1, Math.floor(columns / wide));
  let out = '';
  shown.forEach(({ text }, i) => {
    const isLast = (i + 1) % perRow === 0 || i === shown.length - 1;
    out += isLast ? `${text}\n` : text.padEnd(wide);
  });
  return out + rest;
}
