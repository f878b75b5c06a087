import { SortedMap } from '../../base/sorted-map.ts';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import { keyOf } from '../../kinds/object.ts';
import { getObject } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';
import { informer } from './control.ts';
import { decide } from './decide.ts';
import type { ClusterEvent } from './framework.ts';
import { PLUGINS } from './plugins/registry.ts';
import { schedulingQueue, wake } from './queue.ts';

/**
 * Pods whose victims are still being deleted: they are not tried before the last deletion was accepted (DefaultPreemption,
 * PreEnqueue). `missed`: a change that would have woken the pod came meanwhile.
 */
export interface Preempting {
  readonly left: number;
  readonly missed: boolean;
}
export const preempting = slot<SortedMap<Preempting>>('scheduler/preempting', () => SortedMap.empty());

/** Wakes those that a change may help: for each plugin that refused a pod, its hint says whether. */
export function wakeWaiting(sim: Sim, event: ClusterEvent): void {
  const { waiting } = sim.get(schedulingQueue);
  if (waiting.size === 0) return;
  const root = informer(sim);
  for (const key of waiting.get('*')?.keys() ?? []) wakeOne(sim, key, '', event);
  for (const plugin of PLUGINS) {
    const hint = plugin.wakes?.[event.resource];
    if (!hint) continue;
    for (const key of waiting.get(plugin.name)?.keys() ?? []) {
      const pod = getObject<Pod>(root, 'pods', key);
      if (pod && hint(pod, event)) wakeOne(sim, key, plugin.name, event);
    }
  }
}

/** A change of the pod itself: only its own plugins are asked. */
export function wakeSelf(sim: Sim, pod: Pod, event: ClusterEvent): void {
  const key = keyOf(pod.metadata);
  const queued = sim.get(schedulingQueue).pods.get(key);
  if (queued?.where !== 'unschedulable') return;
  for (const plugin of PLUGINS) {
    if (!queued.plugins.includes(plugin.name)) continue;
    if (plugin.wakes?.unscheduledPod?.(pod, event)) return wakeOne(sim, key, plugin.name, event);
  }
}

function wakeOne(sim: Sim, key: string, plugin: string, event: ClusterEvent): void {
  const waitingFor = sim.get(preempting).get(key);
  if (waitingFor) {
    sim.set(preempting, sim.get(preempting).set(key, { ...waitingFor, missed: true }));
    return;
  }
  const queue = sim.get(schedulingQueue);
  const woken = wake(queue, key, sim.now, sim.cause);
  if (!woken) return;
  sim.because(sim.cause, () => {
    const object = event.after ?? event.before;
    const args = { pod: key, plugin, resource: event.resource, action: event.action, object: object ? keyOf(object.metadata) : '', to: woken.to };
    const cause = decide(sim, key, 'scheduler.wake', args);
    const pod = woken.queue.pods.get(key);
    sim.set(schedulingQueue, pod ? { ...woken.queue, pods: woken.queue.pods.set(key, { ...pod, cause }) } : woken.queue);
  });
}
