import { serve } from '../../engine/apiserver/serve.ts';
import { etcd, listObjects, tableOf, versionAt } from '../../engine/etcd/store.ts';
import type { Watchdog } from '../../engine/invariants/watchdog.ts';
import type { Sim } from '../../engine/sim/sim.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { kinds } from '../../kinds/registry.ts';
import type { ApiRequest, ApiResponse } from '../../wire/request.ts';

/**
 * What the API must answer, asked of the cluster as it is: each question is put to it at a mark and the mark is restored, so that asking
 * leaves no trace.
 */
export function askAll(sim: Sim, dog: Watchdog, choice: number): void {
  const fail = (invariant: string, text: string): void => dog.report(invariant, text);
  const mark = sim.checkpoint();
  const back = (): void => sim.restore(mark);
  for (const kind of kinds) {
    const objects = [...listObjects(sim.get(etcd).root, kind.resource)];
    const object = objects[choice % Math.max(objects.length, 1)];
    if (object && kind.verbs.includes('update')) askAboutObject(sim, pathOf(kind, object), fail, back);
    if (kind.verbs.includes('list')) askAboutHistory(sim, kind, choice, fail);
    back();
  }
}

type Fail = (invariant: string, text: string) => void;
interface Place {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespaced: boolean;
}

const rootOf = ({ group, version }: Place): string => (group === '' ? `/api/${version}` : `/apis/${group}/${version}`);
const pathOf = (kind: Place, { metadata }: KubeObject): string =>
  `${rootOf(kind)}${kind.namespaced ? `/namespaces/${metadata.namespace}` : ''}/${kind.resource}/${metadata.name}`;

function ask(sim: Sim, request: ApiRequest): ApiResponse {
  return serve(sim, request, 'kubectl');
}

/** S2 S8 S12: what is stored is valid and stays as it is when it is put back; old versions and other uids are refused; dry runs leave no trace. */
function askAboutObject(sim: Sim, path: string, fail: Fail, back: () => void): void {
  const { rev } = sim.get(etcd).root;
  const got = ask(sim, { method: 'GET', path });
  if (got.code !== 200) return fail('S6', `GET ${path} answers ${got.code}`);
  const put = ask(sim, { method: 'PUT', path, body: got.body as never });
  if (put.code !== 200) fail('S12', `${path} put back as it is: ${put.code} ${(put.body as { message?: string } | null)?.message}`);
  else if (sim.get(etcd).root.rev !== rev) fail('S2', `${path} put back as it is makes a revision`);
  back();
  const shown = got.body as unknown as KubeObject;
  const stale = { ...shown, metadata: { ...shown.metadata, resourceVersion: '1', labels: { ...shown.metadata.labels, stale: 'yes' } } };
  const refused = ask(sim, { method: 'PUT', path, body: stale as never });
  if (refused.code !== 409 || sim.get(etcd).root.rev !== rev) fail('S8', `${path} with an old resourceVersion: ${refused.code}`);
  back();
  const other = ask(sim, { method: 'DELETE', path, body: { preconditions: { uid: '00000000-0000-0000-0000-00000000000f' } } });
  if (other.code === 405) return;
  // Namespaces and priority classes of the system are refused before anybody looks at the uid.
  if ((other.code !== 409 && other.code !== 403) || sim.get(etcd).root.rev !== rev) fail('S8', `${path} deleted by another uid: ${other.code}`);
  back();
  const before = sim.checkpoint().world;
  for (const request of [
    { method: 'DELETE', path, query: { dryRun: 'All' } },
    { method: 'PATCH', path, query: { dryRun: 'All' }, contentType: 'application/merge-patch+json', body: { metadata: { annotations: { dry: 'run' } } } },
  ] as const) {
    const answer = ask(sim, request);
    if (answer.code >= 500) fail('S2', `dry run of ${request.method} ${path} answers ${answer.code}`);
    const { world } = sim.checkpoint();
    for (const [name, value] of Object.entries(world))
      if (before[name] !== value && name in before) fail('S2', `dry run of ${request.method} ${path} changes ${name}`);
  }
  back();
}

/** S6 S7: a list at a revision that is kept is what was there; at a compacted one it is refused. */
function askAboutHistory(sim: Sim, kind: Place, choice: number, fail: Fail): void {
  const { root, compactedRev, log } = sim.get(etcd);
  const path = `${rootOf(kind)}/${kind.resource}`;
  const at = (rev: number): ApiResponse => ask(sim, { method: 'GET', path, query: { resourceVersion: String(rev), resourceVersionMatch: 'Exact' } });
  if (compactedRev > 2) {
    const old = at(compactedRev - 1);
    if (old.code !== 410) fail('S7', `list of ${kind.resource} at a compacted revision: ${old.code}`);
  }
  const first = Math.max(compactedRev, 2);
  const rev = first + (choice % Math.max(root.rev - first + 1, 1));
  const listed = at(rev);
  if (listed.code !== 200) return fail('S6', `list of ${kind.resource} at ${rev} (compacted ${compactedRev}, now ${root.rev}): ${listed.code}`);
  const names =
    (listed.body as { items?: KubeObject[] }).items?.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}@${metadata.resourceVersion}`) ?? [];
  const want = new Map<string, string>();
  const named = (key: string, { metadata }: KubeObject): unknown => want.set(key, `${metadata.namespace ?? ''}/${metadata.name}@${metadata.resourceVersion}`);
  for (const [key, { object }] of tableOf(root, kind.resource).objects.entries()) named(key, object);
  // The first commit after the revision tells what stood there at the revision.
  const seen = new Set<string>();
  for (const { rev: at, resource, key, before } of log) {
    if (at <= rev || resource !== kind.resource || seen.has(key)) continue;
    seen.add(key);
    if (before) named(key, before);
    else want.delete(key);
  }
  const expected = [...want.values()];
  if (names.length !== expected.length || expected.some((name) => !names.includes(name)))
    fail('S6', `list of ${kind.resource} at ${rev} has ${names.length} objects, the log ${expected.length}`);
  for (const key of tableOf(root, kind.resource).objects.keys()) {
    const version = versionAt(root, kind.resource, key, rev);
    if (version && version.rev > rev) fail('S6', `${key} at ${rev} is of ${version.rev}`);
  }
}
