import { kindMeant, kindByName } from '../../kinds/registry.ts';
import { matches, parseLabelSelector } from '../../kinds/selector.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { byText } from '../../base/order.ts';
import { type CliError, plainError } from '../errors.ts';
import { Recent } from '../../kinds/recent.ts';
import { manifestObjects, type ManifestObject, type ManifestReading, type Place } from '../manifest-objects.ts';
import { readYaml } from '../yaml.ts';
import type { Flags } from './flags.ts';
import { Failure, failure, type Run } from './run.ts';
import { own } from './step.ts';
import { type Target, targetsOf, type Where } from './targets.ts';

/** `-f`: files of the session, and what comes through the pipe. Nothing is ever fetched. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

const isAddress = (name: string): boolean => /^https?:\/\//.test(name);
const unfetched = (name: string): Failure => failure(`-f ${name}: addresses are not offered here: nothing is fetched from the network`, 'addresses', { name });

/** One file, as those flags have it that name exactly one. */
export function readSource(run: Run, name: string): Source {
  if (isAddress(name)) throw unfetched(name);
  if (name === '-') return { name: 'STDIN', text: run.stdin ?? '' };
  const text = own(run.session.files, name);
  if (text === undefined) throw failure(`open ${name}: no such file or directory`);
  return { name, text };
}

/** What the words behind `-f` mean: files, folders (`-R`: with what is below), patterns. Upstream: cli-runtime resource/builder.go, Path. */
function sourcesOf(run: Run, flags: Flags): readonly Source[] {
  const missing: CliError[] = [];
  const sources = flags.list('filename').flatMap((name): readonly Source[] => {
    if (isAddress(name)) throw unfetched(name);
    if (name === '-') return [readSource(run, name)];
    const files = filesOf(run, name, flags.on('recursive'));
    if (files.length === 0) missing.push(plainError(noSuchPath(name)));
    return files.map((file) => ({ name: file, text: run.session.files[file] ?? '' }));
  });
  if (missing.length > 0) throw new Failure(missing.length === 1 ? missing : [{ is: 'several', errors: missing }]);
  return sources;
}

const noSuchPath = (name: string): string =>
  isPattern(name) ? `error reading [${name}]: recognized file extensions are [.json .yaml .yml]` : `the path ${JSON.stringify(name)} does not exist`;
