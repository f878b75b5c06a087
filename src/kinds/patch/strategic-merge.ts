import { isObject } from '../../base/json.ts';
import { type Definition, definitionOf, type Field, type FieldType } from '../schema/structure.ts';
import { copied, define } from './merge-patch.ts';
import { badPatchType, checkOrder, mergedList, orderedList, StrategicMergeError } from './strategic-lists.ts';

/**
 * Strategic merge patch (apimachinery pkg/util/strategicpatch/patch.go): like a merge patch, but lists that the schema gives a
 * merge key are merged item by item. Directives: `$patch`, `$retainKeys`, `$setElementOrder/FIELD`,
 * `$deleteFromPrimitiveList/FIELD`. Untouched parts are shared with the target.
 */
const SET_ORDER = '$setElementOrder/';
const DELETE_FROM = '$deleteFromPrimitiveList/';

type Obj = Record<string, unknown>;

export function strategicMerged(target: Obj, patch: Obj, definition: Definition | undefined): Obj {
  if (Object.hasOwn(patch, '$patch')) return directed(patch);
  let out: Obj | undefined = retained(target, patch);
  const write = (): Obj => (out ??= copied(target));
  const drop = (key: string): void => {
    out = without(out ?? target, key);
  };
  const ordered = new Set<string>();
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(SET_ORDER)) continue;
    const name = key.slice(SET_ORDER.length);
    ordered.add(name);
    reordered(write(), name, patch, definition?.fields.get(name));
  }
  for (const key of Object.keys(patch)) {
    if (key.startsWith(SET_ORDER) || key === '$retainKeys' || ordered.has(key)) continue;
    if (key.startsWith(DELETE_FROM)) {
      deleteFrom(write(), key.slice(DELETE_FROM.length), patch[key]);
      continue;
    }
    mergeKey({ from: out ?? target, write, drop }, key, patch[key], definition?.fields.get(key));
  }
  return out ?? target;
}

/** A copy without one key. (`delete` would turn the copy into a dictionary, slow to read for everyone after.) */
function without(from: Obj, dropped: string): Obj {
  const out: Obj = {};
  for (const key of Object.keys(from)) if (key !== dropped) define(out, key, from[key]);
  return out;
}

/** `$patch: replace | delete` in a map. */
function directed(patch: Obj): Obj {
  const { $patch: directive, ...rest } = patch;
  if (directive === 'replace') return withoutDirectives(rest) as Obj;
  if (directive === 'delete') return {};
  throw badPatchType(directive, patch);
}

interface Target {
  readonly from: Obj;
  readonly write: () => Obj;
  readonly drop: (key: string) => void;
}

function mergeKey({ from, write, drop }: Target, key: string, value: unknown, field: Field | undefined): void {
  if (value === undefined) return;
  const had = Object.hasOwn(from, key);
  if (value === null) {
    if (had) drop(key);
    return;
  }
  const before = had ? from[key] : undefined;
  const after = mergedValue(before, value, field);
  if (after !== before || !had) define(write(), key, after);
}

function mergedValue(before: unknown, value: unknown, field: Field | undefined): unknown {
  if (isObject(before) && isObject(value)) {
    if (field?.patchStrategies.includes('replace')) return value;
    return strategicMerged(before, value, within(field?.type));
  }
  if (Array.isArray(before) && Array.isArray(value)) return listMerged(before, value, field);
  return withoutDirectives(value);
}

function listMerged(before: readonly unknown[], value: readonly unknown[], field: Field | undefined): unknown {
  if (!field?.patchStrategies.includes('merge')) return withoutDirectives(value);
  const items = field.type.is === 'list' ? field.type.items : undefined;
  return mergedList(before, value, { key: field.mergeKey ?? '', merge: (item, patch) => strategicMerged(item, patch, within(items)) });
}

/** The definition of a map's content; maps of free keys have none. */
function within(type: FieldType | undefined): Definition | undefined {
  return type?.is === 'ref' ? definitionOf(type.definition) : undefined;
}

/** `$retainKeys: [a, b]` drops all other keys of the target first. */
function retained(target: Obj, patch: Obj): Obj | undefined {
  if (!Object.hasOwn(patch, '$retainKeys')) return undefined;
  const keys = patch['$retainKeys'];
  if (!Array.isArray(keys)) throw new StrategicMergeError('invalid patch format of retainKeys', 'badRequest');
  for (const key of Object.keys(patch)) {
    if (key === '$retainKeys' || patch[key] === null || key.startsWith('$')) continue;
    if (!keys.includes(key)) throw new StrategicMergeError("patch content doesn't match retainKeys list", 'unprocessable');
  }
  const out: Obj = {};
  for (const key of Object.keys(target)) if (keys.includes(key)) define(out, key, target[key]);
  return out;
}

/** `$setElementOrder/FIELD: […]`: merges the list of the patch, if any, and puts the whole into that order. */
function reordered(out: Obj, name: string, patch: Obj, field: Field | undefined): void {
  const order = patch[SET_ORDER + name];
  if (!Array.isArray(order)) throw new StrategicMergeError('invalid patch format of setElementOrder list', 'badRequest');
  const before = out[name];
  const value = patch[name];
  if (value === null) {
    delete out[name];
    return;
  }
  if (value !== undefined && !Array.isArray(value)) throw new StrategicMergeError('invalid patch format of setElementOrder list', 'badRequest');
  const key = field?.mergeKey ?? '';
  if (value !== undefined) checkOrder(value as readonly unknown[], order, key);
  let merged: unknown;
  if (Array.isArray(before) && value !== undefined) merged = listMerged(before, value as readonly unknown[], field);
  else merged = value !== undefined ? withoutDirectives(value) : before;
  if (!Array.isArray(merged)) return;
  define(out, name, orderedList(merged, order, Array.isArray(before) ? before : [], key));
}

function deleteFrom(out: Obj, name: string, values: unknown): void {
  if (!Array.isArray(values)) throw new StrategicMergeError('invalid patch format of primitive list', 'badRequest');
  const before = out[name];
  if (Array.isArray(before))
    define(
      out,
      name,
      before.filter((item) => !values.includes(item)),
    );
}

/** What is new in the target must not carry directives of the patch. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !(isObject(item) && Object.hasOwn(item, '$patch'))).map(withoutDirectives);
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  const isDirective = (key: string): boolean => key === '$patch' || key === '$retainKeys' || key.startsWith(SET_ORDER) || key.startsWith(DELETE_FROM);
  const out: Obj = {};
  let changed = false;
  for (const key of keys) {
    if (isDirective(key) || value[key] === null) {
      changed = true;
      continue;
    }
    const next = withoutDirectives(value[key]);
    if (next !== value[key]) changed = true;
    define(out, key, next);
  }
  return changed ? out : value;
}
