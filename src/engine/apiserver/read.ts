import { SortedMap } from '../../base/sorted-map.ts';
import { expired, notFound } from '../../kinds/errors.ts';
import type { KubeObject, Status } from '../../kinds/object.ts';
import type { ApiResponse } from '../../wire/request.ts';
import { byLabel, byNode } from '../etcd/indexes.ts';
import { commitAt, etcd, getObject, listIndexed, type Stored, tableOf } from '../etcd/store.ts';
import { type Call, checkPathName, rootOf } from './call.ts';
import { encodeContinue } from './continue-token.ts';
import { type ListOptions, parseRevision, readListOptions, tooLarge } from './list-options.ts';
import { refuse } from './refusal.ts';
import { apiVersionOf } from '../../kinds/registry.ts';
import { exactField, readSelection, selects, selectsAll, type Selection } from './selection.ts';
import { existingOf } from './update.ts';
import { shown } from './versions.ts';

export function get(call: Call): ApiResponse {
  checkPathName(call.name);
  const { rev } = rootOf(call);
  const { resourceVersion: wanted = '' } = call.request.query ?? {};
  if (parseRevision(wanted) > rev) refuse(tooLarge(wanted, rev));
  const object = existingOf(call);
  if (!object) return refuse(notFound(call.resource, call.name));
  return { code: 200, body: object as unknown as Status };
}

/**
 * Simplified: items carry their apiVersion and kind, as every object here does; the real server leaves both out inside of lists.
 */
export function list(call: Call): ApiResponse {
  const query = call.request.query ?? {};
  const selection = readSelection(call.kind, query);
  const options = readListOptions(query, rootOf(call).rev);
  const page = options.atRev === undefined ? pageNow(call, selection, options) : pageAt(call, selection, options);
  const rev = options.atRev ?? rootOf(call).rev;
  const { items, next, remaining } = page;
  const metadata = {
    resourceVersion: String(rev),
    ...(next === undefined ? {} : { continue: encodeContinue(rev, next) }),
    // With a selector nobody knows how many of the rest would match.
    ...(next === undefined || !selectsAll(selection) ? {} : { remainingItemCount: remaining }),
  };
  return { code: 200, body: { kind: `${call.kind.kind}List`, apiVersion: apiVersionOf(call.kind), metadata, items } as unknown as Status };
}

interface Page {
  readonly items: readonly KubeObject[];
  /** Where the next page starts. */
  readonly next: string | undefined;
  readonly remaining: number;
}

function pageNow(call: Call, selection: Selection, options: ListOptions): Page {
  const known = options.limit === 0 && options.from === undefined ? byIndex(call, selection) : undefined;
  if (known) return { items: known.filter((object) => selects(call.kind, selection, object)), next: undefined, remaining: 0 };
  return page(call, selection, { objects: tableOf(rootOf(call), call.kind.resource).objects, options });
}

/** Selectors that name one object, one node's pods or one label's pods need no scan. */
function byIndex(call: Call, selection: Selection): readonly KubeObject[] | undefined {
  const { resource, namespaced } = call.kind;
  const root = rootOf(call);
  const name = exactField(selection, 'metadata.name');
  if (name !== undefined && (!namespaced || call.namespace !== '')) {
    const object = getObject(root, resource, namespaced ? `${call.namespace}/${name}` : name);
    return object ? [shown(call.kind, object)] : [];
  }
  if (resource !== 'pods') return undefined;
  const node = exactField(selection, 'spec.nodeName');
  const inNamespace = (object: KubeObject): boolean => call.namespace === '' || object.metadata.namespace === call.namespace;
  if (node !== undefined) return [...listIndexed(root, 'pods', byNode(node))].filter(inNamespace);
  const label = selection.labels.find(({ operator, values }) => (operator === '=' || operator === '==' || operator === 'in') && values.length === 1);
  if (label === undefined || call.namespace === '') return undefined;
  return [...listIndexed(root, 'pods', byLabel(call.namespace, label.key, label.values[0]!))];
}

/** The collection as it was at a revision: the table of now with the later commits taken back. */
function pageAt(call: Call, selection: Selection, options: ListOptions): Page {
  const state = call.sim.get(etcd);
  const rev = options.atRev ?? state.root.rev;
  if (rev < state.compactedRev) refuse(options.paging ? inconsistent(options) : expired('The resourceVersion for the provided list is too old.'));
  let { objects } = tableOf(state.root, call.kind.resource);
  for (let at = state.root.rev; at > rev; at--) {
    const commit = commitAt(state, at);
    if (commit?.resource !== call.kind.resource) continue;
    const { key, oid, before } = commit;
    objects = before ? objects.set(key, { oid, rev: 0, createRev: 0, object: before, previous: undefined }) : objects.delete(key);
  }
  return page(call, selection, { objects, options });
}

function page(call: Call, selection: Selection, { objects, options }: { objects: SortedMap<Stored>; options: ListOptions }): Page {
  const prefix = call.kind.namespaced && call.namespace !== '' ? `${call.namespace}/` : '';
  const all = prefix === '' ? objects.entries(options.from ?? '') : objects.withPrefix(prefix, prefix + (options.from ?? ''));
  const items: KubeObject[] = [];
  let last: string | undefined;
  let remaining = 0;
  for (const [key, stored] of all) {
    if (remaining > 0) {
      remaining++;
      continue;
    }
    const object = shown(call.kind, stored.object);
    if (!selects(call.kind, selection, object)) continue;
    if (options.limit > 0 && items.length === options.limit) remaining = 1;
    else {
      items.push(object);
      last = key;
    }
  }
  return { items, next: remaining > 0 ? `${last!.slice(prefix.length)}\u0000` : undefined, remaining };
}

/** The page's revision was compacted away: the answer carries a token to go on at the newest revision. */
function inconsistent(options: ListOptions): Status {
  const text =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
  return { ...expired(text), metadata: { continue: encodeContinue(-1, options.from ?? '') } };
}
