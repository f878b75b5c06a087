import type { Oid } from '../wire/happening.ts';

const NONE: ReadonlySet<Oid> = new Set();

/** One side of a join: which objects name a given one. Kept up row by row. */
export class Relation {
  private readonly sets = new Map<Oid, Set<Oid>>();

  of(target: Oid): ReadonlySet<Oid> {
    return this.sets.get(target) ?? NONE;
  }

  move(oid: Oid, from: Oid, to: Oid): void {
    if (from === to) return;
    if (from !== 0) {
      const set = this.sets.get(from);
      set?.delete(oid);
      if (set?.size === 0) this.sets.delete(from);
    }
    if (to === 0) return;
    const set = this.sets.get(to);
    if (set) set.add(oid);
    else this.sets.set(to, new Set([oid]));
  }

  clear(): void {
    this.sets.clear();
  }
}
