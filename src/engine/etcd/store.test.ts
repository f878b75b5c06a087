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

  it('heartbeats of long ago are known by name only', () => {
    const sim = new Sim(clusterConfig(), []);
    for (let n = 0; n < 10; n++) putObject(sim, 'leases', lease(n));
    compactTo(sim, 8);
    const spec = (rev: number) => commitAt(sim.get(etcd), rev)?.after['spec'];
    expect([spec(2), spec(7), spec(8)]).toEqual([{ n: 0 }, undefined, { n: 6 }]);
    expect(commitAt(sim.get(etcd), 7)).toMatchObject({ rev: 7, type: 'MODIFIED', key: 'b/a', light: true });
  });
});
