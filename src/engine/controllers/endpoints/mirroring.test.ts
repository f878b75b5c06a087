import { describe, expect, it } from 'vitest';
import type { EndpointSlice } from '../../../kinds/schema/types.gen.ts';
import { type Cluster, startCluster } from '../cluster.testing.ts';
import { endpointSliceController } from './endpoint-slice.ts';
import { endpointSliceMirroringController } from './mirroring.ts';

const NS = '/api/v1/namespaces/default';

function start(labels: object = {}): Cluster {
  const cluster = startCluster([endpointSliceController, endpointSliceMirroringController]);
  cluster.call('POST', `${NS}/services`, { metadata: { name: 'manual' }, spec: { ports: [{ port: 80, targetPort: 8080 }] } });
  const subsets = [{ addresses: [{ ip: '10.1.2.3' }, { ip: '10.1.2.4' }], notReadyAddresses: [{ ip: '10.1.2.5' }], ports: [{ port: 8080 }] }];
  cluster.call('POST', `${NS}/endpoints`, { metadata: { name: 'manual', labels: { team: 'a', ...labels } }, subsets });
  cluster.settle();
  return cluster;
}

const slices = (cluster: Cluster): EndpointSlice[] =>
  cluster.all<EndpointSlice>('endpointslices').filter(({ metadata }) => metadata.name.startsWith('manual-'));

describe('Endpoints written by hand', () => {
  it('are copied into an EndpointSlice that belongs to them', () => {
    const [slice, ...more] = slices(start());
    expect(more).toEqual([]);
    expect(slice).toMatchObject({
      metadata: {
        labels: { team: 'a', 'kubernetes.io/service-name': 'manual', 'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io' },
        ownerReferences: [{ apiVersion: 'v1', kind: 'Endpoints', name: 'manual', controller: true, blockOwnerDeletion: true }],
      },
      addressType: 'IPv4',
      ports: [{ name: '', port: 8080, protocol: 'TCP' }],
      endpoints: [
        { addresses: ['10.1.2.3'], conditions: { ready: true } },
        { addresses: ['10.1.2.4'], conditions: { ready: true } },
        { addresses: ['10.1.2.5'], conditions: { ready: false } },
      ],
    });
  });

  it('take their copy along: changed, recycled for other ports, gone', () => {
    const cluster = start();
    const [before] = slices(cluster);
    const change = (subsets: object): void => {
      cluster.call('PATCH', `${NS}/endpoints/manual`, { subsets }, { contentType: 'application/merge-patch+json' });
      cluster.settle();
    };
    change([{ addresses: [{ ip: '10.1.2.9' }], ports: [{ port: 9090 }] }]);
    expect(slices(cluster).map(({ metadata, endpoints, ports }) => [metadata.name, endpoints?.[0]?.addresses, ports?.[0]?.port])).toEqual([
      [before!.metadata.name, ['10.1.2.9'], 9090],
    ]);
    change([]);
    expect(slices(cluster)).toEqual([]);
    change([{ addresses: [{ ip: '10.1.2.9' }], ports: [{ port: 9090 }] }]);
    expect(slices(cluster)).toHaveLength(1);
    cluster.call('PATCH', `${NS}/services/manual`, { spec: { selector: { app: 'x' } } }, { contentType: 'application/merge-patch+json' });
    cluster.settle();
    expect(slices(cluster).map(({ metadata }) => metadata.labels?.['endpointslice.kubernetes.io/managed-by'])).toEqual(['endpointslice-controller.k8s.io']);
  });

  it('with the skip-mirror label are left alone', () => {
    expect(slices(start({ 'endpointslice.kubernetes.io/skip-mirror': 'true' }))).toEqual([]);
  });
});
