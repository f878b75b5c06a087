import { formatLabels } from '../../kinds/columns.ts';
import { accessModesText } from '../../kinds/core/volume-text.ts';
import type {
  Event,
  NodeSelectorRequirement,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  StorageClass,
  TopologySelectorTerm,
} from '../../kinds/schema/types.gen.ts';
import { byText } from '../../base/order.ts';
import { claimRest, classOf } from './claim.ts';
import { longTime, since } from './clock.ts';
import { resourcePath } from '../../kinds/paths.ts';
import type { Describer } from './describer.ts';
import { page } from './events.ts';
import { goList } from './go-text.ts';
import { annotations, capitalized, field, indented, type Lines, labels, multiline, NONE } from './lines.ts';
import { eventsAbout, itemsOf, list, subjectOf } from './needs.ts';
import { persistentVolumeSource } from './volumes.ts';

/** Upstream: PersistentVolumeDescriber, PersistentVolumeClaimDescriber, StorageClassDescriber. */
export const persistentVolumeDescriber: Describer<PersistentVolume> = {
  needs: (mapping, volume, settings) => eventsAbout(subjectOf(mapping, volume), settings),
  text: ({ metadata, spec, status }, answers, now) =>
    page(
      [
        field('Name', metadata.name),
        ...labels('Labels', metadata.labels),
        ...annotations('Annotations', metadata.annotations),
        field('Finalizers', goList(metadata.finalizers)),
        field('StorageClass', classOf(metadata, spec)),
        statusLine(metadata, status?.phase, now),
        field('Claim', spec.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : ''),
        field('Reclaim Policy', spec.persistentVolumeReclaimPolicy ?? ''),
        field('Access Modes', accessModesText(spec.accessModes)),
        ...(spec.volumeMode === undefined ? [] : [field('VolumeMode', spec.volumeMode)]),
        field('Capacity', spec.capacity?.['storage'] ?? '0'),
        ...nodeAffinity(spec.nodeAffinity),
        field('Message', status?.message ?? ''),
        'Source:',
        ...persistentVolumeSource(spec),
      ],
      itemsOf<Event>(answers, 'events'),
      now,
    ),
};

const statusLine = (metadata: PersistentVolume['metadata'], phase: string | undefined, now: string): string =>
  field('Status', metadata.deletionTimestamp === undefined ? (phase ?? '') : `Terminating (lasts ${since(metadata.deletionTimestamp, now)})`);

function nodeAffinity(affinity: PersistentVolume['spec']['nodeAffinity']): Lines {
  if (!affinity?.required) return [field('Node Affinity', NONE)];
  const terms = affinity.required.nodeSelectorTerms;
  if (terms.length === 0) return ['Node Affinity:\t', '  Required Terms:\t<none>'];
  const texts = terms.flatMap(({ matchExpressions = [] }, i) => multiline(`Term ${i}`, matchExpressions.map(requirementText)));
  return ['Node Affinity:\t', '  Required Terms:\t', ...indented(texts, 4)];
}

function requirementText({ key, operator, values = [] }: NodeSelectorRequirement): string {
  return `${key} ${operator.toLowerCase()}${values.length > 0 ? ` [${values.join(', ')}]` : ''}`;
}

