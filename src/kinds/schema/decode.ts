import type { JsonObject } from '../../base/json.ts';
import { isObject } from '../../base/json.ts';
import { canonicalQuantity, QUANTITY_ERROR } from '../quantity.ts';
import { Recent } from '../recent.ts';
import { goTypeName, structName } from './go-types.ts';
import type { Definition, Field, FieldType, Scalar } from './structure.ts';
import { definitionOf } from './structure.ts';
import { canonicalMicroTime, canonicalTime } from './time-text.ts';

/**
 * Reads plain data as the API server reads JSON into its Go types: what does not fit a type is an error, what the type does
 * not know is reported and dropped, null is as good as absent, absent values that Go has no pointer for are zero, quantities and times are brought into their canonical form.
 * Subtrees in which nothing changes are returned as they came in, so that what is shared stays shared. A subtree that is the
 * very one of `stored` (an object that came out of here before) is not walked, nor is a frozen one found clean lately.
 */
export interface Decoded {
  /** The data without unknown fields and nulls; only meaningful when `error` is undefined. */
  readonly object: JsonObject;
  /** The first thing that does not fit its type, in the words of Go's encoding/json. */
  readonly error: string | undefined;
  /** All that does not fit; the server speaks of the first only. Paths in steps: names, keys of maps and `[0]`. */
  readonly misfits: readonly Misfit[];
  /** Paths as the server prints them: `spec.template.spec.containers[0].imagee`. */
  readonly unknownFields: readonly string[];
}

export interface Misfit {
  readonly path: readonly string[];
  readonly message: string;
}

interface Reading {
  error: string | undefined;
  readonly misfits: Misfit[];
  readonly unknown: string[];
  /** Where we are: names, keys of maps and numbers of items. */
  readonly path: (string | number)[];
  /** Names of struct fields alone: what Go's type errors show. */
  readonly fields: string[];
}

const MOST_MISFITS = 100;

/** Frozen subtrees found clean lately, with what they were read as. */
const clean = new Recent<string>(16_384);

export function decode(definition: string, value: unknown, stored?: object): Decoded {
  const known = definitionOf(definition);
  const reading: Reading = { error: undefined, misfits: [], unknown: [], path: [], fields: [] };
  if (!known) return { object: {}, error: `no definition ${definition}`, misfits: [], unknownFields: [] };
  if (!isObject(value)) {
    const error = `json: cannot unmarshal ${kindOf(value)} into Go value of type ${goTypeName({ is: 'ref', definition })}`;
    return { object: {}, error, misfits: [{ path: [], message: error }], unknownFields: [] };
  }
  const object = readStruct(known, value, reading, stored as Record<string, unknown> | undefined) as JsonObject;
  return { object, error: reading.error, misfits: reading.misfits, unknownFields: reading.unknown };
}

/** `Deployment in version "v1" cannot be handled as a Deployment: …`: how the server introduces what decoding refused. */
export const decodeErrorText = (kind: string, version: string, error: string): string =>
  `${kind} in version "${version}" cannot be handled as a ${kind}: ${error}`;

/** The strict findings, one sentence each: as they are in Warning headers. */
export const strictFindings = (unknownFields: readonly string[], duplicateFields: readonly string[]): readonly string[] => [
  ...duplicateFields.map((path) => `duplicate field "${path}"`),
  ...unknownFields.map((path) => `unknown field "${path}"`),
];

/** fieldValidation=Strict: `strict decoding error: unknown field "spec.replicsa", …`. */
export const strictErrorText = (findings: readonly string[]): string => `strict decoding error: ${findings.join(', ')}`;

function readStruct(definition: Definition, value: Record<string, unknown>, reading: Reading, stored?: Record<string, unknown>): Record<string, unknown> {
  if (value === stored) return value;
  if (clean.get(value) === definition.name) return value;
  let out: Record<string, unknown> | undefined;
  let shareable = true;
  for (const key of Object.keys(value)) {
    const before = value[key];
    const field = definition.fields.get(key);
    if (!field || before === null || before === undefined) {
      if (!field && before !== undefined) reading.unknown.push(childPath(reading.path, key));
      out ??= upTo(value, key);
      continue;
    }
    const kept = stored?.[key];
    const after = kept === before ? before : readWithin(definition, field, before, { reading, stored: kept });
    if (after !== before) out ??= upTo(value, key);
    if (out && after !== undefined) out[key] = after;
    if (shareable && typeof after === 'object' && kept !== before && !clean.has(after as object)) shareable = false;
  }
  for (const { name, type } of definition.always) {
    if (value[name] !== undefined && value[name] !== null) continue;
    out ??= Object.assign({}, value);
    out[name] = zeroOf(type, reading);
  }
  if (out) return out;
  if (shareable && reading.error === undefined && Object.isFrozen(value)) clean.set(value, definition.name);
  return value;
}

