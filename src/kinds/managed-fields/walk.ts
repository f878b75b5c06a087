import { EMPTY_SET, type FieldSet, MEMBER, setOf } from './field-set.ts';
import { elementOf, type Fields, isFields, isSame, itemsOf, type Shape, shapeOfItem, shapeWithin } from './typed.ts';

/** All paths of an object: leaves, items of lists, and maps' own keys. Upstream: structured-merge-diff typed/tofieldset.go. */
export function fieldSetOf(shape: Shape, value: unknown): FieldSet {
  if (shape.is === 'whole') return MEMBER;
  if (shape.is === 'set' || shape.is === 'keyed') {
    const children = new Map<string, FieldSet>();
    const within = shapeOfItem(shape);
    if (Array.isArray(value))
      for (const item of value) children.set(elementOf(shape, item), withMember(within.is === 'whole' ? MEMBER : fieldSetOf(within, item)));
    return setOf(false, children);
  }
  const children = new Map<string, FieldSet>();
  if (isFields(value))
    for (const [name, field] of Object.entries(value)) {
      if (field === undefined) continue;
      const below = fieldSetOf(shapeWithin(shape, name), field);
      const isOwn = shape.is === 'map' || !shape.definition.fields.has(name) || field === null || (isFields(field) && Object.keys(field).length === 0);
      const set = isOwn ? withMember(below) : below;
      if (set !== EMPTY_SET) children.set(`f:${name}`, set);
    }
  return setOf(false, children);
}

const withMember = (set: FieldSet): FieldSet => (set.member ? set : setOf(true, set.children));

/** What is different between two versions. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

const SAME: Comparison = { added: EMPTY_SET, modified: EMPTY_SET, removed: EMPTY_SET };
const ADDED: Comparison = { ...SAME, added: MEMBER };
const MODIFIED: Comparison = { ...SAME, modified: MEMBER };
const REMOVED: Comparison = { ...SAME, removed: MEMBER };

/**
 * Upstream: structured-merge-diff typed/compare.go. `undefined` = the field is not there; null is a value. What is the same object on both sides is not
 * walked into, so the cost is that of what has changed.
 */
export function compare(shape: Shape, before: unknown, after: unknown): Comparison {
  if (before === after) return SAME;
  if (shape.is === 'whole' || (isNothing(shape, before) && isNothing(shape, after))) return leaf(before, after);
  const pairs = shape.is === 'set' || shape.is === 'keyed' ? itemPairs(shape, before, after) : fieldPairs(shape, before, after);
  const sets = { added: new Map<string, FieldSet>(), modified: new Map<string, FieldSet>(), removed: new Map<string, FieldSet>() };
  for (const [element, within, left, right] of pairs) {
    const { added, modified, removed } = compare(within, left, right);
    if (added !== EMPTY_SET) sets.added.set(element, added);
    if (modified !== EMPTY_SET) sets.modified.set(element, modified);
    if (removed !== EMPTY_SET) sets.removed.set(element, removed);
  }
  return { added: setOf(before === undefined, sets.added), modified: setOf(false, sets.modified), removed: setOf(after === undefined, sets.removed) };
}

function leaf(before: unknown, after: unknown): Comparison {
  if (before === undefined) return ADDED;
  if (after === undefined) return REMOVED;
  return isSame(before, after) ? SAME : MODIFIED;
}

/** Absent, null or empty: two of these are compared as leaves, which keeps empty and null apart. */
function isNothing(shape: Shape, value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (shape.is === 'set' || shape.is === 'keyed') return !Array.isArray(value) || value.length === 0;
  return !isFields(value) || Object.keys(value).length === 0;
}

type Pair = readonly [element: string, shape: Shape, before: unknown, after: unknown];

function itemPairs(shape: Shape & { readonly is: 'set' | 'keyed' }, before: unknown, after: unknown): readonly Pair[] {
  const [left, right] = [itemsOf(shape, before), itemsOf(shape, after)];
  const within = shapeOfItem(shape);
  const pairs: Pair[] = [];
  for (const [element, item] of left) pairs.push([element, within, item, right.get(element)]);
  for (const [element, item] of right) if (!left.has(element)) pairs.push([element, within, undefined, item]);
  return pairs;
}

