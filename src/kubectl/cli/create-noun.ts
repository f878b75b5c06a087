import { byText } from '../../base/order.ts';
import type { Json } from '../../base/json.ts';
import { escapedJson } from '../../kinds/errors.ts';
import type { Kind } from '../../kinds/kind.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { resourcePath } from '../../kinds/paths.ts';
import { kindByName, kinds, parseApiVersion } from '../../kinds/registry.ts';
import { LAST_APPLIED } from '../apply.ts';
import { answeredWrite, dryRunOf, tell, writeQuery } from './change.ts';
import type { Command } from './command.ts';
import { alone, bool, type Flags, type FlagTable, text } from './flags.ts';
import { OUTPUT } from './output-flags.ts';
import { type Printer, printerOf } from './printing.ts';
import { Failure, failure, type Run, usageFailure } from './run.ts';
import type { Found } from './targets.ts';
import { validationOf } from './validation.ts';

/** What all of kubectl create NOUN have in common (pkg/cmd/create/*). */
export const CREATE_FLAGS: FlagTable = { ...OUTPUT, 'dry-run': alone('unchanged'), 'field-manager': text, 'save-config': bool, validate: alone('strict') };

/** Fields of the object, in the order of the Go struct. */
export type Made = { readonly [key: string]: Json | undefined };
export type Make = (flags: Flags, run: Run) => Made;

export interface Noun {
  /** As the command line has it: `secret generic`. */
  readonly noun: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** What an error calls it: `failed to create …`; undefined: the server's words alone. */
  readonly called?: string;
  readonly make: Make;
}

export function generator(noun: Noun, flags: FlagTable, required: readonly string[] = []): Command {
  return { flags: { ...CREATE_FLAGS, ...flags }, required, run: (run, given, namespace) => createNoun(run, given, { noun, namespace }) };
}

export const core = (noun: string, kind: string, of: { readonly namespaced?: boolean; readonly called?: string; readonly make?: Make }): Noun => ({
  noun,
  apiVersion: 'v1',
  kind,
  namespaced: of.namespaced ?? true,
  ...(of.called === undefined ? {} : { called: of.called }),
  make: of.make ?? (() => ({})),
});

/** NameFromCommandArgs: what stands before `--`. */
export function nameOf(flags: Flags, noun: string): string {
  const names = flags.words.slice(0, flags.dash ?? flags.words.length);
  if (names.length !== 1) throw usageFailure(`create ${noun}`, `exactly one NAME is required, got ${names.length}`);
  return names[0]!;
}

function createNoun(run: Run, flags: Flags, { noun, namespace }: { readonly noun: Noun; readonly namespace: string }): void {
  const given = nameOf(flags, noun.noun);
  const { metadata, ...rest } = noun.make(flags, run);
  const { name = given, ...more } = (metadata ?? {}) as { readonly name?: string };
  const place = noun.namespaced && flags.has('namespace') ? { namespace } : {};
  const object = { kind: noun.kind, apiVersion: noun.apiVersion, metadata: { name, ...place, ...more }, ...rest } as unknown as KubeObject;
  createObject(run, flags, { object, namespace, called: noun.called });
}

export interface Creation {
  /** Keys in the order of the Go structs. */
  readonly object: KubeObject;
  readonly namespace: string;
  /** What the error calls it; undefined: the server's words alone. */
  readonly called: string | undefined;
  readonly manager?: string;
  readonly word?: string;
  /** One that several objects are printed with; undefined: one of its own. */
  readonly printer?: Printer | undefined;
  /** `--save-config` also of what is only shown. */
  readonly savesDry?: boolean;
}

export function createObject(run: Run, flags: Flags, creation: Creation): void {
  const dryRun = dryRunOf(run, flags);
  const printer = 'printer' in creation ? creation.printer : typedPrinterOf(run, flags);
  tell(run, made(run, flags, creation), { word: creation.word ?? 'created', dryRun, printer });
}

/** What was made here is printed as Go writes its structs: in their order. */
export function typedPrinterOf(run: Run, flags: Flags): Printer | undefined {
  const printer = printerOf(run, flags);
  return flags.text('output') === 'json' && dryRunOf(run, flags) === 'client'
    ? (object) => run.out(`${escapedJson(JSON.stringify(object, null, 4))}\n`)
    : printer;
}

/** Makes the object, without a word of it. */
export function made(run: Run, flags: Flags, { object: given, namespace, called, manager = 'kubectl-create', savesDry = true }: Creation): Found {
  const dryRun = dryRunOf(run, flags);
  const fieldValidation = validationOf(flags);
  const object = flags.on('save-config') && (dryRun !== 'client' || savesDry) ? withConfig(given) : given;
  const { group, version } = parseApiVersion(object.apiVersion);
  const kind = kindByName(group, version, object.kind) ?? unserved(object);
  if (dryRun === 'client') return { kind, object };
  const path = resourcePath(kind, kind.namespaced ? namespace : '');
  const query = { ...writeQuery(dryRun, flags.text('field-manager') ?? manager), fieldValidation };
  const placed = kind.namespaced ? ({ ...object, metadata: { ...object.metadata, namespace } } as KubeObject) : object;
  try {
    return { kind, object: answeredWrite(run, { method: 'POST', path, query, body: placed as never }) };
  } catch (error) {
    const [why] = error instanceof Failure ? error.errors : [];
    if (why?.is !== 'status') throw error;
    const message = `${why.status.message}${plainly(kind)}`;
    if (called === undefined) throw new Failure([{ is: 'status', status: { ...why.status, message } }]);
    throw failure(`failed to create ${called}: ${message}`);
  }
}

/** A version that is not served is answered by the HTTP server, with no Status: the client library adds what was asked for (NewGenericServerResponse). */
const plainly = ({ group, version, resource }: Kind): string =>
  kinds.some((kind) => kind.group === group && kind.version === version) ? '' : ` (post ${group === '' ? resource : `${resource}.${group}`})`;

/** util.CreateOrUpdateAnnotation: the object itself, as one line of JSON. */
export function withConfig(object: KubeObject): KubeObject {
  const { [LAST_APPLIED]: _old, ...annotations } = object.metadata.annotations ?? {};
  const bare = Object.keys(annotations).length > 0 || object.metadata.annotations ? { ...object, metadata: { ...object.metadata, annotations } } : object;
  return { ...object, metadata: { ...object.metadata, annotations: { ...annotations, [LAST_APPLIED]: `${JSON.stringify(bare)}\n` } } } as KubeObject;
}

const CLUSTER_WIDE: ReadonlySet<string> = new Set(['ClusterRole', 'ClusterRoleBinding']);

/** A kind that kubectl can make and this cluster does not serve: the server says no. */
function unserved({ apiVersion, kind }: KubeObject): Kind {
  const base = kindByName('', 'v1', 'ConfigMap')!;
  const singular = kind.toLowerCase();
  const resource = singular.endsWith('s') ? `${singular}es` : `${singular}s`;
  return { ...base, ...parseApiVersion(apiVersion), kind, resource, singular, namespaced: !CLUSTER_WIDE.has(kind) };
}

/** `a=b` pairs of a text, keys in order. */
export function sortedPairs(pairs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.keys(pairs)
      .sort(byText)
      .map((key) => [key, pairs[key]!]),
  );
}
