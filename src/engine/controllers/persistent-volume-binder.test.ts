import { describe, expect, it } from 'vitest';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../kinds/schema/types.gen.ts';
import { schedulerComponent } from '../scheduler/component.ts';
import { node, nodeOfPod, pod, testWorld, type TestWorld } from '../scheduler/world.testing.ts';
import { standardClass } from '../storage/default-class.ts';
import { disksPart } from '../storage/disks.ts';
import { provisionerComponent, setStorageTrouble } from '../storage/provisioner.ts';
import type { Controller } from './controller.ts';
import { controllerManagerComponent } from './harness.ts';
import { persistentVolumeBinder } from './persistent-volume-binder.ts';
import { persistentVolumeClaimProtection } from './persistent-volume-claim-protection.ts';
import { persistentVolumeProtection } from './persistent-volume-protection.ts';

const world = (): TestWorld => testWorld([controllerManagerComponent(controllers), schedulerComponent, provisionerComponent]);

// biome-ignore lint/suspicious/noExplicitAny: each has its own memory.
const controllers: readonly Controller<any>[] = [persistentVolumeBinder, persistentVolumeProtection, persistentVolumeClaimProtection];

const volume = (name: string, storage: string, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name, finalizers: ['kubernetes.io/pv-protection'] },
  spec: {
    capacity: { storage },
    accessModes: ['ReadWriteOnce'],
    persistentVolumeReclaimPolicy: 'Retain',
    storageClassName: 'manual',
    volumeMode: 'Filesystem',
    hostPath: { path: `/data/${name}` },
    ...spec,
  },
  status: { phase: 'Pending' },
});

const claim = (name: string, storage: string, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace: 'default', finalizers: ['kubernetes.io/pvc-protection'] },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'manual', resources: { requests: { storage } }, volumeMode: 'Filesystem', ...spec },
  status: { phase: 'Pending' },
});

const claimOf = (at: TestWorld, name: string) => at.get<PersistentVolumeClaim>('persistentvolumeclaims', `default/${name}`);
const volumeOf = (at: TestWorld, name: string) => at.get<PersistentVolume>('persistentvolumes', name);
const phaseOf = (at: TestWorld, name: string) => volumeOf(at, name)?.status.phase;
const user = (name: string, claimName: string): object => pod(name, { volumes: [{ name: 'd', persistentVolumeClaim: { claimName } }] });

