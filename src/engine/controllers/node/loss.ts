import type { SimTime } from '../../../base/time.ts';
import type { Node } from '../../../kinds/schema/types.gen.ts';
import { getObject } from '../../etcd/store.ts';
import type { Sim } from '../../sim/sim.ts';
import { contextOf, stateOf } from '../state.ts';
import { graceOf, observed, readyStatus } from './health.ts';
import { type Memory, MONITOR_EVERY_US, nodeLifecycleController } from './lifecycle.ts';

/**
 * When node-lifecycle will mark a node that stays silent from now on: at its first look that comes later than the grace period after the last sign
 * of life it noticed. A sign that came since its last look counts from its next one. Undefined: it is off, has not looked yet, or has marked the node.
 */
export function countsAsLostAt(sim: Sim, name: string): SimTime | undefined {
  const { on, memory } = stateOf(sim, nodeLifecycleController);
  const { health, firstLook } = (memory ?? {}) as Partial<Memory>;
  const context = contextOf(sim, nodeLifecycleController);
  const node = getObject<Node>(context.cache, 'nodes', name);
  if (!on || firstLook === undefined || !node || readyStatus(node) !== 'True') return undefined;
  const next = lookAfter(firstLook, sim.now);
  const seen = observed(health?.get(name), node, { ...context, now: next });
  const late = seen.probedAt + graceOf(seen, context.settings);
  return late < next ? next : lookAfter(firstLook, late);
}

/** The controller's first look later than this. */
const lookAfter = (firstLook: SimTime, time: number): SimTime =>
  (firstLook + Math.max(0, Math.floor((time - firstLook) / MONITOR_EVERY_US) + 1) * MONITOR_EVERY_US) as SimTime;
