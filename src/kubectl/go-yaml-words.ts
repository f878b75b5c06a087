import { goQuote } from '../kinds/errors.ts';

/**
 * What our reader of YAML says, in the words of go-yaml, which kubectl reads with (sigs.k8s.io/yaml goyaml.v2: scannerc.go, parserc.go, yaml.go `fail`).
 * Its scanner names the line where it stands, its parser the one before; neither names the first; what its decoder finds has no line at all.
 * Simplified: where go-yaml reads further before it finds something wrong, it names a later line.
 */
export interface Trouble {
  readonly message: string;
  /** In its document, from 1. */
  readonly line: number;
  /** Into the document. */
  readonly offset: number;
  /** The document. */
  readonly text: string;
}

type By = 'scanner' | 'parser';
type Words = readonly [by: By, words: string, line?: number];

export function goYamlWords(trouble: Trouble): string {
  const { message } = trouble;
  if (/^(unknown anchor|anchor '|map merge requires|cannot decode|invalid map key)/.test(message)) return message;
  const found = KNOWN.find(([pattern]) => pattern.test(message))?.[1](trouble);
  if (!found) return `line ${trouble.line}: ${message}`;
  const [by, words, line = trouble.line] = found;
  if (line === 1) return words;
  return `line ${by === 'scanner' ? line : line - 1}: ${words}`;
}

const NO_KEY = 'did not find expected key';
const NO_DASH = "did not find expected '-' indicator";
const NO_VALUES = 'mapping values are not allowed in this context';
const NO_TOKEN = 'found character that cannot start any token';

const always = (by: By, words: string) => (): Words => [by, words];

const KNOWN: readonly (readonly [RegExp, (trouble: Trouble) => Words])[] = [
  [/^Flow map in block collection/, always('parser', "did not find expected ',' or '}'")],
  [/^Flow sequence in block collection/, always('parser', "did not find expected ',' or ']'")],
  [/^(Missing , or : between|Block collections are not allowed within flow|Unexpected scalar token)/, unseparated],
  [/^Tabs are not allowed as indentation/, tabbed],
  [/^Missing closing .quote/, always('scanner', 'found unexpected end of stream')],
  [/^Nested mappings are not allowed/, nested],
  [/^Implicit map keys need to be followed/, ({ line }) => ['scanner', "could not find expected ':'", line + 1]],
  [/^Implicit keys need to be on a single line/, unended],
  [/^Plain value cannot start with flow indicator/, always('parser', 'did not find expected node content')],
  [/^Plain value cannot start with/, always('scanner', NO_TOKEN)],
  [/^Invalid escape sequence \\[xuU]/, always('scanner', 'did not find expected hexdecimal number')],
  [/^Invalid escape sequence/, always('scanner', 'found unknown escape character')],
  [/^Block scalar header includes extra characters: [|>][+-]?0/, always('scanner', 'found an indentation indicator equal to 0')],
  [/^Block scalar header includes extra characters/, always('scanner', 'did not find expected comment or line break')],
  [/^(All (mapping|sequence) items must start|Sequence item without|A block sequence may not be used)/, dedented],
  [
    /^Unexpected flow-(seq|map)-end token/,
    ({ text, offset }) => ['parser', /(^|[:\-,[{])\s*$/.test(text.slice(0, offset)) ? 'did not find expected node content' : NO_KEY],
  ],
  [/^Unexpected scalar at node end/, always('parser', NO_KEY)],
  [/^unsupported map key of type: %!s\(<nil>\)/, ({ text, offset, message, line }) => (text[offset] === ':' ? ['parser', NO_KEY] : ['scanner', message, line])],
  [/^(Alias|Anchor) cannot be an empty string/, always('scanner', 'did not find expected alphabetic or numeric character')],
  [/^Unexpected block-seq-ind on same line with key/, always('scanner', 'block sequence entries are not allowed in this context')],
  [/^Verbatim tags must end with a >/, always('scanner', "did not find the expected '>'")],
];

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;
const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Where the next `: ` is. */
function colonLine(text: string, from: number): number {
  const at = text.slice(from).search(/:(?=\s|$)/);
  return at < 0 ? lineAt(text, from) : lineAt(text, from + at);
}

function nested({ text, offset }: Trouble): Words {
  if (/["']/.test(text[offset] ?? '')) return ['parser', NO_KEY];
  if (/^\?\s/.test(text.slice(offset, offset + 2))) return ['scanner', 'mapping keys are not allowed in this context'];
  return ['scanner', NO_VALUES, colonLine(text, offset)];
}

/** A key that goes on over its line: the first of a map may have been a text; the others must be keys. */
function unended({ text, offset, line }: Trouble): Words {
  if (/^-\s/.test(text.slice(offset, offset + 2))) return ['parser', NO_KEY];
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).findLast((one) => one.trim() !== '' && !one.trim().startsWith('#'));
  const isFirst = before === undefined || indentOf(before) < indentOf(lines[line - 1] ?? '');
  if (isFirst) return ['scanner', NO_VALUES, colonLine(text, offset)];
  return ['scanner', "could not find expected ':'", /[[{]/.test(text[offset] ?? '') ? line + 1 : colonLine(text, offset)];
}

function tabbed({ text, line }: Trouble): Words {
  const before = text.split('\n')[line - 2] ?? '';
  return ['scanner', /:\s*$/.test(before) || before.trim() === '' ? NO_TOKEN : 'found a tab character that violates indentation'];
}

/** Within brackets, without what separates. */
function unseparated({ text, offset }: Trouble): Words {
  const open = text.slice(0, offset);
  return ['parser', open.lastIndexOf('{') > open.lastIndexOf('[') ? "did not find expected ',' or '}'" : "did not find expected ',' or ']'"];
}

/** A line that stands further left than the one before, and fits nothing that is open: what is then the innermost says what it missed. */
function dedented({ text, line }: Trouble): Words {
  const lines = text.split('\n');
  const indent = indentOf(lines[line - 1] ?? '');
  const open: { readonly indent: number; readonly is: 'map' | 'list' }[] = [];
  for (const one of lines.slice(0, line - 1)) {
    let at = indentOf(one);
    let rest = one.slice(at);
    if (rest === '' || rest.startsWith('#')) continue;
    while (open.length > 0 && open.at(-1)!.indent > at) open.pop();
    for (; /^-(\s|$)/.test(rest); rest = one.slice(at)) {
      // A list may stand under its key without being indented: then it is not one of its own.
      if ((open.at(-1)?.indent ?? -1) < at) open.push({ indent: at, is: 'list' });
      at += 1 + indentOf(rest.slice(1));
    }
    if (/:(\s|$)/.test(rest) && (open.at(-1)?.indent ?? -1) < at) open.push({ indent: at, is: 'map' });
  }
  return ['parser', open.findLast((one) => one.indent <= indent)?.is === 'list' ? NO_DASH : NO_KEY];
}

/** A value as Go's %#v prints what go-yaml decoded. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return goQuote(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[interface {}]interface {}{${entries.map(([key, item]) => `${goQuote(key)}:${goSyntax(item)}`).join(', ')}}`;
}
