import { describe, expect, it } from 'vitest';
import { isJoined, namedBy, relations, relationsFrom } from './relations.ts';
import type { KubeObject } from './object.ts';
import { kindByAnyName, kinds } from './registry.ts';

const pod = kindByAnyName('pod')?.samples[1] as KubeObject;
const relation = (id: string) => {
  const found = relations.find((one) => one.id === id);
  if (!found) throw new Error(`no relation ${id}`);
  return found;
};

describe('relations', () => {
  it('are between known kinds, each with an id of its own', () => {
    const names = new Set(['*', ...kinds.map(({ kind }) => kind)]);
    for (const { from, to } of relations) expect([names.has(from), names.has(to)], `${from} ${to}`).toEqual([true, true]);
    expect(new Set(relations.map(({ id }) => id)).size).toBe(relations.length);
    expect(relationsFrom('Secret')).toEqual([]);
  });

  it('take any sample', () => {
    for (const kind of kinds) for (const sample of kind.samples) expect(Array.isArray(namedBy({ status: {}, ...sample })), kind.kind).toBe(true);
  });

  it('join a Service with the pods it selects, in its own namespace', () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default' }, spec: { selector: { app: 'web' } } };
    expect(isJoined(relation('service-pods'), service, pod)).toBe(true);
    expect(isJoined(relation('service-pods'), service, { ...pod, metadata: { ...pod.metadata, namespace: 'other' } })).toBe(false);
    expect(isJoined(relation('service-pods'), { ...service, spec: {} }, pod)).toBe(false);
  });

  it('find all that a pod names', () => {
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'u' };
    const placed = { ...pod, metadata: { ...pod.metadata, ownerReferences: [owner] }, spec: { ...(pod['spec'] as object), nodeName: 'worker-1' } };
    expect(namedBy(placed).map(({ kind, name, field }) => `${kind}/${name} ${field}`)).toEqual([
      'ReplicaSet/web-1 metadata.ownerReferences',
      'Node/worker-1 spec.nodeName',
      'PersistentVolumeClaim/web spec.volumes[2].persistentVolumeClaim',
      'ConfigMap/web spec.volumes[0].configMap',
      'ConfigMap/web spec.containers[0].env[1].valueFrom.configMapKeyRef',
      'Secret/web spec.containers[0].env[2].valueFrom.secretKeyRef',
      'ServiceAccount/web spec.serviceAccountName',
    ]);
  });

  it('join a volume with its claim only when it is the same claim', () => {
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'c', namespace: 'default', uid: '1' }, spec: {} };
    const volume = { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'v' }, spec: { claimRef: { name: 'c', namespace: 'default', uid: '1' } } };
    expect(isJoined(relation('volume-claim'), volume, claim)).toBe(true);
    expect(isJoined(relation('volume-claim'), volume, { ...claim, metadata: { ...claim.metadata, uid: '2' } })).toBe(false);
  });
});
