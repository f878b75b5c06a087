/**
 * Paths of keys that stand twice in one object of a JSON text (`spec.replicas`), each once, in the order in which the second
 * one comes. JSON.parse keeps only the last of them, so they must be found in the text. The text must be valid JSON.
 */
export function duplicateFields(text: string): readonly string[] {
  const found: string[] = [];
  const open: { readonly keys: Set<string> | undefined; index: number; key: string }[] = [];
  let at = 0;
  let expectKey = false;
  while (at < text.length) {
    const char = text[at] as string;
    if (char === '"') {
      const end = endOfString(text, at);
      const top = open.at(-1);
      if (top?.keys && expectKey) {
        top.key = JSON.parse(text.slice(at, end)) as string;
        if (top.keys.has(top.key)) found.push(pathOf(open));
        top.keys.add(top.key);
        expectKey = false;
      }
      at = end;
      continue;
    }
    if (char === '{' || char === '[') {
      open.push({ keys: char === '{' ? new Set() : undefined, index: 0, key: '' });
      expectKey = char === '{';
    } else if (char === '}' || char === ']') {
      open.pop();
    } else if (char === ',') {
      const top = open.at(-1);
      expectKey = top?.keys !== undefined;
      if (top && !top.keys) top.index++;
    }
    at++;
  }
  return [...new Set(found)];
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function pathOf(open: readonly { readonly keys: ReadonlySet<string> | undefined; readonly index: number; readonly key: string }[]): string {
  let path = '';
  for (const level of open) path += level.keys ? `${path === '' ? '' : '.'}${level.key}` : `[${level.index}]`;
  return path;
}
