import type { IBuffer, Terminal } from '@xterm/xterm';
import type { ScreenEntry } from '../../wire/terminal.ts';
import { linkRange, type NamedObject } from './screen-text.ts';

/**
 * Names among the output, gone through from the keyboard: the newest first. xterm does not tell the address of a link, so that the n-th underlined stretch from the
 * bottom is the n-th entry from the end that names an object: nothing else on this terminal is underlined.
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
    const place = wanted > 0 ? nth(linksOf(this.term.buffer.active), wanted) : undefined;
    const object = wanted > 0 ? nth(objectsOf(entries), wanted) : undefined;
    if (wanted <= 0) {
      this.leave();
      return undefined;
    }
    if (!place || !object) return this.picked;
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

function* objectsOf(entries: readonly ScreenEntry[]): Generator<NamedObject> {
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i]!;
    if (entry.is === 'printed' && entry.object && linkRange(entry.text.split('\n', 1)[0] ?? '', entry.object)) yield entry.object;
  }
}

interface Place {
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
        found.push({ row, column: from, length: column - from });
        from = -1;
      }
    }
    // A name that goes on in the next row is one.
    const last = found.at(-1);
    if (below && last && last.column + last.length === line?.length) {
      found[found.length - 1] = { ...last, length: last.length + below.length };
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
