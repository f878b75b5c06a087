import { SortedMap } from '../../base/sorted-map.ts';
import type { SimTime } from '../../base/time.ts';
import { SCHEDULER } from '../../wire/actors.ts';
import { isRunning, killProcess, startProcess, stopProcess } from '../client/process.ts';
import { type Commit, tableOf } from '../etcd/store.ts';
import type { Component, Sim } from '../sim/sim.ts';
import { bindingHandlers, bindings } from './binding.ts';
import { EMPTY_CACHE, schedulerCache } from './cache.ts';
import { control, informer, setControl } from './control.ts';
import { onCycle } from './cycle.ts';
import { decide } from './decide.ts';
import { evictionHandlers } from './evict.ts';
import { kick, planFlush } from './loop.ts';
import { nominatedPods } from './nominated.ts';
import { EMPTY_QUEUE, endBackoffs, leftover, schedulingQueue, wake } from './queue.ts';
import { assumedVolumes, NO_ASSUMED } from './volumes/assumed.ts';
import { preempting } from './wake.ts';
import { observe, onDelivery } from './watch.ts';

/** Nodes before pods, so that pods find them. */
const RESOURCES = ['nodes', 'storageclasses', 'persistentvolumes', 'persistentvolumeclaims', 'pods'] as const;

/** kube-scheduler. */
export const schedulerComponent: Component = {
  name: SCHEDULER,
  start: (sim) => startScheduler(sim),
  handlers: {
    'scheduler.watch': onDelivery,
    'scheduler.cycle': onCycle,
    'scheduler.tick': (sim: Sim, { life }: { life: number }) => {
      if (sim.get(control).life !== life) return;
      setControl(sim, { tickAt: 0 });
      sim.set(schedulingQueue, endBackoffs(sim.get(schedulingQueue), sim.now));
      kick(sim);
    },
    'scheduler.flush': (sim: Sim, { life }: { life: number }) => {
      if (sim.get(control).life !== life) return;
      setControl(sim, { flushAt: 0 });
      flush(sim);
    },
    ...bindingHandlers,
    ...evictionHandlers,
  },
};

/** Starts it, or starts it anew: what it had in its head is lost, everything is listed again. */
export function startScheduler(sim: Sim): void {
  startProcess(sim, { process: SCHEDULER, to: 'scheduler.watch', resources: [...RESOURCES] });
  sim.set(schedulerCache, EMPTY_CACHE);
  sim.set(schedulingQueue, EMPTY_QUEUE);
  sim.set(nominatedPods, SortedMap.empty());
  sim.set(preempting, SortedMap.empty());
  sim.set(bindings, SortedMap.empty());
  sim.set(assumedVolumes, NO_ASSUMED);
  sim.set(control, { life: sim.get(control).life + 1, busy: undefined, nextStart: 0, tickAt: 0, flushAt: 0 });
  const root = informer(sim);
  for (const resource of RESOURCES)
    for (const [key, { object, oid, rev }] of tableOf(root, resource).objects.entries()) {
      const commit: Commit = { rev, t: sim.now, type: 'ADDED', resource, key, oid, before: undefined, after: object, happening: sim.cause };
      observe(sim, commit);
    }
  kick(sim);
}

export const stopScheduler = (sim: Sim): void => stopProcess(sim, SCHEDULER);

/** It is gone from one instant to the next: neither its timers nor its answers find it. */
export function crashScheduler(sim: Sim): void {
  killProcess(sim, SCHEDULER);
  setControl(sim, { life: sim.get(control).life + 1, busy: undefined });
}

/** Tries again whatever has been unschedulable for more than five minutes. */
function flush(sim: Sim): void {
  const keys = [...leftover(sim.get(schedulingQueue), sim.now)];
  for (const key of keys) {
    const woken = wake(sim.get(schedulingQueue), key, sim.now, sim.cause);
    if (!woken) continue;
    sim.set(schedulingQueue, woken.queue);
    sim.because(sim.cause, () => decide(sim, key, 'scheduler.flush', { pod: key }));
  }
  let oldest: SimTime | undefined;
  for (const pod of sim.get(schedulingQueue).pods.values())
    if (pod.where === 'unschedulable' && (oldest === undefined || pod.since < oldest)) oldest = pod.since;
  if (oldest !== undefined) planFlush(sim, oldest);
  kick(sim);
}

/** What the scheduler shows of itself; pure. */
export interface SchedulerPart {
  readonly on: boolean;
  readonly active: readonly string[];
  readonly backoff: readonly string[];
  readonly unschedulable: readonly string[];
  readonly gated: readonly string[];
  readonly binding: readonly string[];
  readonly busy: string | null;
}

const SHOWN = 50;

export function schedulerPart(sim: Sim): SchedulerPart {
  const { active, backoff, errorBackoff, pods } = sim.get(schedulingQueue);
  const of = (where: string): string[] => {
    const out: string[] = [];
    for (const pod of pods.values()) {
      if (pod.where === where) out.push(pod.key);
      if (out.length === SHOWN) break;
    }
    return out;
  };
  return {
    on: isRunning(sim, SCHEDULER),
    active: [...active.values()].slice(0, SHOWN),
    backoff: [...backoff.values(), ...errorBackoff.values()].slice(0, SHOWN),
    unschedulable: of('unschedulable'),
    gated: of('gated'),
    binding: [...sim.get(bindings).keys()].slice(0, SHOWN),
    busy: sim.get(control).busy ?? null,
  };
}
