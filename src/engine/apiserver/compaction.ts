import { ETCD } from '../../wire/actors.ts';
import { compacted, etcd } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';

/** Revision at the last tick: what was current one interval ago is compacted at the next (apiserver pkg/storage/etcd3/compact.go). */
const lastTick = slot<number>('apiserver/compaction', () => 0);

export function scheduleCompaction(sim: Sim): void {
  sim.schedule({ after: sim.config.settings.compactionUs, to: 'apiserver.compact', background: true });
}

export function compact(sim: Sim): void {
  const state = sim.get(etcd);
  const rev = sim.get(lastTick);
  sim.set(lastTick, state.root.rev);
  compactTo(sim, rev);
  scheduleCompaction(sim);
}

/** Reads and watches below this revision are refused from now on. */
export function compactTo(sim: Sim, rev: number): void {
  const state = sim.get(etcd);
  if (rev <= state.compactedRev) return;
  sim.set(etcd, compacted(state, rev));
  sim.note({ code: 'etcd.compact', actor: ETCD, rev, background: true, args: { rev } });
}
