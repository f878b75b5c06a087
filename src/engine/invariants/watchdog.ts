import { fnv1a } from '../../base/hash.ts';
import { CONTROLLERS, SCHEDULER } from '../../wire/actors.ts';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import { type Commit, commitAt, etcd, listObjects, type Root } from '../etcd/store.ts';
import { PLANNED_MESSAGE } from '../faults/troubles.ts';
import type { Sim } from '../sim/sim.ts';
import { historyInvariants } from './history.ts';
import { INVARIANTS } from './index.ts';
import type { Invariant, Violation } from './invariant.ts';
import { writerOf } from './writer.ts';

export { INVARIANTS } from './index.ts';

interface Running {
  readonly invariant: Invariant;
  readonly see: (commit: Commit, sim: Sim) => readonly string[];
}

/**
 * Checks every commit as it comes: call `look` after each step of the kernel, `lookAtRest` when the cluster is quiet. It only reads; whoever
 * holds it decides what a violation means. It also keeps crashes of components that nobody planned.
 */
export class Watchdog {
  readonly violations: Violation[] = [];
  /** Hash over every commit seen, with its object: etcd itself forgets what is compacted. */
  written: number | undefined;
  private readonly sim: Sim;
  private readonly running: readonly Running[];
  private before: Root;
  private happenings: number;
  private lastNow: number;
  private silentFrom: number | undefined;

  constructor(sim: Sim) {
    this.sim = sim;
    this.before = sim.get(etcd).root;
    this.happenings = sim.happenings.length;
    this.lastNow = sim.now;
    this.running = historyInvariants.map((invariant) => ({ invariant, see: invariant.watch!() }));
  }

  report(invariant: string, text: string): void {
    this.violations.push({ invariant, rev: this.before.rev, text });
  }

  look(): void {
    if (this.sim.now < this.lastNow) this.report('E4', `time went back from ${this.lastNow} to ${this.sim.now}`);
    this.lastNow = this.sim.now;
    const state = this.sim.get(etcd);
    if (state.root.rev !== this.before.rev) {
      const first = this.before.rev + 1;
      for (let rev = first; rev <= state.root.rev; rev++) {
        const commit = commitAt(state, rev);
        // Of several commits within one event the key spaces in between are not known: these are looked at by themselves.
        if (!commit) continue;
        this.check(commit, state.root, first === state.root.rev);
        this.checkSilence(commit);
        this.written = hashOfCommit(commit, this.written);
      }
      this.before = state.root;
    }
    this.lookForCrashes();
  }

  private check(commit: Commit, root: Root, alone: boolean): void {
    const found = (id: string, texts: readonly string[]): void => {
      for (const text of texts) this.violations.push({ invariant: id, rev: commit.rev, text: `${commit.resource} ${commit.key}: ${text}` });
    };
    for (const invariant of INVARIANTS) {
      if (!alone && !invariant.local) continue;
      if (invariant.onCommit) found(invariant.id, invariant.onCommit(commit, root, this.before, this.sim));
    }
    for (const { invariant, see } of this.running) found(invariant.id, see(commit, this.sim));
  }

  lookAtRest(): void {
    const { root } = this.sim.get(etcd);
    for (const invariant of INVARIANTS)
      for (const text of invariant.whenQuiet?.(root, this.sim) ?? []) this.violations.push({ invariant: invariant.id, rev: root.rev, text });
  }

  /** W13: from now on nobody does anything, so no controller writes. */
  beginSilence(): void {
    const { root } = this.sim.get(etcd);
    const busy = [...listObjects<Pod>(root, 'pods')].some(
      (pod) => pod.spec.nodeName && pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status !== 'True'),
    );
    this.silentFrom = busy ? undefined : root.rev;
  }

  endSilence(): void {
    this.look();
    this.silentFrom = undefined;
  }

  private checkSilence(commit: Commit): void {
    if (this.silentFrom === undefined || commit.rev <= this.silentFrom || commit.resource === 'events' || commit.resource === 'leases') return;
    const writer = writerOf(this.sim, commit);
    if (writer === SCHEDULER || (CONTROLLERS as readonly string[]).includes(writer))
      this.report('W13', `${writer} writes ${commit.resource} ${commit.key} at rest`);
  }

  private lookForCrashes(): void {
    const { happenings } = this.sim;
    for (let id = this.happenings; id < happenings.length; id++) {
      const happening = happenings.get(id)!;
      if (happening.code === 'component.crash' && happening.args?.['message'] !== PLANNED_MESSAGE)
        this.report('E8', `${happening.actor} crashed: ${String(happening.args?.['message'])}`);
    }
    this.happenings = happenings.length;
  }
}

/** Of a commit with its object, after what came before. */
export const hashOfCommit = ({ rev, t, type, resource, key, after }: Commit, before: number | undefined): number =>
  fnv1a(`${rev} ${t} ${type} ${resource} ${key} ${JSON.stringify(after)}`, before);
