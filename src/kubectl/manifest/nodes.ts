import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml';
import type { YamlTree } from '../yaml.ts';
import type { Step } from './schema-path.ts';

/** From and to, in the whole text. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Found {
  /** The key on the way that was found last (an item's whole place for items of lists). */
  readonly key: Span;
  /** What stands there; empty maps and absent values have the place of their key. */
  readonly value: Span;
  /** How many steps of the path there are in the text. */
  readonly steps: number;
  readonly node: Node | null;
}

/** Where a path leads in a document; as far as it goes. */
export function findPath({ doc, offset }: YamlTree, path: readonly Step[]): Found {
  const root = doc.contents as Node | null;
  let node = root;
  let key = spanOf(firstKey(root) ?? root, offset) ?? { from: offset, to: offset };
  let steps = 0;
  for (const step of path) {
    const at = isAlias(node) ? (node.resolve(doc) as Node | undefined) : node;
    if (isMap(at)) {
      const pair = at.items.findLast((item) => isScalar(item.key) && String((item.key as Scalar).value) === String(step)) as Pair | undefined;
      if (!pair) break;
      key = spanOf(pair.key as Node, offset) ?? key;
      node = pair.value as Node | null;
    } else if (isSeq(at) && at.items[Number(step)] !== undefined) {
      node = at.items[Number(step)] as Node;
      key = spanOf(firstKey(node) ?? node, offset) ?? key;
    } else break;
    steps++;
  }
  return { key, value: (isScalar(node) || isAlias(node) ? spanOf(node, offset) : undefined) ?? key, steps, node };
}

/** A scalar as it stands in the text: `on` is a boolean, but was written as `on`. */
export const writtenAs = (node: Node | null): string | undefined => (isScalar(node) ? node.source : undefined);

/** The key or the value in a map whose text is `word`. */
export function findWord({ offset }: YamlTree, node: Node | null, word: string): Span | undefined {
  if (!isMap(node)) return undefined;
  const parts = node.items.flatMap((pair) => [pair.key, pair.value]);
  const part = parts.find((one) => isScalar(one) && String(one.value) === word);
  return part ? spanOf(part as Node, offset) : undefined;
}

/** The way to what stands at an offset: the key of a field, or its plain value. */
export function pathAt(
  { doc, offset }: YamlTree,
  at: number,
): { readonly path: readonly Step[]; readonly on: 'key' | 'value'; readonly span: Span } | undefined {
  const path: Step[] = [];
  let node = doc.contents as Node | null;
  const inside = (one: unknown): boolean => {
    const span = spanOf(one as Node | null, offset);
    return span !== undefined && span.from <= at && at <= span.to;
  };
  for (;;) {
    if (isMap(node)) {
      const pair = node.items.find((item) => inside(item.key) || inside(item.value)) as Pair | undefined;
      if (!pair || !isScalar(pair.key)) return undefined;
      path.push(String(pair.key.value));
      if (inside(pair.key)) return { path, on: 'key', span: spanOf(pair.key as Node, offset)! };
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      const index = node.items.findIndex(inside);
      if (index < 0) return undefined;
      path.push(index);
      node = node.items[index] as Node;
    } else if (isScalar(node) || isAlias(node)) {
      const span = spanOf(node, offset);
      return span && { path, on: 'value', span };
    } else return undefined;
  }
}

const firstKey = (node: Node | null): Node | undefined => (isMap(node) ? ((node.items[0]?.key as Node | undefined) ?? undefined) : undefined);

function spanOf(node: Node | null, offset: number): Span | undefined {
  const range = node?.range;
  return range ? { from: range[0] + offset, to: range[1] + offset } : undefined;
}
