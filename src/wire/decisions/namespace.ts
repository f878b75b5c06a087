/** What the controllers that look after namespaces decide. */
export interface NamespaceDecisions {
  'namespace.pods-first': { namespace: string };
  'namespace.empty': { namespace: string; resources: string[] };
  'namespace.wait': { namespace: string; remaining: { resource: string; count: number }[]; finalizers: string[] };
  'namespace.finalize': { namespace: string };
  'service-account.create': { namespace: string };
  'service-account-token.fill': { secret: string; account: string };
  'service-account-token.delete': { secret: string; account: string };
  'service-account-token.forget': { secret: string; account: string };
  'root-ca.create': { namespace: string };
  'root-ca.restore': { namespace: string };
}
