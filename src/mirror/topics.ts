import type { Oid } from '../wire/happening.ts';
import type { RowKind } from '../wire/rows.ts';

/** What one can listen to. `cursor`: the instant shown; `play`: playing, speed, lens; `happenings`: the log grew or was cut. */
export type Topic =
  | 'cursor'
  | 'play'
  | 'happenings'
  | 'branches'
  | 'parts'
  | 'terminals'
  | 'any'
  | { readonly oid: Oid }
  | { readonly kind: RowKind }
  | { readonly part: string };

type Key = string | number;
const keyOf = (topic: Topic): Key =>
  typeof topic === 'string' ? topic : 'oid' in topic ? topic.oid : 'kind' in topic ? `kind ${topic.kind}` : `part ${topic.part}`;

/** Listeners by topic. What was touched is collected and told once, after a frame has been applied as a whole. */
export class Topics {
  private readonly listeners = new Map<Key, Set<() => void>>();
  private readonly touched = new Set<Key>();

  listen(topic: Topic, listener: () => void): () => void {
    const key = keyOf(topic);
    const set = this.listeners.get(key) ?? new Set();
    set.add(listener);
    this.listeners.set(key, set);
    return () => {
      set.delete(listener);
      if (set.size === 0 && this.listeners.get(key) === set) this.listeners.delete(key);
    };
  }

  touch(topic: Topic): void {
    const key = keyOf(topic);
    if (this.listeners.has(key)) this.touched.add(key);
  }

  /** Everything changed: tells all. */
  touchAll(): void {
    for (const key of this.listeners.keys()) this.touched.add(key);
  }

  tell(): void {
    const called = new Set<() => void>();
    for (const key of this.touched) for (const listener of this.listeners.get(key) ?? []) called.add(listener);
    this.touched.clear();
    for (const listener of called) listener();
  }
}
