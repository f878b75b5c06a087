import type { Answers } from '../wire/source.ts';

/** What the editor asks about a manifest text; written in src/kubectl/manifest/, handed in where the worker is put together. */
export interface ManifestTools {
  lint(source: string): Answers['lint'];
  complete(source: string, offset: number): Answers['complete'];
  hover(source: string, offset: number): Answers['hover'];
}

export const NO_MANIFEST_TOOLS: ManifestTools = { lint: () => [], complete: () => [], hover: () => undefined };