const isPattern = (name: string): boolean => /[*?[]/.test(name);

function filesOf(run: Run, name: string, recursive: boolean): readonly string[] {
  const { files } = run.session;
  if (own(files, name) !== undefined) return [name];
  const all = Object.keys(files).sort(byText);
  if (isPattern(name)) {
    const source = name
      .replace(/[\\^$.+(){}|]/g, '\\$&')
      .replace(/\*/g, '[^/]*')
      .replace(/\?/g, '[^/]');
    return all.filter((file) => new RegExp(`^${source}$`, 'u').test(file));
  }
  const folder = name === '.' ? '' : `${name.replace(/\/+$/, '')}/`;
  return all.filter((file) => file.startsWith(folder) && /\.(json|yaml|yml)$/.test(file) && (recursive || !file.slice(folder.length).includes('/')));
}

export interface Manifests {
  readonly objects: readonly ManifestObject[];
  /** What could not be read; the rest is done all the same. */
  readonly errors: readonly CliError[];
  /** Both, in the order of the files. */
  readonly reads: readonly (ManifestObject | CliError)[];
}

/** All objects behind `-f`; `-n` is demanded of those that name a namespace. `unchecked`: only for what they name (`get -f`, `delete -f`, `diff`). */
export function readManifests(run: Run, flags: Flags, namespace: string, unchecked = false): Manifests {
  if (flags.has('kustomize')) throw failure('-k is not offered here: kustomizations are not built');
  const read = sourcesOf(run, flags).map(({ name, text }) =>
    readOnce(text, { namespace: flags.has('namespace') ? namespace : undefined, fallback: namespace, from: name, unchecked }),
  );
  const errors = read.flatMap((one) => one.errors.map(({ error }) => error));
  return { objects: read.flatMap(({ objects }) => objects), errors: together(errors), reads: read.flatMap(({ reads }) => reads) };
}

/** What went wrong while files are read comes as one. */
export const together = (errors: readonly CliError[]): readonly CliError[] => (errors.length > 1 ? [{ is: 'several', errors }] : errors);

function inOrder({ objects, errors }: ManifestReading): Manifests['reads'] {
  const reads = [...objects.map((one) => ({ place: one.place, read: one })), ...errors.map(({ place, error }) => ({ place, read: error }))];
  return reads.sort((a, b) => byPlace(a.place, b.place)).map(({ read }) => read);
}

/** What has no place ended the reading. */
function byPlace(a: Place | undefined, b: Place | undefined): number {
  if (!a || !b) return (a ? 0 : 1) - (b ? 0 : 1);
  const at = a.path.findIndex((step, i) => step !== b.path[i]);
  return a.document - b.document || (at < 0 ? 0 : Number(a.path[at]) - Number(b.path[at] ?? -1));
}

type Reading = Omit<Parameters<typeof manifestObjects>[1], 'lookup'>;
type Ordered = ManifestReading & Pick<Manifests, 'reads'>;

/** A program reads its files again whenever it is run again: so many texts, and what they come to under so many flags, are held. */
const readings = new Recent<Map<string, Ordered>, string>(4);
const MOST_WAYS = 8;

function readOnce(text: string, how: Reading): Ordered {
  const ways = readings.get(text) ?? new Map<string, Ordered>();
  readings.set(text, ways);
  const way = JSON.stringify([how.namespace, how.fallback, how.from, how.unchecked]);
  const known = ways.get(way);
  if (known) return known;
  const read = manifestObjects(text, { ...how, lookup: kindMeant });
  const made = { ...read, reads: inOrder(read) };
  if (ways.size >= MOST_WAYS) ways.clear();
  ways.set(way, made);
  return made;
}

/** Whether the objects come from `-f` or `-k`. */
export const namesFiles = (flags: Flags): boolean => flags.list('filename').some((name) => name !== '') || flags.has('kustomize');

export function targetOfManifest({ mapping, name, namespace }: ManifestObject): Target {
  return { kind: kindByName(mapping.group, mapping.version, mapping.kind)!, name, namespace };
}

export interface Asked {
  readonly targets: readonly Target[];
  readonly errors: readonly CliError[];
  /** Both, in the order they stand in. */
  readonly reads: readonly (Target | CliError)[];
}

/** `get -f`, `delete -f`: the objects that the files name. */
function namedFiles(run: Run, flags: Flags, namespace: string): Asked {
  const { errors, reads: all } = namedManifests(run, flags, namespace);
  const reads = all.map((one) => ('is' in one ? one : { ...targetOfManifest(one), from: one.from }));
  return { targets: reads.flatMap((one) => ('is' in one ? [] : [one])), errors, reads };
}

/** `-l` beside `-f`: only the objects that carry these labels. */
export function namedManifests(run: Run, flags: Flags, namespace: string): Pick<Manifests, 'errors' | 'reads'> {
  const { objects, errors, reads } = readManifests(run, flags, namespace, true);
  const selected = new Set(selectedBy(objects, flags.text('selector')));
  return { errors, reads: reads.filter((one) => 'is' in one || selected.has(one)) };
}

/** What the files or the words of a command name. */
export function askedTargets(run: Run, flags: Flags, { words, where }: { readonly words: readonly string[]; readonly where: Where }): Asked {
  if (!namesFiles(flags)) {
    const targets = targetsOf(words, where);
    return { targets, errors: [], reads: targets };
  }
  const named = namedFiles(run, flags, where.namespace);
  if (words.length > 0) throw failure('when paths, URLs, or stdin is provided as resource input, you may not specify resource arguments as well');
  return named;
}

/** A patch file or a patch on the command line, as YAML. */
export function readValue(text: string): unknown {
  const { documents, problem } = readYaml(text);
  if (problem) throw failure(`unable to parse ${JSON.stringify(text)}: yaml: line ${problem.line}: ${problem.message}`);
  return documents[0]?.value ?? null;
}

/** `-l` beside `-f`: only the objects that carry these labels. */
export function selectedBy<T extends { readonly object: KubeObject }>(all: readonly T[], selector: string | undefined): readonly T[] {
  if (selector === undefined || selector === '' || all.length === 0) return all;
  const parsed = parseLabelSelector(selector);
  if (!parsed.ok) throw failure(parsed.error);
  return all.filter(({ object }) => matches(parsed.value, object.metadata.labels));
}
