import { describe, expect, it } from 'vitest';
import { FixtureModel } from '../dev/fixture-model.ts';
import { markOfPod, ownerMarks } from './owner-marks.ts';

describe('marks of workloads', () => {
  it('tells every workload from the others; its pods carry the mark of the Deployment behind their ReplicaSet', () => {
    const model = new FixtureModel();
    const oids = ['frontend', 'redis-follower', 'redis-leader', 'redis-large', 'r-f'].map((name) => model.put('Deployment', { name }));
    const set = model.put('ReplicaSet', { name: 'redis-leader-6b8', owner: oids[2] ?? 0 });
    const marks = ownerMarks(model, [...oids.slice(0, 2), 0, ...oids.slice(2)]);
    expect([...marks.values()].map(({ short }) => short)).toEqual(['fr', 'rf', 'rl', 're', 'r-f'.slice(0, 2)]);
    expect(new Set([...marks.values()].map(({ short }) => short)).size).toBe(5);
    expect(markOfPod(model, marks, { owner: set })).toEqual({ short: 'rl', hue: 3 });
    expect(markOfPod(model, marks, { owner: 0 })).toBeUndefined();
  });

  it('gives none to a workload that stands alone', () => {
    const model = new FixtureModel();
    expect(ownerMarks(model, [model.put('Deployment', { name: 'web' })]).size).toBe(0);
  });
});
