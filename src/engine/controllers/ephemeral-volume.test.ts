import { describe, expect, it } from 'vitest';
import type { PersistentVolumeClaim } from '../../kinds/schema/types.gen.ts';
import { podManifest, PODS } from '../apiserver/server.testing.ts';
import { startCluster } from './cluster.testing.ts';
import { ephemeralVolumeController } from './ephemeral-volume.ts';

const CLAIMS = '/api/v1/namespaces/default/persistentvolumeclaims';
const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const volumes = [{ name: 'v', ephemeral: { volumeClaimTemplate: { metadata: { labels: { a: 'b' } }, spec } } }];

describe('generic ephemeral volumes', () => {
  it('get a claim that belongs to the pod', () => {
    const cluster = startCluster([ephemeralVolumeController]);
    cluster.call('POST', PODS, podManifest('p', {}, { volumes }));
    cluster.settle();
    const [claim] = cluster.all<PersistentVolumeClaim>('persistentvolumeclaims');
    expect(claim).toMatchObject({
      metadata: { name: 'p-v', labels: { a: 'b' }, ownerReferences: [{ kind: 'Pod', name: 'p', uid: cluster.pods()[0]!.metadata.uid, controller: true }] },
      spec,
    });
  });

  it('do not take a claim of that name that somebody else made', () => {
    const cluster = startCluster([ephemeralVolumeController]);
    cluster.call('POST', CLAIMS, { metadata: { name: 'p-v' }, spec });
    cluster.call('POST', PODS, podManifest('p', {}, { volumes }));
    cluster.settle();
    expect(cluster.events('FailedBinding')[0]).toBe('ephemeral volume v: PVC default/p-v was not created for pod default/p (pod is not owner)');
  });
});
