/** The word of a list that was probably meant: the same but for case, or at most two slips away (a third of a short word). */
export function nearest(word: string, words: readonly string[]): string | undefined {
  if (word === '' || word.length > 64) return undefined;
  const lower = word.toLowerCase();
  let best: string | undefined;
  let least = Math.min(2, Math.floor(word.length / 3)) + 1;
  for (const one of words) {
    const slips = one.toLowerCase() === lower ? 0 : distance(lower, one.toLowerCase(), least);
    if (slips < least) [best, least] = [one, slips];
  }
  return best;
}

/** Insertions, deletions, changes and swaps of neighbours between two words; `limit` when it is no less than that. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return Math.min(limit, last[b.length]!);
}
