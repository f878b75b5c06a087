import type { ScreenEntry, TerminalChange } from '../wire/terminal.ts';

/** What a terminal shows. */
export interface Terminal {
  readonly namespace: string;
  readonly running: number | undefined;
  /** Its program reads what is typed. */
  readonly wants: TerminalChange['wants'] | undefined;
  /** Index of the first of `entries`, counted from the first that ever was. */
  readonly first: number;
  /** Grows in place: who has shown some of them compares the last of those. */
  readonly entries: ScreenEntry[];
}

/** Old ones are thrown out of the list when there are so many. */
const SLACK = 4_000;

export function changedTerminal(before: Terminal | undefined, { namespace, running, wants, first, at, entries: added }: TerminalChange): Terminal {
  const from = before?.first ?? at;
  // Nothing of what was there goes on in what is new.
  const isNew = !before || at < from || at > from + before.entries.length;
  if (isNew) return { namespace, running, wants, first: at, entries: [...added] };
  const { entries } = before;
  entries.length = at - from;
  for (const entry of added) entries.push(entry);
  if (first - from < SLACK) return { namespace, running, wants, first: from, entries };
  return { namespace, running, wants, first, entries: entries.slice(first - from) };
}
