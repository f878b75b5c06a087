import type { StageHappening } from './model.ts';

export type LedgerFamily = 'workload' | 'network' | 'storage' | 'configuration' | 'cluster' | 'control';

/** Short names and families of resources: those of `kubectl api-resources` where it has one, else (secrets, leases, endpointslices) its singular, cut. */
const RESOURCES: Readonly<Record<string, readonly [string, LedgerFamily]>> = {
  pods: ['po', 'workload'],
  replicasets: ['rs', 'workload'],
  deployments: ['deploy', 'workload'],
  statefulsets: ['sts', 'workload'],
  daemonsets: ['ds', 'workload'],
  services: ['svc', 'network'],
  endpoints: ['ep', 'network'],
  endpointslices: ['slice', 'network'],
  persistentvolumeclaims: ['pvc', 'storage'],
  persistentvolumes: ['pv', 'storage'],
  storageclasses: ['sc', 'storage'],
  configmaps: ['cm', 'configuration'],
  secrets: ['secret', 'configuration'],
  serviceaccounts: ['sa', 'configuration'],
  nodes: ['no', 'cluster'],
  namespaces: ['ns', 'cluster'],
  leases: ['lease', 'cluster'],
  events: ['ev', 'control'],
  priorityclasses: ['pc', 'cluster'],
};

const resourceFace = (resource: string): readonly [string, LedgerFamily] => RESOURCES[resource] ?? [resource.slice(0, 6), 'control'];

export interface LedgerEntry {
  readonly rev: number;
  readonly label: string;
  readonly family: LedgerFamily;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly head: boolean;
  /** Routine (leases, status of nodes), or an Event: a note about something else. */
  readonly faint: boolean;
  /** So many of them lie here. */
  readonly pile?: number;
  readonly happening: number;
}

/** Writes nobody waits for: leases and statuses of nodes; and Events, which are notes about something else. */
export const isRoutine = (background: boolean, resource: unknown): boolean => background || resource === 'events' || resource === 'leases';

/** Writes as the ledger shows them. */
export interface Writes {
  /** Those that matter, newest first. */
  readonly latest: readonly StageHappening[];
  /** How many of those there have been: which cell is next. */
  readonly total: number;
  /** Routine since the newest of them: how many, and the last. */
  readonly routine: { readonly count: number; readonly last: StageHappening | undefined };
}

/**
 * The end of the ledger, in the order of revisions: the newest last. Of routine writes since the newest that matters (or the last before it) one cell
 * tells, with how many there are; revisions between are theirs.
 */
export function ledgerPage({ latest, routine }: Writes, cells: number): readonly (LedgerEntry | undefined)[] {
  const pile = cells > 1 ? routine.last : undefined;
  const shown = latest.slice(0, Math.max(1, cells - 1)).map((happening, age) => entryOf(happening, routine.count === 0 && age === 0));
  if (pile) shown.push({ ...entryOf(pile, routine.count > 0), faint: true, ...(routine.count > 1 ? { pile: routine.count } : {}) });
  const page: (LedgerEntry | undefined)[] = shown.sort((a, b) => a.rev - b.rev);
  while (page.length < cells) page.push(undefined);
  return page;
}

function entryOf(happening: StageHappening, head: boolean): LedgerEntry {
  const [label, family] = resourceFace(String(happening.args['resource'] ?? ''));
  const type = happening.args['type'];
  return {
    rev: happening.rev,
    label,
    family,
    type: type === 'ADDED' || type === 'DELETED' ? type : 'MODIFIED',
    head,
    faint: false,
    happening: happening.id,
  };
}

/** Events are told of everything; on the bar they would wipe out what they are about. They still travel and stand in the ledger. */
const isEventRecord = (path: string): boolean => /\/events(\/|$)/.test(path);

export interface Call {
  readonly text: string;
  /** 0 = not answered yet. */
  readonly status: number;
  /** Answered with an error; that a GET finds nothing is none. */
  readonly failed: boolean;
  readonly head: boolean;
  readonly happening: number;
}

/** “There is none”, in answer to a question: the one error that asks for no alarm. */
export const isAbsence = (method: string, status: number): boolean => method === 'GET' && status === 404;

/** Whether a happening is a call that the bar of kube-apiserver shows. */
export const isCall = ({ code, background, args }: Pick<StageHappening, 'code' | 'background' | 'args'>): boolean =>
  code === 'api.request' && !background && !isEventRecord(String(args['path'] ?? ''));

/** Calls as the bar shows them. */
export interface Calls {
  /** Newest first. */
  readonly latest: readonly StageHappening[];
  /** How many there have been: which place is next. */
  readonly total: number;
}

/**
 * The bar of kube-apiserver: the k-th call stands in place k mod n, so a call keeps its place until another takes it, and the same instant shows the
 * same bar however one came to it. `recent` = the latest happenings, newest first: among them the answers.
 */
export function callPlaces({ latest, total }: Calls, recent: readonly StageHappening[], places: number): readonly (Call | undefined)[] {
  const answers = new Map<number, number>();
  for (const { code, args } of recent) if (code === 'api.response') answers.set(Number(args['request'] ?? 0), Number(args['status'] ?? 0));
  const bar: (Call | undefined)[] = new Array(places).fill(undefined);
  latest.slice(0, places).forEach(({ id, args }, age) => {
    const method = String(args['method'] ?? '');
    const status = answers.get(Number(args['request'] ?? id)) ?? 0;
    const failed = status >= 400 && !isAbsence(method, status);
    bar[(total - 1 - age) % places] = { text: callText(method, String(args['path'] ?? '')), status, failed, head: age === 0, happening: id };
  });
  return bar;
}

/** `POST /api/v1/namespaces/default/pods/web-1/binding` → `POST pods/web-1/binding`. */
export function callText(method: string, path: string): string {
  const parts =
    path
      .split('?')[0]
      ?.split('/')
      .filter((part) => part !== '') ?? [];
  const start = parts[0] === 'api' ? 2 : parts[0] === 'apis' ? 3 : 0;
  let rest = parts.slice(start);
  if (rest[0] === 'namespaces' && rest.length > 2) rest = rest.slice(2);
  return `${method} ${rest.join('/')}`;
}
