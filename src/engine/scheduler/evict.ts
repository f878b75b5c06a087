import { keyOf } from '../../kinds/object.ts';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import { SCHEDULER } from '../../wire/actors.ts';
import { isSuccess } from '../../wire/request.ts';
import { type Reply, send } from '../client/client.ts';
import { apiPath } from '../controllers/requests.ts';
import { getObject } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';
import { clientLimit, control, informer, SCHEDULER_USER } from './control.ts';
import { kick } from './loop.ts';
import { nominatedPods, unnominate } from './nominated.ts';
import { schedulingQueue, wake } from './queue.ts';
import { clearNomination, disruptionTarget, patchStatus, recordPodEvent } from './status.ts';
import { preempting } from './wake.ts';

/** One victim on its way out. */
interface Eviction {
  readonly preemptor: string;
  readonly preemptorUid: string;
  readonly node: string;
  readonly victim: Pod;
  readonly life: number;
}

/** Asks for the deletion of the victims: first the condition, then the deletion; both at once for all (prepareCandidateAsync). */
export function evict(sim: Sim, pod: Pod, node: string, victims: readonly Pod[]): void {
  const preemptor = keyOf(pod.metadata);
  clearLowerNominations(sim, pod, node);
  sim.set(preempting, sim.get(preempting).set(preemptor, { left: victims.length, missed: false }));
  for (const victim of victims) {
    const eviction: Eviction = { preemptor, preemptorUid: pod.metadata.uid ?? '', node, victim, life: sim.get(control).life };
    patchStatus(sim, victim, disruptionTarget(sim, victim), { to: 'scheduler.victimMarked', args: eviction });
  }
}

/** Less important pods nominated to the node have to look again. */
function clearLowerNominations(sim: Sim, pod: Pod, node: string): void {
  const mine = pod.spec.priority ?? 0;
  for (const other of sim.get(nominatedPods).get(node)?.values() ?? []) {
    if (other.priority >= mine || other.key === keyOf(pod.metadata)) continue;
    sim.set(nominatedPods, unnominate(sim.get(nominatedPods), other.key));
    const object = getObject<Pod>(informer(sim), 'pods', other.key);
    if (object) clearNomination(sim, object);
  }
}

export const evictionHandlers = {
  'scheduler.victimMarked': (sim: Sim, { response, args }: Reply<Eviction>) => {
    if (args.life !== sim.get(control).life) return;
    if (!isSuccess(response)) {
      evictionDone(sim, args);
      return;
    }
    const { namespace, name, uid } = args.victim.metadata;
    send(sim, {
      actor: SCHEDULER,
      process: SCHEDULER,
      request: {
        method: 'DELETE',
        path: apiPath('pods', namespace, name),
        body: { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid } },
        user: SCHEDULER_USER,
      },
      limit: clientLimit(sim),
      reply: { to: 'scheduler.victimDeleted', args },
    });
  },
  'scheduler.victimDeleted': (sim: Sim, { response, args }: Reply<Eviction>) => {
    if (args.life !== sim.get(control).life) return;
    if (isSuccess(response))
      recordPodEvent(sim, args.victim, {
        type: 'Normal',
        reason: 'Preempted',
        message: `Preempted by pod ${args.preemptorUid} on node ${args.node}`,
        action: 'Preempting',
      });
    evictionDone(sim, args);
  },
};

/** After the last one the preemptor may be tried again, at once if something would have woken it meanwhile. */
function evictionDone(sim: Sim, { preemptor }: Eviction): void {
  const all = sim.get(preempting);
  const state = all.get(preemptor);
  if (!state) return;
  if (state.left > 1) {
    sim.set(preempting, all.set(preemptor, { ...state, left: state.left - 1 }));
    return;
  }
  sim.set(preempting, all.delete(preemptor));
  const woken = state.missed ? wake(sim.get(schedulingQueue), preemptor, sim.now, sim.cause) : undefined;
  if (woken) sim.set(schedulingQueue, woken.queue);
  kick(sim);
}
