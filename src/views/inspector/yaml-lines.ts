import { deepEqual, isObject } from '../../base/json.ts';
import { byText } from '../../base/order.ts';

/** One line of an object written as `kubectl get -o yaml` does (keys sorted), and whether its value differs from the version before. */
export interface YamlLine {
  readonly text: string;
  readonly mark: 'same' | 'changed' | 'added' | 'removed';
}

/** Lines of `after`; where `before` is given, what changed is marked and what went away stands as removed lines. */
export function yamlLines(after: unknown, before?: unknown): YamlLine[] {
  return linesOf(after, before === undefined ? after : before, 0);
}

function linesOf(after: unknown, before: unknown, depth: number): YamlLine[] {
  if (Array.isArray(after)) return listLines(after, Array.isArray(before) ? before : [], depth);
  if (isObject(after)) return mapLines(after, isObject(before) ? before : {}, depth);
  return [{ text: pad(depth) + scalar(after), mark: Object.is(after, before) ? 'same' : 'changed' }];
}

function mapLines(after: Record<string, unknown>, before: Record<string, unknown>, depth: number): YamlLine[] {
  const keys = [...new Set([...Object.keys(after), ...Object.keys(before)])].sort(byText);
  return keys.flatMap((key) => {
    const now = after[key];
    const then = before[key];
    if (now === undefined) return then === undefined ? [] : entry(key, then, then, depth).map((line) => ({ ...line, mark: 'removed' as const }));
    if (then === undefined) return entry(key, now, now, depth).map((line) => ({ ...line, mark: 'added' as const }));
    return entry(key, now, then, depth);
  });
}

function entry(key: string, now: unknown, then: unknown, depth: number): YamlLine[] {
  const name = pad(depth) + plain(key);
  if (isNested(now)) {
    // Lists stand at the depth of their key, as Go's writer puts them.
    const inner = linesOf(now, isNested(then) ? then : Array.isArray(now) ? [] : {}, Array.isArray(now) ? depth : depth + 1);
    return [{ text: `${name}:`, mark: isNested(then) ? 'same' : 'changed' }, ...inner];
  }
  if (Array.isArray(now) || isObject(now)) return [{ text: `${name}: ${Array.isArray(now) ? '[]' : '{}'}`, mark: deepEqual(now, then) ? 'same' : 'changed' }];
  const mark = Object.is(now, then) ? ('same' as const) : ('changed' as const);
  if (typeof now === 'string' && now.includes('\n')) {
    const block = now.endsWith('\n') ? '|' : '|-';
    return [
      { text: `${name}: ${block}`, mark },
      ...now
        .replace(/\n$/, '')
        .split('\n')
        .map((text) => ({ text: text === '' ? '' : pad(depth + 1) + text, mark })),
    ];
  }
  return [{ text: `${name}: ${scalar(now)}`, mark }];
}

function listLines(after: readonly unknown[], before: readonly unknown[], depth: number): YamlLine[] {
  const partners = partnersOf(after, before);
  const lines = after.flatMap((item, i) => {
    const then = partners[i];
    const inner = then === undefined ? linesOf(item, item, depth + 1).map((line) => ({ ...line, mark: 'added' as const })) : linesOf(item, then, depth + 1);
    const [first, ...rest] = inner.length > 0 ? inner : [{ text: `${pad(depth + 1)}{}`, mark: 'same' as const }];
    return [{ text: `${pad(depth)}- ${first!.text.slice(depth * 2 + 2)}`, mark: first!.mark }, ...rest];
  });
  const gone = before.filter((item) => !partners.includes(item));
  return [...lines, ...gone.flatMap((item) => listLines([item], [item], depth).map((line) => ({ ...line, mark: 'removed' as const })))];
}

/** For each item the one of the version before it continues: by the key lists are merged on, else by place. */
function partnersOf(after: readonly unknown[], before: readonly unknown[]): unknown[] {
  const idOf = (item: unknown): unknown => (isObject(item) ? (item.uid ?? item.type ?? item.name ?? item.containerPort ?? item.ip ?? item.key) : item);
  return after.map((item, i) => {
    const id = idOf(item);
    return id === undefined ? before[i] : before.find((other) => Object.is(idOf(other), id));
  });
}

const pad = (depth: number): string => '  '.repeat(depth);
const isNested = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : isObject(value) && Object.values(value).some((item) => item !== undefined);
const AMBIGUOUS = /^(?:~|null|true|false|yes|no|on|off|y|n|[-+]?(?:\d[\d_]*)?\.?\d+(?:[eE][-+]?\d+)?|0[xo][\da-fA-F]+|\d{4}-\d\d-\d\d.*|)$/i;
const SPECIAL = /^[-?:,[\]{}#&*!|>'"%@`\s]|: |:$| #|\s$/;
const plain = (text: string): string => (AMBIGUOUS.test(text) || SPECIAL.test(text) || hasControl(text) ? JSON.stringify(text) : text);

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 32) return true;
  return false;
}

function scalar(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return plain(value);
  if (Array.isArray(value)) return '[]';
  if (isObject(value)) return '{}';
  return String(value);
}
