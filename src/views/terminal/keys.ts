/** What a person did at the keyboard, out of what xterm makes of it. */
export type Key =
  | { readonly is: 'text'; readonly text: string }
  /** Many characters at once; they may hold line breaks. */
  | { readonly is: 'paste'; readonly text: string }
  | { readonly is: KeyName };

export type KeyName =
  | 'enter'
  | 'tab'
  | 'escape'
  | 'backspace'
  | 'delete'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'home'
  | 'end'
  | 'word left'
  | 'word right'
  | 'kill word'
  | 'kill to blank'
  | 'kill word right'
  | 'kill start'
  | 'kill end'
  | 'yank'
  | 'interrupt'
  | 'end of input'
  | 'clear'
  | 'search'
  | 'link up'
  | 'link down';

/** Control sequences as xterm sends them (VT220 keys with xterm's modifiers), and readline's single characters. */
const SEQUENCES: Readonly<Record<string, KeyName>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u001b': 'escape',
  '\u007f': 'backspace',
  '\b': 'kill word',
  '\u0001': 'home',
  '\u0002': 'left',
  '\u0003': 'interrupt',
  '\u0004': 'end of input',
  '\u0005': 'end',
  '\u0006': 'right',
  '\u000b': 'kill end',
  '\u000c': 'clear',
  '\u000e': 'down',
  '\u0010': 'up',
  '\u0012': 'search',
  '\u0015': 'kill start',
  '\u0017': 'kill to blank',
  '\u0019': 'yank',
  '\u001b[A': 'up',
  '\u001b[B': 'down',
  '\u001b[C': 'right',
  '\u001b[D': 'left',
  '\u001b[H': 'home',
  '\u001b[F': 'end',
  '\u001b[1~': 'home',
  '\u001b[4~': 'end',
  '\u001b[3~': 'delete',
  '\u001b[1;2A': 'link up',
  '\u001b[1;2B': 'link down',
  '\u001b[1;3C': 'word right',
  '\u001b[1;3D': 'word left',
  '\u001b[1;5C': 'word right',
  '\u001b[1;5D': 'word left',
  '\u001b[3;5~': 'kill word right',
  '\u001bb': 'word left',
  '\u001bf': 'word right',
  '\u001bd': 'kill word right',
  '\u001b\u007f': 'kill word',
  '\u001b\b': 'kill word',
  '\u001bOA': 'up',
  '\u001bOB': 'down',
  '\u001bOC': 'right',
  '\u001bOD': 'left',
  '\u001bOH': 'home',
  '\u001bOF': 'end',
};

const PASTE_START = '\u001b[200~';
const PASTE_END = '\u001b[201~';
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is how keys come.
const SEQUENCE = /^\u001b(?:\[[0-9;?]*[ -/]*[@-~]|O[A-Z]|[^[O])/;

/** The keys in a piece of input, in order. Sequences nobody knows are dropped. */
export function keysOf(data: string): readonly Key[] {
  const keys: Key[] = [];
  let at = 0;
  while (at < data.length) {
    if (data.startsWith(PASTE_START, at)) {
      const end = data.indexOf(PASTE_END, at);
      keys.push({ is: 'paste', text: pasted(data.slice(at + PASTE_START.length, end < 0 ? undefined : end)) });
      at = end < 0 ? data.length : end + PASTE_END.length;
      continue;
    }
    const code = data.charCodeAt(at);
    if (code === 0x1b) {
      const sequence = SEQUENCE.exec(data.slice(at, at + 32))?.[0] ?? '\u001b';
      const name = SEQUENCES[sequence];
      if (name) keys.push({ is: name });
      at += sequence.length;
    } else if (code < 0x20 || code === 0x7f) {
      const name = SEQUENCES[data[at]!];
      if (name) keys.push({ is: name });
      at++;
    } else {
      let end = at + 1;
      while (end < data.length && data.charCodeAt(end) >= 0x20 && data.charCodeAt(end) !== 0x7f) end++;
      keys.push({ is: 'text', text: data.slice(at, end) });
      at = end;
    }
  }
  return keys;
}

/** xterm sends line breaks of what is pasted as Enter. Other control characters have no place in a line. */
export function pasted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
  return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

/** Keys as a program gets them: what is pasted comes as if it was typed. */
export const rawKeys = (data: string): string => data.replaceAll(PASTE_START, '').replaceAll(PASTE_END, '');
