import { SortedMap } from '../../base/sorted-map.ts';
import type { SimTime } from '../../base/time.ts';
import { CONTROLLER_MANAGER, type ControllerName } from '../../wire/actors.ts';
import { type Delivery, isRunning, killProcess, startProcess } from '../client/process.ts';
import { type Commit, type Root, tableOf } from '../etcd/store.ts';
import type { Component, Sim, SimEvent } from '../sim/sim.ts';
import type { Controller, Enqueue } from './controller.ts';
import { changed, EMPTY_QUEUE } from './queue.ts';
import { enqueue, enqueueAfter, managerCache, setState, stateOf, type Ticket, wake } from './state.ts';
import { type Answer, onAnswer, runSync } from './sync.ts';

export { controllerPart } from './state.ts';

/**
 * kube-controller-manager: one process, one cache, many controllers, each with its own work queue. What every controller needs
 * beside its reconcile lives here, in state.ts (queue) and in sync.ts (plans and answers).
 */
export function controllerManagerComponent(controllers: readonly Controller[]): Component {
  const byName = new Map<string, Controller>(controllers.map((controller) => [controller.name, controller]));
  const listeners = listenersOf(controllers);
  const alive = (sim: Sim, { controller: name, life }: Ticket): Controller | undefined => {
    const controller = byName.get(name);
    const state = controller && stateOf(sim, controller);
    return state?.on && state.life === life ? controller : undefined;
  };
  const connect = (sim: Sim): void => startProcess(sim, { process: CONTROLLER_MANAGER, to: 'controllers.deliver', resources: [...listeners.keys()].sort() });
  return {
    name: CONTROLLER_MANAGER,
    start: (sim) => {
      connect(sim);
      for (const controller of controllers) begin(sim, controller);
    },
    handlers: {
      'controllers.deliver': (sim: Sim, { commit }: Delivery) => {
        const cache = managerCache(sim);
        for (const controller of listeners.get(commit.resource) ?? []) hear(sim, controller, { commit, cache });
        for (const controller of controllers) wake(sim, controller);
      },
      'controllers.period': (sim: Sim, ticket: Ticket) => {
        const controller = alive(sim, ticket);
        if (controller) period(sim, controller, ticket);
      },
      'controllers.due': (sim: Sim, ticket: Ticket, event: SimEvent) => {
        const controller = alive(sim, ticket);
        if (controller) due(sim, controller, { key: ticket.key, background: event.background });
      },
      'controllers.sync': (sim: Sim, ticket: Ticket) => {
        const controller = alive(sim, ticket);
        if (controller) runSync(sim, controller, ticket.key);
      },
      'controllers.answer': (sim: Sim, answer: Answer) => {
        const controller = alive(sim, answer.args);
        if (controller) onAnswer(sim, controller, answer);
      },
      'controllers.switch': (sim: Sim, { controller: name, on }: { controller: string; on: boolean }) => {
        const controller = byName.get(name);
        if (!controller || stateOf(sim, controller).on === on) return;
        if (on && isRunning(sim, CONTROLLER_MANAGER)) begin(sim, controller);
        else forgetAll(sim, controller, on);
      },
      'controllers.crash': (sim: Sim) => {
        killProcess(sim, CONTROLLER_MANAGER);
        for (const controller of controllers) if (stateOf(sim, controller).on) forgetAll(sim, controller, true);
      },
      'controllers.restart': (sim: Sim) => {
        connect(sim);
        for (const controller of controllers) if (stateOf(sim, controller).on) begin(sim, controller);
      },
    },
  };
}

/** Switches one controller off (its queue, memory and answers under way are lost) or on (it lists everything anew). */
export const switchController = (sim: Sim, controller: ControllerName, on: boolean): void => sim.dispatch('controllers.switch', { controller, on });

/** Starts the whole process anew, as after a crash: new connection, new lists. Also for when its network was cut and is mended. */
export const restartControllers = (sim: Sim): void => sim.dispatch('controllers.restart', {});

/** The whole process is gone from one instant to the next: no queue, no memory, no answer is left. */
export const crashControllers = (sim: Sim): void => sim.dispatch('controllers.crash', {});

/** Which controllers hear of a resource, in the order of the list. */
function listenersOf(controllers: readonly Controller[]): ReadonlyMap<string, readonly Controller[]> {
  const table = new Map<string, Controller[]>();
  for (const controller of controllers)
    for (const resource of Object.keys(controller.watches)) table.set(resource, [...(table.get(resource) ?? []), controller]);
  return table;
}

function forgetAll(sim: Sim, controller: Controller, on: boolean): void {
  const { life } = stateOf(sim, controller);
  setState(sim, controller, { on, life: life + 1, queue: EMPTY_QUEUE, memory: on ? controller.memory?.() : undefined, said: SortedMap.empty() });
}

/** Starts a controller with an empty head: every object it watches is new to it. */
function begin(sim: Sim, controller: Controller): void {
  forgetAll(sim, controller, true);
  const cache = managerCache(sim);
  for (const resource of Object.keys(controller.watches))
    for (const [key, { object, oid, rev }] of tableOf(cache, resource).objects.entries()) {
      const commit: Commit = { rev, t: sim.now, type: 'ADDED', resource, key, oid, before: undefined, after: object, happening: sim.cause };
      hear(sim, controller, { commit, cache });
    }
  if (!controller.periodic) return;
  const ticket: Ticket = { controller: controller.name, key: '', life: stateOf(sim, controller).life };
  sim.schedule({ after: controller.periodic.everyUs, to: 'controllers.period', args: ticket, background: true });
}

function hear(sim: Sim, controller: Controller, { commit, cache }: { commit: Commit; cache: Root }): void {
  if (!stateOf(sim, controller).on) return;
  for (const item of controller.watches[commit.resource]!(commit, cache)) put(sim, controller, item, commit.resource === 'leases');
}

function put(sim: Sim, controller: Controller, item: Enqueue, background: boolean): void {
  if (typeof item === 'string') enqueue(sim, controller, item, background);
  else enqueueAfter(sim, controller, { key: item.key, afterUs: item.afterUs, background: item.background ?? background });
}

function period(sim: Sim, controller: Controller, ticket: Ticket): void {
  for (const key of controller.periodic!.keys(managerCache(sim))) enqueue(sim, controller, key, true);
  sim.schedule({ after: controller.periodic!.everyUs, to: 'controllers.period', args: ticket, background: true });
}

function due(sim: Sim, controller: Controller, { key, background }: { key: string; background: boolean }): void {
  const { queue } = stateOf(sim, controller);
  if (queue.timers.get(key) !== (sim.now as SimTime)) return;
  setState(sim, controller, { queue: changed(queue, { timers: queue.timers.delete(key) }) });
  enqueue(sim, controller, key, background);
}
