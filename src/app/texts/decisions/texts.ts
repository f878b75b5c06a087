import type { Sentence } from '../../../session/words.ts';

/** Sentences for the decisions of one component: code → (arguments → saw, decided, result). The type is the same for every language, so none can be missing. */
export type Sentences<D> = { readonly [C in keyof D]: (args: D[C]) => Sentence };

/** Those of all components, looked up by whatever code was recorded. */
export type Catalogue = Readonly<Record<string, ((args: never) => Sentence) | undefined>>;
