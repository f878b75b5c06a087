import { goQuote } from '../errors.ts';
import { goMap } from '../patch/strategic-lists.ts';
import { type Definition, definitionOf, type Field, type FieldType, type Scalar } from '../schema/structure.ts';
import { pathText } from './managers.ts';
import { elementOf, type Fields, hasKey, isFields, type Shape, shapeOfField } from './typed.ts';

/**
 * What of an applied configuration does not fit the schema, each as `.path: why`; what fits has none. Upstream: structured-merge-diff typed/validate.go and
 * typed/helpers.go. Numbers may be any, and times, quantities and the like not at all: those are read later.
 */
export function schemaErrors(definition: string, config: Fields): readonly string[] {
  const known = definitionOf(definition);
  return known ? structErrors(known, config, '') : [];
}

function structErrors(definition: Definition, value: unknown, path: string): readonly string[] {
  // A struct of which the schema says nothing takes anything.
  if (value === null || definition.fields.size === 0) return [];
  if (!isFields(value)) return [`${path}: expected map, got ${shown(value)}`];
  const errors: string[] = [];
  for (const [name, item] of Object.entries(value)) {
    const field = definition.fields.get(name);
    // Nothing behind a field that is not known is looked at any more.
    if (!field) return [...errors, `${path}.${name}: field not declared in schema`];
    errors.push(...fieldErrors(field, item, `${path}.${name}`));
  }
  return errors;
}

function fieldErrors(field: Field, value: unknown, path: string): readonly string[] {
  if (field.type.is !== 'list') return typeErrors(field.type, value, path);
  const shape = shapeOfField(field);
  return shape.is === 'keyed' || shape.is === 'set' ? itemErrors(shape, field.type.items, value, path) : typeErrors(field.type, value, path);
}

function typeErrors(type: FieldType, value: unknown, path: string): readonly string[] {
  if (value === null) return [];
  switch (type.is) {
    case 'scalar': {
      const why = scalarError(type.scalar, value);
      return why === undefined ? [] : [`${path}: ${why}`];
    }
    case 'ref': {
      const definition = definitionOf(type.definition);
      return definition ? structErrors(definition, value, path) : [];
    }
    case 'list':
      if (!Array.isArray(value)) return [`${path}: expected list, got ${shown(value)}`];
      return value.flatMap((item, i) => typeErrors(type.items, item, `${path}[${i}]`));
    case 'map':
      if (!isFields(value)) return [`${path}: expected map, got ${shown(value)}`];
      return Object.entries(value).flatMap(([key, item]) => typeErrors(type.values, item, `${path}.${key}`));
  }
}

/** Of a list whose items have names. One that has none ends the look at the list. */
function itemErrors(shape: Shape & { readonly is: 'keyed' | 'set' }, items: FieldType, value: unknown, path: string): readonly string[] {
  if (value === null) return [];
  if (!Array.isArray(value)) return [`${path}: expected list, got ${shown(value)}`];
  const errors: string[] = [];
  const seen = new Set<string>();
  for (const [i, item] of value.entries()) {
    const nameless = shape.is === 'keyed' ? keyError(shape, item) : memberError(item);
    if (nameless !== undefined) return [...errors, `${path}: element ${i}: ${nameless}`];
    const element = elementOf(shape, item);
    const name = pathText([element]);
    if (seen.has(element)) errors.push(`${path}: duplicate entries for key ${name}`);
    seen.add(element);
    errors.push(...typeErrors(items, item, `${path}${name}`));
  }
  return errors;
}

function keyError(shape: Shape & { readonly is: 'keyed' }, item: unknown): string | undefined {
  if (item === null) return 'associative list with keys may not have a null element';
  if (!isFields(item)) return 'associative list with keys may not have non-map elements';
  const missing = shape.keys.find((key) => !hasKey(shape, item, key));
  return missing === undefined
    ? undefined
    : `associative list with keys has an element that omits key field ${goQuote(missing)} (and doesn't have default value)`;
}

function memberError(item: unknown): string | undefined {
  if (item === null) return "associative list without keys has an element that's an explicit null";
  if (Array.isArray(item)) return 'not supported: associative list with lists as elements';
  return isFields(item) ? "associative list without keys has an element that's a map type" : undefined;
}

function scalarError(scalar: Scalar, value: unknown): string | undefined {
  switch (scalar) {
    case 'int32':
    case 'int64':
    case 'double':
      return typeof value === 'number' ? undefined : `expected numeric (int or float), got ${goType(value)}`;
    case 'string':
    case 'bytes':
      return typeof value === 'string' ? undefined : `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `expected boolean, got ${shown(value)}`;
    case 'time':
    case 'micro-time':
    case 'quantity':
    case 'int-or-string':
    case 'any':
      return undefined;
  }
}

/** Go's `%v` of the value in its wrapping. */
const shown = (value: unknown): string => `&{${goMap(value)}}`;

/** Go's `%T`. */
function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  return typeof value === 'boolean' ? 'bool' : typeof value === 'string' ? 'string' : 'map[string]interface {}';
}

/** Go's `%#v`. */
function goSyntax(value: unknown): string {
  if (value === null) return 'interface {}(nil)';
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number') return goFloat(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  const fields = value as Fields;
  const pairs = Object.keys(fields)
    .sort()
    .map((key) => `${goQuote(key)}:${goSyntax(fields[key])}`);
  return `map[string]interface {}{${pairs.join(', ')}}`;
}

/** Numbers of a configuration are read as float64, which Go writes with an exponent from 1e+06 on. */
function goFloat(value: number): string {
  const [digits, exponent] = value.toExponential().split('e') as [string, string];
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
