import { byNaturalOrder } from './natural-order.ts';
import { isObject } from '../../base/json.ts';
import { plainScalar } from '../yaml-scalar.ts';

/** Plain data as sigs.k8s.io/yaml writes it: keys sorted, lists not indented, texts quoted only where they would be read as something else. */
export function yamlText(value: unknown): string {
  if (isObject(value) && Object.keys(value).length > 0) return mapLines(value, '').join('');
  if (Array.isArray(value) && value.length > 0) return listLines(value, '').join('');
  return `${scalar(value, '')}\n`;
}

function mapLines(map: Readonly<Record<string, unknown>>, indent: string): string[] {
  return Object.keys(map)
    .filter((key) => map[key] !== undefined)
    .sort(byNaturalOrder)
    .flatMap((key) => entryLines(`${indent}${keyText(key)}:`, map[key], indent));
}

const keyText = (key: string): string => scalar(key, '');

function entryLines(head: string, value: unknown, indent: string): string[] {
  if (isObject(value) && hasKeys(value)) return [`${head}\n`, ...mapLines(value, `${indent}  `)];
  if (Array.isArray(value) && value.length > 0) return [`${head}\n`, ...listLines(value, indent)];
  return [`${head} ${scalar(value, `${indent}  `, head.length + 1)}\n`];
}

const hasKeys = (value: Readonly<Record<string, unknown>>): boolean => Object.values(value).some((item) => item !== undefined);

function listLines(list: readonly unknown[], indent: string): string[] {
  return list.flatMap((item) => {
    const inner =
      isObject(item) && hasKeys(item) ? mapLines(item, `${indent}  `) : Array.isArray(item) && item.length > 0 ? listLines(item, `${indent}  `) : undefined;
    if (!inner) return [`${indent}- ${scalar(item, `${indent}  `)}\n`];
    const [first = '', ...rest] = inner;
    return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
  });
}

function scalar(value: unknown, indent: string, column = indent.length): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object') return '{}';
  const text = String(value);
  if (text.includes('\n') && isPrintable(text) && !/ (\n|$)/.test(text)) return literal(text, indent);
  if (isPlain(text)) return folded(text, indent, column);
  // go-yaml prefers single quotes for what is only not allowed plain, double ones for what would be read as another type.
  return isPrintable(text) && plainScalar(text).is === 'string' && !LIKE_OTHER.test(text) && text !== '' && !text.includes('\n')
    ? folded(`'${text.replace(/'/g, "''")}'`, indent, column)
    : quoted(text);
}

/** What go-yaml's resolver would read as a number in base 60 or an old boolean, though YAML 1.2 does not. */
const LIKE_OTHER = /^([-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?|y|Y|n|N|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|<<)$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const isPrintable = (text: string): boolean => !/[\u0000-\u0009\u000b-\u001f\u007f\u0080-\u0084\u0086-\u009f\ud800-\udfff\ufeff\ufffe\uffff]/u.test(text);

function isPlain(text: string): boolean {
  if (text === '' || text !== text.trim() || LIKE_OTHER.test(text) || plainScalar(text).is !== 'string') return false;
  if (/^[-?:](?=\s|$)|^[,[\]{}#&*!|>'"%@`]/.test(text) || text.startsWith('---') || text.startsWith('...')) return false;
  return !/: |:$| #|[\t\n\u0085\u2028\u2029]/.test(text) && isPrintable(text);
}

/** `|` keeps what stands after the last line as it is: `-` nothing, `+` more than one end. */
/** Lines are broken at the first blank after column 80 that stands alone (go-yaml emitterc.go). */
const BEST_WIDTH = 80;

function folded(text: string, indent: string, from: number): string {
  if (from + text.length <= BEST_WIDTH) return text;
  let column = from;
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const breaks = text[i] === ' ' && column > BEST_WIDTH && text[i - 1] !== ' ' && text[i + 1] !== ' ' && i > 0 && i < text.length - 1;
    out += breaks ? `\n${indent}` : text[i];
    column = breaks ? indent.length : column + 1;
  }
  return out;
}

function literal(text: string, indent: string): string {
  const chomp = text.endsWith('\n') ? (text.endsWith('\n\n') || text === '\n' ? '+' : '') : '-';
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const lines = text.replace(/\n$/, '').split('\n');
  return `|${hint}${chomp}\n${lines.map((line) => (line === '' ? '' : `${indent}${line}`)).join('\n')}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\u0000': '\\0',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
  '\u001b': '\\e',
};

function quoted(text: string): string {
  let out = '';
  for (const char of text) {
    const code = char.codePointAt(0)!;
    out += ESCAPES[char] ?? (code < 0x20 || (code >= 0x7f && code < 0xa0) ? `\\x${code.toString(16).padStart(2, '0')}` : char);
  }
  return `"${out}"`;
}
