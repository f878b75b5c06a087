import { kindNameOf } from '../../../wire/resource-name.ts';

/** A request to kube-apiserver, read from its method and path. */
export interface ApiCall {
  readonly verb: 'get' | 'list' | 'watch' | 'create' | 'change' | 'delete' | 'delete-all';
  /** `Pod`; the resource as it stands where the kind is not known. */
  readonly kind: string;
  /** `web-1`, `kube-system/dns`; undefined for a whole collection. */
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly subresource: string | undefined;
}

/** Undefined for paths that name no resource (`/healthz`, discovery). */
export function readCall(method: string, path: string): ApiCall | undefined {
  const [place = '', query = ''] = path.split('?');
  const found = /^\/(?:api\/v1|apis\/[^/]+\/[^/]+)\/(?:namespaces\/([^/]+)\/(?!status$|finalize$))?([^/]+)(?:\/([^/]+))?(?:\/(.+))?$/.exec(place);
  if (!found) return undefined;
  const [, namespace, resource = '', name, subresource] = found;
  const key = name === undefined || namespace === undefined || namespace === 'default' ? name : `${namespace}/${name}`;
  return { verb: verbOf(method, name, query), kind: kindNameOf(resource), name: key, namespace, subresource };
}

function verbOf(method: string, name: string | undefined, query: string): ApiCall['verb'] {
  switch (method) {
    case 'GET':
      return /(^|&)watch=(1|true)/.test(query) ? 'watch' : name === undefined ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'DELETE':
      return name === undefined ? 'delete-all' : 'delete';
    default:
      return 'change';
  }
}
