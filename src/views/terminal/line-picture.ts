import { harmlessText } from './visible-text.ts';

/** The line being typed as it stands on the screen: what to write, and where the cursor comes to stand. Pure; widths are those the terminal itself uses. */
export interface Picture {
  /** Written from the place where the line begins; ends with the cursor behind the last character. */
  readonly out: string;
  /** Rows between the first and the last. */
  readonly rows: number;
  /** Where the cursor belongs, from the first row on. */
  readonly row: number;
  readonly column: number;
}

export interface PictureContext {
  readonly columns: number;
  /** Rows there are: a longer line is shown around its cursor. */
  readonly rows: number;
  /** Column in which the line begins (behind what a program printed without a line break). */
  readonly startColumn: number;
  readonly prompt: Styled;
  /** In front of lines that go on. */
  readonly more: Styled;
  readonly widthOf: (character: string, before: number) => Width;
}

/** Text with control sequences of our own, and how it looks without them. */
export interface Styled {
  readonly text: string;
  readonly styled: string;
}

/** How many columns a code point adds, and what the next one needs to know of it. */
export interface Width {
  readonly columns: number;
  readonly state: number;
}

export function pictureOf(text: string, cursor: number, context: PictureContext): Picture {
  const window = windowOf(text, cursor, context);
  const shown = harmlessText(window.text).replaceAll('\t', TAB);
  const shift = (window.text.slice(0, window.cursor).split('\t').length - 1) * (TAB.length - 1);
  const at = window.cursor + shift;
  const pen = new Pen(context);
  pen.put(context.prompt.text, context.prompt.styled);
  if (window.before > 0) pen.put(skipped(window.before), dim(skipped(window.before)));
  let mark = pen.place;
  let offset = 0;
  for (const character of shown) {
    if (offset === at) mark = pen.place;
    if (character === '\n') {
      pen.break();
      pen.put(context.more.text, context.more.styled);
    } else pen.put(character, character);
    offset += character.length;
  }
  pen.edge();
  if (offset === at) mark = pen.place;
  if (window.after > 0) pen.put(skipped(window.after), dim(skipped(window.after)));
  pen.edge();
  return { out: pen.out, rows: pen.row, row: mark.row, column: Math.min(mark.column, context.columns - 1) };
}

const TAB = '    ';
const skipped = (characters: number): string => ` ⋯ ${characters} ⋯ `;
const dim = (text: string): string => `\u001b[2m${text}\u001b[22m`;

/** Where writing stands, as the terminal wraps it. */
class Pen {
  out = '';
  row = 0;
  private column: number;
  private state = 0;
  private readonly context: PictureContext;

  constructor(context: PictureContext) {
    this.context = context;
    this.column = context.startColumn;
  }

  get place(): { readonly row: number; readonly column: number } {
    return this.column >= this.context.columns ? { row: this.row + 1, column: 0 } : { row: this.row, column: this.column };
  }

  put(text: string, styled: string): void {
    for (const character of text) {
      const { columns, state } = this.context.widthOf(character, this.state);
      this.state = state;
      if (this.column + columns > this.context.columns) {
        this.row++;
        this.column = 0;
      }
      this.column += columns;
    }
    this.out += styled;
    // A control sequence parts characters.
    if (styled !== text) this.state = 0;
  }

  break(): void {
    this.out += '\r\n';
    this.row++;
    this.column = 0;
    this.state = 0;
  }

  /** A terminal that is full to the edge wraps only with the next character: the cursor is taken there now. */
  edge(): void {
    if (this.column >= this.context.columns) this.break();
  }
}

interface Window {
  readonly text: string;
  readonly cursor: number;
  readonly before: number;
  readonly after: number;
}

/** As much around the cursor as has room: a megabyte that was pasted is not drawn at each key. */
function windowOf(text: string, cursor: number, { rows, columns, prompt }: PictureContext): Window {
  const room = Math.max(1, rows - 2);
  const characters = Math.max(40, room * columns - prompt.text.length - 40);
  const from = startOfWindow(text, cursor, { room, characters: Math.floor((characters * 2) / 3) });
  const to = endOfWindow(text, cursor, { room: Math.max(1, room - rowsIn(text.slice(from, cursor), columns)), characters: Math.floor(characters / 3) });
  return { text: text.slice(from, to), cursor: cursor - from, before: from, after: text.length - to };
}

interface Room {
  readonly room: number;
  readonly characters: number;
}

function startOfWindow(text: string, cursor: number, { room, characters }: Room): number {
  let at = cursor;
  let rows = Math.max(1, Math.floor((room * 2) / 3));
  while (at > 0 && cursor - at < characters / 2) {
    if (text[at - 1] === '\n' && --rows === 0) return at;
    at--;
  }
  return atPair(text, at);
}

function endOfWindow(text: string, cursor: number, { room, characters }: Room): number {
  let at = cursor;
  let rows = room;
  while (at < text.length && at - cursor < characters / 2) {
    if (text[at] === '\n' && --rows === 0) return at;
    at++;
  }
  return atPair(text, at);
}

/** Not between the halves of one character. */
const atPair = (text: string, at: number): number => (/[\udc00-\udfff]/.test(text[at] ?? '') ? at + 1 : at);

const rowsIn = (text: string, columns: number): number => text.split('\n').reduce((sum, line) => sum + 1 + Math.floor((line.length * 2) / columns / 2), 0);
