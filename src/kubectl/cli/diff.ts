import { byText } from '../../base/order.ts';
import { rfc3339Micro } from '../../base/time.ts';
import type { Kind } from '../../kinds/kind.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { asWritten } from '../../kinds/written.ts';
import { isSuccess } from '../../wire/request.ts';
import { lastApplied } from '../apply.ts';
import type { ManifestObject } from '../manifest-objects.ts';
import { threeWayPatch } from '../strategic-diff.ts';
import { printed } from '../errors.ts';
import { checkAllowlist, prunable } from './apply-prune.ts';
import { PATCH_TYPES } from './change.ts';
import type { Command } from './command.ts';
import { array, bool, type Flags, short, strings, text, whole } from './flags.ts';
import { Failure, failure, type Run } from './run.ts';
import { namedManifests, namesFiles, targetOfManifest } from './sources.ts';
import { pathOf, refusal, type Target, warn } from './targets.ts';
import { unifiedHunks } from './unified-diff.ts';
import { yamlText } from './yaml-text.ts';

/** kubectl diff (pkg/cmd/diff/diff.go): what is live and what the server would make of it, in two folders, compared by `diff -u -N`. */
export const diff: Command = {
  flags: {
    concurrency: whole,
    'field-manager': text,
    filename: short('f', strings),
    'force-conflicts': bool,
    kustomize: short('k', text),
    prune: bool,
    'prune-allowlist': array,
    recursive: short('R', bool),
    selector: short('l', text),
    'server-side': bool,
    'show-managed-fields': bool,
  },
  // 1 means that there are differences.
  failsWith: 2,
  flagHint: "See 'kubectl diff -h' for help and examples",
  run: runDiff,
};

function runDiff(run: Run, flags: Flags, namespace: string): void {
  if (flags.words.length > 0) throw failure(`Unexpected args: [${flags.words.join(' ')}]\nSee 'kubectl diff -h' for help and examples`);
  if (!namesFiles(flags)) throw failure('must specify one of -f and -k');
  if (flags.on('force-conflicts') && !flags.on('server-side')) throw failure('--force-conflicts only works with --server-side');
  if (flags.on('prune')) checkAllowlist(flags);
  const { reads } = namedManifests(run, flags, namespace);
  const end = reads.findIndex((one) => 'is' in one);
  const chosen = reads.flatMap((one, i) => ('is' in one || (end >= 0 && i > end) ? [] : [{ one, target: targetOfManifest(one) }]));
  const made = run.each(chosen, ({ one, target }) => {
    const { live, merged } = pairOf(run, flags, one, target);
    if (live?.metadata.deletionTimestamp !== undefined) run.err(`Warning: Detected changes to resource ${one.name} which is currently being deleted.\n`);
    return { live, merged };
  });
  const pruned = flags.on('prune')
    ? prunedPairs(run, flags, { kept: new Set(made.map(({ live }) => live?.metadata.uid)), namespaces: chosen.map(({ target }) => target.namespace) })
    : [];
  // The first that cannot be read ends it, and nothing is compared.
  const unread = reads[end];
  if (unread && 'is' in unread) throw new Failure([unread]);
  const pairs = made.map((pair, i): [string, Pair] => [fileName(chosen[i]!.target), { ...pair, kind: chosen[i]!.target.kind }]);
  printPairs(run, flags, new Map([...pairs, ...pruned]));
}

