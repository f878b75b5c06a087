import { describe, expect, it } from 'vitest';
import { changesOf } from './changes.ts';

const meta = { name: 'web', resourceVersion: '1', generation: 1, managedFields: [{ manager: 'a' }] };
const ready = { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable', lastUpdateTime: '2026-01-01T00:00:00Z' };

describe('what a version changed', () => {
  it('tells fields, spec before status, and passes over bookkeeping', () => {
    const before = { metadata: meta, spec: { replicas: 2 }, status: { replicas: 2, observedGeneration: 1 } };
    const after = { metadata: { ...meta, resourceVersion: '2', generation: 2 }, spec: { replicas: 3 }, status: { replicas: 3, observedGeneration: 2 } };
    expect(changesOf(after, before)).toEqual([
      { what: 'changed', path: 'spec.replicas', from: '2', to: '3' },
      { what: 'changed', path: 'status.replicas', from: '2', to: '3' },
    ]);
  });

  it('tells bookkeeping when it is all there is', () => {
    expect(changesOf({ metadata: { ...meta, resourceVersion: '2' }, status: { observedGeneration: 2 } }, { metadata: meta, status: {} })).toEqual([
      { what: 'added', path: 'status.observedGeneration', to: '2' },
    ]);
  });

  it('tells conditions by type: their status, else their reason, else the time', () => {
    const at = (...conditions: object[]) => ({ status: { conditions } });
    expect(changesOf(at(ready), { status: {} })).toEqual([{ what: 'condition', path: 'Available', to: 'True' }]);
    expect(changesOf(at(ready), at({ ...ready, status: 'False', reason: 'x' }))).toEqual([{ what: 'condition', path: 'Available', from: 'False', to: 'True' }]);
    expect(changesOf(at({ ...ready, reason: 'y' }), at({ ...ready, lastUpdateTime: 'z' }))).toMatchObject([{ path: 'Available.reason', to: 'y' }]);
    expect(changesOf(at({ ...ready, lastUpdateTime: 'later' }), at(ready))).toMatchObject([{ path: 'Available.lastUpdateTime', to: 'later' }]);
  });

  it('names items of lists and keys of maps', () => {
    const pod = (state: object, revision: string) => ({
      metadata: { annotations: { 'deployment.kubernetes.io/revision': revision } },
      status: { containerStatuses: [{ name: 'nginx', state }] },
    });
    expect(changesOf(pod({ running: { startedAt: 'a' } }, '2'), pod({ waiting: { reason: 'ContainerCreating' } }, '1'))).toEqual([
      { what: 'added', path: 'status.containerStatuses[nginx].state.running' },
      { what: 'removed', path: 'status.containerStatuses[nginx].state.waiting' },
      { what: 'changed', path: 'metadata.annotations[deployment.kubernetes.io/revision]', from: '1', to: '2' },
    ]);
  });
});