describe('binding', () => {
  it('binds a claim to the smallest volume, both ways', () => {
    const at = world();
    for (const [name, size] of [
      ['pv-1g', '1Gi'],
      ['pv-2g', '2Gi'],
      ['pv-5g', '5Gi'],
    ] as const)
      at.put('persistentvolumes', volume(name, size));
    at.run(1);
    expect(phaseOf(at, 'pv-2g')).toBe('Available');
    at.put('persistentvolumeclaims', claim('fit', '1500Mi'));
    at.run(1);
    const bound = claimOf(at, 'fit');
    expect(bound?.spec.volumeName).toBe('pv-2g');
    expect(bound?.metadata.annotations).toEqual({ 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes' });
    expect(bound?.status).toEqual({ phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '2Gi' } });
    const held = volumeOf(at, 'pv-2g');
    expect(held?.spec.claimRef).toMatchObject({ kind: 'PersistentVolumeClaim', namespace: 'default', name: 'fit', uid: bound?.metadata.uid });
    expect(held?.metadata.annotations).toEqual({ 'pv.kubernetes.io/bound-by-controller': 'yes' });
    expect(held?.status.phase).toBe('Bound');
    const [said] = at.decisions('volume.bind');
    expect(said?.args).toEqual({
      claim: 'default/fit',
      volume: 'pv-2g',
      by: 'smallest',
      wanted: '1500Mi',
      volumes: [
        { volume: 'pv-1g', verdict: 'too-small' },
        { volume: 'pv-2g', verdict: 'chosen' },
        { volume: 'pv-5g', verdict: 'fits' },
      ],
    });
  });

  it('a volume someone reserved stays without the annotation', () => {
    const at = world();
    at.put('persistentvolumes', volume('pv-1g', '1Gi'));
    at.put('persistentvolumes', volume('reserved', '4Gi', { claimRef: { namespace: 'default', name: 'mine' } }));
    at.run(1);
    at.put('persistentvolumeclaims', claim('mine', '1Gi'));
    at.run(2);
    expect(claimOf(at, 'mine')?.spec.volumeName).toBe('reserved');
    expect(volumeOf(at, 'reserved')?.metadata.annotations).toBeUndefined();
    expect(volumeOf(at, 'reserved')?.spec.claimRef?.uid).toBe(claimOf(at, 'mine')?.metadata.uid);
  });

  it.each([
    ['too big, and its class does not exist', claim('c', '100Gi'), 'ProvisioningFailed', 'storageclass.storage.k8s.io "manual" not found'],
    [
      'no class at all',
      claim('c', '1Gi', { storageClassName: '' }),
      'FailedBinding',
      'no persistent volumes available for this claim and no storage class is set',
    ],
    [
      'asks for a volume that is too small',
      claim('c', '20Gi', { volumeName: 'pv-1g' }),
      'VolumeMismatch',
      'Cannot bind to requested volume "pv-1g": requested PV is too small',
    ],
    ['asks for a volume that is taken', claim('c', '1Gi', { volumeName: 'pv-2g' }), 'FailedBinding', 'volume "pv-2g" already bound to a different claim.'],
  ])('a claim that %s stays Pending and says why', (_name, waiting, reason, message) => {
    const at = world();
    at.put('persistentvolumes', volume('pv-1g', '1Gi'));
    at.put('persistentvolumes', volume('pv-2g', '2Gi'));
    at.run(1);
    at.put('persistentvolumeclaims', claim('first', '2Gi'));
    at.run(1);
    at.put('persistentvolumeclaims', waiting);
    at.run(1);
    expect(claimOf(at, 'c')?.status.phase).toBe('Pending');
    expect(at.messages(reason)).toEqual([message]);
  });

  it('a late volume is bound at the next resync', () => {
    const at = world();
    at.put('persistentvolumeclaims', claim('toobig', '100Gi'));
    at.run(1);
    at.put('persistentvolumes', volume('pv-200g', '200Gi'));
    at.run(16);
    expect(claimOf(at, 'toobig')?.spec.volumeName).toBe('pv-200g');
  });

  it('a claim without class gets the default class later', () => {
    const at = world();
    const { storageClassName: _none, ...spec } = (claim('later', '1Gi') as PersistentVolumeClaim).spec;
    at.put('persistentvolumeclaims', { ...claim('later', '1Gi'), spec });
    at.run(1);
    expect(at.messages('FailedBinding')).toHaveLength(1);
    at.put('storageclasses', standardClass);
    at.run(25);
    expect(claimOf(at, 'later')?.spec.storageClassName).toBe('standard');
    expect(claimOf(at, 'later')?.status.phase).toBe('Bound');
  });

  it('many claims and volumes: one to one', () => {
    const at = world();
    for (let i = 0; i < 20; i++) at.put('persistentvolumes', volume(`pv-${i}`, '1Gi'));
    for (let i = 0; i < 20; i++) at.put('persistentvolumeclaims', claim(`c-${i}`, '1Gi'));
    at.run(40);
    const names = at.list<PersistentVolumeClaim>('persistentvolumeclaims').map(({ spec }) => spec.volumeName);
    expect(new Set(names).size).toBe(20);
    for (const bound of at.list<PersistentVolumeClaim>('persistentvolumeclaims'))
      expect(volumeOf(at, bound.spec.volumeName ?? '')?.spec.claimRef?.uid).toBe(bound.metadata.uid);
    const writes = at.sim.happenings.length;
    at.run(60);
    expect(at.sim.happenings.length).toBe(writes);
  });
});

describe('what becomes of a volume whose claim is gone', () => {
  function boundAndGone(spec: object): TestWorld {
    const at = world();
    at.put('persistentvolumes', volume('v', '1Gi', spec));
    at.run(1);
    at.put('persistentvolumeclaims', claim('c', '1Gi'));
    at.run(2);
    at.remove('persistentvolumeclaims', 'default/c');
    at.run(3);
    return at;
  }

  it('Retain: it is Released, and no new claim gets it, until its claimRef is taken off', () => {
    const at = boundAndGone({});
    expect(phaseOf(at, 'v')).toBe('Released');
    at.put('persistentvolumeclaims', claim('c', '1Gi'));
    at.run(20);
    expect(claimOf(at, 'c')?.status.phase).toBe('Pending');
    expect(phaseOf(at, 'v')).toBe('Released');
    const { claimRef: _gone, ...spec } = (volumeOf(at, 'v') as PersistentVolume).spec;
    at.put('persistentvolumes', { ...volumeOf(at, 'v'), spec });
    at.run(20);
    expect(claimOf(at, 'c')?.spec.volumeName).toBe('v');
  });

  it('Delete without a deleter fails, and says so', () => {
    const at = boundAndGone({ persistentVolumeReclaimPolicy: 'Delete', hostPath: { path: '/data/v' } });
    expect(volumeOf(at, 'v')?.status).toMatchObject({ phase: 'Failed', message: 'host_path deleter only supports /tmp/.+ but received provided /data/v' });
    expect(at.messages('VolumeFailedDelete')).toEqual(['host_path deleter only supports /tmp/.+ but received provided /data/v']);
  });

  it('Delete under /tmp removes it', () => {
    expect(volumeOf(boundAndGone({ persistentVolumeReclaimPolicy: 'Delete', hostPath: { path: '/tmp/v' } }), 'v')).toBeUndefined();
  });

  it('Recycle makes it free again', () => {
    const at = boundAndGone({ persistentVolumeReclaimPolicy: 'Recycle' });
    expect(phaseOf(at, 'v')).toBe('Available');
    expect(at.messages('VolumeRecycled')).toEqual(['Volume recycled']);
  });

  it('a claim whose volume vanishes is Lost', () => {
    const at = world();
    at.put('persistentvolumes', volume('v', '1Gi'));
    at.run(1);
    at.put('persistentvolumeclaims', claim('c', '1Gi'));
    at.run(2);
    at.remove('persistentvolumes', 'v');
    at.run(2);
    expect(claimOf(at, 'c')?.status.phase).toBe('Lost');
    expect(at.messages('ClaimLost')).toEqual(['Bound claim has lost its PersistentVolume. Data on the volume is lost!']);
  });
});

describe('protection', () => {
  it('a claim in use goes when its pod has gone, a bound volume when its claim has', () => {
    const at = world();
    at.put('nodes', node('node-1'));
    at.put('persistentvolumes', volume('v', '1Gi'));
    at.run(1);
    at.put('persistentvolumeclaims', claim('c', '1Gi'));
    at.run(2);
    at.put('pods', user('p', 'c'));
    at.run(2);
    expect(nodeOfPod(at, 'p')).toBe('node-1');
    const going = '2026-01-01T00:00:05Z';
    at.put('persistentvolumeclaims', { ...claimOf(at, 'c'), metadata: { ...claimOf(at, 'c')?.metadata, deletionTimestamp: going } });
    at.put('persistentvolumes', { ...volumeOf(at, 'v'), metadata: { ...volumeOf(at, 'v')?.metadata, deletionTimestamp: going } });
    at.run(5);
    expect(claimOf(at, 'c')?.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
    expect(volumeOf(at, 'v')?.metadata.finalizers).toEqual(['kubernetes.io/pv-protection']);
    at.remove('pods', 'default/p');
    at.run(5);
    expect(claimOf(at, 'c')).toBeUndefined();
    expect(volumeOf(at, 'v')).toBeUndefined();
  });
});

describe('WaitForFirstConsumer', () => {
  const local = { ...standardClass, metadata: { name: 'local' }, provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' };
  const on = (name: string): object => ({
    storageClassName: 'local',
    hostPath: undefined,
    local: { path: '/mnt/disk1' },
    nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [name] }] }] } },
  });

  it('the scheduler chooses node and volume together', () => {
    const at = world();
    for (const name of ['node-1', 'node-2', 'node-3']) at.put('nodes', node(name));
    at.put('storageclasses', local);
    at.put('persistentvolumes', volume('local-1', '5Gi', on('node-1')));
    at.put('persistentvolumes', volume('local-2', '5Gi', on('node-2')));
    at.put('persistentvolumeclaims', claim('a', '1Gi', { storageClassName: 'local' }));
    at.run(3);
    expect(at.messages('WaitForFirstConsumer')).toEqual(['waiting for first consumer to be created before binding']);
    at.put('pods', pod('user', { nodeSelector: { 'kubernetes.io/hostname': 'node-2' }, volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'a' } }] }));
    at.run(5);
    expect(claimOf(at, 'a')?.spec.volumeName).toBe('local-2');
    expect(nodeOfPod(at, 'user')).toBe('node-2');
    expect(at.decisions('scheduler.bind-volumes')[0]?.args).toMatchObject({ node: 'node-2', bindings: [{ claim: 'a', volume: 'local-2' }] });

    at.put('persistentvolumeclaims', claim('b', '1Gi', { storageClassName: 'local' }));
    at.put('pods', pod('fails', { nodeSelector: { 'kubernetes.io/hostname': 'node-3' }, volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'b' } }] }));
    at.run(20);
    expect(at.messages('FailedScheduling')[0]).toContain(
      "0/3 nodes are available: 1 node(s) didn't find available persistent volumes to bind, 2 node(s) didn't match Pod's node affinity/selector.",
    );
    expect(at.messages('WaitForPodScheduled')).toEqual(['waiting for pod fails to be scheduled']);
    expect(claimOf(at, 'b')?.spec.volumeName).toBeUndefined();
  });

  it('two pods never get one volume', () => {
    const at = world();
    at.put('nodes', node('node-1'));
    at.put('storageclasses', local);
    at.put('persistentvolumes', volume('local-1', '5Gi', on('node-1')));
    for (const name of ['a', 'b']) {
      at.put('persistentvolumeclaims', claim(name, '1Gi', { storageClassName: 'local' }));
      at.put('pods', user(`p-${name}`, name));
    }
    at.run(20);
    expect([claimOf(at, 'a'), claimOf(at, 'b')].filter((each) => each?.spec.volumeName === 'local-1')).toHaveLength(1);
    expect([nodeOfPod(at, 'p-a'), nodeOfPod(at, 'p-b')].filter(Boolean)).toHaveLength(1);
  });

  it('a provisioner makes the disk where the pod will run', () => {
    const at = world();
    at.put('nodes', node('node-1', { labels: { 'topology.kubernetes.io/zone': 'zone-a' } }));
    at.put('storageclasses', { ...standardClass, volumeBindingMode: 'WaitForFirstConsumer' });
    at.put('persistentvolumeclaims', claim('c', '1Gi', { storageClassName: 'standard' }));
    at.run(5);
    expect(at.messages('Provisioning')).toEqual([]);
    at.put('pods', user('p', 'c'));
    at.run(10);
    expect(claimOf(at, 'c')?.metadata.annotations?.['volume.kubernetes.io/selected-node']).toBe('node-1');
    expect(nodeOfPod(at, 'p')).toBe('node-1');
    const made = volumeOf(at, claimOf(at, 'c')?.spec.volumeName ?? '');
    expect(made?.spec.nodeAffinity?.required?.nodeSelectorTerms[0]?.matchExpressions).toEqual([
      { key: 'topology.kubernetes.io/zone', operator: 'In', values: ['zone-a'] },
    ]);
  });
});

