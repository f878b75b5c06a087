import { describe, expect, it } from 'vitest';
import { runSeed } from './swarm/run.ts';

/** Random commands and faults, invariants always on. More seeds run through `npm run swarm`. */
const SEEDS = Array.from({ length: 25 }, (_, i) => i + 1);

describe('swarm', () => {
  for (const seed of SEEDS) {
    it(`seed ${seed} keeps every invariant and comes to rest`, { timeout: 60_000 }, () => {
      const { violations, settled } = runSeed(seed);
      expect(violations).toEqual([]);
      expect(settled).toBe(true);
    });
  }
});
