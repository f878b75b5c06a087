/** Plain data: what travels, what is stored, what a checkpoint holds. Frozen once stored. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };

export const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Equality of plain data; an absent key equals one that is undefined; shared structure costs nothing. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, i) => deepEqual(item, b[i]));
  }
  const x = a as Record<string, unknown>;
  const y = b as Record<string, unknown>;
  for (const key of Object.keys(x)) if (!deepEqual(x[key], y[key])) return false;
  for (const key of Object.keys(y)) if (y[key] !== undefined && x[key] === undefined) return false;
  return true;
}

/** Freezes plain data all the way down; stops where it is frozen already. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  if (Array.isArray(value)) for (let i = 0; i < value.length; i++) deepFreeze(value[i]);
  else for (const key in value) deepFreeze(value[key]);
  return value;
}

/**
 * `{ ...object, ...more }`, for keys that `object` may lack. V8 before 12 gives what a leading spread copies a hidden class that remembers no
 * transitions: each key added to it then makes a hidden class for this one object, and everybody who reads it misses his inline cache.
 */
export const extended = <A extends object, B extends object>(object: A, more: B): A & B => Object.assign({}, object, more);

/** A copy of `value` in which the value at `path` is `next` (undefined removes it); all else is shared. */
export function setIn<T>(value: T, path: readonly string[], next: unknown): T {
  if (path.length === 0) return next as T;
  const [key, ...rest] = path as [string, ...string[]];
  const from = (isObject(value) ? value : {}) as Record<string, unknown>;
  const inner = setIn(Object.hasOwn(from, key) ? from[key] : undefined, rest, next);
  if (inner === undefined) {
    const { [key]: _gone, ...others } = from;
    return others as T;
  }
  return { ...from, [key]: inner } as T;
}
