import type { Answers } from '../wire/source.ts';

/** What the editor asks about a manifest text; written in src/kubectl/manifest/, handed in where the worker is put together. */
export interface ManifestTools {
  lint(source: string): Promise<Answers['lint']>;
  complete(source: string, offset: number): Promise<Answers['complete']>;
  hover(source: string, offset: number): Promise<Answers['hover']>;
}

/** They answer once they are loaded: `load` is called with each question, and gives the same promise every time. */
export const loadedTools = (load: () => Promise<typeof import('./editor-tools.ts')>): ManifestTools => ({
  lint: (source) => load().then((tools) => tools.lint(source)),
  complete: (source, offset) => load().then((tools) => tools.complete(source, offset)),
  hover: (source, offset) => load().then((tools) => tools.hover(source, offset)),
});
