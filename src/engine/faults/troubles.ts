import { SortedMap } from '../../base/sorted-map.ts';
import type { SimTime } from '../../base/time.ts';
import type { Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';

/**
 * Troubles that are on just now, as data. The parts of the cluster ask here at their fault points; while nothing is wrong the slot holds
 * `NO_TROUBLES`, and asking costs one comparison.
 */
export interface Troubles {
  /** Actor → how many of its next updates are refused with 409. */
  readonly conflicts: SortedMap<number>;
  /** Actor → how many of its next writes lose their answer. */
  readonly lostAnswers: SortedMap<number>;
  /** Controller → how many of its next syncs throw. */
  readonly exceptions: SortedMap<number>;
  /** Process → after how many of its writes it crashes, and how long it stays down. */
  readonly crashes: SortedMap<{ readonly writes: number; readonly downUs: number }>;
  /** kube-apiserver refuses connections until then. */
  readonly apiDownUntil: SimTime | undefined;
  /** Canonical image name → until when its registry does not answer. */
  readonly images: SortedMap<SimTime>;
  /** `namespace/name container` of those who ignore SIGTERM. */
  readonly deaf: SortedMap<true>;
  readonly loss: { readonly percent: number; readonly until: SimTime } | undefined;
  readonly dnsDownUntil: SimTime | undefined;
}

export const NO_TROUBLES: Troubles = Object.freeze({
  conflicts: SortedMap.empty<number>(),
  lostAnswers: SortedMap.empty<number>(),
  exceptions: SortedMap.empty<number>(),
  crashes: SortedMap.empty<{ writes: number; downUs: number }>(),
  apiDownUntil: undefined,
  images: SortedMap.empty<SimTime>(),
  deaf: SortedMap.empty<true>(),
  loss: undefined,
  dnsDownUntil: undefined,
});

export const troubles = slot<Troubles>('faults/troubles', () => NO_TROUBLES);

/** Thrown where a plan wants an exception; everything else that a component throws is a bug. */
export class PlannedException extends Error {
  override readonly name = 'PlannedException';
  constructor() {
    super(PLANNED_MESSAGE);
  }
}
export const PLANNED_MESSAGE = 'runtime error: invalid memory address or nil pointer dereference';

export const isCalm = (sim: Sim): boolean => sim.get(troubles) === NO_TROUBLES;

export const changeTroubles = (sim: Sim, change: Partial<Troubles>): void => sim.set(troubles, { ...sim.get(troubles), ...change });

type Counter = 'conflicts' | 'lostAnswers' | 'exceptions';

/** Takes one of what is planned for an actor; false when nothing is. */
export function takeTrouble(sim: Sim, counter: Counter, actor: string): boolean {
  const state = sim.get(troubles);
  if (state === NO_TROUBLES) return false;
  const left = state[counter].get(actor);
  if (left === undefined) return false;
  changeTroubles(sim, { [counter]: left > 1 ? state[counter].set(actor, left - 1) : state[counter].delete(actor) });
  return true;
}

/** Counts a write of a process that is to crash. The time it stays down, when this write was the last. */
export function crashAfterWrite(sim: Sim, process: string): number | undefined {
  const state = sim.get(troubles);
  const planned = state === NO_TROUBLES ? undefined : state.crashes.get(process);
  if (!planned) return undefined;
  const writes = planned.writes - 1;
  changeTroubles(sim, { crashes: writes > 0 ? state.crashes.set(process, { ...planned, writes }) : state.crashes.delete(process) });
  return writes > 0 ? undefined : planned.downUs;
}

const lasts = (sim: Sim, until: SimTime | undefined): boolean => until !== undefined && sim.now < until;

export const isApiDown = (sim: Sim): boolean => !isCalm(sim) && lasts(sim, sim.get(troubles).apiDownUntil);
export const isDnsDown = (sim: Sim): boolean => !isCalm(sim) && lasts(sim, sim.get(troubles).dnsDownUntil);
export const isImageUnreachable = (sim: Sim, image: string): boolean => !isCalm(sim) && lasts(sim, sim.get(troubles).images.get(image));
export const ignoresTerm = (sim: Sim, pod: string, container: string): boolean => !isCalm(sim) && sim.get(troubles).deaf.has(`${pod} ${container}`);

/** Whether this packet is lost; draws only while packets are lost at all. */
export function losesPacket(sim: Sim): boolean {
  if (isCalm(sim)) return false;
  const { loss } = sim.get(troubles);
  return loss !== undefined && sim.now < loss.until && sim.draw('faults', 1, 100) <= loss.percent;
}
