import type { KubeObject, Status } from '../../kinds/object.ts';
import type { Kind } from '../../kinds/kind.ts';
import { resourcePath } from '../../kinds/paths.ts';
import { kindByAnyName, kinds } from '../../kinds/registry.ts';
import { byText } from '../../base/order.ts';
import { type ApiRequest, type ApiResponse, isSuccess } from '../../wire/request.ts';
import type { CliError } from '../errors.ts';
import { Failure, failure, type Run } from './run.ts';

/**
 * What the words of a command line name. Upstream: cli-runtime resource/builder.go.
 * Simplified: discovery is always in kubectl's cache, so no requests for it are seen.
 */
export interface Target {
  readonly kind: Kind;
  /** Undefined: all that a selector lets through. */
  readonly name: string | undefined;
  /** Empty for kinds without namespace, and for all namespaces. */
  readonly namespace: string;
  /** The file that names it. */
  readonly from?: string;
}

export interface Where {
  readonly namespace: string;
  readonly allNamespaces?: boolean;
  readonly selector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** All objects of a type are meant when no name is given. */
  readonly all?: boolean;
  /** A type alone is enough (`get pods`). */
  readonly allowsType?: boolean;
}

export const AS_TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

export function kindNamed(name: string): Kind {
  const [first = ''] = name.split('.');
  const kind = kindByAnyName(name);
  // Short names are taken as they stand; only the others in any case.
  if (!kind || kind.shortNames.includes(first.toLowerCase()) !== kind.shortNames.includes(first))
    throw failure(`the server doesn't have a resource type "${first}"`);
  return kind;
}

/** `pods,svc` and categories: each kind once, in the order given. */
function kindsNamed(types: string): readonly Kind[] {
  const found: Kind[] = [];
  for (const type of types.split(',')) {
    const members = kinds.filter(({ categories }) => categories.includes(type)).sort(byDiscovery);
    for (const kind of members.length > 0 ? members : [kindNamed(type)]) if (!found.includes(kind)) found.push(kind);
  }
  return found;
}

/** Core first, then the groups by name. */
const byDiscovery = (a: Kind, b: Kind): number => byText(a.group, b.group) || byText(a.resource, b.resource);

export const NOTHING_NAMED = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

export function targetsOf(words: readonly string[], where: Where): readonly Target[] {
  if (words.length === 0 && (where.all || where.selector !== undefined || where.fieldSelector !== undefined))
    throw failure('at least one resource must be specified to use a selector');
  if (words.length === 0) throw failure(NOTHING_NAMED);
  if (words.some((word, i) => i > 0 && word === '')) throw failure('resource name may not be empty');
  if (words.some((word) => word.includes('/'))) return slashed(words, where);
  const [types = '', ...names] = words;
  const of = kindsNamed(types);
  const selected = where.all || where.selector !== undefined || where.fieldSelector !== undefined;
  if (names.length > 0 && selected) throw failure('name cannot be provided when a selector is specified');
  if (names.length === 0) {
    if (!selected && !where.allowsType) throw failure('resource(s) were provided, but no name was specified');
    return of.map((kind) => ({ kind, name: undefined, namespace: place(kind, where) }));
  }
  if (where.allNamespaces) throw failure('a resource cannot be retrieved by name across all namespaces');
  // A category names several types, which a name does not go with.
  if (types.split(',').some((type) => kinds.some(({ categories }) => categories.includes(type)))) throw failure('you must specify only one resource');
  return of.flatMap((kind) => names.map((name) => ({ kind, name, namespace: place(kind, where) })));
}

const place = (kind: Kind, { namespace, allNamespaces }: Where): string => (kind.namespaced && !allNamespaces ? namespace : '');

function slashed(words: readonly string[], where: Where): readonly Target[] {
  if (words.some((word) => word.split('/').length > 2)) throw failure('arguments in resource/name form may not have more than one slash');
  if (words.some((word) => !word.includes('/')))
    throw failure(
      "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
    );
  if (where.all || where.selector !== undefined) throw failure('name cannot be provided when a selector is specified');
  if (where.allNamespaces) throw failure('a resource cannot be retrieved by name across all namespaces');
  return words.map((word) => {
    const [type = '', name = ''] = word.split('/');
    if (type === '' || name === '' || type.includes(',')) throw failure('arguments in resource/name form must have a single resource and name');
    const kind = kindNamed(type);
    return { kind, name, namespace: place(kind, where) };
  });
}

/** Whether the output has to say of what type each name is (get.go, multipleGVKsRequested). */
export const severalKinds = (targets: readonly Target[]): boolean => targets.some(({ kind }) => kind !== targets[0]!.kind);

/** `deployment.apps/web`, as the name printer has it. */
export const shown = ({ kind, name }: { readonly kind: Kind; readonly name: string | undefined }): string => `${typeName(kind)}/${name ?? ''}`;
export const typeName = (kind: Kind): string => (kind.group === '' ? kind.singular : `${kind.singular}.${kind.group}`);

export const refOf = (
  kind: Kind,
  { name, namespace }: { readonly name: string; readonly namespace?: string },
): { readonly resource: string; readonly key: string } => ({
  resource: kind.resource,
  key: kind.namespaced && namespace ? `${namespace}/${name}` : name,
});

