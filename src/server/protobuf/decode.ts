import type { Json, JsonObject } from '../../base/json.ts';
import { rfc3339, rfc3339Micro, type SimTime } from '../../base/time.ts';
import { definitionOf, type FieldType, type Scalar } from '../../kinds/schema/structure.ts';
import numbers from './numbers.gen.json' with { type: 'json' };
import { type Entry, ProtobufError, readMessage } from './wire.ts';

/**
 * Bodies in Kubernetes' protobuf form, as kubectl's generators send them: read into what the same object is as JSON. Only this direction: answers are JSON.
 * Form: four bytes `k8s\0`, then runtime.Unknown (apimachinery pkg/runtime/generated.proto) whose `raw` is the object. Numbers of fields: numbers.gen.json.
 */
const MAGIC = [0x6b, 0x38, 0x73, 0x00];
const MAX_DEPTH = 100;
const MESSAGES = numbers as unknown as Readonly<Record<string, Readonly<Record<string, string>>>>;

export { ProtobufError };

export function decodeProtobuf(bytes: Uint8Array): JsonObject {
  if (!MAGIC.every((byte, i) => bytes[i] === byte))
    throw new ProtobufError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  const unknown = readMessage(bytes.subarray(MAGIC.length));
  const typeMeta = readMessage(bytesOf(unknown, 1));
  const [apiVersion, kind] = [textOf(typeMeta, 1), textOf(typeMeta, 2)];
  const definition = definitionFor(apiVersion, kind);
  if (definition === undefined) throw new ProtobufError(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`);
  return { apiVersion, kind, ...messageOf(definition, bytesOf(unknown, 2), 0) };
}

const bytesOf = (entries: readonly Entry[], number: number): Uint8Array => {
  const found = entries.find((entry) => entry.number === number)?.value;
  return found instanceof Uint8Array ? found : new Uint8Array();
};
const decoder = new TextDecoder('utf-8', { fatal: true });
const textOf = (entries: readonly Entry[], number: number): string => text(bytesOf(entries, number));

function text(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new ProtobufError('string field contains invalid UTF-8');
  }
}

/** The definition of an apiVersion and kind; those of meta.v1 (DeleteOptions) come under every version. */
function definitionFor(apiVersion: string, kind: string): string | undefined {
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  const names = [`io.k8s.api.${group.split('.')[0]}.${version}.${kind}`, `io.k8s.apimachinery.pkg.apis.meta.v1.${kind}`];
  return names.find((name) => Object.hasOwn(MESSAGES, name));
}

function messageOf(definition: string, bytes: Uint8Array, depth: number): JsonObject {
  if (depth > MAX_DEPTH) throw new ProtobufError('message is nested too deeply');
  const fields = Object.hasOwn(MESSAGES, definition) ? MESSAGES[definition]! : {};
  const object: Record<string, Json> = {};
  for (const { number, value } of readMessage(bytes)) {
    const name = fields[number];
    if (name === undefined) continue;
    if (name.startsWith('+')) {
      if (value instanceof Uint8Array) Object.assign(object, messageOf(name.slice(1), value, depth + 1));
      continue;
    }
    const isOptional = name.startsWith('?');
    place(object, { owner: definition, name: isOptional ? name.slice(1) : name, isOptional }, { value, depth });
  }
  return object;
}

interface Target {
  readonly owner: string;
  readonly name: string;
  readonly isOptional: boolean;
}
interface Found {
  readonly value: Entry['value'];
  readonly depth: number;
}

function place(object: Record<string, Json>, { owner, name, isOptional }: Target, { value, depth }: Found): void {
  const type = definitionOf(owner)?.fields.get(name)?.type;
  if (type === undefined) return;
  if (type.is === 'list') {
    const items = (object[name] as Json[] | undefined) ?? [];
    items.push(valueOf(type.items, value, depth));
    object[name] = items;
  } else if (type.is === 'map') {
    const [key, item] = entryOf(type.values, value, depth);
    const map = (object[name] as Record<string, Json> | undefined) ?? {};
    Object.defineProperty(map, key, { value: item, enumerable: true, configurable: true, writable: true });
    object[name] = map;
  } else {
    const made = valueOf(type, value, depth);
    const isZero = made === null || made === '' || made === 0 || made === false;
    if (made !== null && !(isOptional && isZero)) object[name] = made;
  }
}

function entryOf(values: FieldType, value: Entry['value'], depth: number): readonly [string, Json] {
  if (!(value instanceof Uint8Array)) throw new ProtobufError('a map entry is no message');
  const entries = readMessage(value);
  const found = entries.find(({ number }) => number === 2)?.value ?? new Uint8Array();
  return [textOf(entries, 1), valueOf(values, found, depth)];
}

function valueOf(type: FieldType, value: Entry['value'], depth: number): Json {
  switch (type.is) {
    case 'scalar':
      return scalarOf(type.scalar, value);
    case 'ref':
      if (!(value instanceof Uint8Array)) throw new ProtobufError('a message was expected');
      return messageOf(type.definition, value, depth + 1);
    case 'list':
    case 'map':
      // Named types around a list or a map (ExtraValue, …): the items are field 1 of a message of their own.
      throw new ProtobufError('lists of lists are not read');
  }
}

function scalarOf(scalar: Scalar, value: Entry['value']): Json {
  const bytes = value instanceof Uint8Array ? value : undefined;
  switch (scalar) {
    case 'string':
      return text(expected(bytes));
    case 'bytes':
      return Buffer.from(expected(bytes)).toString('base64');
    case 'boolean':
      return value !== 0n;
    case 'int32':
    case 'int64':
      return typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0;
    case 'double':
      return bytes?.length === 8 ? new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true) : 0;
    case 'time':
      return timeOf(expected(bytes), false);
    case 'micro-time':
      return timeOf(expected(bytes), true);
    case 'quantity':
      return textOf(readMessage(expected(bytes)), 1);
    case 'int-or-string':
      return intOrString(readMessage(expected(bytes)));
    case 'any':
      return JSON.parse(textOf(readMessage(expected(bytes)), 1) || 'null') as Json;
  }
}

function expected(bytes: Uint8Array | undefined): Uint8Array {
  if (!bytes) throw new ProtobufError('bytes were expected');
  return bytes;
}

/** Timestamp: seconds and nanoseconds since 1970; nothing in it = no time. */
function timeOf(bytes: Uint8Array, micro: boolean): string | null {
  if (bytes.length === 0) return null;
  const entries = readMessage(bytes);
  const number = (at: number): number => {
    const found = entries.find((entry) => entry.number === at)?.value;
    return typeof found === 'bigint' ? Number(BigInt.asIntN(64, found)) : 0;
  };
  const ms = number(1) * 1_000;
  return micro ? rfc3339Micro(ms, Math.floor(number(2) / 1_000) as SimTime) : rfc3339(ms, 0 as SimTime);
}

function intOrString(entries: readonly Entry[]): Json {
  const isText = entries.find(({ number }) => number === 1)?.value === 1n;
  if (isText) return textOf(entries, 3);
  const int = entries.find(({ number }) => number === 2)?.value;
  return typeof int === 'bigint' ? Number(BigInt.asIntN(64, int)) : 0;
}
