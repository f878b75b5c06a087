import { describe, expect, it } from 'vitest';
import { seconds, type SimTime } from '../../base/time.ts';
import type { Event, PersistentVolume, PersistentVolumeClaim } from '../../kinds/schema/types.gen.ts';
import { DEFAULT_CLASS } from '../../scenarios/manifests.ts';
import { standardNodes } from '../../scenarios/nodes.ts';
import { createCluster } from '../cluster.ts';
import { etcd, getObject, listObjects } from '../etcd/store.ts';
import { executeCommand } from '../person.ts';
import { setStorageTrouble } from './provisioner.ts';

const MANIFEST = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: Pod
metadata: {name: user}
spec:
  containers: [{name: main, image: nginx, volumeMounts: [{name: d, mountPath: /d}]}]
  volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]
`;

function start() {
  const title = { en: '', ja: '' };
  const sim = createCluster({ id: 't', title, nodes: standardNodes(1), manifests: [DEFAULT_CLASS, MANIFEST], traffic: [], opensAt: 'quiet' }, { seed: 1 });
  const run = (n: number) => sim.runUntil((sim.now + seconds(n)) as SimTime);
  run(30);
  return {
    sim,
    run,
    ask: (storage: string) => {
      const path = '/api/v1/namespaces/default/persistentvolumeclaims/data';
      const body = { spec: { resources: { requests: { storage } } } };
      executeCommand(sim, { do: 'request', request: { method: 'PATCH', path, body, contentType: 'application/merge-patch+json' } });
    },
    claim: () => getObject<PersistentVolumeClaim>(sim.get(etcd).root, 'persistentvolumeclaims', 'default/data')!,
    volume: () => [...listObjects<PersistentVolume>(sim.get(etcd).root, 'persistentvolumes')][0]!,
    reasons: (kind: string) =>
      ([...listObjects(sim.get(etcd).root, 'events')] as unknown as Event[])
        .filter(({ involvedObject }) => involvedObject.kind === kind)
        .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
        .map(({ reason, source }) => `${source?.component} ${reason}`),
  };
}

const PRE = 'volume.alpha.kubernetes.io/pre-resize-capacity';

describe('a claim that asks for more', () => {
  it('has its disk enlarged at once, and its file system grown when the kubelet comes by', () => {
    const { run, ask, claim, volume, reasons } = start();
    expect(claim().status?.capacity).toEqual({ storage: '1Gi' });
    ask('3Gi');
    run(4);
    expect(volume().spec.capacity).toEqual({ storage: '3Gi' });
    expect(volume().metadata.annotations?.[PRE]).toBe('1Gi');
    expect(claim().status).toMatchObject({
      capacity: { storage: '1Gi' },
      allocatedResources: { storage: '3Gi' },
      allocatedResourceStatuses: { storage: 'NodeResizePending' },
    });
    expect(claim().status?.conditions?.map(({ type }) => type)).toContain('FileSystemResizePending');
    run(120);
    expect(claim().status?.capacity).toEqual({ storage: '3Gi' });
    expect(claim().status?.conditions).toBeUndefined();
    expect(claim().status?.allocatedResourceStatuses).toBeUndefined();
    expect(volume().metadata.annotations?.[PRE]).toBeUndefined();
    expect(reasons('PersistentVolumeClaim').slice(-4)).toEqual([
      'volume_expand ExternalExpanding',
      'external-resizer disk.csi.cutaway.dev Resizing',
      'external-resizer disk.csi.cutaway.dev FileSystemResizeRequired',
      'kubelet FileSystemResizeSuccessful',
    ]);
    expect(reasons('Pod')).toContain('kubelet FileSystemResizeSuccessful');
  });

  it('is tried again while the storage refuses', () => {
    const { sim, run, ask, volume, reasons } = start();
    setStorageTrouble(sim, 'rpc error: code = ResourceExhausted desc = no space left');
    ask('2Gi');
    run(20);
    expect(volume().spec.capacity).toEqual({ storage: '1Gi' });
    expect(reasons('PersistentVolumeClaim')).toContain('external-resizer disk.csi.cutaway.dev VolumeResizeFailed');
    setStorageTrouble(sim, '');
    run(30);
    expect(volume().spec.capacity).toEqual({ storage: '2Gi' });
  });
});
