import type { Terminal as Screen } from '../../mirror/terminals.ts';
import type { OwnWords } from '../../wire/own-words.ts';
import type { ScreenEntry } from '../../wire/terminal.ts';
import { FrameArea, type Size } from './frame-area.ts';
import { printedText, promptOf, quietText, ttyText, typedText } from './screen-text.ts';

export interface Written {
  readonly text: string;
  /** Not all there is: the rest comes with the next piece. */
  readonly more: boolean;
}

/** RIS takes everything away; pasting is told from typing. */
const START = '\u001bc\u001b[?2004h';
/** Of a line without an end so much is looked at. */
const MOST_TAIL = 4_000;
/** When a place in time is shown anew, so much of what stands there, in characters: the newest. */
const MOST_AGAIN = 1_000_000;

/** Turns what a screen shows into text to be written: what is new, or, where what was written is no longer so (another time, another branch), all of it. */
export class Output {
  /** Index of the entry that comes next, and the one before it. */
  private at = 0;
  private last: ScreenEntry | undefined;
  private clearedAt = 0;
  private started = false;
  private midLine = false;
  private drawn: Drawn = new Map();
  /** What stands in the line that has no end yet. */
  tail = '';
  /** How the last line ended. */
  failed = false;
  private readonly mostLines: number;
  private readonly area = new FrameArea();

  private readonly worded: (own: OwnWords) => string | undefined;

  /** `worded`: Cutaway's own words in the language of the page; undefined where they stay as they are. */
  constructor(mostLines: number, worded: (own: OwnWords) => string | undefined = () => undefined) {
    this.mostLines = mostLines;
    this.worded = worded;
  }

  /** What stands there now is not shown again. */
  clear(screen: Screen | undefined): void {
    this.clearedAt = this.at = screen ? screen.first + screen.entries.length : 0;
    this.last = screen?.entries.at(-1);
    this.midLine = false;
    this.tail = '';
  }

  /** All that stands there is shown anew. */
  again(): void {
    this.started = false;
  }

  /** Ends a line that was left without an end. */
  lineBreak(): string {
    if (!this.midLine) return '';
    this.midLine = false;
    this.tail = '';
    return '\r\n';
  }

  next(screen: Screen | undefined, size: number, place: Size = { columns: 80, rows: 24 }): Written {
    const first = screen?.first ?? 0;
    const entries = screen?.entries ?? [];
    let text = '';
    const isWithin = this.started && this.at >= first && this.at <= first + entries.length;
    const follows = isWithin && (this.at === first || this.last === entries[this.at - 1 - first]);
    if (!follows) text = this.startAgain(first, entries);
    while (this.at < first + entries.length && text.length < size) {
      const entry = entries[this.at - first]!;
      if (!isDrawnOver(this.drawn, entry, this.at)) text += this.write(this.inWords(entry), place);
      this.last = entry;
      this.at++;
    }
    return { text, more: this.at < first + entries.length };
  }

  private startAgain(first: number, entries: readonly ScreenEntry[]): string {
    this.area.forget();
    this.drawn = drawnOver(first, entries);
    const end = first + entries.length;
    let from = end;
    let size = 0;
    let lines = 0;
    const begin = this.clearedAt <= end ? Math.max(first, this.clearedAt) : first;
    while (from > begin && size < MOST_AGAIN && lines < this.mostLines) {
      const entry = entries[--from - first]!;
      if (isDrawnOver(this.drawn, entry, from)) continue;
      size += entry.is === 'printed' ? entry.text.length : 0;
      lines++;
    }
    const missed = from > begin || (first > 0 && begin === first);
    this.started = true;
    this.midLine = false;
    this.tail = '';
    this.at = from;
    this.last = entries[from - 1 - first];
    this.failed = false;
    return START + (missed ? quietText('⋯') : '');
  }

  private inWords(entry: ScreenEntry): ScreenEntry {
    if (entry.is !== 'printed' || !entry.own) return entry;
    const { own, text } = entry;
    const words = this.worded(own);
    return words === undefined ? entry : { ...entry, text: text.replace(own.of, () => words) };
  }

  private write(entry: ScreenEntry, place: Size): string {
    if (entry.is === 'printed' && entry.frame) return this.lineBreak() + this.area.begin(entry.frame, place);
    if (entry.is === 'printed' && this.area.isOpen) return this.area.write(entry);
    if (entry.is === 'printed') {
      this.midLine = entry.text === '' ? this.midLine : !entry.text.endsWith('\n');
      if (entry.tty) return ttyText(entry.text);
      this.tail = this.midLine ? (this.tail + entry.text).slice(-MOST_TAIL).replace(/^.*\n/s, '') : '';
      return printedText(entry.text, entry.object);
    }
    const start = this.area.end() + this.lineBreak();
    if (entry.is === 'typed') return start + typedText(entry.line, promptOf(entry.namespace, this.failed));
    this.failed = entry.exit !== 0;
    // As a terminal echoes it.
    return entry.interrupted ? `${start}^C\r\n` : start;
  }
}

/** By the line: from which entry to which (not with it) its frames have been drawn over. */
type Drawn = ReadonlyMap<number, readonly [from: number, to: number]>;

/** The last two frames of a line that runs are kept: one to be seen, and one to be compared with. */
function drawnOver(first: number, entries: readonly ScreenEntry[]): Drawn {
  const frames = new Map<number, number[]>();
  const drawn = new Map<number, readonly [number, number]>();
  entries.forEach((entry, i) => {
    if (entry.is === 'printed' && entry.frame)
      frames.set(entry.id, [...(frames.get(entry.id)?.slice(0, 1) ?? []), ...(frames.get(entry.id)?.slice(1).slice(-1) ?? []), first + i]);
    const of = entry.is === 'over' ? frames.get(entry.id) : undefined;
    if (of) drawn.set(entry.id, [of[0]!, first + i]);
  });
  for (const [id, of] of frames) if (!drawn.has(id) && of.length > 2) drawn.set(id, [of[0]!, of.at(-2)!]);
  return drawn;
}

function isDrawnOver(drawn: Drawn, entry: ScreenEntry, at: number): boolean {
  if (entry.is !== 'printed') return false;
  const range = drawn.get(entry.id);
  return range !== undefined && at >= range[0] && at < range[1];
}
