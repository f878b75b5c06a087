import { isObject, type JsonObject } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { goJson } from '../../kinds/errors.ts';
import { apiVersionOf } from '../../kinds/registry.ts';
import { asWritten } from '../../kinds/written.ts';
import { isSuccess } from '../../wire/request.ts';
import type { Flags } from './flags.ts';
import { type GetJob, readTables } from './get-tables.ts';
import type { Printer } from './printing.ts';
import { Failure, failure, type Reading, type Run } from './run.ts';
import type { StreamMessage } from './step.ts';
import { printTable, type ServerTable, styleOf, type TableRow } from './table.ts';
import { AS_TABLE, fetchAll, listQuery, pathOf, refusal, severalKinds, type Target, type Where } from './targets.ts';

/** kubectl get --watch (pkg/cmd/get/get.go, watch). */
interface Watching extends JsonObject {
  readonly widths: readonly number[];
  readonly printed: boolean;
  /** The watch of one object begins with what has been shown already. */
  readonly skips: boolean;
}

interface WatchJob extends GetJob {
  readonly printer: Printer | undefined;
}

export function watchTargets(run: Run, flags: Flags, job: WatchJob): void {
  const { targets, where, printer } = job;
  const [target] = targets;
  if (!target || severalKinds(targets)) throw failure('you may only specify a single resource type');
  if (flags.has('sort-by')) run.err('warning: --watch requested, --sort-by will be ignored for watch events received\n');
  if (printer) return watchWhole(run, flags, { targets, where, printer });
  const style = styleOf(flags, { withNamespace: (where.allNamespaces ?? false) && target.kind.namespaced, withKind: flags.on('show-kind') });
  const showEvents = flags.on('output-watch-events');
  const marked = (rows: readonly TableRow[], type: string): readonly TableRow[] =>
    showEvents ? rows.map((row) => ({ ...row, cells: [type.padEnd(8), ...row.cells] })) : rows;
  const isOne = target.name !== undefined;
  const { columns, version, start } = run.once(() => {
    const { tables, errors } = readTables(run, flags, { targets, where });
    if (errors.length > 0) throw new Failure(errors);
    const [table] = tables;
    const columns = [...(showEvents ? [{ name: 'Event', priority: 0 }] : []), ...(table?.columns ?? [])];
    const rows = flags.on('watch-only') ? [] : (table?.rows ?? []);
    const widths = rows.length > 0 ? printTable(run, { kind: target.kind, columns, rows: marked(rows, 'ADDED'), style }) : [];
    const start: Watching = { widths, printed: rows.length > 0, skips: isOne };
    return { columns, version: table?.resourceVersion ?? '', start };
  });
  if (targets.length > 1) throw failure('you may only watch a single resource or type of resource at a time');
  run.follow<Watching, null>(watchRequest(target, where, { version: isOne ? '0' : version, accept: AS_TABLE }), {
    start,
    ...limitOf(run),
    read: (state, message) => {
      const row = eventRow(message);
      if ('end' in row) return row;
      if (row.rows.length === 0) return { state };
      if (state.skips) return { state: { ...state, skips: false } };
      const part = { kind: target.kind, columns, rows: marked(row.rows, row.type), style: { ...style, headers: style.headers && !state.printed } };
      return { state: { ...state, widths: printTable(run, part, state.widths), printed: true } };
    },
  });
}

const limitOf = ({ requestTimeoutUs }: Run): { readonly timeoutUs?: number } => (requestTimeoutUs > 0 ? { timeoutUs: requestTimeoutUs } : {});

function eventRow(message: StreamMessage): { readonly type: string; readonly rows: readonly TableRow[] } | { readonly end: null } {
  if (message.is === 'closed' || message.is === 'timeout') return { end: null };
  if (message.is === 'answer') throw new Failure([refusal(message.response)]);
  if (message.is !== 'event' || message.type === 'BOOKMARK') return { type: '', rows: [] };
  if (message.type === 'ERROR') throw new Failure([refusal({ code: 410, body: message.object as never })]);
  return { type: message.type, rows: (message.object as unknown as ServerTable).rows };
}

function watchRequest(target: Target, { selector, fieldSelector }: Where, { version, accept }: { readonly version: string; readonly accept: string }) {
  const only = target.name === undefined ? fieldSelector : `metadata.name=${target.name}`;
  return {
    method: 'GET',
    path: pathOf({ ...target, name: undefined }),
    query: {
      ...(only ? { fieldSelector: only } : {}),
      ...(selector ? { labelSelector: selector } : {}),
      ...(version ? { resourceVersion: version } : {}),
      watch: 'true',
    },
    accept,
  } as const;
}

function watchWhole(run: Run, flags: Flags, { targets, where, printer }: GetJob & { readonly printer: Printer }): void {
  const [target] = targets as readonly [Target];
  const isOne = target.name !== undefined;
  const show = (type: string, object: KubeObject): void => {
    const shown = asWritten(object);
    // encoding/json of a metav1.WatchEvent: one line.
    if (flags.on('output-watch-events') && flags.text('output') === 'json') run.out(`{"type":${goJson(type)},"object":${goJson(shown)}}\n`);
    else printer(flags.on('output-watch-events') ? ({ type, object: shown } as unknown as KubeObject) : shown, run);
  };
  const version = run.once(() => {
    const { objects, version } = isOne ? named(run, targets) : listed(run, target, where);
    if (!flags.on('watch-only')) for (const object of objects) show('ADDED', object);
    return version;
  });
  if (targets.length > 1) throw failure('you may only watch a single resource or type of resource at a time');
  run.follow<boolean, null>(watchRequest(target, where, { version, accept: 'application/json' }), {
    start: isOne,
    ...limitOf(run),
    read: (skips, message): Reading<boolean, null> => {
      if (message.is === 'closed' || message.is === 'timeout') return { end: null };
      if (message.is === 'answer') throw new Failure([refusal(message.response)]);
      if (message.is !== 'event' || message.type === 'BOOKMARK' || message.type === 'ERROR' || !isObject(message.object)) return { state: skips };
      if (!skips) show(message.type, message.object as unknown as KubeObject);
      return { state: false };
    },
  });
}

interface Present {
  readonly objects: readonly KubeObject[];
  readonly version: string;
}

function named(run: Run, targets: readonly Target[]): Present {
  const { found, errors } = fetchAll(run, targets, {});
  if (errors.length > 0) throw new Failure(errors);
  return { objects: found.map(({ object }) => object), version: '0' };
}

function listed(run: Run, target: Target, where: Where): Present {
  const response = run.ask({ method: 'GET', path: pathOf(target), query: listQuery(where, 0) });
  if (!isSuccess(response)) throw new Failure([refusal(response)]);
  const { items = [], metadata } = response.body as unknown as {
    readonly items?: readonly KubeObject[];
    readonly metadata: { readonly resourceVersion?: string };
  };
  const typed = { apiVersion: apiVersionOf(target.kind), kind: target.kind.kind };
  return { objects: items.map((item) => ({ ...item, ...typed })), version: metadata.resourceVersion ?? '' };
}
