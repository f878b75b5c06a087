import type { IBuffer, Terminal } from '@xterm/xterm';
import type { ScreenEntry } from '../../wire/terminal.ts';
import { linkRanges, type NamedObject, plainText } from './screen-text.ts';

/**
 * Names among the output, gone through from the keyboard: the newest first. xterm does not tell the address of a link, so that underlined
 * stretches, from the bottom, are matched with the entries that name an object, from the end: nothing else on this terminal is underlined (`visibleTty`). What a program
 * of a container has wiped out stands among the entries only: the texts must be the same.
 */
export class LinkPicker {
  private readonly term: Terminal;
  private at = 0;
  picked: NamedObject | undefined;
  /** A name was asked for since the last other key. */
  asked = false;

  constructor(term: Terminal) {
    this.term = term;
  }

  /** One further up (1) or down (-1); undefined when there is none. */
  move(by: 1 | -1, entries: readonly ScreenEntry[]): NamedObject | undefined {
    const wanted = this.at + by;
    this.asked = true;
    const found = wanted > 0 ? nth(matched(linksOf(this.term.buffer.active), objectsOf(entries)), wanted) : undefined;
    if (wanted <= 0) {
      this.leave();
      return undefined;
    }
    if (!found) return this.picked;
    const [place, { object }] = found;
    this.at = wanted;
    this.picked = object;
    this.term.select(place.column, place.row, place.length);
    const { viewportY } = this.term.buffer.active;
    if (place.row < viewportY || place.row >= viewportY + this.term.rows) this.term.scrollToLine(Math.max(0, place.row - Math.floor(this.term.rows / 2)));
    return object;
  }

  leave(): void {
    if (this.at > 0) this.term.clearSelection();
    this.at = 0;
    this.picked = undefined;
    this.asked = false;
  }

  /** One has gone down past the newest. */
  get isOver(): boolean {
    return !this.asked;
  }
}

function nth<T>(items: Iterable<T>, wanted: number): T | undefined {
  let count = 0;
  for (const item of items) if (++count === wanted) return item;
  return undefined;
}

interface Texted {
  readonly text: string;
}

/** Each with the next of the others that has its text; those that have none are left out. */
export function* matched<P extends Texted, O extends Texted>(places: Iterable<P>, others: Iterable<O>): Generator<readonly [P, O]> {
  const source = others[Symbol.iterator]();
  const ahead: O[] = [];
  for (const place of places) {
    let at = ahead.findIndex(({ text }) => text === place.text);
    for (let next = at < 0 ? source.next() : undefined; next && !next.done; next = source.next()) {
      ahead.push(next.value);
      if (next.value.text !== place.text) continue;
      at = ahead.length - 1;
      break;
    }
    if (at < 0) continue;
    yield [place, ahead[at]!];
    ahead.splice(0, at + 1);
  }
}

interface Named extends Texted {
  readonly object: NamedObject;
}

function* objectsOf(entries: readonly ScreenEntry[]): Generator<Named> {
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i]!;
    if (entry.is !== 'printed' || !entry.object) continue;
    const ranges = linkRanges(entry.text.split('\n', 1)[0] ?? '', entry.object);
    for (const { from, to, of } of ranges.toReversed()) yield { object: of, text: plainText(entry.text.slice(from, to)) };
  }
}

interface Place extends Texted {
  readonly row: number;
  readonly column: number;
  readonly length: number;
}

/** Underlined stretches, the lowest first. */
function* linksOf(buffer: IBuffer): Generator<Place> {
  let below: Place | undefined;
  for (let row = buffer.baseY + buffer.cursorY; row >= 0; row--) {
    const line = buffer.getLine(row);
    const found: Place[] = [];
    let from = -1;
    for (let column = 0; column <= (line?.length ?? 0); column++) {
      const isLink = line !== undefined && column < line.length && line.getCell(column)?.isUnderline();
      if (isLink && from < 0) from = column;
      else if (!isLink && from >= 0) {
        found.push({ row, column: from, length: column - from, text: line?.translateToString(false, from, column) ?? '' });
        from = -1;
      }
    }
    // A name that goes on in the next row is one.
    const last = found.at(-1);
    if (below && last && last.column + last.length === line?.length) {
      found[found.length - 1] = { ...last, length: last.length + below.length, text: last.text + below.text };
      below = undefined;
    }
    if (below) yield below;
    below = undefined;
    found.reverse();
    const first = found.at(-1);
    if (first && first.column === 0 && line?.isWrapped) {
      below = first;
      found.pop();
    }
    yield* found;
  }
  if (below) yield below;
}
