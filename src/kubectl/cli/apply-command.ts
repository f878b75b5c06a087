import type { Json } from '../../base/json.ts';
import { seconds } from '../../base/time.ts';
import { goJson } from '../../kinds/errors.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { resourcePath } from '../../kinds/paths.ts';
import { isSuccess } from '../../wire/request.ts';
import { annotated, describe, FIELD_MANAGER, LAST_APPLIED, lastApplied, missingAnnotation, MOST_CONFLICTS, retrieving, serverError } from '../apply.ts';
import { type CliError, plainError } from '../errors.ts';
import type { ManifestObject } from '../manifest-objects.ts';
import { DiffError, threeWayPatch } from '../strategic-diff.ts';
import { checkAllowlist, prune } from './apply-prune.ts';
import { applyOnServer } from './apply-server.ts';
import { type Applied, type Applying, type Outcome, said, warnedIfGoing } from './applying.ts';
import { dryRunOf, writeQuery } from './change.ts';
import type { CommandGroup } from './command.ts';
import { cascadeOf } from './delete.ts';
import { editLastApplied } from './edit-last-applied.ts';
import { alone, array, bool, duration, type Flags, type FlagTable, short, strings, text, whole } from './flags.ts';
import { setLastApplied, viewLastApplied } from './last-applied.ts';
import { OUTPUT } from './output-flags.ts';
import { type Printer, printerOf, typedListJson, withoutManagedFields } from './printing.ts';
import { RECORD, recorded } from './record.ts';
import { Failure, failure, type Run } from './run.ts';
import { namesFiles, readManifests, selectedBy, targetOfManifest } from './sources.ts';
import { missing, pathOf, refusal, warn } from './targets.ts';
import { untilGone } from './until.ts';
import { validationOf } from './validation.ts';

/** kubectl apply (pkg/cmd/apply/apply.go, patcher.go). */
const FLAGS: FlagTable = {
  ...OUTPUT,
  ...RECORD,
  all: bool,
  cascade: alone('background'),
  'dry-run': alone('unchanged'),
  'field-manager': text,
  filename: short('f', strings),
  force: bool,
  'force-conflicts': bool,
  'grace-period': whole,
  kustomize: short('k', text),
  'openapi-patch': bool,
  overwrite: bool,
  prune: bool,
  'prune-allowlist': array,
  recursive: short('R', bool),
  selector: short('l', text),
  'server-side': bool,
  subresource: text,
  timeout: duration,
  validate: alone('strict'),
  wait: bool,
};

export const apply: CommandGroup = {
  commands: {
    '': { flags: FLAGS, run: runApply },
    'edit-last-applied': editLastApplied,
    'set-last-applied': setLastApplied,
    'view-last-applied': viewLastApplied,
  },
};

