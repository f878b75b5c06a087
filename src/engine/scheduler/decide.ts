import type { JsonObject } from '../../base/json.ts';
import type { DecisionCode, Decisions } from '../../wire/decisions/index.ts';
import type { NodeVerdict, NodeVerdicts } from '../../wire/decisions/scheduler.ts';
import { SCHEDULER } from '../../wire/actors.ts';
import type { Sim } from '../sim/sim.ts';
import { oidOf } from './control.ts';
import type { Search } from './schedule.ts';
import { countReasons } from './fit-error.ts';

type SchedulerCode = Extract<DecisionCode, `scheduler.${string}`>;

/** Records a decision; it becomes the cause of what follows. */
export function decide<C extends SchedulerCode>(sim: Sim, key: string, say: C, args: Decisions[C]): number {
  return sim.happen({ code: 'decide', actor: SCHEDULER, say, args: args as unknown as JsonObject, ...oidOf(sim, key) });
}

/** Up to this many nodes every verdict is kept; above, the best and some of each reason. */
const ALL_NODES = 100;
const BEST_KEPT = 10;
const KEPT_PER_REASON = 3;

/** What was found of the nodes, as the record keeps it. In `lean` detail only the counts. */
export function verdictsOf(sim: Sim, { filtered, scored, node }: Search): NodeVerdicts {
  const counts: { [reason: string]: number } = {};
  for (const [reason, count] of countReasons(filtered.rejected.map(({ rejection }) => rejection))) counts[reason] = count;
  if (sim.config.detail === 'lean') return { nodes: [], counts };
  const all = filtered.feasible.length + filtered.rejected.length <= ALL_NODES;
  const nodes: NodeVerdict[] = [];
  for (const at of all ? filtered.feasible.keys() : bestPlaces(filtered.feasible.length, scored?.totals)) {
    const verdict: NodeVerdict = { node: filtered.feasible[at]?.name ?? '', fits: true };
    if (scored) {
      verdict.total = scored.totals[at] as number;
      verdict.scores = Object.fromEntries(scored.plugins.map((plugin, p) => [plugin, scored.parts[p]?.[at] as number]));
    }
    if (verdict.node === node?.name) nodes.unshift(verdict);
    else nodes.push(verdict);
  }
  const seen = new Map<string, number>();
  for (const { node: refused, rejection } of filtered.rejected) {
    const reason = rejection.reasons.join(', ');
    const times = (seen.get(reason) ?? 0) + 1;
    seen.set(reason, times);
    if (all || times <= KEPT_PER_REASON) nodes.push({ node: refused.name, fits: false, plugin: rejection.plugin, reasons: [...rejection.reasons] });
  }
  return { nodes, counts };
}

function bestPlaces(count: number, totals: readonly number[] | undefined): readonly number[] {
  const places = [...Array(count).keys()];
  if (totals) places.sort((a, b) => (totals[b] as number) - (totals[a] as number) || a - b);
  return places.slice(0, BEST_KEPT);
}