/** What was read of a struct before the first of its fields that changes. */
function upTo(value: Record<string, unknown>, end: string): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    if (key === end) break;
    out[key] = value[key];
  }
  return out;
}

interface Within {
  readonly reading: Reading;
  readonly stored: unknown;
}

function readWithin(definition: Definition, field: Field, value: unknown, within: Within): unknown {
  // Most of what is read is plain text.
  if (field.type.is === 'scalar' && field.type.scalar === 'string' && typeof value === 'string') return value;
  const { path, fields } = within.reading;
  path.push(field.name);
  fields.push(field.name);
  const after = readField(definition, field, value, within);
  path.pop();
  fields.pop();
  return after;
}

function readField(definition: Definition, field: Field, value: unknown, { reading, stored }: Within): unknown {
  const inner = field.type.is === 'ref' && isObject(value) && isObject(stored) ? definitionOf(field.type.definition) : undefined;
  if (inner && inner.fields.size > 0) return readStruct(inner, value as Record<string, unknown>, reading, stored as Record<string, unknown>);
  const after = readValue(field.type, value, { definition: definition.name, field }, reading);
  // Optional lists and maps are written with `omitempty` upstream: an empty one is the same as none.
  if (!field.required && field.type.is === 'list' && (after as readonly unknown[]).length === 0) return undefined;
  if (!field.required && field.type.is === 'map' && Object.keys(after as object).length === 0) return undefined;
  return after;
}

interface Owner {
  readonly definition: string;
  readonly field: Field;
}

function readValue(type: FieldType, value: unknown, owner: Owner, reading: Reading): unknown {
  switch (type.is) {
    case 'scalar':
      return readScalar(type.scalar, value, owner, reading);
    case 'ref': {
      const definition = definitionOf(type.definition);
      if (!definition || definition.fields.size === 0) return value;
      return isObject(value) ? readStruct(definition, value, reading) : mismatch({ type, value, zero: zeroOf(type, reading) }, owner, reading);
    }
    case 'list':
      return Array.isArray(value) ? readList(type.items, value, owner, reading) : mismatch({ type, value, zero: [] }, owner, reading);
    case 'map':
      return isObject(value) ? readMap(type.values, value, owner, reading) : mismatch({ type, value, zero: {} }, owner, reading);
  }
}

function readList(items: FieldType, value: readonly unknown[], owner: Owner, reading: Reading): readonly unknown[] {
  const tag = `[]${owner.definition}.${owner.field.name}`;
  if (clean.get(value) === tag) return value;
  let changed = false;
  let shareable = true;
  const out = value.map((item, i) => {
    reading.path.push(i);
    const after = item === null || item === undefined ? zeroOf(items, reading) : readValue(items, item, owner, reading);
    reading.path.pop();
    if (after !== item) changed = true;
    if (typeof after === 'object' && after !== null && !clean.has(after)) shareable = false;
    return after;
  });
  if (changed) return out;
  if (shareable && reading.error === undefined && Object.isFrozen(value)) clean.set(value, tag);
  return value;
}

function readMap(values: FieldType, value: Record<string, unknown>, owner: Owner, reading: Reading): Record<string, unknown> {
  const tag = `{}${owner.definition}.${owner.field.name}`;
  if (clean.get(value) === tag) return value;
  let changed = false;
  let shareable = true;
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const item = value[key];
    reading.path.push(key);
    const after = item === null || item === undefined ? zeroOf(values, reading) : readValue(values, item, owner, reading);
    reading.path.pop();
    if (after !== item) changed = true;
    if (typeof after === 'object' && after !== null && !clean.has(after)) shareable = false;
    define(out, key, after);
  }
  if (changed) return out;
  if (shareable && reading.error === undefined && Object.isFrozen(value)) clean.set(value, tag);
  return value;
}

/** Keys of maps are free: one of them may be `__proto__`. */
function define(out: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true });
  else out[key] = value;
}

