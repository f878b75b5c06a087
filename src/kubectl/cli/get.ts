import type { Json, JsonObject } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { Kind } from '../../kinds/kind.ts';
import { asWritten } from '../../kinds/written.ts';
import { isSuccess } from '../../wire/request.ts';
import type { CliError } from '../errors.ts';
import { goSorted } from '../describe/go-sort.ts';
import type { Command } from './command.ts';
import { relaxedPath } from './custom-columns.ts';
import { bool, type Flags, type FlagTable, short, strings, text, whole } from './flags.ts';
import { findResults } from './jsonpath.ts';
import { OUTPUT } from './output-flags.ts';
import { type Printer, printerOf } from './printing.ts';
import { klogHeader } from './rest-log.ts';
import { Failure, failure, type Reading, type Run } from './run.ts';
import { namedFiles } from './sources.ts';
import { compareValues } from './sorting.ts';
import type { StreamMessage } from './step.ts';
import { printTable, type ServerTable, styleOf, type TableRow } from './table.ts';
import { AS_TABLE, fetchAll, listQuery, listRefusal, pathOf, refusal, severalTypes, type Target, targetsOf, warn, type Where } from './targets.ts';

const FLAGS: FlagTable = {
  ...OUTPUT,
  'all-namespaces': short('A', bool),
  'chunk-size': { ...whole, bits: 32 },
  'field-selector': text,
  filename: short('f', strings),
  kustomize: short('k', text),
  'ignore-not-found': bool,
  'label-columns': short('L', strings),
  'no-headers': bool,
  'output-watch-events': bool,
  raw: text,
  recursive: short('R', bool),
  selector: short('l', text),
  'server-print': bool,
  'show-kind': bool,
  'show-labels': bool,
  'sort-by': text,
  subresource: text,
  watch: short('w', bool),
  'watch-only': bool,
};

export const get: Command = { flags: FLAGS, run: runGet };

const WITHOUT_TYPE = `You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.

error: Required resource not specified.
Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).
See 'kubectl get -h' for help and examples
`;

function runGet(run: Run, flags: Flags, namespace: string): void {
  const raw = flags.text('raw');
  if (raw !== undefined) return getRaw(run, raw);
  const { words } = flags;
  const files = flags.list('filename');
  if (words.length === 0 && files.length === 0) {
    run.err(WITHOUT_TYPE);
    return run.end(1);
  }
  const where: Where = {
    namespace,
    allNamespaces: flags.on('all-namespaces'),
    selector: flags.text('selector'),
    fieldSelector: flags.text('field-selector'),
    allowsType: true,
  };
  const printer = printerOf(run, flags, 'get');
  const targets = files.length > 0 ? namedFiles(run, files, namespace) : targetsOf(words, where);
  if (flags.on('watch') || flags.on('watch-only')) return watchTargets(run, flags, { targets, where, printer });
  if (printer) return printWhole(run, flags, { targets, where, printer });
  return printTables(run, flags, { targets, where });
}

interface Job {
  readonly targets: readonly Target[];
  readonly where: Where;
}

function getRaw(run: Run, path: string): void {
  const response = run.ask({
    method: 'GET',
    path: path.split('?')[0]!,
    query: Object.fromEntries(
      (path.split('?')[1] ?? '')
        .split('&')
        .filter(Boolean)
        .map((pair) => [pair.split('=')[0]!, decodeURIComponent(pair.split('=').slice(1).join('='))]),
    ),
  });
  if (!isSuccess(response)) throw new Failure([refusal(response)]);
  run.out(typeof response.body === 'string' ? response.body : `${JSON.stringify(response.body)}\n`);
}

/** One table per kind, in the order asked for. */
interface KindTable {
  readonly kind: Kind;
  readonly columns: NonNullable<ServerTable['columnDefinitions']>;
  readonly rows: TableRow[];
  resourceVersion: string;
}

function readTables(run: Run, flags: Flags, { targets, where }: Job): { readonly tables: readonly KindTable[]; readonly errors: readonly CliError[] } {
  const tables: KindTable[] = [];
  const errors: CliError[] = [];
  for (const target of targets) {
    const error = readTable(run, flags, { target, where, tables });
    if (error) errors.push(error);
  }
  return { tables, errors };
}

interface Place {
  readonly target: Target;
  readonly where: Where;
  readonly tables: KindTable[];
}

