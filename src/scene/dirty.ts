import { type Rect, touches, union } from './geometry.ts';

/**
 * Rectangles that have to be painted anew. Those that touch are merged, and when there are many the two whose union wastes least become one,
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
    this.rects.push(grown);
    if (this.rects.length > this.most) this.mergeCheapest();
  }

  /** What is dirty, and forgets it. 'all' = the whole view. */
  take(): readonly Rect[] | 'all' {
    const taken = this.everything ? 'all' : this.rects;
    this.everything = false;
    this.rects = [];
    return taken;
  }

  private mergeCheapest(): void {
    let best: { i: number; j: number; waste: number } | undefined;
    for (let i = 0; i < this.rects.length; i++)
      for (let j = i + 1; j < this.rects.length; j++) {
        const a = this.rects[i] as Rect;
        const b = this.rects[j] as Rect;
        const u = union(a, b);
        const waste = u.w * u.h - a.w * a.h - b.w * b.h;
        if (!best || waste < best.waste) best = { i, j, waste };
      }
    if (!best) return;
    const [b] = this.rects.splice(best.j, 1) as [Rect];
    const [a] = this.rects.splice(best.i, 1) as [Rect];
    this.add(union(a, b));
  }
}
