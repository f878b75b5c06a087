import type { Json, JsonObject } from '../../../base/json.ts';
import { parseRfc3339, seconds } from '../../../base/time.ts';
import { badRequest, goQuote, notFound } from '../../../kinds/errors.ts';
import type { KubeObject } from '../../../kinds/object.ts';
import { etcd, getObject } from '../../etcd/store.ts';
import type { Sim } from '../../sim/sim.ts';
import { refuse } from '../refusal.ts';
import { type LegacyUser, legacyUser } from './legacy-token.ts';
import { claimsOf, ISSUER } from './token.ts';
import type { NameAndUid, ReadClaims } from './token-claims.ts';

/** TokenReview: whose token it is, as long as it holds (pkg/registry/authentication/tokenreview, pkg/serviceaccount/jwt.go, claims.go). */
export function reviewedToken(sim: Sim, spec: JsonObject): Json {
  const token = typeof spec['token'] === 'string' ? spec['token'] : '';
  if (token === '') refuse(badRequest('token is required for TokenReview in authentication'));
  const asked = Array.isArray(spec['audiences']) && spec['audiences'].length > 0 ? (spec['audiences'] as readonly string[]) : [ISSUER];
  const old = legacyUser(sim.get(etcd).root, token);
  if (old) return reviewedLegacy(old, asked);
  const claims = claimsOf(token);
  if (claims === undefined) return { user: {}, error: 'invalid bearer token' };
  const problem = 'problem' in claims ? claims.problem : problemOf(sim, claims, asked);
  if (problem !== undefined || 'problem' in claims) return { user: {}, error: `[invalid bearer token, ${problem}]` };
  return { authenticated: true, user: userOf(claims), audiences: asked.filter((one) => audiencesOf(claims).includes(one)) };
}

/** Such a token is for the API server alone. */
function reviewedLegacy(user: LegacyUser | { readonly problem: string }, asked: readonly string[]): Json {
  const problem =
    'problem' in user
      ? user.problem
      : asked.includes(ISSUER)
        ? undefined
        : `token audiences ${quoted([ISSUER])} is invalid for the target audiences ${quoted(asked)}`;
  if (problem !== undefined || 'problem' in user) return { user: {}, error: `[invalid bearer token, ${problem}]` };
  const { namespace, name, uid } = user;
  return { authenticated: true, user: { username: `system:serviceaccount:${namespace}:${name}`, uid, groups: groupsOf(namespace) }, audiences: [ISSUER] };
}

const groupsOf = (namespace: string): readonly string[] => ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];

/** A token that names no audience is one of the old kind, for the API server alone. */
const audiencesOf = ({ aud }: ReadClaims): readonly string[] => (aud.length > 0 ? aud : [ISSUER]);

function problemOf(sim: Sim, claims: ReadClaims, asked: readonly string[]): string | undefined {
  const audiences = audiencesOf(claims);
  if (!asked.some((one) => audiences.includes(one))) return `token audiences ${quoted(audiences)} is invalid for the target audiences ${quoted(asked)}`;
  const now = sim.config.epochMs / 1000 + sim.now / 1_000_000;
  return untimely(claims, now) ?? unknownAccount(sim, claims) ?? unbound(sim, claims);
}

/** Clocks may disagree by a minute (jwt.DefaultLeeway): so long a token lives on, and so long it keeps what it is bound to when that is being deleted. */
const LEEWAY_SECONDS = 60;

function untimely({ exp, nbf, iat }: ReadClaims, now: number): string | undefined {
  if (nbf !== undefined && now + LEEWAY_SECONDS < nbf) return 'service account token is not valid yet';
  if (exp !== undefined && now - LEEWAY_SECONDS > exp) return 'service account token has expired';
  if (iat !== undefined && now + LEEWAY_SECONDS < iat) return 'service account token claims could not be validated due to unexpected validation error';
  return undefined;
}

function unknownAccount(sim: Sim, { 'kubernetes.io': { namespace, serviceaccount } }: ReadClaims): string | undefined {
  // What the client says that the server asks with: client-go's rest.Request.
  if (serviceaccount.name === '') return 'resource name may not be empty';
  if (namespace === '') return 'an empty namespace may not be set when a resource name is provided';
  const account = getObject(sim.get(etcd).root, 'serviceaccounts', `${namespace}/${serviceaccount.name}`);
  if (!account) return notFound({ group: '', name: 'serviceaccounts' }, serviceaccount.name).message;
  if (isLongDeleted(sim, account)) return `service account ${namespace}/${serviceaccount.name} has been deleted`;
  if (account.metadata.uid !== serviceaccount.uid) return `service account UID (${account.metadata.uid}) does not match claim (${serviceaccount.uid})`;
  return undefined;
}

/** The Secret, the pod or the node it is bound to; of a pod's token the node is only told. */
function unbound(sim: Sim, { 'kubernetes.io': { namespace, secret, pod, node } }: ReadClaims): string | undefined {
  const bound: readonly (readonly [string, string, NameAndUid | undefined])[] = [
    ['secret', `${namespace}/`, secret],
    ['pod', `${namespace}/`, pod],
    ['node', '', pod ? undefined : node],
  ];
  for (const [kind, prefix, ref] of bound) {
    if (!ref) continue;
    const object = getObject(sim.get(etcd).root, `${kind}s`, prefix + ref.name);
    if (!object || isLongDeleted(sim, object)) return 'service account token has been invalidated';
    if (object.metadata.uid !== ref.uid) return `${kind} UID (${object.metadata.uid}) does not match service account ${kind} ref claim (${ref.uid})`;
  }
  return undefined;
}

function isLongDeleted({ config, now }: Sim, { metadata: { deletionTimestamp } }: KubeObject): boolean {
  const since = deletionTimestamp === undefined ? undefined : parseRfc3339(config.epochMs, deletionTimestamp);
  return since !== undefined && since < now - seconds(LEEWAY_SECONDS);
}

const quoted = (texts: readonly string[]): string => `[${texts.map(goQuote).join(' ')}]`;

function userOf({ jti, 'kubernetes.io': { namespace, pod, node, serviceaccount } }: ReadClaims): JsonObject {
  const extra: Record<string, Json> = jti === '' ? {} : { 'authentication.kubernetes.io/credential-id': [`JTI=${jti}`] };
  if (node) extra['authentication.kubernetes.io/node-name'] = [node.name];
  if (node) extra['authentication.kubernetes.io/node-uid'] = [node.uid];
  if (pod) extra['authentication.kubernetes.io/pod-name'] = [pod.name];
  if (pod) extra['authentication.kubernetes.io/pod-uid'] = [pod.uid];
  return { username: `system:serviceaccount:${namespace}:${serviceaccount.name}`, uid: serviceaccount.uid, groups: groupsOf(namespace), extra };
}
