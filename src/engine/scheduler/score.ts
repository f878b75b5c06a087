import { factsVerdict, SCORERS } from './filter.ts';
import { type Cycle, MAX_NODE_SCORE, type PluginName, type Scorer } from './framework.ts';
import type { NodeFacts } from './node-facts.ts';
import type { NodeInfo } from './node-info.ts';

/** Scores of the feasible nodes. `parts[p][n]` is what plugin p adds to node n: normalised and weighted. */
export interface Scored {
  readonly totals: readonly number[];
  readonly plugins: readonly PluginName[];
  readonly parts: readonly (readonly number[])[];
}

/** RunScorePlugins: each plugin scores every node, its scores are normalised to 0…100 and weighted, and all are added up. */
export function scoreNodes(cycle: Cycle, nodes: readonly NodeInfo[]): Scored {
  const totals = new Array<number>(nodes.length).fill(0);
  const plugins: PluginName[] = [];
  const parts: (readonly number[])[] = [];
  SCORERS.forEach((plugin, at) => {
    const scorer = plugin.score as Scorer;
    if (scorer.skip?.(cycle)) return;
    const scores = nodes.map((node) => (scorer.ofFacts ? (factsVerdict(cycle.cls, node.facts as NodeFacts).scores[at] ?? 0) : (scorer.ofNode?.(cycle, node) ?? 0)));
    normalise(scores, scorer);
    for (let i = 0; i < scores.length; i++) totals[i] = (totals[i] as number) + (scores[i] as number);
    plugins.push(plugin.name);
    parts.push(scores);
  });
  return { totals, plugins, parts };
}

/** In place: helper.DefaultNormalizeScore, then the plugin's weight. */
export function normalise(scores: number[], { normalise: how, weight }: Pick<Scorer, 'normalise' | 'weight'>): void {
  let max = 0;
  if (how) for (const score of scores) if (score > max) max = score;
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
  totals.forEach((total, at) => {
    if (total > top) {
      top = total;
      best = [at];
    } else if (total === top) best.push(at);
  });
  return best;
}
