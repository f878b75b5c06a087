import { isUp, type ProcessState, processes } from '../engine/client/process.ts';
import { countsAsLostAt } from '../engine/controllers/node/loss.ts';
import type { Sim, SimEvent } from '../engine/sim/sim.ts';
import { kubelet, nodeOfActor } from '../wire/actors.ts';
import type { ClusterFactory, Wait } from './cluster-factory.ts';

/**
 * The next thing that matters: the first event in the queue that is work, a node whose silence will count as loss, or what a
 * component says it waits for, whichever comes first. Undefined when nothing is waited for (a quiet cluster, with or without traffic).
 */
export function nextWait(sim: Sim, factory: ClusterFactory): Wait | undefined {
  const work = sim.peekWork();
  const waits: readonly (Wait | undefined)[] = [work && { until: work.at, why: whyOf(work) }, silentNode(sim), factory.waits?.(sim)[0]];
  let first: Wait | undefined;
  for (const wait of waits) if (wait && (!first || wait.until < first.until)) first = wait;
  return first;
}

/** The handler that will run; a controller's also by its name. */
function whyOf({ to, args }: SimEvent): string {
  const { controller } = (args ?? {}) as { readonly controller?: unknown };
  return typeof controller === 'string' ? `${to} ${controller}` : to;
}

/** Code of the waiting for a node that no longer renews its Lease. */
export const NODE_GRACE = 'node-lifecycle.grace';

/** Kubelets that cannot reach the API server; a memo by the table of processes, which seldom changes in a quiet cluster. */
const unreachable = new WeakMap<object, readonly string[]>();

function silentNode(sim: Sim): Wait | undefined {
  const table = sim.get(processes);
  let silent = unreachable.get(table);
  if (!silent) {
    silent = [...table.entries()]
      .filter(([name, state]: readonly [string, ProcessState]) => name.startsWith(kubelet('')) && !(state.running && state.connected))
      .map(([name]) => name);
    unreachable.set(table, silent);
  }
  let first: Wait | undefined;
  for (const name of silent) {
    const until = isUp(sim, name) ? undefined : countsAsLostAt(sim, nodeOfActor(name) ?? '');
    if (until !== undefined && until > sim.now && (!first || until < first.until)) first = { until, why: NODE_GRACE };
  }
  return first;
}
