/** What of an entry a search looks at, the most telling first. */
export interface Findable {
  /** Its own name: counts most. */
  readonly name: string;
  /** Its kind, short names, verbs. */
  readonly words: readonly string[];
  /** Other texts it may be found by: namespace, details, the other language. */
  readonly also?: readonly string[];
  /** For equally good finds: higher stands first. At most 1. */
  readonly weight?: number;
}

const NAME = 4;
const WORD = 3;
const ALSO = 1;

/** How well every word of a query is found; 0 = at least one is not. */
export function score(entry: Findable, query: string): number {
  const tokens = tokensOf(query);
  let sum = 0;
  for (const token of tokens) {
    const best = Math.max(
      NAME * nearness(entry.name, token),
      ...entry.words.map((word) => WORD * nearness(word, token)),
      ...(entry.also ?? []).map((text) => ALSO * nearness(text, token)),
    );
    if (best === 0) return 0;
    sum += best;
  }
  return sum / Math.max(1, tokens.length) + (entry.weight ?? 0);
}

export const tokensOf = (query: string): readonly string[] =>
  query
    .toLowerCase()
    .split(/[\s/]+/)
    .filter((token) => token !== '');

/** 1 = the same, less for a beginning, the beginning of a part of it, anywhere in it; 0 = not at all. */
function nearness(text: string, token: string): number {
  const lower = text.toLowerCase();
  if (lower === token) return 1;
  if (lower.startsWith(token)) return 0.85;
  const at = lower.indexOf(token);
  if (at < 0) return 0;
  return /[\s\-./:_…“「（(]/.test(lower[at - 1] ?? '') ? 0.7 : 0.4;
}

/** The best finds in order; equals stay in the order given. */
export function ranked<T extends Findable>(entries: readonly T[], query: string, most: number): readonly (T & { readonly score: number })[] {
  return entries
    .map((entry) => ({ ...entry, score: score(entry, query) }))
    .filter((entry) => entry.score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, most);
}
