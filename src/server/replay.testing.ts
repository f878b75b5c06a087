import { createCluster } from '../engine/cluster.ts';
import { etcd } from '../engine/etcd/store.ts';
import { executeCommand } from '../engine/person.ts';
import type { Sim } from '../engine/sim/sim.ts';
import type { RecordedCommand } from '../wire/instant.ts';
import type { HeadlessCluster } from './headless.ts';

/** Lives a headless cluster's commands again, without clients. */
export function replayed(
  { options, sim }: HeadlessCluster,
  commands: readonly RecordedCommand[],
): { readonly revision: number; readonly time: number; readonly happenings: number; readonly sim: Sim } {
  const again = createCluster(options.scenario, { seed: options.seed, detail: 'lean' });
  for (const { event, t, command } of commands) {
    while (again.executed < event) again.step();
    again.runUntil(t);
    executeCommand(again, command);
  }
  while (again.executed < sim.executed) again.step();
  again.runUntil(sim.now);
  return { revision: again.get(etcd).root.rev, time: again.now, happenings: again.happenings.length, sim: again };
}
