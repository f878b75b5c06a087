/** Kinds that are asked and answered, but never stored: who one is and what one may do. */
export interface ReviewKind {
  readonly group: string;
  readonly version: 'v1';
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Name of its definition in the schema. */
  readonly definition: string;
  readonly verbs: readonly ['create'];
}

const reviewKind = (group: 'authentication' | 'authorization', kind: string, namespaced = false): ReviewKind => ({
  group: `${group}.k8s.io`,
  version: 'v1',
  resource: `${kind.toLowerCase()}s`,
  kind,
  namespaced,
  definition: `io.k8s.api.${group}.v1.${kind}`,
  verbs: ['create'],
});

export const reviewKinds: readonly ReviewKind[] = [
  reviewKind('authentication', 'SelfSubjectReview'),
  reviewKind('authentication', 'TokenReview'),
  reviewKind('authorization', 'LocalSubjectAccessReview', true),
  reviewKind('authorization', 'SelfSubjectAccessReview'),
  reviewKind('authorization', 'SelfSubjectRulesReview'),
  reviewKind('authorization', 'SubjectAccessReview'),
];
