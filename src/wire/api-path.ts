/** What a path of the API names, without knowing which resources there are (apiserver pkg/endpoints/request/requestinfo.go). */
export interface PathNames {
  readonly group: string;
  readonly version: string;
  /** Empty: none, or all of them. */
  readonly namespace: string;
  readonly resource: string;
  readonly name: string;
  readonly subresource: string;
}

/** Undefined for what is no resource: discovery, `/version`, `/healthz`. */
export function pathNames(path: string): PathNames | undefined {
  const [root, ...parts] = path.replace(/\/$/, '').split('/').slice(1);
  if (root !== 'api' && root !== 'apis') return undefined;
  const group = root === 'apis' ? (parts.shift() ?? '') : '';
  const version = parts.shift() ?? '';
  if (parts.length === 0 || parts.includes('')) return undefined;
  const names = namesBelow(parts);
  return names && { group, version, ...names };
}

/** What the segments behind group and version name; undefined when there are too many. */
export function namesBelow(parts: readonly string[]): Omit<PathNames, 'group' | 'version'> | undefined {
  const [first, second = '', third] = parts;
  // `namespaces/x/status` and `namespaces/x/finalize` are subresources of the namespace, everything else lies inside it.
  const isInside = first === 'namespaces' && parts.length > 2 && third !== 'status' && third !== 'finalize';
  const [resource = '', name = '', subresource = '', more] = isInside ? parts.slice(2) : parts;
  return more === undefined ? { namespace: isInside ? second : '', resource, name, subresource } : undefined;
}

/** Resources that lie in no namespace (of the kinds that are served here). */
export const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'namespaces',
  'nodes',
  'persistentvolumes',
  'storageclasses',
  'csidrivers',
  'csinodes',
  'volumeattachments',
  'clusterroles',
  'clusterrolebindings',
  'priorityclasses',
  'runtimeclasses',
  'customresourcedefinitions',
  'ingressclasses',
  'certificatesigningrequests',
  'validatingwebhookconfigurations',
  'mutatingwebhookconfigurations',
]);
