import { deepEqual, isObject } from '../base/json.ts';
import { byText } from '../base/order.ts';
import { type Definition, definitionOf, type Field, type FieldType } from '../kinds/schema/structure.ts';

/**
 * The patch that `kubectl apply` sends: what differs from the live object to the manifest, and what was in the manifest applied
 * last but is not in this one. Upstream: apimachinery pkg/util/strategicpatch/patch.go, CreateThreeWayMergePatch.
 */
type Obj = Readonly<Record<string, unknown>>;

/** A list that should merge by key has an item without it. */
export class DiffError extends Error {
  override readonly name = 'DiffError';
}

export function threeWayPatch(original: Obj, modified: Obj, current: Obj, definition: string): Obj {
  const known = definitionOf(definition);
  const delta = diffMaps(current, modified, known, { keeps: 'changes' });
  const deletions = diffMaps(original, modified, known, { keeps: 'deletions' });
  return joined(deletions, delta, known);
}

interface How {
  readonly keeps: 'changes' | 'deletions';
  readonly retainKeys?: boolean;
}

const within = (type: FieldType | undefined): Definition | undefined => (type?.is === 'ref' ? definitionOf(type.definition) : undefined);
const itemsOf = (field: Field | undefined): Definition | undefined => within(field?.type.is === 'list' ? field.type.items : undefined);
const mergesLists = (field: Field | undefined): boolean => field?.patchStrategies.includes('merge') ?? false;

function diffMaps(before: Obj, after: Obj, definition: Definition | undefined, how: How): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(after)) {
    if (!Object.hasOwn(before, key)) {
      if (how.keeps === 'changes') put(patch, key, after[key]);
      continue;
    }
    diffKey(patch, key, [before[key], after[key]], { field: definition?.fields.get(key), keeps: how.keeps });
  }
  if (how.keeps === 'deletions') for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) put(patch, key, null);
  if (how.retainKeys) {
    const kept = Object.keys(after).filter((key) => after[key] !== null);
    const dropsMore = Object.keys(before).some((key) => before[key] !== null && !Object.hasOwn(after, key));
    if (kept.length > 0 && (Object.keys(patch).length > 0 || dropsMore)) put(patch, '$retainKeys', kept.sort(byText));
  }
  return patch;
}

interface KeyHow {
  readonly field: Field | undefined;
  readonly keeps: How['keeps'];
}

function diffKey(patch: Record<string, unknown>, key: string, [before, after]: readonly [unknown, unknown], { field, keeps }: KeyHow): void {
  const replace = (): void => {
    if (keeps === 'changes' && !deepEqual(before, after)) put(patch, key, after);
  };
  if (isObject(before) && isObject(after)) {
    if (field?.patchStrategies.includes('replace')) return replace();
    const inner = diffMaps(before, after, within(field?.type), { keeps, retainKeys: field?.patchStrategies.includes('retainKeys') ?? false });
    if (Object.keys(inner).length > 0) put(patch, key, inner);
    return;
  }
  if (Array.isArray(before) && Array.isArray(after) && mergesLists(field)) return diffList(patch, key, [before, after], { field, keeps });
  replace();
}

function diffList(patch: Record<string, unknown>, key: string, [before, after]: readonly [readonly unknown[], readonly unknown[]], how: KeyHow): void {
  if (before.length === 0) {
    if (after.length > 0 && how.keeps === 'changes') put(patch, key, after);
    return;
  }
  if ([...before, ...after].some(isObject)) return diffMapList(patch, key, [before, after], how);
  const added = how.keeps === 'changes' ? after.filter((item) => !before.includes(item)) : [];
  const gone = how.keeps === 'deletions' ? before.filter((item) => !after.includes(item)) : [];
  if (added.length > 0) put(patch, key, added);
  if (gone.length > 0) put(patch, `$deleteFromPrimitiveList/${key}`, gone);
  if (gone.length > 0 || (how.keeps === 'changes' && !deepEqual(before, after))) put(patch, `$setElementOrder/${key}`, after);
}

function diffMapList(
  patch: Record<string, unknown>,
  key: string,
  [before, after]: readonly [readonly unknown[], readonly unknown[]],
  { field, keeps }: KeyHow,
): void {
  const mergeKey = field?.mergeKey ?? '';
  const old = before.map((item) => keyed(item, mergeKey));
  const fresh = after.map((item) => keyed(item, mergeKey));
  const items: Obj[] = [];
  for (const item of fresh) {
    const match = old.find((one) => one[mergeKey] === item[mergeKey]);
    if (!match) {
      if (keeps === 'changes') items.push(item);
      continue;
    }
    const inner = diffMaps(match, item, itemsOf(field), { keeps });
    if (Object.keys(inner).length > 0) items.push({ ...inner, [mergeKey]: item[mergeKey] });
  }
  if (keeps === 'deletions')
    for (const item of old) if (!fresh.some((one) => one[mergeKey] === item[mergeKey])) items.push({ $patch: 'delete', [mergeKey]: item[mergeKey] });
  const sameOrder = old.length === fresh.length && old.every((item, i) => item[mergeKey] === fresh[i]![mergeKey]);
  if (items.length > 0) put(patch, key, items);
  if (items.length > 0 || (keeps === 'changes' && !sameOrder))
    put(
      patch,
      `$setElementOrder/${key}`,
      fresh.map((item) => ({ [mergeKey]: item[mergeKey] })),
    );
}

function keyed(item: unknown, mergeKey: string): Obj {
  if (!isObject(item)) throw new DiffError(`expected a map[string]interface{}, got ${typeof item}`);
  if (!Object.hasOwn(item, mergeKey)) throw new DiffError(`map: ${goMap(item)} does not contain declared merge key: ${mergeKey}`);
  return item;
}

/** Additions and changes laid over deletions; both are patches to the same object, so they never contradict each other. */
function joined(deletions: Obj, delta: Obj, definition: Definition | undefined): Obj {
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(deletions)) put(out, key, deletions[key]);
  for (const key of Object.keys(delta)) {
    const [before, after] = [out[key], delta[key]];
    const field = definition?.fields.get(key);
    if (!Object.hasOwn(out, key)) put(out, key, after);
    else if (isObject(before) && isObject(after)) put(out, key, joined(before, after, within(field?.type)));
    else if (Array.isArray(before) && Array.isArray(after) && mergesLists(field)) put(out, key, joinedList(before, after, field));
    else put(out, key, after);
  }
  return out;
}

function joinedList(deletions: readonly unknown[], delta: readonly unknown[], field: Field | undefined): readonly unknown[] {
  const mergeKey = field?.mergeKey ?? '';
  const same = (a: unknown, b: unknown): boolean => isObject(a) && isObject(b) && a[mergeKey] === b[mergeKey];
  const changed = delta.map((item) => {
    const also = deletions.find((one) => same(one, item));
    return isObject(also) && isObject(item) ? joined(also, item, itemsOf(field)) : item;
  });
  const isDelete = (item: unknown): boolean => isObject(item) && item['$patch'] === 'delete';
  const rest = deletions.filter((item) => !delta.some((one) => same(one, item)));
  return [...changed, ...rest.filter((item) => !isDelete(item)), ...rest.filter(isDelete)];
}

function put(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A map as Go's %v prints it. */
function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (!isObject(value)) return value === null ? '<nil>' : String(value);
  const entries = Object.keys(value).sort(byText);
  return `map[${entries.map((key) => `${key}:${goMap(value[key])}`).join(' ')}]`;
}
