import { describe, expect, it } from 'vitest';
import { runSeed } from './swarm/run.ts';

/** Random commands and faults, invariants always on. `npm test` runs many more seeds by the swarm's own program, from 1 on; these are others. */
const SEEDS = [1_001, 1_002, 1_003, 1_004];

describe('swarm', () => {
  for (const seed of SEEDS) {
    it(`seed ${seed} keeps every invariant and comes to rest`, { timeout: 60_000 }, () => {
      const { violations, settled } = runSeed(seed);
      expect(violations).toEqual([]);
      expect(settled).toBe(true);
    });
  }
});
