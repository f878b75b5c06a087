import { ITEM, type Step } from './schema-path.ts';

/** Where a cursor stands within `{…}` or `[…]` that is not closed before it. */
export interface FlowPlace {
  readonly path: readonly Step[];
  /** Whether a key or a value (of `path`) is being written. */
  readonly at: 'key' | 'value';
  readonly word: string;
  readonly keys: readonly string[];
}

interface Level {
  readonly list: boolean;
  readonly keys: string[];
  /** The key whose value is being written. */
  key: string | undefined;
}

/** Reads the text from a flow collection's bracket to the cursor; undefined when it is closed before the cursor, or within quotes. */
export function flowPlace(text: string): FlowPlace | undefined {
  const open: Level[] = [];
  let word = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    const level = open.at(-1);
    if (char === '"' || char === "'") {
      const end = text.indexOf(char, i + 1);
      if (end < 0) return undefined;
      word = text.slice(i + 1, end);
      i = end;
    } else if (char === '{' || char === '[') {
      open.push({ list: char === '[', keys: [], key: undefined });
      word = '';
    } else if (char === '}' || char === ']') {
      open.pop();
      if (open.length === 0) return undefined;
      word = '';
    } else if (char === ',') {
      if (level) level.key = undefined;
      word = '';
    } else if (char === ':' && level && !level.list && level.key === undefined) {
      level.key = word.trim();
      level.keys.push(level.key);
      word = '';
    } else if (char !== ' ' || word !== '') word += char;
  }
  const top = open.at(-1);
  if (!top) return undefined;
  const path = open.flatMap((level): Step[] => (level.list ? [ITEM] : level.key === undefined ? [] : [level.key]));
  return { path, at: top.list || top.key !== undefined ? 'value' : 'key', word, keys: top.keys };
}
