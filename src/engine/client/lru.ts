import { SortedMap } from '../../base/sorted-map.ts';

/** A persistent cache that forgets what was used longest ago. */
export interface Lru<V> {
  readonly entries: SortedMap<{ readonly used: string; readonly value: V }>;
  /** Turn of last use → key. */
  readonly order: SortedMap<string>;
  readonly turn: number;
}

/** As many entries as client-go's caches of events have. */
const MAX_ENTRIES = 4096;

export const EMPTY_LRU: Lru<never> = { entries: SortedMap.empty(), order: SortedMap.empty(), turn: 0 };

/** Looking does not count as use here: whoever looks sets it right after. */
export const lruGet = <V>(lru: Lru<V>, key: string): V | undefined => lru.entries.get(key)?.value;

export function lruSet<V>(lru: Lru<V>, key: string, value: V): Lru<V> {
  const used = String(lru.turn).padStart(12, '0');
  const known = lru.entries.get(key);
  let order = (known ? lru.order.delete(known.used) : lru.order).set(used, key);
  let entries = lru.entries.set(key, { used, value });
  if (entries.size > MAX_ENTRIES) {
    const [oldest, forgotten] = order.first()!;
    order = order.delete(oldest);
    entries = entries.delete(forgotten);
  }
  return { entries, order, turn: lru.turn + 1 };
}
