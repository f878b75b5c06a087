/**
 * What is under way at a time: happenings by the stretch they travel. Each lies in the bucket of its start on the level whose
 * buckets are at least as wide as its journey, so that a look at two buckets per level finds all.
 */
const FINEST_US = 1_000;

export class Travellers {
  /** Level → bucket → ids in rising order, with start and end. */
  private readonly levels: (Map<number, Journey[]> | undefined)[] = [];

  add(id: number, from: number, until: number): void {
    const level = levelOf(until - from);
    let buckets = this.levels[level];
    if (!buckets) {
      buckets = new Map();
      this.levels[level] = buckets;
    }
    const bucket = Math.floor(from / widthOf(level));
    const list = buckets.get(bucket);
    if (list) list.push({ id, from, until });
    else buckets.set(bucket, [{ id, from, until }]);
  }

  remove(id: number, from: number, until: number): void {
    const level = levelOf(until - from);
    const bucket = Math.floor(from / widthOf(level));
    const buckets = this.levels[level];
    const list = buckets?.get(bucket);
    const at = list ? list.findLastIndex((journey) => journey.id === id) : -1;
    if (!list || at < 0) return;
    list.splice(at, 1);
    if (list.length === 0) buckets!.delete(bucket);
  }

  clear(): void {
    this.levels.length = 0;
  }

  /** Ids under way at a time (left at or before it, arriving after it), in rising order. */
  at(time: number): number[] {
    const found: number[] = [];
    this.levels.forEach((buckets, level) => {
      const bucket = Math.floor(time / widthOf(level));
      for (const list of [buckets?.get(bucket - 1), buckets?.get(bucket)])
        for (const { id, from, until } of list ?? []) if (from <= time && time < until) found.push(id);
    });
    return found.sort((a, b) => a - b);
  }
}

interface Journey {
  readonly id: number;
  readonly from: number;
  readonly until: number;
}

const widthOf = (level: number): number => FINEST_US * 4 ** level;
const levelOf = (duration: number): number => Math.max(0, Math.ceil(Math.log2(Math.max(duration, 1) / FINEST_US) / 2));
