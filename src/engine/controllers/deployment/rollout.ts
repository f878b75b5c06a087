import type { Deployment, ReplicaSet } from '../../../kinds/schema/types.gen.ts';
import type { Context } from '../controller.ts';

/** What one sync of a Deployment works on. `d` is replaced as its own writes are answered. */
export interface Rollout {
  readonly context: Context;
  d: Deployment;
  /** ReplicaSets it owns, as the cache showed them when the sync began. */
  readonly rsList: readonly ReplicaSet[];
  /** Names of those that still have pods that are not over; looked up for Recreate only. */
  readonly withPods: readonly string[];
}
