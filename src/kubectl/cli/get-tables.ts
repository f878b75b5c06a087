import type { KubeObject } from '../../kinds/object.ts';
import type { Kind } from '../../kinds/kind.ts';
import { humanDuration, parseRfc3339 } from '../../base/time.ts';
import { isSuccess } from '../../wire/request.ts';
import { asBare, type CliError } from '../errors.ts';
import type { Flags } from './flags.ts';
import type { Run } from './run.ts';
import type { ServerTable, TableRow } from './table.ts';
import { AS_TABLE, listQuery, listRefusal, missing, pathOf, type Target, warn, type Where } from './targets.ts';

/** Tables of what kubectl get asks for: made by the server, or here (`--server-print=false`, objects that are no table). */
export interface GetJob {
  readonly targets: readonly Target[];
  /** With what could not be read of files, in their order; undefined: all was. */
  readonly reads?: readonly (Target | CliError)[];
  readonly where: Where;
}

/** One table per kind, in the order asked for. */
interface KindTable {
  readonly kind: Kind;
  readonly columns: NonNullable<ServerTable['columnDefinitions']>;
  readonly rows: TableRow[];
  resourceVersion: string;
}

export function readTables(
  run: Run,
  flags: Flags,
  { targets, where, reads = targets }: GetJob,
): { readonly tables: readonly KindTable[]; readonly errors: readonly CliError[] } {
  const tables: KindTable[] = [];
  const read = run.each(reads, (one): TableRead => ('is' in one ? { pieces: [], error: asBare(one) } : readTable(run, flags, { target: one, where })));
  for (const [i, { pieces }] of read.entries())
    for (const { columnDefinitions, rows, metadata } of pieces) {
      const { kind } = reads[i] as Target;
      const last = tables.at(-1);
      if (last?.kind === kind) last.rows.push(...rows);
      else tables.push({ kind, columns: columnDefinitions ?? [], rows: [...rows], resourceVersion: metadata?.resourceVersion ?? '' });
    }
  return { tables, errors: read.flatMap(({ error }) => (error ? [error] : [])) };
}

interface Place {
  readonly target: Target;
  readonly where: Where;
}

interface TableRead {
  /** Long lists come in pieces. */
  readonly pieces: readonly ServerTable[];
  readonly error?: CliError;
}

/** What the flags make of the path: a subresource is asked for by name only (`get.go`, Validate). */
export const subresourceOf = (flags: Flags): string => (flags.text('subresource') ? `/${flags.text('subresource')}` : '');

function readTable(run: Run, flags: Flags, { target, where }: Place): TableRead {
  const include = flags.has('sort-by') ? { includeObject: 'Object' } : {};
  const limit = flags.number('chunk-size') ?? 500;
  const accept = flags.text('server-print') === 'false' ? 'application/json' : AS_TABLE;
  const pieces: ServerTable[] = [];
  for (let next: string | undefined; ; ) {
    const query = { ...(target.name === undefined ? listQuery(where, limit, next) : {}), ...(accept === AS_TABLE ? include : {}) };
    const path = `${pathOf(target)}${subresourceOf(flags)}`;
    const response = run.ask({ method: 'GET', path, ...(Object.keys(query).length > 0 ? { query } : {}), accept });
    warn(run, response);
    if (!isSuccess(response) && response.code === 404 && flags.on('ignore-not-found')) return { pieces };
    if (!isSuccess(response)) return { pieces, error: target.name === undefined ? listRefusal(response, target, where) : missing(run, target, response) };
    const body = asTable(run, response.body as unknown as ServerTable | KubeObject);
    pieces.push(body);
    next = body.metadata?.continue;
    if (!next) return { pieces };
  }
}

const PLAIN_COLUMNS = [
  { name: 'Name', priority: 0 },
  { name: 'Age', priority: 0 },
] as const;

/** Objects that come as they are have a name and an age. Upstream: cli-runtime printers/tableprinter.go, printing of unstructured objects. */
function asTable(run: Run, body: ServerTable | KubeObject): ServerTable {
  if ('rows' in body) return body as ServerTable;
  const { items, metadata } = body as unknown as KubeObject & { readonly items?: readonly KubeObject[]; readonly metadata: ServerTable['metadata'] };
  const rows = (items ?? [body as KubeObject]).map((object) => ({ cells: [object.metadata.name, ageOf(run, object)], object }));
  return { columnDefinitions: PLAIN_COLUMNS, rows, ...(metadata ? { metadata } : {}) };
}

function ageOf(run: Run, { metadata }: KubeObject): string {
  const made = metadata.creationTimestamp === undefined ? undefined : parseRfc3339(run.session.epochMs, metadata.creationTimestamp);
  return made === undefined ? '<unknown>' : humanDuration(run.now - made);
}
