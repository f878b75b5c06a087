import { definitionOf, definitionWithin } from './structure.ts';

/**
 * The descriptions of `docs.gen.json`, which is loaded only when someone asks for them (hover, completion, explain):
 * definition → field → text; the empty field name is the definition itself.
 */
export type Docs = Readonly<Record<string, Readonly<Record<string, string>>>>;

let known: Docs = {};

/** Hands them in. They are the same always, so what is made with them depends on nothing else; before that there are none. */
export function knowDocs(docs: Docs): void {
  known = docs;
}

export const knownDocs = (): Docs => known;

/** The two fields every kind has of its own; the texts stand here once (meta/v1 TypeMeta). */
const TYPE_META: Readonly<Record<string, string>> = {
  apiVersion:
    'APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources',
  kind: 'Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds',
};

/** The description of the field at a path of names below a definition; of the definition for an empty path. */
export function docOf(docs: Docs, definition: string, path: readonly string[]): string | undefined {
  let owner = definition;
  for (const [i, name] of path.entries()) {
    const field = definitionOf(owner)?.fields.get(name);
    if (!field) return undefined;
    if (i === path.length - 1) return textOf(docs, owner, name);
    const within = definitionWithin(field.type);
    if (!within) return undefined;
    owner = within.name;
  }
  return textOf(docs, owner, '');
}

/** Of a field, or (with an empty name) of the definition itself. */
export const textOf = (docs: Docs, definition: string, field: string): string | undefined => {
  const texts = Object.hasOwn(docs, definition) ? docs[definition] : undefined;
  if (texts && Object.hasOwn(texts, field)) return texts[field];
  return definitionOf(definition)?.gvk && Object.hasOwn(TYPE_META, field) ? TYPE_META[field] : undefined;
};
