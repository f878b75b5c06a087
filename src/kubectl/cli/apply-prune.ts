import type { Kind } from '../../kinds/kind.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { kindByName } from '../../kinds/registry.ts';
import { isSuccess } from '../../wire/request.ts';
import { LAST_APPLIED } from '../apply.ts';
import type { Applied, Applying } from './applying.ts';
import { tell } from './change.ts';
import { cascadeOf } from './delete.ts';
import type { Flags } from './flags.ts';
import { Failure, failure, type Run } from './run.ts';
import { fetchAll, type Found, pathOf, refusal } from './targets.ts';

/** kubectl apply --prune: what was applied once and is not any more goes (pkg/cmd/apply/prune.go, pkg/util/prune/prune.go). */
const DEFAULT: readonly string[] = [
  '/v1/ConfigMap',
  '/v1/Endpoints',
  '/v1/Namespace',
  '/v1/PersistentVolumeClaim',
  '/v1/PersistentVolume',
  '/v1/Pod',
  '/v1/ReplicationController',
  '/v1/Secret',
  '/v1/Service',
  'batch/v1/Job',
  'batch/v1/CronJob',
  'networking.k8s.io/v1/Ingress',
  'apps/v1/DaemonSet',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
];
const CLUSTER_WIDE: ReadonlySet<string> = new Set(['Namespace', 'PersistentVolume']);

const DEPRECATED =
  'Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.';

interface Pruning {
  readonly done: readonly Applied[];
}

export function prune(run: Run, how: Applying, { done }: Pruning): void {
  const kept = new Set(done.map(({ object }) => object.metadata.uid));
  const namespaces = done.map(({ one }) => one.namespace);
  run.each(placesOf(run, how.flags, { kept, namespaces }), (place) => {
    run.each(forgotten(run, how.flags, place), (one) => pruneOne(run, how, one));
  });
}

/** What `prune` would take away (diff --prune). */
export function prunable(run: Run, flags: Flags, visited: Visited): readonly Found[] {
  return run.each(placesOf(run, flags, visited), (place) => forgotten(run, flags, place)).flat();
}

/** Of what was applied just now. */
interface Visited {
  readonly kept: ReadonlySet<string | undefined>;
  /** Empty for what lies in none. */
  readonly namespaces: readonly string[];
}

function placesOf(run: Run, flags: Flags, { kept, namespaces }: Visited): readonly Place[] {
  if (flags.list('prune-allowlist').length === 0) run.rest.once('W', 'prune.go:71', DEPRECATED);
  const kinds = prunedKinds(flags);
  const places = [...new Set(namespaces.filter((place) => place !== ''))];
  const within = places.flatMap((place) => kinds.filter((one) => one.namespaced).map((kind) => ({ kind, place, kept })));
  return [...within, ...kinds.filter((one) => !one.namespaced).map((kind) => ({ kind, place: '', kept }))];
}

interface Word {
  readonly group: string;
  readonly version: string;
  readonly name: string;
}

function wordOf(word: string): Word {
  const parts = word.split('/');
  if (parts.length !== 3) throw failure(`invalid GroupVersionKind format: ${word}, please follow <group/version/kind>`);
  const [group = '', version = '', name = ''] = parts;
  return { group: group === 'core' ? '' : group, version, name };
}

const noSuchKind = ({ group, version, name }: Word): string =>
  `no matches for kind ${JSON.stringify(name)} in version ${JSON.stringify(group === '' ? version : `${group}/${version}`)}`;

/** `--prune-allowlist` is looked at before anything is applied. */
export function checkAllowlist(flags: Flags): void {
  for (const word of flags.list('prune-allowlist').map(wordOf)) if (!kindByName(word.group, word.version, word.name)) throw failure(noSuchKind(word));
}

function prunedKinds(flags: Flags): readonly Kind[] {
  const allowed = flags.list('prune-allowlist');
  return (allowed.length > 0 ? allowed : DEFAULT).map(wordOf).map((word) => {
    const kind = kindByName(word.group, word.version, word.name);
    const which = `${word.group}/${word.version}, Kind=${word.name}, Namespaced=${!CLUSTER_WIDE.has(word.name)}`;
    if (!kind) throw failure(`error retrieving RESTMappings to prune: invalid resource ${which}: ${noSuchKind(word)}`);
    return kind;
  });
}

interface Place {
  readonly kind: Kind;
  readonly place: string;
  readonly kept: ReadonlySet<string | undefined>;
}

/** What was applied once, and not now. */
function forgotten(run: Run, flags: Flags, { kind, place, kept }: Place): readonly Found[] {
  const { found, errors } = fetchAll(run, [{ kind, name: undefined, namespace: place }], { selector: flags.text('selector') });
  if (errors.length > 0) throw new Failure(errors);
  return found.filter(({ object }) => object.metadata.annotations?.[LAST_APPLIED] !== undefined && !kept.has(object.metadata.uid));
}

function pruneOne(run: Run, how: Applying, one: Found): void {
  const { name, namespace = '' } = one.object.metadata;
  if (how.dryRun !== 'client') {
    const grace = how.flags.number('grace-period') ?? -1;
    const options = {
      ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
      propagationPolicy: cascadeOf(run, how.flags),
      ...(how.dryRun === 'server' ? { dryRun: ['All'] } : {}),
    };
    const target = { kind: one.kind, name, namespace };
    const response = run.ask({ method: 'DELETE', path: pathOf(target), body: { kind: 'DeleteOptions', apiVersion: 'v1', ...options } });
    if (!isSuccess(response)) throw new Failure([refusal(response)]);
  }
  tell(run, one satisfies { readonly object: KubeObject }, { word: 'pruned', dryRun: how.dryRun, printer: how.namePrinter });
}
