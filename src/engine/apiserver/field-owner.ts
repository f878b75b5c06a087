import { utf8Bytes } from '../../kinds/base64.ts';
import { invalid, invalidObject, tooLong } from '../../kinds/errors.ts';
import type { FieldError } from '../../kinds/kind.ts';
import type { ApiRequest } from '../../wire/request.ts';
import { optionsKind } from './call.ts';
import { refuse } from './refusal.ts';

/** In bytes. */
const LONGEST = 128;
/** Go's unicode.IsPrint. */
const PRINTABLE = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;
const PLAIN = /^[ -~]{0,128}$/;

/** The `fieldManager` of a write (apimachinery pkg/apis/meta/v1/validation, ValidateFieldManager). */
export function checkFieldManager({ method, query }: ApiRequest): void {
  const name = query?.['fieldManager'];
  if (name === undefined || PLAIN.test(name) || method === 'GET' || method === 'DELETE') return;
  const errors: FieldError[] = [];
  if (utf8Bytes(name).length > LONGEST) errors.push(tooLong('fieldManager', LONGEST));
  let position = 0;
  for (const char of name) {
    if (!PRINTABLE.test(char)) errors.push(invalid('fieldManager', name, `invalid character ${codePoint(char)} (at position ${position})`));
    position += utf8Bytes(char).length;
  }
  if (errors.length > 0) refuse(invalidObject(optionsKind(method), '', errors));
}

/** Go's `%U`. */
const codePoint = (char: string): string => `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/** A program's name as a manager's: without what cannot be printed, as far as there is room (apiserver pkg/endpoints/handlers/create.go, prefixFromUserAgent). */
export function printable(program: string): string {
  if (PLAIN.test(program)) return program;
  let out = '';
  let room = LONGEST;
  for (const char of program) {
    if (!PRINTABLE.test(char)) continue;
    room -= utf8Bytes(char).length;
    if (room < 0) break;
    out += char;
  }
  return out;
}