describe('dynamic provisioning', () => {
  it('makes disk and volume, binds, and takes both away with the claim', () => {
    const at = world();
    at.put('storageclasses', standardClass);
    at.put('persistentvolumeclaims', claim('c', '1Gi', { storageClassName: 'standard' }));
    at.run(6);
    const uid = claimOf(at, 'c')?.metadata.uid;
    expect(claimOf(at, 'c')).toMatchObject({ spec: { volumeName: `pvc-${uid}` }, status: { phase: 'Bound', capacity: { storage: '1Gi' } } });
    expect(phaseOf(at, `pvc-${uid}`)).toBe('Bound');
    expect(disksPart(at.sim)).toHaveLength(1);
    expect(at.messages('ExternalProvisioning')[0]).toMatch(
      /^Waiting for a volume to be created either by the external provisioner 'disk\.csi\.cutaway\.dev' or manually/,
    );
    expect(at.messages('Provisioning')).toEqual(['External provisioner is provisioning volume for claim "default/c"']);
    expect(at.messages('ProvisioningSucceeded')).toEqual([`Successfully provisioned volume pvc-${uid}`]);
    at.remove('persistentvolumeclaims', 'default/c');
    at.run(6);
    expect(at.list('persistentvolumes')).toEqual([]);
    expect(disksPart(at.sim)).toEqual([]);
    expect(at.sim.workPending).toBe(0);
  });

  it('a storage in trouble is asked again', () => {
    const at = world();
    setStorageTrouble(at.sim, 'rpc error: code = ResourceExhausted desc = no space left');
    at.put('storageclasses', standardClass);
    at.put('persistentvolumeclaims', claim('c', '1Gi', { storageClassName: 'standard' }));
    at.run(5);
    expect(at.messages('ProvisioningFailed')[0]).toBe(
      'failed to provision volume with StorageClass "standard": rpc error: code = ResourceExhausted desc = no space left',
    );
    setStorageTrouble(at.sim, '');
    at.run(60);
    expect(claimOf(at, 'c')?.status.phase).toBe('Bound');
  });

  it('pods wait for their volume', () => {
    const at = world();
    at.put('nodes', node('node-1'));
    at.put('storageclasses', standardClass);
    at.put('persistentvolumeclaims', claim('c', '1Gi', { storageClassName: 'standard' }));
    at.put('pods', user('p', 'c'));
    at.run(1);
    expect(at.get<Pod>('pods', 'default/p')?.spec.nodeName).toBeUndefined();
    at.run(8);
    expect(nodeOfPod(at, 'p')).toBe('node-1');
  });
});
