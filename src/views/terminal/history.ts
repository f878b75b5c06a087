/** Lines typed before, oldest first; kept as long as the page. */
export type History = readonly string[];

const MOST_LINES = 1_000;
/** Longer ones (a pasted manifest) are kept too, but not many of them. */
const MOST_CHARACTERS = 2_000_000;

/** As a shell with `ignoredups` and `ignorespace`: not twice in a row, not what begins with a blank. */
export function remembered(history: History, line: string): History {
  if (line.trim() === '' || line.startsWith(' ') || history.at(-1) === line) return history;
  const next = [...history.slice(1 - MOST_LINES), line];
  let size = 0;
  for (let i = next.length - 1; i >= 0; i--) {
    size += next[i]!.length;
    if (size > MOST_CHARACTERS) return next.slice(Math.min(i + 1, next.length - 1));
  }
  return next;
}

/** As `history` prints it. */
export const historyText = (history: History): string => history.map((line, i) => `${String(i + 1).padStart(5)}  ${line}\n`).join('');
