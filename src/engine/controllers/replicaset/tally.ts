import type { Fold } from '../../../base/sorted-map.ts';
import { controllerOf } from '../../../kinds/object.ts';
import { Recent } from '../../../kinds/recent.ts';
import { matches, selectorOf, selectorOfLabels } from '../../../kinds/selector.ts';
import type { Pod, ReplicaSet } from '../../../kinds/schema/types.gen.ts';
import { byOwner, orphansOf } from '../../etcd/indexes.ts';
import { foldIndexed, type Root, type Stored } from '../../etcd/store.ts';
import { isPodActive, isPodReady, isPodTerminating } from '../pods.ts';
import type { Counts } from './status.ts';

/** What the pods of a ReplicaSet add up to, kept as a sum so that a sync costs what changed and not all pods. */
interface Tally extends Counts {
  /** Pods to be adopted or released: then they have to be looked at one by one. */
  readonly claims: number;
}

const NONE: Tally = { replicas: 0, fullyLabeled: 0, ready: 0, available: 0, terminating: 0, claims: 0 };

/**
 * The counts of a sync that has nothing to adopt, release or remove; undefined when the pods have to be looked at one by one: because of
 * claims, or because availability depends on the time (minReadySeconds).
 */
export function talliedCounts(cache: Root, rs: ReplicaSet): Counts | undefined {
  if ((rs.spec.minReadySeconds ?? 0) !== 0) return undefined;
  const folds = foldsOf(rs);
  const { claims, ...counts } = foldIndexed(cache, 'pods', { entry: byOwner(rs.metadata.uid as string), fold: folds.owned });
  if (claims > 0) return undefined;
  const leaving = rs.metadata.deletionTimestamp !== undefined;
  return !leaving && foldIndexed(cache, 'pods', { entry: orphansOf(rs.metadata.namespace ?? ''), fold: folds.orphans }) > 0 ? undefined : counts;
}

interface Folds {
  readonly owned: Fold<Stored, Tally>;
  readonly orphans: Fold<Stored, number>;
}

/** By selector and labels of the template: they stay the same objects while the number of replicas changes. */
const known = new Recent<{ readonly metadata: unknown; readonly folds: Folds }>(1_024);

function foldsOf(rs: ReplicaSet): Folds {
  const metadata = rs.spec.template?.metadata;
  const before = known.get(rs.spec.selector);
  if (before && before.metadata === metadata) return before.folds;
  const selector = selectorOf(rs.spec.selector);
  const labels = selectorOfLabels(metadata?.labels);
  const adoptable = (pod: Pod): boolean => isPodActive(pod) && controllerOf(pod.metadata) === undefined && matches(selector, pod.metadata.labels);
  const made: Folds = {
    owned: {
      leaf: (pods) => tallied(pods, (pod) => ({ selected: matches(selector, pod.metadata.labels), labelled: matches(labels, pod.metadata.labels) })),
      join: sum,
      swap: (total, before, after) => summed(summed({ ...total }, before, -1), after, 1),
    },
    orphans: {
      leaf: (pods) => pods.filter(({ object }) => adoptable(object as Pod)).length,
      join: (parts) => parts.reduce((a, b) => a + b, 0),
      swap: (total, before, after) => total - before + after,
    },
  };
  known.set(rs.spec.selector, { metadata, folds: made });
  return made;
}

function tallied(pods: readonly Stored[], judge: (pod: Pod) => { selected: boolean; labelled: boolean }): Tally {
  let [replicas, fullyLabeled, ready, terminating, claims] = [0, 0, 0, 0, 0];
  for (const { object } of pods) {
    const pod = object as Pod;
    const { selected, labelled } = judge(pod);
    if (isPodActive(pod)) {
      if (!selected) claims++;
      replicas++;
      if (labelled) fullyLabeled++;
      if (isPodReady(pod)) ready++;
    } else if (selected && isPodTerminating(pod)) terminating++;
  }
  return { replicas, fullyLabeled, ready, available: ready, terminating, claims };
}

function sum(parts: readonly Tally[]): Tally {
  const total = { ...NONE };
  for (const part of parts) summed(total, part, 1);
  return total;
}

/** Adds a part to a total, or takes it off. */
function summed(total: { -readonly [K in keyof Tally]: Tally[K] }, part: Tally, times: 1 | -1): Tally {
  total.replicas += times * part.replicas;
  total.fullyLabeled += times * part.fullyLabeled;
  total.ready += times * part.ready;
  total.available += times * part.available;
  total.terminating += times * part.terminating;
  total.claims += times * part.claims;
  return total;
}
