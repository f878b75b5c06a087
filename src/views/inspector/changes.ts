import { deepEqual, isObject } from '../../base/json.ts';
import { byText } from '../../base/order.ts';

/** One thing that is different between two versions of an object. Values are texts, absent where there is none to tell in a word. */
export interface Change {
  readonly what: 'changed' | 'added' | 'removed' | 'condition';
  /** Of a field `status.replicas`, `spec.containers[web].image`; of a condition its type. */
  readonly path: string;
  readonly from?: string;
  readonly to?: string;
}

/** Told by every write, or of nobody's interest beside what else has changed. */
const SILENT: ReadonlySet<string> = new Set(['metadata.resourceVersion', 'metadata.managedFields', 'metadata.generation', 'status.observedGeneration']);
const ORDER = ['spec', 'data', 'status', 'metadata'];
const TIMES: ReadonlySet<string> = new Set(['lastTransitionTime', 'lastUpdateTime', 'lastHeartbeatTime', 'lastProbeTime']);
const MOST_LETTERS = 48;

/** What `after` has otherwise than `before`, what matters most first; bookkeeping fields only if nothing else has changed. */
export function changesOf(after: object, before: object): readonly Change[] {
  const all = walk(after, before, '');
  const loud = all.filter(({ path }) => !SILENT.has(path));
  const told = loud.length > 0 ? loud : all.filter(({ path }) => path !== 'metadata.resourceVersion' && path !== 'metadata.managedFields');
  return [...told].sort((a, b) => rank(a) - rank(b));
}

function rank({ what, path }: Change): number {
  const at = what === 'condition' ? ORDER.indexOf('status') - 0.5 : ORDER.indexOf(path.split('.')[0]!.split('[')[0]!);
  return at < 0 ? 0 : at;
}

function walk(after: unknown, before: unknown, path: string): Change[] {
  if (deepEqual(after, before)) return [];
  if (before === undefined) return whole('added', after, path);
  if (after === undefined) return whole('removed', before, path);
  if (SILENT.has(path)) return [{ what: 'changed', path, ...told('from', before), ...told('to', after) }];
  if (Array.isArray(after) && Array.isArray(before)) return inList(after, before, path);
  if (isObject(after) && isObject(before)) {
    const keys = [...new Set([...Object.keys(after), ...Object.keys(before)])].sort(byText);
    return keys.flatMap((key) => walk(after[key], before[key], fieldPath(path, key)));
  }
  return [{ what: 'changed', path, ...told('from', before), ...told('to', after) }];
}

/** A field that came or went as a whole; a list of conditions by each of them, a new map (labels, status) by its fields. */
function whole(what: 'added' | 'removed', value: unknown, path: string): Change[] {
  if (Array.isArray(value) && path.endsWith('.conditions')) return what === 'added' ? inList(value, [], path) : inList([], value, path);
  if (path === 'status' && isObject(value))
    return Object.keys(value)
      .sort(byText)
      .flatMap((key) => whole(what, value[key], fieldPath(path, key)));
  return [{ what, path, ...told(what === 'added' ? 'to' : 'from', value) }];
}

function inList(after: readonly unknown[], before: readonly unknown[], path: string): Change[] {
  const ids = new Set([...after, ...before].map(idOf));
  if (ids.has(undefined)) return [{ what: 'changed', path, ...told('from', before), ...told('to', after) }];
  return [...ids].flatMap((id) => {
    const [now, then] = [after, before].map((list) => list.find((item) => idOf(item) === id));
    if (path.endsWith('.conditions')) return condition(String(id), now, then);
    return walk(now, then, `${path}[${id}]`);
  });
}

function condition(type: string, after: unknown, before: unknown): Change[] {
  const [now, then] = [isObject(after) ? after : {}, isObject(before) ? before : {}];
  if (deepEqual(now, then)) return [];
  if (now.status !== then.status) return [{ what: 'condition', path: type, ...told('from', then.status), ...told('to', now.status) }];
  const fields = [...new Set([...Object.keys(now), ...Object.keys(then)])].filter((key) => !deepEqual(now[key], then[key]));
  const [first] = [...fields.filter((key) => key === 'reason'), ...fields.filter((key) => !TIMES.has(key)), ...fields];
  return first === undefined ? [] : [{ what: 'condition', path: `${type}.${first}`, ...told('from', then[first]), ...told('to', now[first]) }];
}

/** What the API merges lists of objects by. */
const idOf = (item: unknown): unknown => (isObject(item) ? (item.uid ?? item.type ?? item.name ?? item.containerPort ?? item.ip ?? item.key) : item);

const fieldPath = (path: string, key: string): string => (path === '' ? key : /[./]/.test(key) ? `${path}[${key}]` : `${path}.${key}`);

function told<K extends 'from' | 'to'>(key: K, value: unknown): Partial<Record<K, string>> {
  if (value === undefined || value === null || (typeof value === 'object' && !isPlainList(value))) return {};
  const text = isPlainList(value) ? value.join(', ') : String(value);
  if (text === '') return {};
  const line = text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text;
  return { [key]: line } as Record<K, string>;
}

const isPlainList = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.every((item) => typeof item !== 'object');
