import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes';
import type { IUnicodeVersionProvider, Terminal } from '@xterm/xterm';
import type { Width } from './line-picture.ts';

/** Japanese and emoji take two columns, what belongs together is one character: the addon's rules, which have emoji as narrow, and emoji as every terminal has them. */
const VERSION = 'cutaway';

export function takeWidths({ unicode }: Terminal): void {
  unicode.register(provider());
  unicode.activeVersion = VERSION;
}

/** Widths of characters as the terminal itself reckons them. */
export function terminalWidths(): (character: string, before: number) => Width {
  const own = provider();
  return (character, before) => {
    const state = own.charProperties(character.codePointAt(0)!, before);
    // What joins the character before it widens that one, or does not.
    return { columns: widthIn(state) - (joins(state) ? widthIn(before) : 0), state };
  };
}

/** xterm's own form: bit 0 = joins the one before, bits 1 and 2 = width, the rest is the kind of character. */
const joins = (properties: number): boolean => (properties & 1) === 1;
const widthIn = (properties: number): number => (properties >> 1) & 3;
const widened = (properties: number): number => (properties & ~0b110) | (2 << 1);

const EMOJI = /^\p{Emoji_Presentation}$/u;
const FIRST_EMOJI = 0x231a;

function provider(): IUnicodeVersionProvider {
  const base = graphemes();
  const isWide = (code: number): boolean => code >= FIRST_EMOJI && EMOJI.test(String.fromCodePoint(code));
  return {
    version: VERSION,
    wcwidth: (code) => (isWide(code) ? 2 : base.wcwidth(code)),
    charProperties: (code, before) => {
      const properties = base.charProperties(code, before);
      return widthIn(properties) === 1 && (isWide(code) || (joins(properties) && widthIn(before) === 2)) ? widened(properties) : properties;
    },
  };
}

function graphemes(): IUnicodeVersionProvider {
  const found: IUnicodeVersionProvider[] = [];
  const unicode = { register: (one: IUnicodeVersionProvider) => void found.push(one), versions: [], activeVersion: '' };
  new UnicodeGraphemesAddon().activate({ unicode } as unknown as Terminal);
  return found.find(({ version }) => version === '15-graphemes')!;
}

export function columnsOf(text: string, widthOf: (character: string, before: number) => Width): number {
  let columns = 0;
  let state = 0;
  for (const character of text) {
    const width = widthOf(character, state);
    state = width.state;
    columns += width.columns;
  }
  return columns;
}
