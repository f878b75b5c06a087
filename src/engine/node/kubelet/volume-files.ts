import type { ConfigMapProjection, KeyToPath, Pod, SecretProjection, Volume } from '../../../kinds/schema/types.gen.ts';
import { getObject, type Root } from '../../etcd/store.ts';
import { EMPTY_TREE, type Tree, withFile } from '../runtime/tree.ts';
import type { HeldToken } from '../runtime/volumes.ts';
import { dataOf } from './env.ts';
import { type FieldHost, podField, resourceField } from './fields.ts';
import type { TokenSource } from './tokens.ts';

/** Files made for a volume, the objects they were made from, and the tokens in them. */
export type Made =
  | { readonly tree: Tree; readonly sources: readonly unknown[]; readonly tokens?: readonly HeldToken[] | undefined }
  | { readonly error: string };

export interface FilesInput {
  readonly pod: Pod;
  readonly view: Root;
  readonly host: FieldHost;
  readonly node: Parameters<typeof resourceField>[2];
  /** A token for the pod's account: the one held, or a new one. */
  readonly tokenFor: (source: TokenSource) => HeldToken | { readonly error: string };
}

/**
 * Volumes whose content the kubelet writes itself: configMap, secret, downwardAPI, projected. Undefined for other types.
 * Simplified: file modes and owners (defaultMode, fsGroup) are shown but not enforced; really the names are links into a directory ..data.
 */
export function filesOf(volume: Volume, input: FilesInput): Made | undefined {
  if (volume.configMap) return keyed(input, 'configmaps', volume.configMap, volume.configMap.defaultMode);
  if (volume.secret) {
    const { secretName, ...rest } = volume.secret;
    return keyed(input, 'secrets', { ...rest, ...(secretName === undefined ? {} : { name: secretName }) }, rest.defaultMode);
  }
  if (volume.downwardAPI) return downward(input, volume.downwardAPI.items ?? [], volume.downwardAPI.defaultMode);
  if (volume.projected) return projected(input, volume.projected);
  return undefined;
}

/** The objects the files of a volume are made from: when they are still the same, so are the files. */
export function sourcesOf(volume: Volume, pod: Pod, view: Root): readonly unknown[] {
  const namespace = pod.metadata.namespace ?? '';
  const of = (resource: string, name: string | undefined): unknown => getObject(view, resource, `${namespace}/${name ?? ''}`);
  if (volume.configMap) return [of('configmaps', volume.configMap.name)];
  if (volume.secret) return [of('secrets', volume.secret.secretName)];
  const own = [pod.metadata.labels, pod.metadata.annotations];
  if (volume.downwardAPI) return own;
  return (volume.projected?.sources ?? []).flatMap((source) => {
    if (source.configMap) return [of('configmaps', source.configMap.name)];
    if (source.secret) return [of('secrets', source.secret.name)];
    return source.downwardAPI ? own : [];
  });
}

function keyed(
  { pod, view }: FilesInput,
  resource: 'configmaps' | 'secrets',
  from: ConfigMapProjection | SecretProjection,
  defaultMode: number | undefined,
): Made {
  const namespace = pod.metadata.namespace ?? '';
  const name = from.name ?? '';
  const kind = resource === 'secrets' ? 'secret' : 'config';
  const data = dataOf(view, resource, namespace, name, true);
  const sources = [getObject(view, resource, `${namespace}/${name}`)];
  if (!data)
    return from.optional === true ? { tree: EMPTY_TREE, sources } : { error: `${resource === 'secrets' ? 'secret' : 'configmap'} "${name}" not found` };
  const items: readonly KeyToPath[] = from.items ?? Object.keys(data).map((key) => ({ key, path: key }));
  let tree = EMPTY_TREE;
  for (const { key, path, mode } of items) {
    const content = data[key];
    if (content === undefined && from.optional === true) continue;
    if (content === undefined) return { error: `references non-existent ${kind} key: ${key}` };
    tree = withFile(tree, `/${path}`, content, mode ?? defaultMode);
  }
  return { tree, sources };
}

type DownwardItems = NonNullable<NonNullable<Volume['downwardAPI']>['items']>;

function downward({ pod, host, node }: FilesInput, items: DownwardItems, defaultMode: number | undefined): Made {
  let tree = EMPTY_TREE;
  for (const item of items) {
    const { fieldRef, resourceFieldRef } = item;
    const container = resourceFieldRef && pod.spec.containers.find(({ name }) => name === resourceFieldRef.containerName);
    const value = fieldRef
      ? podField(pod, fieldRef.fieldPath, host)
      : resourceFieldRef && container
        ? resourceField(resourceFieldRef, container, node)
        : undefined;
    if (value === undefined) return { error: `unable to find value for ${item.path}` };
    tree = withFile(tree, `/${item.path}`, value, item.mode ?? defaultMode);
  }
  return { tree, sources: [pod.metadata.labels, pod.metadata.annotations] };
}

function projected(input: FilesInput, volume: NonNullable<Volume['projected']>): Made {
  let tree = EMPTY_TREE;
  const sources: unknown[] = [];
  const tokens: HeldToken[] = [];
  for (const source of volume.sources ?? []) {
    const made = source.configMap
      ? keyed(input, 'configmaps', source.configMap, volume.defaultMode)
      : source.secret
        ? keyed(input, 'secrets', source.secret, volume.defaultMode)
        : source.downwardAPI
          ? downward(input, source.downwardAPI.items ?? [], volume.defaultMode)
          : source.serviceAccountToken
            ? token(input, source.serviceAccountToken, volume.defaultMode)
            : { tree: EMPTY_TREE, sources: [] };
    if ('error' in made) return made;
    tokens.push(...(made.tokens ?? []));
    for (const [path, node] of made.tree.entries()) tree = node.type === 'file' ? withFile(tree, path, node.content, node.mode) : tree;
    sources.push(...made.sources);
  }
  return { tree, sources, ...(tokens.length > 0 ? { tokens } : {}) };
}

function token({ tokenFor }: FilesInput, source: TokenSource, defaultMode: number | undefined): Made {
  const held = tokenFor(source);
  if ('error' in held) return held;
  return { tree: withFile(EMPTY_TREE, `/${source.path}`, held.token, defaultMode), sources: [], tokens: [held] };
}
