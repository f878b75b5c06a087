import { describe, expect, it } from 'vitest';
import { Sim } from '../sim/sim.ts';
import { clusterConfig } from '../sim/config.ts';
import { compactTo } from '../apiserver/compaction.ts';
import { commitAt, etcd, putObject, tableOf, versionAt } from './store.ts';

const lease = (n: number) => ({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'a', namespace: 'b', uid: 'u' }, spec: { n } });

describe('history of an object', () => {
  it('any revision that is not compacted can be read, and what is behind is let go', () => {
    const sim = new Sim(clusterConfig(), []);
    for (let n = 0; n < 1_000; n++) {
      putObject(sim, 'leases', lease(n));
      if (n % 30 === 29) compactTo(sim, sim.get(etcd).root.rev - 10);
    }
    const { root, compactedRev } = sim.get(etcd);
    for (let rev = compactedRev; rev <= root.rev; rev++) expect(versionAt(root, 'leases', 'b/a', rev)?.rev).toBe(rev);
    let kept = 0;
    for (let at = tableOf(root, 'leases').objects.get('b/a'); at; at = at.previous) kept++;
    expect(kept).toBeLessThan(140);
  });

  it('an object that was not written since long is there at every revision until now', () => {
    const sim = new Sim(clusterConfig(), []);
    putObject(sim, 'leases', lease(0));
    for (let n = 0; n < 5; n++) putObject(sim, 'leases', { ...lease(n), metadata: { name: 'other', namespace: 'b', uid: 'o' } });
    compactTo(sim, 6);
    putObject(sim, 'leases', lease(1));
    expect(versionAt(sim.get(etcd).root, 'leases', 'b/a', 7)?.rev).toBe(2);
  });

  it('commits that are compacted are gone; those from there on are there', () => {
    const sim = new Sim(clusterConfig(), []);
    for (let n = 0; n < 1_000; n++) {
      putObject(sim, 'leases', lease(n));
      if (n % 100 === 99) compactTo(sim, sim.get(etcd).root.rev - 50);
    }
    const state = sim.get(etcd);
    expect(state.log.length).toBe(51);
    expect(commitAt(state, state.compactedRev - 1)).toBeUndefined();
    for (let rev = state.compactedRev; rev <= state.root.rev; rev++) expect(commitAt(state, rev)).toMatchObject({ rev, after: { spec: { n: rev - 2 } } });
  });
});
