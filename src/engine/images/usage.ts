import { exponential } from '../../base/exact.ts';
import type { SimTime } from '../../base/time.ts';
import type { ProgramContext } from './program.ts';

/** CPU (thousandths of a core, limit applied) and memory (bytes) in use now. Pure; ask whenever a figure is wanted. */
export function usageOf(state: { readonly usage: UsageRule; readonly context: ProgramContext }, now: SimTime): Usage {
  const usage = state.usage;
  const rate = loadPerSecond(usage.load, now);
  const cpu = usage.cpuMilli + rate * usage.cpuMilliPerRequest;
  const limit = state.context.cpuLimitMilli;
  const grown = usage.growsBytesPerSecond === 0 ? 0 : (usage.growsBytesPerSecond * (now - usage.since)) / 1_000_000;
  const memory = Math.min(usage.memoryBytes + grown + rate * usage.memoryBytesPerRequest, usage.memoryCeilingBytes);
  return { cpuMilli: Math.round(limit === undefined ? cpu : Math.min(cpu, limit)), memoryBytes: Math.round(memory) };
}

export interface Usage {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
}

/** How a program uses the machine, as a rule rather than as samples. */
export interface UsageRule {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  /** CPU-milliseconds per request = thousandths of a core per (request per second). */
  readonly cpuMilliPerRequest: number;
  readonly memoryBytesPerRequest: number;
  /** Memory that is eaten steadily (stress, `tail /dev/zero`) since `since`. */
  readonly growsBytesPerSecond: number;
  readonly since: SimTime;
  readonly memoryCeilingBytes: number;
  readonly load: Load;
}

/** Requests per second as an exponentially fading mean over about ten seconds. */
export interface Load {
  readonly at: SimTime;
  readonly perSecond: number;
}

export const NO_LOAD: Load = { at: 0 as SimTime, perSecond: 0 };
const LOAD_WINDOW_US = 10_000_000;

const loadPerSecond = (load: Load, now: SimTime): number => (load.perSecond === 0 ? 0 : load.perSecond * exponential((load.at - now) / LOAD_WINDOW_US));

export const withRequest = (load: Load, now: SimTime, weight: number): Load => ({
  at: now,
  perSecond: loadPerSecond(load, now) + (weight * 1_000_000) / LOAD_WINDOW_US,
});
