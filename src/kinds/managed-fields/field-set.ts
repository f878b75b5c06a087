import type { JsonObject } from '../../base/json.ts';
import { byText } from '../../base/order.ts';

/**
 * A set of field paths, as `managedFields[].fieldsV1` spells it: `f:name` a field, `k:{"name":"web"}` an item of a list by its keys, `v:"x"` an item of a
 * set, `i:0` an item by its place. A node says whether the path up to it is in the set, and what is below. Immutable; the operations share what does not change.
 * Upstream: structured-merge-diff fieldpath/set.go, serialize.go.
 */
export interface FieldSet {
  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

const NO_CHILDREN: ReadonlyMap<string, FieldSet> = new Map();
export const EMPTY_SET: FieldSet = { member: false, children: NO_CHILDREN };
export const MEMBER: FieldSet = { member: true, children: NO_CHILDREN };

export const isEmptySet = ({ member, children }: FieldSet): boolean => !member && children.size === 0;

/** A node; empty ones are all the same, so that an empty branch never stays in a set. */
export function setOf(member: boolean, children: ReadonlyMap<string, FieldSet>): FieldSet {
  if (children.size === 0) return member ? MEMBER : EMPTY_SET;
  return { member, children };
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmptySet(b)) return a;
  if (isEmptySet(a)) return b;
  const children = new Map(a.children);
  for (const [element, below] of b.children) {
    const own = children.get(element);
    children.set(element, own ? union(own, below) : below);
  }
  return setOf(a.member || b.member, children);
}

export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(a) || isEmptySet(b)) return a;
  return filtered(a, a.member && !b.member, (element, below) => {
    const other = b.children.get(element);
    return other ? difference(below, other) : below;
  });
}

/** Without the paths of `b` and everything below them. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(a) || isEmptySet(b)) return a;
  return filtered(a, a.member && !b.member, (element, below) => {
    const other = b.children.get(element);
    if (!other) return below;
    return other.member ? EMPTY_SET : recursiveDifference(below, other);
  });
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return filtered(a, a.member && b.member, (element, below) => {
    const other = b.children.get(element);
    return other ? intersection(below, other) : EMPTY_SET;
  });
}

function filtered(a: FieldSet, member: boolean, each: (element: string, below: FieldSet) => FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, below] of a.children) {
    const kept = each(element, below);
    if (!isEmptySet(kept)) children.set(element, kept);
  }
  return setOf(member, children);
}

export function equalSets(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  if (a.member !== b.member || a.children.size !== b.children.size) return false;
  for (const [element, below] of a.children) {
    const other = b.children.get(element);
    if (!other || !equalSets(below, other)) return false;
  }
  return true;
}

/** The paths of a set, each as its elements. */
export function* pathsOf(set: FieldSet, before: readonly string[] = []): Generator<readonly string[]> {
  if (set.member) yield before;
  for (const [element, below] of inOrder(set.children)) yield* pathsOf(below, [...before, element]);
}

const KINDS_OF_ELEMENT = ['f', 'k', 'v', 'i'];

/** Fields first, then items by key, by value, by place; each kind in order of its text. */
const inOrder = (children: ReadonlyMap<string, FieldSet>): readonly (readonly [string, FieldSet])[] =>
  [...children].sort(([a], [b]) => KINDS_OF_ELEMENT.indexOf(a[0]!) - KINDS_OF_ELEMENT.indexOf(b[0]!) || byText(a, b));

/** The set as `fieldsV1`. */
export function toFieldsV1(set: FieldSet): JsonObject {
  const json: Record<string, JsonObject> = {};
  for (const [element, below] of inOrder(set.children)) {
    const inner = toFieldsV1(below);
    json[element] = below.member && below.children.size > 0 ? { '.': {}, ...inner } : inner;
  }
  return json;
}

/** Reads `fieldsV1`; undefined when it is none. */
export function fromFieldsV1(json: unknown): FieldSet | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const children = new Map<string, FieldSet>();
  for (const [element, value] of Object.entries(json)) {
    if (element === '.') continue;
    if (!/^[fkvi]:/.test(element)) return undefined;
    const below = fromFieldsV1(value);
    if (!below) return undefined;
    const isMember = below.children.size === 0 || (value as object).hasOwnProperty.call(value, '.');
    children.set(element, setOf(isMember, below.children));
  }
  return setOf(false, children);
}