export const persistentVolumeClaimDescriber: Describer<PersistentVolumeClaim> = {
  needs: (mapping, claim, settings) => {
    const path = resourcePath({ group: '', version: 'v1', resource: 'pods' }, claim.metadata.namespace);
    return [list(['pods', path], {}, settings), ...eventsAbout(subjectOf(mapping, claim), settings)];
  },
  text: (claim, answers, now) => {
    const { metadata, spec, status } = claim;
    const isBound = (spec.volumeName ?? '') !== '';
    return page(
      [
        field('Name', metadata.name),
        field('Namespace', metadata.namespace ?? ''),
        field('StorageClass', classOf(metadata, spec)),
        statusLine(metadata, status?.phase, now),
        field('Volume', spec.volumeName ?? ''),
        ...labels('Labels', metadata.labels),
        ...annotations('Annotations', metadata.annotations),
        field('Finalizers', goList(metadata.finalizers)),
        field('Capacity', isBound ? (status?.capacity?.['storage'] ?? '0') : ''),
        field('Access Modes', isBound ? accessModesText(status?.accessModes) : ''),
        ...claimRest(spec),
        ...multiline('Used By', users(claim, itemsOf<Pod>(answers, 'pods') ?? [])),
        ...conditions(claim),
      ],
      itemsOf<Event>(answers, 'events'),
      now,
    );
  },
};

/** Names of the pods that mount it, once for each volume, and of pods that own it. */
function users({ metadata }: PersistentVolumeClaim, pods: readonly Pod[]): Lines {
  const mounting = pods.flatMap((pod) =>
    (pod.spec.volumes ?? []).filter(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === metadata.name).map(() => pod),
  );
  const owners = (metadata.ownerReferences ?? [])
    .filter(({ kind }) => kind === 'Pod')
    .flatMap(({ uid }) => pods.filter((pod) => pod.metadata.uid === uid && !mounting.includes(pod)));
  return [...mounting, ...new Set(owners)].map((pod) => pod.metadata.name).sort(byText);
}

function conditions({ status }: PersistentVolumeClaim): Lines {
  const list = status?.conditions ?? [];
  if (list.length === 0) return [];
  return [
    'Conditions:',
    '  Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage',
    '  ----\t------\t-----------------\t------------------\t------\t-------',
    ...list.map(
      ({ type, status: state, lastProbeTime, lastTransitionTime, reason = '', message = '' }) =>
        `  ${type} \t${state} \t${longTime(lastProbeTime)} \t${longTime(lastTransitionTime)} \t${reason} \t${message}`,
    ),
  ];
}

export const storageClassDescriber: Describer<StorageClass> = {
  needs: (mapping, storageClass, settings) => eventsAbout(subjectOf(mapping, storageClass), settings),
  text: ({ metadata, provisioner, parameters, allowVolumeExpansion, mountOptions = [], ...rest }, answers, now) =>
    page(
      [
        field('Name', metadata.name),
        field('IsDefaultClass', isDefault(metadata.annotations) ? 'Yes' : 'No'),
        field('Annotations', formatLabels(metadata.annotations)),
        field('Provisioner', provisioner),
        field('Parameters', formatLabels(parameters)),
        field('AllowVolumeExpansion', capitalized(allowVolumeExpansion)),
        ...(mountOptions.length === 0 ? [field('MountOptions', NONE)] : ['MountOptions:', ...indented(mountOptions, 2)]),
        ...(rest.reclaimPolicy === undefined ? [] : [field('ReclaimPolicy', rest.reclaimPolicy)]),
        ...(rest.volumeBindingMode === undefined ? [] : [field('VolumeBindingMode', rest.volumeBindingMode)]),
        ...(rest.allowedTopologies === undefined ? [] : topologies(rest.allowedTopologies)),
      ],
      itemsOf<Event>(answers, 'events'),
      now,
    ),
};

const DEFAULT = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];
const isDefault = (of: Readonly<Record<string, string>> | undefined): boolean => DEFAULT.some((key) => of?.[key] === 'true');

function topologies(terms: readonly TopologySelectorTerm[]): Lines {
  if (terms.length === 0) return [field('AllowedTopologies', NONE)];
  const texts = terms.flatMap(({ matchLabelExpressions = [] }, i) =>
    multiline(
      `Term ${i}`,
      matchLabelExpressions.map(({ key, values = [] }) => `${key} in${values.length > 0 ? ` [${values.join(', ')}]` : ''}`),
    ),
  );
  return ['AllowedTopologies:\t', ...indented(texts, 2)];
}
