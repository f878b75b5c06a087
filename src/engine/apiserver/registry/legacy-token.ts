import type { JsonObject } from '../../../base/json.ts';
import { textFromBase64 } from '../../../kinds/base64.ts';
import { notFound } from '../../../kinds/errors.ts';
import { getObject, type Root } from '../../etcd/store.ts';
import type { Secret, ServiceAccount } from '../../../kinds/schema/types.gen.ts';
import { signed, trusted } from './token.ts';

/**
 * The tokens that live in Secrets of type kubernetes.io/service-account-token (pkg/serviceaccount/legacy.go): without an end and without
 * an audience, good as long as the Secret holds them.
 *
 * Simplified: the label kubernetes.io/legacy-token-last-used is not put on a Secret whose token is shown.
 */
const LEGACY_ISSUER = 'kubernetes/serviceaccount';
const CLAIM = 'kubernetes.io/serviceaccount/';
const INVALID_SINCE = 'kubernetes.io/legacy-token-invalid-since';

export const legacyToken = (namespace: string, account: { readonly name: string; readonly uid: string }, secret: string): string =>
  signed({
    iss: LEGACY_ISSUER,
    [`${CLAIM}namespace`]: namespace,
    [`${CLAIM}secret.name`]: secret,
    [`${CLAIM}service-account.name`]: account.name,
    [`${CLAIM}service-account.uid`]: account.uid,
    sub: `system:serviceaccount:${namespace}:${account.name}`,
  });

export interface LegacyUser {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** Whose it is, or why it is no good; undefined when it is no token of this kind. */
export function legacyUser(root: Root, token: string): LegacyUser | { readonly problem: string } | undefined {
  const found = trusted(token, LEGACY_ISSUER);
  return found && ('problem' in found ? found : validated(root, token, found.claims));
}

function validated(root: Root, token: string, claims: JsonObject): LegacyUser | { readonly problem: string } {
  const claim = (name: string): string => (typeof claims[name] === 'string' ? claims[name] : '');
  const [namespace, secretName] = [claim(`${CLAIM}namespace`), claim(`${CLAIM}secret.name`)];
  const [name, uid] = [claim(`${CLAIM}service-account.name`), claim(`${CLAIM}service-account.uid`)];
  const needed = { sub: claim('sub'), namespace, secretName, serviceAccountName: name, serviceAccountUID: uid };
  for (const [what, text] of Object.entries(needed)) if (text === '') return { problem: `${what} claim is missing` };
  if (needed.sub !== `system:serviceaccount:${namespace}:${name}`) return { problem: 'sub claim is invalid' };
  const secret = getObject<Secret>(root, 'secrets', `${namespace}/${secretName}`);
  if (!secret || secret.metadata.deletionTimestamp !== undefined) return { problem: 'Token has been invalidated' };
  if (textFromBase64(secret.data?.['token'] ?? '') !== token) return { problem: "Token does not match server's copy" };
  const account = getObject<ServiceAccount>(root, 'serviceaccounts', `${namespace}/${name}`);
  if (!account) return { problem: notFound({ group: '', name: 'serviceaccounts' }, name).message ?? '' };
  if (account.metadata.deletionTimestamp !== undefined) return { problem: `ServiceAccount ${namespace}/${name} has been deleted` };
  if (account.metadata.uid !== uid) return { problem: `ServiceAccount UID (${account.metadata.uid}) does not match claim (${uid})` };
  if (secret.metadata.labels?.[INVALID_SINCE])
    return {
      problem: `the token in secret ${namespace}/${secretName} for service account ${namespace}/${name} has been marked invalid. Use tokens from the TokenRequest API or manually created secret-based tokens, or remove the '${INVALID_SINCE}' label from the secret to temporarily allow use of this token`,
    };
  return { namespace, name, uid };
}
