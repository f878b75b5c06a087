import type { Plugin, Rejection } from './framework.ts';
import type { NodeFacts } from './node-facts.ts';
import type { NodeInfo } from './node-info.ts';
import type { PodClass } from './pod-class.ts';
import { PLUGINS } from './plugins/registry.ts';

/**
 * What nodes say to a class of pods, remembered by the identity of the (immutable) node. From one pod of a class to the next one
 * node has changed, the one that took the pod; all others are answered by one comparison. A memo: forgetting it changes nothing
 * but speed.
 */
export interface ClassMemo {
  /** By place in the scheduler's cache: the node these answers are for. */
  readonly nodes: (NodeInfo | undefined)[];
  readonly rejections: (Rejection | undefined)[];
  /** Raw scores: per plugin of `SCORERS`, by place. */
  readonly scores: readonly number[][];
}

const FACT_FILTERS = PLUGINS.filter((plugin) => plugin.filterFacts);
const NODE_FILTERS = PLUGINS.filter((plugin) => plugin.filterNode);
export const SCORERS: readonly Plugin[] = PLUGINS.filter((plugin) => plugin.score);

/** The classes asked for last. More would cost memory: each memo has an entry per node and plugin. */
const KEPT = 16;
const recent: { cls: PodClass; memo: ClassMemo }[] = [];

export function memoOf(cls: PodClass): ClassMemo {
  const at = recent.findIndex((entry) => entry.cls === cls);
  const entry = at < 0 ? { cls, memo: { nodes: [], rejections: [], scores: SCORERS.map((): number[] => []) } } : (recent[at] as (typeof recent)[number]);
  if (at === 0) return entry.memo;
  if (at > 0) recent.splice(at, 1);
  recent.unshift(entry);
  if (recent.length > KEPT) recent.pop();
  return entry.memo;
}

/** Brings the memo up to date for one node; afterwards its answers at `place` are those of `node`. */
export function remember(memo: ClassMemo, cls: PodClass, place: number, node: NodeInfo): void {
  if (memo.nodes[place] === node) return;
  memo.nodes[place] = node;
  const refused = refusalOf(cls, node);
  memo.rejections[place] = refused;
  if (refused || !node.facts) return;
  for (let i = 0; i < SCORERS.length; i++) {
    const score = SCORERS[i]?.score;
    (memo.scores[i] as number[])[place] = score?.ofFacts?.(cls, node.facts) ?? score?.ofNode?.(cls, node) ?? 0;
  }
}

/** What the filters say that look at nothing but the class and the node. */
export function refusalOf(cls: PodClass, node: NodeInfo): Rejection | undefined {
  const refused = factsRefusal(cls, node.facts as NodeFacts);
  if (refused) return refused;
  for (const plugin of NODE_FILTERS) {
    const rejection = plugin.filterNode?.(cls, node);
    if (rejection) return rejection;
  }
  return undefined;
}

const byFacts = new WeakMap<NodeFacts, Map<PodClass, Rejection | null>>();
const PER_NODE = 64;

/** The Node object changes far less often than what runs on it: remembered apart. */
function factsRefusal(cls: PodClass, facts: NodeFacts): Rejection | undefined {
  let known = byFacts.get(facts);
  if (!known) byFacts.set(facts, (known = new Map()));
  const answer = known.get(cls);
  if (answer !== undefined) return answer ?? undefined;
  let refused: Rejection | undefined;
  for (const plugin of FACT_FILTERS) {
    refused = plugin.filterFacts?.(cls, facts);
    if (refused) break;
  }
  if (known.size >= PER_NODE) known.clear();
  known.set(cls, refused ?? null);
  return refused;
}
