import type { Sim } from '../engine/sim/sim.ts';
import type { Tail } from '../base/tail.ts';
import type { Happening, Oid } from '../wire/happening.ts';
import { MOST_HAPPENINGS, RANKS, WHOLE_STRETCHES } from '../wire/keeping.ts';
import type { Answers } from '../wire/source.ts';
import type { Branch } from './branch.ts';
import type { ClusterFactory } from './cluster-factory.ts';
import type { Journal, Stops, Written } from './journal.ts';
import type { Mark } from './marks.ts';
import { Rerun } from './rerun.ts';

/** Stretches lived again that are held, so that what is looked at together is lived again once. */
const MOST_RECALLED = 6;
/** One thread of cause may make so many stretches be lived again; of what lies in others only the commands are told. */
const MOST_RECALLS = 12;

interface Stretch {
  readonly branch: Branch;
  readonly from: number;
  readonly happenings: Tail<Happening>;
}

/**
 * What happened, on all branches, within a budget. Of what was dropped the causes are known; the rest is lived again from the
 * nearest mark when somebody asks for it.
 */
export class Chronicle {
  private readonly factory: ClusterFactory;
  private readonly branches: () => readonly Branch[];
  private readonly most: number;
  private scratch: Sim | undefined;
  private recalled: readonly Stretch[] = [];

  constructor(factory: ClusterFactory, branches: () => readonly Branch[], most: number = MOST_HAPPENINGS) {
    this.factory = factory;
    this.branches = branches;
    this.most = most;
  }

  /** A cluster of the same kind, to be restored to whatever is wanted. Only until the next call. */
  beside(): Sim {
    this.scratch ??= this.factory.create();
    return this.scratch;
  }

  /** Takes in what a branch has lived now. */
  add(branch: Branch, recorded: Tail<Happening>): void {
    const { journal } = branch;
    const before = journal.stretches;
    for (let id = journal.last + 1; id <= recorded.length; id++) journal.add(recorded.get(id - 1)!);
    if (journal.stretches > before) this.keepWithin(branch);
  }

  get held(): number {
    return this.branches().reduce((sum, { journal }) => sum + journal.held, 0);
  }

  /** What is held of a happening at once. */
  get(branch: Branch, id: number): Happening | undefined {
    return journalOf(branch, id).get(id);
  }

  causeOf(branch: Branch, id: number): number {
    return journalOf(branch, id).causeOf(id);
  }

  /** A happening, lived again when it is no longer held. */
  find(branch: Branch, id: number): Happening | undefined {
    return this.get(branch, id) ?? this.recall(branch, id)?.happenings.get(id - 1);
  }

  /** All happenings `from`…`to`, lived again where they are no longer held. */
  between(branch: Branch, from: number, to: number): readonly Happening[] {
    const out: Happening[] = [];
    for (let id = Math.max(from, 1); id <= to; id++) {
      const found = this.find(branch, id);
      if (found) out.push(found);
    }
    return out;
  }

  /** Back to what started it, nearest first, and forward to what it caused, up to `last`. */
  thread(branch: Branch, id: number, { limit, last }: { readonly limit: number; readonly last: number }): Answers['thread'] {
    const back: number[] = [];
    for (let at = this.causeOf(branch, id); at > 0 && back.length < limit; at = this.causeOf(branch, at)) back.push(at);
    const forward: number[] = [];
    const within = new Set([id]);
    for (let at = id + 1; at <= last && forward.length < limit; at++) {
      if (!within.has(this.causeOf(branch, at))) continue;
      within.add(at);
      forward.push(at);
    }
    // The command it all hangs on is told first of all.
    const found = this.some(branch, [...back.slice(-1), ...back, ...forward]);
    return { back: back.flatMap((one) => found.get(one) ?? []), forward: forward.flatMap((one) => found.get(one) ?? []) };
  }

