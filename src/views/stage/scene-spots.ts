import type { Point } from '../../scene/geometry.ts';
import { HitGrid } from '../../scene/hit.ts';
import type { Item, Spot } from './items.ts';

/** Places inside items that can be pointed at by themselves, above everything. */
export class SceneSpots {
  private readonly grid = new HitGrid<Spot>();
  private readonly byItem = new Map<string, readonly string[]>();

  clear(): void {
    this.grid.clear();
    this.byItem.clear();
  }

  /** In place of those the item had before. */
  put({ id, spots = [] }: Pick<Item, 'id' | 'spots'>): void {
    const before = this.byItem.get(id);
    if (!before && spots.length === 0) return;
    for (const spot of before ?? []) this.grid.remove(spot);
    for (const spot of spots) this.grid.put(spot);
    const ids = spots.map((spot) => spot.id);
    if (ids.length > 0) this.byItem.set(id, ids);
    else this.byItem.delete(id);
  }

  at(point: Point): Spot | undefined {
    return this.grid.at(point);
  }

  /** In reading order. */
  of(item: string): readonly Spot[] {
    return (this.byItem.get(item) ?? []).map((id) => this.grid.get(id)).filter((spot) => spot !== undefined);
  }

  /** Where a happening is written. */
  ofHappening(happening: number): Spot | undefined {
    for (const spot of this.grid.all()) if (spot.target.kind === 'happening' && spot.target.id === happening) return spot;
    return undefined;
  }
}
