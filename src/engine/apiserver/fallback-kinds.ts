import { dns1123SubdomainErrors } from '../../kinds/names.ts';
import type { Kind, Strategy, Subresource } from '../../kinds/kind.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { deepEqual } from '../../base/json.ts';

/** Stands in until the registry of kinds is there: everything valid, nothing defaulted. */
const strategy: Strategy<KubeObject> = {
  defaults: (object) => object,
  prepareForCreate: (object) => ('spec' in object ? { ...object, metadata: { ...object.metadata, generation: 1 } } : object),
  prepareForUpdate: (next, previous) => {
    const kept: KubeObject = 'status' in previous ? { ...next, status: previous['status'] } : next;
    return deepEqual(next['spec'], previous['spec']) || previous.metadata.generation === undefined
      ? kept
      : { ...kept, metadata: { ...kept.metadata, generation: previous.metadata.generation + 1 } };
  },
  prepareForStatusUpdate: (next, previous) => ({ ...previous, metadata: { ...previous.metadata, resourceVersion: next.metadata.resourceVersion ?? '' }, status: next['status'] }),
  validate: () => [],
  validateUpdate: () => [],
  validateStatusUpdate: () => [],
};

const graceful: Strategy<KubeObject> = {
  ...strategy,
  gracePeriodSeconds: (object, asked) => {
    const pod = object as KubeObject & { spec?: { nodeName?: string; terminationGracePeriodSeconds?: number }; status?: { phase?: string } };
    if (!pod.spec?.nodeName || pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded') return 0;
    return asked ?? pod.spec.terminationGracePeriodSeconds ?? 30;
  },
};

function kind(gvk: string, resource: string, namespaced: boolean, subresources: readonly Subresource[] = []): Kind {
  const [group = '', version = '', name = ''] = gvk.split('/');
  const room = group === '' ? 'core' : group.replace(/\.k8s\.io$/, '');
  return {
    group,
    version,
    kind: name,
    resource,
    singular: name.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced,
    definition: `io.k8s.api.${room}.${version}.${name}`,
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    subresources,
    nameErrors: (text) => dns1123SubdomainErrors(text),
    strategy: resource === 'pods' ? graceful : strategy,
    selectableFields: resource === 'pods' ? { 'spec.nodeName': (pod) => (pod['spec'] as { nodeName?: string } | undefined)?.nodeName ?? '' } : {},
    columns: [],
    samples: [],
  };
}

export const fallbackKinds: readonly Kind[] = [
  kind('/v1/Namespace', 'namespaces', false, ['status', 'finalize']),
  kind('/v1/Node', 'nodes', false, ['status']),
  kind('/v1/Pod', 'pods', true, ['status', 'binding', 'eviction']),
  kind('apps/v1/ReplicaSet', 'replicasets', true, ['status', 'scale']),
  kind('apps/v1/Deployment', 'deployments', true, ['status', 'scale']),
  kind('/v1/Service', 'services', true, ['status']),
  kind('/v1/Endpoints', 'endpoints', true),
  kind('discovery.k8s.io/v1/EndpointSlice', 'endpointslices', true),
  kind('/v1/ConfigMap', 'configmaps', true),
  kind('/v1/Secret', 'secrets', true),
  kind('/v1/ServiceAccount', 'serviceaccounts', true),
  kind('/v1/Event', 'events', true),
  kind('coordination.k8s.io/v1/Lease', 'leases', true),
  kind('scheduling.k8s.io/v1/PriorityClass', 'priorityclasses', false),
  kind('/v1/PersistentVolume', 'persistentvolumes', false, ['status']),
  kind('/v1/PersistentVolumeClaim', 'persistentvolumeclaims', true, ['status']),
  kind('storage.k8s.io/v1/StorageClass', 'storageclasses', false),
];
