import { isObject } from '../../base/json.ts';
import { errorText, goQuote } from '../../kinds/errors.ts';
import type { FieldError, Kind } from '../../kinds/kind.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { kindByName, kinds, parseApiVersion, apiVersionOf } from '../../kinds/registry.ts';
import { decode, type Misfit } from '../../kinds/schema/decode.ts';
import type { LintProblem } from '../../wire/source.ts';
import { readYamlTrees, type YamlProblem, type YamlTree } from '../yaml.ts';
import { stepsOf } from './field-path.ts';
import { nearest } from './near.ts';
import { findPath, findWord, type Span, writtenAs } from './nodes.ts';
import { fieldsOf, placeIn, type Step } from './schema-path.ts';
import { isUpstreamKind } from './upstream-kinds.ts';

/**
 * What is wrong with a manifest, before anybody applies it: what kubectl and the API server would say, at the place it concerns. Objects
 * are decoded, defaulted and validated as the server does it. What depends on the cluster (names taken, namespaces missing) is not
 * looked at.
 */
export function lint(source: string): readonly LintProblem[] {
  const found: Finding[] = [];
  const { trees, problems } = readYamlTrees(beginning(source));
  for (const problem of problems) found.push({ span: restOfLine(source, problem), message: problem.message, severity: 'error' });
  for (const tree of trees) {
    for (const { message, offset } of tree.duplicates)
      found.push({ span: wordAt(source, offset), message: `${message}: the last one counts`, severity: 'warning' });
    lintDocument({ tree, found });
    if (found.length > MOST_PROBLEMS) break;
  }
  const lines = new Lines(source);
  return found
    .map(({ span: { from, to }, message, severity }) => ({ from, to: Math.min(to, lines.endOf(from)), line: lines.lineOf(from), severity, message }))
    .sort((a, b) => a.from - b.from)
    .slice(0, MOST_PROBLEMS);
}

/** What an editor can read again and again while somebody types: a fraction of a second. */
export const MOST_CHARACTERS = 65_536;
const MOST_PROBLEMS = 200;

/** As many whole documents as are read in time; the others are left to `apply`. */
const beginning = (source: string): string =>
  source.length <= MOST_CHARACTERS ? source : source.slice(0, Math.max(0, source.lastIndexOf('\n---', MOST_CHARACTERS)));

interface Finding {
  readonly span: Span;
  readonly message: string;
  readonly severity: LintProblem['severity'];
}

/** One document, and what has been found. */
interface Linting {
  readonly tree: YamlTree;
  readonly found: Finding[];
}

function lintDocument(linting: Linting): void {
  const { value } = linting.tree;
  if (isObject(value)) return lintObject(linting, value, []);
  say(linting, [], 'invalid object to validate');
}

function lintObject(linting: Linting, value: Record<string, unknown>, path: readonly Step[]): void {
  const [apiVersion, kind] = ['apiVersion', 'kind'].map((field) => given(linting, value, { path, field })) as [string | undefined, string | undefined];
  if (kind === undefined) return;
  const { items } = value;
  if (Array.isArray(items) && kind.endsWith('List')) {
    items.forEach((item, i) => {
      if (isObject(item)) lintObject(linting, item, [...path, 'items', i]);
      else say(linting, [...path, 'items', i], "Object 'Kind' is missing");
    });
    return;
  }
  if (apiVersion === undefined) return;
  const { group, version } = parseApiVersion(apiVersion);
  const known = kindByName(group, version, kind);
  if (known) lintKnown({ linting, kind: known, path }, value);
  else sayUnknown(linting, { apiVersion, kind, path });
}

/** apiVersion or kind, which kubectl wants of everything. */
function given(
  linting: Linting,
  value: Record<string, unknown>,
  { path, field }: { readonly path: readonly Step[]; readonly field: string },
): string | undefined {
  const text = Object.hasOwn(value, field) ? value[field] : undefined;
  if (typeof text === 'string' && text !== '') return text;
  say(linting, [...path, field], text === undefined || text === null || text === '' ? `${field} not set` : `${field} isn't string type`);
  return undefined;
}

function sayUnknown(
  linting: Linting,
  { apiVersion, kind, path }: { readonly apiVersion: string; readonly kind: string; readonly path: readonly Step[] },
): void {
  const elsewhere = kinds.filter((one) => one.kind === kind).map(apiVersionOf);
  // A kind that Kubernetes has is not misspelt: it is only not served here.
  const name = isUpstreamKind(apiVersion, kind)
    ? undefined
    : nearest(
        kind,
        kinds.map((one) => one.kind),
      );
  const hint = elsewhere.length > 0 ? ` (did you mean apiVersion ${elsewhere.join(' or ')}?)` : name ? ` (did you mean ${name}?)` : '';
  const field = elsewhere.length > 0 ? 'apiVersion' : 'kind';
  say(linting, [...path, field], `no matches for kind ${goQuote(kind)} in version ${goQuote(apiVersion)}${hint}`, { on: 'value' });
}

/** An object of a kind that is served, and the way to it. */
interface Served {
  readonly linting: Linting;
  readonly kind: Kind;
  readonly path: readonly Step[];
}

