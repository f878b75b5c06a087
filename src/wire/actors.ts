/** Names of those who act. Per-node components carry their node: `kubelet/node-1`. */
export const API_SERVER = 'kube-apiserver';
export const ETCD = 'etcd';
export const SCHEDULER = 'kube-scheduler';
export const CONTROLLER_MANAGER = 'kube-controller-manager';
/** A person with a client on a machine of their own. */
export const KUBECTL = 'kubectl';
/** Those who send requests to Services from outside the cluster. */
export const USERS = 'users';
/** No actor: the part that tells which troubles are on. */
export const TROUBLES = 'troubles';

/** The cluster's DNS: programs in pods ask it for names. */
export const COREDNS = 'coredns';

export const kubelet = (node: string): string => `kubelet/${node}`;
export const kubeProxy = (node: string): string => `kube-proxy/${node}`;
export const containerRuntime = (node: string): string => `containerd/${node}`;
export const podActor = (namespace: string, name: string): string => `pod/${namespace}/${name}`;

/** The node of a per-node component, or undefined. */
export function nodeOfActor(actor: string): string | undefined {
  const slash = actor.indexOf('/');
  return slash > 0 && !actor.startsWith('pod/') ? actor.slice(slash + 1) : undefined;
}

/** Controllers of kube-controller-manager, by the names their events and requests carry. */
export const CONTROLLERS = [
  'deployment-controller',
  'replicaset-controller',
  'endpoint-controller',
  'endpoint-slice-controller',
  'endpoint-slice-mirroring-controller',
  'node-lifecycle-controller',
  'taint-eviction-controller',
  'pod-garbage-collector-controller',
  'namespace-controller',
  'garbage-collector-controller',
  'serviceaccount-controller',
  'serviceaccount-token-controller',
  'root-ca-certificate-publisher-controller',
  'node-ipam-controller',
  'persistentvolume-binder-controller',
  'persistentvolume-protection-controller',
  'persistentvolumeclaim-protection-controller',
  'persistentvolume-attach-detach-controller',
  'ephemeral-volume-controller',
] as const;
export type ControllerName = (typeof CONTROLLERS)[number];
