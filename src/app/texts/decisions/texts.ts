import type { Sentence } from '../../../session/words.ts';

/** Sentences for the decisions of one component: code → (arguments → saw, decided, result). */
export type Sentences<D> = { readonly [C in keyof D]: (args: D[C]) => Sentence };
export interface DecisionTexts<D> {
  readonly en: Sentences<D>;
  readonly ja: Sentences<D>;
}
