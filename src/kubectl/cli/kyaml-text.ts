import { isObject } from '../../base/json.ts';

/**
 * Plain data as `-o kyaml` writes it: YAML in braces, all texts quoted, keys sorted.
 * Upstream: sigs.k8s.io/yaml kyaml/kyaml.go.
 */
export const kyamlText = (value: unknown, keys: KeyOrder = 'sorted'): string => `---\n${node(value, 0, keys)}\n`;

/** What is an object of Go keeps the order of its fields; maps are sorted. */
type KeyOrder = 'sorted' | 'as given';

const pad = (indent: number): string => '  '.repeat(indent);

function node(value: unknown, indent: number, order: KeyOrder): string {
  if (Array.isArray(value)) return sequence(value, indent, order);
  if (isObject(value)) return map(value, indent, order);
  return typeof value === 'string' ? multiLine(value, indent + 1) : String(value ?? null);
}

function map(of: Readonly<Record<string, unknown>>, indent: number, order: KeyOrder): string {
  const keys = Object.keys(of).filter((key) => of[key] !== undefined);
  if (order === 'sorted') keys.sort();
  if (keys.length === 0) return '{}';
  return `{\n${keys.map((key) => `${pad(indent + 1)}${keyText(key)}: ${node(of[key], indent + 1, order)},\n`).join('')}${pad(indent)}}`;
}

function sequence(items: readonly unknown[], indent: number, order: KeyOrder): string {
  if (items.length === 0) return '[]';
  // Maps and lists stand right behind the bracket.
  if (items.every((item) => Array.isArray(item) || isObject(item))) return `[${items.map((item) => node(item, indent, order)).join(', ')}]`;
  return `[\n${items.map((item) => `${pad(indent + 1)}${node(item, indent + 1, order)},\n`).join('')}${pad(indent)}]`;
}

const keyText = (key: string): string => (needsQuotes(key) ? `"${[...key].map(escaped).join('')}"` : key);

/** A text with line breaks is folded: one line for each of its own, blanks at their beginning kept by a backslash. */
function multiLine(text: string, indent: number): string {
  if (!text.includes('\n')) return `"${[...text].map(escaped).join('')}"`;
  let out = '"\\\n';
  for (const char of text) {
    if (out.endsWith('\n')) out += `${pad(indent)}${/\s/.test(char) && char !== '\n' ? '\\' : ' '}`;
    out += char === '\n' ? '\\n\\\n' : escaped(char);
  }
  return `${out}${out.endsWith('\n') ? '' : '\\\n'}${pad(indent)}"`;
}

const NAMED: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\0': '\\0',
  '\u001b': '\\e',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

/** Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols, and the plain blank. */
const PRINTABLE = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

function escaped(char: string): string {
  const named = NAMED[char];
  if (named !== undefined) return named;
  if (PRINTABLE.test(char)) return char;
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}

function needsQuotes(key: string): boolean {
  if (key === '' || readsOtherwise(key)) return true;
  const chars = [...key];
  return !chars.every((char, i) => /[\p{L}\p{N}_]/u.test(char) || (i > 0 && i < chars.length - 1 && /[-./]/.test(char)));
}

const WORDS: readonly string[] = [
  'null',
  '~',
  'true',
  'y',
  'yes',
  'on',
  'false',
  'n',
  'no',
  'off',
  't',
  'f',
  '.inf',
  '-.inf',
  '+.inf',
  '.nan',
  'inf',
  '+inf',
  '-inf',
  'infinity',
  'nan',
];

/** Texts that a reader of YAML may take for a number, a truth, nothing or a time. */
function readsOtherwise(text: string): boolean {
  const bare = text.replaceAll('_', '');
  return (
    WORDS.includes(text.toLowerCase()) ||
    /^[+-]?(0x[\da-f]+|0o?[0-7]+|0b[01]+|[1-9]\d*|0)$/i.test(bare) ||
    /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(bare) ||
    /^[+-]?[1-9][\d_]*(:[0-5]?\d)+(\.[\d_]*)?$/.test(text) ||
    /^\d{4}-\d{1,2}-\d{1,2}([Tt ].*)?$/.test(text)
  );
}
