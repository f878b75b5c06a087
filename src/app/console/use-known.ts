import { useEffect, useMemo, useState } from 'react';
import { useCluster, useMirror } from '../../session/cluster.ts';
import type { Source } from '../../wire/source.ts';
import type { Known, Served } from './complete-path.ts';

interface ResourceList {
  readonly resources?: readonly { name: string; namespaced: boolean; verbs: readonly string[]; shortNames?: readonly string[] }[];
}
interface GroupList {
  readonly groups?: readonly { readonly versions: readonly { readonly groupVersion: string }[] }[];
}

const PARTIAL = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
/** Names offered of one collection. */
const MOST_NAMES = '200';
const NONE: readonly string[] = [];

const served = new WeakMap<Source, Promise<readonly Served[]>>();

async function get<T>(source: Source, path: string): Promise<T> {
  const { body } = await source.ask({ ask: 'read', request: { method: 'GET', path } });
  return body as T;
}

/** All that discovery names, read once of each cluster. */
function discovered(source: Source): Promise<readonly Served[]> {
  const known = served.get(source);
  if (known) return known;
  const asked = (async () => {
    const { groups = [] } = await get<GroupList>(source, '/apis');
    const roots = ['/api/v1', ...groups.flatMap(({ versions }) => versions.map(({ groupVersion }) => `/apis/${groupVersion}`))];
    const lists = await Promise.all(roots.map((root) => get<ResourceList>(source, root)));
    return lists.flatMap(({ resources = [] }, i) =>
      resources.map(({ name, namespaced, verbs, shortNames = [] }): Served => ({ root: roots[i]!, name, namespaced, verbs, shortNames })),
    );
  })();
  served.set(source, asked);
  // The next one to ask reads again.
  asked.catch(() => served.delete(source));
  return asked;
}

/** What paths can be completed with: discovery, namespaces, and the names in the collection that is being typed. */
export function useKnown(collection: string | undefined): Known {
  const { source } = useCluster();
  const [all, setAll] = useState<readonly Served[]>([]);
  const [names, setNames] = useState<{ readonly of: string; readonly names: readonly string[] }>();
  const version = useMirror({ kind: 'Namespace' }, (m) => m.table('Namespace').version);
  const { mirror } = useCluster();
  useEffect(() => {
    let current = true;
    discovered(source).then(
      (list) => current && setAll(list),
      // A path can be typed without; an API server that does not answer says so when it is asked.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [source]);
  const isServed = collection !== undefined && all.some(({ root, name }) => collection.startsWith(root) && collection.endsWith(`/${name}`));
  useEffect(() => {
    if (collection === undefined || !isServed) return;
    let current = true;
    source.ask({ ask: 'read', request: { method: 'GET', path: collection, query: { limit: MOST_NAMES }, accept: PARTIAL } }).then(
      ({ body }) => {
        const { items } = body as { items?: readonly { metadata: { name: string } }[] };
        if (current && items) setNames({ of: collection, names: items.map(({ metadata }) => metadata.name) });
      },
      // As above: a name can be typed without.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [source, collection, isServed]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the table is another when its version is.
  return useMemo(
    () => ({
      served: all,
      namespaces: [...mirror.table('Namespace').ids()].map((oid) => mirror.nameOf(oid)),
      names: (of) => (names?.of === of ? names.names : NONE),
    }),
    [all, names, mirror, version],
  );
}
