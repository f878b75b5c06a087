import type { Sentence } from '../../../session/words.ts';

type Catalogue = Readonly<Record<string, ((args: never) => Sentence) | undefined>>;

/** All sentences of all components, per language. Add the texts of a new component here. */
export const DECISION_TEXTS: { readonly en: Catalogue; readonly ja: Catalogue } = { en: {}, ja: {} };
