/**
 * What the text programs of POSIX have in common wherever they run, in the terminal and in containers: regular expressions of grep and sed, sets of characters of tr,
 * lists of cut. Guarded: what a person types must never stall the engine.
 */

const CLASSES: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  digit: '0-9',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`{-~',
  space: ' \\t\\n\\r\\f\\v',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

export const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** A basic (or extended) regular expression as the source of one of JavaScript; undefined when it could take for ever, or is none. */
export function regexSource(pattern: string, kind: 'basic' | 'extended'): string | undefined {
  const source = (kind === 'basic' ? asExtended(pattern) : pattern)
    .replace(/\[:(\w+):\]/g, (all, name: string) => CLASSES[name] ?? all)
    .replace(/\\[<>]/g, '\\b');
  if (isEndless(source)) return undefined;
  try {
    new RegExp(source);
    return source;
  } catch {
    return undefined;
  }
}

/** In basic expressions `+ ? | ( ) { }` are plain, and special with a backslash. */
const asExtended = (text: string): string =>
  text.replace(
    /\[[^\]]+\]|\\([+?|(){}])|\\(.)|([+?|(){}])/g,
    (all, special?: string, other?: string, plain?: string) => special ?? (other !== undefined ? `\\${other}` : plain !== undefined ? `\\${plain}` : all),
  );

/** Repetitions of repetitions or of choices, and more than four that could share the same text. */
const isEndless = (source: string): boolean =>
  /[*+}]\)?\s*[*+{]|\([^)]*[*+}][^)]*\)[*+{]|\([^)]*\|[^)]*\)[*+{]/.test(source) || (source.match(/[*+]|\{\d*,/g)?.length ?? 0) > 4;

/** The characters that a set of tr names: `a-z`, `[:lower:]`, `\n`. */
export function characterSet(text: string): readonly string[] {
  const plain = text
    .replace(/\[:(\w+):\]/g, (all, name: string) => CLASSES[name]?.replaceAll('\\/', '/').replaceAll('\\[', '[') ?? all)
    .replace(/\\([ntrfv\\])/g, escaped);
  const out: string[] = [];
  for (let i = 0; i < plain.length; i++) {
    if (plain[i + 1] === '-' && i + 2 < plain.length) {
      for (let code = plain.charCodeAt(i); code <= plain.charCodeAt(i + 2) && out.length < 512; code++) out.push(String.fromCharCode(code));
      i += 2;
    } else out.push(plain[i]!);
  }
  return out;
}

const escaped = (_: string, char: string): string => ({ n: '\n', t: '\t', r: '\r', f: '\f', v: '\v' })[char] ?? '\\';

/** What tr was asked to do. */
export interface Translation {
  readonly deletes: boolean;
  readonly squeezes: boolean;
  readonly complements: boolean;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** `last`: the character that came out before, which may be squeezed with the first. */
export function translate(
  { deletes, squeezes, complements, from, to }: Translation,
  text: string,
  last: string,
): { readonly out: string; readonly last: string } {
  const isMeant = (char: string): boolean => from.includes(char) !== complements;
  // Of two sets the second names what is squeezed.
  const isSqueezed = (char: string): boolean => (to.length > 0 ? to.includes(char) : isMeant(char));
  let before = last;
  let out = '';
  for (const char of text) {
    if (isMeant(char) && deletes) continue;
    const place = complements ? to.length - 1 : Math.min(from.indexOf(char), to.length - 1);
    const made = isMeant(char) && to.length > 0 && !deletes ? to[place]! : char;
    if (squeezes && made === before && isSqueezed(made)) continue;
    out += made;
    before = made;
  }
  return { out, last: before };
}

export type Ranges = readonly (readonly [from: number, to: number])[];

/** `1,3-5,7-` of cut, counted from one; what is wrong with it in the words of GNU. */
export function cutRanges(text: string): { readonly ranges: Ranges } | { readonly problem: string } {
  const ranges: (readonly [number, number])[] = [];
  for (const range of text.split(',')) {
    const [, from = '', dash, to = ''] = /^(\d*)(-?)(\d*)$/.exec(range) ?? [];
    if (from === '' && to === '') return { problem: range === '-' ? 'invalid range with no endpoint: -' : `invalid field value ‘${range}’` };
    const first = from === '' ? 1 : Number(from);
    const last = dash === '' ? first : to === '' ? Number.MAX_SAFE_INTEGER : Number(to);
    if (first < 1) return { problem: 'fields are numbered from 1' };
    if (last < first) return { problem: 'invalid decreasing range' };
    ranges.push([first, last]);
  }
  return { ranges };
}

/** A line cut into characters, or into what stands between the delimiters; undefined when it has none of these and is left out. */
export function cutLine(line: string, ranges: Ranges, how: { readonly delimiter: string | undefined; readonly onlyDelimited: boolean }): string | undefined {
  const { delimiter, onlyDelimited } = how;
  if (delimiter !== undefined && !line.includes(delimiter)) return onlyDelimited ? undefined : line;
  const parts = delimiter === undefined ? [...line] : line.split(delimiter);
  return parts.filter((_, i) => ranges.some(([from, to]) => i + 1 >= from && i + 1 <= to)).join(delimiter ?? '');
}
