import { type Plugin, rejection } from '../framework.ts';
import type { NodeFacts } from '../node-facts.ts';
import { classOf, type PodClass } from '../pod-class.ts';
import { matchesNodeSelector, matchesNodeTerm } from '../../../kinds/core/node-selector.ts';

const REFUSED = rejection('NodeAffinity', 'UnschedulableAndUnresolvable', "node(s) didn't match Pod's node affinity/selector");
const CONFLICT = rejection('NodeAffinity', 'UnschedulableAndUnresolvable', 'pod affinity terms conflict');

/** nodeSelector and required node affinity must match; preferred terms add up. */
export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  preFilter: ({ cls }) => {
    const names = namedNodes(cls);
    if (!names) return undefined;
    return names.length === 0 ? { rejection: CONFLICT } : { nodes: names };
  },
  filterFacts: (cls, facts) => (matchesNode(cls, facts) ? undefined : REFUSED),
  score: {
    weight: 2,
    skip: ({ cls }) => cls.preferredNodes.length === 0,
    ofFacts: (cls, facts) => {
      let sum = 0;
      for (const { weight, preference } of cls.preferredNodes) if (weight !== 0 && matchesNodeTerm(preference, facts)) sum += weight;
      return sum;
    },
    normalise: 'best',
  },
  wakes: {
    node: (pod, { factsBefore, factsAfter }) => {
      const cls = classOf(pod);
      return factsAfter !== undefined && matchesNode(cls, factsAfter) && (!factsBefore || !matchesNode(cls, factsBefore));
    },
  },
};

export function matchesNode(cls: PodClass, facts: NodeFacts): boolean {
  const { nodeSelector, requiredNodes } = cls;
  if (nodeSelector) for (const key of Object.keys(nodeSelector)) if (facts.labels[key] !== nodeSelector[key]) return false;
  return !requiredNodes || matchesNodeSelector(requiredNodes, facts);
}

/** Node names when every term pins metadata.name, as pods of a DaemonSet do: the other nodes need not be looked at. */
function namedNodes({ requiredNodes }: PodClass): readonly string[] | undefined {
  const terms = requiredNodes?.nodeSelectorTerms ?? [];
  if (terms.length === 0) return undefined;
  const names = new Set<string>();
  for (const term of terms) {
    let ofTerm: readonly string[] | undefined;
    for (const field of term.matchFields ?? [])
      if (field.key === 'metadata.name' && field.operator === 'In') {
        const values = field.values ?? [];
        ofTerm = ofTerm ? ofTerm.filter((name) => values.includes(name)) : values;
      }
    if (!ofTerm) return undefined;
    for (const name of ofTerm) names.add(name);
  }
  return [...names].sort();
}
