import { controllerOf } from '../../kinds/object.ts';
import type { ObjectMeta } from '../../kinds/object.ts';
import { qosClassOf } from '../../kinds/core/quality-of-service.ts';
import type { Container, Event, Pod } from '../../kinds/schema/types.gen.ts';
import { longTime, since } from './clock.ts';
import { containers, resources } from './containers.ts';
import type { Describer } from './describer.ts';
import { page } from './events.ts';
import { annotations, field, type Lines, labels, NONE } from './lines.ts';
import { eventsAbout, itemsOf, subjectOf } from './needs.ts';
import { spread, tolerations } from './placement.ts';
import { volumes } from './volumes.ts';

/** The Events of a static pod's image in the API are about the hash that its kubelet gave it. */
const MIRROR = 'kubernetes.io/config.mirror';

/** Upstream: PodDescriber, describePod. */
export const podDescriber: Describer<Pod> = {
  needs: (mapping, pod, settings) => {
    const mirrored = pod.metadata.annotations?.[MIRROR];
    return eventsAbout({ ...subjectOf(mapping, pod), kind: undefined, ...(mirrored === undefined ? {} : { uid: mirrored }) }, settings);
  },
  text: (pod, answers, now) =>
    page(
      [...head(pod, now), ...network(pod), ...podContainers(pod), ...conditions(pod), ...volumes(pod.spec.volumes, ''), ...tail(pod)],
      itemsOf<Event>(answers, 'events'),
      now,
    ),
};

function head({ metadata, spec, status }: Pod, now: string): Lines {
  const lines = [field('Name', metadata.name), field('Namespace', metadata.namespace ?? '')];
  if (spec.priority !== undefined) lines.push(field('Priority', spec.priority));
  if (spec.priorityClassName) lines.push(field('Priority Class Name', spec.priorityClassName));
  if (spec.runtimeClassName) lines.push(field('Runtime Class Name', spec.runtimeClassName));
  if (spec.serviceAccountName) lines.push(field('Service Account', spec.serviceAccountName));
  lines.push(field('Node', spec.nodeName ? `${spec.nodeName}/${status?.hostIP ?? ''}` : NONE));
  if (status?.startTime !== undefined) lines.push(field('Start Time', longTime(status.startTime)));
  lines.push(...labels('Labels', metadata.labels), ...annotations('Annotations', metadata.annotations), ...phase({ metadata, status }, now));
  if (status?.reason) lines.push(field('Reason', status.reason));
  if (status?.message) lines.push(field('Message', status.message));
  const profile = spec.securityContext?.seccompProfile;
  if (profile) lines.push(field('SeccompProfile', profile.type));
  if (profile?.type === 'Localhost') lines.push(field('LocalhostProfile', profile.localhostProfile ?? ''));
  return lines;
}

function phase({ metadata, status }: Pick<Pod, 'metadata' | 'status'>, now: string): Lines {
  if (metadata.deletionTimestamp === undefined || status?.phase === 'Failed' || status?.phase === 'Succeeded') return [field('Status', status?.phase ?? '')];
  return [
    field('Status', `Terminating (lasts ${since(metadata.deletionTimestamp, now)})`),
    field('Termination Grace Period', `${metadata.deletionGracePeriodSeconds ?? 0}s`),
  ];
}

function network({ metadata, spec, status }: Pod): Lines {
  const addresses = status?.podIPs ?? [];
  const lines = [field('IP', status?.podIP ?? '')];
  if (addresses.length === 0) lines.push(field('IPs', NONE));
  else lines.push('IPs:', ...addresses.map(({ ip }) => `  ${field('IP', ip)}`));
  lines.push(...controlledBy(metadata));
  if (status?.nominatedNodeName) lines.push(field('NominatedNodeName', status.nominatedNodeName));
  if (spec.resources) lines.push('Resources:', ...resources(spec.resources, 2));
  return lines;
}

export function controlledBy(metadata: ObjectMeta): Lines {
  const owner = controllerOf(metadata);
  return owner ? [field('Controlled By', `${owner.kind}/${owner.name}`)] : [];
}

function podContainers(pod: Pod): Lines {
  const { spec, status } = pod;
  const { initContainers = [], ephemeralContainers = [] } = spec;
  return [
    ...(initContainers.length > 0 ? containers({ title: 'Init Containers', containers: initContainers, statuses: status?.initContainerStatuses, pod }) : []),
    ...containers({ title: 'Containers', containers: spec.containers, statuses: status?.containerStatuses, pod }),
    ...(ephemeralContainers.length > 0
      ? containers({
          title: 'Ephemeral Containers',
          containers: ephemeralContainers as readonly Container[],
          statuses: status?.ephemeralContainerStatuses,
          pod,
        })
      : []),
  ];
}

function conditions({ spec, status }: Pod): Lines {
  const all = status?.conditions ?? [];
  const rows = (title: string, list: readonly { readonly type: string; readonly status: string }[]): Lines =>
    list.length === 0 ? [] : [title, '  Type\tStatus', ...list.map((row) => `  ${row.type} \t${row.status} `)];
  const gates = (spec.readinessGates ?? []).map(({ conditionType }) => ({
    type: conditionType,
    status: all.find(({ type }) => type === conditionType)?.status ?? NONE,
  }));
  return [...rows('Readiness Gates:', gates), ...rows('Conditions:', all)];
}

const tail = (pod: Pod): Lines => [
  field('QoS Class', pod.status?.qosClass || qosClassOf(pod)),
  ...labels('Node-Selectors', pod.spec.nodeSelector),
  ...tolerations('Tolerations', pod.spec.tolerations),
  ...spread('', pod.spec.topologySpreadConstraints),
];
