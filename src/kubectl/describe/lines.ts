import { byText } from '../../base/order.ts';

/** Lines of a description, without their line ends; cells end with tabs, `align.ts` makes columns of them. */
export type Lines = readonly string[];
type Texts = Readonly<Record<string, string>>;

export const NONE = '<none>';
const UNSET = '<unset>';

export const field = (name: string, value: string | number | boolean): string => `${name}:\t${value}`;
export const orNone = (text: string): string => (text === '' ? NONE : text);
export const orUnset = (value: string | number | boolean | undefined): string => (value === undefined ? UNSET : String(value));
export const capitalized = (value: boolean | undefined): string => (value === undefined ? UNSET : value ? 'True' : 'False');

export const indented = (lines: Lines, spaces: number): Lines => lines.map((line) => ' '.repeat(spaces) + line);

/** A heading and rows of cells below it, indented by two, with a rule of dashes as long as each name or as given. */
export function table(heading: string | undefined, header: readonly string[], rows: readonly (readonly string[])[]): Lines {
  const rule = header.map((name) => '-'.repeat(name.length));
  return [
    ...(heading === undefined ? [] : [`${heading}:`]),
    ...indented(
      [header, rule, ...rows].map((cells) => cells.join('\t')),
      2,
    ),
  ];
}

/** The first value stands beside the title, the others below it. */
export function multiline(title: string, values: Lines): Lines {
  const [first = NONE, ...rest] = values;
  return [`${title}:\t${first}`, ...rest.map((value) => `\t${value}`)];
}

export const sortedKeys = (texts: Texts | undefined): readonly string[] => Object.keys(texts ?? {}).sort(byText);
export const labelValues = (labels: Texts | undefined): Lines => sortedKeys(labels).map((key) => `${key}=${labels?.[key]}`);
export const labels = (title: string, of: Texts | undefined): Lines => multiline(title, labelValues(of));

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Longer ones stand below their key and are cut. */
const ANNOTATION_LIMIT = 140;

/** One entry for each annotation; what does not fit beside its key follows in lines of their own. */
export function annotationValues(of: Texts | undefined): Lines {
  return sortedKeys(of)
    .filter((key) => key !== LAST_APPLIED)
    .flatMap((key) => {
      const value = (of?.[key] as string).replace(/\n$/, '');
      if (byteLength(value) + byteLength(key) + 2 <= ANNOTATION_LIMIT && !value.includes('\n')) return [`${key}: ${value}`];
      return [`${key}:`, ...value.split('\n').map((line) => `  ${shortened(line)}`)];
    });
}

export const annotations = (title: string, of: Texts | undefined): Lines => multiline(title, annotationValues(of));

/** Simplified: Go cuts bytes, and may cut a letter in two; here a letter that does not fit is left out. */
function shortened(line: string): string {
  if (byteLength(line) <= ANNOTATION_LIMIT - 2) return line;
  let [cut, bytes] = ['', 0];
  for (const char of line) {
    bytes += byteLength(char);
    if (bytes > ANNOTATION_LIMIT - 2) break;
    cut += char;
  }
  return `${cut}...`;
}

/** Of the text in UTF-8, as Go's len counts. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
