import type { Commit, Root } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';

/**
 * What must always hold. A checker looks at one commit (with the key spaces before and after it), or at the quiet cluster; it returns
 * sentences about what does not hold. Costs grow with what changed, never with the cluster (`quiet` checks excepted).
 */
export interface Invariant {
  /** Stable id, e.g. `W2`. */
  readonly id: string;
  readonly text: string;
  /** Looks at the commit alone, not at the key space around it. */
  readonly local?: true;
  readonly onCommit?: (commit: Commit, after: Root, before: Root, sim: Sim) => readonly string[];
  /** Remembers what it saw: made anew for every watchdog. */
  readonly watch?: () => (commit: Commit, sim: Sim) => readonly string[];
  readonly whenQuiet?: (root: Root, sim: Sim) => readonly string[];
}

export interface Violation {
  readonly invariant: string;
  readonly rev: number;
  readonly text: string;
}

export const NOTHING_WRONG: readonly string[] = [];
