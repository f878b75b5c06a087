import { isObject } from '../../base/json.ts';
import { textFromBase64, toBase64 } from '../../kinds/base64.ts';
import { badRequest } from '../../kinds/errors.ts';
import { refuse } from './refusal.ts';

/** `continue`: base64url of `{"v":"meta.k8s.io/v1","rv":12,"start":"web\u0000"}` (apiserver pkg/storage/continue.go). */
const VERSION = 'meta.k8s.io/v1';

export function encodeContinue(rev: number, start: string): string {
  const text = `{"v":"${VERSION}","rv":${rev},"start":${JSON.stringify(start)}}`;
  return toBase64(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** `start` ends in a zero byte: the list goes on with the next key after it. */
export function decodeContinue(token: string): { readonly rev: number; readonly start: string } {
  const bad = (why: string): never => refuse(badRequest(`invalid continue token: continue key is not valid: ${why}`));
  const stray = /[^A-Za-z0-9_-]/.exec(token)?.index ?? (token.length % 4 === 1 ? token.length - 1 : undefined);
  if (stray !== undefined) return bad(`illegal base64 data at input byte ${stray}`);
  let read: unknown;
  try {
    read = JSON.parse(textFromBase64(token.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return bad('invalid character looking for beginning of value');
  }
  if (!isObject(read) || read['v'] !== VERSION)
    return bad(`server does not recognize this encoded version ${JSON.stringify(isObject(read) ? (read['v'] ?? '') : '')}`);
  const { rv, start } = read;
  if (typeof rv !== 'number' || !Number.isSafeInteger(rv) || rv === 0) return bad(`incorrect encoded start resourceVersion (version ${VERSION})`);
  if (typeof start !== 'string' || start === '') return bad(`encoded start key empty (version ${VERSION})`);
  if (start.startsWith('/') || start.split('/').some((part) => part === '..' || part === '.')) return bad(start);
  return { rev: rv, start };
}
