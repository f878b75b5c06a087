import { isObject } from '../../base/json.ts';

/** RFC 7386: objects are merged, null removes, everything else replaces. Untouched parts are shared with the target. */
export function mergePatched(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const from = isObject(target) ? target : {};
  let out: Record<string, unknown> | undefined;
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === undefined) continue;
    const had = Object.hasOwn(from, key);
    if (value === null) {
      if (had) delete (out ??= copied(from))[key];
      continue;
    }
    const before = had ? from[key] : undefined;
    const after = mergePatched(before, value);
    if (after !== before || !had) define((out ??= copied(from)), key, after);
  }
  return out ?? (isObject(target) ? target : {});
}

/** A copy whose keys are plain data, `__proto__` included. */
export function copied(from: Record<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(from)) define(out, key, from[key]);
  return out;
}

export function define(out: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true });
  else out[key] = value;
}
