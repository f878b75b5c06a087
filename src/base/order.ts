/** Order by UTF-16 code units: the same on every machine, unlike locale-aware comparison. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const sortedBy = <T>(items: Iterable<T>, key: (item: T) => string): T[] => [...items].sort((a, b) => byText(key(a), key(b)));
