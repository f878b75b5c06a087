import type { Json } from '../../base/json.ts';
import { USERS } from '../../wire/actors.ts';
import type { TrafficPart } from '../../scene/model.ts';

/** Whole seconds that count for the rate of failures, and that are drawn. */
const RATE_SECONDS = 5;
export const DRAWN_SECONDS = 24;

/**
 * What the part of `users` says of all traffic (`{sources: [{from, perSecond, running, seconds: [[at, sent, ok, failed]]}]}`), as far as users outside
 * send it. `nowUs`: the instant shown; seconds without a request are not told, so they are filled in.
 */
export function trafficPart(raw: Readonly<Record<string, Json | undefined>>, nowUs: number): TrafficPart {
  const at = Math.floor(nowUs / 1e6);
  const bySecond = new Map<number, { ok: number; failed: number }>();
  let perSecond = 0;
  for (const source of listOf(raw['sources'])) {
    const { from, running, perSecond: rate, seconds } = source as { from?: Json; running?: Json; perSecond?: Json; seconds?: Json };
    if (from !== USERS) continue;
    if (running !== false) perSecond += Number(rate ?? 0);
    for (const entry of listOf(seconds)) {
      const [second, , ok, failed] = (entry as readonly number[]).map(Number);
      const sum = bySecond.get(second ?? 0) ?? { ok: 0, failed: 0 };
      bySecond.set(second ?? 0, { ok: sum.ok + (ok ?? 0), failed: sum.failed + (failed ?? 0) });
    }
  }
  const seconds = Array.from({ length: DRAWN_SECONDS }, (_, i) => at - DRAWN_SECONDS + 1 + i).map((second) => ({
    at: second,
    ...(bySecond.get(second) ?? { ok: 0, failed: 0 }),
  }));
  const failed = seconds.slice(-RATE_SECONDS).reduce((sum, second) => sum + second.failed, 0);
  return { perSecond, failingPerSecond: Math.round((failed / RATE_SECONDS) * 10) / 10, seconds };
}

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);
