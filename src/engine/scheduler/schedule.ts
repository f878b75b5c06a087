import { filterNodes, type Filtered } from './filter.ts';
import type { Cycle } from './framework.ts';
import type { NodeInfo } from './node-info.ts';
import type { Nominated } from './nominated.ts';
import { bestOf, type Scored, scoreNodes } from './score.ts';

/** The outcome of looking for a node (schedulePod). */
export interface Search {
  readonly filtered: Filtered;
  /** Undefined when no node fits. */
  readonly node: NodeInfo | undefined;
  /** Undefined when there was nothing to compare: one feasible node, or none. */
  readonly scored: Scored | undefined;
  /** How many nodes shared the highest score. */
  readonly tied: number;
}

/** `draw` decides between nodes of equal score: a whole number from 0 up to, not including, its argument. */
export function findNode(cycle: Cycle, nominated: Nominated, start: number, draw: (below: number) => number): Search {
  const filtered = filterNodes(cycle, nominated, start);
  const { feasible } = filtered;
  if (feasible.length <= 1) return { filtered, node: feasible[0], scored: undefined, tied: feasible.length };
  const scored = scoreNodes(cycle, filtered);
  const best = bestOf(scored.totals);
  const at = best.length === 1 ? best[0] : best[draw(best.length)];
  return { filtered, node: feasible[at as number], scored, tied: best.length };
}
