import type { DeleteOptions, Eviction } from '../schema/types.gen.ts';

/** The body of `pods/eviction`. */
export const EVICTION_DEFINITION = 'io.k8s.api.policy.v1.Eviction';

/** How the pod is to be deleted once the eviction is granted. */
export const deleteOptionsOf = (eviction: Eviction): DeleteOptions => eviction.deleteOptions ?? {};

/** The refusal when a budget stands against it (429, with retryAfterSeconds 10). */
export const EVICTION_REFUSED = "Cannot evict pod as it would violate the pod's disruption budget.";
export const TWO_BUDGETS = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
