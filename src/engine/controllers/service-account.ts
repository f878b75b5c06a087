import type { Namespace, ServiceAccount } from '../../kinds/schema/types.gen.ts';
import { type Commit, getObject } from '../etcd/store.ts';
import type { Context, Controller, Plan } from './controller.ts';

/** Every active namespace has the ServiceAccount `default` (upstream: pkg/controller/serviceaccount/serviceaccounts_controller.go). */
export const serviceAccountController: Controller = {
  name: 'serviceaccount-controller',
  workers: 1,
  resource: 'namespaces',
  serviceAccount: 'service-account-controller',
  watches: {
    namespaces: (change: Commit) => (change.type === 'DELETED' ? [] : [change.key]),
    serviceaccounts: (change: Commit) =>
      change.type === 'DELETED' && change.after.metadata.name === 'default' ? [change.after.metadata.namespace as string] : [],
  },
  reconcile,
};

function reconcile({ cache }: Context, key: string): Plan {
  const namespace = getObject<Namespace>(cache, 'namespaces', key);
  if (!namespace || (namespace.status?.phase ?? 'Active') !== 'Active' || getObject(cache, 'serviceaccounts', `${key}/default`)) return {};
  const object = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: key } } as ServiceAccount;
  return { why: { say: 'service-account.create', args: { namespace: key } }, intents: [{ do: 'create', resource: 'serviceaccounts', object }] };
}