function checkFlags(run: Run, flags: Flags): void {
  const [dryRun, onServer, selected] = [dryRunOf(run, flags), flags.on('server-side'), (flags.text('selector') ?? '') !== ''];
  if (flags.words.length > 0) throw failure(`Unexpected args: [${flags.words.join(' ')}]\nSee 'kubectl apply -h' for help and examples`);
  if (!namesFiles(flags)) throw failure('must specify one of -f and -k');
  if (flags.on('force-conflicts') && !onServer) throw failure('--force-conflicts only works with --server-side');
  if (dryRun === 'client' && onServer) throw failure("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  if (onServer && flags.on('force')) throw failure('--force cannot be used with --server-side');
  if (dryRun === 'server' && flags.on('force')) throw failure('--dry-run=server cannot be used with --force');
  if (flags.on('all') && selected) throw failure('cannot set --all and --selector at the same time');
  if (flags.on('prune') && !flags.on('all') && !selected)
    throw failure(
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    );
  if ((flags.text('subresource') ?? '') !== '' && !onServer) throw failure('--subresource can only be specified for --server-side');
  cascadeOf(run, flags);
  checkAllowlist(flags);
  if (flags.text('overwrite') === 'false') throw failure('--overwrite=false is not offered here: what others have changed since is always replaced');
}

function runApply(run: Run, flags: Flags, namespace: string): void {
  checkFlags(run, flags);
  const dryRun = dryRunOf(run, flags);
  const onServer = flags.on('server-side');
  const printer = printerOf(run, flags);
  const manager = flags.text('field-manager') ?? (onServer ? 'kubectl' : FIELD_MANAGER);
  const printsAtEnd = printer !== undefined && flags.text('output') !== 'name';
  const query = { ...writeQuery(dryRun, manager), fieldValidation: validationOf(flags) };
  const how: Applying = { flags, dryRun, query, printsAtEnd, namePrinter: printsAtEnd ? undefined : printer };
  const { objects, errors: unread } = readManifests(run, flags, namespace);
  const chosen = selectedBy(objects, flags.text('selector')).map((one) => ({
    ...one,
    object: recorded(flags, one.object),
    written: recorded(flags, one.written),
  }));
  if (chosen.length === 0 && unread.length === 0) throw failure('no objects passed to apply');
  const outcomes = run.each(chosen, (one): Outcome => (onServer ? applyOnServer(run, how, one) : applyOne(run, how, one)));
  const done = outcomes.flatMap((result, i): readonly Applied[] => ('object' in result ? [{ one: chosen[i]!, object: result.object }] : []));
  const errors = [...unread, ...outcomes.flatMap((result) => ('error' in result ? [result.error] : []))];
  if (errors.length > 0) throw new Failure(errors);
  if (printer && printsAtEnd) printAll(run, flags, { done, printer });
  if (flags.on('prune')) prune(run, how, { done });
}

function printAll(run: Run, flags: Flags, { done, printer }: { readonly done: readonly Applied[]; readonly printer: Printer }): void {
  const keepsManaged = flags.on('show-managed-fields');
  if (done.length === 1) printer(done[0]!.object, run);
  else if (flags.text('output') === 'json') run.out(() => typedListJson(done.map(({ object }) => (keepsManaged ? object : withoutManagedFields(object)))));
  else printer(listOf(done), run);
}

const listOf = (done: readonly Applied[]): KubeObject =>
  ({ apiVersion: 'v1', items: done.map(({ object }) => object), kind: 'List', metadata: {} }) as unknown as KubeObject;

function unnamed(one: ManifestObject): CliError | undefined {
  const prefix = one.object.metadata.generateName;
  if (one.name === '') return plainError(prefix ? `from ${prefix}: cannot use generate name with apply` : retrieving(one, 'resource name may not be empty'));
  return undefined;
}

function applyOne(run: Run, how: Applying, one: ManifestObject): Outcome {
  const error = unnamed(one);
  if (error) return { error };
  const target = targetOfManifest(one);
  const response = run.ask({ method: 'GET', path: pathOf(target) });
  warn(run, response);
  if (response.code === 404) {
    // It asks for the namespace as well, and makes the object all the same.
    missing(run, target, response);
    return create(run, how, one);
  }
  if (response.code === 0) return { error: refusal(response) };
  if (!isSuccess(response)) return { error: serverError(response, `retrieving current configuration of:\n${describe(one)}\nfrom server for:`, one.from) };
  const live = response.body as unknown as KubeObject;
  if (how.dryRun === 'client') return said(run, how, { one, object: live, word: 'configured' });
  if (live.metadata.annotations?.[LAST_APPLIED] === undefined) run.err(`${missingAnnotation(one)}\n`);
  return patchOne(run, how, { one, live });
}

function create(run: Run, how: Applying, one: ManifestObject): Outcome {
  const { kind, namespace } = targetOfManifest(one);
  const object = annotated(one.object);
  if (how.dryRun === 'client') return said(run, how, { one, object, word: 'created' });
  const response = run.ask({ method: 'POST', path: resourcePath(kind, namespace), query: how.query, body: object as never });
  warn(run, response);
  if (!isSuccess(response)) return { error: serverError(response, 'creating', one.from) };
  return said(run, how, { one, object: response.body as unknown as KubeObject, word: 'created' });
}

interface Patching {
  readonly one: ManifestObject;
  readonly live: KubeObject;
}

/** Upstream: patcher.go, Patch: what lost a race is tried again with what is there now. */
function patchOne(run: Run, how: Applying, { one, live }: Patching): Outcome {
  let current = live;
  for (let conflicts = 0; ; conflicts++) {
    let patch: Readonly<Record<string, unknown>>;
    try {
      patch = threeWayPatch(lastApplied(current), annotated(one.object), current, one.mapping.definition);
    } catch (error) {
      if (!(error instanceof DiffError)) throw error;
      return { error: plainError(`error when creating patch for: ${JSON.stringify(one.from)}: ${error.message}`) };
    }
    if (Object.keys(patch).length === 0) return said(run, how, { one, object: warnedIfGoing(run, current), word: 'unchanged' });
    const response = run.ask({ method: 'PATCH', path: pathOf(targetOfManifest(one)), query: how.query, contentType: STRATEGIC, body: patch as Json });
    warn(run, response);
    if (isSuccess(response)) return said(run, how, { one, object: warnedIfGoing(run, response.body as unknown as KubeObject), word: 'configured' });
    const retries = response.code === 409 && conflicts < MOST_CONFLICTS;
    if (!retries && how.flags.on('force') && (response.code === 409 || response.code === 422)) return recreate(run, how, { one, live: current });
    if (!retries) return { error: serverError(response, `applying patch:\n${goJson(patch)}\nto:\n${describe(one)}\nfor:`, one.from) };
    if (conflicts > 0) run.sleep(seconds(1));
    const again = run.ask({ method: 'GET', path: pathOf(targetOfManifest(one)) });
    if (!isSuccess(again)) return { error: refusal(again) };
    current = again.body as unknown as KubeObject;
  }
}

const STRATEGIC = 'application/strategic-merge-patch+json';

/** `--force`: what cannot be changed goes, and is made anew. */
function recreate(run: Run, how: Applying, { one, live }: Patching): Outcome {
  const target = targetOfManifest(one);
  const grace = how.flags.number('grace-period') ?? -1;
  const options = { ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}), propagationPolicy: cascadeOf(run, how.flags) };
  const gone = run.ask({ method: 'DELETE', path: pathOf(target), body: { kind: 'DeleteOptions', apiVersion: 'v1', ...options } });
  if (!isSuccess(gone) && gone.code !== 404) return { error: refusal(gone) };
  untilGone(run, target, { uid: live.metadata.uid ?? '', timeoutUs: how.flags.duration('timeout') });
  const made = run.ask({ method: 'POST', path: resourcePath(target.kind, target.namespace), query: how.query, body: annotated(one.object) as never });
  warn(run, made);
  if (isSuccess(made)) return said(run, how, { one, object: made.body as unknown as KubeObject, word: 'configured' });
  const { uid: _uid, resourceVersion: _version, creationTimestamp: _at, ...metadata } = live.metadata;
  run.ask({ method: 'POST', path: resourcePath(target.kind, target.namespace), query: how.query, body: { ...live, metadata } as never });
  return { error: refusal(made) };
}
