import type { Taint } from '../../../kinds/schema/types.gen.ts';
import { type Plugin, rejection } from '../framework.ts';
import { isTolerated } from '../../../kinds/core/toleration.ts';

const TAINT: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
const REFUSED = rejection('NodeUnschedulable', 'UnschedulableAndUnresolvable', 'node(s) were unschedulable');

/** A cordoned node (spec.unschedulable) takes only pods that tolerate it. */
export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  filterFacts: (cls, facts) => (facts.unschedulable && !isTolerated(TAINT, cls.tolerations) ? REFUSED : undefined),
  wakes: {
    node: (_pod, { factsBefore, factsAfter }) => factsAfter !== undefined && !factsAfter.unschedulable && (!factsBefore || factsBefore.unschedulable),
    unscheduledPod: (pod) => isTolerated(TAINT, pod.spec.tolerations ?? []),
  },
};