function lintKnown(served: Served, value: Record<string, unknown>): void {
  const { linting, kind, path } = served;
  const { object, misfits, unknownFields } = decode(kind.definition, value);
  for (const field of unknownFields.slice(0, MOST_PROBLEMS)) sayUnknownField(served, field);
  for (const misfit of misfits) sayMisfit(served, misfit, value);
  const whole = asServed(kind, object as Record<string, unknown>);
  const { name, generateName } = (isObject(value['metadata']) ? value['metadata'] : {}) as Partial<KubeObject['metadata']>;
  if (!name && generateName) say(linting, [...path, 'metadata', 'generateName'], `from ${generateName}: cannot use generate name with apply`);
  const prepared = kind.strategy.prepareForCreate(kind.strategy.defaults(whole), { now: '2026-01-01T00:00:00Z', user: 'lint', meta: {} });
  const misplaced = misfits.map((misfit) => misfit.path.map(stepOf));
  for (const error of kind.strategy.validate(prepared).slice(0, MOST_PROBLEMS)) if (!followsFrom(misplaced, error)) sayInvalid(served, error);
  if (misfits.length > 0) return;
  for (const warning of kind.strategy.warnings?.(prepared, undefined) ?? []) {
    const field = /^([a-zA-Z]+(?:[.[][^\s:]*)?): /.exec(warning)?.[1];
    say(linting, [...path, ...(field ? stepsOf(field) : ['kind'])], warning, { severity: 'warning', on: field ? 'key' : 'value' });
  }
}

/** What kubectl and admission add before validation looks at it. */
function asServed(kind: Kind, read: Record<string, unknown>): KubeObject {
  const { apiVersion: _apiVersion, kind: _kind, metadata, ...rest } = read;
  const { namespace, ...own } = (metadata ?? {}) as Partial<KubeObject['metadata']>;
  const meta = {
    ...own,
    name: own.name || (own.generateName ? `${own.generateName}x` : ''),
    ...(kind.namespaced ? { namespace: namespace ?? 'default' } : {}),
  };
  const object = { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: meta, ...rest };
  const { spec } = rest;
  return kind.kind === 'Pod' && isObject(spec) && !spec['serviceAccountName'] ? { ...object, spec: { ...spec, serviceAccountName: 'default' } } : object;
}

/** A value that did not fit was taken as empty: what validation says of it, or of what it belongs to, is not said again. */
function followsFrom(misplaced: readonly (readonly Step[])[], { field, detail }: FieldError): boolean {
  if (misplaced.length === 0) return false;
  if (detail.startsWith('`selector` does not match')) return true;
  const steps = stepsOf(field);
  return misplaced.some((path) => path.every((step, i) => i >= steps.length || String(steps[i]) === String(step)));
}

function sayInvalid({ linting, path }: Served, error: FieldError): void {
  const steps = [...path, ...stepsOf(error.field)];
  const { key, value, steps: found, node } = findPath(linting.tree, steps);
  const word = typeof error.value === 'string' ? findWord(linting.tree, node, error.value) : undefined;
  const missing = error.type === 'Required' || found < steps.length;
  linting.found.push({ span: word ?? (missing ? key : value), message: errorText(error), severity: 'error' });
}

function sayUnknownField({ linting, kind, path }: Served, field: string): void {
  const steps = stepsOf(field);
  const parent = placeIn(kind.definition, steps.slice(0, -1));
  const names = (parent && fieldsOf(parent.type))?.map(({ name }) => name) ?? [];
  const meant = nearest(String(steps.at(-1)), names);
  say(linting, [...path, ...steps], `unknown field ${goQuote(field)}${meant ? ` (did you mean ${goQuote(meant)}?)` : ''}`);
}

function sayMisfit({ linting, kind, path }: Served, { path: at, message }: Misfit, object: Record<string, unknown>): void {
  const steps = at.map(stepOf);
  const type = placeIn(kind.definition, steps)?.type;
  const value = valueAt(object, steps);
  let hint = '';
  if (type?.is === 'scalar') {
    const number = type.scalar === 'int32' || type.scalar === 'int64' || type.scalar === 'double';
    if (type.scalar === 'string' && (typeof value === 'number' || typeof value === 'boolean'))
      hint = ` (a text: write it in quotes, "${writtenAs(findPath(linting.tree, [...path, ...steps]).node) ?? value}")`;
    if ((number && typeof value === 'string' && /^-?\d+$/.test(value)) || (type.scalar === 'boolean' && (value === 'true' || value === 'false')))
      hint = ` (write it without quotes, ${value})`;
  }
  say(linting, [...path, ...steps], `${message}${hint}`, { on: 'value' });
}

function valueAt(value: unknown, steps: readonly Step[]): unknown {
  let at = value;
  for (const step of steps) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<Step, unknown>)[step];
  }
  return at;
}

function say(
  { tree, found }: Linting,
  path: readonly Step[],
  message: string,
  { severity = 'error', on = 'key' }: { readonly severity?: LintProblem['severity']; readonly on?: 'key' | 'value' } = {},
): void {
  found.push({ span: findPath(tree, path)[on], message, severity });
}

const stepOf = (text: string): Step => (/^\[\d{1,9}\]$/.test(text) ? Number(text.slice(1, -1)) : text);

function restOfLine(source: string, { offset }: YamlProblem): Span {
  const from = Math.min(offset, source.length);
  const rest = source.slice(from).search(/\r?\n/);
  const to = rest < 0 ? source.length : from + rest;
  if (to > from) return { from, to };
  const start = source.lastIndexOf('\n', from - 1) + 1;
  return { from: start, to: Math.max(start, from) };
}

const wordAt = (source: string, offset: number): Span => ({
  from: offset,
  to: offset + (/^[^\s:]*/.exec(source.slice(offset, offset + 300))?.[0].length ?? 0),
});

class Lines {
  private readonly source: string;
  private readonly starts: number[] = [0];

  constructor(source: string) {
    this.source = source;
    for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  /** 1-based. */
  lineOf(offset: number): number {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** Where the line of an offset ends, without its line end; never before the offset. */
  endOf(offset: number): number {
    const next = this.starts[this.lineOf(offset)];
    if (next === undefined) return this.source.length;
    return Math.max(offset, this.source[next - 2] === '\r' ? next - 2 : next - 1);
  }
}
