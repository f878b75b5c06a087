import type { Json } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { type ApiRequest, isSuccess } from '../../wire/request.ts';
import { goQuote } from '../../kinds/errors.ts';
import { type CliError, plainError } from '../errors.ts';
import { upstreamKinds } from '../manifest/upstream-kinds.ts';
import type { ManifestObject } from '../manifest-objects.ts';
import { threeWayPatch } from '../strategic-diff.ts';
import { alone, bool, type Flags, type FlagTable, short, strings, text } from './flags.ts';
import { OUTPUT } from './output-flags.ts';
import { type Printer, printerOf } from './printing.ts';
import { Failure, failure, type Run } from './run.ts';
import { askedTargets, namedManifests, namesFiles, readManifests, targetOfManifest, together } from './sources.ts';
import { fetchAll, fetchTarget, type Found, pathOf, refOf, refusal, shown, warn } from './targets.ts';

/** What the commands that change objects have in common: they read them, patch them, and say so. */
export const TARGET_FLAGS: FlagTable = {
  ...OUTPUT,
  all: bool,
  'dry-run': alone('unchanged'),
  'field-manager': text,
  'field-selector': text,
  filename: short('f', strings),
  recursive: short('R', bool),
  selector: short('l', text),
  kustomize: short('k', text),
};

export type DryRun = 'none' | 'client' | 'server';