  /** The last stop before an id, skipping stretches that have none; 0 = none. */
  stopBefore(branch: Branch, id: number, { has, is }: { readonly has: (stops: Stops) => boolean; readonly is: (happening: Happening) => boolean }): number {
    for (let at = id - 1; at > 0; ) {
      const stretch = journalOf(branch, at).stretchOf(at);
      if (!stretch) return 0;
      for (; has(stretch.stops) && at >= stretch.from; at--) {
        const happening = this.find(branch, at);
        if (happening && is(happening)) return at;
      }
      at = stretch.from - 1;
    }
    return 0;
  }

  /** Versions of an object written up to a happening, oldest first, as far as they are remembered. */
  versionsOf(branch: Branch, oid: Oid, upTo: number): readonly Written[] {
    const inherited = branch.parent ? this.versionsOf(branch.parent, oid, Math.min(upTo, branch.forkHappenings)) : [];
    return [...inherited, ...branch.journal.versionsOf(oid).filter(({ id }) => id <= upTo)];
  }

  /** Lives again from the latest mark that fits, until it is enough or the end of the branch. Undefined when there is no such mark. */
  again(branch: Branch, fits: (mark: Mark) => boolean, enough: (sim: Sim) => boolean): Sim | undefined {
    const mark = branch.latest(fits);
    if (!mark) return undefined;
    const rerun = new Rerun({ sim: this.beside(), factory: this.factory }, mark, branch.commands);
    while ((rerun.commandIsDue || !enough(rerun.sim)) && rerun.sim.executed <= branch.head.event && rerun.step());
    return rerun.sim;
  }

  /** Those held, and those of a few stretches lived again. */
  private some(branch: Branch, ids: readonly number[]): ReadonlyMap<number, Happening> {
    const found = new Map<number, Happening>();
    let recalls = 0;
    for (const id of ids) {
      const known = this.get(branch, id) ?? this.known(branch, id)?.happenings.get(id - 1);
      const happening = known ?? (recalls++ < MOST_RECALLS ? this.recall(branch, id)?.happenings.get(id - 1) : undefined);
      if (happening) found.set(id, happening);
    }
    return found;
  }

  private known(branch: Branch, id: number): Stretch | undefined {
    const owner = ownerOf(branch, id);
    return this.recalled.find((one) => one.branch === owner && one.from <= id && id <= one.happenings.length);
  }

  private recall(branch: Branch, id: number): Stretch | undefined {
    const known = this.known(branch, id);
    const owner = ownerOf(branch, id);
    const stretch = owner.journal.stretchOf(id);
    if (known || !stretch || stretch.whole) return known;
    const { from, to } = stretch;
    const sim = this.again(
      owner,
      (mark) => mark.happenings < from || (mark.event === 0 && mark.commands === 0),
      ({ happenings }) => happenings.length >= to,
    );
    if (!sim) return undefined;
    const made: Stretch = { branch: owner, from, happenings: sim.happenings.from(from - 1) };
    this.recalled = [made, ...this.recalled.slice(0, MOST_RECALLED - 1)];
    return made;
  }

  /** Low ranks go first, of each the oldest; branches that nobody looks at before the one that is lived now. */
  private keepWithin(current: Branch): void {
    const order = [...this.branches().filter((branch) => branch !== current), current];
    for (const rank of RANKS)
      for (const branch of order) {
        const { journal } = branch;
        const end = journal.stretches - (branch === current ? WHOLE_STRETCHES : 0);
        // The very first is kept: what was recorded before any event cannot be lived again.
        for (let place = branch.parent ? 0 : 1; place < end; place++) {
          if (this.held <= this.most) return;
          journal.thin(place, rank);
        }
      }
  }
}

function ownerOf(branch: Branch, id: number): Branch {
  let owner = branch;
  while (owner.parent && id <= owner.forkHappenings) owner = owner.parent;
  return owner;
}

const journalOf = (branch: Branch, id: number): Journal => ownerOf(branch, id).journal;
