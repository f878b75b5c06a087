import type { PluginName } from './framework.ts';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import { SCHEDULER } from '../../wire/actors.ts';
import { getObject } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';
import { startBinding } from './binding.ts';
import { nodeCount, placePod, schedulerCache } from './cache.ts';
import { control, informer, setControl } from './control.ts';
import { decide, verdictsOf } from './decide.ts';
import { evict } from './evict.ts';
import { fitErrorText, NO_CLAIMS, NO_NODES } from './fit-error.ts';
import type { Cycle } from './framework.ts';
import { kick, planFlush } from './loop.ts';
import type { NodeInfo } from './node-info.ts';
import { nominatedPods, nominate, unnominate } from './nominated.ts';
import { placed, priorityOf } from './placed.ts';
import { classOf } from './pod-class.ts';
import { volumePlan } from './plugins/volume-binding.ts';
import { type Preemption, preempt } from './preemption.ts';
import { park, removePod, schedulingQueue } from './queue.ts';
import { findNode, type Search } from './schedule.ts';
import { patchUnscheduled, recordPodEvent } from './status.ts';
import { assumedVolumes } from './volumes/assumed.ts';

/** One scheduling cycle has been thought through: it ends here, with a node or without (ScheduleOne). */
export function onCycle(sim: Sim, args: { readonly key: string; readonly uid: string; readonly life: number }): void {
  if (sim.get(control).life !== args.life || sim.get(control).busy !== args.key) return;
  setControl(sim, { busy: undefined });
  const pod = getObject<Pod>(informer(sim), 'pods', args.key);
  const queued = sim.get(schedulingQueue).pods.get(args.key);
  if (pod && queued?.where === 'inFlight' && pod.metadata.uid === args.uid && !pod.spec.nodeName) scheduleOne(sim, pod, args.key);
  kick(sim);
}

function scheduleOne(sim: Sim, pod: Pod, key: string): void {
  if (pod.metadata.deletionTimestamp) {
    sim.set(schedulingQueue, removePod(sim.get(schedulingQueue), key));
    recordPodEvent(sim, pod, { type: 'Warning', reason: 'FailedScheduling', message: `skip schedule deleting pod: ${key}`, action: 'Scheduling' });
    return;
  }
  const cycle: Cycle = {
    pod,
    key,
    cls: classOf(pod),
    priority: priorityOf(pod),
    root: informer(sim),
    cache: sim.get(schedulerCache),
    assumedVolumes: sim.get(assumedVolumes),
  };
  if (nodeCount(cycle.cache) === 0) {
    giveUp(sim, cycle, { message: NO_NODES, plugins: [], search: undefined, preemption: undefined });
    return;
  }
  const search = findNode(cycle, sim.get(nominatedPods), sim.get(control).nextStart, (below) => sim.draw(SCHEDULER, 0, below - 1));
  setControl(sim, { nextStart: search.filtered.nextStart });
  if (search.node) take(sim, cycle, search, search.node);
  else lookForVictims(sim, cycle, search);
}

/** The node is chosen: the pod counts there from now on, the binding goes its own way. */
function take(sim: Sim, cycle: Cycle, search: Search, node: NodeInfo): void {
  const { pod, key, cache } = cycle;
  const { feasible, rejected } = search.filtered;
  const nominated = feasible.length === 1 && rejected.length === 0 && pod.status?.nominatedNodeName === node.name;
  decide(sim, key, 'scheduler.bind', {
    pod: key,
    node: node.name,
    total: nodeCount(cache),
    examined: feasible.length + rejected.length,
    feasible: feasible.length,
    by: nominated ? 'nominated' : feasible.length === 1 ? 'only' : search.tied > 1 ? 'tie' : 'score',
    tied: search.tied,
    score: search.scored ? Math.max(...search.scored.totals) : 0,
    ...verdictsOf(sim, search),
  });
  const plan = volumePlan(cycle, node);
  sim.set(schedulerCache, placePod(cache, placed(pod, node.name, true)));
  sim.set(nominatedPods, unnominate(sim.get(nominatedPods), key));
  startBinding(sim, pod, node.name, plan);
}

function lookForVictims(sim: Sim, cycle: Cycle, search: Search): void {
  const { filtered } = search;
  const preemption = preempt(cycle, filtered, sim.get(nominatedPods), (below) => sim.draw(SCHEDULER, 0, below - 1));
  const postFilter = preemption.outcome === 'victims' ? undefined : `${NO_CLAIMS}, preemption: ${preemption.message}`;
  const message = fitErrorText({
    nodes: nodeCount(cycle.cache),
    rejections: filtered.rejected.map(({ rejection }) => rejection),
    whole: filtered.whole,
    absent: filtered.absent,
    postFilter,
  });
  giveUp(sim, cycle, { message, plugins: rejectors(search), search, preemption });
}

/** Every plugin that refused some node: a change that helps one of them may help the pod. */
function rejectors({ filtered }: Search): readonly PluginName[] {
  const names = new Set<PluginName>(filtered.rejected.map(({ rejection }) => rejection.plugin));
  if (filtered.whole) names.add(filtered.whole.plugin);
  if (filtered.absent) names.add(filtered.absent.plugin);
  return [...names].sort();
}

interface Failure {
  readonly message: string;
  readonly plugins: readonly PluginName[];
  readonly search: Search | undefined;
  readonly preemption: Preemption | undefined;
}

/** handleSchedulingFailure: the pod waits for a change, its condition and an Event say why. */
function giveUp(sim: Sim, cycle: Cycle, { message, plugins, search, preemption }: Failure): void {
  const { pod, key } = cycle;
  const verdicts = search ? verdictsOf(sim, search) : { nodes: [], counts: {} };
  decide(sim, key, 'scheduler.no-fit', { pod: key, total: nodeCount(cycle.cache), message, plugins: [...plugins], ...verdicts });
  sim.set(schedulingQueue, park(sim.get(schedulingQueue), key, plugins, sim.now));
  planFlush(sim, sim.now);
  recordPodEvent(sim, pod, { type: 'Warning', reason: 'FailedScheduling', message, action: 'Scheduling' });
  const nominatedNode = nomination(sim, cycle, preemption);
  patchUnscheduled(sim, pod, { reason: 'Unschedulable', message, nominatedNode });
  if (preemption?.outcome !== 'victims') return;
  const { node, victims, candidates } = preemption;
  decide(sim, key, 'scheduler.preempt', { pod: key, node, victims: victims.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`), candidates });
  evict(sim, pod, node, victims);
}

/** The nominated node to write: a new one, none (''), or undefined to leave it as it is. */
function nomination(sim: Sim, { pod, key }: Cycle, preemption: Preemption | undefined): string | undefined {
  if (preemption?.outcome === 'not-eligible') return undefined;
  const node = preemption?.outcome === 'victims' ? preemption.node : '';
  const nominated = sim.get(nominatedPods);
  sim.set(nominatedPods, node === '' ? unnominate(nominated, key) : nominate(nominated, placed(pod, node, true)));
  return node;
}
