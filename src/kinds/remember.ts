import type { FieldError } from './kind.ts';
import { Recent } from './recent.ts';

/** Where checks put what they find. */
export type Errors = FieldError[];

/**
 * The same template goes into thousands of pods: a frozen subtree that was found without errors is not looked at again.
 * Only for checks whose outcome depends on nothing but the value.
 */
export function onceClean<T extends object>(check: (value: T, path: string, errors: Errors) => void): Check<T> {
  const clean = new Recent<true>();
  const once = (value: T, path: string, errors: Errors): void => {
    if (clean.has(value)) return;
    const before = errors.length;
    check(value, path, errors);
    if (errors.length === before && Object.isFrozen(value)) clean.set(value, true);
  };
  return Object.assign(once, { passes: (value: T) => clean.has(value) });
}

/** Checks one value; `passes` says at once that there is nothing to find, so that the path of an item of a long list need not be spelt. */
export interface Check<T> {
  (value: T, path: string, errors: Errors): void;
  readonly passes: (value: T) => boolean;
}

/** The same for defaults: a frozen subtree that lacked nothing is returned at once. `fill` must return its argument when nothing is missing. */
export function onceComplete<T extends object>(fill: (value: T) => T): (value: T) => T {
  const complete = new Recent<true>();
  return (value) => {
    if (complete.has(value)) return value;
    const filled = fill(value);
    if (filled === value && Object.isFrozen(value)) complete.set(value, true);
    return filled;
  };
}

/** `value` with the fields of `defaults` it lacks; the same object when it lacks none. */
export function withDefaults<T extends object>(value: T, defaults: { readonly [K in keyof T]?: T[K] | undefined }): T {
  let out: T | undefined;
  for (const key of Object.keys(defaults) as (keyof T)[]) {
    if (value[key] !== undefined || defaults[key] === undefined) continue;
    out ??= { ...value };
    out[key] = defaults[key] as T[keyof T];
  }
  return out ?? value;
}

/** `value` with `field` put through `change`; the same object when the field is absent or stays the same. */
export function changeField<T extends object, K extends keyof T>(value: T, field: K, change: (before: NonNullable<T[K]>) => NonNullable<T[K]>): T {
  const before = value[field];
  if (before === undefined || before === null) return value;
  const after = change(before);
  return after === before ? value : { ...value, [field]: after };
}

/** The list with each item put through `change`; the same list when all stay the same. */
export function changeItems<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  let out: T[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const item = list[i] as T;
    const next = change(item);
    if (next === item) continue;
    out ??= list.slice();
    out[i] = next;
  }
  return out ?? list;
}

/** `value` without `field`; the same object when it has none. */
export function without<T extends object>(value: T, field: keyof T): T {
  if (!Object.hasOwn(value, field)) return value;
  const { [field]: _gone, ...rest } = value;
  return rest as T;
}

/** `value` with `field` as it is in `other`: absent there, absent here. */
export function fieldFrom<T extends object>(value: T, field: keyof T, other: T): T {
  if (value[field] === other[field]) return value;
  return other[field] === undefined ? without(value, field) : { ...value, [field]: other[field] };
}