function readScalar(scalar: Scalar, value: unknown, owner: Owner, reading: Reading): unknown {
  const wrong = (zero: unknown, described?: string): unknown => mismatch({ type: { is: 'scalar', scalar }, value, zero, described }, owner, reading);
  if (typeof value === 'string' && scalar === 'string') return value;
  switch (scalar) {
    case 'string':
      return typeof value === 'string' ? value : wrong('');
    case 'boolean':
      return typeof value === 'boolean' ? value : wrong(false);
    case 'int32':
    case 'int64':
      if (typeof value !== 'number') return wrong(0);
      return fitsInteger(scalar, value) ? value : wrong(0, `number ${numberText(value)}`);
    case 'double':
      return typeof value === 'number' ? value : wrong(0);
    case 'bytes': {
      if (typeof value !== 'string') return wrong('');
      const bad = badBase64(value);
      return bad < 0 ? value : fail(`illegal base64 data at input byte ${bad}`, '', reading);
    }
    case 'quantity': {
      const canonical = typeof value === 'string' || typeof value === 'number' ? canonicalQuantity(String(value).trim()) : undefined;
      return canonical ?? fail(QUANTITY_ERROR, '0', reading);
    }
    case 'int-or-string':
      if (typeof value === 'string' || (typeof value === 'number' && fitsInteger('int32', value))) return value;
      return fail(
        `json: cannot unmarshal ${typeof value === 'number' ? `number ${numberText(value)}` : kindOf(value)} into Go value of type int32`,
        0,
        reading,
      );
    case 'time':
    case 'micro-time': {
      if (typeof value !== 'string') return fail(`json: cannot unmarshal ${kindOf(value)} into Go value of type string`, '', reading);
      const read = scalar === 'time' ? canonicalTime(value) : canonicalMicroTime(value);
      return read.ok ? read.text : fail(read.error, '', reading);
    }
    case 'any':
      return value;
  }
}

const fitsInteger = (scalar: 'int32' | 'int64', value: number): boolean =>
  Number.isInteger(value) && (scalar === 'int32' ? value >= -0x80000000 && value <= 0x7fffffff : Math.abs(value) < 2 ** 63);

const numberText = (value: number): string => String(value).replace(/e\+/, 'e+');

interface Mismatch {
  readonly type: FieldType;
  readonly value: unknown;
  /** What stands in, so that reading can go on. */
  readonly zero: unknown;
  readonly described?: string | undefined;
}

/** Go names the innermost struct, then the path of field names from the root, without indexes and map keys. */
function mismatch({ type, value, zero, described }: Mismatch, owner: Owner, reading: Reading): unknown {
  const where = `${structName(owner.definition)}.${reading.fields.join('.')}`;
  return fail(`json: cannot unmarshal ${described ?? kindOf(value)} into Go struct field ${where} of type ${goTypeName(type, owner)}`, zero, reading);
}

function fail(message: string, zero: unknown, reading: Reading): unknown {
  reading.error ??= message;
  if (reading.misfits.length < MOST_MISFITS) reading.misfits.push({ path: reading.path.map(step), message });
  return zero;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'object') return 'object';
  return typeof value;
}

function zeroOf(type: FieldType, reading: Reading): unknown {
  if (type.is === 'list') return [];
  if (type.is === 'map') return {};
  if (type.is === 'ref') {
    const definition = definitionOf(type.definition);
    return definition && definition.always.length > 0 ? readStruct(definition, {}, reading) : {};
  }
  switch (type.scalar) {
    case 'boolean':
      return false;
    case 'int32':
    case 'int64':
    case 'double':
    case 'int-or-string':
      return 0;
    case 'quantity':
      return '0';
    case 'any':
      return {};
    default:
      return '';
  }
}

/** A step as it is shown. */
const step = (at: string | number): string => (typeof at === 'number' ? `[${at}]` : at);

function childPath(path: readonly (string | number)[], key: string): string {
  let text = '';
  for (const segment of [...path.map(step), key]) text += text === '' || segment.startsWith('[') ? segment : `.${segment}`;
  return text;
}

/** Index of the first character that Go's base64.StdEncoding would complain about, or -1. Line ends are skipped, as there. */
function badBase64(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '\n' || char === '\r') continue;
    if (char === '=') return endsWell(text, i, count) ? -1 : i;
    if (!/[A-Za-z0-9+/]/.test(char)) return i;
    count++;
  }
  return count % 4 === 0 ? -1 : text.length - (count % 4);
}

function endsWell(text: string, at: number, count: number): boolean {
  const padding = text.slice(at).replace(/[\r\n]/g, '');
  return (count % 4 === 2 && padding === '==') || (count % 4 === 3 && padding === '=');
}
