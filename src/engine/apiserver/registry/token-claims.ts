import { isObject, type JsonObject } from '../../../base/json.ts';

export interface NameAndUid {
  readonly name: string;
  readonly uid: string;
}

/**
 * The claims of a token that has come in, as far as the server looks at them: whoever can make the signature can write anything into them. Nothing has to be there;
 * what is there has to be of its type (go-jose's jwt.Claims, pkg/serviceaccount/claims.go).
 */
export interface ReadClaims {
  /** Empty when the token names none. */
  readonly aud: readonly string[];
  /** Seconds since the Unix epoch. */
  readonly exp: number | undefined;
  readonly iat: number | undefined;
  readonly nbf: number | undefined;
  readonly jti: string;
  readonly 'kubernetes.io': {
    readonly namespace: string;
    readonly serviceaccount: NameAndUid;
    readonly node: NameAndUid | undefined;
    readonly pod: NameAndUid | undefined;
    readonly secret: NameAndUid | undefined;
  };
}

/** The claims, or go-jose's words for the first of them that cannot be decoded. */
export function readClaims(claims: JsonObject): ReadClaims | { readonly problem: string } {
  try {
    // Decoders of their own stop at once; what encoding/json itself minds is said when all is read.
    const dates = { exp: date(claims['exp']), nbf: date(claims['nbf']), iat: date(claims['iat']) };
    const aud = audiences(claims['aud']);
    text(claims['sub']);
    const jti = text(claims['jti']);
    const of = record(claims['kubernetes.io'], 'serviceaccount.kubernetes') ?? {};
    date(of['warnafter']);
    const inner = {
      namespace: text(of['namespace']),
      serviceaccount: ref(of['serviceaccount']) ?? { name: '', uid: '' },
      pod: ref(of['pod']),
      secret: ref(of['secret']),
      node: ref(of['node']),
    };
    return { ...dates, aud, jti, 'kubernetes.io': inner };
  } catch (error) {
    if (error instanceof ClaimError) return { problem: error.message };
    throw error;
  }
}

class ClaimError extends Error {
  override readonly name = 'ClaimError';
}

/** NumericDate: whole seconds. */
function date(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') throw new ClaimError('go-jose/go-jose/jwt: expected number value to unmarshal NumericDate');
  return Math.trunc(value);
}

/** One text or a list of them; null is neither. */
function audiences(value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw new ClaimError('go-jose/go-jose/jwt: expected string or array value to unmarshal to Audience');
}

function text(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw mistyped(value, 'string');
  return value;
}

function record(value: unknown, type: string): JsonObject | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw mistyped(value, type);
  return value as JsonObject;
}

function ref(value: unknown): NameAndUid | undefined {
  const of = record(value, 'serviceaccount.ref');
  return of && { name: text(of['name']), uid: text(of['uid']) };
}

function mistyped(value: unknown, type: string): ClaimError {
  const what = typeof value === 'boolean' ? 'bool' : Array.isArray(value) ? 'array' : typeof value;
  return new ClaimError(`json: cannot unmarshal ${what} into Go value of type ${type}`);
}
