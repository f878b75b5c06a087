import { byText } from '../../base/order.ts';
import { pathNames } from '../../wire/api-path.ts';

/** A resource as discovery names it. */
export interface Served {
  /** `/api/v1`, `/apis/apps/v1`. */
  readonly root: string;
  readonly name: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
}

export interface Known {
  readonly served: readonly Served[];
  readonly namespaces: readonly string[];
  /** Names of the objects in the collection of this path. */
  readonly names: (collection: string) => readonly string[];
}

const ROOTS = ['/api', '/apis', '/version', '/healthz', '/livez', '/readyz'];
const QUERY: Readonly<Record<string, readonly string[]>> = {
  GET: ['labelSelector=', 'fieldSelector=', 'limit=', 'continue=', 'watch=1', 'resourceVersion=', 'resourceVersionMatch='],
  POST: ['dryRun=All', 'fieldManager=', 'fieldValidation=Strict'],
  PUT: ['dryRun=All', 'fieldManager=', 'fieldValidation=Strict'],
  PATCH: ['dryRun=All', 'fieldManager=', 'fieldValidation=Strict', 'force=true'],
  DELETE: ['dryRun=All', 'propagationPolicy=Foreground', 'propagationPolicy=Orphan', 'gracePeriodSeconds=0', 'labelSelector='],
};
const LOG_QUERY = ['container=', 'follow=true', 'tailLines=', 'timestamps=true', 'previous=true', 'sinceSeconds='];
const MOST = 60;

/** What a target can go on to, likeliest first; each is the whole text of the field. */
export function completePath(target: string, method: string, known: Known): readonly string[] {
  const at = target.indexOf('?');
  if (at >= 0) return completeQuery(target, at, method);
  const found = target.startsWith('/') ? candidates(target, known).filter((one) => one.startsWith(target) && one !== target) : byName(target.trim(), known);
  return [...new Set(found)].slice(0, MOST);
}

/** The collection whose objects' names are asked for while this is typed. */
export function collectionOf(target: string): string | undefined {
  if (target.includes('?')) return undefined;
  const upTo = target.slice(0, target.lastIndexOf('/'));
  const at = pathNames(upTo);
  if (!at || at.subresource !== '') return undefined;
  // The resource itself, or a name behind it of which the subresources come.
  return at.name === '' ? upTo : undefined;
}

function completeQuery(target: string, at: number, method: string): readonly string[] {
  const from = Math.max(at, target.lastIndexOf('&')) + 1;
  const begun = target.slice(from);
  const isLog = target.slice(0, at).endsWith('/log');
  const given = new Set(
    target
      .slice(at + 1, from)
      .split('&')
      .map((pair) => pair.split('=')[0]),
  );
  return (isLog ? LOG_QUERY : (QUERY[method] ?? []))
    .filter((one) => one.startsWith(begun) && one !== begun && !given.has(one.split('=')[0]))
    .map((one) => target.slice(0, from) + one);
}

function candidates(target: string, { served, namespaces, names }: Known): readonly string[] {
  const roots = [...new Set(served.map(({ root }) => root))];
  const root = roots.find((one) => target.startsWith(`${one}/`));
  if (root === undefined) return [...ROOTS, ...roots.map((one) => `${one}/`)].sort(byText);
  const here = served.filter((one) => one.root === root);
  const whole = here.filter(({ name }) => !name.includes('/'));
  const namespace = /^\/namespaces\/([^/]+)\//.exec(target.slice(root.length))?.[1];
  const isSelf = namespace !== undefined && here.some(({ name }) => name === `namespaces/${target.slice(`${root}/namespaces/${namespace}/`.length)}`);
  const collections =
    namespace === undefined
      ? [...whole.map(({ name }) => `${root}/${name}`), ...namespaces.map((one) => `${root}/namespaces/${one}/`)]
      : whole.filter(({ namespaced }) => namespaced).map(({ name }) => `${root}/namespaces/${namespace}/${name}`);
  if (isSelf) return collections;
  const collection = collections.find((one) => target.startsWith(`${one}/`));
  if (collection === undefined || (namespace === undefined && collection === `${root}/namespaces` && target.split('/').length > root.split('/').length + 2)) {
    return collections;
  }
  const resource = collection.slice(collection.lastIndexOf('/') + 1);
  const name = target.slice(collection.length + 1).split('/')[0] ?? '';
  if (!target.slice(collection.length + 1).includes('/')) return [...collections, ...names(collection).map((one) => `${collection}/${one}`)];
  return here.filter((one) => one.name.startsWith(`${resource}/`)).map((one) => `${collection}/${name}/${one.name.slice(resource.length + 1)}`);
}

/** Who types `deploy` means its collection. */
function byName(word: string, { served }: Known): readonly string[] {
  if (word === '') return [];
  const lower = word.toLowerCase();
  const fits = ({ name, shortNames }: Served): number =>
    name === lower || shortNames.includes(lower) ? 2 : name.startsWith(lower) && !name.includes('/') ? 1 : 0;
  return served
    .filter((one) => fits(one) > 0)
    .sort((a, b) => fits(b) - fits(a))
    .flatMap(({ root, name, namespaced }) => (namespaced ? [`${root}/namespaces/default/${name}`, `${root}/${name}`] : [`${root}/${name}`]));
}
