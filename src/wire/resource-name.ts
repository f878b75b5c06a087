/** The resource under which a kind is served: its lower-case plural, as in paths and in `kubectl get`. */
export function resourceNameOf(kind: string): string {
  const name = kind.toLowerCase();
  if (name === 'endpoints') return name;
  if (name.endsWith('s')) return `${name}es`;
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}

/** Kinds that stories name. */
const KINDS = [
  'ConfigMap',
  'Deployment',
  'EndpointSlice',
  'Endpoints',
  'Event',
  'Lease',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Pod',
  'PriorityClass',
  'ReplicaSet',
  'Secret',
  'Service',
  'ServiceAccount',
  'StorageClass',
];
const KIND_OF: ReadonlyMap<string, string> = new Map(KINDS.map((kind) => [resourceNameOf(kind), kind]));

/** The kind served under a resource (`pods`, `deployments.apps`); the resource itself where it is not known. */
export const kindNameOf = (resource: string): string => KIND_OF.get(resource.split('.')[0]!) ?? resource;
