import type { Json, JsonObject } from '../../../base/json.ts';
import { badRequest, goQuote, notFound } from '../../../kinds/errors.ts';
import { etcd, getObject } from '../../etcd/store.ts';
import type { Sim } from '../../sim/sim.ts';
import { refuse } from '../refusal.ts';
import { claimsOf, ISSUER, type TokenClaims } from './token.ts';

/** TokenReview: whose token it is, as long as it holds (pkg/registry/authentication/tokenreview, pkg/serviceaccount/jwt.go, claims.go). */
export function reviewedToken(sim: Sim, spec: JsonObject): Json {
  const token = typeof spec['token'] === 'string' ? spec['token'] : '';
  if (token === '') refuse(badRequest('token is required for TokenReview in authentication'));
  const asked = Array.isArray(spec['audiences']) && spec['audiences'].length > 0 ? (spec['audiences'] as readonly string[]) : [ISSUER];
  const claims = claimsOf(token);
  if (claims === undefined) return { user: {}, error: 'invalid bearer token' };
  const problem = claims === 'forged' ? 'go-jose/go-jose: error in cryptographic primitive' : problemOf(sim, claims, asked);
  if (problem !== undefined || claims === 'forged') return { user: {}, error: `[invalid bearer token, ${problem}]` };
  return { authenticated: true, user: userOf(claims), audiences: asked.filter((one) => claims.aud.includes(one)) };
}

function problemOf(sim: Sim, { aud, exp, nbf, 'kubernetes.io': of }: TokenClaims, asked: readonly string[]): string | undefined {
  if (!asked.some((one) => aud.includes(one))) return `token audiences ${quoted(aud)} is invalid for the target audiences ${quoted(asked)}`;
  const now = sim.config.epochMs / 1000 + sim.now / 1_000_000;
  if (now > exp) return 'service account token has expired';
  if (now < nbf) return 'service account token is not valid yet';
  const { root } = sim.get(etcd);
  const account = getObject(root, 'serviceaccounts', `${of.namespace}/${of.serviceaccount.name}`);
  if (!account) return notFound({ group: '', name: 'serviceaccounts' }, of.serviceaccount.name).message;
  if (account.metadata.uid !== of.serviceaccount.uid) return `service account UID (${account.metadata.uid}) does not match claim (${of.serviceaccount.uid})`;
  const bound = of.pod ? (['pods', of.pod] as const) : of.secret ? (['secrets', of.secret] as const) : undefined;
  if (!bound) return undefined;
  const object = getObject(root, bound[0], `${of.namespace}/${bound[1].name}`);
  return object?.metadata.uid === bound[1].uid ? undefined : 'service account token has been invalidated';
}

const quoted = (texts: readonly string[]): string => `[${texts.map(goQuote).join(' ')}]`;

function userOf({ sub, jti, 'kubernetes.io': { namespace, pod, node, serviceaccount } }: TokenClaims): JsonObject {
  const extra: Record<string, Json> = { 'authentication.kubernetes.io/credential-id': [`JTI=${jti}`] };
  if (node) extra['authentication.kubernetes.io/node-name'] = [node.name];
  if (node) extra['authentication.kubernetes.io/node-uid'] = [node.uid];
  if (pod) extra['authentication.kubernetes.io/pod-name'] = [pod.name];
  if (pod) extra['authentication.kubernetes.io/pod-uid'] = [pod.uid];
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  return { username: sub, uid: serviceaccount.uid, groups, extra };
}
