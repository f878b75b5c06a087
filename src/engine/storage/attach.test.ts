import { describe, expect, it } from 'vitest';
import type { Pod, Volume } from '../../kinds/schema/types.gen.ts';
import { etcd } from '../etcd/store.ts';
import { controllerManagerComponent } from '../controllers/harness.ts';
import { pod, testWorld, type TestWorld } from '../scheduler/world.testing.ts';
import { volumeReady, volumeReleased } from './attach.ts';
import { detachComponent } from './detach.ts';
import { disksPart } from './disks.ts';

const VOLUME: Volume = { name: 'd', persistentVolumeClaim: { claimName: 'c' } };
const user = (name: string, node: string): Pod => ({ ...(pod(name, { nodeName: node, volumes: [VOLUME] }) as Pod) });

function world(volume: object | undefined, claim: object = {}): TestWorld {
  const at = testWorld([controllerManagerComponent([]), detachComponent]);
  const bound = { 'pv.kubernetes.io/bind-completed': 'yes' };
  at.put('persistentvolumeclaims', {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'c', namespace: 'default', annotations: bound },
    spec: { volumeName: 'v', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    status: { phase: 'Bound' },
    ...claim,
  });
  if (volume)
    at.put('persistentvolumes', {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'v' },
      spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], ...volume },
      status: { phase: 'Bound' },
    });
  return at;
}

const ready = (at: TestWorld, of: Pod) => volumeReady(at.sim, at.sim.get(etcd).root, of, VOLUME);
const DISK = { csi: { driver: 'disk.csi.cutaway.dev', volumeHandle: 'disk-1' } };

describe('a volume for a pod', () => {
  it('a disk is attached first, then ready; others on the node share it', () => {
    const at = world(DISK);
    const first = ready(at, user('a', 'node-1'));
    expect(first).toEqual({ state: 'waiting', againUs: 1_500_000, volume: 'v', step: 'attach' });
    at.run(1);
    expect(ready(at, user('b', 'node-1'))).toEqual({ state: 'waiting', againUs: 500_000, volume: 'v', step: 'attach' });
    at.run(0.5);
    expect(ready(at, user('a', 'node-1'))).toEqual({ state: 'ready', source: { kind: 'disk', disk: 'disk-1', volume: 'v', readOnly: false } });
    expect(ready(at, user('b', 'node-1')).state).toBe('ready');
    expect(disksPart(at.sim)).toMatchObject([{ id: 'disk-1', node: 'node-1', users: ['default/a', 'default/b'] }]);
  });

  it('another node waits until the last pod has let go', () => {
    const at = world(DISK);
    ready(at, user('a', 'node-1'));
    at.run(2);
    expect(ready(at, user('b', 'node-2')).state).toBe('waiting');
    ready(at, user('b', 'node-2'));
    at.run(1);
    expect(at.messages('FailedAttachVolume')).toEqual(['Multi-Attach error for volume "v" Volume is already used by pod(s) a']);
    expect(disksPart(at.sim)[0]?.node).toBe('node-1');
    volumeReleased(at.sim, user('a', 'node-1'), 'disk-1');
    ready(at, user('b', 'node-2'));
    at.run(2);
    expect(ready(at, user('b', 'node-2')).state).toBe('ready');
  });

  it('ReadWriteMany is for all nodes', () => {
    const at = world({ ...DISK, accessModes: ['ReadWriteMany'] });
    ready(at, user('a', 'node-1'));
    at.run(2);
    expect(ready(at, user('a', 'node-1')).state).toBe('ready');
    expect(ready(at, user('b', 'node-2')).state).toBe('ready');
  });

  it('hostPath needs no attaching', () => {
    expect(ready(world({ hostPath: { path: '/data' } }), user('a', 'node-1'))).toEqual({
      state: 'ready',
      source: { kind: 'hostPath', path: '/data', volume: 'v', readOnly: false },
    });
  });

  it.each<[string, TestWorld, string]>([
    ['the volume is gone', world(undefined), 'error processing PVC default/c: failed to fetch PV v from API server: persistentvolumes "v" not found'],
    ['the claim is not bound', world(DISK, { status: { phase: 'Pending' } }), 'error processing PVC default/c: PVC is not bound'],
    [
      'the claim is going',
      world(DISK, { metadata: { name: 'c', namespace: 'default', deletionTimestamp: '2026-01-01T00:00:00Z' } }),
      'error processing PVC default/c: PVC is being deleted',
    ],
  ])('%s', (_name, at, message) => expect(ready(at, user('a', 'node-1'))).toEqual({ state: 'problem', message }));
});
