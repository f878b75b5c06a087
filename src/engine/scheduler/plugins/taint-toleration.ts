import type { Toleration } from '../../../kinds/schema/types.gen.ts';
import { type Plugin, rejection } from '../framework.ts';
import type { NodeFacts } from '../node-facts.ts';
import { isTolerated } from '../../../kinds/core/toleration.ts';

const REFUSED = rejection('TaintToleration', 'UnschedulableAndUnresolvable', 'node(s) had untolerated taint(s)');
const NONE: readonly Toleration[] = [];

/** NoSchedule and NoExecute taints keep away; each PreferNoSchedule taint that is not tolerated makes a node less welcome. */
export const taintToleration: Plugin = {
  name: 'TaintToleration',
  filterFacts: (cls, facts) => (hasUntolerated(facts, cls.tolerations) ? REFUSED : undefined),
  score: {
    weight: 3,
    ofFacts: (cls, facts) => {
      const relevant = cls.tolerations.filter(({ effect }) => !effect || effect === 'PreferNoSchedule');
      return facts.taints.filter((taint) => taint.effect === 'PreferNoSchedule' && !isTolerated(taint, relevant)).length;
    },
    normalise: 'least',
  },
  wakes: {
    node: (pod, { factsBefore, factsAfter }) => {
      const tolerations = pod.spec.tolerations ?? NONE;
      return factsAfter !== undefined && !hasUntolerated(factsAfter, tolerations) && (!factsBefore || hasUntolerated(factsBefore, tolerations));
    },
    unscheduledPod: () => true,
  },
};

const hasUntolerated = (facts: NodeFacts, tolerations: readonly Toleration[]): boolean =>
  facts.taints.some((taint) => taint.effect !== 'PreferNoSchedule' && !isTolerated(taint, tolerations));
