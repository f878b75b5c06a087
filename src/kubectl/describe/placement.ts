import { byText } from '../../base/order.ts';
import { formatLabelSelector } from '../../kinds/selector.ts';
import type { Toleration, TopologySpreadConstraint } from '../../kinds/schema/types.gen.ts';
import { goSorted } from './go-sort.ts';
import { type Lines, multiline } from './lines.ts';

/** Where a pod may run, in pods and in templates. */

export const tolerations = (title: string, list: readonly Toleration[] | undefined): Lines =>
  multiline(title, goSorted(list ?? [], (a, b) => byText(a.key ?? '', b.key ?? '') < 0).map(tolerationText));

/** `node.kubernetes.io/not-ready:NoExecute op=Exists for 300s` */
function tolerationText({ key = '', value = '', effect, operator, tolerationSeconds }: Toleration): string {
  const taint = `${key}${value === '' ? '' : `=${value}`}${effect ? `:${effect}` : ''}`;
  const exists = operator === 'Exists' && value === '' ? `${taint === '' ? '' : ' '}op=Exists` : '';
  return `${taint}${exists}${tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`}`;
}

export function spread(indent: string, constraints: readonly TopologySpreadConstraint[] | undefined): Lines {
  if (!constraints || constraints.length === 0) return [];
  const sorted = goSorted(constraints, (a, b) => byText(a.topologyKey, b.topologyKey) < 0);
  return multiline(
    `${indent}Topology Spread Constraints`,
    sorted.map(({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }) => {
      const pods = labelSelector ? ` for selector ${formatLabelSelector(labelSelector)}` : '';
      return `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${pods}`;
    }),
  );
}
