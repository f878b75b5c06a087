import { type Rect, touches, union } from './geometry.ts';

/**
 * Rectangles that have to be painted anew. Those that touch are merged, and when there are many a new one joins that of the others whose union with it wastes least,
 * so that a frame never clips more than a few regions.
 */
export class DirtyRegion {
  private rects: Rect[] = [];
  private everything = false;
  private readonly most: number;

  constructor(most = 12) {
    this.most = most;
  }

  get isEmpty(): boolean {
    return !this.everything && this.rects.length === 0;
  }

  get isEverything(): boolean {
    return this.everything;
  }

  all(): void {
    this.everything = true;
    this.rects = [];
  }

  add(rect: Rect): void {
    if (this.everything || rect.w <= 0 || rect.h <= 0) return;
    let grown = rect;
    let merged = true;
    while (merged) {
      merged = false;
      for (let i = this.rects.length - 1; i >= 0; i--) {
        const other = this.rects[i] as Rect;
        if (!touches(other, grown)) continue;
        grown = union(other, grown);
        this.rects.splice(i, 1);
        merged = true;
      }
    }
    if (this.rects.length >= this.most) this.mergeWith(grown);
    else this.rects.push(grown);
  }

  /** What is dirty, and forgets it. 'all' = the whole view. */
  take(): readonly Rect[] | 'all' {
    const taken = this.everything ? 'all' : this.rects;
    this.everything = false;
    this.rects = [];
    return taken;
  }

  /** Becomes one with that of the others whose union wastes least. */
  private mergeWith(rect: Rect): void {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (const [i, other] of this.rects.entries()) {
      const u = union(rect, other);
      const waste = u.w * u.h - rect.w * rect.h - other.w * other.h;
      if (waste < least) [best, least] = [i, waste];
    }
    const [other] = this.rects.splice(best, 1);
    this.add(other ? union(rect, other) : rect);
  }
}
