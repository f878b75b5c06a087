import { CONTROLLERS, type ControllerName, SCHEDULER } from '../wire/actors.ts';
import type { Since, Situation } from '../wire/condition.ts';
import { controllerPart } from './controllers/harness.ts';
import { etcd, getObject, listObjects } from './etcd/store.ts';
import { isRunning } from './scheduler/control.ts';
import type { Sim } from './sim/sim.ts';

/** The cluster as conditions ask for it (what a lesson waits for), as etcd and the record of happenings have it at this instant. */
export function situationOf(sim: Sim, since: Since): Situation {
  const { root } = sim.get(etcd);
  return {
    object: (resource, namespace, name) => getObject(root, resource, namespace ? `${namespace}/${name}` : name),
    objects: (resource, namespace) => listObjects(root, resource, namespace),
    decided: (code) => {
      for (let id = sim.happenings.length; id > since.happening; id--) if (sim.happenings.get(id - 1)?.say === code) return true;
      return false;
    },
    running: (component) => (component === SCHEDULER ? isRunning(sim) : isController(component) && controllerPart(sim, component).on),
    quiet: sim.workPending === 0,
    since: since.time,
  };
}

const isController = (name: string): name is ControllerName => (CONTROLLERS as readonly string[]).includes(name);
