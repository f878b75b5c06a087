import { kindByName, kinds, parseApiVersion } from '../../kinds/registry.ts';
import { otherDefinitions } from '../../kinds/schema/other-structure.gen.ts';
import { type Definition, definitionNames, definitionOf, type Field, type FieldType, knowAlso } from '../../kinds/schema/structure.ts';

/** A way through an object as an editor goes it: names of fields, keys of maps, `[]` or a number for items of lists. */
export type Step = string | number;
export const ITEM = '[]';

/** What the schema says of a place: the field that was named last, and the type of what stands there (an item's, below a list). */
export interface SchemaPlace {
  readonly field: Field | undefined;
  /** The definition the field belongs to. */
  readonly owner: Definition | undefined;
  readonly type: FieldType;
}

export function placeIn(definition: string, path: readonly Step[]): SchemaPlace | undefined {
  let place: SchemaPlace = { field: undefined, owner: undefined, type: { is: 'ref', definition } };
  for (const step of path) {
    const next = below(place, step);
    if (!next) return undefined;
    place = next;
  }
  return place;
}

function below({ field, owner, type }: SchemaPlace, step: Step): SchemaPlace | undefined {
  const isItem = typeof step === 'number' || step === ITEM;
  switch (type.is) {
    case 'list':
      return isItem ? { field, owner, type: type.items } : undefined;
    case 'map':
      return { field, owner, type: type.values };
    case 'ref': {
      const within = isItem ? undefined : definitionOf(type.definition);
      const named = within?.fields.get(String(step));
      return named && within ? { field: named, owner: within, type: named.type } : undefined;
    }
    case 'scalar':
      return undefined;
  }
}

/** The fields that may stand in a map of this type; undefined for what has none. */
export const fieldsOf = (type: FieldType): readonly Field[] | undefined =>
  type.is === 'ref' ? [...(definitionOf(type.definition)?.fields.values() ?? [])] : undefined;

knowAlso(otherDefinitions);

/** The definition of what a manifest says it is: of all kinds Kubernetes has, also those this server does not serve. */
export function definitionOfKind(apiVersion: string, kind: string): string | undefined {
  const { group, version } = parseApiVersion(apiVersion);
  const served = kindByName(group, version, kind);
  return served ? served.definition : unserved().get(`${group}/${version}/${kind}`);
}

let others: ReadonlyMap<string, string> | undefined;
function unserved(): ReadonlyMap<string, string> {
  others ??= new Map(
    definitionNames().flatMap((name) => {
      const gvk = definitionOf(name)?.gvk;
      return gvk ? [[`${gvk.group}/${gvk.version}/${gvk.kind}`, name] as const] : [];
    }),
  );
  return others;
}

/** A kind by its bare name, when only one served kind is called so. */
export function onlyKindNamed(name: string): string | undefined {
  const found = kinds.filter(({ kind }) => kind === name);
  return found.length === 1 ? found[0]!.definition : undefined;
}

const SCALARS = {
  string: 'string',
  boolean: 'boolean',
  int32: 'integer',
  int64: 'integer',
  double: 'number',
  bytes: 'string',
  time: 'string',
  'micro-time': 'string',
  quantity: 'Quantity',
  'int-or-string': 'IntOrString',
  any: 'Object',
} as const;

/** A type as `kubectl explain` writes it: `[]Container`, `map[string]string`, `integer`. */
export function typeText(type: FieldType): string {
  switch (type.is) {
    case 'list':
      return `[]${typeText(type.items)}`;
    case 'map':
      return `map[string]${typeText(type.values)}`;
    case 'ref':
      return type.definition.slice(type.definition.lastIndexOf('.') + 1);
    case 'scalar':
      return SCALARS[type.scalar];
  }
}

/** `spec.template.spec.containers[].image` */
export function pathText(path: readonly Step[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number' || step === ITEM) text += ITEM;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}
