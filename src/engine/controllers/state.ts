import { SortedMap } from '../../base/sorted-map.ts';
import type { SimTime } from '../../base/time.ts';
import { CONTROLLER_MANAGER } from '../../wire/actors.ts';
import { cacheOf } from '../client/process.ts';
import type { Root } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';
import { type Slot, slot } from '../sim/slot.ts';
import type { Context, Controller, Decision } from './controller.ts';
import { added, changed, type ControllerPart, EMPTY_QUEUE, type Queue, released, taken } from './queue.ts';

/** What one controller has in its head. Lost when it is switched off. */
export interface ControllerState {
  readonly on: boolean;
  /** Raised whenever it is switched or restarted, so that answers and timers of before are told apart. */
  readonly life: number;
  readonly queue: Queue;
  readonly memory: unknown;
  /** Key → the last decision told about it, so that an unchanged waiting is not told again. */
  readonly said: SortedMap<Decision>;
  /** Id of the happening of its last decision; 0 = none. */
  readonly lastDecision: number;
}

const slots = new Map<string, Slot<ControllerState>>();

/** The slot of a controller. The map only remembers names; the state lies in the world. */
function controllerSlot(name: string): Slot<ControllerState> {
  const known = slots.get(name);
  if (known) return known;
  const made = slot<ControllerState>(`controller/${name}`, () => ({
    on: true,
    life: 0,
    queue: EMPTY_QUEUE,
    memory: undefined,
    said: SortedMap.empty(),
    lastDecision: 0,
  }));
  slots.set(name, made);
  return made;
}

export const stateOf = (sim: Sim, controller: { readonly name: string }): ControllerState => sim.get(controllerSlot(controller.name));

export function setState(sim: Sim, controller: { readonly name: string }, change: Partial<ControllerState>): void {
  const own = controllerSlot(controller.name);
  const { on, life, queue, memory, said, lastDecision } = sim.get(own);
  sim.set(own, {
    on: change.on ?? on,
    life: change.life ?? life,
    queue: change.queue ?? queue,
    memory: 'memory' in change ? change.memory : memory,
    said: change.said ?? said,
    lastDecision: change.lastDecision ?? lastDecision,
  });
}

/** What timers and answers carry to find their way back. */
export interface Ticket {
  readonly controller: string;
  readonly key: string;
  readonly life: number;
}

export const managerCache = (sim: Sim): Root => cacheOf(sim, CONTROLLER_MANAGER);

/** Adds a key to a controller's queue, now. */
export function enqueue(sim: Sim, controller: Controller, key: string, background: boolean): void {
  setState(sim, controller, { queue: added(stateOf(sim, controller).queue, key, { cause: sim.cause, background }) });
  wake(sim, controller);
}

/** Adds a key later. Of several timers of one key the earliest counts, as in client-go's delaying queue. */
export function enqueueAfter(sim: Sim, controller: Controller, item: { readonly key: string; readonly afterUs: number; readonly background: boolean }): void {
  if (item.afterUs <= 0) {
    enqueue(sim, controller, item.key, item.background);
    return;
  }
  const { queue, life } = stateOf(sim, controller);
  const due = (sim.now + Math.ceil(item.afterUs)) as SimTime;
  const known = queue.timers.get(item.key);
  if (known !== undefined && known <= due) return;
  setState(sim, controller, { queue: changed(queue, { timers: queue.timers.set(item.key, due) }) });
  const ticket: Ticket = { controller: controller.name, key: item.key, life };
  sim.schedule({ at: due, to: 'controllers.due', args: ticket, background: item.background });
}

const COMPUTE_US = 500;

/** Lets keys whose own writes have come back into line, and hands keys to free workers. */
export function wake(sim: Sim, controller: Controller): void {
  const { queue: before, life, on } = stateOf(sim, controller);
  if (!on || (before.line.size === 0 && before.waiting.size === 0)) return;
  const cache = managerCache(sim);
  let queue = released(before, cache.rev);
  while (queue.active.size < controller.workers) {
    const next = taken(queue, cache.rev);
    queue = next.queue;
    if (next.key === undefined) break;
    const ticket: Ticket = { controller: controller.name, key: next.key, life };
    const after = Math.ceil(controller.computeUs?.(next.key, cache) ?? COMPUTE_US);
    sim.schedule({ after, to: 'controllers.sync', args: ticket, cause: next.urge!.cause, background: next.urge!.background });
  }
  if (queue !== before) setState(sim, controller, { queue });
}

export function contextOf(sim: Sim, controller: { readonly name: string }): Context {
  return {
    cache: managerCache(sim),
    now: sim.now,
    timestamp: sim.timestamp,
    epochMs: sim.config.epochMs,
    settings: sim.config.settings,
    memory: stateOf(sim, controller).memory,
    draw: (from, to) => sim.draw(controller.name, from, to),
  };
}

/** What a controller's box shows; pure. */
export function controllerPart(sim: Sim, name: string): ControllerPart {
  const { on, queue, lastDecision } = stateOf(sim, { name });
  const keys: string[] = [];
  for (const key of queue.line.values()) {
    if (keys.length === 20) break;
    keys.push(key);
  }
  return { on, queue: keys, queued: queue.line.size + queue.waiting.size, active: [...queue.active.keys()].slice(0, 20), lastDecision };
}
