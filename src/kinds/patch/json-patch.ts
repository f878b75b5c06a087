import { deepEqual, isObject } from '../../base/json.ts';
import { copied, define } from './merge-patch.ts';

/**
 * RFC 6902, with the error texts of evanphx/json-patch as kube-apiserver passes them on. Nothing is changed in place: each
 * operation copies the path it touches and shares the rest; the first that fails fails the whole patch.
 */
export interface Operation {
  readonly op: string;
  readonly path?: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** The patch does not apply: 422 with the text (`test` and bad paths), or 400 when it is no patch at all. */
export class JsonPatchError extends Error {
  override readonly name = 'JsonPatchError';
}

const fail = (message: string): never => {
  throw new JsonPatchError(message);
};

/** json-patch's AccumulatedCopySizeLimit in the API server: three megabytes. */
const COPY_LIMIT = 3 * 1024 * 1024;

export function jsonPatched(document: unknown, operations: readonly Operation[]): unknown {
  let at = document;
  let copiedBytes = 0;
  for (const operation of operations) {
    if (operation.op === 'copy') {
      copiedBytes += sizeOf(valueAt(at, tokens(operation.from ?? ''), 'copy', operation.from ?? ''));
      if (copiedBytes > COPY_LIMIT)
        fail(`Unable to complete the copy, the accumulated size increase of copy is ${copiedBytes}, exceeding the limit ${COPY_LIMIT}`);
    }
    at = applied(at, operation);
  }
  return at;
}

function applied(document: unknown, operation: Operation): unknown {
  const { op, path = '' } = operation;
  switch (op) {
    case 'add':
      return changed(document, tokens(path), (parent, key) => added(parent, key, operation.value, path), 'add', path);
    case 'remove':
      return changed(document, tokens(path), (parent, key) => removed(parent, key, 'remove', path), 'remove', path);
    case 'replace':
      return changed(document, tokens(path), (parent, key) => replaced(parent, key, operation.value, path), 'replace', path);
    case 'move': {
      const from = operation.from ?? '';
      const value = valueAt(document, tokens(from), 'move', from);
      const without = changed(document, tokens(from), (parent, key) => removed(parent, key, 'move', from), 'move', from);
      return changed(without, tokens(path), (parent, key) => added(parent, key, value, path), 'move', path);
    }
    case 'copy': {
      const value = valueAt(document, tokens(operation.from ?? ''), 'copy', operation.from ?? '');
      return changed(document, tokens(path), (parent, key) => added(parent, key, value, path), 'copy', path);
    }
    case 'test':
      return tested(document, operation);
    default:
      return fail(`Unexpected kind: ${op}`);
  }
}

function tested(document: unknown, { path = '', value }: Operation): unknown {
  const at = found(document, tokens(path));
  if (!deepEqual(at === undefined ? null : at, value === undefined ? null : value)) fail(`testing value ${path} failed: test failed`);
  return document;
}

/** The library that the API server uses cannot address the whole document. */
const tokens = (path: string | undefined): readonly string[] => {
  if (path === undefined || !path.startsWith('/')) return fail(`missing path: ${quote(path ?? '')}: missing value`);
  return path
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
};

type Change = (parent: unknown, key: string) => unknown;

/** Copies the path down to the parent of the last token and lets `change` make the new parent. */
function changed(document: unknown, path: readonly string[], change: Change, op: string, text: string): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return fail(`${op} operation does not apply: doc is missing path: ${quote(text)}: missing value`);
  if (rest.length === 0) {
    if (typeof document !== 'object' || document === null) fail(`${op} operation does not apply: doc is missing path: ${quote(text)}: missing value`);
    return change(document, key);
  }
  const kid = child(document, key);
  if (kid === undefined || kid === null || typeof kid !== 'object') fail(`${op} operation does not apply: doc is missing path: ${quote(text)}: missing value`);
  const next = changed(kid, rest, change, op, text);
  return Array.isArray(document) ? document.with(Number(key), next) : withKey(document as Record<string, unknown>, key, next);
}

function added(parent: unknown, key: string, value: unknown, path: string): unknown {
  const put = value === undefined ? null : value;
  if (!Array.isArray(parent)) return withKey(parent as Record<string, unknown>, key, put);
  if (key === '-') return [...parent, put];
  const index = indexOf(key, 'add', path);
  const length = parent.length + 1;
  if (index >= length || index < -length)
    fail(`add operation does not apply: doc is missing path: ${quote(path)}: Unable to access invalid index: ${index}: invalid index referenced`);
  return parent.toSpliced(index < 0 ? index + length : index, 0, put);
}

function removed(parent: unknown, key: string, op: string, path: string): unknown {
  if (Array.isArray(parent)) {
    const index = within(parent, key, op, path);
    return parent.toSpliced(index, 1);
  }
  const object = parent as Record<string, unknown>;
  if (!Object.hasOwn(object, key))
    fail(`${op} operation does not apply: doc is missing path: ${quote(path)}: Unable to remove nonexistent key: ${key}: missing value`);
  const out = copied(object);
  delete out[key];
  return out;
}

function replaced(parent: unknown, key: string, value: unknown, path: string): unknown {
  const put = value === undefined ? null : value;
  if (Array.isArray(parent)) return parent.with(within(parent, key, 'replace', path), put);
  if (!Object.hasOwn(parent as object, key)) fail(`replace operation does not apply: doc is missing key: ${path}: missing value`);
  return withKey(parent as Record<string, unknown>, key, put);
}

function within(list: readonly unknown[], key: string, op: string, path: string): number {
  const index = indexOf(key, op, path);
  const at = index < 0 ? index + list.length : index;
  if (at < 0 || at >= list.length)
    fail(`${op} operation does not apply: doc is missing path: ${quote(path)}: Unable to access invalid index: ${index}: invalid index referenced`);
  return at;
}

function indexOf(key: string, op: string, path: string): number {
  if (/^[+-]?\d{1,9}$/.test(key)) return Number(key);
  return fail(
    `${op} operation does not apply: doc is missing path: ${quote(path)}: value was not a proper array index: ${quote(key)}: strconv.Atoi: parsing ${quote(key)}: invalid syntax`,
  );
}

function child(parent: unknown, key: string): unknown {
  if (Array.isArray(parent)) {
    if (!/^-?\d{1,9}$/.test(key)) return undefined;
    const index = Number(key);
    return parent[index < 0 ? index + parent.length : index];
  }
  return isObject(parent) && Object.hasOwn(parent, key) ? parent[key] : undefined;
}

function found(document: unknown, path: readonly string[]): unknown {
  let at = document;
  for (const key of path) at = child(at, key);
  return at;
}

function valueAt(document: unknown, path: readonly string[], op: string, text: string): unknown {
  const value = found(document, path);
  if (value === undefined) fail(`${op} operation does not apply: doc is missing from path: ${quote(text)}: missing value`);
  return value;
}

function withKey(object: Record<string, unknown>, key: string, value: unknown): Record<string, unknown> {
  const out = copied(object);
  define(out, key, value);
  return out;
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + sizeOf(item) + 1, 2);
  if (isObject(value)) return Object.entries(value).reduce((sum, [key, item]) => sum + key.length + 4 + sizeOf(item), 2);
  return 5;
}

const quote = (text: string): string => JSON.stringify(text);
