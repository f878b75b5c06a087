import type { StageHappening } from './model.ts';

export type LedgerFamily = 'workload' | 'network' | 'storage' | 'configuration' | 'cluster' | 'control';

/** Short names and families of resources; the short names are kubectl's where it has one. */
const RESOURCES: Readonly<Record<string, readonly [string, LedgerFamily]>> = {
  pods: ['po', 'workload'],
  replicasets: ['rs', 'workload'],
  deployments: ['dep', 'workload'],
  services: ['svc', 'network'],
  endpoints: ['ep', 'network'],
  endpointslices: ['eps', 'network'],
  persistentvolumeclaims: ['pvc', 'storage'],
  persistentvolumes: ['pv', 'storage'],
  storageclasses: ['sc', 'storage'],
  configmaps: ['cm', 'configuration'],
  secrets: ['sec', 'configuration'],
  serviceaccounts: ['sa', 'configuration'],
  nodes: ['no', 'cluster'],
  namespaces: ['ns', 'cluster'],
  leases: ['lease', 'cluster'],
  events: ['ev', 'control'],
  priorityclasses: ['pc', 'cluster'],
};

export const resourceFace = (resource: string): readonly [string, LedgerFamily] => RESOURCES[resource] ?? [resource.slice(0, 5), 'control'];

export interface LedgerEntry {
  readonly rev: number;
  readonly label: string;
  readonly family: LedgerFamily;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly head: boolean;
  readonly happening: number;
}

/**
 * The page of the ledger that is open: revision r stands in cell r mod n, so a cell is written over but never moves. Cells behind the head that
 * still hold the page before stay; `recent` = newest first.
 */
export function ledgerPage(recent: readonly StageHappening[], cells: number): readonly (LedgerEntry | undefined)[] {
  const page: (LedgerEntry | undefined)[] = new Array(cells).fill(undefined);
  let head = -1;
  for (const happening of recent) {
    if (happening.code !== 'etcd.write' || happening.rev <= 0) continue;
    if (head < 0) head = happening.rev;
    if (happening.rev <= head - cells) break;
    const [label, family] = resourceFace(String(happening.args['resource'] ?? ''));
    const type = happening.args['type'];
    page[happening.rev % cells] = {
      rev: happening.rev,
      label,
      family,
      type: type === 'ADDED' || type === 'DELETED' ? type : 'MODIFIED',
      head: happening.rev === head,
      happening: happening.id,
    };
  }
  return page;
}

/** Events are told of everything; on the bar they would wipe out what they are about. They still travel and stand in the ledger. */
const isEventRecord = (path: string): boolean => /\/events(\/|$)/.test(path);

export interface Call {
  readonly text: string;
  /** 0 = not answered yet. */
  readonly status: number;
  readonly head: boolean;
  readonly happening: number;
}

/** The latest calls on kube-apiserver, newest first, at most `most`; background calls are passed over. `recent` = newest first. */
export function latestCalls(recent: readonly StageHappening[], most: number): readonly Call[] {
  const answers = new Map<number, number>();
  const found: { request: number; text: string; happening: number }[] = [];
  for (const happening of recent) {
    if (happening.code === 'api.response') answers.set(Number(happening.args['request'] ?? 0), Number(happening.args['status'] ?? 0));
    if (happening.code !== 'api.request' || happening.background || isEventRecord(String(happening.args['path'] ?? ''))) continue;
    const request = Number(happening.args['request'] ?? happening.id);
    found.push({ request, text: callText(String(happening.args['method'] ?? ''), String(happening.args['path'] ?? '')), happening: happening.id });
    if (found.length >= most) break;
  }
  return found.map((call, age) => ({ text: call.text, status: answers.get(call.request) ?? 0, head: age === 0, happening: call.happening }));
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
