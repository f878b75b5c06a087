import { wholeNumber } from '../int-or-string.ts';
import type { NodeSelector, NodeSelectorRequirement, NodeSelectorTerm } from '../schema/types.gen.ts';

/** What matching a node selector looks at. */
export interface Selected {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Terms are alternatives; a term without requirements matches nothing (component-helpers nodeaffinity). */
export function matchesNodeSelector(selector: NodeSelector, node: Selected): boolean {
  return selector.nodeSelectorTerms.some((term) => matchesNodeTerm(term, node));
}

export function matchesNodeTerm(term: NodeSelectorTerm, node: Selected): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length === 0 && fields.length === 0) return false;
  return (
    expressions.every((requirement) => holds(requirement, node.labels)) && fields.every((requirement) => holds(requirement, { 'metadata.name': node.name }))
  );
}

function holds({ key, operator, values = [] }: NodeSelectorRequirement, labels: Readonly<Record<string, string>>): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && wholeNumber(value) > wholeNumber(values[0]);
    case 'Lt':
      return value !== undefined && wholeNumber(value) < wholeNumber(values[0]);
  }
}
