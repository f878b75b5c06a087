import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import type { Kind } from '../kind.ts';
import { nameIsSubdomain } from '../names.ts';
import type { ServiceAccount } from '../schema/types.gen.ts';
import { ALL_VERBS, plainStrategy } from '../strategy.ts';

export const serviceAccount: Kind<ServiceAccount> = {
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  resource: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  categories: [],
  namespaced: true,
  definition: 'io.k8s.api.core.v1.ServiceAccount',
  verbs: ALL_VERBS,
  subresources: ['token'],
  nameErrors: nameIsSubdomain,
  strategy: plainStrategy<ServiceAccount>({ namespaced: true, nameErrors: nameIsSubdomain }, {}),
  selectableFields: {},
  columns: [
    nameColumn(),
    textColumn(
      'Secrets',
      'Secrets is a list of the secrets in the same namespace that pods running using this ServiceAccount are allowed to use. Pods are only limited to this list if this service account has a "kubernetes.io/enforce-mountable-secrets" annotation set to "true".',
      ({ secrets = [] }: ServiceAccount) => secrets.length,
    ),
    ageColumn(),
  ],
  samples: [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web', namespace: 'default' }, imagePullSecrets: [{ name: 'registry' }] }],
};
