import { isObject } from '../../base/json.ts';

/** Lists in strategic merge patches: merging by key or as sets, and the order of the result. */

/** A patch that cannot be applied; how the server answers: 400, 422 with its general sentence, or 500. */
export class StrategicMergeError extends Error {
  override readonly name = 'StrategicMergeError';
  readonly answer: 'badRequest' | 'unprocessable' | 'plain';

  constructor(message: string, answer: 'badRequest' | 'unprocessable' | 'plain') {
    super(message);
    this.answer = answer;
  }
}

type Obj = Record<string, unknown>;

interface How {
  /** Merge key; '' for lists of plain values. */
  readonly key: string;
  readonly merge: (item: Obj, patch: Obj) => Obj;
}

export function mergedList(original: readonly unknown[], patch: readonly unknown[], how: How): readonly unknown[] {
  if (original.length === 0 && patch.length === 0) return original;
  const maps = [...original, ...patch].some(isObject);
  if (!maps) {
    const merged = [...new Set([...original, ...patch])];
    return inOrder(merged, patch, original, '');
  }
  const { key, merge } = how;
  if (key === '') throw new StrategicMergeError('cannot merge lists without merge key', 'plain');
  const { kept, plain } = specials(original, patch, key);
  const merged: unknown[] = [...kept];
  for (const item of plain) {
    const value = keyValue(item, key);
    const at = merged.findIndex((other) => sameKey(other, key, value));
    if (at < 0) merged.push(item);
    else merged[at] = merge(merged[at] as Obj, item);
  }
  return inOrder(merged, plain, kept, key);
}

/** Items with `$patch`: delete takes one away, replace drops all that was there. */
function specials(original: readonly unknown[], patch: readonly unknown[], key: string): { kept: readonly unknown[]; plain: readonly Obj[] } {
  let kept = original;
  const plain: Obj[] = [];
  let replace = false;
  for (const item of patch) {
    if (!isObject(item)) throw new StrategicMergeError(`expected map, got ${typeof item}`, 'plain');
    if (!Object.hasOwn(item, '$patch')) {
      plain.push(item);
      continue;
    }
    switch (item['$patch']) {
      case 'delete': {
        const value = keyValue(item, key);
        kept = kept.filter((other) => !sameKey(other, key, value));
        break;
      }
      case 'replace':
        replace = true;
        break;
      case 'merge':
        throw new StrategicMergeError('merging lists cannot yet be specified in the patch', 'plain');
      default:
        throw badPatchType(item['$patch'], item);
    }
  }
  return { kept: replace ? [] : kept, plain };
}

/** apimachinery pkg/util/mergepatch, ErrBadPatchType: the type is printed as a text whatever it is. */
export function badPatchType(directive: unknown, patch: Obj): StrategicMergeError {
  const shown = typeof directive === 'string' ? directive : notText(directive);
  return new StrategicMergeError(`unknown patch type: ${shown} in map: ${goMap(patch)}`, 'plain');
}

/** What Go's `%s` makes of a value that is no text. */
function notText(value: unknown): string {
  if (value === null) return '%!s(<nil>)';
  if (typeof value === 'number') return `%!s(${Number.isInteger(value) ? 'int64' : 'float64'}=${value})`;
  return typeof value === 'boolean' ? `%!s(bool=${value})` : goMap(value);
}

function keyValue(item: Obj, key: string): unknown {
  if (!Object.hasOwn(item, key) || item[key] === undefined)
    throw new StrategicMergeError(`map: ${goMap(item)} does not contain declared merge key: ${key}`, 'plain');
  return item[key];
}

const sameKey = (item: unknown, key: string, value: unknown): boolean => isObject(item) && item[key] === value;

/** What a patch sets must stand in its order, and in the same order (strategicpatch's validatePatchWithSetOrderList); what it deletes need not. */
export function checkOrder(patch: readonly unknown[], order: readonly unknown[], key: string): void {
  if (order.length === 0) return;
  const keyOf = (item: unknown): unknown => (key !== '' && isObject(item) ? item[key] : item);
  let at = 0;
  for (const item of patch) {
    if (isObject(item) && Object.hasOwn(item, '$patch')) continue;
    while (at < order.length && keyOf(order[at]) !== keyOf(item)) at++;
    if (at++ < order.length) continue;
    throw new StrategicMergeError(`The order in patch list:\n${goMap(patch)}\n doesn't match $setElementOrder list:\n${goMap(order)}\n`, 'plain');
  }
}

/** Puts a merged list into the order of `$setElementOrder`; what only the server has keeps its place as well as it can. */
export const orderedList = (merged: readonly unknown[], order: readonly unknown[], original: readonly unknown[], key: string): readonly unknown[] =>
  inOrder(merged, order, original, key);

/** normalizeElementOrder */
function inOrder(merged: readonly unknown[], order: readonly unknown[], original: readonly unknown[], key: string): readonly unknown[] {
  const id = (item: unknown): unknown => (key === '' || !isObject(item) ? item : item[key]);
  const wanted = places(order, id);
  const live = places(original, id);
  const listed = merged.filter((item) => wanted.has(id(item))).sort((a, b) => wanted.get(id(a))! - wanted.get(id(b))!);
  const serverOnly = merged.filter((item) => !wanted.has(id(item)));
  const out: unknown[] = [];
  let i = 0;
  for (const item of listed) {
    const place = live.get(id(item));
    for (; i < serverOnly.length; i++) {
      const other = live.get(id(serverOnly[i]));
      if (place === undefined || other === undefined || other > place) break;
      out.push(serverOnly[i]);
    }
    out.push(item);
  }
  return [...out, ...serverOnly.slice(i)];
}

function places(list: readonly unknown[], id: (item: unknown) => unknown): Map<unknown, number> {
  const out = new Map<unknown, number>();
  list.forEach((item, i) => {
    if (!out.has(id(item))) out.set(id(item), i);
  });
  return out;
}

/** A value as Go's `%v` prints maps and slices: keys sorted. */
export function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (isObject(value))
    return `map[${Object.keys(value)
      .sort()
      .map((key) => `${key}:${goMap(value[key])}`)
      .join(' ')}]`;
  return value === null || value === undefined ? '<nil>' : String(value);
}
