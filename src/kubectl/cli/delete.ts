import type { Json } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { isSuccess } from '../../wire/request.ts';
import { asBare, type CliError, statusError } from '../errors.ts';
import { DRY_WORDS, type DryRun, dryRunOf } from './change.ts';
import type { Command } from './command.ts';
import { alone, bool, duration, type Flags, short, strings, text, whole } from './flags.ts';
import { Failure, failure, type Run } from './run.ts';
import { rawRequest } from './raw.ts';
import { askedTargets } from './sources.ts';
import { own } from './step.ts';
import { untilGone } from './until.ts';
import { listQuery, pathOf, refOf, refusal, shown, type Target, typeName, warn, type Where } from './targets.ts';

/** kubectl delete (pkg/cmd/delete/delete.go). */
export const deleteCommand: Command = {
  flags: {
    all: bool,
    'all-namespaces': short('A', bool),
    cascade: alone('background'),
    'dry-run': alone('unchanged'),
    'field-selector': text,
    filename: short('f', strings),
    force: bool,
    'grace-period': whole,
    'ignore-not-found': bool,
    interactive: short('i', bool),
    kustomize: short('k', text),
    now: bool,
    output: short('o', text),
    raw: text,
    recursive: short('R', bool),
    selector: short('l', text),
    timeout: duration,
    wait: bool,
  },
  run: runDelete,
};

const FORCED =
  'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n';
const CASCADES: Readonly<Record<string, string>> = {
  background: 'Background',
  foreground: 'Foreground',
  orphan: 'Orphan',
  true: 'Background',
  false: 'Orphan',
};

interface How {
  readonly options: { readonly [key: string]: Json };
  readonly force: boolean;
  readonly dryRun: DryRun;
  readonly ignoresMissing: boolean;
  readonly asName: boolean;
}

function runDelete(run: Run, flags: Flags, namespace: string): void {
  if (flags.has('raw') && flags.text('raw') !== '') return deleteRaw(run, flags);
  const where = {
    namespace,
    all: flags.on('all'),
    allNamespaces: flags.on('all-namespaces'),
    selector: flags.text('selector'),
    fieldSelector: flags.text('field-selector'),
  };
  if (flags.on('all') && (flags.text('selector') ?? '') !== '') throw failure("setting 'all' parameter but found a non empty selector. ");
  const how = howOf(run, flags);
  const { targets, errors: unread } = askedTargets(run, flags, { words: flags.words, where });
  if (how.force && how.options['gracePeriodSeconds'] === 0) run.err(FORCED);
  const { single, errors: unlisted } = allListed(run, targets, where);
  if (flags.on('interactive') && single.length > 0 && how.dryRun === 'none' && !isConfirmed(run, single)) return;
  const deleted = run.each(single, (target) => deleteOne(run, target, how));
  // What is left of several errors when those of missing objects were taken out is told as one of several.
  const untold = deleted.some(({ ignored }) => ignored) ? unread.map(asBare) : unread;
  const errors = [...unlisted, ...deleted.flatMap(({ error }) => (error ? [error] : [])), ...untold];
  const going = deleted.flatMap(({ uid }, i) => (uid === undefined ? [] : [{ target: single[i]!, uid }]));
  if (single.length === 0 && errors.length === 0) run.out('No resources found\n');
  const waits = flags.text('wait') !== 'false' && how.dryRun === 'none' && !(how.force && flags.number('grace-period') === 0 && !flags.has('wait'));
  if (waits) run.each(going, ({ target, uid }) => untilGone(run, target, { uid, timeoutUs: flags.duration('timeout') }));
  if (errors.length > 0) throw new Failure(errors);
}

/** cmdutil.GetCascadingStrategy; the words of old still go. */
export function cascadeOf(run: Run, flags: Flags): string {
  const cascade = flags.text('cascade') ?? 'background';
  const policy = own(CASCADES, cascade);
  if (cascade === 'true' || cascade === 'false')
    run.rest.say(
      `warning: --cascade=${cascade} is deprecated (boolean value) and can be replaced with --cascade=${cascade === 'true' ? 'background' : 'orphan'}.`,
    );
  if (policy === undefined) throw failure(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
  return policy;
}

function howOf(run: Run, flags: Flags): How {
  const policy = cascadeOf(run, flags);
  const dryRun = dryRunOf(run, flags);
  const output = flags.text('output');
  if (output !== undefined && output !== '' && output !== 'name') throw failure(`unexpected -o output mode: ${output}. We only support '-o name'`);
  const force = flags.on('force');
  const asked = flags.number('grace-period') ?? -1;
  if (flags.on('now') && asked !== -1) throw failure('--now and --grace-period cannot be specified together');
  if (force && asked > 0) throw failure('--force and --grace-period greater than 0 cannot be specified together');
  const grace = flags.on('now') ? 1 : asked === 0 && !force ? 1 : asked < 0 && force ? 0 : asked;
  const options = { ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}), propagationPolicy: policy, ...(dryRun === 'server' ? { dryRun: ['All'] } : {}) };
  return {
    options,
    force,
    dryRun,
    ignoresMissing: flags.on('ignore-not-found') || (flags.on('all') && !flags.has('ignore-not-found')),
    asName: output === 'name',
  };
}

