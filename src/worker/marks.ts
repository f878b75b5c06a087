import { type EtcdState, etcd, type Root } from '../engine/etcd/store.ts';
import type { Checkpoint, Sim } from '../engine/sim/sim.ts';

/** A position on a branch: events run and commands done. */
export interface Place {
  readonly event: number;
  readonly commands: number;
}

/** A place one can return to at once. */
export interface Mark extends Place {
  readonly t: number;
  readonly rev: number;
  readonly happenings: number;
  readonly checkpoint: Checkpoint;
}

export const isBefore = (a: Place, b: Place): boolean => a.event < b.event || (a.event === b.event && a.commands < b.commands);
export const isSame = (a: Place, b: Place): boolean => a.event === b.event && a.commands === b.commands;

export const markOf = (sim: Sim, commands: number): Mark => ({
  event: sim.executed,
  commands,
  t: sim.now,
  rev: sim.get(etcd).root.rev,
  happenings: sim.happenings.length,
  checkpoint: sim.checkpoint(),
});

/** The key space as a mark has it. */
export const rootOf = (mark: Mark): Root => (mark.checkpoint.world[etcd.name] as EtcdState).root;

/** Events between two marks near the head. */
export const MARK_EVERY = 256;
/** So many marks are kept before their spacing doubles; again for each doubling of the age … */
const PER_OCTAVE = 64;
/** … up to 2 × 256 events, which take some 20 ms to live again; further only when there would be more marks than this: each holds some ten kilobytes of what has changed since. */
const MOST_MARKS = 800;
const USUAL_DOUBLINGS = 1;

/** Drops marks so that spacing grows with age: dense near the head, and few enough in all. */
export function thinned(marks: readonly Mark[]): readonly Mark[] {
  const head = Math.floor((marks.at(-1)?.event ?? 0) / MARK_EVERY);
  for (let most = USUAL_DOUBLINGS; ; most++) {
    const kept = marks.filter((mark) => {
      const index = Math.floor(mark.event / MARK_EVERY);
      const doublings = Math.floor(Math.log2(Math.max((head - index) / PER_OCTAVE, 1)));
      return index % 2 ** Math.min(doublings, most) === 0;
    });
    if (kept.length <= MOST_MARKS || most > 40) return kept;
  }
}
