import { Tail } from '../base/tail.ts';
import type { ResultLine } from '../wire/command.ts';

/** Lines of a stream of the REST console, by their number in the stream. A line more costs the same however many are kept. */
export interface StreamLines {
  readonly lines: Tail<ResultLine>;
  /** Characters of what is held. */
  readonly size: number;
}

export const NO_LINES: StreamLines = { lines: Tail.empty(), size: 0 };

/** Lines of a stream that are kept, and characters of them; older ones are dropped. */
const MOST_LINES = 500;
const MOST_CHARACTERS = 1_000_000;

export function withLines({ lines, size }: StreamLines, more: readonly ResultLine[]): StreamLines {
  let all = lines;
  let held = size;
  for (const line of more) {
    all = all.push(line);
    held += line.text.length;
  }
  let { first } = all;
  // The last line is kept, however long.
  while (all.length - first > MOST_LINES || (held > MOST_CHARACTERS && all.length - first > 1)) held -= all.get(first++)!.text.length;
  return { lines: all.from(first), size: held };
}

/** What is kept of it from a number on; all of it when the stream has not come so far (one has gone back in time). */
export function linesSince({ lines }: StreamLines, since: number): { readonly lines: readonly ResultLine[]; readonly from: number; readonly dropped: number } {
  const from = since > lines.length ? lines.first : Math.max(since, lines.first);
  return { lines: [...lines.slice(from)], from, dropped: lines.first };
}
