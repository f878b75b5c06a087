import type { ScreenEntry } from '../../wire/terminal.ts';
import { plainText, printedText } from './screen-text.ts';
import { visibleText } from './visible-text.ts';
import { columnsOf, terminalWidths } from './widths.ts';

type Printed = Extract<ScreenEntry, { readonly is: 'printed' }>;
type Frame = NonNullable<Printed['frame']>;

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const ENTER = '\u001b[?1049h';
const LEAVE = '\u001b[?1049l';
const CLEAR = '\u001b[H\u001b[2J';
const REVERSE = '\u001b[7m';
const PLAIN = '\u001b[27m';
const TAB = 8;

/** Where a program draws its screen anew (`watch`): the alternate screen, which leaves nothing behind. What does not fit is left out. */
export class FrameArea {
  private open = false;
  private size: Size = { columns: 80, rows: 24 };
  private row = 0;
  private column = 0;
  private marks = false;
  /** What stands in each row, and what stood there in the frame before. */
  private rows: string[] = [];
  private before: readonly string[] | undefined;
  private readonly widths = terminalWidths();

  get isOpen(): boolean {
    return this.open;
  }

  /** The terminal was reset. */
  forget(): void {
    this.open = false;
    this.rows = [];
  }

  begin(frame: Frame, size: Size): string {
    this.before = this.open ? this.rows : undefined;
    this.rows = [];
    this.size = size;
    this.marks = frame.marks ?? false;
    this.row = frame.header ? 2 : 0;
    this.column = 0;
    const start = `${this.open ? '' : ENTER}${CLEAR}`;
    this.open = true;
    return start + (frame.header ? plainText(headerLine(frame.header, size.columns)) : '');
  }

  end(): string {
    if (!this.open) return '';
    this.forget();
    return LEAVE;
  }

  write({ text, object }: Printed): string {
    let out = '';
    const lines = visibleText(text).split('\n');
    lines.forEach((line, i) => {
      for (const part of this.broken(line)) {
        if (this.column >= this.size.columns) this.nextRow();
        out += this.place(part, object);
      }
      if (i < lines.length - 1) this.nextRow();
    });
    return out;
  }

  private nextRow(): void {
    this.row++;
    this.column = 0;
  }

  /** A line in pieces that fit into what is left of the row and into the rows below. */
  private broken(line: string): readonly string[] {
    const parts: string[] = [];
    let part = '';
    let column = this.column >= this.size.columns ? 0 : this.column;
    for (const character of line) {
      const shown = character === '\t' ? ' '.repeat(TAB - (column % TAB)) : character;
      const wide = columnsOf(shown, this.widths);
      if (column + wide > this.size.columns) {
        parts.push(part);
        part = '';
        column = 0;
      }
      part += shown;
      column += wide;
    }
    return part === '' ? parts : [...parts, part];
  }

  private place(part: string, object: Printed['object']): string {
    const { row, column } = this;
    this.column = Math.max(column + columnsOf(part, this.widths), part === '' ? column : 0);
    if (row >= this.size.rows) return '';
    const held = this.rows[row] ?? '';
    this.rows[row] = held + part;
    const at = `\u001b[${row + 1};${column + 1}H`;
    const old = this.before?.[row]?.slice(held.length) ?? '';
    return at + (this.marks && this.before && !old.startsWith(part) ? marked(part, old) : printedText(part, object));
  }
}

/** What differs from what stood in the same place is turned about. */
function marked(text: string, old: string): string {
  let out = '';
  let on = false;
  [...text].forEach((character, i) => {
    const differs = old[i] !== character;
    if (differs !== on) out += differs ? REVERSE : PLAIN;
    on = differs;
    out += plainText(character);
  });
  return on ? out + PLAIN : out;
}

/** The first line of watch (procps-ng watch.c, output_header): the command is cut so that the host and the time stand at the right. */
export function headerLine({ every, command, right }: NonNullable<Frame['header']>, columns: number): string {
  // A blank stands before them.
  const taken = right.length + 1;
  const room = columns - taken - every.length;
  if (columns < taken) return '';
  if (room < 1) return right.padStart(columns);
  if (room === 1) return every + right.padStart(columns - every.length);
  const left = room < 4 ? every.slice(0, room + every.length - 4) : `${every}${room < command.length ? command.slice(0, room - 4) : command}`;
  const dots = room < 4 || room < command.length ? '... ' : '';
  return (left + dots).padEnd(columns - right.length) + right;
}
