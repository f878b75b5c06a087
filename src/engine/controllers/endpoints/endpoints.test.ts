import { describe, expect, it } from 'vitest';
import type { Endpoint, EndpointSlice, Endpoints } from '../../../kinds/schema/types.gen.ts';
import { type Cluster, deployment, DEPLOYMENTS, setPodStatus, startCluster } from '../cluster.testing.ts';
import { deploymentController } from '../deployment/deployment.ts';
import { replicaSetController } from '../replicaset/replica-set.ts';
import { endpointSliceController } from './endpoint-slice.ts';
import { endpointsController } from './endpoints.ts';
import { packed } from './packing.ts';

function start(replicas: number, service: object = {}): Cluster {
  const cluster = startCluster([deploymentController, replicaSetController, endpointsController, endpointSliceController]);
  const spec = { clusterIP: '10.96.0.20', ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }], selector: { app: 'web' }, ...service };
  cluster.call('POST', '/api/v1/namespaces/default/services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
    spec,
  });
  cluster.call('POST', DEPLOYMENTS, deployment('web', { replicas }));
  cluster.settle();
  expect(cluster.sim.lastCrash).toBeUndefined();
  return cluster;
}

const slices = (cluster: Cluster): EndpointSlice[] => cluster.all<EndpointSlice>('endpointslices').filter((slice) => slice.metadata.name.startsWith('web-'));
const endpointsOf = (cluster: Cluster): Endpoints => cluster.all<Endpoints>('endpoints').find((object) => object.metadata.name === 'web')!;

describe('endpoints of a Service', () => {
  it('names every ready pod in both forms', () => {
    const cluster = start(3);
    const [slice] = slices(cluster);
    expect(slices(cluster)).toHaveLength(1);
    expect(slice!.metadata.labels).toEqual({
      app: 'web',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      'kubernetes.io/service-name': 'web',
    });
    expect(slice!.endpoints!.map((endpoint) => endpoint.conditions)).toEqual(Array(3).fill({ ready: true, serving: true, terminating: false }));
    expect(slice!.ports).toEqual([{ name: '', protocol: 'TCP', port: 8080 }]);
    const endpoints = endpointsOf(cluster);
    expect(endpoints.subsets).toHaveLength(1);
    expect(endpoints.subsets![0]!.addresses).toHaveLength(3);
    expect(endpoints.subsets![0]!.ports).toEqual([{ port: 8080, protocol: 'TCP' }]);
  });

  it('moves a pod that is not ready, and drops a terminating one from Endpoints only', () => {
    const cluster = start(2);
    setPodStatus(cluster.sim, cluster.pods()[0]!, false);
    const name = cluster.pods()[0]!.metadata.name;
    cluster.settle();
    expect(endpointsOf(cluster).subsets![0]).toMatchObject({ notReadyAddresses: [{ targetRef: { name } }] });
    expect(slices(cluster)[0]!.endpoints!.find((endpoint) => endpoint.targetRef!.name === name)!.conditions).toEqual({
      ready: false,
      serving: false,
      terminating: false,
    });
  });

  it('gives ready endpoints the hints that trafficDistribution asks for', () => {
    const cluster = start(2, { trafficDistribution: 'PreferSameNode' });
    for (const [name, zone] of Object.entries({ 'node-1': 'a', 'node-2': 'b', 'node-3': 'c' }))
      cluster.call(
        'PATCH',
        `/api/v1/nodes/${name}`,
        { metadata: { labels: { 'topology.kubernetes.io/zone': zone } } },
        { contentType: 'application/merge-patch+json' },
      );
    setPodStatus(cluster.sim, cluster.pods()[0]!, false);
    cluster.settle();
    const hints = slices(cluster)[0]!.endpoints!.map(({ conditions, nodeName, hints: given }) => [
      conditions!.ready,
      nodeName,
      given?.forNodes,
      given?.forZones,
    ]);
    for (const [ready, node, forNodes, forZones] of hints)
      expect([forNodes, forZones]).toEqual(
        ready ? [[{ name: node }], [{ name: { 'node-1': 'a', 'node-2': 'b', 'node-3': 'c' }[node as string] }]] : [undefined, undefined],
      );
    cluster.call(
      'PATCH',
      '/api/v1/namespaces/default/services/web',
      { spec: { trafficDistribution: 'PreferClose' } },
      { contentType: 'application/merge-patch+json' },
    );
    cluster.settle();
    expect(slices(cluster)[0]!.endpoints!.flatMap(({ hints: given }) => (given?.forNodes ? [given] : []))).toEqual([]);
    cluster.call('PATCH', '/api/v1/namespaces/default/services/web', { spec: { trafficDistribution: null } }, { contentType: 'application/merge-patch+json' });
    cluster.settle();
    expect(slices(cluster)[0]!.endpoints!.every(({ hints: given }) => given === undefined)).toBe(true);
  });

  it('keeps an empty slice for a Service that selects nothing', () => {
    const cluster = start(1, { selector: { app: 'other' } });
    expect(slices(cluster).map((slice) => [slice.endpoints ?? [], slice.ports ?? []])).toEqual([[[], []]]);
    expect(endpointsOf(cluster).subsets).toBeUndefined();
  });

  it('makes none for ExternalName and for Services without selector', () => {
    const cluster = start(1, { selector: undefined });
    expect(slices(cluster)).toEqual([]);
  });
});

describe('packing of slices', () => {
  const endpoint = (n: number): Endpoint => ({
    addresses: [`10.0.0.${n}`],
    targetRef: { kind: 'Pod', name: `pod-${n}`, namespace: 'default', uid: `uid-${n}` },
  });
  const ports = [{ name: '', port: 80, protocol: 'TCP' as const }];
  const style = { labels: {}, owner: 'service', blank: () => ({ kind: 'EndpointSlice', metadata: {}, addressType: 'IPv4', endpoints: [], ports }) as never };
  const slice = (name: string, from: number, to: number): EndpointSlice =>
    ({
      metadata: { name, labels: {}, ownerReferences: [{ controller: true, uid: 'service' }] },
      addressType: 'IPv4',
      ports,
      endpoints: Array.from({ length: to - from }, (_, i) => endpoint(from + i)),
    }) as never;
  const group = (from: number, to: number) => ({ name: '/80/TCP/', ports, endpoints: Array.from({ length: to - from }, (_, i) => endpoint(from + i)) });
  const sizes = (list: readonly EndpointSlice[]): number[] => list.map((item) => item.endpoints!.length);

  it('makes slices of a hundred', () => {
    const { create } = packed([], [group(0, 250)], style);
    expect(sizes(create)).toEqual([100, 100, 50]);
  });

  it('fills one slice that has room rather than making another', () => {
    const { create, update } = packed([slice('a', 0, 100), slice('b', 100, 150)], [group(0, 160)], style);
    expect([sizes(create), sizes(update)]).toEqual([[], [60]]);
  });

  it('fills slices that change anyway first', () => {
    const { create, update } = packed([slice('a', 0, 100), slice('b', 100, 150)], [group(10, 160)], style);
    expect([sizes(create), update.map((item) => item.metadata.name), sizes(update)]).toEqual([[], ['a'], [100]]);
  });

  it('removes a slice that is left empty', () => {
    const { remove, update } = packed([slice('a', 0, 100), slice('b', 100, 150)], [group(0, 100)], style);
    expect([remove.map((item) => item.metadata.name), update]).toEqual([['b'], []]);
  });
});
