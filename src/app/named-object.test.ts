import { expect, it } from 'vitest';
import { resourceOf } from './named-object.ts';

it('names resources as Kubernetes does', () => {
  const kinds = ['Pod', 'Endpoints', 'EndpointSlice', 'StorageClass', 'NetworkPolicy', 'Ingress', 'PriorityClass', 'PodDisruptionBudget', 'Lease'];
  expect(kinds.map(resourceOf)).toEqual([
    'pods',
    'endpoints',
    'endpointslices',
    'storageclasses',
    'networkpolicies',
    'ingresses',
    'priorityclasses',
    'poddisruptionbudgets',
    'leases',
  ]);
});
