import { deepEqual } from '../../base/json.ts';
import type { ConfigMap, Namespace } from '../../kinds/schema/types.gen.ts';
import { type Commit, getObject } from '../etcd/store.ts';
import type { Context, Controller, Plan } from './controller.ts';

/** Every namespace has the ConfigMap `kube-root-ca.crt` (upstream: pkg/controller/certificates/rootcacertpublisher/publisher.go). */
export const rootCAController: Controller = {
  name: 'root-ca-certificate-publisher-controller',
  workers: 1,
  resource: 'namespaces',
  serviceAccount: 'root-ca-cert-publisher',
  watches: {
    namespaces: (change: Commit) => (change.type === 'DELETED' ? [] : [change.key]),
    configmaps: (change: Commit) => (change.type !== 'ADDED' && change.after.metadata.name === NAME ? [change.after.metadata.namespace as string] : []),
  },
  reconcile,
};

const NAME = 'kube-root-ca.crt';
const ANNOTATIONS = {
  'kubernetes.io/description':
    'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
};

/** Simplified: has the shape of a certificate but certifies nothing; nothing in the cluster checks it. */
export const ROOT_CA = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBeDCCAR2gAwIBAgIBADAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwprdWJlcm5l',
  'dGVzMB4XDTI2MDEwMTAwMDAwMFoXDTM1MTIzMDAwMDAwMFowFTETMBEGA1UEAxMK',
  'a3ViZXJuZXRlczBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABAAAAAAAAAAAAAAA',
  '-----END CERTIFICATE-----',
  '',
].join('\n');

function reconcile({ cache }: Context, key: string): Plan {
  if (!getObject<Namespace>(cache, 'namespaces', key)) return {};
  const current = getObject<ConfigMap>(cache, 'configmaps', `${key}/${NAME}`);
  const data = { 'ca.crt': ROOT_CA };
  if (!current) {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: NAME, namespace: key, annotations: ANNOTATIONS }, data } as ConfigMap;
    return { why: { say: 'root-ca.create', args: { namespace: key } }, intents: [{ do: 'create', resource: 'configmaps', object }] };
  }
  const annotated = current.metadata.annotations?.['kubernetes.io/description'] !== undefined;
  if (deepEqual(current.data, data) && annotated) return {};
  const object = { ...current, metadata: { ...current.metadata, annotations: { ...ANNOTATIONS, ...current.metadata.annotations } }, data } as ConfigMap;
  return { why: { say: 'root-ca.restore', args: { namespace: key } }, intents: [{ do: 'update', resource: 'configmaps', object }] };
}