interface Listing {
  readonly single: readonly Target[];
  readonly errors: readonly CliError[];
}

/** Types become the objects there are of them. */
function allListed(run: Run, targets: readonly Target[], where: Pick<Where, 'selector' | 'fieldSelector'>): Listing {
  const read = run.each(targets, (target) => (target.name === undefined ? listed(run, target, where) : undefined));
  return {
    single: read.flatMap((one, i) => (one ? one.found.map((object) => ({ kind: targets[i]!.kind, ...object })) : [targets[i]!])),
    errors: read.flatMap((one) => (one?.error ? [one.error] : [])),
  };
}

interface Listed {
  readonly found: readonly { readonly name: string; readonly namespace: string }[];
  readonly error?: CliError;
}

function listed(run: Run, target: Target, where: Pick<Where, 'selector' | 'fieldSelector'>): Listed {
  const response = run.ask({ method: 'GET', path: pathOf(target), query: listQuery(where, 500) });
  warn(run, response);
  if (!isSuccess(response)) return { found: [], error: refusal(response) };
  const { items = [] } = response.body as unknown as { readonly items?: readonly KubeObject[] };
  return { found: items.map(({ metadata }) => ({ name: metadata.name, namespace: metadata.namespace ?? '' })) };
}

interface Deleted {
  /** Of what is going. */
  readonly uid?: string | undefined;
  readonly error?: CliError;
  /** It was not there, which does not matter. */
  readonly ignored?: boolean;
}

function deleteOne(run: Run, target: Target, how: How): Deleted {
  if (how.dryRun === 'client') {
    // Whether there is such an object is not asked.
    say(run, target, how);
    return {};
  }
  const response = run.ask({ method: 'DELETE', path: pathOf(target), body: { kind: 'DeleteOptions', apiVersion: 'v1', ...how.options } });
  warn(run, response);
  if (!isSuccess(response)) return how.ignoresMissing && response.code === 404 ? { ignored: true } : { error: sourced(refusal(response), target) };
  say(run, target, how);
  const body = response.body as unknown as KubeObject & { readonly details?: { readonly uid?: string } };
  return { uid: body.kind === 'Status' ? (body.details?.uid ?? '') : body.metadata.uid };
}

/** What came from a file is told with its name. */
const sourced = (error: CliError, { from }: Target): CliError =>
  from === undefined || error.is !== 'status' ? error : statusError(error.status, 'deleting', from);

function say(run: Run, target: Target, how: How): void {
  if (how.asName) return run.say(shown(target), refOf(target.kind, { name: target.name!, namespace: target.namespace }));
  deletedLine(run, target, { word: how.force && how.options['gracePeriodSeconds'] === 0 ? 'force deleted' : 'deleted', dryRun: how.dryRun });
}

export function deletedLine(run: Run, target: Target, { word, dryRun }: { readonly word: string; readonly dryRun: DryRun }): void {
  const from = target.namespace === '' ? '' : ` from ${target.namespace} namespace`;
  run.say(
    `${typeName(target.kind)} "${target.name}" ${word}${from}${DRY_WORDS[dryRun]}`,
    refOf(target.kind, { name: target.name!, namespace: target.namespace }),
  );
}

/** `-i`: asks, and reads the answer from the pipe. */
function isConfirmed(run: Run, targets: readonly Target[]): boolean {
  run.out('You are about to delete the following ' + `${targets.length} resource(s):\n`);
  for (const target of targets) run.say(shown(target));
  run.out('Do you want to continue? (y/N): ');
  const isYes = /^y(es)?$/i.test((run.stdin ?? '').split('\n')[0]!.trim());
  if (!isYes) run.say('deletion is cancelled');
  return isYes;
}

function deleteRaw(run: Run, flags: Flags): void {
  if (flags.words.length > 0) throw failure('arguments may not be passed when --raw is specified');
  if (flags.list('filename').length > 0) throw failure('--raw can only use a single local file or stdin');
  if (flags.has('output')) throw failure('--raw and --output are mutually exclusive');
  rawRequest(run, flags, 'DELETE');
}
