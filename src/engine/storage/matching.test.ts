import { describe, expect, it } from 'vitest';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../kinds/schema/types.gen.ts';
import { defaultClassOf, findMatchingVolume, mismatchOf } from './matching.ts';

const volume = (name: string, spec: object = {}, over: object = {}): PersistentVolume =>
  ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, ...over },
    spec: { capacity: { storage: '5Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'manual', volumeMode: 'Filesystem', ...spec },
    status: { phase: 'Available' },
  }) as PersistentVolume;

const claim = (spec: object = {}): PersistentVolumeClaim =>
  ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'default', uid: 'me' },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'manual', resources: { requests: { storage: '2Gi' } }, volumeMode: 'Filesystem', ...spec },
    status: { phase: 'Pending' },
  }) as PersistentVolumeClaim;

const zoned = { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] }] } } };

describe('what a volume is to a claim', () => {
  it.each([
    ['the same size', volume('v', { capacity: { storage: '2Gi' } }), 'chosen'],
    ['a byte too small', volume('v', { capacity: { storage: '2147483647' } }), 'too-small'],
    ['another class', volume('v', { storageClassName: 'fast' }), 'class'],
    ['no class', volume('v', { storageClassName: '' }), 'class'],
    ['block', volume('v', { volumeMode: 'Block' }), 'volume-mode'],
    ['read-only many', volume('v', { accessModes: ['ReadOnlyMany'] }), 'access-modes'],
    ['more modes', volume('v', { accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] }), 'chosen'],
    ['claimed by another', volume('v', { claimRef: { name: 'other', namespace: 'default' } }), 'claimed-by-other'],
    ['reserved for it by name', volume('v', { claimRef: { name: 'data', namespace: 'default' } }), 'reserved'],
    ['reserved for a former claim of its name', volume('v', { claimRef: { name: 'data', namespace: 'default', uid: 'before' } }), 'claimed-by-other'],
    ['being deleted', volume('v', {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }), 'terminating'],
    ['released', { ...volume('v'), status: { phase: 'Released' } } as PersistentVolume, 'not-available'],
  ])('%s', (_name, candidate, verdict) => {
    const match = findMatchingVolume(claim(), [candidate], { delayBinding: false });
    expect(match.verdicts).toEqual([{ volume: 'v', verdict }]);
    expect(match.volume?.metadata.name).toBe(verdict === 'chosen' || verdict === 'reserved' ? 'v' : undefined);
  });

  it('a selector must match the labels', () => {
    const wanted = claim({ selector: { matchLabels: { disk: 'ssd' } } });
    expect(findMatchingVolume(wanted, [volume('v')], { delayBinding: false }).verdicts[0]?.verdict).toBe('selector');
    expect(findMatchingVolume(wanted, [volume('v', {}, { labels: { disk: 'ssd' } })], { delayBinding: false }).volume).toBeDefined();
  });

  it('a class that waits leaves free volumes to the scheduler, which looks at the node', () => {
    const local = volume('v', zoned);
    expect(findMatchingVolume(claim(), [local], { delayBinding: true }).verdicts[0]?.verdict).toBe('waits-for-consumer');
    const on = (zone: string) => findMatchingVolume(claim(), [local], { delayBinding: true, node: { name: 'n', labels: { zone } } });
    expect(on('a').volume).toBe(local);
    expect(on('b').verdicts[0]?.verdict).toBe('node-affinity');
  });
});

describe('which of several volumes', () => {
  const chosen = (volumes: PersistentVolume[], spec: object = {}) => findMatchingVolume(claim(spec), volumes, { delayBinding: false }).volume?.metadata.name;

  it('the smallest that fits', () => {
    expect(
      chosen([volume('a', { capacity: { storage: '10Gi' } }), volume('b', { capacity: { storage: '3Gi' } }), volume('c', { capacity: { storage: '1Gi' } })]),
    ).toBe('b');
  });

  it('a reserved one before a smaller one', () => {
    expect(chosen([volume('a', { capacity: { storage: '2Gi' } }), volume('z', { claimRef: { name: 'data', namespace: 'default' } })])).toBe('z');
  });

  it('one with fewer access modes before a smaller one with more', () => {
    expect(
      chosen([volume('a', { capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce', 'ReadWriteMany'] }), volume('b', { capacity: { storage: '9Gi' } })]),
    ).toBe('b');
  });

  it('the first by name of equal ones', () => {
    expect(chosen([volume('a'), volume('b')])).toBe('a');
  });
});

describe('a volume that was asked for', () => {
  it.each([
    [volume('v', { capacity: { storage: '1Gi' } }), 'requested PV is too small'],
    [volume('v', { storageClassName: 'other' }), 'storageClassName does not match'],
    [volume('v', { volumeMode: 'Block' }), 'incompatible volumeMode'],
    [volume('v', { accessModes: ['ReadOnlyMany'] }), 'incompatible accessMode'],
    [volume('v', {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }), 'the volume is marked for deletion "v"'],
    [volume('v'), undefined],
  ])('%#', (asked, text) => expect(mismatchOf(asked, claim())).toBe(text));
});

describe('the default class', () => {
  const storageClass = (name: string, creationTimestamp: string, isDefault: string): StorageClass =>
    ({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name, creationTimestamp, annotations: { 'storageclass.kubernetes.io/is-default-class': isDefault } },
      provisioner: 'x',
    }) as StorageClass;

  it('is the newest of several, then the first by name', () => {
    const old = storageClass('old', '2026-01-01T00:00:00Z', 'true');
    const b = storageClass('b', '2026-01-02T00:00:00Z', 'true');
    const a = storageClass('a', '2026-01-02T00:00:00Z', 'true');
    expect(defaultClassOf([old, b, a])?.metadata.name).toBe('a');
    expect(defaultClassOf([storageClass('no', '2026-01-03T00:00:00Z', 'false')])).toBeUndefined();
  });
});
