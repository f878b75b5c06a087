import { DECISION_TEXTS } from '../app/texts/decisions/index.ts';
import { LINES } from '../app/texts/lines/en.ts';
import type { Sim } from '../engine/sim/sim.ts';
import type { Happening } from '../wire/happening.ts';

/** Which happenings a story leaves out: answers, deliveries, heartbeats, probes, traffic. */
const isTold = (happening: Happening): boolean => !happening.background && happening.code !== 'api.response' && happening.code !== 'watch.event';

/** What happened, one line each: time, id ← cause, who, what. The same seed gives the same text. */
export function* storyLines(sim: Sim): Generator<string> {
  for (const happening of sim.happenings) {
    if (!isTold(happening)) continue;
    const { id, t, cause, actor } = happening;
    yield `${(t / 1_000_000).toFixed(6).padStart(12)}  ${String(id).padStart(6)} ← ${String(cause).padEnd(6)} ${actor.padEnd(34)} ${wordsOf(happening)}`;
  }
}

function wordsOf(happening: Happening): string {
  const make = happening.say ? DECISION_TEXTS.en[happening.say] : undefined;
  if (make) {
    const { saw, decided } = make((happening.args ?? {}) as never);
    return `${saw} → ${decided}`;
  }
  if (happening.say) return `${happening.say} ${JSON.stringify(happening.args ?? {})}`;
  // Whoever reads a story in a terminal wants the call itself.
  if (happening.code === 'api.request') return `${happening.args?.['method']} ${happening.args?.['path']}`;
  return LINES.line(happening);
}
