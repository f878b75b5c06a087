import { DECISIONS as en } from './en/index.ts';
import { DECISIONS as ja } from './ja/index.ts';

/** Sentences of every language at once: for tools and tests. The page loads the one in use. */
export const DECISION_TEXTS = { en, ja } as const;
