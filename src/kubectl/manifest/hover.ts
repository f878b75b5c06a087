import { type Docs, docOf } from '../../kinds/schema/docs.ts';
import type { Answers } from '../../wire/source.ts';
import { readYamlTrees, type YamlTree } from '../yaml.ts';
import { type Cursor, cursorAt } from './cursor.ts';
import { MOST_CHARACTERS } from './lint.ts';
import { knownValues } from './known-values.ts';
import { pathAt, type Span } from './nodes.ts';
import { definitionOfKind, pathText, placeIn, type Step, typeText } from './schema-path.ts';

/** What the schema says of the field (or the kind) at an offset, as `kubectl explain` has it. */
export function hover(source: string, offset: number, docs: Docs | undefined): Answers['hover'] {
  const { trees } = source.length > MOST_CHARACTERS ? { trees: [] } : readYamlTrees(source);
  const tree = trees.findLast((one) => one.offset <= offset && offset <= one.offset + (one.doc.range?.[2] ?? 0));
  const asked = (tree && fromTree(tree, offset)) ?? fromLines(source, offset);
  return asked && explain(asked, docs);
}

interface Asked {
  readonly definition: string;
  /** From the object's root. */
  readonly path: readonly Step[];
  readonly on: 'key' | 'value';
  readonly span: Span;
}

function fromTree(tree: YamlTree, offset: number): Asked | undefined {
  const found = pathAt(tree, offset);
  if (!found) return undefined;
  let [object, path]: [unknown, readonly Step[]] = [tree.value, found.path];
  while (path[0] === 'items' && typeof path[1] === 'number' && isListKind(object)) {
    object = (object as unknown as { items: readonly unknown[] }).items[path[1]];
    path = path.slice(2);
  }
  const { apiVersion, kind } = (object ?? {}) as { readonly apiVersion?: unknown; readonly kind?: unknown };
  const definition = definitionOfKind(String(apiVersion), String(kind));
  return definition ? { ...found, definition, path } : undefined;
}

const isListKind = (object: unknown): boolean => {
  const { kind, items } = (object ?? {}) as { readonly kind?: unknown; readonly items?: unknown };
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items);
};

/** For texts no parser reads: the word under the pointer, completed. */
function fromLines(source: string, offset: number): Asked | undefined {
  const end = offset + (/^[\w./$-]*/.exec(source.slice(offset, offset + 200))?.[0].length ?? 0);
  const cursor: Cursor | undefined = cursorAt(source, end);
  if (!cursor?.path || !cursor.object.definition || cursor.word === '') return undefined;
  const path = cursor.at === 'key' && cursor.named ? [...cursor.path, cursor.word] : cursor.path;
  return { definition: cursor.object.definition, path, on: cursor.at, span: { from: cursor.from, to: end } };
}

function explain({ definition, path, on, span }: Asked, docs: Docs | undefined): Answers['hover'] {
  if (path.length === 1 && path[0] === 'kind' && on === 'value')
    return { title: nameOf(definition), text: (docs && docOf(docs, definition, [])) ?? '', ...span };
  const place = placeIn(definition, path);
  if (!place?.field || !place.owner) return undefined;
  // A key of a map is somebody's own word: what is explained is the map.
  const { field, owner, type } = place;
  const known = knownValues(type, field, owner.name);
  const lines = [
    (docs && docOf(docs, owner.name, [field.name])) ?? '',
    ...(known.length > 0 && type.is === 'scalar' && type.scalar !== 'boolean' ? [`enum: ${known.join(', ')}`] : []),
  ];
  return {
    title: `${pathText(path)} <${typeText(type)}>${field.required ? ' -required-' : ''}`,
    text: lines.filter((line) => line !== '').join('\n\n'),
    ...span,
  };
}

const nameOf = (definition: string): string => definition.slice(definition.lastIndexOf('.') + 1);
