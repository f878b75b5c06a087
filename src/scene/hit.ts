import { contains, type Point, type Rect, touches } from './geometry.ts';

const CELL = 64;

/** A place that can be pointed at. Later ones lie above earlier ones of the same depth. */
export interface Target {
  readonly id: string;
  readonly rect: Rect;
  /** Higher = nearer to the eye. */
  readonly depth: number;
}

/**
 * Targets in cells of 64 pixels: finding what lies under a point looks at one cell only, whatever the number of targets. Keeps itself up to date
 * by `put` and `remove`.
 */
export class HitGrid<T extends Target = Target> {
  private readonly cells = new Map<number, Set<T>>();
  private readonly byId = new Map<string, T>();

  get size(): number {
    return this.byId.size;
  }

  get(id: string): T | undefined {
    return this.byId.get(id);
  }

  all(): IterableIterator<T> {
    return this.byId.values();
  }

  put(target: T): void {
    this.remove(target.id);
    this.byId.set(target.id, target);
    this.each(target.rect, (key) => {
      const cell = this.cells.get(key);
      if (cell) cell.add(target);
      else this.cells.set(key, new Set([target]));
    });
  }

  remove(id: string): T | undefined {
    const known = this.byId.get(id);
    if (!known) return undefined;
    this.byId.delete(id);
    this.each(known.rect, (key) => {
      const cell = this.cells.get(key);
      cell?.delete(known);
      if (cell?.size === 0) this.cells.delete(key);
    });
    return known;
  }

  clear(): void {
    this.cells.clear();
    this.byId.clear();
  }

  /** The nearest target under a point. */
  at(point: Point, accept: (target: T) => boolean = () => true): T | undefined {
    let best: T | undefined;
    for (const target of this.cells.get(cellKey(Math.floor(point.x / CELL), Math.floor(point.y / CELL))) ?? []) {
      if (contains(target.rect, point) && accept(target) && (!best || target.depth >= best.depth)) best = target;
    }
    return best;
  }

  /** All that touch a rectangle, from the farthest to the nearest. */
  within(rect: Rect): readonly T[] {
    const found = new Set<T>();
    this.each(rect, (key) => {
      for (const target of this.cells.get(key) ?? []) if (touches(target.rect, rect)) found.add(target);
    });
    return [...found].sort((a, b) => a.depth - b.depth || (a.id < b.id ? -1 : 1));
  }

  private each(rect: Rect, visit: (key: number) => void): void {
    const x1 = Math.floor((rect.x + rect.w) / CELL);
    const y1 = Math.floor((rect.y + rect.h) / CELL);
    for (let y = Math.floor(rect.y / CELL); y <= y1; y++) for (let x = Math.floor(rect.x / CELL); x <= x1; x++) visit(cellKey(x, y));
  }
}

/** One number per cell; coordinates up to ±2^20 cells. */
const cellKey = (x: number, y: number): number => (x + 1_048_576) * 2_097_152 + (y + 1_048_576);
