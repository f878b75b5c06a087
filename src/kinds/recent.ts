/**
 * What was found out lately about frozen objects, by identity. Two generations of at most `limit` entries: what is asked for
 * again stays, the rest is forgotten. (A WeakMap would hold an entry for each of a hundred thousand pods and slow down every
 * garbage collection.) Forgetting changes nothing but the cost.
 */
export class Recent<V, K = object> {
  private young = new Map<K, V>();
  private old = new Map<K, V>();
  private readonly limit: number;

  constructor(limit = 8_192) {
    this.limit = limit;
  }

  get(key: K): V | undefined {
    const value = this.young.get(key);
    if (value !== undefined) return value;
    const before = this.old.get(key);
    if (before !== undefined) this.set(key, before);
    return before;
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  set(key: K, value: V): void {
    if (this.young.size >= this.limit) {
      this.old = this.young;
      this.young = new Map<K, V>();
    }
    this.young.set(key, value);
  }
}
