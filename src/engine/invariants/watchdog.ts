import { type Commit, commitAt, etcd, type Root } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';
import type { Invariant, Violation } from './invariant.ts';
import { networkInvariants } from './network.ts';
import { ownershipInvariants } from './ownership.ts';
import { podInvariants } from './pods.ts';
import { schedulingInvariants } from './scheduling.ts';
import { storageInvariants } from './storage.ts';
import { storeInvariants } from './store.ts';
import { workloadInvariants } from './workloads.ts';

export const INVARIANTS: readonly Invariant[] = [
  ...storeInvariants,
  ...ownershipInvariants,
  ...schedulingInvariants,
  ...podInvariants,
  ...workloadInvariants,
  ...networkInvariants,
  ...storageInvariants,
];

/**
 * Checks every commit as it comes: call `look` after each step of the kernel, `lookAtRest` when the cluster is quiet. It only reads; whoever
 * holds it decides what a violation means. It also keeps crashes of components.
 */
export class Watchdog {
  readonly violations: Violation[] = [];
  private readonly sim: Sim;
  private before: Root;
  private happenings: number;

  constructor(sim: Sim) {
    this.sim = sim;
    this.before = sim.get(etcd).root;
    this.happenings = sim.happenings.length;
  }

  look(): void {
    const state = this.sim.get(etcd);
    if (state.root.rev === this.before.rev) {
      this.lookForCrashes();
      return;
    }
    const first = this.before.rev + 1;
    for (let rev = first; rev <= state.root.rev; rev++) {
      const commit = commitAt(state, rev);
      // Of several commits within one event the key spaces in between are not known: these are looked at by themselves.
      if (commit) this.check(commit, state.root, first === state.root.rev);
    }
    this.before = state.root;
    this.lookForCrashes();
  }

  private check(commit: Commit, root: Root, alone: boolean): void {
    for (const invariant of INVARIANTS) {
      if (!alone && !invariant.local) continue;
      for (const text of invariant.onCommit?.(commit, root, this.before, this.sim) ?? [])
        this.violations.push({ invariant: invariant.id, rev: commit.rev, text: `${commit.resource} ${commit.key}: ${text}` });
    }
  }

  lookAtRest(): void {
    const { root } = this.sim.get(etcd);
    for (const invariant of INVARIANTS)
      for (const text of invariant.whenQuiet?.(root, this.sim) ?? []) this.violations.push({ invariant: invariant.id, rev: root.rev, text });
  }

  private lookForCrashes(): void {
    for (const happening of this.sim.happenings.slice(this.happenings))
      if (happening.code === 'component.crash')
        this.violations.push({ invariant: 'E8', rev: this.before.rev, text: `${happening.actor} crashed: ${String(happening.args?.message)}` });
    this.happenings = this.sim.happenings.length;
  }
}
