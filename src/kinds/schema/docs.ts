import { definitionOf, definitionWithin } from './structure.ts';

/**
 * The descriptions of `docs.gen.json`, which is loaded only when someone asks for them (hover, completion, explain):
 * definition → field → text; the empty field name is the definition itself.
 */
export type Docs = Readonly<Record<string, Readonly<Record<string, string>>>>;

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

const textOf = (docs: Docs, definition: string, field: string): string | undefined => {
  const texts = Object.hasOwn(docs, definition) ? docs[definition] : undefined;
  return texts && Object.hasOwn(texts, field) ? texts[field] : undefined;
};
