/**
 * The parameters of a query (what stands behind `?`) as Go's url.ParseQuery reads them: what is malformed, a `;` or an escape that is none, is passed over with its
 * pair. An escaped character that is no UTF-8 comes as U+FFFD.
 */
export function queryPairs(search: string): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (const pair of search.split('&')) {
    if (pair === '' || pair.includes(';') || /%(?![0-9A-Fa-f]{2})/.test(pair)) continue;
    const at = pair.indexOf('=');
    pairs.push(at < 0 ? [unescaped(pair), ''] : [unescaped(pair.slice(0, at)), unescaped(pair.slice(at + 1))]);
  }
  return pairs;
}

/**
 * As a request of the engine has them: of a parameter that is given several times the first counts, as url.Values.Get has it; checks to be left out (`exclude`
 * of /readyz) are told apart by commas. Undefined when there are none.
 */
export function queryOf(search: string): Readonly<Record<string, string>> | undefined {
  const query = new Map<string, string>();
  for (const [name, value] of queryPairs(search)) {
    const before = query.get(name);
    if (before === undefined) query.set(name, value);
    else if (name === 'exclude') query.set(name, `${before},${value}`);
  }
  return query.size > 0 ? Object.fromEntries(query) : undefined;
}

const unescaped = (text: string): string => text.replaceAll('+', ' ').replace(/(?:%[0-9A-Fa-f]{2})+/g, bytesText);

function bytesText(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return '\uFFFD';
  }
}
