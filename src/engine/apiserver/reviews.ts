import type { Json, JsonObject } from '../../base/json.ts';
import { badRequest, invalid, invalidObject } from '../../kinds/errors.ts';
import { type ReviewKind, reviewKinds } from '../../kinds/review-kinds.ts';
import type { ApiResponse } from '../../wire/request.ts';
import { readSent } from './body.ts';
import type { Call } from './call.ts';
import { refuse } from './refusal.ts';
import { reviewedToken } from './registry/token-review.ts';

/**
 * Questions to the API server about who one is and what one may do: created, answered, never stored. Upstream: pkg/registry/authentication,
 * pkg/registry/authorization, pkg/apis/authorization/validation.
 *
 * Simplified: everybody outside is the cluster's administrator and may do everything; there is no RBAC. A real server asks its authorizers.
 */
export interface Review extends ReviewKind {
  /** The status; refuses what makes no sense. */
  readonly answer: Answer;
}

type Answer = (asked: Asked, spec: JsonObject) => Json;

export type Asked = Pick<Call, 'request' | 'sim' | 'warnings'> & { readonly namespace: string };

const AUTHORIZATION = 'authorization.k8s.io';
const ALLOWED = { allowed: true };

const userInfo = ({ request }: Asked): JsonObject => ({
  username: request.user ?? 'kubernetes-admin',
  groups: request.groups ?? ['kubeadm:cluster-admins', 'system:authenticated'],
});

const access =
  (kind: string, ofOthers: boolean): Answer =>
  ({ namespace }, spec) => {
    checkAccess(kind, spec, ofOthers);
    const { namespace: within = '' } = (spec['resourceAttributes'] ?? {}) as { readonly namespace?: string };
    if (kind === 'LocalSubjectAccessReview' && within !== namespace) refuse(badRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace}`));
    return ALLOWED;
  };

const rules: Answer = (_asked, { namespace }) =>
  namespace
    ? {
        resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
        nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
        incomplete: false,
      }
    : refuse(badRequest('no namespace on request'));

const ANSWERS: Readonly<Record<string, Answer>> = {
  SelfSubjectReview: (asked) => ({ userInfo: userInfo(asked) }),
  TokenReview: ({ sim }, spec) => reviewedToken(sim, spec),
  SelfSubjectRulesReview: rules,
};

/** All others ask whether something is allowed. */
export const REVIEWS: readonly Review[] = reviewKinds.map((review) => ({
  ...review,
  answer: ANSWERS[review.kind] ?? access(review.kind, review.kind !== 'SelfSubjectAccessReview'),
}));

/** Exactly one of the two, and of a question about others, whose rights are meant. */
function checkAccess(kind: string, spec: JsonObject, ofOthers: boolean): void {
  const { resourceAttributes, nonResourceAttributes, user, groups } = spec;
  const wrong = (field: string, value: unknown, detail: string): never =>
    refuse(invalidObject({ group: AUTHORIZATION, name: kind }, '', [invalid(field, value, detail)]));
  if (resourceAttributes && nonResourceAttributes)
    wrong('spec.nonResourceAttributes', nonResourceAttributes, 'cannot be specified in combination with resourceAttributes');
  if (!resourceAttributes && !nonResourceAttributes)
    wrong('spec.resourceAttributes', null, 'exactly one of nonResourceAttributes or resourceAttributes must be specified');
  if (ofOthers && !user && !(Array.isArray(groups) && groups.length > 0)) wrong('spec.user', '', 'at least one of user or group must be specified');
}

export const reviewOf = (group: string, version: string, resource: string): Review | undefined =>
  version === 'v1' ? REVIEWS.find((review) => review.group === group && review.resource === resource) : undefined;

export function answerReview(review: Review, asked: Asked): ApiResponse {
  const { group, version, kind } = review;
  const sent = readSent(asked.request, asked.warnings, review);
  const spec = (sent['spec'] ?? {}) as JsonObject;
  const metadata = (sent['metadata'] ?? {}) as JsonObject;
  const isSelf = review.kind === 'SelfSubjectReview';
  // Who am I is answered with an object of its own, the others with the one that was sent. What rules there are does not repeat the question.
  const answer: JsonObject = {
    kind,
    apiVersion: `${group}/${version}`,
    metadata: isSelf ? { creationTimestamp: asked.sim.timestamp } : review.kind === 'SelfSubjectRulesReview' ? {} : metadata,
    ...(isSelf ? {} : { spec: review.kind === 'SelfSubjectRulesReview' ? {} : spec }),
    status: review.answer(asked, spec),
  };
  return { code: 201, body: answer };
}
