import type { NamespaceCondition } from '../../../kinds/schema/types.gen.ts';

/** What a terminating namespace says of itself (upstream: pkg/controller/namespace/deletion/status_condition_utils.go). */

/** What is left, by resource. */
export interface Remaining {
  /** `pods.` or `deployments.apps` → how many. */
  readonly resources: ReadonlyMap<string, number>;
  readonly finalizers: ReadonlyMap<string, number>;
  readonly errors: readonly string[];
}

const OK: readonly (readonly [type: string, reason: string, message: string])[] = [
  ['NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'],
  ['NamespaceDeletionGroupVersionParsingFailure', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'],
  ['NamespaceDeletionContentFailure', 'ContentDeleted', 'All content successfully deleted, may be waiting on finalization'],
  ['NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed'],
  ['NamespaceFinalizersRemaining', 'ContentRemoved', 'All content successfully removed'],
];

const listed = (counts: ReadonlyMap<string, number>, verb: string): string =>
  [...counts]
    .map(([name, count]) => `${name} ${verb} ${count} resource instances`)
    .sort()
    .join(', ');

function troubles({ resources, finalizers, errors }: Remaining): ReadonlyMap<string, { reason: string; message: string }> {
  const out = new Map<string, { reason: string; message: string }>();
  if (errors.length > 0)
    out.set('NamespaceDeletionContentFailure', {
      reason: 'ContentDeletionFailed',
      message: `Failed to delete all resource types, ${errors.length} remaining: ${[...errors].sort().join(', ')}`,
    });
  if (resources.size > 0)
    out.set('NamespaceContentRemaining', { reason: 'SomeResourcesRemain', message: `Some resources are remaining: ${listed(resources, 'has')}` });
  if (finalizers.size > 0)
    out.set('NamespaceFinalizersRemaining', {
      reason: 'SomeFinalizersRemain',
      message: `Some content in the namespace has finalizers remaining: ${listed(finalizers, 'in')}`,
    });
  return out;
}

/** The next conditions; the same list when nothing changes. */
export function nextConditions(before: readonly NamespaceCondition[], remaining: Remaining, timestamp: string): readonly NamespaceCondition[] {
  const told = troubles(remaining);
  let next = before;
  for (const [type, okReason, okMessage] of OK) {
    const trouble = told.get(type);
    const [status, reason, message] = trouble ? ['True', trouble.reason, trouble.message] : ['False', okReason, okMessage];
    const old = next.find((condition) => condition.type === type);
    if (!old) next = [...next, { type, status, lastTransitionTime: timestamp, reason, message }];
    else if (old.status !== status || old.reason !== reason || old.message !== message) {
      const changed: NamespaceCondition = { ...old, status, reason, message, ...(old.status === status ? {} : { lastTransitionTime: timestamp }) };
      next = next.map((condition) => (condition === old ? changed : condition));
    }
  }
  return next;
}
