import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { badRequest } from '../../kinds/errors.ts';
import type { ApiResponse } from '../../wire/request.ts';
import type { Call } from './call.ts';
import { refuse } from './refusal.ts';

/**
 * Questions to the API server about who one is and what one may do: created, answered, never stored. Upstream: pkg/registry/authentication, pkg/registry/authorization.
 *
 * Simplified: everybody outside is the cluster's administrator and may do everything; there is no RBAC, and a token is believed as it stands. A real server
 * asks its authorizers.
 */
export interface Review {
  readonly group: string;
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly answer: (asked: Asked, spec: JsonObject) => Json;
}

type Asked = Pick<Call, 'request'>;

const AUTHENTICATION = 'authentication.k8s.io';
const AUTHORIZATION = 'authorization.k8s.io';
const allowed = (): Json => ({ allowed: true });

const userInfo = ({ request }: Asked): JsonObject => ({
  username: request.user ?? 'kubernetes-admin',
  groups: ['kubeadm:cluster-admins', 'system:authenticated'],
});

export const REVIEWS: readonly Review[] = [
  { group: AUTHENTICATION, resource: 'selfsubjectreviews', kind: 'SelfSubjectReview', namespaced: false, answer: (asked) => ({ userInfo: userInfo(asked) }) },
  { group: AUTHENTICATION, resource: 'tokenreviews', kind: 'TokenReview', namespaced: false, answer: (_asked, spec) => tokenStatus(spec) },
  { group: AUTHORIZATION, resource: 'localsubjectaccessreviews', kind: 'LocalSubjectAccessReview', namespaced: true, answer: allowed },
  { group: AUTHORIZATION, resource: 'selfsubjectaccessreviews', kind: 'SelfSubjectAccessReview', namespaced: false, answer: allowed },
  {
    group: AUTHORIZATION,
    resource: 'selfsubjectrulesreviews',
    kind: 'SelfSubjectRulesReview',
    namespaced: false,
    answer: () => ({
      resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
      nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
      incomplete: false,
    }),
  },
  { group: AUTHORIZATION, resource: 'subjectaccessreviews', kind: 'SubjectAccessReview', namespaced: false, answer: allowed },
];

export const reviewOf = (group: string, version: string, resource: string): Review | undefined =>
  version === 'v1' ? REVIEWS.find((review) => review.group === group && review.resource === resource) : undefined;

export function answerReview(review: Review, asked: Asked & Pick<Call, 'sim'>): ApiResponse {
  const { body } = asked.request;
  if (!isObject(body)) return refuse(badRequest(`the object provided is unrecognized (must be of type ${review.kind})`));
  const spec = isObject(body['spec']) ? (body['spec'] as JsonObject) : {};
  const metadata = isObject(body['metadata']) ? (body['metadata'] as JsonObject) : {};
  const answer: JsonObject = {
    kind: review.kind,
    apiVersion: `${review.group}/v1`,
    metadata: { ...metadata, creationTimestamp: null },
    ...(review.kind === 'SelfSubjectReview' ? {} : { spec }),
    status: review.answer(asked, spec),
  };
  return { code: 201, body: answer };
}

/** The claims of a service account's token are read back; anything else is nobody's. */
function tokenStatus(spec: JsonObject): Json {
  const [, payload = ''] = String(spec['token'] ?? '').split('.');
  const subject = subjectOf(payload);
  if (subject === undefined) return { user: {}, error: '[invalid bearer token, square/go-jose: error in cryptographic primitive]' };
  const [, , namespace = ''] = subject.split(':');
  return {
    authenticated: true,
    user: { username: subject, groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'] },
    audiences: ['https://kubernetes.default.svc.cluster.local'],
  };
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function subjectOf(payload: string): string | undefined {
  let bits = 0;
  let held = 0;
  let text = '';
  for (const char of payload) {
    const value = ALPHABET.indexOf(char);
    if (value < 0) return undefined;
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) text += String.fromCharCode((held >> (bits -= 8)) & 255);
  }
  return /"sub":"(system:serviceaccount:[^":]+:[^":]+)"/.exec(text)?.[1];
}
