import { byText } from '../../base/order.ts';
import { deepEqual } from '../../base/json.ts';
import { type Definition, definitionOf, type Field, type FieldType, type Scalar } from '../schema/structure.ts';

/**
 * A value's shape as server-side apply sees it: what is owned as a whole (scalars, atomic lists and maps), and what item by item. Upstream:
 * structured-merge-diff typed/helpers.go; the schema's x-kubernetes-list-type, -list-map-keys, -map-type.
 */
export type Shape =
  | { readonly is: 'whole' }
  | { readonly is: 'struct'; readonly definition: Definition }
  | { readonly is: 'map'; readonly values: FieldType }
  | { readonly is: 'set' }
  | { readonly is: 'keyed'; readonly keys: readonly string[]; readonly items: FieldType };

const WHOLE: Shape = { is: 'whole' };

export const shapeOfDefinition = (name: string): Shape => {
  const definition = definitionOf(name);
  return !definition || definition.mapType === 'atomic' || definition.fields.size === 0 ? WHOLE : { is: 'struct', definition };
};

export function shapeOfField(field: Field): Shape {
  if (field.mapType === 'atomic') return WHOLE;
  const { type } = field;
  if (type.is !== 'list') return shapeOfType(type);
  switch (field.listType) {
    case 'set':
      return { is: 'set' };
    case 'map':
      return { is: 'keyed', keys: field.mapKeys ?? [], items: type.items };
    default:
      return WHOLE;
  }
}

/** Of values in maps and items of lists: nothing more is said of them than their type. */
export function shapeOfType(type: FieldType): Shape {
  switch (type.is) {
    case 'scalar':
    case 'list':
      return WHOLE;
    case 'map':
      return { is: 'map', values: type.values };
    case 'ref':
      return shapeOfDefinition(type.definition);
  }
}

export type Fields = Readonly<Record<string, unknown>>;
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The shape of a struct's field; fields that the schema does not know are owned as a whole. */
export function shapeWithin(shape: Shape, name: string): Shape {
  if (shape.is === 'map') return shapeOfType(shape.values);
  const field = shape.is === 'struct' ? shape.definition.fields.get(name) : undefined;
  return field ? shapeOfField(field) : WHOLE;
}

/** Optional keys that the schema gives a default. */
const KEY_DEFAULTS: Readonly<Record<string, unknown>> = {
  'io.k8s.api.core.v1.ContainerPort.protocol': 'TCP',
  'io.k8s.api.core.v1.ServicePort.protocol': 'TCP',
  'io.k8s.api.core.v1.LocalObjectReference.name': '',
};
const ZERO: Readonly<Partial<Record<Scalar, unknown>>> = { int32: 0, int64: 0, double: 0, boolean: false };

type Keyed = Shape & { readonly is: 'keyed' };

/** What a key is when an item leaves it out: a required one has Go's zero value (the `default` of the published schema); undefined when it must be there. */
function keyDefault({ items }: Keyed, name: string): unknown {
  if (items.is !== 'ref') return undefined;
  const field = definitionOf(items.definition)?.fields.get(name);
  if (field?.required && field.type.is === 'scalar') return ZERO[field.type.scalar] ?? '';
  return KEY_DEFAULTS[`${items.definition}.${name}`];
}

export const hasKey = (shape: Keyed, item: Fields, name: string): boolean => Object.hasOwn(item, name) || keyDefault(shape, name) !== undefined;

/** How an item of a list is named; null for a key that is missing. */
export function elementOf(shape: Shape & { readonly is: 'set' | 'keyed' }, item: unknown): string {
  if (shape.is === 'set') return `v:${JSON.stringify(item)}`;
  const key: Record<string, unknown> = {};
  for (const name of [...shape.keys].sort(byText)) key[name] = (isFields(item) ? item[name] : undefined) ?? keyDefault(shape, name) ?? null;
  return `k:${JSON.stringify(key)}`;
}

/** Items by their element, in the order of the list; of equal ones the first. */
export function itemsOf(shape: Shape & { readonly is: 'set' | 'keyed' }, list: unknown): ReadonlyMap<string, unknown> {
  const items = new Map<string, unknown>();
  if (Array.isArray(list))
    for (const item of list) {
      const element = elementOf(shape, item);
      if (!items.has(element)) items.set(element, item);
    }
  return items;
}

export const shapeOfItem = (shape: Shape & { readonly is: 'set' | 'keyed' }): Shape => (shape.is === 'keyed' ? shapeOfType(shape.items) : WHOLE);

export const isSame = (a: unknown, b: unknown): boolean => a === b || deepEqual(a, b);
