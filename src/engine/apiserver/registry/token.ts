import { isObject, type JsonObject } from '../../../base/json.ts';
import { fnv1a } from '../../../base/hash.ts';
import { textFromBase64, toBase64 } from '../../../kinds/base64.ts';
import { goJson } from '../../../kinds/errors.ts';
import { type NameAndUid, type ReadClaims, readClaims } from './token-claims.ts';

/**
 * The tokens of ServiceAccounts (pkg/serviceaccount/claims.go, jwt.go).
 *
 * Simplified: a token has the shape and the claims of a real one, but its signature is a mere checksum, which anybody could make.
 */
export interface TokenClaims {
  readonly aud: readonly string[];
  /** Seconds since the Unix epoch, as are iat and nbf. */
  readonly exp: number;
  readonly iat: number;
  readonly iss: string;
  readonly jti: string;
  readonly 'kubernetes.io': {
    readonly namespace: string;
    readonly node?: NameAndUid;
    readonly pod?: NameAndUid;
    readonly secret?: NameAndUid;
    readonly serviceaccount: NameAndUid;
    readonly warnafter?: number;
  };
  readonly nbf: number;
  readonly sub: string;
}

const HEADER = { alg: 'RS256', kid: 'cutaway' } as const;
export const ISSUER = 'https://kubernetes.default.svc.cluster.local';

/** Any claims, in the order in which they are to stand. */
export function signed(claims: TokenClaims | Readonly<Record<string, string>>): string {
  const text = `${base64Url(goJson(HEADER))}.${base64Url(goJson(claims))}`;
  return `${text}.${base64Url(fnv1a(text).toString(16))}`;
}

/** The claims of a token of this cluster's, or why it is none of which the server would say why; undefined when it is not even meant for this server. */
export function claimsOf(token: string): ReadClaims | { readonly problem: string } | undefined {
  const found = trusted(token, ISSUER);
  return found && ('problem' in found ? found : readClaims(found.claims));
}

/** What a token of this issuer claims, when its signature is good; as `claimsOf`. */
export function trusted(token: string, issuer: string): { readonly claims: JsonObject } | { readonly problem: string } | undefined {
  const [head = '', payload = '', signature, ...more] = token.split('.');
  if (signature === undefined || more.length > 0 || /[^A-Za-z0-9_-]/.test(head + payload + signature)) return undefined;
  const claims = parsed(payload);
  const header = parsed(head);
  if (claims?.['iss'] !== issuer || header?.['alg'] !== HEADER.alg) return undefined;
  if (header['kid'] && header['kid'] !== HEADER.kid) return { problem: 'invalid signature, no keys found' };
  if (signature !== base64Url(fnv1a(`${head}.${payload}`).toString(16))) return { problem: 'go-jose/go-jose: error in cryptographic primitive' };
  return { claims };
}

function parsed(payload: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(textFromBase64(payload.replaceAll('-', '+').replaceAll('_', '/')));
    return isObject(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

const base64Url = (text: string): string => toBase64(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