export const pathOf = ({ kind, namespace, name }: Target): string => {
  checkName(name);
  return resourcePath(kind, namespace, name === undefined ? undefined : encodeURIComponent(name));
};

/** client-go rest.Request.Name. */
function checkName(name: string | undefined): void {
  if (name === undefined) return;
  const wrong =
    name === '.' || name === '..'
      ? `may not be '${name}'`
      : name.includes('/')
        ? "may not contain '/'"
        : name.includes('%')
          ? "may not contain '%'"
          : undefined;
  if (wrong !== undefined) throw failure(`invalid resource name ${JSON.stringify(name)}: [${wrong}]`);
}

/** What the server said no with, as an error of the command line. */
export function refusal({ code, body }: ApiResponse): CliError {
  const status = body as Status;
  if (code === 0) return { is: 'bare', message: status?.message ?? 'Unable to connect to the server: EOF' };
  return { is: 'status', status };
}

/** One object that cannot be read: when it is not there, perhaps its namespace is not (cli-runtime resource/visitor.go, Info.Get). */
export function missing(run: Run, { namespace }: Target, response: ApiResponse): CliError {
  if (response.code !== 404 || namespace === '' || namespace === 'default') return refusal(response);
  const place = run.ask({ method: 'GET', path: `/api/v1/namespaces/${namespace}` });
  return refusal(place.code === 404 ? place : response);
}

/** The body of an answer; a refusal ends the program. */
export function answered(run: Run, request: ApiRequest): KubeObject {
  const response = run.ask(request);
  warn(run, response);
  if (!isSuccess(response)) throw new Failure([refusal(response)]);
  return response.body as unknown as KubeObject;
}

/** The same warning is told once (client-go rest/warnings.go, Deduplicate). */
export function warn(run: Run, { warnings = [] }: ApiResponse): void {
  for (const warning of warnings) run.rest.say(`Warning: ${warning}`);
}

/** A list that was refused: what was looked for is said, too (cli-runtime resource/selector.go). */
export function listRefusal(
  response: ApiResponse,
  { kind }: Target,
  { selector = '', fieldSelector = '' }: Pick<Where, 'selector' | 'fieldSelector'>,
): CliError {
  const why = refusal(response);
  if (why.is !== 'status' || (response.code !== 400 && response.code !== 404)) return why;
  const what = JSON.stringify(`${kind.group}/${kind.version}, Resource=${kind.resource}`);
  const looked =
    selector === '' && fieldSelector === ''
      ? `Unable to list ${what}`
      : `Unable to find ${what} that match label selector ${JSON.stringify(selector)}, field selector ${JSON.stringify(fieldSelector)}`;
  return { is: 'status', status: { ...why.status, message: `${looked}: ${why.status.message ?? ''}` } };
}

export interface Found {
  readonly kind: Kind;
  readonly object: KubeObject;
}

interface Fetching extends Pick<Where, 'selector' | 'fieldSelector'> {
  /** `/scale` */
  readonly subresource?: string;
}

/** Reads all targets, whole; what is not found is told at the end. */
export function fetchAll(run: Run, targets: readonly Target[], where: Fetching): { readonly found: readonly Found[]; readonly errors: readonly CliError[] } {
  const fetched = run.each(targets, (target) => fetchTarget(run, target, where));
  return {
    found: fetched.flatMap(({ objects }, i) => objects.map((object) => ({ kind: targets[i]!.kind, object }))),
    errors: fetched.flatMap(({ error }) => (error ? [error] : [])),
  };
}

/** kubectl lists in pieces of so many. */
const CHUNK = 500;

export function fetchTarget(run: Run, target: Target, where: Fetching): { readonly objects: readonly KubeObject[]; readonly error?: CliError } {
  const objects: KubeObject[] = [];
  for (let next: string | undefined; ; ) {
    const query = target.name === undefined ? listQuery(where, CHUNK, next) : undefined;
    const response = run.ask({ method: 'GET', path: `${pathOf(target)}${where.subresource ?? ''}`, ...(query ? { query } : {}), accept: 'application/json' });
    warn(run, response);
    if (!isSuccess(response)) return { objects, error: target.name === undefined ? listRefusal(response, target, where) : missing(run, target, response) };
    if (target.name !== undefined) return { objects: [response.body as unknown as KubeObject] };
    const { items = [], metadata } = response.body as unknown as { readonly items?: readonly KubeObject[]; readonly metadata: { readonly continue?: string } };
    const { kind: of } = target;
    // Items of a list come without type.
    objects.push(...items.map((item) => ({ ...item, apiVersion: of.group === '' ? of.version : `${of.group}/${of.version}`, kind: of.kind })));
    next = metadata.continue;
    if (!next) return { objects };
  }
}

export function listQuery(
  { selector, fieldSelector }: Pick<Where, 'selector' | 'fieldSelector'>,
  limit: number,
  next?: string,
): Readonly<Record<string, string>> {
  return {
    ...(next ? { continue: next } : {}),
    ...(fieldSelector ? { fieldSelector } : {}),
    ...(selector ? { labelSelector: selector } : {}),
    ...(limit > 0 ? { limit: String(limit) } : {}),
  };
}
