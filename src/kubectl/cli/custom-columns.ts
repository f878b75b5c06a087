import { isObject } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { kindOf } from '../../kinds/registry.ts';
import { findResults } from './jsonpath.ts';
import { type Node, parseTemplate, TemplateError } from './jsonpath-parse.ts';
import type { Printer } from './printing.ts';
import { failure, type Run } from './run.ts';
import { tabulate } from './tabwriter.ts';
import { refOf } from './targets.ts';

/** `-o custom-columns=NAME:.metadata.name,…` (kubectl pkg/cmd/get/customcolumn.go). */
export function customColumns(run: Run, spec: string, noHeaders: boolean, isFile: boolean): Printer {
  const columns = isFile ? columnsOfFile(spec) : spec.split(',').map(columnOf);
  const printed = run.memory<{ readonly widths: readonly number[]; readonly isFirst: boolean }>({ widths: [], isFirst: true });
  return (object) => {
    const items = object.kind === 'List' ? (object as KubeObject & { readonly items: readonly KubeObject[] }).items : [object];
    const rows = items.map((item) => columns.map(({ path }) => cellText(path, item)));
    const head = printed.value.isFirst && !noHeaders ? [columns.map(({ header }) => header)] : [];
    const laid = tabulate([...head, ...rows], printed.value.widths);
    printed.value = { widths: laid.widths, isFirst: false };
    laid.lines.forEach((line, i) => {
      const item = items[i - head.length];
      const kind = item && kindOf(item);
      run.say(line, item && kind ? refOf(kind, item.metadata as never) : undefined);
    });
  };
}

interface CustomColumn {
  readonly header: string;
  readonly path: readonly Node[];
}

function columnOf(part: string): CustomColumn {
  const [header = '', ...rest] = part.split(':');
  if (rest.length === 0) throw failure(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
  return { header, path: relaxedPath(rest.join(':')) };
}

/** Two lines: headers, and paths below them. */
function columnsOfFile(text: string): readonly CustomColumn[] {
  const [headers = '', paths = ''] = text.split('\n');
  const of = paths.trim().split(/\s+/);
  return headers
    .trim()
    .split(/\s+/)
    .map((header, i) => ({ header, path: relaxedPath(of[i] ?? '') }));
}

/** `a.b`, `.a.b`, `{.a.b}`: get.RelaxedJSONPathExpression. */
export function relaxedPath(text: string): readonly Node[] {
  const match = /^\{(.*)\}$/s.exec(text);
  const inner = match ? match[1]! : text;
  if (!/^\.?[^{}]+$/s.test(inner)) throw failure(`unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`);
  try {
    return parseTemplate(`{${inner.startsWith('.') || inner.startsWith('[') || inner.startsWith('$') ? '' : '.'}${inner}}`);
  } catch (error) {
    if (error instanceof TemplateError) throw failure(error.message);
    throw error;
  }
}

function cellText(path: readonly Node[], item: KubeObject): string {
  const values = findResults(path, item).flat();
  return values.length === 0 ? '<none>' : values.map(goText).join(',');
}

/** A value as Go's %v prints it. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (isObject(value))
    return `map[${Object.keys(value)
      .sort()
      .map((key) => `${key}:${goText(value[key])}`)
      .join(' ')}]`;
  return String(value);
}
