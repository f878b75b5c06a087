import { apiVersionOf, kinds } from '../../kinds/registry.ts';
import { type Docs, docOf } from '../../kinds/schema/docs.ts';
import type { Field, FieldType } from '../../kinds/schema/structure.ts';
import type { Completion } from '../../wire/source.ts';
import { type Cursor, cursorAt } from './cursor.ts';
import { knownKeys, knownValues } from './known-values.ts';
import { fieldsOf, placeIn, type SchemaPlace, typeText } from './schema-path.ts';

/**
 * What could be written at an offset, likeliest first. Works from lines and indentation, so half-written texts get answers too.
 * `docs` are the schema's descriptions, when they are loaded.
 */
export function complete(source: string, offset: number, docs: Docs | undefined): readonly Completion[] {
  const cursor = cursorAt(source, offset);
  if (!cursor) return [];
  return cursor.at === 'key' ? [...keys(cursor, docs), ...items(cursor)] : values(cursor);
}

/** What the server writes itself. */
const SERVERS: ReadonlySet<string> = new Set([
  'status',
  'managedFields',
  'resourceVersion',
  'uid',
  'selfLink',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]);
const TOP = ['apiVersion', 'kind', 'metadata'];

function keys(cursor: Cursor, docs: Docs | undefined): readonly Completion[] {
  const { path, object, beside } = cursor;
  if (!path) return [];
  if (!object.definition)
    return path.length === 0 ? [...TOP.filter((name) => !beside.has(name)).map((name) => topField(cursor, name)), ...skeletons(cursor)] : [];
  const place = placeIn(object.definition, path);
  if (!place) return [];
  if (place.type.is === 'map') return mapKeys(cursor, place);
  // An item of a list of plain values.
  if (place.type.is === 'scalar') return options(cursor, place);
  const owner = place.type.is === 'ref' ? place.type.definition : '';
  const isMeta = path.at(-1) === 'metadata';
  const fields = (fieldsOf(place.type) ?? []).filter(({ name }) => !beside.has(name) && !((path.length === 0 || isMeta) && SERVERS.has(name)));
  const rank = ({ name, required }: Field): number =>
    path.length === 0 && TOP.includes(name) ? TOP.indexOf(name) - TOP.length : isMeta && name === 'name' ? -1 : required ? 0 : 1;
  return [...fields].sort((a, b) => rank(a) - rank(b)).map((field) => fieldOption(cursor, field, infoOf(docs, owner, field.name)));
}

const topField = (cursor: Cursor, name: string): Completion => ({
  label: name,
  type: 'field',
  from: cursor.from,
  insert: cursor.named ? name : name === 'metadata' ? `${name}:\n${' '.repeat((cursor.column ?? 0) + 2)}` : `${name}: `,
});

/** The beginning of a whole object, where nothing stands yet. */
function skeletons({ beside, column = 0, from }: Cursor): readonly Completion[] {
  if (beside.size > 0) return [];
  const indent = ' '.repeat(column);
  return served().map((kind) => ({
    label: kind.kind,
    type: 'kind',
    detail: apiVersionOf(kind),
    from,
    insert: [`apiVersion: ${apiVersionOf(kind)}`, `kind: ${kind.kind}`, 'metadata:', '  name: '].join(`\n${indent}`),
  }));
}

function fieldOption(cursor: Cursor, field: Field, info: string | undefined): Completion {
  return {
    label: field.name,
    type: 'field',
    detail: `<${typeText(field.type)}>${field.required ? ' -required-' : ''}`,
    ...(info ? { info } : {}),
    from: cursor.from,
    insert: cursor.named ? field.name : field.name + afterKey(field.type, cursor.column),
  };
}

/** What follows a key: a value in the same line, fields in the next one, or the first item. */
function afterKey(type: FieldType, column: number | undefined): string {
  if (column === undefined || type.is === 'scalar') return ': ';
  return type.is === 'list' ? `:\n${' '.repeat(column)}- ` : `:\n${' '.repeat(column + 2)}`;
}

function mapKeys({ beside, from, named, column }: Cursor, { type, field, owner }: SchemaPlace): readonly Completion[] {
  const values = (type as Extract<FieldType, { is: 'map' }>).values;
  return knownKeys(field, owner?.name)
    .filter((name) => !beside.has(name))
    .map((name) => ({ label: name, type: 'field', detail: `<${typeText(values)}>`, from, insert: named ? name : name + afterKey(values, column) }));
}

/** `- ` and the field items are told apart by. */
function items(cursor: Cursor): readonly Completion[] {
  const { list, object, from } = cursor;
  const place = list && object.definition ? placeIn(object.definition, list) : undefined;
  if (place?.type.is !== 'list') return [];
  const fields = fieldsOf(place.type.items) ?? [];
  const first =
    fields.find(({ name }) => name === place.field?.mergeKey) ?? fields.find(({ name }) => name === 'name') ?? fields.find(({ required }) => required);
  const start = first && first.type.is === 'scalar' ? `- ${first.name}: ` : '- ';
  return [{ label: start.replace(/: $/, '').trimEnd(), type: 'field', detail: `<${typeText(place.type.items)}>`, from, insert: start }];
}

function values(cursor: Cursor): readonly Completion[] {
  const { path = [], object, from } = cursor;
  const matching = served().filter(
    (kind) =>
      (path[0] !== 'kind' || object.apiVersion === undefined || apiVersionOf(kind) === object.apiVersion) &&
      (path[0] !== 'apiVersion' || object.kind === undefined || kind.kind === object.kind),
  );
  if (path.length === 1 && path[0] === 'kind')
    return matching.map((kind) => ({ label: kind.kind, type: 'kind', detail: apiVersionOf(kind), from, insert: kind.kind }));
  if (path.length === 1 && path[0] === 'apiVersion') {
    const versions = [...new Set((matching.length > 0 ? matching : served()).map(apiVersionOf))];
    return versions.map((version) => ({ label: version, type: 'value', from, insert: version }));
  }
  const place = object.definition ? placeIn(object.definition, path) : undefined;
  return place ? options(cursor, place) : [];
}

const options = ({ from, word }: Cursor, { type, field, owner }: SchemaPlace): readonly Completion[] =>
  knownValues(type, field, owner?.name)
    .filter((value) => value !== word)
    .map((value) => ({ label: value, type: 'value', from, insert: value }));

/** Kinds that people write manifests of; Events and the like are written by programs. */
const served = (): readonly (typeof kinds)[number][] => kinds.filter(({ kind }) => kind !== 'Event');

const LONGEST_INFO = 300;

/** The first sentence of a description. */
function infoOf(docs: Docs | undefined, definition: string, field: string): string | undefined {
  const text = docs && docOf(docs, definition, [field]);
  if (!text) return undefined;
  const end = text.search(/\.(\s|$)|\n/);
  return (end < 0 ? text : text.slice(0, text[end] === '.' ? end + 1 : end)).slice(0, LONGEST_INFO);
}
