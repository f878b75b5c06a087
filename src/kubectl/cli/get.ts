import type { KubeObject } from '../../kinds/object.ts';
import { asWritten } from '../../kinds/written.ts';
import type { CliError } from '../errors.ts';
import { goSorted } from '../describe/go-sort.ts';
import { changeable } from './change.ts';
import type { Command } from './command.ts';
import { relaxedPath } from './custom-columns.ts';
import { bool, type Flags, type FlagTable, short, strings, text, whole } from './flags.ts';
import { findResults } from './jsonpath.ts';
import { type GetJob, readTables, subresourceOf } from './get-tables.ts';
import { watchTargets } from './get-watch.ts';
import { OUTPUT } from './output-flags.ts';
import { type Printer, printerOf } from './printing.ts';
import { rawRequest } from './raw.ts';
import { klogHeader } from './rest-log.ts';
import { Failure, failure, type Run } from './run.ts';
import { askedTargets, namesFiles } from './sources.ts';
import { compareValues } from './sorting.ts';
import { printTable, styleOf, type TableRow } from './table.ts';
import { fetchAll, severalKinds, type Where } from './targets.ts';

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
  const { words } = flags;
  checkFlags(flags);
  if (flags.has('raw') && flags.text('raw') !== '') return rawRequest(run, flags, 'GET');
  if (words.length === 0 && !namesFiles(flags)) {
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
  const { targets, errors, reads } = askedTargets(run, flags, { words, where });
  if (flags.has('subresource') && targets.some(({ name }) => name === undefined)) throw failure('subresource cannot be used when bulk resources are specified');
  if (flags.on('watch') || flags.on('watch-only')) {
    if (errors.length > 0) throw new Failure(errors);
    return watchTargets(run, flags, { targets, where, printer });
  }
  if (!printer) return printTables(run, flags, { targets, where, reads });
  // Of one file one object is expected.
  if (errors.length > 0 && flags.list('filename').length === 1) throw new Failure(changeable(run, flags, { words, namespace }).errors);
  return printWhole(run, flags, { targets, where, printer, unread: errors });
}

/** What cannot go together (get.go, Validate). */
function checkFlags(flags: Flags): void {
  if (flags.has('raw') && flags.text('raw') !== '') {
    if (flags.words.length > 0) throw failure('arguments may not be passed when --raw is specified');
    if (WITH_RAW.some((name) => flags.has(name)))
      throw failure('--raw may not be specified with other flags that filter the server request or alter the output');
    if (flags.has('output')) throw failure('--raw and --output are mutually exclusive');
    return;
  }
  if (flags.on('show-labels') && !['', 'wide'].includes(flags.text('output') ?? ''))
    throw failure('--show-labels option cannot be used with ' + `${flags.text('output')} printer`);
  if (flags.on('output-watch-events') && !flags.on('watch') && !flags.on('watch-only'))
    throw failure('--output-watch-events option can only be used with --watch or --watch-only');
}

const WITH_RAW = ['watch', 'watch-only', 'selector', 'field-selector', 'label-columns', 'sort-by', 'show-labels', 'all-namespaces'];

function printTables(run: Run, flags: Flags, job: GetJob): void {
  const { tables, errors } = readTables(run, flags, job);
  if (tables.length > 1 && flags.has('sort-by')) throw failure(unsortable(flags));
  const { where } = job;
  const style = styleOf(flags, { withNamespace: where.allNamespaces ?? false, withKind: flags.on('show-kind') || severalKinds(job.targets) });
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
  if (values) refuseUnsortable(run, { by, values, of: 'rows' });
  return values && goSorted([...rows.keys()], (a, b) => compareValues(values[a], values[b]) < 0).map((i) => rows[i]!);
}

/** Lists and maps have no order: kubectl ends as after a crash (klog.Fatalf in sorter.go). */
function refuseUnsortable(run: Run, { by, values, of }: { readonly by: string; readonly values: readonly unknown[]; readonly of: 'rows' | 'objects' }): void {
  const bad = values.length > 1 ? values.find((value) => typeof value === 'object' && value !== null) : undefined;
  if (bad === undefined) return;
  const field = /^\{.*\}$/.test(by) ? by : `{${by.startsWith('.') ? '' : '.'}${by}}`;
  const type = Array.isArray(bad) ? '[]interface {}' : 'map[string]interface {}';
  const place = of === 'rows' ? `sorter.go:375] Field ${field} in [][][]reflect.Value` : `sorter.go:329] Field ${field} in *unstructured.Unstructured`;
  run.err(`${klogHeader('F', run)} ${place} is an unsortable type: interface, err: unsortable type: ${type}\n`);
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

interface PrintJob extends GetJob {
  readonly printer: Printer;
  /** Errors of reading what `-f` names. */
  readonly unread: readonly CliError[];
}

function printWhole(run: Run, flags: Flags, { targets, where, printer, unread }: PrintJob): void {
  const { found, errors: failed } = fetchAll(run, targets, { ...where, subresource: subresourceOf(flags) });
  const errors = [...unread, ...failed];
  const kept = flags.on('ignore-not-found') ? errors.filter((error) => !(error.is === 'status' && error.status.code === 404)) : errors;
  const isSingle = targets.length === 1 && targets[0]!.name !== undefined;
  if (isSingle) {
    if (found[0]) printer(asWritten(found[0].object), run);
  } else if ((kept.length === 0 && errors.length === 0) || found.length > 0) {
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
  if (values.every((value) => value === undefined)) throw failure(unsortable(flags));
  refuseUnsortable(run, { by, values, of: 'objects' });
  return goSorted([...objects.keys()], (a, b) => compareValues(values[a], values[b]) < 0).map((i) => objects[i]!);
}

const unsortable = (flags: Flags): string => `couldn't find any field with path "${bracedPath(flags.text('sort-by') ?? '')}" in the list of objects`;
const bracedPath = (by: string): string => (by.startsWith('{') ? by : `{${by.startsWith('.') ? '' : '.'}${by}}`);

const listOf = (items: readonly KubeObject[]): KubeObject =>
  ({ apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } }) as unknown as KubeObject;
