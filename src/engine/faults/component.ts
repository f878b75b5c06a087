import { SortedMap } from '../../base/sorted-map.ts';
import { SCHEDULER } from '../../wire/actors.ts';
import { isRunning, processState } from '../client/process.ts';
import { crashControllers, restartControllers } from '../controllers/harness.ts';
import { crashScheduler, startScheduler } from '../scheduler/component.ts';
import type { Component, Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';
import { onStep } from './inject.ts';
import { isApiDown } from './troubles.ts';

/** Process → the life in which it crashed. It is started again unless somebody has switched it meanwhile. */
const down = slot<SortedMap<number>>('faults/down', () => SortedMap.empty());

/** A process that crashed is not to come back: a person has switched it off. */
export const forgetCrash = (sim: Sim, process: string): void => sim.set(down, sim.get(down).delete(process));

/** Troubles that come later than the command that caused them. */
export const faultsComponent: Component = {
  name: 'faults',
  handlers: {
    'faults.step': onStep,
    'faults.crash': (sim: Sim, { process, downUs, ifDown }: { process: string; downUs: number; ifDown?: boolean }) => {
      if (!isRunning(sim, process) || (ifDown && !isApiDown(sim))) return;
      if (process === SCHEDULER) crashScheduler(sim);
      else crashControllers(sim);
      sim.note({ code: 'fault', actor: process, args: { fault: 'process-crash' } });
      const { life } = processState(sim, process)!;
      sim.set(down, sim.get(down).set(process, life));
      sim.schedule({ after: downUs, to: 'faults.restart', args: { process, life } });
    },
    'faults.restart': (sim: Sim, { process, life }: { process: string; life: number }) => {
      if (sim.get(down).get(process) !== life || processState(sim, process)?.life !== life) return;
      forgetCrash(sim, process);
      if (process === SCHEDULER) startScheduler(sim);
      else restartControllers(sim);
    },
  },
};
