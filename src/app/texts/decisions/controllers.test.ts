import { describe, expect, it } from 'vitest';
import { deployment, DEPLOYMENTS, setImage, startCluster } from '../../../engine/controllers/cluster.testing.ts';
import { controllers } from '../../../engine/controllers/index.ts';
import { DECISION_TEXTS } from './index.ts';

describe('texts of the controllers’ decisions', () => {
  it('exist in both languages for what a rollout, a relabelling and deletions bring, and say nothing undefined', () => {
    const cluster = startCluster(controllers);
    const service = { ports: [{ port: 80 }], selector: { app: 'web' } };
    cluster.call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } });
    cluster.call('POST', '/api/v1/namespaces/default/services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'default' },
      spec: service,
    });
    cluster.call('POST', DEPLOYMENTS, deployment('web', { replicas: 4 }));
    cluster.settle();
    setImage(cluster, 'web', 'nginx:1.20');
    cluster.settle();
    const [pod] = cluster.pods();
    cluster.call(
      'PATCH',
      `/api/v1/namespaces/default/pods/${pod!.metadata.name}`,
      { metadata: { labels: { app: 'else' } } },
      { contentType: 'application/merge-patch+json' },
    );
    cluster.settle();
    cluster.call(
      'PATCH',
      `/api/v1/namespaces/default/pods/${pod!.metadata.name}`,
      { metadata: { labels: { app: 'web' } } },
      { contentType: 'application/merge-patch+json' },
    );
    cluster.settle();
    cluster.call('DELETE', `${DEPLOYMENTS}/web`, { propagationPolicy: 'Foreground' });
    cluster.call('DELETE', '/api/v1/namespaces/other');
    cluster.settle();
    const told = new Set<string>();
    for (const { code, say, args } of cluster.sim.happenings) {
      if (code !== 'decide' || say === undefined) continue;
      told.add(say);
      for (const texts of [DECISION_TEXTS.en, DECISION_TEXTS.ja]) {
        const text = texts[say];
        expect(text, say).toBeDefined();
        const sentence = text!(args as never);
        expect(JSON.stringify(sentence)).not.toMatch(/undefined|NaN|\[object/);
      }
    }
    for (const code of [
      'deployment.new-replica-set',
      'deployment.scale-up-new',
      'deployment.scale-down-old',
      'deployment.wait',
      'deployment.complete',
      'replicaset.create',
      'replicaset.delete',
      'replicaset.adopt',
      'replicaset.release',
      'endpoint-slice.update',
      'garbage.delete',
      'garbage.wait',
      'garbage.finalize',
      'namespace.finalize',
      'node-ipam.assign',
    ])
      expect([...told], code).toContain(code);
  });
});