function readTable(run: Run, flags: Flags, { target, where, tables }: Place): CliError | undefined {
  const include = flags.has('sort-by') ? { includeObject: 'Object' } : {};
  const limit = flags.number('chunk-size') ?? 500;
  for (let next: string | undefined; ; ) {
    const query = { ...(target.name === undefined ? listQuery(where, limit, next) : {}), ...include };
    const path = `${pathOf(target)}${flags.has('subresource') ? `/${flags.text('subresource')}` : ''}`;
    const response = run.ask({ method: 'GET', path, ...(Object.keys(query).length > 0 ? { query } : {}), accept: AS_TABLE });
    warn(run, response);
    if (!isSuccess(response) && response.code === 404 && flags.on('ignore-not-found')) return undefined;
    if (!isSuccess(response)) return target.name === undefined ? listRefusal(response, target, where) : refusal(response);
    const body = response.body as unknown as ServerTable;
    const last = tables.at(-1);
    if (last?.kind === target.kind) last.rows.push(...body.rows);
    else tables.push({ kind: target.kind, columns: body.columnDefinitions ?? [], rows: [...body.rows], resourceVersion: body.metadata?.resourceVersion ?? '' });
    next = body.metadata?.continue;
    if (!next) return undefined;
  }
}

function printTables(run: Run, flags: Flags, job: Job): void {
  const { tables, errors } = readTables(run, flags, job);
  const { where } = job;
  const style = styleOf(flags, { withNamespace: where.allNamespaces ?? false, withKind: flags.on('show-kind') || severalTypes(flags.words) });
  let printed = 0;
  for (const { kind, columns, rows } of tables) {
    if (rows.length === 0) continue;
    const sorted = sortRows(run, flags, rows);
    if (!sorted) continue;
    if (printed > 0 && style.headers) run.say('');
    printTable(run, { kind, columns, rows: sorted, style: { ...style, withNamespace: style.withNamespace && (kind.namespaced || tables.length > 1) } });
    printed++;
  }
  if (errors.length > 0) throw new Failure(errors);
  if (printed === 0 && !flags.on('ignore-not-found'))
    run.err(
      where.allNamespaces || !job.targets.every(({ kind }) => kind.namespaced)
        ? 'No resources found\n'
        : `No resources found in ${where.namespace} namespace.\n`,
    );
}

/**
 * Undefined: nothing has what is sorted by, and kubectl then prints nothing.
 * Simplified: rows without what is sorted by come first; among rows of equal values the real one may have another order.
 */
function sortRows(run: Run, flags: Flags, rows: readonly TableRow[]): readonly TableRow[] | undefined {
  const by = flags.text('sort-by');
  if (by === undefined) return rows;
  const values = sortValues(
    by,
    rows.map(({ object }) => object),
  );
  if (values) refuseUnsortable(run, by, values);
  return values && goSorted([...rows.keys()], (a, b) => compareValues(values[a], values[b]) < 0).map((i) => rows[i]!);
}

/** Lists and maps have no order: kubectl ends as after a crash (klog.Fatalf in sorter.go). */
function refuseUnsortable(run: Run, by: string, values: readonly unknown[]): void {
  const bad = values.length > 1 ? values.find((value) => typeof value === 'object' && value !== null) : undefined;
  if (bad === undefined) return;
  const field = /^\{.*\}$/.test(by) ? by : `{${by.startsWith('.') ? '' : '.'}${by}}`;
  const type = Array.isArray(bad) ? '[]interface {}' : 'map[string]interface {}';
  run.err(`${klogHeader('F', run)} sorter.go:375] Field ${field} in [][][]reflect.Value is an unsortable type: interface, err: unsortable type: ${type}\n`);
  run.end(255);
}

