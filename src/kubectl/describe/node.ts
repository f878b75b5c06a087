import { byText } from '../../base/order.ts';
import type { Event, Lease, Node, Pod, Taint } from '../../kinds/schema/types.gen.ts';
import { isSuccess } from '../../wire/request.ts';
import { longTime } from './clock.ts';
import { resourcePath } from '../../kinds/paths.ts';
import type { Describer } from './describer.ts';
import { page } from './events.ts';
import { goSorted } from './go-sort.ts';
import { annotations, field, indented, type Lines, labels, multiline, orNone, orUnset, sortedKeys } from './lines.ts';
import { type Answers, eventsAbout, itemsOf, list, subjectOf } from './needs.ts';
import { podsOfNode } from './node-pods.ts';

/** Upstream: NodeDescriber, describeNode. */
export const nodeDescriber: Describer<Node> = {
  needs: (mapping, node, settings) => {
    const { name } = node.metadata;
    const fieldSelector = `spec.nodeName=${name},status.phase!=Succeeded,status.phase!=Failed`;
    const subject = subjectOf(mapping, node);
    return [
      list(['pods', resourcePath({ group: '', version: 'v1', resource: 'pods' }, undefined)], { fieldSelector }, settings),
      ...eventsAbout(subject, settings),
      // The kubelet's Events name the node where the controllers' have its uid.
      ...eventsAbout({ ...subject, uid: name }, settings, 'kubelet-events'),
      {
        name: 'lease',
        request: { method: 'GET', path: resourcePath({ group: 'coordination.k8s.io', version: 'v1', resource: 'leases' }, 'kube-node-lease', name) },
        mayFail: true,
      },
    ];
  },
  text: (node, answers, now) => {
    const events = itemsOf<Event>(answers, 'events');
    return page(
      [
        ...head(node),
        ...lease(answers),
        ...conditions(node),
        'Addresses:',
        ...(node.status?.addresses ?? []).map(({ type, address }) => `  ${field(type, address)}`),
        ...amounts('Capacity', node.status?.capacity),
        ...amounts('Allocatable', node.status?.allocatable),
        ...systemInfo(node),
        ...podsOfNode(node, itemsOf<Pod>(answers, 'pods') ?? [], now),
      ],
      events && [...events, ...(itemsOf<Event>(answers, 'kubelet-events') ?? [])],
      now,
    );
  },
};

function head({ metadata, spec }: Node): Lines {
  return [
    field('Name', metadata.name),
    field('Roles', orNone(roles(metadata.labels ?? {}).join(','))),
    ...labels('Labels', metadata.labels),
    ...annotations('Annotations', metadata.annotations),
    field('CreationTimestamp', longTime(metadata.creationTimestamp)),
    ...multiline('Taints', goSorted(spec?.taints ?? [], (a, b) => byText(rank(a), rank(b)) < 0).map(taintText)),
    field('Unschedulable', spec?.unschedulable ?? false),
  ];
}

const rank = ({ effect, key }: Taint): string => `${effect ?? ''},${key}`;

const ROLE_PREFIX = 'node-role.kubernetes.io/';

function roles(of: Readonly<Record<string, string>>): readonly string[] {
  const names = sortedKeys(of).flatMap((key) => {
    if (key.startsWith(ROLE_PREFIX)) return [key.slice(ROLE_PREFIX.length)];
    return key === 'kubernetes.io/role' ? [of[key] as string] : [];
  });
  return [...new Set(names)].filter((name) => name !== '').sort(byText);
}

/** v1.Taint.ToString: `key=value:NoSchedule`. */
function taintText({ key, value = '', effect }: Taint): string {
  if (!effect) return value === '' ? key : `${key}=${value}:`;
  return value === '' ? `${key}:${effect}` : `${key}=${value}:${effect}`;
}

function lease(answers: Answers): Lines {
  const answer = answers['lease'];
  if (!answer || !isSuccess(answer))
    return [field('Lease', `Failed to get lease: ${(answer?.body as { readonly message?: string } | undefined)?.message ?? ''}`)];
  const { holderIdentity, acquireTime, renewTime } = (answer.body as unknown as Lease).spec ?? {};
  const time = (of: string | null | undefined): string => orUnset(of ? longTime(of) : undefined);
  return [
    'Lease:',
    ...indented([field('HolderIdentity', orUnset(holderIdentity)), field('AcquireTime', time(acquireTime)), field('RenewTime', time(renewTime))], 2),
  ];
}

function conditions({ status }: Node): Lines {
  const list = status?.conditions ?? [];
  if (list.length === 0) return [];
  return [
    'Conditions:',
    '  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage',
    '  ----\t------\t-----------------\t------------------\t------\t-------',
    ...list.map(
      ({ type, status: state, lastHeartbeatTime, lastTransitionTime, reason = '', message = '' }) =>
        `  ${type} \t${state} \t${longTime(lastHeartbeatTime)} \t${longTime(lastTransitionTime)} \t${reason} \t${message}`,
    ),
  ];
}

function amounts(title: string, of: Readonly<Record<string, string>> | undefined): Lines {
  const names = sortedKeys(of);
  return names.length === 0 ? [] : [`${title}:`, ...names.map((name) => `  ${field(name, of?.[name] ?? '')}`)];
}

function systemInfo({ spec, status }: Node): Lines {
  const info = status?.nodeInfo;
  const lines = [
    'System Info:',
    ...indented(
      [
        field('Machine ID', info?.machineID ?? ''),
        field('System UUID', info?.systemUUID ?? ''),
        field('Boot ID', info?.bootID ?? ''),
        field('Kernel Version', info?.kernelVersion ?? ''),
        field('OS Image', info?.osImage ?? ''),
        field('Operating System', info?.operatingSystem ?? ''),
        field('Architecture', info?.architecture ?? ''),
        field('Container Runtime Version', info?.containerRuntimeVersion ?? ''),
        field('Kubelet Version', info?.kubeletVersion ?? ''),
        field('Kube-Proxy Version', info?.kubeProxyVersion ?? ''),
      ],
      2,
    ),
  ];
  if (spec?.podCIDR) lines.push(field('PodCIDR', spec.podCIDR));
  if (spec?.podCIDRs?.length) lines.push(field('PodCIDRs', spec.podCIDRs.join(',')));
  if (spec?.providerID) lines.push(field('ProviderID', spec.providerID));
  return lines;
}