function fieldPairs(shape: Shape, before: unknown, after: unknown): readonly Pair[] {
  const left: Fields = isFields(before) ? before : {};
  const right: Fields = isFields(after) ? after : {};
  const pairs: Pair[] = [];
  for (const name of Object.keys(left)) pairs.push([`f:${name}`, shapeWithin(shape, name), left[name], right[name]]);
  for (const name of Object.keys(right)) if (!Object.hasOwn(left, name)) pairs.push([`f:${name}`, shapeWithin(shape, name), undefined, right[name]]);
  return pairs;
}

/** What the applied configuration says over what is there; lists keep the order of the configuration for the items it names. Upstream: typed/merge.go. */
export function merged(shape: Shape, live: unknown, config: unknown): unknown {
  if (config === undefined) return live;
  if (live === undefined || shape.is === 'whole' || config === null) return config;
  if (shape.is === 'set' || shape.is === 'keyed') return mergedList(shape, live, config);
  if (!isFields(live) || !isFields(config)) return config;
  const next: Record<string, unknown> = { ...live };
  for (const [name, value] of Object.entries(config)) define(next, name, merged(shapeWithin(shape, name), own(live, name), value));
  return next;
}

const own = (fields: Fields, name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);
const define = (on: Record<string, unknown>, name: string, value: unknown): void =>
  void Object.defineProperty(on, name, { value, enumerable: true, configurable: true, writable: true });

/**
 * Items of both lists in one order: the configuration's for the items it names, the live list's for the others, which keep their place between the shared
 * items as far as both agree on these.
 */
function mergedList(shape: Shape & { readonly is: 'set' | 'keyed' }, live: unknown, config: unknown): unknown {
  const [left, right] = [itemsOf(shape, live), itemsOf(shape, config)];
  const [lefts, rights] = [[...left.keys()], [...right.keys()]];
  const shared = rights.filter((element) => left.has(element));
  const within = shapeOfItem(shape);
  const list: unknown[] = [];
  const taken = new Set<string>();
  let [l, r, next] = [0, 0, 0];
  const take = (element: string): void => {
    taken.add(element);
    list.push(merged(within, left.get(element), right.get(element)));
    if (shared[next] === element) next++;
  };
  while (l < lefts.length || r < rights.length) {
    const ours = lefts[l];
    const theirs = rights[r];
    if (ours !== undefined && !right.has(ours)) {
      list.push(left.get(ours));
      l++;
    } else if (ours !== undefined && (taken.has(ours) || (theirs !== undefined && ours !== theirs && shared[next] !== ours))) {
      // Its turn is at the place that the configuration gives it.
      l++;
    } else if (theirs !== undefined) {
      take(theirs);
      if (ours === theirs) l++;
      r++;
    }
  }
  return list;
}

/** The object without these paths and what lies below them. Upstream: typed/remove.go. */
export function withoutPaths(shape: Shape, value: unknown, paths: FieldSet): unknown {
  if (paths.children.size === 0) return value;
  if (shape.is === 'set' || shape.is === 'keyed') {
    if (!Array.isArray(value)) return value;
    const within = shapeOfItem(shape);
    return value.flatMap((item: unknown) => {
      const below = paths.children.get(elementOf(shape, item));
      if (!below) return [item];
      return below.member ? [] : [withoutPaths(within, item, below)];
    });
  }
  if (!isFields(value)) return value;
  const next: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    const below = paths.children.get(`f:${name}`);
    if (below?.member) continue;
    define(next, name, below ? withoutPaths(shapeWithin(shape, name), field, below) : field);
  }
  return next;
}

/** With the paths of fields that have something below them in the set as members too. Upstream: fieldpath EnsureNamedFieldsAreMembers. */
export function withNamedFields(set: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, below] of set.children) {
    const inner = withNamedFields(below);
    children.set(element, element.startsWith('f:') && inner.children.size > 0 ? setOf(true, inner.children) : inner);
  }
  return setOf(set.member, children);
}
