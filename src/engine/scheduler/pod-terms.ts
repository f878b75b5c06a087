import type { LabelSelector, Namespace, Pod, PodAffinityTerm } from '../../kinds/schema/types.gen.ts';
import { matches, type Requirement, type Selector, selectorOf, selectorText } from '../../kinds/selector.ts';
import { getObject, listObjects, type Root } from '../etcd/store.ts';
import type { PlacedPod } from './node-info.ts';

/** Which pods a term of affinity or a spread constraint means. `text` names it completely. */
export interface PodTerm {
  readonly topologyKey: string;
  readonly text: string;
  readonly matches: (pod: Pick<PlacedPod, 'namespace' | 'labels'>) => boolean;
}

/** A term as its owner means it: its own namespace unless others are named. */
export function podTerm(root: Root, owner: Pick<PlacedPod, 'namespace' | 'labels'>, term: PodAffinityTerm): PodTerm {
  const selector = merged(term.labelSelector, owner.labels, { match: term.matchLabelKeys, mismatch: term.mismatchLabelKeys });
  const named = term.namespaces ?? [];
  const byLabels = term.namespaceSelector && selectorOf(term.namespaceSelector);
  if (byLabels === undefined) {
    const namespaces = named.length === 0 ? [owner.namespace] : named;
    return {
      topologyKey: term.topologyKey,
      text: `${namespaces.join(',')}|${selectorText(selector)}`,
      matches: (pod) => namespaces.includes(pod.namespace) && matches(selector, pod.labels),
    };
  }
  const chosen = new Set(named);
  for (const { metadata } of listObjects<Namespace>(root, 'namespaces')) if (matches(byLabels, metadata.labels)) chosen.add(metadata.name);
  return {
    topologyKey: term.topologyKey,
    text: `${[...chosen].sort().join(',')}|${selectorText(selector)}`,
    matches: (pod) => chosen.has(pod.namespace) && matches(selector, pod.labels),
  };
}

/** A label selector with matchLabelKeys and mismatchLabelKeys taken from the pod's own labels. */
export function merged(
  selector: LabelSelector | undefined,
  labels: Readonly<Record<string, string>>,
  keys: { readonly match: readonly string[] | undefined; readonly mismatch?: readonly string[] | undefined },
): Selector {
  const own = selectorOf(selector);
  if (!keys.match?.length && !keys.mismatch?.length) return own;
  const more = (names: readonly string[] | undefined, operator: 'in' | 'notin'): Requirement[] =>
    (names ?? []).filter((key) => Object.hasOwn(labels, key)).map((key) => ({ key, operator, values: [labels[key] as string] }));
  return [...own, ...more(keys.match, 'in'), ...more(keys.mismatch, 'notin')];
}

/** Labels of a namespace's pods that Services and the owner select by: what the default spreading counts (helper.DefaultSelector). */
export function defaultSelector(root: Root, pod: Pod): Selector {
  const { namespace = '', labels = {}, ownerReferences } = pod.metadata;
  const exact: Record<string, string> = {};
  for (const service of listObjects(root, 'services', namespace)) {
    const wanted = (service.spec as { selector?: Record<string, string> } | undefined)?.selector;
    if (wanted && Object.keys(wanted).length > 0 && Object.keys(wanted).every((key) => Object.hasOwn(labels, key) && labels[key] === wanted[key]))
      Object.assign(exact, wanted);
  }
  const requirements: Requirement[] = Object.keys(exact)
    .sort()
    .map((key) => ({ key, operator: '=', values: [exact[key] as string] }));
  const owner = ownerReferences?.find(({ controller }) => controller);
  const resource = owner && OWNERS[owner.kind];
  const object = resource ? getObject(root, resource, `${namespace}/${owner.name}`) : undefined;
  const selector = (object?.spec as { selector?: LabelSelector } | undefined)?.selector;
  return selector && (selector.matchLabels || selector.matchExpressions) ? [...requirements, ...selectorOf(selector)] : requirements;
}

const OWNERS: Readonly<Record<string, string>> = { ReplicaSet: 'replicasets', StatefulSet: 'statefulsets' };
