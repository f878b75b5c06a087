/**
 * Texts of the cluster (names, annotations, logs) as they may be written into a terminal: nothing in them steers it. What would is shown, so that one sees that
 * it is there: ESC as `^[`, as kubectl has it; characters that turn the direction of writing by their number. Line breaks and tabs stay.
 */
export function visibleText(text: string): string {
  return STEERS.test(text) ? text.replace(STEERING, shownAs) : text;
}

/** The same for the line being typed, where places must stay as they are: one sign for each. Line breaks and tabs stay. */
export const harmlessText = (text: string): string => (STEERS.test(text) ? text.replace(STEERING, (found) => '\ufffd'.repeat(found.length)) : text);

/**
 * The same for what a program wrote to a terminal of its own (`exec -it`): it may move the cursor, take away what it wrote and give it colours; nothing else. Titles, links,
 * the clipboard, modes and questions to the terminal are shown, not done. Nothing is underlined: on this terminal that is what links are.
 */
export function visibleTty(text: string): string {
  let out = '';
  let from = 0;
  for (const { 0: found, index } of text.matchAll(HARMLESS)) {
    out += visibleText(text.slice(from, index)) + (found === '\u0007' ? '' : found.endsWith('m') ? withoutUnderline(found) : found);
    from = index + found.length;
  }
  return out + visibleText(text.slice(from));
}

/** Select Graphic Rendition without 4 and 21; what follows 38, 48 and 58 are numbers of a colour. */
function withoutUnderline(sequence: string): string {
  const all = sequence.slice(2, -1).split(';');
  const kept: string[] = [];
  for (let i = 0; i < all.length; i++) {
    const code = Number(all[i]);
    const length = code === 38 || code === 48 || code === 58 ? (COLOUR_LENGTHS[Number(all[i + 1])] ?? 1) : 1;
    if (code !== 4 && code !== 21) kept.push(...all.slice(i, i + length));
    i += length - 1;
  }
  // Without a number it would take all colours away.
  return kept.length === 0 ? '' : `\u001b[${kept.join(';')}m`;
}

/** Numbers of a colour by its kind: 5 = of a table, 2 = red, green and blue. */
const COLOUR_LENGTHS: Readonly<Record<number, number>> = { 5: 3, 2: 5 };

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const HARMLESS = /\r\n|\r|\u0008|\u0007|\u001b\[\d{0,4}(?:;\d{0,4}){0,7}[A-DG-HJKPm@]/g;

// C0 without tab and line feed, DEL, C1; what hides or turns text (soft hyphen excepted); separators that end a line for some; half of a surrogate pair.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const STEERING =
  /\r\n|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const STEERS = new RegExp(STEERING.source);

function shownAs(found: string): string {
  if (found === '\r\n') return '\n';
  const code = found.charCodeAt(0);
  // Programs end a line of progress with it; a terminal would write over what stands there.
  if (code === 0x0d) return '\n';
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  if (code === 0x7f) return '^?';
  if (code < 0xa0) return `\\x${code.toString(16)}`;
  if (code >= 0xd800 && code < 0xe000) return '\ufffd';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}
