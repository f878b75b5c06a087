import type { Image } from '../../images/catalog.ts';
import { imageFiles } from '../../images/image-files.ts';
import { EMPTY_TREE, type Tree, withDirectory, withFile } from './tree.ts';

const layers = new WeakMap<Image, Tree>();

/** The file tree a new container of an image starts with; shared by all of them until they write. */
export function imageLayer(image: Image): Tree {
  const known = layers.get(image);
  if (known) return known;
  const { directories, files } = imageFiles(image);
  const tree = files.reduce((all, [path, content]) => withFile(all, path, content), directories.reduce(withDirectory, EMPTY_TREE));
  layers.set(image, tree);
  return tree;
}
