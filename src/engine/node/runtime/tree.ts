import { SortedMap } from '../../../base/sorted-map.ts';
import { type FileError, type FileStat, parentOf } from '../../images/files.ts';

/** A directory tree as a persistent map: absolute path inside the tree → what is there. The root `/` always exists. */
export type Tree = SortedMap<TreeNode>;
export type TreeNode = { readonly type: 'file'; readonly content: string; readonly mode?: number } | { readonly type: 'directory' };

export const EMPTY_TREE: Tree = SortedMap.empty();
const DIRECTORY: TreeNode = { type: 'directory' };

export const nodeAt = (tree: Tree, path: string): TreeNode | undefined => (path === '/' ? DIRECTORY : tree.get(path));

export function statIn(tree: Tree, path: string): FileStat | undefined {
  const node = nodeAt(tree, path);
  if (node?.type !== 'file') return node && { type: 'directory', sizeBytes: 4096 };
  return { type: 'file', sizeBytes: node.content.length, ...(node.mode === undefined ? {} : { mode: node.mode }) };
}

export function namesIn(tree: Tree, path: string): readonly string[] | undefined {
  if (nodeAt(tree, path)?.type !== 'directory') return undefined;
  const prefix = path === '/' ? '/' : `${path}/`;
  const names: string[] = [];
  for (const [key] of tree.withPrefix(prefix)) if (key.length > prefix.length && !key.includes('/', prefix.length)) names.push(key.slice(prefix.length));
  return names;
}

export type Change = { readonly tree: Tree; readonly error?: undefined } | { readonly error: FileError; readonly tree?: undefined };

export function writeIn(tree: Tree, path: string, content: string): Change {
  const parent = nodeAt(tree, parentOf(path));
  if (!parent) return { error: 'ENOENT' };
  if (parent.type !== 'directory') return { error: 'ENOTDIR' };
  if (nodeAt(tree, path)?.type === 'directory') return { error: 'EISDIR' };
  return { tree: tree.set(path, { type: 'file', content }) };
}

export function mkdirIn(tree: Tree, path: string): Change {
  if (nodeAt(tree, path)) return { error: 'EEXIST' };
  const parent = nodeAt(tree, parentOf(path));
  if (!parent) return { error: 'ENOENT' };
  return parent.type === 'directory' ? { tree: tree.set(path, DIRECTORY) } : { error: 'ENOTDIR' };
}

/** Makes a directory and all above it. */
export function withDirectory(tree: Tree, path: string): Tree {
  if (path === '/' || nodeAt(tree, path)) return tree;
  return withDirectory(tree, parentOf(path)).set(path, DIRECTORY);
}

/** A file with all directories above it. */
export const withFile = (tree: Tree, path: string, content: string, mode?: number): Tree =>
  withDirectory(tree, parentOf(path)).set(path, { type: 'file', content, ...(mode === undefined ? {} : { mode }) });

export function removeIn(tree: Tree, path: string, recursive: boolean): Change {
  const node = nodeAt(tree, path);
  if (!node) return { error: 'ENOENT' };
  if (path === '/') return { error: 'EBUSY' };
  const below = node.type === 'directory' ? [...tree.withPrefix(`${path}/`)] : [];
  if (below.length > 0 && !recursive) return { error: 'ENOTEMPTY' };
  let next = tree.delete(path);
  for (const [key] of below) next = next.delete(key);
  return { tree: next };
}

/** The part of a tree under `path`, as a tree of its own. */
export function subtree(tree: Tree, path: string): Tree {
  let out = EMPTY_TREE;
  for (const [key, node] of tree.withPrefix(`${path}/`)) out = out.set(key.slice(path.length), node);
  return out;
}

export function grafted(tree: Tree, path: string, branch: Tree): Tree {
  let out = withDirectory(tree, path);
  for (const [key, node] of branch.entries()) out = out.set(path === '/' ? key : path + key, node);
  return out;
}
