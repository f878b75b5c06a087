import type { Json } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { ApiRequest } from '../../wire/request.ts';
import type { DeleteOptions, RequestIntent } from './controller.ts';

/** Group and version by resource, where it is not the core group's `v1`. */
const GROUP_VERSIONS: Readonly<Record<string, string>> = {
  deployments: 'apps/v1',
  replicasets: 'apps/v1',
  statefulsets: 'apps/v1',
  daemonsets: 'apps/v1',
  controllerrevisions: 'apps/v1',
  jobs: 'batch/v1',
  cronjobs: 'batch/v1',
  endpointslices: 'discovery.k8s.io/v1',
  leases: 'coordination.k8s.io/v1',
  storageclasses: 'storage.k8s.io/v1',
  priorityclasses: 'scheduling.k8s.io/v1',
};

const PATCH_TYPES = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
} as const;

/** Path of a resource's collection, or of one object of it. */
export function apiPath(resource: string, namespace: string | undefined, name?: string, subresource?: string): string {
  const groupVersion = GROUP_VERSIONS[resource] ?? 'v1';
  let path = groupVersion === 'v1' ? '/api/v1' : `/apis/${groupVersion}`;
  if (namespace !== undefined) path += `/namespaces/${namespace}`;
  path += `/${resource}`;
  if (name !== undefined) path += `/${name}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

/** The request an intent stands for; events go to the recorder instead. */
export function requestOf(intent: RequestIntent, user: string): ApiRequest {
  switch (intent.do) {
    case 'create':
      return { method: 'POST', path: apiPath(intent.resource, intent.object.metadata.namespace), body: bodyOf(intent.object), user };
    case 'update':
      return { method: 'PUT', path: pathOf(intent.resource, intent.object), body: bodyOf(intent.object), user };
    case 'setStatus':
      return { method: 'PUT', path: pathOf(intent.resource, intent.object, 'status'), body: bodyOf(intent.object), user };
    case 'patch': {
      const path = apiPath(intent.resource, intent.namespace, intent.name, intent.subresource);
      return { method: 'PATCH', path, contentType: PATCH_TYPES[intent.patchType], body: intent.patch, user };
    }
    case 'remove':
      return { method: 'DELETE', path: apiPath(intent.resource, intent.namespace, intent.name), body: deleteBody(intent.options), user };
    case 'request':
      return { method: intent.method, path: intent.path, ...(intent.body === undefined ? {} : { body: intent.body }), user };
  }
}

const pathOf = (resource: string, { metadata }: KubeObject, subresource?: string): string => apiPath(resource, metadata.namespace, metadata.name, subresource);

const bodyOf = (object: KubeObject): Json => object as unknown as Json;

const deleteBody = (options: DeleteOptions | undefined): Json => ({ kind: 'DeleteOptions', apiVersion: 'v1', ...(options as Json as object) });
