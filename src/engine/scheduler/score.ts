import { memoOf, SCORERS } from './class-memo.ts';
import type { Filtered } from './filter.ts';
import { type Cycle, MAX_NODE_SCORE, type PluginName, type Scorer } from './framework.ts';

/** Scores of the feasible nodes. `parts[p][n]` is what plugin p adds to node n: normalised and weighted. */
export interface Scored {
  readonly totals: readonly number[];
  readonly plugins: readonly PluginName[];
  readonly parts: readonly (readonly number[])[];
}

/** RunScorePlugins: each plugin scores every node, its scores are normalised to 0…100 and weighted, and all are added up. */
export function scoreNodes(cycle: Cycle, { feasible, places }: Pick<Filtered, 'feasible' | 'places'>): Scored {
  const memo = memoOf(cycle.cls);
  const totals = new Array<number>(places.length).fill(0);
  const plugins: PluginName[] = [];
  const parts: (readonly number[])[] = [];
  for (let at = 0; at < SCORERS.length; at++) {
    const plugin = SCORERS[at];
    const scorer = plugin?.score;
    if (!plugin || !scorer || scorer.skip?.(cycle)) continue;
    const scores = scorer.ofAll
      ? scorer.ofAll(cycle, feasible)
      : rawScores(cycle, { feasible, places }, { scorer, remembered: memo.scores[at] as readonly number[] });
    normalise(scores, scorer);
    for (let i = 0; i < scores.length; i++) totals[i] = (totals[i] as number) + (scores[i] as number);
    plugins.push(plugin.name);
    parts.push(scores);
  }
  return { totals, plugins, parts };
}

function rawScores(
  cycle: Cycle,
  { feasible, places }: Pick<Filtered, 'feasible' | 'places'>,
  { scorer, remembered }: { readonly scorer: Scorer; readonly remembered: readonly number[] },
): number[] {
  const scores = new Array<number>(places.length).fill(0);
  if (scorer.nothing?.(cycle)) return scores;
  for (let i = 0; i < places.length; i++)
    scores[i] = scorer.ofCycle ? scorer.ofCycle(cycle, feasible[i] as (typeof feasible)[number]) : (remembered[places[i] as number] as number);
  return scores;
}

/** In place: helper.DefaultNormalizeScore, then the plugin's weight. */
export function normalise(scores: number[], { normalise: how, weight }: Pick<Scorer, 'normalise' | 'weight'>): void {
  let max = 0;
  if (how) for (const score of scores) if (score > max) max = score;
  if (!how && weight === 1) return;
  for (let i = 0; i < scores.length; i++) {
    let score = scores[i] as number;
    if (how === 'best') score = max === 0 ? score : Math.trunc((MAX_NODE_SCORE * score) / max);
    if (how === 'least') score = max === 0 ? MAX_NODE_SCORE : MAX_NODE_SCORE - Math.trunc((MAX_NODE_SCORE * score) / max);
    scores[i] = score * weight;
  }
}

/** Places of the nodes that share the highest total. */
export function bestOf(totals: readonly number[]): readonly number[] {
  let top = -1;
  let best: number[] = [];
  for (let at = 0; at < totals.length; at++) {
    const total = totals[at] as number;
    if (total > top) {
      top = total;
      best = [at];
    } else if (total === top) best.push(at);
  }
  return best;
}
