import { Tail } from '../base/tail.ts';
import type { ResultLine } from '../wire/command.ts';
import type { ScreenEntry } from '../wire/terminal.ts';

/** What a terminal shows: an entry is never changed, only the oldest are let go. So what is new since another instant is found by comparing ends. */
export interface Screen {
  readonly entries: Tail<ScreenEntry>;
  /** Characters of what is held. */
  readonly size: number;
}

export const EMPTY_SCREEN: Screen = { entries: Tail.empty(), size: 0 };

/** Held at most; a quarter is let go at a time. */
const MOST_ENTRIES = 12_000;
const MOST_SIZE = 4_000_000;
/** Of one piece of output only its end is kept: more than a terminal scrolls back. */
const MOST_PIECE = 1_000_000;

const sizeOf = (entry: ScreenEntry): number => (entry.is === 'typed' ? entry.line.length : entry.is === 'printed' ? entry.text.length : 0);

/** The end of a long text, from the beginning of a line on. */
function ending(text: string): string {
  if (text.length <= MOST_PIECE) return text;
  const cut = text.slice(-MOST_PIECE);
  return cut.slice(cut.indexOf('\n', 0) + 1) || cut;
}

export function shown(screen: Screen, added: readonly ScreenEntry[]): Screen {
  let { entries, size } = screen;
  for (const given of added) {
    const entry = given.is === 'printed' ? { ...given, text: ending(given.text) } : given;
    entries = entries.push(entry);
    size += sizeOf(entry);
  }
  if (entries.length - entries.first <= MOST_ENTRIES && size <= MOST_SIZE) return { entries, size };
  let from = Math.max(entries.first, entries.length - (MOST_ENTRIES * 3) / 4);
  let left = 0;
  for (const entry of entries.slice(from)) left += sizeOf(entry);
  for (; left > (MOST_SIZE * 3) / 4; from++) left -= sizeOf(entries.get(from)!);
  return { entries: entries.from(from), size: left };
}

type Printed = Extract<ScreenEntry, { readonly is: 'printed' }>;

interface Held {
  readonly lines: readonly ResultLine[];
  /** The last line has no end yet. */
  readonly unfinished: boolean;
}

const held = new WeakMap<Screen, Map<number, Held>>();

/** What a typed line has printed, as far as it is held: output as lines; one that goes on in the next piece is one line. */
export function printedBy(screen: Screen, id: number): Held {
  const known = held.get(screen) ?? new Map<number, Held>();
  held.set(screen, known);
  const found = known.get(id) ?? linesOf([...screen.entries].filter((entry) => entry.is === 'printed' && entry.id === id) as readonly Printed[]);
  known.set(id, found);
  return found;
}

function linesOf(pieces: readonly Printed[]): Held {
  const lines: ResultLine[] = [];
  let open = false;
  for (const { stream, text, object } of pieces) {
    const parts = text.split('\n');
    parts.forEach((part, i) => {
      const isLast = i === parts.length - 1;
      if (isLast && part === '') return;
      const last = lines.at(-1);
      if (open && last && last.stream === stream && i === 0) lines[lines.length - 1] = { ...last, text: last.text + part };
      else lines.push({ stream, text: part, ...(object ? { object } : {}) });
      open = isLast;
    });
  }
  return { lines, unfinished: open };
}