function sortValues(by: string, objects: readonly unknown[]): readonly unknown[] | undefined {
  try {
    const path = relaxedPath(by);
    const values = objects.map((object) => findResults(path, object).flat()[0]);
    return values.every((value) => value === undefined) ? undefined : values;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

interface PrintJob extends Job {
  readonly printer: Printer;
}

function printWhole(run: Run, flags: Flags, { targets, where, printer }: PrintJob): void {
  const { found, errors } = fetchAll(run, targets, where);
  const kept = flags.on('ignore-not-found') ? errors.filter((error) => !(error.is === 'status' && error.status.code === 404)) : errors;
  const isSingle = targets.length === 1 && targets[0]!.name !== undefined;
  if (isSingle) {
    if (found[0]) printer(asWritten(found[0].object), run);
  } else if (kept.length === 0 || found.length > 0) {
    const objects = found.map(({ object }) => asWritten(object));
    printer(listOf(sortObjects(run, flags, objects)), run);
  }
  if (kept.length > 0) throw new Failure(kept);
}

function sortObjects(run: Run, flags: Flags, objects: readonly KubeObject[]): readonly KubeObject[] {
  const by = flags.text('sort-by');
  if (by === undefined || objects.length === 0) return objects;
  const path = relaxedPath(by);
  const values = objects.map((object) => findResults(path, object).flat()[0]);
  if (values.every((value) => value === undefined)) throw failure(`couldn't find any field with path "${by}" in the list of objects`);
  refuseUnsortable(run, by, values);
  return goSorted([...objects.keys()], (a, b) => compareValues(values[a], values[b]) < 0).map((i) => objects[i]!);
}

const listOf = (items: readonly KubeObject[]): KubeObject =>
  ({ apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } }) as unknown as KubeObject;

/** What a watch remembers between its events. */
interface Watching extends JsonObject {
  readonly columns: Json;
  readonly widths: readonly number[];
  readonly printed: boolean;
}

function watchTargets(run: Run, flags: Flags, { targets, where, printer }: Job & { readonly printer: Printer | undefined }): void {
  const [target] = targets;
  if (!target || targets.length > 1) throw failure('you may only specify a single resource type');
  if (printer && !['json', 'yaml', 'name'].includes((flags.text('output') ?? '').split('=')[0]!)) return watchWhole(run, flags, { target, where, printer });
  if (printer) return watchWhole(run, flags, { target, where, printer });
  const { tables, errors } = readTables(run, flags, { targets, where });
  if (errors.length > 0) throw new Failure(errors);
  const [table] = tables;
  const withNamespace = (where.allNamespaces ?? false) && target.kind.namespaced;
  const style = styleOf(flags, { withNamespace, withKind: flags.on('show-kind') });
  const showEvents = flags.on('output-watch-events');
  const columns = [...(showEvents ? [{ name: 'Event', priority: 0 }] : []), ...(table?.columns ?? [])];
  const marked = (rows: readonly TableRow[], type: string): readonly TableRow[] =>
    showEvents ? rows.map((row) => ({ ...row, cells: [type, ...row.cells] })) : rows;
  const rows = flags.on('watch-only') ? [] : (table?.rows ?? []);
  const sorted = sortRows(run, flags, rows) ?? [];
  const widths = sorted.length > 0 ? printTable(run, { kind: target.kind, columns, rows: marked(sorted, 'ADDED'), style }) : [];
  const start: Watching = { columns: columns as unknown as Json, widths, printed: sorted.length > 0 };
  run.follow<Watching, null>(watchRequest(target, where, table?.resourceVersion ?? ''), {
    start,
    read: (state, message) => {
      const row = eventRow(message);
      if ('end' in row) return row;
      if (row.rows.length === 0) return { state };
      const part = { kind: target.kind, columns, rows: marked(row.rows, row.type), style: { ...style, headers: style.headers && !state.printed } };
      return { state: { ...state, widths: printTable(run, part, state.widths), printed: true } };
    },
  });
}

function eventRow(message: StreamMessage): { readonly type: string; readonly rows: readonly TableRow[] } | { readonly end: null } {
  if (message.is === 'closed') return { end: null };
  if (message.is === 'answer') throw new Failure([refusal(message.response)]);
  if (message.is !== 'event' || message.type === 'BOOKMARK') return { type: '', rows: [] };
  if (message.type === 'ERROR') throw new Failure([refusal({ code: 410, body: message.object as never })]);
  return { type: message.type, rows: (message.object as unknown as ServerTable).rows };
}

function watchRequest(target: Target, { selector, fieldSelector }: Where, resourceVersion: string, accept = AS_TABLE) {
  const only = target.name === undefined ? fieldSelector : `metadata.name=${target.name}`;
  return {
    method: 'GET',
    path: pathOf({ ...target, name: undefined }),
    query: {
      ...(only ? { fieldSelector: only } : {}),
      ...(selector ? { labelSelector: selector } : {}),
      ...(resourceVersion ? { resourceVersion } : {}),
      watch: 'true',
    },
    accept,
  } as const;
}

function watchWhole(run: Run, flags: Flags, { target, where, printer }: { readonly target: Target; readonly where: Where; readonly printer: Printer }): void {
  const response = run.ask({ method: 'GET', path: pathOf(target), ...(target.name === undefined ? { query: listQuery(where, 0) } : {}) });
  if (!isSuccess(response)) throw new Failure([refusal(response)]);
  const body = response.body as unknown as KubeObject & { readonly items?: readonly KubeObject[] };
  const { group, version, kind } = target.kind;
  const typed = { apiVersion: group === '' ? version : `${group}/${version}`, kind };
  if (!flags.on('watch-only')) for (const object of body.items ?? [body]) printer(asWritten({ ...object, ...typed }), run);
  run.follow<null, null>(watchRequest(target, where, body.metadata.resourceVersion ?? '', 'application/json'), {
    start: null,
    read: (state, message): Reading<null, null> => {
      if (message.is === 'closed') return { end: null };
      if (message.is === 'answer') throw new Failure([refusal(message.response)]);
      if (message.is === 'event' && message.type !== 'BOOKMARK' && message.type !== 'ERROR') printer(asWritten(message.object as unknown as KubeObject), run);
      return { state };
    },
  });
}
