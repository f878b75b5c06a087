import { milliOf, wholeOf } from '../../kinds/quantity.ts';
import type { Node, Pod } from '../../kinds/schema/types.gen.ts';
import { requestsOf } from '../../kinds/core/pod-requests.ts';
import { byNode } from '../etcd/indexes.ts';
import { getObject, listIndexed, listObjects } from '../etcd/store.ts';
import { type Invariant, NOTHING_WRONG } from './invariant.ts';

const bindsNow = (before: Pod | undefined, after: Pod): boolean => before !== undefined && !before.spec.nodeName && Boolean(after.spec.nodeName);
const isLive = (pod: Pod): boolean => pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';

/** Scheduling. Pods that name their node themselves are nobody's decision and are not looked at. */
export const schedulingInvariants: readonly Invariant[] = [
  {
    id: 'C2',
    text: 'What a node has room for is never overbooked by a binding.',
    onCommit: ({ resource, before, after }, root) => {
      if (resource !== 'pods' || !bindsNow(before as Pod | undefined, after as Pod)) return NOTHING_WRONG;
      const name = (after as Pod).spec.nodeName!;
      const room = getObject<Node>(root, 'nodes', name)?.status?.allocatable;
      if (!room) return [`bound to ${name}, which is unknown or reports nothing`];
      const total = { cpu: 0, memory: 0, pods: 0 };
      for (const pod of listIndexed<Pod>(root, 'pods', byNode(name))) {
        if (!isLive(pod)) continue;
        const { cpu, memory } = requestsOf(pod.spec);
        total.cpu += cpu;
        total.memory += memory;
        total.pods += 1;
      }
      const out: string[] = [];
      if (total.cpu > milliOf(room.cpu)) out.push(`${name}: ${total.cpu}m cpu requested of ${room.cpu}`);
      if (total.memory > wholeOf(room.memory)) out.push(`${name}: ${total.memory} bytes requested of ${room.memory}`);
      if (total.pods > wholeOf(room.pods)) out.push(`${name}: ${total.pods} pods of ${room.pods}`);
      return out;
    },
  },
  {
    id: 'C4',
    local: true,
    text: 'A pod with scheduling gates or another scheduler is not bound.',
    onCommit: ({ resource, before, after }) => {
      if (resource !== 'pods' || !bindsNow(before as Pod | undefined, after as Pod)) return NOTHING_WRONG;
      const { schedulingGates, schedulerName } = (before as Pod).spec;
      return (schedulingGates?.length ?? 0) > 0 || (schedulerName ?? 'default-scheduler') !== 'default-scheduler' ? ['bound all the same'] : NOTHING_WRONG;
    },
  },
  {
    id: 'C7',
    text: 'At rest every pod without a node says that it waits.',
    whenQuiet: (root) =>
      [...listIndexed<Pod>(root, 'pods', byNode(''))]
        .filter((pod) => (pod.spec.schedulerName ?? 'default-scheduler') === 'default-scheduler' && !pod.metadata.deletionTimestamp)
        .filter((pod) => !pod.status?.conditions?.some((c) => c.type === 'PodScheduled' && c.status === 'False'))
        .map((pod) => `${pod.metadata.name} has no node and no PodScheduled=False`),
  },
  {
    id: 'C8',
    text: 'At rest a node that is Ready carries no taint of the node lifecycle controller.',
    whenQuiet: (root) =>
      [...listObjects<Node>(root, 'nodes')]
        .filter((node) => node.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True'))
        .filter((node) => node.spec?.taints?.some((t) => t.key === 'node.kubernetes.io/not-ready' || t.key === 'node.kubernetes.io/unreachable'))
        .map((node) => `${node.metadata.name} is Ready and tainted`),
  },
];
