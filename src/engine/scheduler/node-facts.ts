import { deepEqual } from '../../base/json.ts';
import { milliOf, wholeOf } from '../../kinds/quantity.ts';
import type { Node, Taint } from '../../kinds/schema/types.gen.ts';

/** What the scheduler takes from a Node object. Heartbeats leave it as it is: the same object until something in it changes. */
export interface NodeFacts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly unschedulable: boolean;
  readonly cpu: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
  readonly pods: number;
  readonly scalars: Readonly<Record<string, number>>;
  /** Image name → bytes. */
  readonly images: Readonly<Record<string, number>>;
}

const NO_TAINTS: readonly Taint[] = [];

export function nodeFactsOf(node: Node, previous?: NodeFacts): NodeFacts {
  const allocatable = node.status?.allocatable ?? {};
  const scalars: Record<string, number> = {};
  for (const name of Object.keys(allocatable).sort())
    if (name !== 'cpu' && name !== 'memory' && name !== 'ephemeral-storage' && name !== 'pods') scalars[name] = wholeOf(allocatable[name]);
  const images: Record<string, number> = {};
  for (const image of node.status?.images ?? []) for (const name of image.names ?? []) images[name] = image.sizeBytes ?? 0;
  const facts: NodeFacts = {
    name: node.metadata.name,
    // Without a prototype: `constructor` is a label like any other, and absent where it is not set.
    labels: Object.freeze(Object.assign(Object.create(null), node.metadata.labels)) as Readonly<Record<string, string>>,
    taints: node.spec?.taints ?? NO_TAINTS,
    unschedulable: node.spec?.unschedulable ?? false,
    cpu: milliOf(allocatable.cpu),
    memory: wholeOf(allocatable.memory),
    ephemeralStorage: wholeOf(allocatable['ephemeral-storage']),
    pods: wholeOf(allocatable.pods),
    scalars,
    images,
  };
  return previous && deepEqual(previous, facts) ? previous : Object.freeze(facts);
}

/** Zone of a node as the scheduler's node tree groups by (component-helpers GetZoneKey). */
export function zoneOf(facts: NodeFacts): string {
  const region = facts.labels['topology.kubernetes.io/region'] ?? facts.labels['failure-domain.beta.kubernetes.io/region'] ?? '';
  const zone = facts.labels['topology.kubernetes.io/zone'] ?? facts.labels['failure-domain.beta.kubernetes.io/zone'] ?? '';
  return region === '' && zone === '' ? '' : `${region}:\u0000:${zone}`;
}