/** `--prune`: what would go has a file in the first folder only. What keeps that from being known is told, and the rest compared. */
function prunedPairs(run: Run, flags: Flags, visited: Parameters<typeof prunable>[2]): readonly [string, Pair][] {
  try {
    return prunable(run, flags, visited).map(({ kind, object }) => {
      const { name, namespace = '' } = object.metadata;
      return [fileName({ kind, name, namespace }), { live: object, merged: undefined, kind }];
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    for (const line of printed(error.errors))
      run.rest.once('W', 'diff.go:758', `pruning failed and could not be evaluated err: ${line.replace(/^error: /, '')}`);
    return [];
  }
}

interface Pair {
  readonly live: KubeObject | undefined;
  readonly merged: KubeObject | undefined;
  readonly kind: Kind;
}

const fileName = ({ kind, namespace, name }: Target): string =>
  `${kind.group === '' ? '' : `${kind.group}.`}${kind.version}.${kind.kind}.${namespace}.${name ?? ''}`;

function pairOf(run: Run, flags: Flags, one: ManifestObject, target: Target): Pick<Pair, 'live' | 'merged'> {
  if (one.name === '') throw failure('resource name may not be empty');
  const response = run.ask({ method: 'GET', path: pathOf(target), accept: 'application/json' });
  if (!isSuccess(response) && response.code !== 404) throw new Failure([refusal(response)]);
  const live = isSuccess(response) ? (response.body as unknown as KubeObject) : undefined;
  return { live, merged: mergedObject(run, flags, { target, live, object: one.object, definition: one.mapping.definition }) };
}

interface Merging {
  readonly target: Target;
  readonly live: KubeObject | undefined;
  readonly object: KubeObject;
  readonly definition: string;
}

/** As it would look after applying: the server is asked, without keeping anything. */
function mergedObject(run: Run, flags: Flags, { target, live, object, definition }: Merging): KubeObject {
  const serverSide = flags.on('server-side');
  const query = { dryRun: 'All', fieldManager: flags.text('field-manager') ?? (serverSide ? 'kubectl' : 'kubectl-client-side-apply') };
  if (serverSide) {
    const force = { force: String(flags.on('force-conflicts')) };
    return answeredDry(run, {
      method: 'PATCH',
      path: pathOf(target),
      contentType: 'application/apply-patch+yaml',
      query: { ...query, ...force },
      body: object as never,
    });
  }
  if (!live) return answeredDry(run, { method: 'POST', path: pathOf({ ...target, name: undefined }), query, body: object as never });
  const patch = threeWayPatch(lastApplied(live), bare(object) as never, live as never, definition);
  if (Object.keys(patch).length === 0) return live;
  const metadata = { ...(patch['metadata'] as object | undefined), resourceVersion: live.metadata.resourceVersion };
  return answeredDry(run, { method: 'PATCH', path: pathOf(target), contentType: PATCH_TYPES.strategic, query, body: { ...patch, metadata } as never });
}

/** Upstream's GetModifiedConfiguration gives every manifest annotations. */
const bare = (object: KubeObject): KubeObject =>
  ({ ...object, metadata: { ...object.metadata, annotations: object.metadata.annotations ?? {} } }) as KubeObject;

function answeredDry(run: Run, request: Parameters<Run['ask']>[0]): KubeObject {
  const response = run.ask({ ...request, accept: 'application/json' });
  warn(run, response);
  if (!isSuccess(response)) throw new Failure([refusal(response)]);
  return response.body as unknown as KubeObject;
}

/** Two folders with one file for each object, as `diff -u -N` shows them. */
function printPairs(run: Run, flags: Flags, pairs: ReadonlyMap<string, Pair>): void {
  // Upstream's numbers are random.
  const folder = (name: string): string => `/tmp/${name}-${run.now % 2 ** 32}`;
  const at = stamp(run);
  let differs = false;
  for (const name of [...pairs.keys()].sort(byText)) {
    const [before, after] = textsOf(flags, pairs.get(name)!);
    if (before === after) continue;
    differs = true;
    const [left, right] = [`${folder('LIVE')}/${name}`, `${folder('MERGED')}/${name}`];
    run.out(`diff -u -N ${left} ${right}\n--- ${left}\t${at}\n+++ ${right}\t${pairs.get(name)!.merged ? at : NO_FILE}\n${unifiedHunks(before, after)}`);
  }
  if (differs) run.end(1);
}

/** When a file was changed that is not there (diff -N). */
const NO_FILE = '1970-01-01 00:00:00.000000000 +0000';

/** `2026-11-22 19:16:04.606201052 +0000` */
function stamp(run: Run): string {
  return `${rfc3339Micro(run.session.epochMs, run.now).replace('T', ' ').replace('Z', '')}000 +0000`;
}

function textsOf(flags: Flags, { live, merged, kind }: Pair): readonly [string, string] {
  // What goes is shown as it came from the server.
  if (!merged) return [live ? yamlText(asWritten(live)) : '', ''];
  const plain = (object: KubeObject): KubeObject => (flags.on('show-managed-fields') ? asWritten(object) : withoutManagedFields(asWritten(object)));
  if (kind.kind === 'Secret') {
    const [before, after] = masked(live && plain(live), plain(merged));
    return [before ? yamlText(before) : 'null\n', yamlText(after)];
  }
  return [live ? yamlText(plain(live)) : '', yamlText(plain(merged))];
}

function withoutManagedFields(object: KubeObject): KubeObject {
  if (!('managedFields' in object.metadata)) return object;
  const { managedFields: _gone, ...metadata } = object.metadata;
  return { ...object, metadata } as KubeObject;
}

type WithData = KubeObject & { readonly data?: Readonly<Record<string, string>> };

/** What is in a Secret is not shown; only whether it differs. */
function masked(before: WithData | undefined, after: WithData): readonly [KubeObject | undefined, KubeObject] {
  const [from, to] = [before?.data ?? {}, after.data ?? {}];
  const mask = (own: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>, word: string): Record<string, string> =>
    Object.fromEntries(Object.keys(own).map((key) => [key, Object.hasOwn(other, key) && other[key] !== own[key] ? `*** (${word})` : '***']));
  return [
    before?.data ? ({ ...before, data: mask(from, to, 'before') } as KubeObject) : before,
    after.data ? ({ ...after, data: mask(to, from, 'after') } as KubeObject) : after,
  ];
}
