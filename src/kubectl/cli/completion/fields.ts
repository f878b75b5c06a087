import type { Kind } from '../../../kinds/kind.ts';
import { kindByAnyName } from '../../../kinds/registry.ts';
import { type Definition, definitionOf, definitionWithin, type FieldType } from '../../../kinds/schema/structure.ts';
import { type Candidate, NOTHING, type Offer, offer } from './offer.ts';
import { offerTypes } from './objects.ts';

/** Fields of the schema behind a path of names; lists and maps are stepped over. */
function definitionAt(start: Definition | undefined, path: readonly string[]): Definition | undefined {
  let at = start;
  for (const name of path) {
    const field = at?.fields.get(name);
    at = field && definitionWithin(field.type);
  }
  return at;
}

function fieldCandidates(definition: Definition | undefined): readonly Candidate[] {
  return [...(definition?.fields.values() ?? [])].map(({ name, type }) => ({ text: name, hint: shortType(type) }));
}

function shortType(type: FieldType): string {
  switch (type.is) {
    case 'list':
      return `[]${shortType(type.items)}`;
    case 'map':
      return `map[string]${shortType(type.values)}`;
    case 'ref':
      return type.definition.slice(type.definition.lastIndexOf('.') + 1);
    case 'scalar':
      return SCALARS[type.scalar] ?? type.scalar;
  }
}

const SCALARS: Readonly<Record<string, string>> = {
  int32: 'integer',
  int64: 'integer',
  double: 'number',
  bytes: 'string',
  'micro-time': 'time',
  any: 'Object',
};

/** `deployment.spec.tem`, behind `explain`. */
export function offerExplained(word: string): Offer {
  if (!word.includes('.')) return { ...offerTypes(word), suffix: '' };
  const [type = '', ...path] = word.split('.');
  const tail = path.pop() ?? '';
  return offer(tail, fieldCandidates(definitionAt(definitionOfKind(kindByAnyName(type)), path)), '');
}

const definitionOfKind = (kind: Kind | undefined): Definition | undefined => kind && definitionOf(kind.definition);

export interface PathPlace {
  readonly kind: Kind | undefined;
  /** A list of them stands there, under `items`. */
  readonly isList: boolean;
}

const NAME = String.raw`(?:\.\.?[A-Za-z_][\w-]*|\['[^']*'\]|\[[^\]']*\])`;
const PATH_END = new RegExp(`(@?)(${NAME}*)\\.([A-Za-z_][\\w-]*|)$`);

/** A path of JSONPath that is being written: `{.items[*].metadata.na`, `{range .items[*]}{.spec.`, `[?(@.type`. */
export function offerPath(word: string, { kind, isList }: PathPlace): Offer {
  const found = PATH_END.exec(word);
  if (!found) return NOTHING;
  const [whole, at = '', names = '', tail = ''] = found;
  const before = word.slice(0, word.length - whole.length);
  const base = at === '@' ? [...filtered(before), ...namesIn(names)] : [...ranged(before), ...namesIn(names)];
  return offer(tail, candidatesAt(base, { kind, isList }), '');
}

function candidatesAt(path: readonly string[], { kind, isList }: PathPlace): readonly Candidate[] {
  const start = definitionOfKind(kind);
  if (!isList) return fieldCandidates(definitionAt(start, path));
  const [first, ...rest] = path;
  if (first === undefined) return [{ text: 'items', hint: kind ? `[]${kind.kind}` : '[]Object' }];
  return first === 'items' ? fieldCandidates(definitionAt(start, rest)) : [];
}

/** `.spec.containers[0]`: its names. */
const namesIn = (path: string): readonly string[] => [...path.matchAll(/\.([A-Za-z_][\w-]*)|\['([^']*)'\]/g)].map(([, name, quoted]) => name ?? quoted ?? '');

/** The list a filter chooses from. */
function filtered(before: string): readonly string[] {
  const open = before.lastIndexOf('[?(');
  if (open < 0) return [];
  const [, names = ''] = new RegExp(`(${NAME}*)$`).exec(before.slice(0, open)) ?? [];
  return [...ranged(before.slice(0, open - names.length)), ...namesIn(names)];
}

/** What the ranges that are open go over. */
function ranged(before: string): readonly string[] {
  const open: string[][] = [];
  for (const [, path, end] of before.matchAll(/\{\s*range\s+([^{}]*)\}|\{\s*(end)\s*\}/g)) {
    if (end !== undefined) open.pop();
    else open.push([...namesIn(path ?? '')]);
  }
  return open.flat();
}
