import { describe, expect, it } from 'vitest';
import { podManifest, PODS, startServer } from '../apiserver/server.testing.ts';
import { commitAt, etcd } from '../etcd/store.ts';
import { storeInvariants } from './store.ts';

const S10 = storeInvariants.find(({ id }) => id === 'S10')!;

describe('stored objects cannot change', () => {
  const { sim, call } = startServer();
  const looked = (): readonly string[] => {
    const state = sim.get(etcd);
    return S10.onCommit!(commitAt(state, state.root.rev)!, state.root, state.root, sim);
  };

  it('whatever door they came through', () => {
    const made = call('POST', PODS, podManifest('a', {}, { tolerations: [{ key: 'x', operator: 'Exists' }] }));
    expect(made.code).toBe(201);
    expect(looked()).toEqual([]);
    const body = JSON.parse(JSON.stringify(made.body));
    body.metadata.labels = { app: 'a' };
    body.spec.tolerations.push({ key: 'y', operator: 'Exists' });
    expect(call('PUT', `${PODS}/a`, body).code).toBe(200);
    expect(looked()).toEqual([]);
    const status = JSON.parse(JSON.stringify(call('GET', `${PODS}/a`).body));
    status.status.conditions = [{ type: 'Ready', status: 'True' }];
    expect(call('PUT', `${PODS}/a/status`, status).code).toBe(200);
    expect(looked()).toEqual([]);
    expect(call('PATCH', `${PODS}/a`, { metadata: { labels: { b: 'c' } } }, { contentType: 'application/merge-patch+json' }).code).toBe(200);
    expect(looked()).toEqual([]);
  });

  it('is noticed below the top too', () => {
    const state = sim.get(etcd);
    const commit = commitAt(state, state.root.rev)!;
    const loose = Object.freeze({ ...commit.after, status: Object.freeze({ conditions: [] }) });
    expect(S10.onCommit!({ ...commit, after: loose }, state.root, state.root, sim)).toEqual(['status.conditions is not frozen']);
  });
});
