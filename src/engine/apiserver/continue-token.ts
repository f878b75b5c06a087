import { isObject } from '../../base/json.ts';
import { badRequest } from '../../kinds/errors.ts';
import { refuse } from './refusal.ts';

/** `continue`: base64url of `{"v":"meta.k8s.io/v1","rv":12,"start":"web\u0000"}` (apiserver pkg/storage/continue.go). */
const VERSION = 'meta.k8s.io/v1';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function encodeContinue(rev: number, start: string): string {
  return toBase64Url(utf8(`{"v":"${VERSION}","rv":${rev},"start":${JSON.stringify(start)}}`));
}

/** `start` ends in a zero byte: the list goes on with the next key after it. */
export function decodeContinue(token: string): { readonly rev: number; readonly start: string } {
  const bad = (why: string): never => refuse(badRequest(`invalid continue token: continue key is not valid: ${why}`));
  const bytes = fromBase64Url(token);
  if (typeof bytes === 'number') return bad(`illegal base64 data at input byte ${bytes}`);
  let read: unknown;
  try {
    read = JSON.parse(fromUtf8(bytes));
  } catch {
    return bad("invalid character looking for beginning of value");
  }
  if (!isObject(read) || read['v'] !== VERSION) return bad(`server does not recognize this encoded version ${JSON.stringify(isObject(read) ? (read['v'] ?? '') : '')}`);
  const { rv, start } = read;
  if (typeof rv !== 'number' || !Number.isSafeInteger(rv) || rv === 0) return bad(`incorrect encoded start resourceVersion (version ${VERSION})`);
  if (typeof start !== 'string' || start === '') return bad(`encoded start key empty (version ${VERSION})`);
  if (start.startsWith('/') || start.split('/').some((part) => part === '..' || part === '.')) return bad(start);
  return { rev: rv, start };
}

const utf8 = (text: string): number[] => {
  const out: number[] = [];
  for (const [, hex, char] of encodeURIComponent(text).matchAll(/%([0-9A-F]{2})|([^%])/g)) out.push(hex === undefined ? char!.charCodeAt(0) : Number.parseInt(hex, 16));
  return out;
};

function fromUtf8(bytes: readonly number[]): string {
  return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
}

function toBase64Url(bytes: readonly number[]): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = Math.min(3, bytes.length - i);
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let k = 0; k <= left; k++) out += ALPHABET[(group >>> (18 - 6 * k)) & 63];
  }
  return out;
}

/** The bytes, or the place of the first character that does not belong. */
function fromBase64Url(text: string): number[] | number {
  const out: number[] = [];
  let bits = 0;
  let held = 0;
  for (let i = 0; i < text.length; i++) {
    const value = ALPHABET.indexOf(text[i]!);
    if (value < 0) return i;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out.push((held >>> bits) & 255);
  }
  return text.length % 4 === 1 ? text.length - 1 : out;
}
