import { isObject, type JsonObject } from '../../../base/json.ts';
import { fnv1a } from '../../../base/hash.ts';
import { textFromBase64, toBase64 } from '../../../kinds/base64.ts';
import { goJson } from '../../../kinds/errors.ts';

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
export interface NameAndUid {
  readonly name: string;
  readonly uid: string;
}

export const ISSUER = 'https://kubernetes.default.svc.cluster.local';

export function signed(claims: TokenClaims): string {
  const text = `${base64Url('{"alg":"RS256","kid":"cutaway"}')}.${base64Url(goJson(claims))}`;
  return `${text}.${base64Url(fnv1a(text).toString(16))}`;
}

/** The claims of a token of this cluster's; undefined when it is none, `forged` when its claims were not signed here. */
export function claimsOf(token: string): TokenClaims | 'forged' | undefined {
  const [header = '', payload = '', signature, ...more] = token.split('.');
  if (signature === undefined || more.length > 0 || /[^A-Za-z0-9_-]/.test(header + payload + signature)) return undefined;
  const claims = parsed(payload);
  if (claims?.['iss'] !== ISSUER) return undefined;
  return signature === base64Url(fnv1a(`${header}.${payload}`).toString(16)) ? (claims as unknown as TokenClaims) : 'forged';
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