/** cmdutil.GetDryRunStrategy. */
export function dryRunOf(run: Run, flags: Flags): DryRun {
  const value = flags.text('dry-run');
  switch (value) {
    case undefined:
    case 'none':
      return 'none';
    case 'client':
    case 'server':
      return value;
    case 'unchanged':
      run.rest.once('W', 'helpers.go:719', '--dry-run is deprecated and can be replaced with --dry-run=client.');
      return 'client';
    default:
      throw failure(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
  }
}

export const DRY_WORDS: Readonly<Record<DryRun, string>> = { none: '', client: ' (dry run)', server: ' (server dry run)' };

export function writeQuery(dryRun: DryRun, manager?: string): Readonly<Record<string, string>> {
  return { ...(dryRun === 'server' ? { dryRun: 'All' } : {}), ...(manager === undefined ? {} : { fieldManager: manager }) };
}

export interface Told {
  /** `scaled`, `labeled`. */
  readonly word: string;
  readonly dryRun: DryRun;
  readonly printer: Printer | undefined;
}

/** `deployment.apps/web scaled`, or the object in the form asked for. */
export function tell(run: Run, { kind, object }: Found, { word, dryRun, printer }: Told): void {
  const { name, namespace } = object.metadata;
  if (printer) return printer(object, run);
  run.say(`${shown({ kind, name })} ${word}${DRY_WORDS[dryRun]}`, refOf(kind, { name, ...(namespace === undefined ? {} : { namespace }) }));
}

interface Changeable {
  readonly found: readonly Found[];
  readonly errors: readonly CliError[];
}

interface Changing {
  readonly words: readonly string[];
  readonly namespace: string;
  readonly allowsType?: boolean;
  /** Objects are read into types of Go. */
  readonly typed?: boolean;
}

/** Targets of a command that changes objects, read whole. */
export function changeable(run: Run, flags: Flags, of: Changing): Changeable {
  const where = {
    allowsType: of.allowsType ?? false,
    namespace: of.namespace,
    all: flags.on('all'),
    selector: flags.text('selector'),
    fieldSelector: flags.text('field-selector'),
    allNamespaces: flags.on('all-namespaces'),
  };
  if (flags.on('local')) return localObjects(run, flags, of);
  if (namesFiles(flags) && of.words.length === 0) return latest(run, flags, of);
  const { targets } = askedTargets(run, flags, { words: of.words, where });
  return fetchAll(run, targets, where);
}

/** The same for a command that stops when anything cannot be read. */
export function allChangeable(run: Run, flags: Flags, of: Changing): Changeable {
  const { found, errors } = changeable(run, flags, of);
  if (errors.length > 0) throw new Failure(errors);
  return { found, errors };
}

/** What files name, as the server has it: one after the other, as they stand there. */
function latest(run: Run, flags: Flags, { namespace, typed = false }: Changing): Changeable {
  const { reads } = namedManifests(run, flags, namespace);
  const fetched = run.each(reads, (one): ReturnType<typeof fetchTarget> => {
    if ('is' in one) return { objects: [], error: typed ? undecoded(one, flags) : one };
    return fetchTarget(run, targetOfManifest(one), {});
  });
  return {
    found: fetched.flatMap(({ objects }, i) => objects.map((object) => ({ kind: targetOfManifest(reads[i] as ManifestObject).kind, object }))),
    errors: together(fetched.flatMap(({ error }) => (error ? [error] : []))),
  };
}

/** Also versions that are not served any more. */
const isInScheme = (apiVersion: string): boolean => {
  const group = apiVersion.replace(/[^/]+$/, '');
  if (/^api(extensions|registration)\./.test(group)) return false;
  return group === 'extensions/' || upstreamKinds().some((known) => known.split(' ')[0]!.replace(/[^/]+$/, '') === group);
};

/** A command that reads objects into types of Go knows the kinds of Kubernetes' own groups only (kubectl pkg/scheme). */
function undecoded(error: CliError, flags: Flags): CliError {
  const [, kind = '', apiVersion = ''] = (error.is === 'plain' && /no matches for kind "([^"]+)" in version "([^"]+)"/.exec(error.message)) || [];
  if (kind === '' || isInScheme(apiVersion)) return error;
  return plainError(
    `unable to decode ${goQuote(flags.list('filename')[0] ?? '')}: no kind ${goQuote(kind)} is registered for version ${goQuote(apiVersion)} in scheme "pkg/scheme/scheme.go:28"`,
  );
}

/** What files say is taken as it stands there; what is named is read from the server. */
export function asWrittenOrRead(run: Run, flags: Flags, of: Changing): Changeable {
  if (!namesFiles(flags) || of.words.length > 0 || flags.on('local')) return changeable(run, flags, of);
  const { reads } = namedManifests(run, flags, of.namespace);
  return {
    found: reads.flatMap((one): readonly Found[] => ('is' in one ? [] : [{ kind: targetOfManifest(one).kind, object: one.object }])),
    errors: together(reads.flatMap((one) => ('is' in one ? [of.typed ? undecoded(one, flags) : one] : []))),
  };
}

const WITHOUT_FILE =
  "you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'";

/** `--local`: what the files hold; the server is not asked (cli-runtime resource/builder.go, Local). */
function localObjects(run: Run, flags: Flags, { words, namespace }: { readonly words: readonly string[]; readonly namespace: string }): Changeable {
  if (dryRunOf(run, flags) === 'server') throw failure('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  if (words.length > 0 || !namesFiles(flags)) throw failure(WITHOUT_FILE);
  const { objects, errors } = readManifests(run, flags, namespace);
  return { found: objects.map((one) => ({ kind: targetOfManifest(one).kind, object: one.written })), errors };
}

/** cmdutil.GetResourcesAndPairs: words that name objects, and behind them those that change them. */
export function resourcesAndPairs(words: readonly string[], what: string): { readonly names: readonly string[]; readonly pairs: readonly string[] } {
  const isPair = (word: string): boolean => (word.includes('=') && !word.startsWith('=')) || (word.endsWith('-') && word !== '-');
  const first = words.findIndex(isPair);
  const pairs = first < 0 ? [] : words.slice(first);
  const stray = pairs.find((word) => !isPair(word));
  if (stray !== undefined) throw failure(`all resources must be specified before ${what} changes: ${stray}`);
  return { names: first < 0 ? words : words.slice(0, first), pairs };
}

export const targetOf = ({ kind, object }: Found) => ({ kind, name: object.metadata.name, namespace: object.metadata.namespace ?? '' });

export interface Edit {
  /** Undefined: nothing changes. */
  readonly change: (found: Found) => KubeObject;
  readonly word: string;
  readonly manager?: string;
  /** It is sent, and told of, also when it changes nothing. */
  readonly isAlwaysSent?: true;
  /** What is said when nothing changes; undefined: nothing. */
  readonly unchanged?: string;
}

/** Edits each object by a strategic merge patch of what changed (kubectl pkg/cmd/set/helper.go, PatchObject). */
export function editAll(
  run: Run,
  flags: Flags,
  { found, errors }: { readonly found: readonly Found[]; readonly errors: readonly CliError[] },
  edit: Edit,
): void {
  const dryRun = dryRunOf(run, flags);
  const printer = printerOf(run, flags);
  const { errors: failed } = run.eachTold(found, (one) => {
    if (flags.on('local')) tell(run, { ...one, object: edit.change(one) }, { word: edit.word, dryRun: 'none', printer });
    else editOne(run, one, { edit, dryRun, printer });
  });
  if (errors.length + failed.length > 0) throw new Failure([...errors, ...failed]);
}

function editOne(
  run: Run,
  one: Found,
  { edit, dryRun, printer }: { readonly edit: Edit; readonly dryRun: DryRun; readonly printer: Printer | undefined },
): void {
  const next = edit.change(one);
  const patch = threeWayPatch(one.object, next as never, one.object, one.kind.definition);
  if (Object.keys(patch).length === 0) {
    if (edit.isAlwaysSent && dryRun !== 'client') patchObject(run, one, { patch: {}, type: 'strategic', query: writeQuery(dryRun, edit.manager) });
    if (edit.isAlwaysSent) tell(run, one, { word: edit.word, dryRun, printer });
    else if (edit.unchanged !== undefined) tell(run, one, { word: edit.unchanged, dryRun, printer });
    return;
  }
  if (dryRun === 'client') return tell(run, { ...one, object: next }, { word: edit.word, dryRun, printer });
  const object = patchObject(run, one, { patch: patch as Json, type: 'strategic', query: writeQuery(dryRun, edit.manager) });
  tell(run, { ...one, object }, { word: edit.word, dryRun, printer });
}

export const PATCH_TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
} as const;

export interface PatchOf {
  readonly patch: Json;
  readonly type: keyof typeof PATCH_TYPES;
  readonly query: Readonly<Record<string, string>>;
  readonly subresource?: string | undefined;
}

export function patchObject(run: Run, one: Found, { patch, type, query, subresource }: PatchOf): KubeObject {
  const path = `${pathOf(targetOf(one))}${subresource ? `/${subresource}` : ''}`;
  return answeredWrite(run, { method: 'PATCH', path, contentType: PATCH_TYPES[type], ...(Object.keys(query).length > 0 ? { query } : {}), body: patch });
}

export function answeredWrite(run: Run, request: ApiRequest): KubeObject {
  const response = run.ask({ ...request, accept: 'application/json' });
  warn(run, response);
  if (!isSuccess(response)) throw new Failure([refusal(response)]);
  return response.body as unknown as KubeObject;
}
