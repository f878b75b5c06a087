import { byteLength } from '../../kinds/names.ts';
import { type Call, drawFrom } from './call.ts';

/** apimachinery pkg/util/rand: no vowels and no digits that look like letters. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LENGTH = 5;
const MAX_BASE = 63 - SUFFIX_LENGTH;

/** names.SimpleNameGenerator: the base, cut to 58 characters, and five random ones. */
export function generatedName(call: Call, base: string): string {
  return (byteLength(base) > MAX_BASE ? base.slice(0, MAX_BASE) : base) + randomSuffix(call, 'names');
}

/** Five characters out of one number: each as likely as if it were drawn alone. */
export function randomSuffix(call: Call, stream: string): string {
  let rest = drawFrom(call, stream).next(0, ALPHABET.length ** SUFFIX_LENGTH - 1);
  let suffix = '';
  for (let i = 0; i < SUFFIX_LENGTH; i++) {
    suffix += ALPHABET[rest % ALPHABET.length];
    rest = Math.floor(rest / ALPHABET.length);
  }
  return suffix;
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** A uuid in the shape of version 4. */
export function newUid(call: Call, stream = 'uids'): string {
  const [a, b, c, d] = drawFrom(call, stream).all([0xffffffff, 0xffffffff, 0x3fffffff, 0xffffffff]) as [number, number, number, number];
  const third = hex(0x4000 | (b & 0xfff), 4);
  const fourth = hex(0x8000 | (c & 0x3fff), 4);
  return `${hex(a, 8)}-${hex(b >>> 16, 4)}-${third}-${fourth}-${hex(c >>> 14, 4)}${hex(d, 8)}`;
}
