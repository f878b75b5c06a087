import { isObject } from '../../base/json.ts';
import { textFromBase64, toBase64 } from '../../kinds/base64.ts';
import { badRequest } from '../../kinds/errors.ts';
import { goJsonError } from '../../kinds/go-json-error.ts';
import { goKind } from './body.ts';
import { refuse } from './refusal.ts';

/** `continue`: base64url of `{"v":"meta.k8s.io/v1","rv":12,"start":"web\u0000"}` (apiserver pkg/storage/continue.go). */
const VERSION = 'meta.k8s.io/v1';

const FIELDS = [
  ['v', 'string'],
  ['rv', 'int64'],
  ['start', 'string'],
] as const;

export function encodeContinue(rev: number, start: string): string {
  const text = `{"v":"${VERSION}","rv":${rev},"start":${JSON.stringify(start)}}`;
  return toBase64(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** `start` ends in a zero byte: the list goes on with the next key after it. */
export function decodeContinue(token: string): { readonly rev: number; readonly start: string } {
  const bad = (why: string): never => refuse(badRequest(`invalid continue token: continue key is not valid: ${why}`));
  const stray = /[^A-Za-z0-9_-]/.exec(token)?.index ?? (token.length % 4 === 1 ? token.length - 1 : undefined);
  if (stray !== undefined) return bad(`illegal base64 data at input byte ${stray}`);
  const text = textFromBase64(token.replaceAll('-', '+').replaceAll('_', '/'));
  const error = goJsonError(text);
  if (error) return bad(error.message);
  const read = JSON.parse(text) as unknown;
  if (!isObject(read)) return bad(`json: cannot unmarshal ${goKind(read)} into Go value of type storage.continueToken`);
  for (const [field, type] of FIELDS) {
    const value = read[field] ?? undefined;
    const isFit = value === undefined || (type === 'int64' ? Number.isSafeInteger(value) : typeof value === 'string');
    if (!isFit)
      return bad(
        `json: cannot unmarshal ${typeof value === 'number' ? `number ${value}` : goKind(value)} into Go struct field continueToken.${field} of type ${type}`,
      );
  }
  if (read['v'] !== VERSION)
    return refuse(badRequest(`invalid continue token: continue key is not valid: server does not recognize this encoded version ${String(read['v'] ?? '')}`));
  const { rv, start } = read;
  if (typeof rv !== 'number' || rv === 0) return bad(`incorrect encoded start resourceVersion (version ${VERSION})`);
  if (typeof start !== 'string' || start === '') return bad(`encoded start key empty (version ${VERSION})`);
  // As path.Clean has it: nothing leads out of the collection.
  const inside = start.startsWith('/') ? start.slice(1) : start;
  if (inside !== '' && inside.split('/').some((part) => part === '' || part === '..' || part === '.')) return bad(start);
  return { rev: rv, start: inside };
}
