import { rawDefinitions } from './structure.gen.ts';

/** One definition as it is generated: fields as type expressions (`string`, `int32`, `[]T`, `{}T`, `#definition`), or with more about them. */
export interface RawDefinition {
  /** group, version, kind */
  readonly gvk?: readonly string[];
  readonly required?: readonly string[];
  readonly mapType?: string;
  readonly fields: Readonly<Record<string, RawField>>;
}
export type RawField =
  | string
  | {
      readonly type: string;
      readonly enum?: readonly string[];
      readonly listType?: string;
      readonly mapKeys?: readonly string[];
      readonly mapType?: string;
      readonly mergeKey?: string;
      readonly patchStrategy?: string;
    };

export type Scalar = 'string' | 'boolean' | 'int32' | 'int64' | 'double' | 'bytes' | 'time' | 'micro-time' | 'quantity' | 'int-or-string' | 'any';

export type FieldType =
  | { readonly is: 'scalar'; readonly scalar: Scalar }
  | { readonly is: 'list'; readonly items: FieldType }
  | { readonly is: 'map'; readonly values: FieldType }
  | { readonly is: 'ref'; readonly definition: string };

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
  /** Known values; for editors. The server checks them in validation, not when decoding. */
  readonly enum: readonly string[] | undefined;
  /** x-kubernetes-list-type: how server-side apply owns a list. `undefined` on lists means atomic. */
  readonly listType: 'atomic' | 'set' | 'map' | undefined;
  readonly mapKeys: readonly string[] | undefined;
  readonly mapType: 'atomic' | 'granular' | undefined;
  /** x-kubernetes-patch-merge-key: the key by which strategic merge patch joins the items of the list. */
  readonly mergeKey: string | undefined;
  /** x-kubernetes-patch-strategy: `merge`, `retainKeys`, `replace`. */
  readonly patchStrategies: readonly string[];
}

export interface Definition {
  readonly name: string;
  readonly gvk: { readonly group: string; readonly version: string; readonly kind: string } | undefined;
  readonly mapType: 'atomic' | 'granular' | undefined;
  readonly fields: ReadonlyMap<string, Field>;
  /** Fields whose Go types are no pointers and which are written always: absent ones have Go's zero value. */
  readonly always: readonly Field[];
}

/** Definitions that have been asked for, in the form above; the raw ones are kept small to load. */
const compiled = new Map<string, Definition>();
/** The editor brings the definitions of kinds that are not served; nothing that is served refers to one of them. */
let others: Readonly<Record<string, RawDefinition>> = {};

/** A definition by its full name (`io.k8s.api.core.v1.Pod`), or undefined. */
export function definitionOf(name: string): Definition | undefined {
  const known = compiled.get(name);
  if (known) return known;
  const raw = [rawDefinitions, others].find((all) => Object.hasOwn(all, name))?.[name];
  if (!raw) return undefined;
  const made = compile(name, raw);
  compiled.set(name, made);
  return made;
}

export const definitionNames = (): readonly string[] => [...Object.keys(rawDefinitions), ...Object.keys(others)];

export function knowAlso(definitions: Readonly<Record<string, RawDefinition>>): void {
  others = definitions;
}

/** The field at a path of names; list items and map values are stepped over by any one name. */
export function fieldAt(definition: string, path: readonly string[]): Field | undefined {
  let fields = definitionOf(definition)?.fields;
  let field: Field | undefined;
  let type: FieldType | undefined;
  for (const name of path) {
    if (type?.is === 'list' || type?.is === 'map') {
      type = type.is === 'list' ? type.items : type.values;
    } else {
      field = fields?.get(name);
      if (!field) return undefined;
      type = field.type;
    }
    fields = type.is === 'ref' ? definitionOf(type.definition)?.fields : undefined;
  }
  return field;
}

/** The definition a type leads to through lists and maps, or undefined for scalars. */
export function definitionWithin(type: FieldType): Definition | undefined {
  if (type.is === 'list') return definitionWithin(type.items);
  if (type.is === 'map') return definitionWithin(type.values);
  return type.is === 'ref' ? definitionOf(type.definition) : undefined;
}

function compile(name: string, raw: RawDefinition): Definition {
  const fields = new Map<string, Field>();
  for (const [field, value] of Object.entries(raw.fields)) {
    const more = typeof value === 'string' ? { type: value } : value;
    fields.set(field, {
      name: field,
      type: parseType(more.type),
      required: raw.required?.includes(field) ?? false,
      enum: more.enum,
      listType: more.listType as Field['listType'],
      mapKeys: more.mapKeys,
      mapType: more.mapType as Field['mapType'],
      mergeKey: more.mergeKey,
      patchStrategies: more.patchStrategy?.split(',') ?? [],
    });
  }
  const [group = '', version = '', kind = ''] = raw.gvk ?? [];
  const always = [...fields.values()].filter((field) => isAlways(field, name, raw.gvk !== undefined));
  return { name, gvk: raw.gvk ? { group, version, kind } : undefined, mapType: raw.mapType as Definition['mapType'], fields, always };
}

/** Structs that the schema calls required are Go values, except these. */
const POINTERS: ReadonlySet<string> = new Set(['selector', 'secretRef']);

function isAlways({ name, type, required }: Field, definition: string, isKind: boolean): boolean {
  if (type.is === 'scalar') return required && !['any', 'bytes', 'time', 'micro-time', 'quantity'].includes(type.scalar);
  if (type.is !== 'ref') return false;
  return name === 'spec' ? isKind || required || definition.endsWith('.PodTemplateSpec') : required && !POINTERS.has(name);
}

function parseType(text: string): FieldType {
  if (text.startsWith('[]')) return { is: 'list', items: parseType(text.slice(2)) };
  if (text.startsWith('{}')) return { is: 'map', values: parseType(text.slice(2)) };
  if (text.startsWith('#')) return { is: 'ref', definition: text.slice(1) };
  return { is: 'scalar', scalar: text as Scalar };
}
