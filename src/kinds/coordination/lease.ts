import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { forbiddenField, invalid, notSupported, required } from '../errors.ts';
import type { FieldError, Kind } from '../kind.ts';
import { NOT_NEGATIVE, nameIsSubdomain } from '../names.ts';
import type { Lease } from '../schema/types.gen.ts';
import { ALL_VERBS, plainStrategy } from '../strategy.ts';

const STRATEGIES = ['OldestEmulationVersion'];

/** ValidateLeaseSpec (pkg/apis/coordination/validation). */
function leaseErrors({ spec = {} }: Lease): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { leaseDurationSeconds: duration, leaseTransitions: transitions, strategy, preferredHolder } = spec;
  if (duration !== undefined && duration <= 0) errors.push(invalid('spec.leaseDurationSeconds', duration, 'must be greater than 0'));
  if (transitions !== undefined && transitions < 0) errors.push(invalid('spec.leaseTransitions', transitions, NOT_NEGATIVE));
  if (strategy !== undefined && !strategy.includes('/') && !STRATEGIES.includes(strategy)) errors.push(notSupported('spec.strategy', strategy, STRATEGIES));
  if (preferredHolder && !strategy) errors.push(forbiddenField('spec.preferredHolder', 'may only be specified if `strategy` is defined'));
  if (strategy === '') errors.push(required('spec.strategy'));
  return errors;
}

export const lease: Kind<Lease> = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  resource: 'leases',
  singular: 'lease',
  shortNames: [],
  categories: [],
  namespaced: true,
  definition: 'io.k8s.api.coordination.v1.Lease',
  verbs: ALL_VERBS,
  subresources: [],
  nameErrors: nameIsSubdomain,
  strategy: plainStrategy<Lease>(
    { namespaced: true, nameErrors: nameIsSubdomain },
    { defaults: (object) => (object.spec === undefined ? { ...object, spec: {} } : object), errors: leaseErrors },
  ),
  selectableFields: {},
  columns: [
    nameColumn(),
    textColumn(
      'Holder',
      'holderIdentity contains the identity of the holder of a current lease. If Coordinated Leader Election is used, the holder identity must be equal to the elected LeaseCandidate.metadata.name field.',
      ({ spec }: Lease) => spec?.holderIdentity ?? '',
    ),
    ageColumn(),
  ],
  samples: [
    {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'worker-1', namespace: 'kube-node-lease' },
      spec: { holderIdentity: 'worker-1', leaseDurationSeconds: 40, renewTime: '2026-01-01T00:00:10.500000Z' },
    },
  ],
};
