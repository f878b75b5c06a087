/**
 * A line as it is typed at a terminal: that of the terminal itself (the kernel's: erase, kill, echo), or that of a shell which edits lines itself
 * (bash's readline, busybox's lineedit: arrow keys and the lines before). Keys in, echo out; plain data between.
 */
export interface EditedLine {
  readonly text: string;
  /** Characters before the cursor. */
  readonly cursor: number;
  /** An escape sequence that has begun. */
  readonly escape: string;
  /** Lines typed before, oldest first, and which of them is shown: `history.length` = the new one. */
  readonly history: readonly string[];
  readonly at: number;
}

export const BLANK_LINE: EditedLine = { text: '', cursor: 0, escape: '', history: [], at: 0 };

export interface Pressed {
  readonly line: EditedLine;
  readonly echo: string;
  /** What the key comes to beside the echo. */
  readonly then?: 'accept' | 'interrupt' | 'end' | 'clear' | 'complete' | 'quit';
}

const MOST_REMEMBERED = 200;
const BELL = '\u0007';
const back = (count: number): string => '\b'.repeat(count);

/** A key at a program that does not edit: the terminal's own rules (termios ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ICRNL | ISIG). */
export function pressPlain(line: EditedLine, key: string): Pressed {
  switch (key) {
    case '\r':
    case '\n':
      return { line, echo: '\r\n', then: 'accept' };
    case '\u0003':
      return { line: fresh(line), echo: '^C', then: 'interrupt' };
    case '\u001c':
      return { line: fresh(line), echo: '^\\', then: 'quit' };
    case '\u0004':
      return { line, echo: '', then: 'end' };
    case '\u007f':
    case '\b':
      return line.text === '' ? { line, echo: '' } : { line: changed(line, dropLast(line.text)), echo: '\b \b' };
    case '\u0015':
      return { line: changed(line, ''), echo: '\b \b'.repeat(shownLength(line.text)) };
    case '\u0017': {
      const left = line.text.replace(/\S*\s*$/, '');
      return { line: changed(line, left), echo: '\b \b'.repeat(shownLength(line.text.slice(left.length))) };
    }
    default:
      return { line: changed(line, line.text + key), echo: isControl(key) && key !== '\t' ? caret(key) : key };
  }
}

const isControl = (key: string): boolean => key < ' ' || key === '\u007f';
const caret = (key: string): string => `^${String.fromCharCode(key.charCodeAt(0) ^ 64)}`;
const shownLength = (text: string): number => [...text].reduce((sum, char) => sum + (isControl(char) && char !== '\t' ? 2 : 1), 0);
const dropLast = (text: string): string => [...text].slice(0, -1).join('');
const changed = (line: EditedLine, text: string, cursor: number = text.length): EditedLine => ({ ...line, text, cursor });

/** The line has been handed over or thrown away. */
export const fresh = (line: EditedLine): EditedLine => ({ ...line, text: '', cursor: 0, escape: '', at: line.history.length });

/** A line was handed over to a shell that remembers them. */
export function remembered(line: EditedLine): EditedLine {
  const { text, history } = line;
  const next = text.trim() === '' || history.at(-1) === text ? history : [...history, text].slice(-MOST_REMEMBERED);
  return fresh({ ...line, history: next });
}

/** A key at a shell that edits its lines. */
export function pressEdited(line: EditedLine, key: string): Pressed {
  if (line.escape !== '' || key === '\u001b') return pressEscape(line, line.escape + key);
  const { text, cursor } = line;
  switch (key) {
    case '\r':
    case '\n':
      return { line, echo: '\r\n', then: 'accept' };
    case '\u0003':
      return { line: fresh(line), echo: '^C\r\n', then: 'interrupt' };
    case '\u0004':
      return text === '' ? { line, echo: '', then: 'end' } : erased(line, cursor, nextOf(line));
    case '\u007f':
    case '\b':
      return erased(line, previousOf(line), cursor);
    case '\u0015':
      return erased(line, 0, cursor);
    case '\u000b':
      return erased(line, cursor, text.length);
    case '\u0017':
      return erased(line, text.slice(0, cursor).replace(/\S*\s*$/, '').length, cursor);
    case '\u0001':
      return moved(line, 0);
    case '\u0005':
      return moved(line, text.length);
    case '\u0002':
      return moved(line, previousOf(line));
    case '\u0006':
      return moved(line, nextOf(line));
    case '\u0010':
      return recalled(line, line.at - 1);
    case '\u000e':
      return recalled(line, line.at + 1);
    case '\u000c':
      return { line, echo: '', then: 'clear' };
    case '\t':
      return { line, echo: '', then: 'complete' };
    default:
      return isControl(key) ? { line, echo: '' } : inserted(line, key);
  }
}

/** Text put in at the cursor. */
export function inserted(line: EditedLine, more: string): Pressed {
  const { text, cursor } = line;
  const rest = text.slice(cursor);
  return { line: changed(line, text.slice(0, cursor) + more + rest, cursor + more.length), echo: more + rest + back([...rest].length) };
}

const previousOf = ({ text, cursor }: EditedLine): number => dropLast(text.slice(0, cursor)).length;
const nextOf = ({ text, cursor }: EditedLine): number => cursor + ([...text.slice(cursor)][0]?.length ?? 0);

function erased(line: EditedLine, from: number, to: number): Pressed {
  if (from >= to) return { line, echo: '' };
  const rest = line.text.slice(to);
  const count = [...line.text.slice(from, to)].length;
  const left = [...line.text.slice(from, line.cursor)].length;
  return {
    line: changed(line, line.text.slice(0, from) + rest, from),
    echo: `${back(left)}${rest}${' '.repeat(count)}${back([...rest].length + count)}`,
  };
}

function moved(line: EditedLine, to: number): Pressed {
  const { text, cursor } = line;
  const echo = to < cursor ? back([...text.slice(to, cursor)].length) : text.slice(cursor, to);
  return { line: { ...line, cursor: to }, echo };
}

/** Another line of those typed before takes the place of this one. */
function recalled(line: EditedLine, at: number): Pressed {
  if (at < 0 || at > line.history.length) return { line, echo: BELL };
  const text = line.history[at] ?? '';
  const before = [...line.text].length;
  const wipe = `${back([...line.text.slice(0, line.cursor)].length)}${' '.repeat(before)}${back(before)}`;
  return { line: { ...changed(line, text), at }, echo: wipe + text };
}

const ARROWS: Readonly<Record<string, (line: EditedLine) => Pressed>> = {
  A: (line) => recalled(line, line.at - 1),
  B: (line) => recalled(line, line.at + 1),
  C: (line) => moved(line, nextOf(line)),
  D: (line) => moved(line, previousOf(line)),
  H: (line) => moved(line, 0),
  F: (line) => moved(line, line.text.length),
  '1~': (line) => moved(line, 0),
  '3~': (line) => erased(line, line.cursor, nextOf(line)),
  '4~': (line) => moved(line, line.text.length),
};

/** `ESC [ …` and `ESC O …`; what is not known is passed over. */
function pressEscape(line: EditedLine, sequence: string): Pressed {
  const match = /^\u001b(?:$|[[O]([\d;]*)([A-Za-z~])?$)/.exec(sequence);
  if (match && match[2] === undefined && sequence.length < 16) return { line: { ...line, escape: sequence }, echo: '' };
  const plain = { ...line, escape: '' };
  if (!match) return { line: plain, echo: '' };
  const name = match[2] === '~' ? `${match[1]}~` : (match[2] ?? '');
  return Object.hasOwn(ARROWS, name) ? ARROWS[name]!(plain) : { line: plain, echo: '' };
}
