import { tolerates } from '../../../kinds/core/toleration.ts';
import type { Node, Taint, Toleration } from '../../../kinds/schema/types.gen.ts';
import type { Decision, Intent } from '../controller.ts';

/** Taints of nodes and what tolerates them (upstream: k8s.io/component-helpers/scheduling/corev1, pkg/util/taints). */

export const NOT_READY = 'node.kubernetes.io/not-ready';
export const UNREACHABLE = 'node.kubernetes.io/unreachable';
export const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';
export const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

export interface TaintKey {
  readonly key: string;
  readonly effect: Taint['effect'];
}

export const taintsOf = (node: Node): readonly Taint[] => node.spec?.taints ?? [];
export const hasTaint = (node: Node, wanted: TaintKey): boolean => taintsOf(node).some((taint) => taint.key === wanted.key && taint.effect === wanted.effect);

/** A write of spec.taints as a whole; it names the resourceVersion, since the list has no merge key. */
export function swapTaints(
  node: Node,
  change: { readonly add: readonly TaintKey[]; readonly remove: readonly TaintKey[] },
  at: { readonly timestamp: string; readonly why?: Decision },
): Intent {
  const same = (a: TaintKey, b: TaintKey): boolean => a.key === b.key && a.effect === b.effect;
  const kept = taintsOf(node).filter((taint) => ![...change.remove, ...change.add].some((one) => same(one, taint)));
  const taints = [...kept, ...change.add.map(({ key, effect }) => ({ effect, key, timeAdded: at.timestamp }))];
  return {
    do: 'patch',
    resource: 'nodes',
    name: node.metadata.name,
    patchType: 'strategic',
    patch: { metadata: { resourceVersion: node.metadata.resourceVersion }, spec: { taints: taints.length > 0 ? (taints as never) : null } },
    ...(at.why ? { why: at.why } : {}),
  };
}

export const noExecuteTaints = (node: Node): readonly Taint[] => taintsOf(node).filter((taint) => taint.effect === 'NoExecute');

/** How long a pod may stay: undefined for ever, 0 not at all, else seconds. */
export function toleratedSeconds(taints: readonly Taint[], tolerations: readonly Toleration[]): number | undefined {
  let least: number | undefined;
  for (const taint of taints) {
    const used = tolerations.find((toleration) => tolerates(toleration, taint));
    if (!used) return 0;
    if (used.tolerationSeconds !== undefined) least = Math.min(least ?? Number.MAX_SAFE_INTEGER, Math.max(0, used.tolerationSeconds));
  }
  return least;
}
