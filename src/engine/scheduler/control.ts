import type { SimTime } from '../../base/time.ts';
import { SCHEDULER } from '../../wire/actors.ts';
import { cacheOf, isUp } from '../client/process.ts';
import { type Root, tableOf } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';

/** What the scheduler is doing just now. */
export interface Control {
  /** Raised at every start: timers and answers of a former life are told apart by it. */
  readonly life: number;
  /** The pod whose scheduling cycle runs. Cycles run one at a time. */
  readonly busy: string | undefined;
  /** Where in the order of nodes the next cycle begins to look. */
  readonly nextStart: number;
  /** When the back-offs are looked at next, and the pods that wait for too long; 0 = not planned. */
  readonly tickAt: SimTime | 0;
  readonly flushAt: SimTime | 0;
}

export const control = slot<Control>('scheduler/control', () => ({ life: 0, busy: undefined, nextStart: 0, tickAt: 0, flushAt: 0 }));

export const setControl = (sim: Sim, change: Partial<Control>): void => sim.set(control, { ...sim.get(control), ...change });

export const DEFAULT_SCHEDULER = 'default-scheduler';
export const SCHEDULER_USER = 'system:kube-scheduler';

export const informer = (sim: Sim): Root => cacheOf(sim, SCHEDULER);
export const isRunning = (sim: Sim): boolean => isUp(sim, SCHEDULER);

/** `oid` of a pod for the record of a decision. */
export function oidOf(sim: Sim, key: string): { oid?: number } {
  const stored = tableOf(informer(sim), 'pods').objects.get(key);
  return stored ? { oid: stored.oid } : {};
}

export const clientLimit = (sim: Sim): { qps: number; burst: number } => ({ qps: sim.config.settings.schedulerQps, burst: sim.config.settings.schedulerBurst });
