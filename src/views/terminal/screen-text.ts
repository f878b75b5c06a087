import type { ScreenEntry } from '../../wire/terminal.ts';
import type { Terminal } from '../../mirror/terminals.ts';
import type { Styled } from './line-picture.ts';
import { visibleText, visibleTty } from './visible-text.ts';

/** What stands on a terminal as text for xterm. Control sequences come from here alone: all that was printed goes through `visibleText`. */
export type NamedObject = NonNullable<Extract<ScreenEntry, { readonly is: 'printed' }>['object']>;

/** A program reads what is typed, line by line or (with a terminal of its own) key by key. */
export const readsInput = (screen: Terminal | undefined): boolean => screen?.wants?.is === 'stdin';
export const wantsKeys = (screen: Terminal | undefined): boolean => screen?.wants?.is === 'stdin' && screen.wants.tty;

const BOLD = '\u001b[1m';
const BLUE = '\u001b[34m';
const RED = '\u001b[31m';
const DIM = '\u001b[2m';
const PLAIN = '\u001b[0m';

/** `default $ `; the sign is red when the line before failed. */
export function promptOf(namespace: string, failed = false): Styled {
  const name = visibleText(namespace);
  return { text: `${name} $ `, styled: `${BLUE}${name}${PLAIN} ${failed ? RED : ''}${BOLD}$${PLAIN} ` };
}

export const MORE: Styled = { text: '> ', styled: `${DIM}>${PLAIN} ` };

export const searchPrompt = (wanted: string): Styled => {
  const text = `(reverse-i-search) ${visibleText(wanted).replaceAll('\n', ' ')}: `;
  return { text, styled: `${DIM}${text}${PLAIN}` };
};

/** Lines as a terminal wants them. */
const asLines = (text: string): string => text.replaceAll('\n', '\r\n');

/** A line that was typed, behind its prompt. */
export function typedText(line: string, prompt: Styled): string {
  return `${prompt.styled}${visibleText(line).replaceAll('\n', `\r\n${MORE.styled}`)}\r\n`;
}

export const errorText = (message: string): string => `${RED}${asLines(visibleText(message))}${PLAIN}\r\n`;
export const quietText = (message: string): string => `${DIM}${asLines(visibleText(message))}${PLAIN}\r\n`;
export const plainText = (text: string): string => asLines(visibleText(text));

/**
 * What a program wrote to a terminal of its own. Its lines end with CR LF; a bare LF is of the program that stands between (kubectl's own words at the end), for
 * which the real one has put the terminal back.
 */
export const ttyText = (text: string): string => visibleTty(text).replace(/(?<!\r)\n/g, '\r\n');

/** What was printed; the name of the object it is about is a link. */
export function printedText(text: string, object: NamedObject | undefined): string {
  if (!object) return plainText(text);
  const [first = ''] = text.split('\n', 1);
  let out = '';
  let at = 0;
  for (const { from, to, of } of linkRanges(first, object)) {
    out += `${plainText(text.slice(at, from))}${linked(plainText(text.slice(from, to)), of)}`;
    at = to;
  }
  return out + plainText(text.slice(at));
}

interface LinkRange {
  readonly from: number;
  readonly to: number;
  readonly of: NamedObject;
}

/** All that is a link in a line, in order: the object it is about, and the others it names behind that one. */
export function linkRanges(line: string, object: NamedObject): readonly LinkRange[] {
  const range = linkRange(line, object);
  if (!range) return [];
  const out: LinkRange[] = [{ ...range, of: object }];
  let from = range.to;
  for (const { text, ...of } of object.others ?? []) {
    const at = `${line} `.indexOf(` ${text} `, from);
    if (at < 0) continue;
    from = at + 1 + text.length;
    out.push({ from: at + 1, to: from, of });
  }
  return out;
}

const linked = (text: string, object: NamedObject): string => `\u001b]8;;${linkOf(object)}\u0007${text}\u001b]8;;\u0007`;

/** Where in a line the object's name stands (`pod/web`, `web`); its first word when it is not there. */
export function linkRange(line: string, { key }: NamedObject): { readonly from: number; readonly to: number } | undefined {
  const name = key.slice(key.lastIndexOf('/') + 1);
  for (let at = line.indexOf(name); name !== '' && at >= 0; at = line.indexOf(name, at + 1)) {
    const end = at + name.length;
    if (IN_NAME.test(line[end] ?? ' ') || IN_NAME.test(line[at - 1] ?? ' ')) continue;
    const from = line[at - 1] === '/' ? at - /[a-z0-9.]*\/$/.exec(line.slice(0, at))![0].length : at;
    return { from, to: end };
  }
  const word = /\S+/.exec(line);
  return word ? { from: word.index, to: word.index + word[0].length } : undefined;
}

const IN_NAME = /[A-Za-z0-9-]/;
const SCHEME = 'cutaway:';

const linkOf = ({ resource, key }: NamedObject): string => `${SCHEME}${encodeURIComponent(resource)}/${encodeURIComponent(visibleText(key))}`;

/** The object of a link. */
export function objectOf(link: string): NamedObject | undefined {
  const [, resource, key] = /^cutaway:([^/]+)\/([^/]+)$/.exec(link) ?? [];
  try {
    return resource === undefined || key === undefined ? undefined : { resource: decodeURIComponent(resource), key: decodeURIComponent(key) };
  } catch {
    // No link of ours: it names nothing.
    return undefined;
  }
}
